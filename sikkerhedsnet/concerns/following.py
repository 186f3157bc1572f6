"""What follows a worry along: the earlier ones that must be read, the promises, and a standstill that is told of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import set_choices
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.queries import staff_with
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.queries import own_family_user_ids

from . import following_queries as read
from . import policy, rules
from .commands import Promises
from .labels import MESSAGE
from .models import Concern, ConcernSettings, EarlierRead, StallTold


def read_earlier(actor: Actor, concern: Concern, said: Sequence[int], *, now: datetime) -> None:
    """Writes down which earlier worries the adviser says she has read; Invalid while one of them is left."""
    earlier = read.must_read(actor, concern)
    before = set(
        EarlierRead.objects.filter(concern=concern, reader_id=actor.id).values_list("earlier_number", flat=True)
    )
    missing = rules.unread(earlier, {*before, *said})
    if missing:
        raise Invalid({"read": "must_read"})
    for pk in earlier:
        if pk not in before:
            row = EarlierRead.objects.create(concern=concern, earlier_number=pk, reader_id=actor.id, read_at=now)
            details = {"earlier": pk}
            audit.record(actor, "concern.earlier_read", row, at=now, child_id=concern.child_id, details=details)


@transaction.atomic
def change_promises(actor: Actor, command: Promises, *, now: datetime) -> ConcernSettings:
    """The municipality's own promises; they hold for what is asked from now, and move no date that is set."""
    require(policy.may_keep_promises(actor))
    if not all(1 <= days <= rules.LONGEST_PROMISE for days in (command.meeting_days, command.stall_days)):
        raise Invalid({"meeting_days": "days"})
    chosen = {"meeting_days": command.meeting_days, "stall_days": command.stall_days, "source_mark": ""}
    row = set_choices(
        ConcernSettings, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now
    )
    audit.record(actor, "concern.promises_changed", row, at=now, details=chosen)
    return row


def tell_stalled(municipality: Municipality, now: datetime) -> int:
    """Tells the advisers' leader of each worry in which nothing has happened for too long; no date is moved.

    Once for each standstill: it is a new one when something has happened in between.
    """
    told = 0
    for row, since in read.stalled(municipality.pk, clock.day_of(now)):
        with transaction.atomic():
            locked = Concern.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=row.pk).first()
            to = _leader_of_advisers(row, now)
            if locked is None or to is None or StallTold.objects.filter(concern=row, since=since).exists():
                continue
            mark = StallTold.objects.create(concern=row, since=since, told=to, told_at=now)
            details = {"since": since.isoformat(), "to": to.pk}
            audit.record(
                System(municipality.pk), "concern.stalled", mark, at=now, child_id=row.child_id, details=details
            )
            words = {
                "who": row.owner.name if row.owner else "",
                "where": row.child.district.name if row.child.district else municipality.name,
            }
            outbox.enqueue(
                "concern.stalled",
                to_id=to.pk,
                about=str(MESSAGE["concern.stalled"] % words),
                at=now,
                child_id=row.child_id,
                once=f"{row.pk}:{since}",
            )
            told += 1
    return told


def _leader_of_advisers(row: Concern, now: datetime) -> User | None:
    """The chief, who leads the advisers; where there is none the district's facilitator. Never the family, nor the
    adviser herself."""
    today = clock.day_of(now)
    family = own_family_user_ids(row.child, today)
    here = row.child.municipality_id
    people = [
        *staff_with(here, Function.CHIEF, today),
        *staff_with(here, Function.DISTRICT_FACILITATOR, today),
    ]
    return next((user for user in people if user.pk != row.owner_id and user.pk not in family), None)
