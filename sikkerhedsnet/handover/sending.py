"""The record goes, is taken back or mended; each part is recorded as passed on in the transaction in which it goes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.organisation.queries import leader_of
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import Ground
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.sharing.states import Told as ParentsTold
from sikkerhedsnet.sharing.states import Turn

from . import queries, rules
from . import record as sheets
from .commands import Answer, Receipt, Send
from .labels import MESSAGE, SOMEBODY
from .models import HandOver, HandOverPart, HandOverTalk, SentPart
from .record import Told
from .states import RECEIVED, Move, State
from .writing import NOT_LATE, moved, on_our_side, record, seen, stale, turned, written


@transaction.atomic
def send(actor: Actor, command: Send, *, now: datetime) -> HandOver:
    """Freezes the words and sends them to the named receiver; the sender answers for it until it is accepted.

    Raises Invalid with what is missing, and Stale when the words are not those the sender has just read.
    """
    handover = on_our_side(actor, command.handover_id)
    if handover.state == State.SENT and handover.sent_by_id == actor.id and handover.version == command.version + 1:
        return handover
    to = moved(handover, Move.SEND)
    seen(handover, command.version)
    today = clock.day_of(now)
    chosen = queries.settings_of(handover.child.municipality_id)
    parts = sheets.sheet(actor, handover, chosen, today)
    ready, _gaps, _left = queries.readiness(actor, handover, parts, chosen, today)
    missing = rules.missing(ready)
    if missing:
        raise Invalid({"send": missing[0]})
    told = sheets.passages(handover, parts)
    if sheets.fingerprint(handover, told) != command.seen:
        raise stale(handover, "words_changed")
    until = rules.readable_until(handover.occasion_on, today, chosen.read_months)
    receipts = _receipts(handover)
    parts_sent = _freeze(handover, told, receipts)
    leader = leader_of(handover.to_institution, today)
    written(
        actor, handover, now, state=to, sent_at=now, sent_by_id=actor.id, readable_until=until,
        receiver_id=handover.chosen_id, leader_id=leader.pk if leader else None,
        due_on=rules.answer_by(today, chosen.answer_days), **NOT_LATE,
    )  # fmt: skip
    _crosses(actor, handover, list(zip(parts_sent, told, strict=True)), until, now)
    record(actor, "handover.sent", handover, now, edition=handover.edition, to=handover.receiver_id, parts=len(told))
    turned(actor, handover, Move.SEND, now)
    _tell_receiver(actor, handover, now)
    return handover


def _receipts(handover: HandOver) -> dict[tuple[str, str], tuple[int, datetime]]:
    """Worries the same receiver has read in these very words before: she is not asked again."""
    rows = SentPart.objects.filter(handover=handover, must_read=True, read_by_id=handover.chosen_id)
    return {(r.title, r.text): (r.read_by_id, r.read_at) for r in rows if r.read_by_id and r.read_at}


def _freeze(
    handover: HandOver, told: list[Told], receipts: dict[tuple[str, str], tuple[int, datetime]]
) -> list[SentPart]:
    rows = []
    for number, one in enumerate(told, start=1):
        read = receipts.get((one.title, one.text)) if one.must_read else None
        rows.append(
            SentPart(
                handover=handover,
                edition=handover.edition,
                kind=one.kind,
                order=number,
                title=one.title[:200],
                text=one.text,
                basis=one.basis,
                consent=one.consent,
                must_read=one.must_read,
                read_by_id=read[0] if read else None,
                read_at=read[1] if read else None,
            )
        )
    return list(SentPart.objects.bulk_create(rows))


def _crosses(actor: Actor, handover: HandOver, told: list[tuple[SentPart, Told]], until: date, now: datetime) -> None:
    """What crosses is recorded with the words, part by part; the same rules of the bases are asked once more there."""
    talks = HandOverTalk.objects.filter(handover=handover, edition=handover.edition).order_by("-on")
    latest = talks.first()
    parts = []
    for part, one in told:
        assert one.basis is not None  # a part without one is not ready
        ground = Ground(
            basis=one.basis.key,
            consent_id=one.consent.pk if one.consent else None,
            purpose=handover.purpose,
            note=one.note,
        )
        parts.append(sharing.HandedPart(part, one.kind.name, ground))
    sharing.hand_on(
        actor,
        sharing.Handed(
            child=handover.child,
            senders=sheets.from_services(handover),
            to_service=sheets.to_service(handover),
            to_user_id=handover.receiver_id,
            to_name=sheets.to_name(handover),
            until=until,
            told=ParentsTold.TOLD if latest else ParentsTold.LATER,
            told_on=latest.on if latest else None,
            not_told_because="" if latest else handover.no_parents_because,
            parts=tuple(parts),
        ),
        now=now,
    )


def _tell_receiver(actor: Actor, handover: HandOver, now: datetime) -> None:
    for user_id in {handover.receiver_id, handover.leader_id} - {None, actor.id}:
        tell(actor, "handover.sent", handover, user_id, now)


def tell(actor: Actor, kind: str, handover: HandOver, user_id: int | None, now: datetime) -> None:
    """A message without the child's name; of a protected child the new place is not told who works at the old one."""
    if user_id is None or user_id == actor.id:
        return
    theirs = user_id in (handover.receiver_id, handover.leader_id) or kind == "handover.withdrawn"
    with context.beyond_reach():
        who = str(SOMEBODY) if theirs and sheets.protected(handover.child) else actor.name
    outbox.enqueue(
        kind,
        to_id=user_id,
        about=str(MESSAGE[kind]) % {"who": who},
        at=now,
        child_id=handover.child_id,
        url_name="handover:handover",
        url_arg=handover.pk,
    )


def shut(handover: HandOver, today: date, **narrowed: object) -> int:
    """What was sent may not be read by the receiving side any more, from now."""
    with context.beyond_reach():
        rows = SentPart.objects.filter(handover=handover, edition=handover.edition, **narrowed)
        return rows.filter(usable_until=None).update(usable_until=today - timedelta(days=1))


def crossed_off(actor: Actor, handover: HandOver, today: date, now: datetime) -> None:
    """What was passed on ends today: nobody there may use it any more."""
    with context.beyond_reach():
        parts = list(SentPart.objects.filter(handover=handover, edition=handover.edition))
    _ended(actor, parts, today, now)


def _ended(actor: Actor, parts: list[SentPart], today: date, now: datetime, because: str = "") -> None:
    live = [row for row in sharing.live_about(*parts) if row.ends_on > today]
    sharing.turn(actor, live, Turn.ENDED, until=today, now=now, because=because)


@transaction.atomic
def correct(actor: Actor, command: Answer, *, now: datetime) -> HandOver:
    """What came back is opened again as the next edition; the one before stays as it was sent."""
    handover = on_our_side(actor, command.handover_id)
    to = moved(handover, Move.CORRECT)
    seen(handover, command.version)
    written(
        actor, handover, now, state=to, edition=handover.edition + 1,
        due_on=clock.day_of(now) + timedelta(days=rules.CORRECT_DAYS), **NOT_LATE,
    )  # fmt: skip
    record(actor, "handover.corrected", handover, now, edition=handover.edition)
    turned(actor, handover, Move.CORRECT, now)
    return handover


@transaction.atomic
def withdraw(actor: Actor, command: Answer, *, now: datetime) -> HandOver:
    """It does not go, or not any more: the receiver reads it no longer, and is told."""
    handover = on_our_side(actor, command.handover_id)
    rules.check_because(command.because)
    to = moved(handover, Move.WITHDRAW)
    seen(handover, command.version)
    today, receiver_id = clock.day_of(now), handover.receiver_id
    if handover.state == State.SENT:
        shut(handover, today)
        crossed_off(actor, handover, today, now)
    written(
        actor, handover, now, state=to, due_on=None, receiver_id=None, leader_id=None, ended_at=now,
        ending=command.because.strip(), **NOT_LATE,
    )  # fmt: skip
    record(actor, "handover.withdrawn", handover, now)
    turned(actor, handover, Move.WITHDRAW, now, command.because.strip())
    tell(actor, "handover.withdrawn", handover, receiver_id, now)
    return handover


@transaction.atomic
def take_back(actor: Actor, sent_id: int, by: str, *, now: datetime) -> SentPart:
    """The family says no to a part that has gone: from now the receiver does not see it."""
    sent: SentPart = SentPart.objects.visible_to(actor).get(pk=sent_id)
    handover = on_our_side(actor, sent.handover_id)
    today = clock.day_of(now)
    if by not in queries.voices(handover.child, today):
        raise Invalid({"by": "who_said_no"})
    if handover.state != State.SENT or sent.edition != handover.edition:
        raise stale(handover, handover.state)
    if sent.usable_until is None:
        sent.usable_until = today - timedelta(days=1)
        sent.save(update_fields=["usable_until"])
        _ended(actor, [sent], today, now, because=_("Familien har sagt nej til delen, efter at den var sendt."))
        _declined_from_now(actor, sent, by, today, now)
        written(actor, handover, now)
        record(actor, "handover.part_taken_back", handover, now, part=sent.pk)
    return sent


def _declined_from_now(actor: Actor, sent: SentPart, by: str, today: date, now: datetime) -> None:
    """The no stands on the sheet too, so that a later edition does not pass the part on again."""
    part = HandOverPart.objects.get(handover_id=sent.handover_id, kind_id=sent.kind_id)
    if not part.declined_by:
        change(part, by_name=actor.name, at=now, declined_by=by, declined_on=today)


@transaction.atomic
def consent_gone(actor: Actor, consent: Consent, *, now: datetime) -> None:
    """Called by `sharing` when a consent is taken back: no part that rests on it is shown to a receiver from now, and the
    sender hears of it."""
    today = clock.day_of(now)
    with context.beyond_reach():
        rows = SentPart.objects.filter(consent=consent, usable_until=None, handover__state__in=RECEIVED)
        touched = {row.handover_id for row in rows}
        rows.update(usable_until=today - timedelta(days=1))
        drafts = HandOver.objects.filter(parts__consent=consent, state__in=(State.DRAFT, State.WITH_PARENTS))
        found = list(HandOver.objects.filter(pk__in=[*touched, *drafts.values_list("pk", flat=True)]))
    for handover in found:
        audit.record(actor, "handover.consent_gone", handover, at=now, child_id=handover.child_id, details={})
        if handover.state not in (State.ACCEPTED, State.CLOSED):
            tell(actor, "handover.consent_gone", handover, handover.owner_id, now)


@transaction.atomic
def receipt(actor: Actor, command: Receipt, *, now: datetime) -> HandOver:
    """Another municipality says that it has received it: by whom and when, written down by hand. Nobody here follows up."""
    handover = on_our_side(actor, command.handover_id)
    if not handover.outside:
        raise stale(handover, handover.state)
    moved(handover, Move.ACCEPT)
    seen(handover, command.version)
    if not command.by_name.strip():
        raise Invalid({"by_name": "by_name"})
    today = clock.day_of(now)
    sent_on = clock.day_of(handover.sent_at) if handover.sent_at else today
    if command.on > today:
        raise Invalid({"on": "future"})
    if command.on < sent_on:
        raise Invalid({"on": "before_sent"})
    written(
        actor, handover, now, state=State.CLOSED, accepted_at=clock.at(command.on, 12) if command.on < today else now,
        accepted_by_name=normalise_text(command.by_name)[:200], receipt_note=command.note.strip(), due_on=None,
        ended_at=now, **NOT_LATE,
    )  # fmt: skip
    record(actor, "handover.receipt", handover, now)
    turned(actor, handover, Move.ACCEPT, now)
    return handover
