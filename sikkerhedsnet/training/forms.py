"""Text in, commands out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.web.forms import (
    ChoiceOf,
    ClockField,
    DayField,
    FileOf,
    KeyedForm,
    LongText,
    NumberOf,
    ShortText,
    TickBox,
    saying,
    whole_number,
)

from .commands import Give, Revoke, SetCourse, SetDate
from .labels import INVALID
from .models import Course, CourseDate, Participation
from .register import Sought

say_invalid = saying(INVALID)
LEARNERS = [
    Function.PEDAGOGUE, Function.CHILDMINDER, Function.TEACHER, Function.HEALTH_VISITOR, Function.PREVENTION_ADVISER,
    Function.LEADER, Function.DISTRICT_FACILITATOR, Function.EDUCATIONAL_PSYCHOLOGIST,
    Function.SPEECH_AND_HEARING_THERAPIST, Function.DENTAL_PROFESSIONAL, Function.FAMILY_ADVISER, Function.CHIEF,
]  # fmt: skip


def sought_in(query: Any) -> Sought:
    """What an address narrows a list to; what cannot be read narrows nothing."""
    functions = {function.value for function in Function}
    told = query.get("funktion", "")
    return Sought(
        whole_number(query.get("distrikt", "")),
        told if told in functions else "",
        whole_number(query.get("sted", "")),
        query.get("q", "").replace("\x00", "").strip()[:100],
    )


class CourseForm(KeyedForm):
    """One course in the catalogue."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    name = ShortText(_("Hvad hedder kurset?"), max_length=100)
    short = ShortText(
        _("Kort navn"), _("Bruges i filer, for eksempel loft. Det kan ikke ændres bagefter."), max_length=30
    )
    functions = forms.MultipleChoiceField(
        label=_("Hvem er kurset til?"),
        help_text=_("Vælger du ingen, er det til alle."),
        choices=[(function.value, FUNCTION[function]) for function in LEARNERS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    certificate = ShortText(
        _("Åbner skemaer, der kræver"),
        _(
            "Nøglen på det bevis, et skema kræver, for eksempel adbb. Lad feltet stå tomt, hvis kurset ikke åbner noget."
        ),
        required=False,
        max_length=30,
    )
    months = NumberOf(
        _("Så mange måneder gælder det"),
        _("Lad feltet stå tomt, hvis det gælder for altid."),
        required=False,
        min_value=1,
        max_value=600,
    )
    warn_weeks = NumberOf(_("Så mange uger før det udløber, skal der gives besked"), min_value=1, max_value=52)
    mark = ShortText(_("Skal kontrolleres"), _("Skriv, hvad I endnu ikke er sikre på."), required=False)
    provider = ShortText(_("Hvem holder kurset?"), required=False)
    note = LongText(_("Licens og andet"), required=False, rows=3, max_length=2000)
    is_offered = TickBox(_("Kurset bliver tilbudt"))

    def __init__(self, *args: Any, course: Course | None = None, **kwargs: Any) -> None:
        self.course = course
        if course is not None:
            names = (
                "name",
                "functions",
                "certificate",
                "months",
                "warn_weeks",
                "mark",
                "provider",
                "note",
                "is_offered",
            )
            kwargs["initial"] = {name: getattr(course, name) for name in (*names, "version")}
        else:
            kwargs["initial"] = {"warn_weeks": 8, "is_offered": True, "version": 0}
        super().__init__(*args, **kwargs)
        if course is not None:
            del self.fields["short"]

    def command(self) -> SetCourse:
        data = self.cleaned_data
        return SetCourse(
            course_id=self.course.pk if self.course else None,
            version=data["version"],
            short=data.get("short", ""),
            name=data["name"],
            certificate=data["certificate"],
            months=data["months"],
            warn_weeks=data["warn_weeks"],
            mark=data["mark"],
            provider=data["provider"],
            note=data["note"],
            functions=tuple(data["functions"]),
            is_offered=data["is_offered"],
            key=data["key"],
        )


class DateForm(KeyedForm):
    """One course date."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    on = DayField(_("Hvilken dag?"))
    begins_at = ClockField(_("Klokken"), required=False)
    place = ShortText(_("Hvor?"), required=False)
    teacher = ShortText(_("Hvem underviser?"), required=False)
    seats = NumberOf(
        _("Hvor mange pladser?"), _("Lad feltet stå tomt, hvis der er plads til alle."), required=False, min_value=1,
        max_value=2000,
    )  # fmt: skip

    def __init__(self, *args: Any, date: CourseDate | None = None, **kwargs: Any) -> None:
        if date is not None:
            names = ("on", "begins_at", "place", "teacher", "seats", "version")
            kwargs["initial"] = {name: getattr(date, name) for name in names}
        self.date = date
        super().__init__(*args, **kwargs)

    def command(self, course_id: int) -> SetDate:
        data = self.cleaned_data
        return SetDate(
            course_id, self.date.pk if self.date else None, data["version"], data["on"], data["begins_at"], data["place"],
            data["teacher"], data["seats"], data["key"],
        )  # fmt: skip


class SignUpForm(KeyedForm):
    """Which of the colleagues on the list get a place."""

    everybody = TickBox()
    users = forms.MultipleChoiceField(label=_("Kolleger"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["users"].choices = choices  # type: ignore[attr-defined]
        self.fields["users"].say_optional = False  # type: ignore[attr-defined]
        words = gettext("Tilmeld alle på listen (%(n)s)") % {"n": len(choices)}
        self.fields["everybody"].label = words
        if len(choices) < 2:
            del self.fields["everybody"]

    def chosen(self) -> tuple[int, ...]:
        everybody = self.cleaned_data.get("everybody")
        listed = [value for value, _label in self.fields["users"].choices]  # type: ignore[attr-defined]
        return tuple(int(pk) for pk in (listed if everybody else self.cleaned_data["users"]))


class AttendanceForm(KeyedForm):
    """Who came; everybody is ticked to begin with."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    came = forms.MultipleChoiceField(label=_("Hvem kom?"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, *args: Any, places: Iterable[Participation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["came"].choices = [(str(one.pk), one.user.name) for one in places]  # type: ignore[attr-defined]
        self.fields["came"].say_optional = False  # type: ignore[attr-defined]


class GiveForm(KeyedForm):
    """A certificate written in by hand."""

    course = ChoiceOf(_("Hvilket kursus?"), radio=False)
    completed_on = DayField(_("Gennemført"))
    expires_on = DayField(
        _("Udløber"), _("Skriv den kun, hvis den står på beviset. Ellers regnes den ud."), required=False
    )

    def __init__(self, *args: Any, courses: Iterable[Course], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", _("Vælg")), *((str(one.pk), one.name) for one in courses)]  # type: ignore[attr-defined]

    def command(self, user_id: int) -> Give:
        data = self.cleaned_data
        return Give(user_id, int(data["course"]), data["completed_on"], data["expires_on"], data["key"])


class RevokeForm(KeyedForm):
    """Why a certificate is taken back."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    why = LongText(_("Hvorfor?"), _("Kollegaen kan læse det."), rows=3, max_length=2000)

    def command(self, pk: int) -> Revoke:
        return Revoke(pk, self.cleaned_data["version"], self.cleaned_data["why"])


class FileForm(KeyedForm):
    """One file of certificates."""

    file = FileOf(_("Fil med kursusbeviser"), accept=".csv,.txt")
