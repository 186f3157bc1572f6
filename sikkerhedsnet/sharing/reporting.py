"""What the municipality has to report to a national register crosses too, and is recorded child by child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context

from . import queries
from .models import Disclosure
from .states import Service, Told, What


@dataclass(frozen=True)
class Reported:
    """What of one child went: the row that remembers it, and what it was in words, never what it said."""

    about: models.Model
    child_id: int
    content: str


@transaction.atomic
def reported(
    author: audit.Author, municipality: Municipality, to_name: str, what: Iterable[Reported], *, now: datetime
) -> list[Disclosure]:
    """One row for each child of a delivery, on the municipality's own basis for reporting; none without such a basis."""
    today = clock.day_of(now)
    basis = queries.national_basis(municipality.pk, today)
    if basis is None:
        return []
    with context.beyond_reach():
        rows = Disclosure.objects.bulk_create(
            Disclosure(
                child_id=one.child_id,
                what=What.NATIONAL,
                about_label=one.about._meta.label_lower,
                about_id=one.about.pk,
                content=one.content,
                to_name=to_name,
                to_service=Service.EXTERNAL,
                purpose=_("Lovpligtig indberetning af sundhedsplejens undersøgelser"),
                basis=basis,
                told=Told.LATER,
                not_told_because=_("Forældrene kan se hver indberetning, når de beder om indsigt."),
                on=today,
                until=today,
                by_id=author.id,
                recorded_at=now,
            )
            for one in what
        )
    lines = [("disclosure.made", row, row.child_id, {"basis": basis.key}) for row in rows]
    audit.record_many(author, lines, at=now)
    return rows
