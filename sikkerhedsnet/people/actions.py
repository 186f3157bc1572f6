"""Give and end the reasons why somebody may see a child."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock

from . import rules
from .models import Child, Relation


@transaction.atomic
def relate(
    author: audit.Author, child: Child, user_id: int, kind: Relation.Kind, *, source: str, now: datetime
) -> Relation:
    """Lets `user_id` work with the child from today for as long as the rule says; renews what is there."""
    today = clock.local(now).date()
    relation, new = Relation.objects.select_for_update().get_or_create(
        child=child,
        user_id=user_id,
        kind=kind,
        defaults={"start_on": today, "end_on": rules.relation_ends(today), "source": source},
    )
    if not new:
        if relation.end_on is None or relation.end_on < today:
            relation.start_on = today
        relation.end_on = rules.relation_ends(today)
        relation.source = source
        relation.save(update_fields=["start_on", "end_on", "source"])
    audit.record(author, "relation.given", relation, at=now, child_id=child.pk, details={"kind": kind, "user": user_id})
    return relation


@transaction.atomic
def end_relation(author: audit.Author, child: Child, user_id: int, kind: Relation.Kind, *, now: datetime) -> None:
    """Ends the reason from today: the next request is refused."""
    today = clock.local(now).date()
    for relation in Relation.objects.on(today).filter(child=child, user_id=user_id, kind=kind):
        relation.end_on = today - timedelta(days=1)
        relation.save(update_fields=["end_on"])
        audit.record(
            author, "relation.ended", relation, at=now, child_id=child.pk, details={"kind": kind, "user": user_id}
        )
