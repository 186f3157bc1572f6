"""Danish words for why something is kept back, and for a protection that is set and lifted."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .redaction import Because

INSTEAD = {
    Because.PROTECTED: _("Adressen er beskyttet."),
    Because.FUNCTION: _("Din funktion ser ikke adressen."),
    Because.OTHER_PARENT: _("Hører til den anden forælder alene"),
}
"""What stands where something is kept back from one who may know that there is something."""

REFUSAL = {
    "address": _("Din funktion ser ikke adresser. Spørg den, der har ansvaret for barnet."),
    "protected_address": _("Adressen er beskyttet. Spørg rådgiveren, hvis du skal bruge den i dit arbejde."),
    "second_person": _("En anden end den, der bad om det, skal ophæve beskyttelsen. Bed en kollega åbne siden."),
}

STALE = {"protection": _("Der er allerede bedt om, at beskyttelsen bliver ophævet, eller den er ophævet.")}

INVALID = {
    "why": _("Skriv, hvorfor adressen skal beskyttes. Et par ord er nok."),
    "because": _("Skriv, hvorfor beskyttelsen kan ophæves."),
    "not_a_parent": _("Vælg en af barnets forældre, eller “Alle uden for hjemmet”."),
}
