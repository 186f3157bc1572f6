"""The minutes while the meeting runs: lines are added, never overwritten unseen; everybody at the table may write."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale

from . import rules
from .commands import Agree, Attendance, ChangeEntry, Scale, SettleEntry, WriteEntry
from .drafting import at_the_table, put_in
from .models import Agreement, Meeting, MinutesEntry, Participant, Wording
from .states import AGREEMENT_PART, Becomes, Choice, Role, State, Topic


@transaction.atomic
def write_entry(actor: Actor, meeting_id: int, command: WriteEntry, *, now: datetime) -> MinutesEntry:
    """One more line, exactly as written; the same key answers with the same line."""
    meeting = at_the_table(actor, meeting_id)
    found = _made_before(MinutesEntry, meeting, command.key)
    if found is not None:
        return found
    running(meeting)
    _not_empty("text", command.text)
    seat = _seat(meeting, command.said_by_id, "said_by")
    manner = rules.manner_of(_role(seat), command.manner)
    entry, new = create_once(
        MinutesEntry,
        command.key,
        lambda: MinutesEntry.objects.create(
            idempotency_key=command.key,
            meeting=meeting,
            topic=command.topic,
            said_by=seat,
            text=command.text,
            disagrees=command.disagrees,
            manner=manner,
            written_by_id=actor.id,
            written_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        put_in(actor, meeting, command.topic.value, command.text, now=now)
        _record(actor, "minutes.written", meeting, now, entry=entry.pk, topic=command.topic.value)
    return entry


@transaction.atomic
def change_entry(actor: Actor, entry_id: int, command: ChangeEntry, *, now: datetime) -> MinutesEntry:
    """The line put right, if nobody changed it since it was shown; else Stale, and nothing is overwritten.

    What it said before is kept. Raises Invalid for the family's words once they were read aloud.
    """
    entry, meeting = _line(actor, entry_id)
    return _put_right(actor, meeting, entry, command, now)


@transaction.atomic
def settle_entry(actor: Actor, entry_id: int, command: SettleEntry, *, now: datetime) -> MinutesEntry:
    """Two changed the same line: theirs stands and mine is kept beside it, mine stands and theirs is kept, or mine
    becomes a line of its own. Raises Stale when it was changed once more meanwhile."""
    entry, meeting = _line(actor, entry_id)
    mine = command.mine
    _not_empty("text", mine.text)
    if command.choice is Choice.MINE:
        return _put_right(actor, meeting, entry, mine, now)
    if command.choice is Choice.BOTH:
        made = write_entry(
            actor,
            meeting.pk,
            WriteEntry(Topic(entry.topic), mine.text, mine.said_by_id, mine.disagrees, command.key, mine.manner),
            now=now,
        )
        put_in(actor, meeting, entry.topic, mine.text, entry=entry, now=now)
        return made
    if entry.version != mine.version:
        raise Stale(who=entry.changed_by_name, what="", at=entry.changed_at)
    seat = _seat(meeting, mine.said_by_id, "said_by")
    manner = mine.manner.value if mine.manner and _role(seat) is Role.PROFESSIONAL else ""
    let_go = {"text": mine.text, "said_by": seat, "disagrees": mine.disagrees, "manner": manner}
    _keep(meeting, entry, let_go, stood=False, by_name=actor.name, at=now, key=command.key)
    put_in(actor, meeting, entry.topic, mine.text, entry=entry, now=now)
    _record(actor, "minutes.let_go", meeting, now, entry=entry.pk)
    return entry


@transaction.atomic
def read_aloud(actor: Actor, meeting_id: int, *, now: datetime) -> int:
    """The family heard its own words as they are written; from now on they stand. How many lines that was."""
    meeting = at_the_table(actor, meeting_id)
    running(meeting)
    waiting = meeting.entries.filter(said_by__role__in=rules.FAMILY, read_aloud_at=None)
    heard = waiting.update(read_aloud_at=now)
    if heard:
        _record(actor, "minutes.read_aloud", meeting, now, lines=heard)
    return heard


@transaction.atomic
def mark_participant(actor: Actor, participant_id: int, command: Attendance | Scale, *, now: datetime) -> Participant:
    """Whether somebody came, or that person's own two numbers; the one never touches the other."""
    seat = Participant.objects.get(pk=participant_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = at_the_table(actor, seat.meeting_id)
    running(meeting)
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
    meeting = at_the_table(actor, meeting_id)
    found = _made_before(Agreement, meeting, command.key)
    if found is not None:
        return found
    running(meeting)
    _not_empty("what", command.what)
    is_next, today = command.becomes is Becomes.NEXT, clock.day_of(now)
    (rules.check_next if is_next else rules.check_step)(command.due_on, today)
    who = _seat(meeting, command.who_id, "who")
    assert who is not None
    agreement, new = create_once(
        Agreement,
        command.key,
        lambda: Agreement.objects.create(
            idempotency_key=command.key,
            meeting=meeting,
            what=command.what,
            who=who,
            due_on=command.due_on,
            becomes=command.becomes,
            settled_at=now if is_next else None,
        ),
    )
    if new:
        if is_next:
            Meeting.objects.filter(pk=meeting.pk).update(next_on=command.due_on)
        put_in(actor, meeting, AGREEMENT_PART, command.what, now=now)
        details = {"due": command.due_on.isoformat(), "becomes": command.becomes.value}
        _record(actor, "agreement.made", meeting, now, agreement=agreement.pk, **details)
    return agreement


@transaction.atomic
def settle(
    actor: Actor, agreement_id: int, *, who_id: int | None = None, due_on: date | None = None, now: datetime
) -> Agreement:
    """The agreement has become the measure or the consent it was to become; settled twice is settled once.

    `who_id` is the user who answers for it now, when she sits at the table; `due_on` the day it is looked at.
    """
    agreement = Agreement.objects.get(pk=agreement_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = at_the_table(actor, agreement.meeting_id)
    agreement.refresh_from_db()
    if agreement.settled_at is not None or agreement.withdrawn:
        return agreement
    running(meeting)
    seat = meeting.participants.filter(user_id=who_id).first() if who_id else None
    agreement.who, agreement.due_on, agreement.settled_at = seat or agreement.who, due_on or agreement.due_on, now
    agreement.save(update_fields=["who", "due_on", "settled_at"])
    _record(actor, "agreement.settled", meeting, now, agreement=agreement.pk, becomes=agreement.becomes)
    return agreement


@transaction.atomic
def withdraw_agreement(actor: Actor, agreement_id: int, *, now: datetime) -> Agreement:
    """The agreement no longer stands; withdrawn twice is withdrawn once."""
    agreement = Agreement.objects.get(pk=agreement_id, meeting__in=Meeting.objects.visible_to(actor))
    meeting = at_the_table(actor, agreement.meeting_id)
    agreement.refresh_from_db()
    if agreement.withdrawn:
        return agreement
    running(meeting)
    rules.check_withdraw(agreement.settled_at is not None, Becomes(agreement.becomes))
    agreement.withdrawn = True
    agreement.save(update_fields=["withdrawn"])
    if agreement.becomes == Becomes.NEXT:
        left = meeting.agreements.standing().filter(becomes=Becomes.NEXT).order_by("-pk").first()
        Meeting.objects.filter(pk=meeting.pk).update(next_on=left.due_on if left else None)
    _record(actor, "agreement.withdrawn", meeting, now, agreement=agreement.pk)
    return agreement


def running(meeting: Meeting) -> None:
    if meeting.state != State.RUNNING:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)


def _made_before(model: Any, meeting: Meeting, key: Any) -> Any:
    return model.objects.filter(idempotency_key=key, meeting=meeting).first() if key else None


def _not_empty(field: str, text: str) -> None:
    if not text.strip():
        raise Invalid({field: field})


def _seat(meeting: Meeting, pk: int | None, field: str) -> Participant | None:
    if pk is None:
        return None
    seat = meeting.participants.filter(pk=pk).first()
    if seat is None:
        raise Invalid({field: "not_seated"})
    return seat


def _role(seat: Participant | None) -> Role | None:
    return Role(seat.role) if seat else None


def _line(actor: Actor, pk: int) -> tuple[MinutesEntry, Meeting]:
    """The line as it stands while the meeting is held fast and runs."""
    entry = MinutesEntry.objects.get(pk=pk, meeting__in=Meeting.objects.visible_to(actor))
    meeting = at_the_table(actor, entry.meeting_id)
    running(meeting)
    entry.refresh_from_db()
    return entry, meeting


def _put_right(
    actor: Actor, meeting: Meeting, entry: MinutesEntry, command: ChangeEntry, now: datetime
) -> MinutesEntry:
    _not_empty("text", command.text)
    rules.check_open(entry.read_aloud_at is not None)
    seat = _seat(meeting, command.said_by_id, "said_by")
    manner = rules.manner_of(_role(seat), command.manner)
    before = {"text": entry.text, "said_by": entry.said_by, "disagrees": entry.disagrees, "manner": entry.manner}
    by_name, at = entry.changed_by_name, entry.changed_at
    entry.version = command.version
    change(
        entry, by_name=actor.name, at=now, text=command.text, disagrees=command.disagrees, said_by=seat, manner=manner
    )
    _keep(meeting, entry, before, stood=True, by_name=by_name, at=at)
    put_in(actor, meeting, entry.topic, command.text, entry=entry, now=now)
    _record(actor, "minutes.changed", meeting, now, entry=entry.pk, version=entry.version)
    return entry


def _keep(meeting: Meeting, entry: MinutesEntry, words: dict[str, Any], *, key: Any = None, **about: Any) -> None:
    """One wording that does not stand any more, or never did; the same key keeps it once."""
    make = partial(Wording.objects.create, meeting=meeting, entry=entry, idempotency_key=key, **words, **about)
    create_once(Wording, key, make)


def _record(actor: Actor, action: str, meeting: Meeting, now: datetime, **details: Any) -> None:
    audit.record(actor, action, meeting, at=now, child_id=meeting.child_id, details=details)
