"""A protection is set at once by one person, and lifted by two."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.queries import actor_for, leader_of
from sikkerhedsnet.outbox import actions as outbox

from . import policy
from .commands import AnswerLift, AskToLift, Protect
from .models import Child, Custody, Enrolment, Guardian, Protection, Relation
from .queries import same_person
from .states import Source


@transaction.atomic
def protect(actor: Actor, command: Protect, *, now: datetime) -> Protection:
    """From this moment the place is kept secret everywhere; set twice against the same person it is set once.

    The brothers and sisters in the same home are protected with the child, for where they go gives the home away.
    Raises Invalid when the person is none of the child's parents, or nobody wrote why.
    """
    child = _child(actor, command.child_id, now)
    require(policy.may_protect(actor, child.pk))
    if not command.why.strip():
        raise Invalid({"why": "why"})
    if command.against_id and not Custody.objects.filter(child=child, guardian_id=command.against_id).exists():
        raise Invalid({"against": "not_a_parent"})
    standing = Protection.objects.standing().filter(child=child, against_id=command.against_id).first()
    if standing is not None:
        return standing
    if child.protected_address and not Protection.objects.standing().filter(child=child).exists():
        _named(child, None, now)  # the register's own mark stands by itself, also when this one is lifted
    found, new = create_once(
        Protection,
        command.key,
        lambda: Protection.objects.create(
            idempotency_key=command.key,
            child=child,
            against_id=command.against_id,
            source=Source.LOCAL,
            set_by_id=actor.id,
            set_at=now,
            why=command.why.strip(),
        ),
    )
    if new:
        if not child.protected_address:
            change(child, by_name=actor.name, at=now, protected_address=True)
        audit.record(actor, "protection.set", found, at=now, child_id=child.pk, details={"against": command.against_id})
        with context.beyond_reach():  # she need not work with the others to keep them safe
            for sibling in _same_home(child, now):
                _protect_with(actor, sibling, found, now)
    return found


@transaction.atomic
def ask_to_lift(actor: Actor, command: AskToLift, *, now: datetime) -> Protection:
    """The first of two: nothing changes until another person has said yes."""
    child = _child(actor, command.child_id, now)
    require(policy.may_protect(actor, child.pk))
    if not command.because.strip():
        raise Invalid({"because": "because"})
    row = _named(child, command.protection_id, now)
    if row.lift_asked_by_id is not None:
        raise _too_late(row)
    row.lift_asked_by_id, row.lift_asked_at, row.lift_because = actor.id, now, command.because.strip()
    row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_because"])
    audit.record(actor, "protection.lift_asked", row, at=now, child_id=child.pk)
    _tell_who_may_lift(actor, child, row, now)
    return row


@transaction.atomic
def answer_lift(actor: Actor, command: AnswerLift, *, now: datetime) -> Protection:
    """The second person lifts it, or somebody lets it stand; the home is open when nothing protects it any more."""
    child = _child(actor, command.child_id, now)
    require(policy.may_protect(actor, child.pk))
    row = _standing(child, command.protection_id)
    if row.lift_asked_by_id is None:
        raise _too_late(row)
    if not command.lift:
        row.lift_asked_by, row.lift_asked_at, row.lift_because = None, None, ""
        row.save(update_fields=["lift_asked_by", "lift_asked_at", "lift_because"])
        audit.record(actor, "protection.kept", row, at=now, child_id=child.pk)
        return row
    herself = same_person(actor.id)
    require(policy.may_lift(actor, child.pk, asked_by=row.lift_asked_by_id, herself=herself))
    row.lifted_by_id, row.lifted_at = actor.id, now
    row.save(update_fields=["lifted_by", "lifted_at"])
    audit.record(actor, "protection.lifted", row, at=now, child_id=child.pk, details={"asked": row.lift_asked_by_id})
    if not Protection.objects.standing().filter(child=child).exists():
        _open(actor, child, now)
    return row


def _tell_who_may_lift(actor: Actor, child: Child, row: Protection, now: datetime) -> None:
    """The leaders of where the child spends its day and whoever has the child's course: one of them is to look at it."""
    today, text = clock.day_of(now), gettext("%(who)s vil ophæve en beskyttet adresse. Se på det, og sig ja eller nej.")
    with context.beyond_reach():
        places = Enrolment.objects.on(today).filter(child=child).select_related("institution")
        course = User.objects.filter(relations__in=Relation.objects.on(today).filter(child=child))
        near = {user.pk: user for user in (*(leader_of(one.institution, today) for one in places), *course) if user}
        for pk in sorted(near.keys() - same_person(actor.id)):
            other = actor_for(near[pk], today)
            if (
                policy.may_protect(other, child.pk)
                and Child.objects.visible_to(other, today).filter(pk=child.pk).exists()
            ):
                outbox.enqueue(
                    "protection.lift_asked",
                    to_id=pk,
                    about=text % {"who": actor.name},
                    at=now,
                    child_id=child.pk,
                    url_name="people:protection",
                    url_arg=child.pk,
                    once=f"{row.pk}:{now.isoformat()}",
                )


def _child(actor: Actor, pk: int, now: datetime) -> Child:
    """The child within reach, held fast so that two people cannot set and lift at once."""
    child: Child = (
        Child.objects.visible_to(actor, clock.day_of(now)).select_for_update(of=("self",), no_key=True).get(pk=pk)
    )
    return child


def _same_home(child: Child, now: datetime) -> list[Child]:
    """Brothers and sisters who live with a parent the child lives with, held fast."""
    today = clock.day_of(now)
    there = Custody.objects.on(today).filter(child=child, same_address=True).values("guardian_id")
    together = Custody.objects.on(today).filter(guardian_id__in=there, same_address=True).values("child_id")
    others = Child.objects.filter(pk__in=together).exclude(pk=child.pk)
    return list(others.order_by("pk").select_for_update(of=("self",), no_key=True))


def _protect_with(actor: Actor, sibling: Child, row: Protection, now: datetime) -> None:
    """The same for a brother or sister, unless it stands there already."""
    if Protection.objects.standing().filter(child=sibling, against_id=row.against_id).exists():
        return
    if sibling.protected_address and not Protection.objects.standing().filter(child=sibling).exists():
        _named(sibling, None, now)
    made, _new = Protection.objects.standing().get_or_create(
        child=sibling,
        against_id=row.against_id,
        lifted_at=None,
        defaults={"source": Source.LOCAL, "set_by_id": actor.id, "set_at": now, "why": row.why},
    )
    if not sibling.protected_address:
        change(sibling, by_name=actor.name, at=now, protected_address=True)
    details = {"against": row.against_id, "with": row.child_id}
    audit.record(actor, "protection.set", made, at=now, child_id=sibling.pk, details=details)


def _standing(child: Child, pk: int) -> Protection:
    return Protection.objects.standing().get(child=child, pk=pk)


def _named(child: Child, pk: int | None, now: datetime) -> Protection:
    """The one that was named; the register's mark becomes a row when somebody wants it lifted."""
    if pk is not None:
        return _standing(child, pk)
    if not child.protected_address:
        raise Stale(who=child.changed_by_name, what="protection", at=child.changed_at)
    row, _new = Protection.objects.standing().get_or_create(
        child=child, against=None, lifted_at=None, defaults={"source": Source.REGISTER, "set_at": now}
    )
    return row


def _open(actor: Actor, child: Child, now: datetime) -> None:
    """The home's mark goes from the child and from the parents who live there."""
    there = Custody.objects.on(clock.day_of(now)).filter(child=child, same_address=True).values("guardian_id")
    for guardian in Guardian.objects.filter(pk__in=there, protected_address=True):
        change(guardian, by_name=actor.name, at=now, protected_address=False)
    change(child, by_name=actor.name, at=now, protected_address=False)


def _too_late(row: Protection) -> Stale:
    by = row.lift_asked_by
    return Stale(who=by.name if by else "", what="protection", at=row.lift_asked_at or row.set_at)
