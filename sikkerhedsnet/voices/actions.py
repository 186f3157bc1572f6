"""Preparations and children's own words are written, and a child's wish to keep them is decided on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import denied, require
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import OPEN, Role
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.scans import actions as scans
from sikkerhedsnet.scans.queries import thing
from sikkerhedsnet.scans.states import About

from . import policy, queries, rules
from .commands import Decide, KeepQuestions, Prepare, Tell
from .models import ChildVoice, Preparation, QuestionsKept
from .questions import shipped
from .states import AUDIENCE_OF, Keep


@transaction.atomic
def prepare(actor: Actor, command: Prepare, *, now: datetime) -> Preparation:
    """One participant's answers; written again they replace the earlier, in the version that was on the screen.

    Raises Stale when somebody wrote meanwhile or the meeting is over, and Invalid when nothing is said.
    """
    seat = queries.seat_within_reach(actor, command.participant_id)
    meeting = seat.meeting
    audience = AUDIENCE_OF[Role(seat.role)]
    seated = set(meeting.participants.filter(user__isnull=False).values_list("user_id", flat=True))
    require(
        policy.may_prepare(
            actor, audience, seat_user_id=seat.user_id, leads=meeting.owner_id == actor.id, seated_ids=seated
        )
    )
    if meeting.state not in OPEN:
        raise Stale(who=meeting.changed_by_name, what=meeting.state, at=meeting.changed_at)
    if command.paper is None:
        rules.check_preparation(command.answers, command.on, clock.day_of(now))
    questions = queries.questions(actor.municipality_id)
    fields: dict[str, Any] = {
        "answers": [
            {"key": question.key, "question": question.text, "text": command.answers.get(question.key, "").strip()}
            for question in questions.of(audience)
        ],
        "form_version": questions.version,
        "on": command.on,
        "how": command.how,
        "helped_by": normalise_text(command.helped_by)[:300],
    }
    row = Preparation.objects.visible_to(actor).filter(participant=seat).first()
    if row is None:
        stamp = {"changed_at": now, "changed_by_name": actor.name}
        row, new = create_once(
            Preparation,
            command.key,
            lambda: Preparation.objects.create(
                idempotency_key=command.key, meeting=meeting, participant=seat, audience=audience, entered_by_id=actor.id,
                entered_at=now, **fields, **stamp,
            ),
        )  # fmt: skip
        if not new:
            return row
    elif command.key is not None and row.idempotency_key == command.key:
        return row
    else:
        row.version = command.version
        change(row, by_name=actor.name, at=now, **fields)
    if command.paper is not None:
        scans.keep(actor, thing(actor, About.PREPARATION, row.pk), command.paper, now=now)
    details = {"audience": audience.value, "how": command.how.value}
    audit.record(actor, "preparation.written", row, at=now, child_id=meeting.child_id, details=details)
    return row


@transaction.atomic
def keep_questions(actor: Actor, command: KeepQuestions, *, now: datetime) -> QuestionsKept:
    """The municipality's own words from now; what was answered keeps the words it was asked in.

    Raises Stale when somebody kept others since the page was shown, and Invalid for a question without words.
    """
    require(policy.may_keep_questions(actor))
    rules.check_questions(command.texts)
    newest = queries.newest_questions(actor.municipality_id)
    if newest is not None and command.key is not None and newest.idempotency_key == command.key:
        return newest
    number = newest.number if newest else 0
    if newest is not None and number != command.number:
        raise Stale(who=newest.kept_by_name, at=newest.kept_at)
    try:
        with transaction.atomic():
            row: QuestionsKept = QuestionsKept.objects.create(
                idempotency_key=command.key,
                municipality_id=actor.municipality_id,
                number=number + 1,
                texts={name: list(words) for name, words in command.texts.items()},
                kept_at=now,
                kept_by_name=actor.name,
            )
    except IntegrityError:
        raise Stale from None
    audit.record(actor, "questions.kept", row, at=now, details={"number": row.number})
    return row


@transaction.atomic
def tell(actor: Actor, command: Tell, *, now: datetime) -> ChildVoice:
    """What the child said, kept from its parents from the first moment when it asked for that.

    Said of harm, or for a meeting on a suspicion, it is seen by few; the same key answers with the same words.
    """
    require(policy.may_tell(actor))
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).get(pk=command.child_id)
    drawing = command.paper is not None
    rules.check_voice(words=command.words, face=command.face, drawing=drawing, on=command.on, today=today)
    meeting = None
    if command.meeting_id is not None:
        meeting = Meeting.objects.visible_to(actor).get(pk=command.meeting_id, child=child)
    words = {house.key: command.words.get(house.key, "").strip() for house in shipped().houses}
    row, new = create_once(
        ChildVoice,
        command.key,
        lambda: ChildVoice.objects.create(
            idempotency_key=command.key,
            child=child,
            meeting=meeting,
            concern_id=meeting.concern_id if meeting else None,
            suspicion=command.harm or bool(meeting and meeting.suspicion),
            on=command.on,
            how=command.how,
            face=command.face,
            drawing_words=command.drawing_words.strip(),
            helped_by=normalise_text(command.helped_by)[:300],
            keep=Keep.ASKED if command.keep_asked else Keep.OPEN,
            keep_from=normalise_text(command.keep_from)[:300] if command.keep_asked else "",
            written_by_id=actor.id,
            written_at=now,
            changed_at=now,
            changed_by_name=actor.name,
            **words,
        ),
    )
    if not new:
        return row
    if command.paper is not None:
        scans.keep(actor, thing(actor, About.VOICE, row.pk), command.paper, now=now)
    audit.record(actor, "voice.told", row, at=now, child_id=child.pk, details={"how": command.how.value})
    return row


@transaction.atomic
def decide(actor: Actor, command: Decide, *, now: datetime) -> ChildVoice:
    """The adviser weighs the child's wish against what the parents have a right to; until then the wish counts."""
    require(policy.may_decide(actor))
    row: ChildVoice = ChildVoice.objects.visible_to(actor).select_related("child").get(pk=command.voice_id)
    if actor.id in own_family_user_ids(row.child, clock.day_of(now)):
        require(denied("own_child"))
    rules.check_decision(command.keep, command.because)
    if row.keep == Keep.OPEN:
        raise Stale(who=row.changed_by_name, what="decided", at=row.changed_at)
    row.version = command.version
    change(
        row,
        by_name=actor.name,
        at=now,
        keep=command.keep,
        keep_because=command.because.strip(),
        decided_by_id=actor.id,
        decided_at=now,
    )
    audit.record(actor, "voice.decided", row, at=now, child_id=row.child_id, details={"keep": command.keep.value})
    return row
