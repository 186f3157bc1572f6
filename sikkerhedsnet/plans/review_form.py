"""Text in, a follow-up out: everybody's numbers, what each step did, and how the plan goes on or ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from textwrap import shorten
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, DayField, KeyedForm, LongText, ScaleField, ShortText

from .commands import HoldReview, NewStep, Reading, StepVerdict, Watch
from .forms import NEW_GOALS, NEW_STEPS, choices_of, goal_choices, in_a_row, number_of, seat_choices
from .labels import INVALID, MOVE, OUTCOME, STEP_GOES, STEP_UP_TO, WENT
from .picture import GoalRow, StepRow, doer_kind
from .states import DECISIONS, FAMILY, Move, Outcome, StepState, StepUpTo, Went

NOBODY = "nobody"
STEP_FIELDS = ("did", "state", "due", "went", "family", "words")
"""What is said of each open step, in the order the page has them."""


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
    what_helped = LongText(
        _("Hvad hjalp?"),
        _("Så andre, der får brug for det, kan gøre det samme."),
        required=False,
        rows=3,
        max_length=5000,
    )
    watch_who = ChoiceOf(_("Hvem holder øje bagefter?"), required=False, radio=False)
    watch_on = DayField(_("Hvornår ser hun eller han igen?"), required=False)
    watch_for = ShortText(_("Efter hvad?"), required=False, max_length=500)
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
        watchers: Sequence[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.open_steps, self.standing, self.seats, self.today = list(steps), list(goals), list(seats), today
        self.fields["step_up_to"].choices = choices_of(STEP_UP_TO, empty=gettext("Vælg"))  # type: ignore[attr-defined]
        self.fields["outcome"].choices = choices_of(OUTCOME, empty=gettext("Vælg"))  # type: ignore[attr-defined]
        who = [
            ("", gettext("Vælg")),
            *((str(user.pk), user.name) for user in watchers),
            (NOBODY, gettext("Ingen fra kommunen")),
        ]
        self.fields["watch_who"].choices = who  # type: ignore[attr-defined]
        family = [(str(seat.pk), seat.name) for seat in self.seats if doer_kind(seat) in FAMILY]
        self.fields["agreed_by"] = ChipsField(_("Hvem fra familien har sagt ja til planen, som den står nu?"), [])
        self.fields["agreed_by"].widget = forms.CheckboxSelectMultiple(choices=family, attrs={"class": "form-checkbox"})
        self.fields["agreed_by"].widget.template_name = "web/forms/checks.html"
        self.fields["agreed_by"].choices = family  # type: ignore[attr-defined]
        for name in (
            "because",
            "step_up_to",
            "outcome",
            "answer",
            "next_on",
            "what_helped",
            "watch_who",
            "watch_on",
            "watch_for",
            "agreed_by",
        ):
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
            self.fields[f"step-{step.id}-state"] = in_a_row(ChoiceOf(_("Og nu?"), choices_of(STEP_GOES)))
            for name, label in (
                ("went", _("Hvordan gik det? Fagpersonerne")),
                ("family", _("Hvordan gik det? Familien")),
            ):
                went = ChoiceOf(label, choices_of(WENT, empty=gettext("Ikke sagt")), required=False, radio=False)
                went.say_optional = False  # type: ignore[attr-defined]
                self.add(f"step-{step.id}-{name}", went)
            words = ShortText(_("Familiens egne ord"), required=False, max_length=1000)
            words.say_optional = False  # type: ignore[attr-defined]
            self.add(f"step-{step.id}-words", words)
            passed = bool(step.due_on and step.due_on <= self.today)
            hint = _("Datoen er kommet. Fortsætter skridtet, får det en ny.") if passed else ""
            due = DayField(_("Ny dato"), hint, required=False)
            due.say_optional = not passed  # type: ignore[attr-defined]
            self.fields[f"step-{step.id}-due"] = due
            for name in STEP_FIELDS:
                self.fields[f"step-{step.id}-{name}"].about = shorten(step.what, 50, placeholder=" …")  # type: ignore[attr-defined]

    def _add_changes(self) -> None:
        goals = [(str(goal.id), goal.text) for goal in self.standing]
        self.fields["drop_goals"] = ChipsField(_("Mål, der går ud"), [("", goals)] if goals else [])
        self.fields["drop_goals"].widget = forms.CheckboxSelectMultiple(choices=goals, attrs={"class": "form-checkbox"})
        self.fields["drop_goals"].widget.template_name = "web/forms/checks.html"
        self.fields["drop_goals"].choices = goals  # type: ignore[attr-defined]
        for n in range(1, NEW_GOALS + 1):
            self.fields[f"goal_{n}"] = ShortText(_("Nyt mål"), required=False, max_length=500)
        for n in range(1, NEW_STEPS + 1):
            self.fields[f"new-{n}-what"] = ShortText(_("Nyt skridt"), required=False, max_length=1000)
            self.fields[f"new-{n}-doer"] = ChoiceOf(_("Hvem"), seat_choices(self.seats), required=False, radio=False)
            self.fields[f"new-{n}-due_on"] = DayField(_("Senest"), required=False)
            self.fields[f"new-{n}-goal"] = ChoiceOf(
                _("Hører til"), goal_choices(self.standing), required=False, radio=False
            )
            for part in ("what", "doer", "due_on", "goal"):
                self.fields[f"new-{n}-{part}"].say_optional = False  # type: ignore[attr-defined]
        for n in range(1, NEW_GOALS + 1):
            self.fields[f"goal_{n}"].say_optional = False  # type: ignore[attr-defined]

    @property
    def scale_rows(self) -> list[tuple[Participant, Any, Any]]:
        return [(seat, self[f"scale-{seat.pk}-now"], self[f"scale-{seat.pk}-good"]) for seat in self.seats]

    @property
    def step_rows(self) -> list[tuple[Any, ...]]:
        return [(step, *(self[f"step-{step.id}-{name}"] for name in STEP_FIELDS)) for step in self.open_steps]

    @property
    def open_parts(self) -> list[Move]:
        """The decisions whose folded part stands open: the one that was chosen, and those something was sent in."""
        if not self.is_bound:
            return []
        sent = {
            Move.CHANGE: ["drop_goals", *(name for name in self.fields if name.startswith(("goal_", "new-")))],
            Move.STEP_UP: ["step_up_to"],
            Move.CLOSE: ["outcome", "what_helped", "watch_who", "watch_on", "watch_for", "answer"],
        }
        chosen = self["move"].value()
        return [move for move, names in sent.items() if move == chosen or any(self._used(name) for name in names)]

    def _used(self, name: str) -> bool:
        return bool(self[name].errors) or self[name].value() not in (None, "", [])

    @property
    def goal_rows(self) -> list[Any]:
        return [self[f"goal_{n}"] for n in range(1, NEW_GOALS + 1)]

    @property
    def new_step_rows(self) -> list[tuple[Any, ...]]:
        names = ("what", "doer", "due_on", "goal")
        return [tuple(self[f"new-{n}-{name}"] for name in names) for n in range(1, NEW_STEPS + 1)]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(1, NEW_STEPS + 1):
            parts = {name: cleaned.get(f"new-{n}-{name}") for name in ("what", "doer", "due_on")}
            if any(parts.values()):
                for name, value in parts.items():
                    if not value and f"new-{n}-{name}" not in self.errors:
                        self.add_error(f"new-{n}-{name}", INVALID["missing"])
        if cleaned.get("move") == Move.CLOSE:
            who = cleaned.get("watch_who")
            if not who:
                self.add_error("watch_who", INVALID["no_watch"])
            elif who != NOBODY and not cleaned.get("watch_on") and "watch_on" not in self.errors:
                self.add_error("watch_on", INVALID["missing"])
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
                    Went(data[f"step-{step.id}-went"]) if data[f"step-{step.id}-went"] else None,
                    Went(data[f"step-{step.id}-family"]) if data[f"step-{step.id}-family"] else None,
                    data[f"step-{step.id}-words"],
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
                    number_of(data[f"new-{n}-goal"]),
                )
                for n in range(1, NEW_STEPS + 1)
                if data[f"new-{n}-what"]
            ),
            step_up_to=StepUpTo(data["step_up_to"]) if move is Move.STEP_UP and data["step_up_to"] else None,
            next_on=None if closing else data["next_on"],
            outcome=Outcome(data["outcome"]) if closing and data["outcome"] else None,
            answer=data["answer"],
            key=data["key"],
            what_helped=data["what_helped"],
            watch=self._watch(data) if closing else None,
            agreed_by=tuple(int(pk) for pk in data["agreed_by"]),
        )

    @staticmethod
    def _watch(data: dict[str, Any]) -> Watch | None:
        if data["watch_who"] in ("", NOBODY):
            return None
        return Watch(int(data["watch_who"]), data["watch_on"], data["watch_for"])
