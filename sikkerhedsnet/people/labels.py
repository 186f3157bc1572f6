"""Danish words for why an address or a child is kept back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

REFUSAL = {
    "address": _("Din funktion ser ikke adresser. Spørg den, der har ansvaret for barnet."),
    "protected_address": _("Adressen er beskyttet. Spørg rådgiveren, hvis du skal bruge den i dit arbejde."),
}
