"""Give and end the reasons why somebody may see a child."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context

from . import rules
from .models import Child, GrantCheck, Relation

NIGHT = timedelta(hours=2)
"""The night's look belongs to the day that began two hours before it may be taken."""


@transaction.atomic
@context.beyond_reach()  # whoever is let in is not in yet
def relate(
    author: audit.Author,
    child: Child,
    user_id: int,
    kind: Relation.Kind,
    *,
    source: str,
    now: datetime,
    suspicion_id: int | None = None,
) -> Relation:
    """Lets `user_id` work with the child from today for as long as the rule says; renews what is there.

    A reason that a suspicion gives (`suspicion_id`, the concern's number) is kept apart from the open ones, so that
    neither it nor its dates show to anybody who does not see the suspicion.
    """
    kept_as = reason_kind(kind, quiet=suspicion_id is not None)
    source = source if suspicion_id is None else f"concern:{suspicion_id}"
    today = clock.local(now).date()
    relation, new = Relation.objects.select_for_update().get_or_create(
        child=child,
        user_id=user_id,
        kind=kept_as,
        defaults={"start_on": today, "end_on": rules.relation_ends(today), "source": source},
    )
    if not new:
        if relation.end_on is None or relation.end_on < today:
            relation.start_on = today
        relation.end_on = rules.relation_ends(today)
        relation.source = source
        relation.save(update_fields=["start_on", "end_on", "source"])
    details = {"kind": kept_as, "user": user_id}
    audit.record(author, "relation.given", relation, at=now, child_id=child.pk, details=details)
    return relation


@transaction.atomic
@context.beyond_reach()
def end_relation(
    author: audit.Author, child: Child, user_id: int, kind: Relation.Kind, *, now: datetime, quiet: bool = False
) -> None:
    """Ends the reason from today: the next request is refused. `quiet` ends the one a suspicion gave."""
    kept_as = reason_kind(kind, quiet=quiet)
    today = clock.local(now).date()
    for relation in Relation.objects.on(today).filter(child=child, user_id=user_id, kind=kept_as):
        relation.end_on = today - timedelta(days=1)
        relation.save(update_fields=["end_on"])
        audit.record(
            author, "relation.ended", relation, at=now, child_id=child.pk, details={"kind": kept_as, "user": user_id}
        )


@transaction.atomic
@context.beyond_reach()
def keep_until(
    author: audit.Author,
    child: Child,
    user_id: int,
    kind: Relation.Kind,
    last_day: date | None,
    *,
    now: datetime,
    quiet: bool = False,
) -> None:
    """The reason lasts to that day and not a day longer, whatever it said before; without a day it ends at once."""
    if last_day is None:
        end_relation(author, child, user_id, kind, now=now, quiet=quiet)
        return
    today = clock.local(now).date()
    rows = Relation.objects.select_for_update().filter(
        child=child, user_id=user_id, kind=reason_kind(kind, quiet=quiet)
    )
    relation = rows.first()
    if relation is None or relation.end_on == last_day:
        return
    if relation.end_on is None or relation.end_on < today <= last_day:
        relation.start_on = today
    relation.end_on = last_day
    relation.save(update_fields=["start_on", "end_on"])
    details = {"kind": relation.kind, "user": user_id, "until": last_day.isoformat()}
    audit.record(author, "relation.until", relation, at=now, child_id=child.pk, details=details)


@transaction.atomic
@context.beyond_reach()
def let_cover(
    author: audit.Author, child: Child, user_id: int, last_day: date, *, source: str, now: datetime
) -> Relation | None:
    """Lets `user_id` work with the child from today to that day, for a colleague who is away; None when she could already."""
    today = clock.day_of(now)
    kept = {"child": child, "user_id": user_id, "kind": Relation.Kind.COVER}
    days = {"start_on": today, "end_on": last_day, "source": source}
    relation, new = Relation.objects.select_for_update().get_or_create(**kept, defaults=days)
    if not new:
        if relation.end_on == last_day and relation.source == source:
            return None
        if relation.end_on is not None and relation.end_on >= today:
            days["start_on"] = relation.start_on
        for name, value in days.items():
            setattr(relation, name, value)
        relation.save(update_fields=list(days))
    details = {"kind": relation.kind, "user": user_id, "until": last_day.isoformat()}
    audit.record(author, "relation.given", relation, at=now, child_id=child.pk, details=details)
    return relation


def reason_kind(kind: Relation.Kind, *, quiet: bool) -> str:
    """The kind a reason is kept as; a suspicion's has a name of its own."""
    return str(Relation.Quiet[kind.name].value if quiet else kind.value)


@transaction.atomic
def look_grants_over(now: datetime) -> int:
    """Once a night: works out anew who reaches whom, mends what differs, and answers how many rows did."""
    check, new = GrantCheck.objects.get_or_create(day=clock.day_of(now - NIGHT), defaults={"at": now})
    if not new:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT net_mend_grants()")
        check.wrong = int(cursor.fetchone()[0])
    check.save()
    if check.wrong:
        audit.record(System(), "grants.mended", check, at=now, details={"wrong": check.wrong})
    return check.wrong
