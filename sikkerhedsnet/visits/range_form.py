"""Between which numbers a measurement raises no question, for each measure and age."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.web.forms import DayField, ShortText, SnForm

from .commands import SetRanges
from .labels import GROWTH, PROBLEM
from .rules import RANGES, Range, Ranges, read_number


def plain(number: Decimal) -> str:
    """`4,3`, `6500`."""
    return f"{number.normalize():f}".replace(".", ",")


def ages(row: Range) -> str:
    """`0 til 3 måneder`, `6 til 11 år`."""
    if row.from_months % 12 or row.to_months % 12:
        return _("%(low)d til %(high)d måneder") % {"low": row.from_months, "high": row.to_months}
    return _("%(low)d til %(high)d år") % {"low": row.from_months // 12, "high": row.to_months // 12}


class LimitField(forms.CharField):
    """A number as it is written in Danish, with one decimal at most."""

    def __init__(self, label: str, shown: Decimal) -> None:
        attrs = {"inputmode": "decimal", "aria-label": label, "autocomplete": "off", "size": "7"}
        super().__init__(label=label, initial=plain(shown), max_length=12, widget=forms.TextInput(attrs))

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        try:
            return read_number(text)
        except Invalid as problem:
            raise forms.ValidationError(str(PROBLEM[problem.errors["value"]])) from None


class RangesForm(SnForm):
    """The day they are in force from, where they come from, and two limits for each measure and age."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    from_on = DayField(
        gettext_lazy("Gælder fra"),
        gettext_lazy("Det, der er målt før den dag, holdes op mod de grænser, der gjaldt da."),
    )
    source = ShortText(
        gettext_lazy("Hvor kommer tallene fra?"),
        gettext_lazy("For eksempel en vækstkurve med år, eller »egen vurdering«."),
    )

    def __init__(self, *args: Any, shown: Ranges, version: int, today: date, **kwargs: Any) -> None:
        initial = {"version": version, "from_on": today, "source": shown.source if shown.number else ""}
        super().__init__(*args, initial=initial, auto_id="range_%s", **kwargs)
        self.measures = {(r.kind, r.unit, r.from_months): r for r in shown.rows}
        for number, row in enumerate(RANGES):
            now = self.measures.get((row.kind, row.unit, row.from_months), row)
            words = {"what": GROWTH[row.kind], "unit": row.unit, "age": ages(row)}
            self.add(f"low_{number}", LimitField(_("%(what)s i %(unit)s, %(age)s: mindst") % words, now.low))
            self.add(f"high_{number}", LimitField(_("%(what)s i %(unit)s, %(age)s: højst") % words, now.high))

    def groups(self) -> list[tuple[str, list[tuple[str, Any, Any]]]]:
        """`Vægt (g)` with its ages, each with its two fields."""
        numbered = list(enumerate(RANGES))
        return [
            (f"{GROWTH[kind]} ({unit})", [(ages(row), self[f"low_{n}"], self[f"high_{n}"]) for n, row in rows])
            for (kind, unit), rows in groupby(numbered, key=lambda one: (one[1].kind, one[1].unit))
        ]

    def command(self) -> SetRanges:
        data = self.cleaned_data
        rows = tuple(
            replace(row, low=data[f"low_{number}"], high=data[f"high_{number}"]) for number, row in enumerate(RANGES)
        )
        return SetRanges(data["version"], data["from_on"], data["source"], rows)
