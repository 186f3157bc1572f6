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
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.visits.models import DentalRecall

from . import rules
from .models import Consent, Disclosure, DisclosureTurn
from .states import Turn, What


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
    let_in_until(actor, found, now=now)


def let_in_until(actor: Actor, rows: Iterable[Disclosure], *, now: datetime) -> None:
    """Whoever was told at a meeting may see the child as long as what she was told may be used, and not a day longer."""
    told = {
        (row.child_id, row.to_user_id, row.suspicion) for row in rows if row.what == What.MEETING and row.to_user_id
    }
    for child_id, user_id, quiet in sorted(told, key=str):
        with context.beyond_reach():
            about = Disclosure.objects.filter(child_id=child_id, to_user_id=user_id, suspicion=quiet, what=What.MEETING)
            live = list(about.told().filter(is_off=False).select_related("consent", "child"))
            child = live[0].child if live else Child.objects.get(pk=child_id)
        days = [day for row in live if (day := _usable_until(row)) is not None]
        last = max(days, default=None)
        people.keep_until(actor, child, user_id, Relation.Kind.PARTICIPANT, last, now=now, quiet=quiet)


def _usable_until(row: Any) -> date | None:
    """The last day as it stands, never after its consent; none when that was taken back."""
    if row.consent is None:
        return rules.usable_until(row.ends_on)
    return rules.usable_until(row.ends_on, row.consent.expires_on, withdrawn=row.consent.withdrawn_on is not None)


def live_about(*rows: models.Model) -> list[Any]:
    """What was passed on at these rows of one kind and was not called off."""
    with context.beyond_reach():
        return [
            found
            for found in Disclosure.objects.about(*rows).told().select_related("consent", "child")
            if not found.is_off
        ]


def end_what_rests_on(actor: Actor, consent: Consent, *, now: datetime) -> None:
    """Everything that rests on the consent ends today, and whoever passed it on hears that the basis is gone."""
    today = clock.day_of(now)
    with context.beyond_reach():
        rows = Disclosure.objects.filter(consent=consent).told().filter(is_off=False, ends_on__gt=today)
        live = list(rows.order_by("pk"))
    turn(actor, live, Turn.ENDED, until=today, now=now)
    told = {(row.by_id, row.about_id if row.about_label == DentalRecall._meta.label_lower else 0) for row in live}
    for user_id, recall_id in sorted(one for one in told if one[0] != actor.id):
        outbox.enqueue(
            "consent.withdrawn",
            to_id=user_id,
            about=_("Et samtykke, du har delt oplysninger på, er trukket tilbage. Vælg et andet grundlag, eller stop."),
            at=now,
            child_id=consent.child_id,
            url_name="visits:recall" if recall_id else "sharing:child",
            url_arg=recall_id or consent.child_id,
            once=f"{consent.pk}",
        )
