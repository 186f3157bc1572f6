"""The minutes while the meeting runs: lines are added, never overwritten unseen; everybody at the table may write."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require

from . import policy, rules
from .commands import Agree, Attendance, ChangeEntry, Scale, WriteEntry
from .models import Agreement, Meeting, MinutesEntry, Participant
from .states import State


@transaction.atomic
def write_entry(actor: Actor, meeting_id: int, command: WriteEntry, *, now: datetime) -> MinutesEntry:
    """One more line, exactly as written; the same key answers with the same line."""
    meeting = _at_the_table(actor, meeting_id)
    found = _made_before(MinutesEntry, meeting, command.key)
    if found is not None:
        return found
    _running(meeting)
    _not_empty("text", command.text)
    seat_id = _seat_id(meeting, command.said_by_id, "said_by")
    entry, new = create_once(
        MinutesEntry,
        command.key,
        lambda: MinutesEntry.objects.create(
            idempotency_key=command.key,
            meeting=meeting,
            topic=command.topic,
            said_by_id=seat_id,
            text=command.text,
            disagrees=command.disagrees,
            written_by_id=actor.id,
            written_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        _record(actor, "minutes.written", meeting, now, entry=entry.pk, topic=command.topic.value)
    return entry


@transaction.atomic
def change_entry(actor: Actor, entry_id: int, command: ChangeEntry, *, now: datetime) -> MinutesEntry:
    """The line put right, if nobody changed it since it was shown; else Stale, and nothing is overwritten."""
    entry = MinutesEntry.objects.get(pk=entry_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = _at_the_table(actor, entry.meeting_id)
    _running(meeting)
    _not_empty("text", command.text)
    entry.version = command.version
    change(
        entry,
        by_name=actor.name,
        at=now,
        text=command.text,
        disagrees=command.disagrees,
        said_by_id=_seat_id(meeting, command.said_by_id, "said_by"),
    )
    _record(actor, "minutes.changed", meeting, now, entry=entry.pk, version=entry.version)
    return entry


@transaction.atomic
def mark_participant(actor: Actor, participant_id: int, command: Attendance | Scale, *, now: datetime) -> Participant:
    """Whether somebody came, or that person's own two numbers; the one never touches the other."""
    seat = Participant.objects.get(pk=participant_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = _at_the_table(actor, seat.meeting_id)
    _running(meeting)
    if isinstance(command, Attendance):
        seat.came = command.came
        fields = ["came"]
    else:
        rules.check_scale(command)
        seat.scale_now, seat.scale_good = command.now, command.good
        fields = ["scale_now", "scale_good"]
    seat.save(update_fields=fields)
    _record(actor, "participant.marked", meeting, now, participant=seat.pk, fields=fields)
    return seat


@transaction.atomic
def agree(actor: Actor, meeting_id: int, command: Agree, *, now: datetime) -> Agreement:
    """One agreement with one owner at the table and one date; the same key answers with the same agreement."""
    meeting = _at_the_table(actor, meeting_id)
    found = _made_before(Agreement, meeting, command.key)
    if found is not None:
        return found
    _running(meeting)
    _not_empty("what", command.what)
    rules.check_step(command.due_on, clock.day_of(now))
    who_id = _seat_id(meeting, command.who_id, "who")
    assert who_id is not None
    agreement, new = create_once(
        Agreement,
        command.key,
        lambda: Agreement.objects.create(
            idempotency_key=command.key, meeting=meeting, what=command.what, who_id=who_id, due_on=command.due_on
        ),
    )
    if new:
        _record(actor, "agreement.made", meeting, now, agreement=agreement.pk, due=command.due_on.isoformat())
    return agreement


@transaction.atomic
def withdraw_agreement(actor: Actor, agreement_id: int, *, now: datetime) -> Agreement:
    """The agreement no longer stands; withdrawn twice is withdrawn once."""
    agreement = Agreement.objects.get(pk=agreement_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = _at_the_table(actor, agreement.meeting_id)
    if agreement.withdrawn:
        return agreement
    _running(meeting)
    agreement.withdrawn = True
    agreement.save(update_fields=["withdrawn"])
    _record(actor, "agreement.withdrawn", meeting, now, agreement=agreement.pk)
    return agreement


def _at_the_table(actor: Actor, pk: int) -> Meeting:
    """The meeting, held fast so that it cannot end while a line is written."""
    meeting = (
        Meeting.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("child")
        .get(pk=pk)
    )
    seated = meeting.participants.filter(user__isnull=False).values_list("user_id", flat=True)
    require(policy.may_write(actor, owner_id=meeting.owner_id, seated_ids=[pk for pk in seated if pk is not None]))
    return meeting


def _running(meeting: Meeting) -> None:
    if meeting.state != State.RUNNING:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)


def _made_before(model: Any, meeting: Meeting, key: Any) -> Any:
    return model.objects.filter(idempotency_key=key, meeting=meeting).first() if key else None


def _not_empty(field: str, text: str) -> None:
    if not text.strip():
        raise Invalid({field: field})


def _seat_id(meeting: Meeting, pk: int | None, field: str) -> int | None:
    if pk is not None and not meeting.participants.filter(pk=pk).exists():
        raise Invalid({field: "not_seated"})
    return pk


def _record(actor: Actor, action: str, meeting: Meeting, now: datetime, **details: Any) -> None:
    audit.record(actor, action, meeting, at=now, child_id=meeting.child_id, details=details)
