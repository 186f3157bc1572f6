"""What was passed on gets another last day, ends, or never came to be; each is a row of its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.outbox import actions as outbox

from .models import Consent, Disclosure, DisclosureTurn
from .states import Turn


def turn(
    actor: Actor, rows: Iterable[Disclosure], kind: Turn, *, until: date | None, now: datetime, because: str = ""
) -> None:
    """The same turn for each of the rows; the caller has made sure that she may."""
    found = list(rows)
    with context.beyond_reach():  # whoever leads a meeting need not work with the child any more
        DisclosureTurn.objects.bulk_create(
            DisclosureTurn(disclosure=row, turn=kind, until=until, because=because, by_name=actor.name, at=now)
            for row in found
        )
    lines: list[tuple[str, models.Model, int | None, dict[str, Any]]] = [
        (f"disclosure.{kind.value}", row, row.child_id, {}) for row in found
    ]
    audit.record_many(actor, lines, at=now)


def live_about(row: models.Model) -> list[Any]:
    """What was passed on at this row and was not called off."""
    with context.beyond_reach():
        return [
            found
            for found in Disclosure.objects.about(row).told().select_related("consent", "child")
            if not found.is_off
        ]


def end_what_rests_on(actor: Actor, consent: Consent, *, now: datetime) -> None:
    """Everything that rests on the consent ends today, and whoever passed it on hears that the basis is gone."""
    today = clock.day_of(now)
    with context.beyond_reach():
        rows = Disclosure.objects.filter(consent=consent).told().filter(is_off=False, ends_on__gt=today)
        live = list(rows.order_by("pk"))
    turn(actor, live, Turn.ENDED, until=today, now=now)
    told = {row.by_id for row in live} - {actor.id}
    for user_id in sorted(told):
        outbox.enqueue(
            "consent.withdrawn",
            to_id=user_id,
            about=_("Et samtykke, du har delt oplysninger på, er trukket tilbage. Vælg et andet grundlag, eller stop."),
            at=now,
            child_id=consent.child_id,
            url_name="sharing:child",
            url_arg=consent.child_id,
            once=f"{consent.pk}",
        )
