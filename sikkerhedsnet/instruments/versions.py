"""Which version of a form is in force where; every answer keeps the version it was given on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext

from sikkerhedsnet.core import context

from .definition import Definition
from .models import FormVersion
from .reading import read, shipped, shipped_texts
from .states import Shape, VersionState


@dataclass(frozen=True)
class InForce:
    """One form as it is used in one municipality today; `row_id` is None for a shipped one nobody has answered."""

    definition: Definition
    text: str
    row_id: int | None = None
    own: bool = False

    @property
    def edition(self) -> str:
        """What a page shows and a form sends back, so that a changed form is noticed."""
        return f"{self.definition.version}.{digest(self.text)[:16]}"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def in_force(municipality_id: int, today: date) -> dict[str, InForce]:
    """Every form of the municipality today by key: its own latest approved version, else the shipped; one query."""
    found = {key: InForce(shipped()[key], text) for key, text in shipped_texts().items()}
    rows = FormVersion.objects.filter(
        municipality_id=municipality_id, state=VersionState.APPROVED, in_force_on__lte=today
    ).order_by("in_force_on", "number")
    for row in rows:
        if row.key in found:
            found[row.key] = InForce(row.definition, row.text, row.pk, own=True)
    return found


def row_of(form: InForce, now: datetime) -> FormVersion:
    """The row an answer points at; a shipped form gets one the first time it is answered."""
    if form.row_id is not None:
        return FormVersion.objects.get(pk=form.row_id)
    with context.beyond_reach():
        row, _new = FormVersion.objects.get_or_create(
            municipality=None,
            key=form.definition.key,
            number=form.definition.version,
            digest=digest(form.text),
            defaults={
                "in_force_on": form.definition.in_force_on,
                "state": VersionState.APPROVED,
                "text": form.text,
                "prepared_at": now,
                "changed_at": now,
                "changed_by_name": "Sikkerhedsnet",
            },
        )
    return row


def of_row(row: FormVersion) -> InForce:
    """A version as it was answered, whatever is in force today."""
    return InForce(read(row.text), row.text, row.pk, own=row.municipality_id is not None)


def topi_bands(municipality_id: int, months: Iterable[int], today: date) -> list[dict[str, Any]]:
    """The examples under the three positions for children of these ages in months, youngest first; one query.

    Each has `key`, `name`, `proposal` (the mark beside examples no professional has approved, or nothing) and `themes` with
    `name`, `green`, `yellow` and `red`.
    """
    ages = set(months)
    forms = sorted(
        (form for form in in_force(municipality_id, today).values() if form.definition.shape is Shape.POSITION),
        key=lambda form: form.definition.first_month,
    )
    return [
        {
            "key": form.definition.key,
            "name": form.definition.title.removeprefix("TOPI, "),
            "proposal": "" if form.own else gettext("Forslag, skal godkendes fagligt"),
            "themes": form.definition.themes,
        }
        for form in forms
        if any(form.definition.fits_age(age) for age in ages)
    ]
