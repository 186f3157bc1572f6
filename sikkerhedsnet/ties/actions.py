"""Ties are told of and ended, users are said to be one person, and what a tie leaves behind goes to somebody else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import Owed
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Person, Persona, Relation, Tie, TieChild, TieKind

from . import policy, queries, rules
from .commands import Declare, EndTie, Link, TakeOver


@transaction.atomic
def declare(actor: Actor, command: Declare, *, now: datetime) -> Tie:
    """The tie counts from today, whether or not the child is here; the answer and the traces are the same."""
    today = clock.day_of(now)
    led = queries.led_by(actor, today) if command.user_id != actor.id else {}
    require(policy.may_declare(actor, command.user_id, led))
    child = command.child
    rules.check_named(child.cpr_number, child.name, child.born_on is not None)
    kind = TieKind.objects.filter(municipality_id=actor.municipality_id, retired_on=None, pk=command.kind_id).first()
    if kind is None:
        raise Invalid({"kind": "kind"})
    with context.beyond_reach():
        tie, new = create_once(
            Tie,
            command.key,
            lambda: Tie.objects.create(
                idempotency_key=command.key,
                user_id=command.user_id,
                kind=kind,
                child_cpr=child.cpr_number,
                child_name=" ".join(normalise_text(child.name).split())[:400],
                child_born_on=child.born_on,
                start_on=today,
                declared_by_id=actor.id,
                declared_at=now,
                changed_at=now,
                changed_by_name=actor.name,
            ),
        )
        if tie.declared_by_id != actor.id:
            raise Tie.DoesNotExist
        if new:
            _look_for(tie, actor.municipality_id)
    if new:
        audit.record(actor, "tie.declared", tie, at=now, details={"user": tie.user_id, "kind": kind.pk})
        _tell_the_other(actor, tie, now)
    return tie


@transaction.atomic
def end_tie(actor: Actor, command: EndTie, *, now: datetime) -> Tie:
    """Today is the last day it counts; the leader says why, and the employee is told."""
    today = clock.day_of(now)
    tie = queries.tie_within_reach(actor, command.tie_id, today)
    require(policy.may_end(actor, tie.user_id, queries.led_by(actor, today)))
    rules.check_because(command.because)
    if tie.end_on is not None:
        if tie.ended_by_id == actor.id and tie.ended_because == command.because.strip():
            return tie
        raise Stale(who=tie.changed_by_name, what="tie_ended", at=tie.changed_at)
    tie.version = command.version
    ended = {"end_on": today, "ended_by_id": actor.id, "ended_at": now, "ended_because": command.because.strip()}
    change(tie, by_name=actor.name, at=now, **ended)
    audit.record(actor, "tie.ended", tie, at=now, details={"user": tie.user_id, "last_day": today.isoformat()})
    outbox.enqueue(
        "tie.ended",
        to_id=tie.user_id,
        about=_("%(who)s har afsluttet et bånd, du stod med. I dag er den sidste dag.") % {"who": actor.name},
        at=now,
        url_name="ties:mine",
    )
    return tie


def match_open(municipality_id: int) -> int:
    """Looks once more for the children that ties name: some come to the municipality after the tie was told of."""
    ties = Tie.objects.filter(end_on=None, user__municipality_id=municipality_id)
    return sum(_look_for(tie, municipality_id) for tie in ties.order_by("pk"))


def _look_for(tie: Tie, municipality_id: int) -> int:
    """Every child that fits what was typed, those who have moved away too; how many are new."""
    here = Child.objects.filter(municipality_id=municipality_id)
    if tie.child_cpr:
        found = set(here.filter(cpr_number=tie.child_cpr).values_list("pk", flat=True))
    else:
        born = here.filter(birth_date=tie.child_born_on).values_list("pk", "first_name", "last_name")
        wanted = rules.name_key(tie.child_name)
        found = {pk for pk, first, last in born if rules.name_key(first, last) == wanted}
    known = set(TieChild.objects.filter(tie=tie).values_list("child_id", flat=True))
    TieChild.objects.bulk_create(
        [TieChild(tie=tie, child_id=pk) for pk in sorted(found - known)], ignore_conflicts=True
    )
    return len(found - known)


def _tell_the_other(actor: Actor, tie: Tie, now: datetime) -> None:
    """An employee is told what her leader wrote about her; nobody is told what she wrote herself but by the page."""
    if tie.user_id != actor.id:
        outbox.enqueue(
            "tie.declared",
            to_id=tie.user_id,
            about=_("%(who)s har skrevet et bånd på dig. Se, om det passer.") % {"who": actor.name},
            at=now,
            url_name="ties:mine",
        )


@transaction.atomic
def say_who(actor: Actor, command: Link, *, now: datetime) -> Person:
    """The user is the person with that number, or the same person as another user; what either is kept from, both are."""
    require(policy.may_say_who(actor, command.user_id))
    if bool(command.cpr_number) == bool(command.same_as.strip()):
        raise Invalid({"": "one_of"})
    here = User.objects.filter(municipality_id=actor.municipality_id)
    with context.beyond_reach():
        user = here.select_for_update().get(pk=command.user_id)
        other = None
        if command.same_as.strip():
            other = here.filter(username__iexact=command.same_as.strip()).exclude(pk=user.pk).first()
            if other is None:
                raise Invalid({"same_as": "same_as"})
        person = _joined(user, other, actor, now) if other else _numbered(user, command.cpr_number, actor, now)
    details = {"user": user.pk, "other": other.pk if other else None, "number": bool(command.cpr_number)}
    audit.record(actor, "person.said", person, at=now, details=details)
    return person


@transaction.atomic
def part_users(actor: Actor, user_id: int, because: str, *, now: datetime) -> None:
    """A user was said to be somebody she is not; it is undone in writing."""
    require(policy.may_say_who(actor, user_id))
    rules.check_because(because)
    with context.beyond_reach():
        persona = Persona.objects.select_for_update().filter(
            user_id=user_id, user__municipality_id=actor.municipality_id
        )
        found = persona.first()
        if found is None:
            return
        person = found.person
        found.delete()
        if not person.personas.exists():
            person.delete()
    audit.record(actor, "person.parted", None, at=now, details={"user": user_id, "because": because.strip()})


def _person(user: User) -> Person | None:
    found = Persona.objects.filter(user=user).select_related("person").first()
    return found.person if found else None


def _belongs(user: User, person: Person, actor: Actor, now: datetime) -> None:
    Persona.objects.get_or_create(
        user=user, defaults={"person": person, "linked_by_name": actor.name, "linked_at": now}
    )


def _numbered(user: User, number: str, actor: Actor, now: datetime) -> Person:
    person = _person(user)
    taken = Person.objects.filter(municipality_id=user.municipality_id, cpr_number=number).exclude(
        pk=person.pk if person else 0
    )
    if taken.exists():
        raise Invalid({"cpr_number": "number_of_another"})
    if person is None:
        person = Person.objects.create(municipality_id=user.municipality_id, cpr_number=number)
        _belongs(user, person, actor, now)
    elif person.cpr_number != number:
        person.cpr_number = number
        person.save(update_fields=["cpr_number"])
    return person


def _joined(user: User, other: User, actor: Actor, now: datetime) -> Person:
    """Both users behind one person; of two persons the one with a number stays."""
    mine, theirs = _person(user), _person(other)
    if mine and theirs and mine != theirs:
        if mine.cpr_number and theirs.cpr_number:
            raise Invalid({"same_as": "numbers_differ"})
        keep, gone = (mine, theirs) if mine.cpr_number else (theirs, mine)
        Persona.objects.filter(person=gone).update(person=keep)
        gone.delete()
        return keep
    person = mine or theirs or Person.objects.create(municipality_id=user.municipality_id)
    for one in (user, other):
        _belongs(one, person, actor, now)
    return person


@transaction.atomic
def take_over(actor: Actor, command: TakeOver, *, now: datetime) -> Owed:
    """One open thing goes from who may not see the child to a colleague who may; date and promise stand."""
    today = clock.day_of(now)
    left = queries.left_within_reach(actor, command.label, command.row_id, today)
    require(policy.may_lead(actor, left.owner.pk, queries.led_by(actor, today)))
    if command.to_id not in {user.pk for user in left.free}:
        raise Invalid({"to": "not_free"})
    row, child = left.row, queries.child_of(left.row)
    row.version = command.version
    with context.beyond_reach():
        concern = row if left.label == "concerns.concern" else getattr(getattr(row, "plan", row), "concern", None)
        organisation.hand_over(actor, row, command.to_id, now=now)
        people.relate(
            actor,
            child,
            command.to_id,
            Relation.Kind.OWNER,
            source="conflict",
            now=now,
            suspicion_id=getattr(concern, "suspicion_id", None),
        )
    outbox.enqueue(
        "tie.taken_over",
        to_id=command.to_id,
        about=_("%(who)s har givet dig ansvaret for %(what)s, fordi den forrige ikke må se barnet.")
        % {"who": actor.name, "what": left.what},
        at=now,
        child_id=child.pk,
        url_name="worklists:desk",
    )
    return row


@transaction.atomic
def add_kind(actor: Actor, name: str, key: UUID, *, now: datetime) -> TieKind:
    """One more thing that counts as a tie."""
    require(policy.may_keep_kinds(actor))
    text = " ".join(normalise_text(name).split())[:80]
    if not text:
        raise Invalid({"name": "name"})
    mine = TieKind.objects.filter(municipality_id=actor.municipality_id)
    earlier = mine.filter(idempotency_key=key).first()
    if earlier is not None:
        return earlier
    last = max(mine.values_list("order", flat=True), default=0)
    try:
        kind, new = create_once(
            TieKind,
            key,
            lambda: TieKind.objects.create(
                idempotency_key=key, municipality_id=actor.municipality_id, name=text, order=last + 10
            ),
        )
    except IntegrityError:
        raise Invalid({"name": "name_taken"}) from None
    if new:
        audit.record(actor, "tie_kind.added", kind, at=now)
    return kind


@transaction.atomic
def retire_kind(actor: Actor, pk: int, *, now: datetime) -> None:
    """It can be chosen no more; ties that were told of with it stand."""
    require(policy.may_keep_kinds(actor))
    kind = TieKind.objects.select_for_update().get(pk=pk, municipality_id=actor.municipality_id)
    if kind.retired_on is None:
        kind.retired_on = clock.day_of(now)
        kind.save(update_fields=["retired_on"])
        audit.record(actor, "tie_kind.retired", kind, at=now)
