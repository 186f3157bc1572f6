"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.concerns.labels import CLOSE_REASON
from sikkerhedsnet.concerns.labels import INVALID as CONCERN_INVALID
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.sharing.commands import Ground
from sikkerhedsnet.sharing.labels import INVALID as SHARING_INVALID
from sikkerhedsnet.web.fields import Chips
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    ClockField,
    DayField,
    KeyedForm,
    LongText,
    ShortText,
    SnForm,
    TickBox,
)
from sikkerhedsnet.web.grounds import GroundFields

from . import rules
from .commands import CallMeeting, CancelMeeting, ConcludeWithoutPlan, Guests, MoveDate, Newcomer
from .invitees import Invitees
from .labels import INVALID, INVITED_HOW, KIND, ODD_DAY
from .models import Meeting
from .states import InvitedHow, Kind

ASKED_HOW = [(how.value, INVITED_HOW[how]) for how in (InvitedHow.TALK, InvitedHow.PHONE, InvitedHow.LETTER)]
ELSEWHERE = ""
EVERYBODY = ""


def say_invalid(form: forms.Form, problem: Invalid) -> None:
    """Shows what a rule found wrong beside the field it is about."""
    for field, key in problem.errors.items():
        own: Any = CONCERN_INVALID if field == "next_on" and key in CONCERN_INVALID else INVALID
        words = own.get(key) or SHARING_INVALID.get(key, key)
        form.add_error(field if field in form.fields else None, str(words))


class People(Chips):
    """Chips one searches by name."""

    template_name = "meetings/people_chips.html"


class VersionField(forms.IntegerField):
    """The version of the row that the page showed."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class GuestFields(GroundFields):
    """Who comes; only those who can be chosen are shown."""

    guardians = ChipsField(_("Forældre"), widget=People)
    asked_on = DayField(
        _("Hvornår spurgte du forældrene?"), _("De bliver spurgt, før mødet ligger fast."), required=False
    )
    asked_how = ChoiceOf(_("Hvordan spurgte du?"), ASKED_HOW, required=False)
    child_comes = TickBox(_("Barnet er med"))
    staff = ChipsField(_("Fagpersoner"), widget=People)
    network = ChipsField(_("Netværk"), widget=People)
    new_name = ShortText(
        _("En mere fra netværket: navn"), _("For eksempel en mormor, en træner eller en nabo."), required=False
    )
    new_tie = ShortText(_("Hvad er hun eller han for barnet?"), required=False, max_length=100)

    def __init__(self, *args: Any, people: Invitees, suspicion: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._choose("guardians", [("", [(c.guardian_id, _parent(c)) for c in people.guardians])])
        self._choose(
            "staff",
            [
                (group, [(c.user_id, ", ".join(filter(None, [c.name, c.title]))) for c in colleagues])
                for group, colleagues in people.staff
            ],
        )
        self._choose("network", [("", [(m.pk, f"{m.name}, {m.tie}" if m.tie else m.name) for m in people.network])])
        if suspicion:
            for name in ("child_comes", "new_name", "new_tie"):
                del self.fields[name]
        if not people.guardians:
            del self.fields["asked_on"], self.fields["asked_how"]
        else:
            for name in ("guardians", "asked_on", "asked_how"):
                self.fields[name].say_optional = False  # type: ignore[attr-defined]
            self.fields["asked_on"].latest = today  # type: ignore[attr-defined]

    def _choose(self, name: str, groups: list[tuple[Any, list[tuple[int, str]]]]) -> None:
        if not any(found for _, found in groups):
            del self.fields[name]
            return
        field: Any = self.fields[name]
        field.choices = [(group, [(str(pk), label) for pk, label in found]) for group, found in groups]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("new_tie") and not data.get("new_name"):
            self.add_error("new_name", str(_("Skriv navnet, eller slet teksten i feltet under.")))
        return data

    def guests(self) -> Guests:
        data = self.cleaned_data
        newcomer = Newcomer(data.get("new_name", ""), data.get("new_tie", ""))
        return Guests(
            guardian_ids=tuple(map(int, data.get("guardians", ()))),
            staff_ids=tuple(map(int, data.get("staff", ()))),
            network_ids=tuple(map(int, data.get("network", ()))),
            newcomers=(newcomer,) if newcomer.name else (),
            child_comes=data.get("child_comes", False),
            asked_on=data.get("asked_on"),
            asked_how=InvitedHow(data.get("asked_how") or InvitedHow.TALK),
            ground=chosen_ground(self),
        )


def chosen_ground(form: GroundFields) -> Ground | None:
    """The basis that was chosen, if any was."""
    values = form.ground_values()
    return Ground(**values) if values else None


def _parent(custody: Any) -> str:
    return (
        custody.guardian.name
        if custody.has_custody
        else str(_("%(name)s (uden forældremyndighed)") % {"name": custody.guardian.name})
    )


class TimeFields(SnForm):
    """When; a day on which people are seldom at work asks to be confirmed."""

    day = DayField(_("Dag"))
    starts = ClockField(_("Begynder kl."))
    ends = ClockField(_("Slutter kl."), _("Lad feltet stå tomt, hvis mødet varer, som det plejer."), required=False)
    day_anyway = TickBox(_("Ja, vi mødes den dag"))

    @property
    def asks_about_day(self) -> bool:
        """Whether the tick box has to be there."""
        day = self.cleaned_data.get("day") if self.is_bound and hasattr(self, "cleaned_data") else None
        return bool(day and rules.odd_day(day))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day = data.get("day")
        odd = rules.odd_day(day) if day else ""
        if odd and not data.get("day_anyway"):
            why = ODD_DAY.get(odd) or _("Det er %(name)s den dag.") % {"name": odd}
            self.add_error("day", f"{why} {_('Vælg en anden dag, eller sæt kryds ved “Ja, vi mødes den dag”.')}")
            data["day"] = day
            self.cleaned_data["day"] = day
        return data

    def times(self) -> tuple[datetime, datetime]:
        data = self.cleaned_data
        starts: time = data["starts"]
        begins = clock.at(data["day"], starts.hour, starts.minute)
        ends: time | None = data["ends"]
        return begins, clock.at(data["day"], ends.hour, ends.minute) if ends else begins + self.length()

    def length(self) -> timedelta:
        """How long a meeting lasts when nobody says when it ends."""
        return timedelta(hours=1)


class CallForm(TimeFields, GuestFields, KeyedForm):
    """When, where and who; the place is the child's own institution to begin with."""

    kind = ChoiceOf(_("Hvad er det for et møde?"), [(k.value, KIND[k]) for k in Kind], required=False)
    where = ChoiceOf(_("Hvor mødes I?"), required=False)
    room = ShortText(_("Lokale eller sted"), required=False, max_length=90)
    interpreter = ShortText(
        _("Tolk"),
        _("Skriv sproget, hvis der skal være en tolk. Et barn eller et familiemedlem tolker ikke."),
        required=False,
        max_length=60,
    )

    def __init__(
        self, *args: Any, people: Invitees, today: date, minutes: Mapping[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, people=people, today=today, **kwargs)
        self.minutes = minutes or {}
        self.fields["kind"].say_optional = False  # type: ignore[attr-defined]
        self.fields["day"].earliest = today  # type: ignore[attr-defined]
        self.places = {place.pk: place for place in people.places}
        where: Any = self.fields["where"]
        where.choices = [*((str(pk), place.name) for pk, place in self.places.items()), (ELSEWHERE, _("Et andet sted"))]
        where.say_optional = False

    @property
    def chosen_kind(self) -> Kind:
        return Kind(self.cleaned_data.get("kind") or Kind.COLLABORATION)

    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes.get(self.chosen_kind.value, 60))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("where") and not data.get("room") and "where" not in self.errors:
            self.add_error("room", str(INVALID["no_place"]))
        return data

    def command(self) -> CallMeeting:
        data = self.cleaned_data
        starts_at, ends_at = self.times()
        institution = self.places.get(int(data["where"])) if data.get("where") else None
        place = ", ".join(filter(None, [institution.name[:108] if institution else "", data["room"]]))
        return CallMeeting(
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            institution_id=institution.pk if institution else None,
            interpreter=data["interpreter"],
            kind=self.chosen_kind,
            guests=self.guests(),
            key=data["key"],
        )


class AddForm(GuestFields, KeyedForm):
    """More people."""


class GroundForm(GroundFields, KeyedForm):
    """Another basis."""


class MoveForm(TimeFields, KeyedForm):
    """Another time, and where."""

    place = ShortText(_("Sted"))
    asked_on = DayField(
        _("Hvornår spurgte du forældrene om den nye tid?"), _("De bliver spurgt, før tiden ligger fast.")
    )
    asked_how = ChoiceOf(_("Hvordan spurgte du?"), ASKED_HOW)
    version = VersionField()

    def __init__(self, *args: Any, today: date, parents: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].earliest = today  # type: ignore[attr-defined]
        if parents:
            self.fields["asked_on"].latest = today  # type: ignore[attr-defined]
        else:
            del self.fields["asked_on"], self.fields["asked_how"]

    def command(self) -> MoveDate:
        data = self.cleaned_data
        starts_at, ends_at = self.times()
        return MoveDate(
            version=data["version"],
            starts_at=starts_at,
            ends_at=ends_at,
            place=data["place"],
            asked_on=data.get("asked_on"),
            asked_how=InvitedHow(data.get("asked_how") or InvitedHow.TALK),
        )


class CancelForm(KeyedForm):
    """Why, and what comes instead."""

    because = LongText(_("Hvorfor aflyser du?"), rows=3)
    next_on = DayField(_("Næste dato"), _("Den dag, du senest gør det næste. Datoen kommer på dit bord."))
    version = VersionField()

    def __init__(self, *args: Any, today: date, in_plan: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if in_plan:
            del self.fields["next_on"]
        else:
            self.fields["next_on"].earliest = today  # type: ignore[attr-defined]

    def command(self) -> CancelMeeting:
        data = self.cleaned_data
        return CancelMeeting(version=data["version"], because=data["because"], next_on=data.get("next_on"))


class LeadForm(KeyedForm):
    """The version that was on the page."""

    version = VersionField()


class NoPlanForm(KeyedForm):
    """Why it ends here, and the answer to whoever worried."""

    reason = ChoiceOf(_("Hvorfor slutter det her?"))
    because = LongText(_("Hvad blev I enige om?"), _("Det kommer med i referatet til familien."), rows=4)
    answer = LongText(_("Svar til den, der skrev bekymringen"), rows=4)
    version = VersionField()

    def __init__(self, *args: Any, meeting: Meeting, reasons: Iterable[CloseReason], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [(r.value, CLOSE_REASON[r]) for r in reasons]  # type: ignore[attr-defined]
        sender = meeting.concern.raised_by.name
        self.fields["answer"].help_text = _("%(who)s kan læse svaret. Skriv, hvad der sker nu.") % {"who": sender}

    def command(self) -> ConcludeWithoutPlan:
        data = self.cleaned_data
        return ConcludeWithoutPlan(
            version=data["version"], reason=data["reason"], because=data["because"], answer=data["answer"]
        )
