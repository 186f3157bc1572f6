"""The sending side writes the record: begins it, fills the parts, goes through it with the family, and says what is left out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.sharing.states import Kind as BasisKind

from . import policy, queries, rules, sources
from . import record as sheets
from .choices import PartKind
from .commands import Begin, Choose, LeaveOut, Talk, WithoutParents, WritePart
from .labels import PURPOSE
from .models import HandOver, HandOverPart, HandOverTalk, HandOverTurn, PartRow, my_places
from .models import LeftOut as LeftOutRow
from .states import Kind, Move, Source, State

NOT_LATE = {"escalated_at": None, "escalated_to": None}


def moved(handover: HandOver, move: Move) -> State:
    """The state after the move, or a friendly page that says where it stands."""
    try:
        return rules.moved(State(handover.state), move)
    except IllegalMove:
        raise stale(handover, handover.state) from None


def stale(handover: HandOver, what: str) -> Stale:
    return Stale(who=handover.changed_by_name, what=what, at=handover.changed_at)


def written(actor: Actor, handover: HandOver, now: datetime, **changes: Any) -> HandOver:
    """Compare-and-set on the version the row was loaded in."""
    return change(handover, by_name=actor.name, at=now, **changes)


def record(actor: Actor, action: str, handover: HandOver, now: datetime, **details: Any) -> None:
    audit.record(actor, action, handover, at=now, child_id=handover.child_id, details=details)


def turned(actor: Actor, handover: HandOver, move: Move, now: datetime, because: str = "") -> None:
    """Something that is told of in the history of the hand-over."""
    HandOverTurn.objects.create(
        handover=handover, edition=handover.edition, move=move, because=because, by_name=actor.name, at=now
    )


def seen(handover: HandOver, version: int) -> None:
    """Raises Stale when it has changed since the page was shown."""
    if handover.version != version:
        raise stale(handover, "handover_changed")


def on_our_side(actor: Actor, pk: int) -> HandOver:
    """The hand-over, held, for the sending side."""
    handover = queries.reached(actor, pk, lock=True)
    require(policy.may_write(actor, queries.side_of(actor, handover)))
    return handover


@transaction.atomic
def begin(actor: Actor, command: Begin, *, now: datetime) -> HandOver:
    """A record with whoever begins it as the one responsible, to be sent in good time before the first day."""
    require(policy.may_begin(actor, my_places(actor), command.from_id))
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).select_related("municipality").get(pk=command.child_id)
    sender = Institution.objects.get(pk=command.from_id, municipality_id=actor.municipality_id)
    to = _place(actor, command, sender)
    rules.check_occasion(command.occasion_on, today)
    kind = rules.kind_of(InstitutionKind(sender.kind), InstitutionKind(to.kind) if to else None)
    if kind is Kind.AWAY:
        _named(command)
    try:
        handover, new = create_once(
            HandOver,
            command.key,
            lambda: HandOver.objects.create(
                idempotency_key=command.key,
                child=child,
                kind=kind,
                from_institution=sender,
                to_institution=to,
                to_municipality=normalise_text(command.to_municipality)[:200] if to is None else "",
                to_place=normalise_text(command.to_place)[:200] if to is None else "",
                to_person=normalise_text(command.to_person)[:200] if to is None else "",
                occasion_on=command.occasion_on,
                begun_at=now,
                purpose=str(PURPOSE[kind]),
                owner_id=actor.id,
                due_on=rules.write_by(command.occasion_on, today),
                changed_at=now,
                changed_by_name=actor.name,
            ),
        )
    except IntegrityError:
        raise Invalid({"to": "under_way"}) from None
    if new:
        record(actor, "handover.begun", handover, now, kind=kind.value)
    else:
        handover = HandOver.objects.visible_to(actor).get(pk=handover.pk)
    return handover


def _place(actor: Actor, command: Begin, sender: Institution) -> Institution | None:
    if command.to_id is None:
        return None
    to = Institution.objects.filter(pk=command.to_id, municipality_id=actor.municipality_id).first()
    if to is None or InstitutionKind(to.kind) not in rules.may_receive(InstitutionKind(sender.kind)):
        raise Invalid({"to": "no_place"})
    if to.pk == sender.pk:
        raise Invalid({"to": "same_place"})
    return to


def _named(command: Begin) -> None:
    errors = {}
    if not command.to_municipality.strip():
        errors["to_municipality"] = "to_municipality"
    if not command.to_person.strip():
        errors["to_person"] = "to_person"
    if errors:
        raise Invalid(errors)


@transaction.atomic
def write_part(actor: Actor, command: WritePart, *, now: datetime) -> HandOverPart:
    """One subject as it should stand. New words ask for a new talk with the parents; a basis, or their no, does not."""
    handover = on_our_side(actor, command.handover_id)
    today = clock.day_of(now)
    kind = next((k for k in sheets.kinds_for(handover, today) if k.pk == command.kind_id), None)
    if kind is None:
        raise PartKind.DoesNotExist
    moved(handover, Move.EDIT)
    part = HandOverPart.objects.filter(handover=handover, kind=kind).prefetch_related("rows").first()
    if (part.version if part else 0) != command.version:
        who, at = (part.changed_by_name, part.changed_at) if part else ("", None)
        raise Stale(who=who, what="part_changed", at=at)
    offered = {
        (row.source, row.pk)
        for row in sources.rows_of(
            actor,
            handover,
            [Source(s) for s in kind.sources],
            rounds=queries.settings_of(handover.child.municipality_id).rounds,
        )
    }
    if not set(command.rows) <= offered:
        raise Invalid({"rows": "row_gone"})
    values = _basis(actor, handover, command, today) | _declined(handover, command, today)
    values |= {"text": command.text.strip(), "note": command.note.strip()}
    before = (part.text, {(r.source, r.row_id) for r in part.rows.all()}) if part else ("", set())
    taken_in_again = part is not None and bool(part.declined_by) and not command.declined_by
    if part is None:
        part = HandOverPart.objects.create(
            handover=handover, kind=kind, changed_at=now, changed_by_name=actor.name, **values
        )
    else:
        change(part, by_name=actor.name, at=now, **values)
    _choose_rows(part, command)
    after = (part.text, {(str(source), pk) for source, pk in command.rows})
    if before != after or taken_in_again:
        written(actor, handover, now, state=moved(handover, Move.EDIT))
    record(actor, "handover.part", handover, now, part=kind.key, declined=bool(command.declined_by))
    return part


def _choose_rows(part: HandOverPart, command: WritePart) -> None:
    part.rows.all().delete()
    PartRow.objects.bulk_create(PartRow(part=part, source=source, row_id=pk) for source, pk in command.rows)


def _basis(actor: Actor, handover: HandOver, command: WritePart, today: date) -> dict[str, Any]:
    if not command.basis:
        return {"basis": None, "consent": None}
    basis = sharing.bases_on(handover.child.municipality_id, today).get(command.basis)
    carries = basis is not None and rules.may_carry(basis.key, BasisKind(basis.kind), outside=handover.outside)
    if basis is None or basis.needs_decision or not carries:
        raise Invalid({"basis": "basis_gone"})
    if basis.kind != BasisKind.CONSENT:
        return {"basis": basis, "consent": None}
    rows = Consent.objects.visible_to(actor).filter(child=handover.child)
    consent = rows.filter(pk=command.consent_id or 0).first()
    if consent is None:
        raise Invalid({"basis": "consent_missing"})
    return {"basis": basis, "consent": consent}


def _declined(handover: HandOver, command: WritePart, today: date) -> dict[str, Any]:
    """Who of the family has said no; one no is enough."""
    if not command.declined_by:
        return {"declined_by": "", "declined_on": None}
    if command.declined_by not in queries.voices(handover.child, today):
        raise Invalid({"declined_by": "who_said_no"})
    part = HandOverPart.objects.filter(handover=handover, kind_id=command.kind_id).first()
    kept = part.declined_on if part and part.declined_by == command.declined_by else None
    return {"declined_by": command.declined_by, "declined_on": kept or today}


@transaction.atomic
def go_through(actor: Actor, command: Talk, *, now: datetime) -> HandOverTalk:
    """The family has gone through it as it stands: when, with whom, their words and what they corrected."""
    handover = on_our_side(actor, command.handover_id)
    found = HandOverTalk.objects.filter(idempotency_key=command.key).first() if command.key else None
    if found is not None:
        return found
    today = clock.day_of(now)
    who = command.guardian_id is not None or command.together or command.young
    rules.check_talk(command.on, today, who=who)
    custodies = {c.guardian_id: c.has_custody for c in guardians_of(handover.child, today)}
    if command.guardian_id is not None and not custodies.get(command.guardian_id):
        raise Invalid({"who": "not_a_holder"})
    if sharing.sees_suspicion(actor, handover.child):
        raise Invalid({"who": "suspicion"})
    to = moved(handover, Move.GO_THROUGH)
    seen(handover, command.version)
    talk, new = create_once(
        HandOverTalk,
        command.key,
        lambda: HandOverTalk.objects.create(
            idempotency_key=command.key,
            handover=handover,
            edition=handover.edition,
            on=command.on,
            how=command.how,
            guardian_id=command.guardian_id,
            together=command.together,
            young=command.young,
            words=command.words.strip(),
            corrected=command.corrected.strip(),
            disagrees=command.disagrees,
            pass_on=command.pass_on,
            by_id=actor.id,
            recorded_at=now,
        ),
    )
    if new:
        written(actor, handover, now, state=to, no_parents_because="")
        record(actor, "handover.talked", handover, now, disagrees=command.disagrees)
    return talk


@transaction.atomic
def without_parents(actor: Actor, command: WithoutParents, *, now: datetime) -> HandOver:
    """Nobody in the family can go through it, and why: then only what the law itself allows may be sent."""
    handover = on_our_side(actor, command.handover_id)
    rules.check_because(command.because)
    to = moved(handover, Move.GO_THROUGH)
    seen(handover, command.version)
    written(actor, handover, now, state=to, no_parents_because=command.because.strip())
    record(actor, "handover.without_parents", handover, now)
    return handover


@transaction.atomic
def choose(actor: Actor, command: Choose, *, now: datetime) -> HandOver:
    """Whom it will go to; nobody there is told before it is sent."""
    handover = on_our_side(actor, command.handover_id)
    if handover.state == State.SENT:
        raise stale(handover, handover.state)
    moved(handover, Move.EDIT)
    seen(handover, command.version)
    _may_receive(handover, command.user_id, clock.day_of(now))
    written(actor, handover, now, chosen_id=command.user_id)
    record(actor, "handover.chosen", handover, now, to=command.user_id)
    return handover


def _may_receive(handover: HandOver, user_id: int, today: date) -> None:
    to = handover.to_institution
    if to is None or user_id not in {user.pk for user in queries.receivers(to, handover.child, today)}:
        raise Invalid({"to": "not_there"})


@transaction.atomic
def leave_out(actor: Actor, command: LeaveOut, *, now: datetime) -> LeftOutRow:
    """Something relevant is not part of the record, and the sender says why; a new reason takes the place of the old."""
    handover = on_our_side(actor, command.handover_id)
    moved(handover, Move.EDIT)
    rules.check_because(command.because)
    chosen = queries.settings_of(handover.child.municipality_id)
    things = sources.relevant(actor, handover, rounds=chosen.rounds)
    if (command.label, command.row_id) not in {(row.label, row.pk) for row in things}:
        raise Invalid({"because": "row_gone"})
    row, _new = LeftOutRow.objects.update_or_create(
        handover=handover,
        label=command.label,
        row_id=command.row_id,
        defaults={"because": command.because.strip(), "by_name": actor.name, "at": now},
    )
    record(actor, "handover.left_out", handover, now, label=command.label, number=command.row_id)
    return row
