"""Text in, commands out: agreeing a plan, adding and finishing a step, holding a follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.meetings.models import Agreement, Participant
from sikkerhedsnet.web.forms import (
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    ShortText,
    SnForm,
    whole_number,
)
from sikkerhedsnet.web.offers import OfferForm, SeenForm

from . import rules
from .commands import AddStep, AgreePlan, AnswerOffer, FinishStep, NewStep, OfferPlan
from .labels import INVALID, STEP_STATE
from .picture import GoalRow
from .states import StepState

NEW_STEPS = 3
NEW_GOALS = 2


def refuse(form: SnForm, errors: Mapping[str, str], places: Mapping[str, str] | None = None) -> None:
    """Puts each error at its field; one without a field goes into the summary."""
    for name, key in errors.items():
        field = (places or {}).get(name, name)
        form.add_error(field if field in form.fields else None, INVALID.get(key, INVALID["missing"]))


def choices_of(labels: Mapping[Any, Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    rows = [(key.value, label) for key, label in labels.items()]
    return [("", empty), *rows] if empty is not None else rows


def seat_choices(seats: Iterable[Participant]) -> list[tuple[str, str]]:
    rows = [(str(seat.pk), ", ".join(filter(None, [seat.name, seat.title]))) for seat in seats]
    return [("", gettext("Vælg")), *rows]


def goal_choices(goals: Sequence[GoalRow]) -> list[tuple[str, str]]:
    short = [(str(g.id), g.text if len(g.text) <= 70 else g.text[:69] + "…") for g in goals]
    return [("", gettext("Hele planen")), *short]


def words_choices(seats: Iterable[Participant]) -> list[tuple[str, str]]:
    """Whose own words something is: nobody's in particular, or one of those at the table."""
    return [("", gettext("Skrevet sammen")), *((str(seat.pk), seat.name) for seat in seats)]


def lines_of(text: str) -> tuple[str, ...]:
    """One for each line with something on it."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def in_a_row(field: ChoiceOf) -> ChoiceOf:
    """Radio buttons in the design system's markup, for a field that is added after the form was made."""
    field.widget.template_name = "web/forms/radios.html"
    field.widget.attrs["class"] = "form-radio"
    return field


def number_of(text: Any) -> int | None:
    return int(text) if text else None


class AgreeForm(KeyedForm):
    """Goals in the family's words, which goal each agreement serves, the child's words and the next date."""

    child_view = LongText(
        _("Barnets egne ord"),
        _("Skriv det, som barnet sagde det. Det bliver ikke lagt sammen med andres."),
        required=False,
        rows=3,
    )
    review_on = DayField(_("Hvornår følger I op?"))

    def __init__(
        self,
        *args: Any,
        agreements: Sequence[Agreement],
        first_goal_needed: bool = True,
        family: Sequence[Participant] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement_rows = list(agreements)
        for number in range(1, rules.MOST_GOALS + 1):
            needed = first_goal_needed and number == 1
            self.fields[f"goal_{number}"] = ShortText(_("Mål %(n)s") % {"n": number}, required=needed, max_length=500)
            whose = ChoiceOf(_("Hvis egne ord?"), words_choices(family), required=False, radio=False)
            whose.say_optional = False  # type: ignore[attr-defined]
            self.add(f"whose_{number}", whose)
            self.add(
                f"signs_{number}",
                LongText(
                    _("Hvad ser vi, når det går bedre?"),
                    _("Et tegn på hver linje."),
                    required=False,
                    rows=2,
                    max_length=2000,
                ),
            )
        numbers = [("", gettext("Hele planen"))] + [
            (str(n), gettext("Mål %(n)s") % {"n": n}) for n in range(1, rules.MOST_GOALS + 1)
        ]
        for agreement in self.agreement_rows:
            field = ChoiceOf(_("Hører til"), numbers, required=False, radio=False)
            field.say_optional = False  # type: ignore[attr-defined]
            self.fields[f"agreement-{agreement.pk}"] = field
        shown = ",".join(str(agreement.pk) for agreement in self.agreement_rows)
        self.fields["agreements"] = forms.CharField(required=False, initial=shown, widget=forms.HiddenInput())

    @property
    def goals(self) -> list[Any]:
        return [self[f"goal_{n}"] for n in range(1, rules.MOST_GOALS + 1)]

    @property
    def goal_parts(self) -> list[tuple[Any, Any, Any, bool]]:
        """Each goal with whose words it is and its signs; the last says whether it stands open."""
        return [
            (self[f"goal_{n}"], self[f"whose_{n}"], self[f"signs_{n}"], n == 1 or (self.is_bound and self.has_text(n)))
            for n in range(1, rules.MOST_GOALS + 1)
        ]

    def has_text(self, number: int) -> bool:
        return any(self[f"{part}_{number}"].value() for part in ("goal", "whose", "signs"))

    @property
    def rows(self) -> list[tuple[Agreement, Any]]:
        return [(agreement, self[f"agreement-{agreement.pk}"]) for agreement in self.agreement_rows]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, rules.MOST_GOALS + 1):
            if not cleaned.get(f"goal_{n}") and (cleaned.get(f"whose_{n}") or cleaned.get(f"signs_{n}")):
                self.add_error(f"goal_{n}", gettext("Skriv målet, eller lad resten stå tomt."))
            if len(lines_of(cleaned.get(f"signs_{n}") or "")) > rules.MOST_SIGNS:
                self.add_error(f"signs_{n}", INVALID["too_many_signs"])
        for agreement in self.agreement_rows:
            number = cleaned.get(f"agreement-{agreement.pk}")
            if number and not cleaned.get(f"goal_{number}"):
                self.add_error(
                    f"agreement-{agreement.pk}",
                    gettext("Mål %(n)s er tomt. Skriv målet, eller vælg et andet.") % {"n": number},
                )
        return cleaned

    def command(self, meeting_id: int) -> AgreePlan:
        """The goals without the empty lines; each agreement keeps pointing at its goal."""
        data = self.cleaned_data
        written = [n for n in range(1, rules.MOST_GOALS + 1) if data.get(f"goal_{n}")]
        place = {n: index for index, n in enumerate(written, start=1)}
        shown = [pk for text in data["agreements"].split(",") if (pk := whole_number(text)) is not None]
        return AgreePlan(
            meeting_id=meeting_id,
            goals=tuple(data[f"goal_{n}"] for n in written),
            review_on=data["review_on"],
            agreements=tuple((pk, place.get(number_of(data.get(f"agreement-{pk}")) or 0)) for pk in shown),
            child_view=data["child_view"],
            key=data["key"],
            whose=tuple(number_of(data[f"whose_{n}"]) for n in written),
            signs=tuple(lines_of(data[f"signs_{n}"]) for n in written),
        )


class AddStepForm(KeyedForm):
    """One small step."""

    what = LongText(
        _("Hvad gør I?"),
        _("Så lille, at det kan lykkes. Skriv, hvad man kan se, når det sker."),
        rows=3,
        max_length=1000,
    )
    doer = ChoiceOf(_("Hvem gør det?"), radio=False)
    due_on = DayField(_("Hvornår ser I, om det lykkedes?"))
    goal = ChoiceOf(_("Hvilket mål hører det til?"), required=False, radio=False)

    def __init__(self, *args: Any, seats: Iterable[Participant], goals: Sequence[GoalRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["doer"].choices = seat_choices(seats)  # type: ignore[attr-defined]
        self.fields["goal"].choices = goal_choices(goals)  # type: ignore[attr-defined]
        self.fields["goal"].say_optional = False  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> AddStep:
        data = self.cleaned_data
        step = NewStep(data["what"], int(data["doer"]), data["due_on"], number_of(data["goal"]))
        return AddStep(plan_id, step, data["key"])


class FinishForm(SnForm):
    """How one step went."""

    state = ChoiceOf(
        _("Hvordan gik det?"),
        [(s.value, STEP_STATE[s]) for s in (StepState.DONE, StepState.DROPPED)],
    )
    on = DayField(_("Hvilken dag?"))
    result = LongText(
        _("Hvad kom der ud af det?"), _("Er skridtet droppet, så skriv hvorfor."), rows=4, max_length=5000
    )
    version = forms.IntegerField(widget=forms.HiddenInput())

    def command(self, step_id: int) -> FinishStep:
        data = self.cleaned_data
        return FinishStep(step_id, data["version"], StepState(data["state"]), data["on"], data["result"])


class OfferPlanForm(OfferForm):
    """To whom the plan is offered, and what she should know first."""

    def offer_plan(self, plan_id: int) -> OfferPlan:
        data = self.cleaned_data
        return OfferPlan(plan_id, data["version"], int(data["to"]), data["note"])


class AnswerForm(SeenForm):
    """Yes or no on the plan's page."""

    def answer(self, plan_id: int) -> AnswerOffer:
        return AnswerOffer(plan_id, self.cleaned_data["version"])
