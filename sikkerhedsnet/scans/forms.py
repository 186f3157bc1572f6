"""Text and a file in, frozen command out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import DayField, KeyedForm, LongText, SheetField, ShortText, SnForm, saying

from .commands import Paper, Withdraw
from .labels import INVALID

say_invalid = saying(INVALID)


class PaperForm(KeyedForm):
    """One sheet: whose, from when, the file, and what it shows."""

    said_by = ShortText(_("Hvem har skrevet eller tegnet på papiret?"), max_length=300)
    on = DayField(_("Hvilken dag er papiret fra?"))
    paper = SheetField(_("Papiret"))
    description = LongText(
        _("Hvad viser papiret?"),
        _("Få ord er nok. Teksten står ved papiret og læses op for den, der ikke kan se det."),
        rows=3,
        max_length=2000,
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = today  # type: ignore[attr-defined]

    def command(self) -> Paper:
        data = self.cleaned_data
        return Paper(data["said_by"], data["on"], data["description"], data["paper"], key=data["key"])


class WithdrawForm(SnForm):
    """Why a paper should not lie here."""

    because = LongText(
        _("Hvorfor skal papiret ikke ligge her?"),
        _("Grunden bliver stående i stedet for papiret. Er det et andet barns papir, så skriv ikke hvis."),
        rows=3,
        max_length=500,
    )

    def command(self, scan_id: int) -> Withdraw:
        return Withdraw(scan_id, self.cleaned_data["because"])
