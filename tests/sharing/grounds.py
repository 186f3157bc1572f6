"""Bases as the actions are told of them: what a meeting across services rests on."""

from __future__ import annotations

from datetime import date

from sikkerhedsnet.sharing.commands import Ground

PURPOSE = "Finde ud af sammen, hvad der hjælper."
ONCE = Ground(
    "one_off",
    purpose=PURPOSE,
    note="Vi kan ikke se, hvad barnet har brug for, hver for sig.",
    special_reason="Der er kommet noget nyt frem siden sidst.",
)
"""The one-off exchange, with the reason a second meeting asks for."""
WITHIN = Ground("within", purpose=PURPOSE, note="Vi arbejder med det samme barn.")
"""Between day care, health visiting and the family department: as often as it takes."""
DUTY = Ground("duty", purpose="Underretning om det, vi har set.")
LEADER = Ground(
    "value_balance",
    purpose=PURPOSE,
    note="Hensynet til barnet vejer tungere.",
    decided_by="Bo Kjær, chef",
    decided_on=date(2026, 11, 20),
)
"""What a leader has decided: carries it whatever else is used up."""
