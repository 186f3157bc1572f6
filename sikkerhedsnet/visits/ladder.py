"""Where a child that stays away is on the municipality's ladder, and what is left of the step."""

from __future__ import annotations

from django.utils.translation import gettext

from sikkerhedsnet.instruments.definition import Definition, Rung
from sikkerhedsnet.instruments.rules import next_rung

from . import rules
from .recalls import DentalRecall
from .states import RecallTurn


def step_left(form: Definition, row: DentalRecall) -> Rung | None:
    """What the ladder still asks for: nothing when it has been done since the child last stayed away."""
    rung = next_rung(form, row.missed, needs_treatment=row.needs_treatment)
    if rung is None or rules.step_done(RecallTurn(rung.does), (RecallTurn(one.turn) for one in row.turns.all())):
        return None
    return rung


def step_words(form: Definition, row: DentalRecall) -> str:
    """The same in words; when the step is done, what becomes of it."""
    if not row.missed:
        return ""
    rung = step_left(form, row)
    return rung.words if rung else gettext("Trinet er gjort. Skriv, om barnet kom, eller giv en ny tid.")
