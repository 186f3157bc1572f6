"""Text in, commands out: agreeing a plan, adding and finishing a step, holding a follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.meetings.models import Agreement, Participant
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    ScaleField,
    ShortText,
    SnForm,
    whole_number,
)
from sikkerhedsnet.web.offers import OfferForm, SeenForm

from . import rules
from .commands import AddStep, AgreePlan, AnswerOffer, FinishStep, HoldReview, NewStep, OfferPlan, Reading, StepVerdict
from .labels import INVALID, MOVE, OUTCOME, STEP_GOES, STEP_STATE, STEP_UP_TO
from .picture import GoalRow, StepRow
from .states import DECISIONS, Move, Outcome, StepState, StepUpTo

NEW_STEPS = 3
NEW_GOALS = 2


def refuse(form: SnForm, errors: Mapping[str, str], places: Mapping[str, str] | None = None) -> None:
    """Puts each error at its field; one without a field goes into the summary."""
    for name, key in errors.items():
        field = (places or {}).get(name, name)
        form.add_error(field if field in form.fields else None, INVALID.get(key, INVALID["missing"]))


def _choices(labels: Mapping[Any, Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    rows = [(key.value, label) for key, label in labels.items()]
    return [("", empty), *rows] if empty is not None else rows


def _seat_choices(seats: Iterable[Participant]) -> list[tuple[str, str]]:
    rows = [(str(seat.pk), ", ".join(filter(None, [seat.name, seat.title]))) for seat in seats]
    return [("", gettext("Vælg")), *rows]


def _goal_choices(goals: Sequence[GoalRow]) -> list[tuple[str, str]]:
    short = [(str(g.id), g.text if len(g.text) <= 70 else g.text[:69] + "…") for g in goals]
    return [("", gettext("Hele planen")), *short]


def _in_a_row(field: ChoiceOf) -> ChoiceOf:
    """Radio buttons in the design system's markup, for a field that is added after the form was made."""
    field.widget.template_name = "web/forms/radios.html"
    field.widget.attrs["class"] = "form-radio"
    return field


def _number(text: Any) -> int | None:
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
        self, *args: Any, agreements: Sequence[Agreement], first_goal_needed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreement_rows = list(agreements)
        for number in range(1, rules.MOST_GOALS + 1):
            needed = first_goal_needed and number == 1
            self.fields[f"goal_{number}"] = ShortText(_("Mål %(n)s") % {"n": number}, required=needed, max_length=500)
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
    def rows(self) -> list[tuple[Agreement, Any]]:
        return [(agreement, self[f"agreement-{agreement.pk}"]) for agreement in self.agreement_rows]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
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
            agreements=tuple((pk, place.get(_number(data.get(f"agreement-{pk}")) or 0)) for pk in shown),
            child_view=data["child_view"],
            key=data["key"],
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
        self.fields["doer"].choices = _seat_choices(seats)  # type: ignore[attr-defined]
        self.fields["goal"].choices = _goal_choices(goals)  # type: ignore[attr-defined]
        self.fields["goal"].say_optional = False  # type: ignore[attr-defined]

    def command(self, plan_id: int) -> AddStep:
        data = self.cleaned_data
        step = NewStep(data["what"], int(data["doer"]), data["due_on"], _number(data["goal"]))
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


class ReviewForm(KeyedForm):
    """A whole follow-up on one page: numbers, steps, views, decision and the next date."""

    held_on = DayField(_("Hvornår fulgte I op?"))
    child_view = LongText(_("Hvad siger barnet?"), _("Med barnets egne ord."), required=False, rows=3)
    parents_view = LongText(
        _("Hvad siger forældrene?"), _("Med deres egne ord, også når de er uenige."), required=False, rows=3
    )
    move = ChoiceOf(_("Hvordan går I videre?"), [(move.value, MOVE[move]) for move in DECISIONS])
    because = LongText(
        _("Hvorfor?"),
        _("Skal skrives, når der skal mere til, og når planen slutter."),
        required=False,
        rows=3,
        max_length=5000,
    )
    step_up_to = ChoiceOf(_("Hvad skal der til?"), required=False, radio=False)
    outcome = ChoiceOf(_("Hvordan endte det?"), required=False, radio=False)
    answer = LongText(_("Svar til den, der skrev bekymringen"), required=False, rows=2, max_length=2000)
    next_on = DayField(
        _("Hvornår følger I op igen?"), _("Lad datoen stå, hvis planen slutter; den bliver ikke brugt."), required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput())

    def __init__(
        self,
        *args: Any,
        steps: Sequence[StepRow],
        goals: Sequence[GoalRow],
        seats: Sequence[Participant],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_steps, self.standing, self.seats, self.today = list(steps), list(goals), list(seats), today
        self.fields["step_up_to"].choices = _choices(STEP_UP_TO, empty=gettext("Vælg"))  # type: ignore[attr-defined]
        self.fields["outcome"].choices = _choices(OUTCOME, empty=gettext("Vælg"))  # type: ignore[attr-defined]
        for name in ("because", "step_up_to", "outcome", "answer", "next_on"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]
        self._add_scale()
        self._add_steps()
        self._add_changes()

    def _add_scale(self) -> None:
        numbers = [("", "–")] + [(str(n), str(n)) for n in range(11)]
        for seat in self.seats:
            for kind, label in (("now", _("%(who)s, nu")), ("good", _("%(who)s, godt nok"))):
                field = ScaleField(label % {"who": seat.name}, required=False, widget=forms.Select())
                field.choices = numbers
                field.say_optional = False  # type: ignore[attr-defined]
                self.fields[f"scale-{seat.pk}-{kind}"] = field

    def _add_steps(self) -> None:
        for step in self.open_steps:
            self.fields[f"step-{step.id}-did"] = LongText(_("Hvad gjorde det?"), rows=2, max_length=5000)
            self.fields[f"step-{step.id}-state"] = _in_a_row(ChoiceOf(_("Og nu?"), _choices(STEP_GOES)))
            passed = bool(step.due_on and step.due_on <= self.today)
            hint = _("Datoen er kommet. Fortsætter skridtet, får det en ny.") if passed else ""
            due = DayField(_("Ny dato"), hint, required=False)
            due.say_optional = not passed  # type: ignore[attr-defined]
            self.fields[f"step-{step.id}-due"] = due

    def _add_changes(self) -> None:
        goals = [(str(goal.id), goal.text) for goal in self.standing]
        self.fields["drop_goals"] = ChipsField(_("Mål, der går ud"), [("", goals)] if goals else [])
        self.fields["drop_goals"].widget = forms.CheckboxSelectMultiple(choices=goals, attrs={"class": "form-checkbox"})
        self.fields["drop_goals"].widget.template_name = "web/forms/checks.html"
        self.fields["drop_goals"].choices = goals  # type: ignore[attr-defined]
        for number in range(1, NEW_GOALS + 1):
            self.fields[f"goal_{number}"] = ShortText(_("Nyt mål"), required=False, max_length=500)
        for number in range(1, NEW_STEPS + 1):
            self.fields[f"new-{number}-what"] = ShortText(_("Nyt skridt"), required=False, max_length=1000)
            self.fields[f"new-{number}-doer"] = ChoiceOf(
                _("Hvem"), _seat_choices(self.seats), required=False, radio=False
            )
            self.fields[f"new-{number}-due_on"] = DayField(_("Senest"), required=False)
            self.fields[f"new-{number}-goal"] = ChoiceOf(
                _("Hører til"), _goal_choices(self.standing), required=False, radio=False
            )
            for part in ("what", "doer", "due_on", "goal"):
                self.fields[f"new-{number}-{part}"].say_optional = False  # type: ignore[attr-defined]
        for number in range(1, NEW_GOALS + 1):
            self.fields[f"goal_{number}"].say_optional = False  # type: ignore[attr-defined]

    @property
    def scale_rows(self) -> list[tuple[Participant, Any, Any]]:
        return [(seat, self[f"scale-{seat.pk}-now"], self[f"scale-{seat.pk}-good"]) for seat in self.seats]

    @property
    def step_rows(self) -> list[tuple[StepRow, Any, Any, Any]]:
        return [
            (step, self[f"step-{step.id}-did"], self[f"step-{step.id}-state"], self[f"step-{step.id}-due"])
            for step in self.open_steps
        ]

    @property
    def changes_open(self) -> bool:
        """Whether the folded parts must be open: something was sent, and it may stand in one of them."""
        return self.is_bound

    @property
    def goal_rows(self) -> list[Any]:
        return [self[f"goal_{number}"] for number in range(1, NEW_GOALS + 1)]

    @property
    def new_step_rows(self) -> list[tuple[Any, ...]]:
        names = ("what", "doer", "due_on", "goal")
        return [tuple(self[f"new-{number}-{name}"] for name in names) for number in range(1, NEW_STEPS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, NEW_STEPS + 1):
            parts = {name: cleaned.get(f"new-{number}-{name}") for name in ("what", "doer", "due_on")}
            if any(parts.values()):
                for name, value in parts.items():
                    if not value and f"new-{number}-{name}" not in self.errors:
                        self.add_error(f"new-{number}-{name}", INVALID["missing"])
        return cleaned

    def command(self, plan_id: int) -> HoldReview:
        """What was typed; an outcome or a next date that does not belong to the decision is left out."""
        data = self.cleaned_data
        move = Move(data["move"])
        closing = move is Move.CLOSE
        return HoldReview(
            plan_id=plan_id,
            version=data["version"],
            held_on=data["held_on"],
            move=move,
            because=data["because"],
            steps=tuple(
                StepVerdict(
                    step.id,
                    data[f"step-{step.id}-did"],
                    StepState(data[f"step-{step.id}-state"]),
                    data[f"step-{step.id}-due"],
                )
                for step in self.open_steps
            ),
            scale=tuple(
                Reading(seat.pk, data[f"scale-{seat.pk}-now"], data[f"scale-{seat.pk}-good"]) for seat in self.seats
            ),
            child_view=data["child_view"],
            parents_view=data["parents_view"],
            drop_goals=frozenset(int(pk) for pk in data["drop_goals"]),
            new_goals=tuple(filter(None, (data[f"goal_{n}"] for n in range(1, NEW_GOALS + 1)))),
            new_steps=tuple(
                NewStep(
                    data[f"new-{n}-what"],
                    int(data[f"new-{n}-doer"]),
                    data[f"new-{n}-due_on"],
                    _number(data[f"new-{n}-goal"]),
                )
                for n in range(1, NEW_STEPS + 1)
                if data[f"new-{n}-what"]
            ),
            step_up_to=StepUpTo(data["step_up_to"]) if move is Move.STEP_UP and data["step_up_to"] else None,
            next_on=None if closing else data["next_on"],
            outcome=Outcome(data["outcome"]) if closing and data["outcome"] else None,
            answer=data["answer"],
            key=data["key"],
        )


class OfferPlanForm(OfferForm):
    """To whom the plan is offered, and what she should know first."""

    def offer_plan(self, plan_id: int) -> OfferPlan:
        data = self.cleaned_data
        return OfferPlan(plan_id, data["version"], int(data["to"]), data["note"])


class AnswerForm(SeenForm):
    """Yes or no on the plan's page."""

    def answer(self, plan_id: int) -> AnswerOffer:
        return AnswerOffer(plan_id, self.cleaned_data["version"])
