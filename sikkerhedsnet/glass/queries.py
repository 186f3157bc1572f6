"""What is open behind glass now, one review with what was seen, and what reviewers owe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.labels import LISTED, LOOKED
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import gone_user_ids
from sikkerhedsnet.people.models import BrokenGlass

from .labels import REASON, STATE
from .models import GlassApproval, GlassReview
from .states import State

AROUND = ("child", "glass__user", "owner", "passed_on_from__owner")


@dataclass(frozen=True)
class Seen:
    """One kind of thing that was opened: how often, and between which moments."""

    what: str
    times: int
    first: datetime
    last: datetime


@dataclass(frozen=True)
class ReviewPage:
    """A broken glass as its reviewer sees it: who, why, how long, and what was opened meanwhile."""

    review: GlassReview
    glass: BrokenGlass
    function: str
    reason: str
    ended: datetime
    still_open: bool
    seen: tuple[Seen, ...]
    others: tuple[tuple[str, str], ...]

    @property
    def waits(self) -> bool:
        return self.review.state in GlassReview.OPEN


def on_now(actor: Actor) -> list[BrokenGlass]:
    """What this person has open behind glass; one query in a transaction of its own, where the database is told who
    asks, and none for functions that may not break it."""
    if not actor.has(Permission.GLASS_BREAK):
        return []
    with transaction.atomic():
        return list(BrokenGlass.objects.on_now(actor).order_by("ends_at"))


def within_reach(actor: Actor, pk: int) -> GlassReview:
    """The review, when it was given to this person, with the glass and the child it is about; else DoesNotExist."""
    found: GlassReview = GlassReview.objects.visible_to(actor).get(pk=pk)
    with context.beyond_reach():
        around: GlassReview = GlassReview.objects.select_related(*AROUND).get(pk=found.pk)
    return around


def approval_within_reach(actor: Actor, pk: int, *, held: bool = False) -> GlassApproval:
    """An asking this person answers, held; else GlassApproval.DoesNotExist. Its child is not told of."""
    reached: GlassApproval = GlassApproval.objects.visible_to(actor).exclude(user_id=actor.id).get(pk=pk)
    with context.beyond_reach():
        around = GlassApproval.objects.select_related("user__municipality", "child", "answered_by")
        rows = around.select_for_update(of=("self",)) if held else around
        found: GlassApproval = rows.get(pk=reached.pk)
        return found


def approvals_of(actor: Actor, now: datetime) -> list[GlassApproval]:
    """What waits for this person's yes or no now."""
    if not actor.has(Permission.STAFF_LEAD):
        return []
    rows = GlassApproval.objects.visible_to(actor).exclude(user_id=actor.id)
    return list(rows.filter(answered_at=None, expires_at__gt=now).select_related("user").order_by("asked_at"))


def open_review(actor: Actor, pk: int, *, now: datetime) -> ReviewPage:
    """One review, and a line in the read log."""
    review = within_reach(actor, pk)
    glass = review.glass
    audit.read(actor, "glass.read", glass, at=now, child_id=glass.child_id)
    ended = min(filter(None, (glass.ended_at, glass.ends_at)))
    with context.beyond_reach():
        looks = (
            ReadLine.objects.filter(
                actor_id=glass.user_id, child_id=glass.child_id, at__gte=glass.broken_at, at__lte=ended
            )
            .values("action")
            .annotate(times=Count("id"), first=Min("at"), last=Max("at"))
            .order_by("first")
        )
        seen = tuple(
            Seen(str(LOOKED.get(look["action"], LISTED)), look["times"], look["first"], look["last"]) for look in looks
        )
        others = tuple(
            (other.owner.name if other.owner else "", str(STATE[State(other.state)]))
            for other in glass.reviews.exclude(pk=review.pk).select_related("owner").order_by("id")
        )
    return ReviewPage(
        review=review,
        glass=glass,
        function=str(FUNCTION[Function(glass.function)]),
        reason=str(REASON[BrokenGlass.Reason(glass.reason)]),
        ended=ended,
        still_open=ended > now,
        seen=seen,
        others=others,
    )


def reviews_of(actor: Actor) -> list[GlassReview]:
    """Everything this person was given to look over, what waits first; nobody's name but the employee's."""
    with context.beyond_reach():
        rows = GlassReview.objects.visible_to(actor).select_related("glass__user").order_by("-glass__broken_at", "-id")
        return sorted(rows, key=lambda row: row.state not in GlassReview.OPEN)


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person has to look over; the child is named on the page, not on the desk."""
    if not actor.has(Permission.GLASS_REVIEW):
        return []
    with context.beyond_reach():
        rows = list(GlassReview.objects.visible_to(actor).open().select_related("glass__user").order_by("due_on", "id"))
    asked = [
        Task(
            kind="glass.approve",
            what=_("Svar på, om der må bruges endnu en nødadgang"),
            to_whom=one.user.name,
            since=clock.day_of(one.asked_at),
            due_on=today,
            at=one.expires_at,
            url_name="glass:approval",
            url_args=(one.pk,),
            action_label=_("Svar"),
        )
        for one in approvals_of(actor, clock.now())
    ]
    return asked + [
        Task(
            kind="glass.review",
            what=_("Gennemgå en nødadgang"),
            to_whom=row.glass.user.name,
            since=clock.day_of(row.glass.broken_at),
            due_on=row.due_on,
            url_name="glass:review",
            url_args=(row.pk,),
            action_label=_("Gennemgå"),
        )
        for row in rows
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nobody waits for a review: whoever broke the glass has what she needed."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """No review is given to another by itself: whoever gets one reads why somebody's file was opened."""
    return ()


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Reviews whose day has passed or whose reviewer has left, and broken glass that nobody was given; three queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    found = []
    open_rows = GlassReview.objects.filter(child__municipality_id=municipality_id).open()
    for row in open_rows.select_related("owner", "glass").order_by("due_on", "id"):
        broken_on, who = clock.day_of(row.glass.broken_at), row.owner.name
        if row.owner_id in gone:
            text = _("%(who)s skulle gennemgå en nødadgang, men arbejder her ikke mere") % {"who": who}
            found.append(Hole("glass_reviewer_gone", None, text, broken_on, who, "glass:review", (row.pk,)))
        elif row.due_on < today:
            text = _("En nødadgang er ikke gennemgået")
            found.append(Hole("glass_not_reviewed", None, text, row.due_on, who, "glass:review", (row.pk,)))
    alone = BrokenGlass.objects.filter(child__municipality_id=municipality_id, reviews=None).order_by("id")
    for glass in alone:
        text = _("Ingen er bedt om at gennemgå en nødadgang")
        found.append(Hole("glass_without_review", None, text, clock.day_of(glass.broken_at), ""))
    return found
