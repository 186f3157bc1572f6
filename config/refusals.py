"""The sentence shown when something is refused, by its key; each step keeps its own words."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.utils.translation import gettext_lazy as _

STEPS = ("screening", "concerns", "meetings", "plans", "people", "exchange")
GENERAL = {
    "role": _("Det er ikke en opgave for din funktion. Spørg din leder, hvis du mener, det er en fejl."),
    "own_child": _("Du kan ikke arbejde med dit eget barn eller din egen familie her."),
    "not_owner": _("Det er en andens opgave. På barnets side kan du se, hvem der har den."),
    "state": _("Det kan ikke gøres på dette tidspunkt. Gå tilbage og se, hvad der er næste skridt."),
}


def sentence_for(reason: str) -> str:
    """A sentence that says what to do; a plain one when nobody wrote a better."""
    if reason in GENERAL:
        return str(GENERAL[reason])
    for step in STEPS:
        name = f"sikkerhedsnet.{step}.labels"
        if find_spec(name):
            words = getattr(import_module(name), "REFUSAL", {})
            if reason in words:
                return str(words[reason])
    return str(_("Det har du ikke adgang til. Spørg din leder, hvis du mener, det er en fejl."))
