"""Levels, stages, the scale and the promises: text in, frozen command out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ChoiceOf, KeyedForm, LongText, NumberOf, ShortText

from . import rules
from .commands import LevelWords, Mark, MoveStage, NewScale, Promises, Rate
from .forms import SeenForm
from .labels import AXIS, STAGE_CHOICE
from .models import Concern, LevelText
from .states import LEVELS, Axis, Stage


class RateForm(KeyedForm):
    """A level on each axis, one of them or both; nothing is chosen beforehand."""

    def __init__(self, *args: Any, words: Mapping[Axis, list[LevelText]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis in Axis:
            choices = [(str(t.level), f"{t.level}. {t.name}. {t.text}") for t in words[axis]]
            self.add(f"{axis}_level", ChoiceOf(_("Niveau"), choices, required=False))
            self.add(f"{axis}_rationale", LongText(_("Hvorfor?"), _("Skriv det, du har set og hørt."), False, rows=3))
            self.add(f"{axis}_protective", LongText(_("Hvad beskytter?"), required=False, rows=2))
            self.add(f"{axis}_risk", LongText(_("Hvad trækker den anden vej?"), required=False, rows=2))
            for name in ("level", "rationale"):
                self.fields[f"{axis}_{name}"].say_optional = False  # type: ignore[attr-defined]

    @property
    def sides(self) -> list[tuple[str, Any]]:
        """Each axis with its fields, as the page places them beside each other."""
        names = ("level", "rationale", "protective", "risk")
        return [(str(AXIS[axis]), [self[f"{axis}_{name}"] for name in names]) for axis in Axis]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for axis in Axis:
            typed = any(data.get(f"{axis}_{name}") for name in ("rationale", "protective", "risk"))
            if typed and not data.get(f"{axis}_level") and f"{axis}_level" not in self.errors:
                self.add_error(f"{axis}_level", str(_("Vælg et niveau, eller slet teksten.")))
        return data

    def command(self, concern_id: int) -> Rate:
        data = self.cleaned_data
        marks = tuple(
            Mark(
                axis,
                int(data[f"{axis}_level"]),
                *(data[f"{axis}_{name}"] for name in ("rationale", "protective", "risk")),
            )
            for axis in Axis
            if data[f"{axis}_level"]
        )
        return Rate(concern_id, marks, key=data["key"])


class StageForm(SeenForm):
    """Where it stands now, and why."""

    stage = ChoiceOf(_("Hvor står det nu?"))
    because = LongText(_("Hvorfor?"), rows=4)

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = Stage(concern.stage) if concern.stage else None
        stages = rules.stages_from(now, suspicion=concern.suspicion)
        self.fields["stage"].choices = [(s.value, STAGE_CHOICE[s]) for s in stages]  # type: ignore[attr-defined]

    def move(self, concern_id: int) -> MoveStage:
        data = self.cleaned_data
        return MoveStage(concern_id, data["version"], Stage(data["stage"]), data["because"])


class ScaleForm(KeyedForm):
    """Ten levels in the municipality's own words, begun with those in force."""

    def __init__(self, *args: Any, words: Mapping[Axis, list[LevelText]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for axis in Axis:
            for text in words[axis]:
                name = f"{axis}_{text.level}"
                label = f"{AXIS[axis]}, {text.level}"
                self.add(f"{name}_name", ShortText(label, max_length=120, initial=text.name))
                self.add(f"{name}_text", LongText(_("Sådan ser det ud"), required=False, rows=2, initial=text.text))

    def command(self) -> NewScale:
        data = self.cleaned_data
        words = tuple(
            LevelWords(axis, level, data[f"{axis}_{level}_name"], data[f"{axis}_{level}_text"])
            for axis in Axis
            for level in LEVELS
        )
        return NewScale(words, key=data["key"])


class PromisesForm(SeenForm):
    """The municipality's own promises."""

    meeting_days = NumberOf(
        _("Møde holdt, senest så mange arbejdsdage efter, at rådgiveren har taget imod"),
        min_value=1,
        max_value=rules.LONGEST_PROMISE,
    )
    stall_days = NumberOf(
        _("Giv besked, når der ikke er sket noget i så mange dage"), min_value=1, max_value=rules.LONGEST_PROMISE
    )

    def promises(self) -> Promises:
        data = self.cleaned_data
        return Promises(data["version"], data["meeting_days"], data["stall_days"])
