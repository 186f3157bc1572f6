"""The glass is broken, ended and looked over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import actor_for, leader_of, staff_with
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import BrokenGlass, Child, own_family
from sikkerhedsnet.people.queries import own_family_user_ids, same_person

from . import policy, queries, rules
from .commands import AnswerReview, BreakGlass
from .models import GlassApproval, GlassAsking, GlassReview
from .states import TABLE, Move, State


@transaction.atomic
def break_glass(actor: Actor, command: BreakGlass, *, now: datetime) -> BrokenGlass | GlassApproval | None:
    """Opens the child for an hour, and gives it to the leader and the data-protection officer to look over.

    None when nobody by that name and date, or several, can be opened; the attempt is in the log all the same, and looks
    the same whether the child is not there or is her own. The fourth time in a day answers with what a second person is
    asked to approve. Raises Invalid for too short a reason, or a child she sees already.
    """
    require(policy.may_break(actor))
    rules.check_why(command.why)
    mine = BrokenGlass.objects.filter(user_id=actor.id)
    if (found := mine.filter(idempotency_key=command.key).first()) is not None:
        return found
    asked = GlassApproval.objects.filter(user_id=actor.id, idempotency_key=command.key).first()
    if asked is not None:
        return asked
    today = clock.day_of(now)
    with context.beyond_reach():
        children = list(_named(actor, command)[:2])
    if len(children) != 1:
        audit.record(actor, "glass.nobody", None, at=now, details={"by": "number" if command.cpr_number else "name"})
        return None
    child = children[0]
    if Child.objects.visible_to(actor, today).filter(pk=child.pk).exists():
        raise Invalid({"": "already"})
    if rules.needs_approval(mine.filter(broken_at__gte=clock.at(today, 0)).count()):
        return _ask_for_one_more(actor, child, command, now)
    glass, new = _broken(actor, child, command.reason, command.why, command.key, now)
    if new:
        _tell_reviewers(glass, actor, child, now)
    return glass


def _broken(
    who: Actor, child: Child, reason: str, why: str, key: UUID | None, now: datetime
) -> tuple[BrokenGlass, bool]:
    """The row that opens the child from now, and whether it is new."""
    before = BrokenGlass.objects.filter(user_id=who.id, child=child, ended_at=None, ends_at__lte=now)
    before.update(ended_at=now)
    return create_once(
        BrokenGlass,
        key,
        lambda: BrokenGlass.objects.create(
            idempotency_key=key,
            child=child,
            user_id=who.id,
            function=next(post.function for post in who.posts_with(Permission.GLASS_BREAK)),
            reason=reason,
            why=why,
            broken_at=now,
            ends_at=rules.ends_at(now),
        ),
    )


def _tell_reviewers(glass: BrokenGlass, who: Actor, child: Child, now: datetime) -> None:
    audit.record(who, "glass.broken", glass, at=now, child_id=child.pk, details={"reason": glass.reason})
    with context.beyond_reach():
        for reviewer in _reviewers(who, own_family_user_ids(child, clock.day_of(now)), now):
            _ask(glass, reviewer, who.name, now)


def _ask_for_one_more(actor: Actor, child: Child, command: BreakGlass, now: datetime) -> GlassApproval:
    """The fourth time waits for a second person: her leader and the chiefs are asked, for an hour."""
    with context.beyond_reach():
        approvers = _approvers(actor, own_family_user_ids(child, clock.day_of(now)), now)
        if not approvers:
            raise Invalid({"": "nobody_approves"})
        approval, new = create_once(
            GlassApproval,
            command.key,
            lambda: GlassApproval.objects.create(
                idempotency_key=command.key,
                child=child,
                user_id=actor.id,
                reason=command.reason,
                why=command.why,
                asked_at=now,
                expires_at=rules.approval_ends(now),
            ),
        )
        if new:
            GlassAsking.objects.bulk_create(GlassAsking(approval=approval, user=one) for one in approvers)
    if new:
        details = {"to": [one.pk for one in approvers], "reason": command.reason}
        audit.record(actor, "glass.asked", approval, at=now, child_id=child.pk, details=details)
        for one in approvers:
            outbox.enqueue(
                "glass.asked",
                to_id=one.pk,
                about=_("%(who)s beder om endnu en nødadgang. Svar inden for en time.") % {"who": actor.name},
                at=now,
                url_name="glass:approval",
                url_arg=approval.pk,
            )
    return approval


def _approvers(actor: Actor, family: Collection[int], now: datetime) -> list[User]:
    """Her leaders and the chiefs: neither herself, under whichever user, nor the child's family."""
    today = clock.day_of(now)
    places = Institution.objects.filter(pk__in=[post.institution_id for post in actor.posts if post.institution_id])
    found = [leader_of(place, today) for place in places.order_by("id")]
    found += staff_with(actor.municipality_id, Function.CHIEF, today)
    never = {*family, *same_person(actor.id)}
    return list({one.pk: one for one in found if one is not None and one.pk not in never}.values())


@transaction.atomic
def approve(actor: Actor, pk: int, *, yes: bool, now: datetime) -> GlassApproval:
    """One of those asked says yes, and the hour begins, or no; whoever comes second, or too late, is told so."""
    approval = queries.approval_within_reach(actor, pk, held=True)
    asked = approval.askings.filter(user_id=actor.id).exists()
    require(policy.may_approve(actor, asked=asked, asker_id=approval.user_id))
    if approval.answered_at is not None and approval.answered_by_id == actor.id and bool(approval.glass_id) == yes:
        return approval
    if approval.answered_at is not None or approval.expires_at <= now:
        by = approval.answered_by.name if approval.answered_by else ""
        raise Stale(who=by, what="approved" if by else "approval_over", at=approval.answered_at)
    with context.beyond_reach():
        asker = actor_for(approval.user, clock.day_of(now))
        glass = None
        if yes:
            require(policy.may_break(asker))
            glass, _new = _broken(asker, approval.child, approval.reason, approval.why, None, now)
            _tell_reviewers(glass, asker, approval.child, now)
        approval.glass, approval.answered_at, approval.answered_by_id = glass, now, actor.id
        approval.save(update_fields=["glass", "answered_at", "answered_by"])
    audit.record(actor, "glass.approved" if yes else "glass.refused", approval, at=now, child_id=approval.child_id)
    if yes:
        about = _("%(who)s har godkendt. Du har nødadgang i en time.") % {"who": actor.name}
    else:
        about = _("%(who)s har sagt nej til endnu en nødadgang. Ring, hvis det haster.") % {"who": actor.name}
    outbox.enqueue(
        "glass.answered",
        to_id=approval.user_id,
        about=about,
        at=now,
        child_id=approval.child_id if yes else None,
        url_name="childfile:child" if yes else "",
        url_arg=approval.child_id if yes else None,
        once=f"{approval.pk}",
    )
    return approval


@transaction.atomic
def end_glass(actor: Actor, pk: int, *, now: datetime) -> BrokenGlass:
    """The file is closed before its hour has passed; a second time changes nothing."""
    glass = BrokenGlass.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=pk)
    if glass.ended_at is None and glass.ends_at > now:
        glass.ended_at = now
        glass.save(update_fields=["ended_at"])
        audit.record(actor, "glass.ended", glass, at=now, child_id=glass.child_id)
    return glass


@transaction.atomic
def answer(actor: Actor, command: AnswerReview, *, now: datetime) -> GlassReview:
    """One reviewer's answer; passed on, somebody who has not looked yet gets it the same day.

    Raises Invalid when it is passed on without a word or there is nobody left to pass it on to, Stale when answered.
    """
    review = queries.within_reach(actor, command.review_id)
    glass = review.glass
    require(policy.may_review(actor, owner_id=review.owner_id, broken_by=glass.user_id))
    if not can(TABLE, State(review.state), command.move) or review.version != command.version:
        raise Stale(who=review.changed_by_name, what="answered", at=review.changed_at)
    escalates = command.move is Move.ESCALATE
    rules.check_answer(command.note, escalates=escalates)
    to = _next(glass, now) if escalates else None
    if escalates and to is None:
        raise Invalid({"move": "nobody_left"})
    state = step(TABLE, State(review.state), command.move)
    change(review, by_name=actor.name, at=now, state=state, note=command.note)
    details = {"state": str(state), "to": to.pk if to else None}
    audit.record(actor, "glass.reviewed", review, at=now, child_id=glass.child_id, details=details)
    if to is not None:
        with context.beyond_reach():
            _ask(glass, to, actor.name, now, passed_on_from=review)
    return review


def _named(actor: Actor, command: BreakGlass) -> QuerySet[Child]:
    """Living here, known by number or by whole name and birth date, and not of her own family."""
    known = Q(cpr_number=command.cpr_number)
    if not command.cpr_number:
        known = Q(whole_name__iexact=" ".join(command.name.split()), birth_date=command.born_on)
    here = Child.objects.living_here().filter(municipality_id=actor.municipality_id).exclude(pk__in=own_family(actor))
    return here.annotate(whole_name=Concat("first_name", Value(" "), "last_name")).filter(known)


def _reviewers(actor: Actor, family: Collection[int], now: datetime) -> list[User]:
    """Her leader, else a chief; and a data-protection officer. Neither herself nor the child's family."""
    today = clock.day_of(now)
    places = Institution.objects.filter(pk__in=[post.institution_id for post in actor.posts if post.institution_id])
    leaders = [leader_of(place, today) for place in places.order_by("id")]
    leaders += staff_with(actor.municipality_id, Function.CHIEF, today)
    officers = staff_with(actor.municipality_id, Function.DATA_PROTECTION_OFFICER, today)
    chosen = []
    for candidates in (leaders, officers):
        free = (c for c in candidates if c is not None and c.pk != actor.id and c.pk not in family)
        if (first := next(free, None)) is not None:
            chosen.append(first)
    return chosen


def _next(glass: BrokenGlass, now: datetime) -> User | None:
    """A chief, else a data-protection officer, who was not asked before and has nothing to do with it."""
    today = clock.day_of(now)
    with context.beyond_reach():
        municipality_id = glass.child.municipality_id
        not_these = {glass.user_id, *own_family_user_ids(glass.child, today)}
        not_these |= {pk for pk in glass.reviews.values_list("owner_id", flat=True) if pk is not None}
    functions = (Function.CHIEF, Function.DATA_PROTECTION_OFFICER)
    candidates = [c for function in functions for c in staff_with(municipality_id, function, today)]
    return next((c for c in candidates if c.pk not in not_these), None)


def _ask(
    glass: BrokenGlass, reviewer: User, by_name: str, now: datetime, *, passed_on_from: GlassReview | None = None
) -> None:
    due = rules.review_due(clock.day_of(now))
    review = GlassReview.objects.create(
        glass=glass,
        child_id=glass.child_id,
        owner=reviewer,
        due_on=due,
        passed_on_from=passed_on_from,
        changed_at=now,
        changed_by_name=by_name,
    )
    outbox.enqueue(
        "glass.broken",
        to_id=reviewer.pk,
        about=_("%(who)s har brugt nødadgang. Gennemgå det i dag.") % {"who": glass.user.name},
        at=now,
        url_name="glass:review",
        url_arg=review.pk,
    )
