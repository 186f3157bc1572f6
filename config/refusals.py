"""The sentence shown when something is refused or came too late, by its key; each step keeps its own words."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

JOURNEY = (
    "glass",
    "screening",
    "visits",
    "guide",
    "concerns",
    "meetings",
    "voices",
    "plans",
    "appointments",
    "measures",
    "handover",
    "rights",
)
STEPS = (
    *JOURNEY, "logcontrol", "ties", "absences", "oversight", "sharing", "people", "exchange", "retention", "access",
    "instruments", "training", "fbu", "evaluations", "scans",
)  # fmt: skip
GENERAL = {
    "role": _("Det er ikke en opgave for din funktion. Spørg din leder, hvis du mener, det er en fejl."),
    "own_child": _("Du kan ikke arbejde med dit eget barn eller din egen familie her."),
    "not_owner": _("Det er en andens opgave. På barnets side kan du se, hvem der har den."),
    "state": _("Det kan ikke gøres på dette tidspunkt. Gå tilbage og se, hvad der er næste skridt."),
}


def sentence_for(reason: str) -> str:
    """A sentence that says what to do; a plain one when nobody wrote a better."""
    for words in (GENERAL, *_tables("REFUSAL")):
        if reason in words:
            return str(words[reason])
    return str(_("Det har du ikke adgang til. Spørg din leder, hvis du mener, det er en fejl."))


def stale_for(what: str) -> str:
    """What has happened meanwhile: a step's own sentence, or the state it is in now; empty when nobody knows."""
    for words in _tables("STALE"):
        if what in words:
            return str(words[what])
    states = {str(words[what]) for words in _tables("STATE", JOURNEY) if what in words}
    return gettext("Nu står der: %(state)s.") % {"state": states.pop()} if len(states) == 1 else ""


def _tables(name: str, steps: tuple[str, ...] = STEPS) -> Iterator[dict[str, Any]]:
    for step in steps:
        module = f"sikkerhedsnet.{step}.labels"
        if find_spec(module):
            yield getattr(import_module(module), name, {})
