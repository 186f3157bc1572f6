"""Text in, commands out: what stands around a plan: signs, levels, coordinators, versions, keeping an eye out, headings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, DayField, KeyedForm, LongText, ShortText, SnForm, TickBox
from sikkerhedsnet.web.offers import SeenForm

from .commands import (
    Agreed,
    AnswerRole,
    AskRole,
    BeginStep,
    ChangeGoal,
    Look,
    Reopen,
    SeeSign,
    SetLevel,
    TagParts,
    WriteLadder,
)
from .forms import choices_of, lines_of, number_of, words_choices
from .headings import Scheme
from .labels import COORDINATING, FOUND
from .ladders import Rungs
from .queries import Part
from .states import LEVELS, Coordinating, Found


def people_choices(users: Iterable[User], empty: Any) -> list[tuple[str, str]]:
    return [("", empty), *((str(user.pk), user.name) for user in users)]


class BeginForm(SnForm):
    """Somebody has begun."""

    begun_on = DayField(_("Hvilken dag begyndte det?"))
    version = forms.IntegerField(widget=forms.HiddenInput())

    def command(self, step_id: int) -> BeginStep:
        return BeginStep(step_id, self.cleaned_data["version"], self.cleaned_data["begun_on"])


class GoalForm(KeyedForm):
    """Whose own words the goal is, and signs more."""

    words_of = ChoiceOf(_("Hvis egne ord er det?"), required=False, radio=False)
    verbatim = TickBox(_("Det står ordret, som det blev sagt"), required=False)
    signs = LongText(
        _("Hvad ser vi, når det går bedre?"),
        _("Noget, man kan se eller høre i hverdagen. Et tegn på hver linje."),
        required=False,
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, family: Sequence[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words_of"].choices = words_choices(family)  # type: ignore[attr-defined]
        self.fields["words_of"].say_optional = False  # type: ignore[attr-defined]

    def command(self, goal_id: int) -> ChangeGoal:
        data = self.cleaned_data
        return ChangeGoal(goal_id, number_of(data["words_of"]), data["verbatim"], lines_of(data["signs"]), data["key"])


class SeenSignForm(KeyedForm):
    """A sign was seen."""

    on = DayField(_("Hvilken dag?"))
    seen_by = ChoiceOf(_("Hvem så det?"), required=False, radio=False)
    note = LongText(_("Hvordan viste det sig?"), required=False, rows=2, max_length=2000)

    def __init__(self, *args: Any, seats: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(seat.pk), seat.name) for seat in seats]
        self.fields["seen_by"].choices = [("", gettext("Mig, der skriver")), *rows]  # type: ignore[attr-defined]
        self.fields["seen_by"].say_optional = False  # type: ignore[attr-defined]

    def command(self, sign_id: int) -> SeeSign:
        data = self.cleaned_data
        return SeeSign(sign_id, data["on"], number_of(data["seen_by"]), data["note"], data["key"])


class LevelForm(KeyedForm):
    """Up or down, and why."""

    level = ChoiceOf(_("Hvor meget hjælp er der brug for nu?"))
    because = LongText(_("Hvorfor?"), _("Hvad har I set, og hvad siger familien?"), rows=3, max_length=5000)

    def __init__(self, *args: Any, ladder: Rungs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(rung.level), f"{rung.name}. {rung.meaning}") for rung in ladder.rungs]
        self.fields["level"].choices = rows  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> SetLevel:
        data = self.cleaned_data
        return SetLevel(plan_id, int(data["level"]), data["because"], data["key"])


class LadderForm(KeyedForm):
    """The municipality's own names and meanings."""

    def __init__(self, *args: Any, ladder: Rungs, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rung in ladder.rungs:
            words = {"n": rung.level}
            name = ShortText(_("Hvad hedder trin %(n)s?") % words, max_length=80, initial=rung.name)
            self.add(f"name_{rung.level}", name)
            meaning = LongText(_("Hvad betyder trin %(n)s?") % words, rows=2, max_length=1000, initial=rung.meaning)
            self.add(f"meaning_{rung.level}", meaning)
        self.add("from_on", DayField(_("Fra hvilken dag gælder det?")))

    def command(self) -> WriteLadder:
        data = self.cleaned_data
        return WriteLadder(
            tuple(data[f"name_{n}"] for n in LEVELS),
            tuple(data[f"meaning_{n}"] for n in LEVELS),
            data["from_on"],
            data["key"],
        )


class AskRoleForm(KeyedForm):
    """Who is asked to coordinate, and what she should know."""

    role = ChoiceOf(_("Hvilken opgave?"), choices_of(COORDINATING))
    to = ChoiceOf(_("Hvem spørger du?"), radio=False)
    note = LongText(_("Hvad skal hun eller han vide?"), required=False, rows=3, max_length=2000)

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people_choices(people, gettext("Vælg"))  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> AskRole:
        data = self.cleaned_data
        return AskRole(plan_id, Coordinating(data["role"]), int(data["to"]), data["note"], data["key"])


class AnswerRoleForm(SeenForm):
    """Yes or no."""

    def command(self, role_id: int) -> AnswerRole:
        return AnswerRole(role_id, self.cleaned_data["version"])


class AgreedForm(SnForm):
    """Who from the family has said yes, and when."""

    by = ChipsField(_("Hvem har sagt ja?"), [], required=True)
    on = DayField(_("Hvilken dag?"))
    number = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, family: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [(str(seat.pk), seat.name) for seat in family]
        self.fields["by"].widget = forms.CheckboxSelectMultiple(choices=rows, attrs={"class": "form-checkbox"})
        self.fields["by"].widget.template_name = "web/forms/checks.html"
        self.fields["by"].choices = rows  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> Agreed:
        data = self.cleaned_data
        return Agreed(plan_id, data["number"], tuple(int(pk) for pk in data["by"]), data["on"])


class LookForm(SeenForm):
    """What somebody found who looked again."""

    on = DayField(_("Hvilken dag så du efter?"))
    found = ChoiceOf(_("Hvordan går det?"), choices_of(FOUND))
    note = LongText(_("Hvad så du, og hvad siger barnet og familien?"), rows=4, max_length=5000)
    next_on = DayField(_("Hvornår ser du igen?"), _("Kun når du vil se igen."), required=False)

    def command(self, watch_id: int) -> Look:
        data = self.cleaned_data
        return Look(watch_id, data["version"], data["on"], Found(data["found"]), data["note"], data["next_on"])


class ReopenForm(SeenForm):
    """Why the plan is taken up again, and when it is followed up."""

    because = LongText(_("Hvorfor?"), _("Hvad er sket, siden planen sluttede?"), rows=4, max_length=5000)
    due_on = DayField(_("Hvornår følger I op?"))
    concern = ChoiceOf(
        _("Kommer det fra en ny bekymring?"),
        required=False,
        radio=False,
        help=_("Så er planen svaret på den. Den, der skrev bekymringen, får besked."),
    )

    def __init__(self, *args: Any, worries: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = [("", gettext("Nej")), *((str(pk), words) for pk, words in worries)]
        self.fields["concern"].choices = rows  # type: ignore[attr-defined]
        self.fields["concern"].say_optional = False  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> Reopen:
        data = self.cleaned_data
        return Reopen(
            plan_id, data["version"], data["because"], data["due_on"], number_of(data["concern"]), data["key"]
        )


class HeadingsForm(SnForm):
    """Each part with the headings it stands under."""

    shown = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        parts: Sequence[Part],
        scheme: Scheme,
        chosen: Iterable[tuple[str, int, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parts, self.scheme, now = list(parts), scheme, set(chosen)
        rows = [(key, name) for key, name in scheme]
        for part in self.parts:
            field = ChipsField(_("Overskrifter"), [], required=False)
            boxes = forms.CheckboxSelectMultiple(choices=rows, attrs={"class": "form-checkbox"})
            boxes.template_name = "web/forms/checks.html"
            field.widget = boxes  # type: ignore[assignment]
            field.choices = rows
            field.say_optional = False  # type: ignore[attr-defined]
            field.initial = [heading for kind, pk, heading in now if (kind, pk) == (part.kind, part.pk)]
            self.fields[f"{part.kind}-{part.pk}"] = field
        self.fields["shown"].initial = " ".join(f"{part.kind}-{part.pk}" for part in self.parts)

    @property
    def rows(self) -> list[tuple[Part, Any, list[str]]]:
        """Each part with its boxes, and what it stands under now in words."""
        names = dict(self.scheme)
        fields = [self[f"{part.kind}-{part.pk}"] for part in self.parts]
        return [
            (part, field, [str(names[key]) for key in field.value() or () if key in names])
            for part, field in zip(self.parts, fields, strict=True)
        ]

    def command(self, plan_id: int) -> TagParts:
        data = self.cleaned_data
        named = data["shown"].split()
        shown = frozenset((part.kind, part.pk) for part in self.parts if f"{part.kind}-{part.pk}" in named)
        chosen = frozenset((kind, pk, heading) for kind, pk in shown for heading in data[f"{kind}-{pk}"])
        return TagParts(plan_id, self.scheme.key, shown, chosen)
