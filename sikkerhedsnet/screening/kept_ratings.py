"""Ratings that came too late: my own with what I wrote, and those the leader decides about without reading them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Min, QuerySet
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext, ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import calendar, clock, context
from sikkerhedsnet.core.tasks import Hole, Task
from sikkerhedsnet.people.models import Child

from . import policy
from .commands import Place
from .models import KeptRating
from .rules import KEPT_ANSWER_DAYS
from .states import KeptState

SALT = "sikkerhedsnet.screening.kept"
WORDS = ("position", "comment", "what_works", "why")


def device_key(actor: Actor, place: Place) -> str:
    """The key a device seals this person's ratings of the place with: 32 bytes in base64, the same whenever she comes
    back, made anew from the installation's secret and stored nowhere."""
    about = f"{actor.id}|{place.round_id}|{place.institution_id}|{place.group_id}"
    return b64encode(salted_hmac(SALT, about, algorithm="sha256").digest()).decode()


@dataclass(frozen=True)
class Held:
    """One rating a leader decides about: whose, of whom and from when, never what it says.

    `child` is None for a child the leader does not work with any more.
    """

    kept: KeptRating
    child: Child | None


@dataclass(frozen=True)
class KeptPage:
    """What waits for this person; `waiting` counts her own that the leader has yet to decide about."""

    mine: tuple[KeptRating, ...]
    held: tuple[Held, ...]
    waiting: int
    left_out: tuple[KeptRating, ...]


def open_kept(actor: Actor, *, now: datetime) -> KeptPage:
    """The page, and a read line for each child it names."""
    mine = list(_mine(actor, KeptState.ASIDE))
    left_out = list(_mine(actor, KeptState.LEFT_OUT).order_by("-received_at")[:20])
    held = _held(actor, clock.day_of(now))
    named = [kept.assessment.child for kept in (*mine, *left_out)] + [row.child for row in held if row.child]
    audit.read_all(actor, "kept_rating.read", {child.pk: child for child in named}.values(), at=now)
    waiting = KeptRating.objects.filter(rater_id=actor.id, state=KeptState.HELD).count()
    return KeptPage(tuple(mine), tuple(held), waiting, tuple(left_out))


def _mine(actor: Actor, state: KeptState) -> QuerySet[KeptRating]:
    return (
        KeptRating.objects.visible_to(actor)
        .filter(state=state)
        .select_related("assessment__child", "assessment__institution", "assessment__group", "assessment__round")
    )


def _held(actor: Actor, today: date) -> list[Held]:
    if not actor.has(Permission.ROUND_OPEN):
        return []
    with context.beyond_reach():
        rows = list(
            _for_leader(actor)
            .defer(*WORDS)
            .select_related("rater", "assessment__institution", "assessment__group", "assessment__round")
        )
    reached = Child.objects.visible_to(actor, today).in_bulk([row.assessment.child_id for row in rows])
    return [Held(row, reached.get(row.assessment.child_id)) for row in rows]


def _for_leader(actor: Actor) -> QuerySet[KeptRating]:
    """Those of the institutions this person leads."""
    led = [pk for pk in actor.institution_ids(Permission.ROUND_OPEN) if policy.may_let_in(actor, pk)]
    return KeptRating.objects.filter(
        assessment__institution_id__in=led, state=KeptState.HELD,
        assessment__child__municipality_id=actor.municipality_id,
    ).exclude(rater_id=actor.id)  # fmt: skip


def kept_tasks(actor: Actor) -> Iterator[Task]:
    """One task for what I am to decide of my own, and one for what I decide as leader; no child is named."""
    mine = _mine(actor, KeptState.ASIDE).aggregate(n=Count("pk"), since=Min("received_at"))
    if mine["n"]:
        yield _task(
            mine, ngettext("%(n)d vurdering fra din enhed blev ikke sat ind", "%(n)d vurderinger fra din enhed blev ikke sat ind", mine["n"]),
            gettext("dig selv"),
        )  # fmt: skip
    if actor.has(Permission.ROUND_OPEN):
        with context.beyond_reach():
            held = _for_leader(actor).aggregate(n=Count("pk"), since=Min("received_at"))
        if held["n"]:
            yield _task(
                held, ngettext("%(n)d vurdering er kommet for sent", "%(n)d vurderinger er kommet for sent", held["n"]),
                gettext("dine kolleger"),
            )  # fmt: skip


def _task(found: dict[str, Any], what: str, to_whom: str) -> Task:
    since = clock.day_of(found["since"])
    return Task(
        kind="screening.kept",
        what=what % {"n": found["n"]},
        to_whom=to_whom,
        since=since,
        due_on=calendar.add_working_days(since, KEPT_ANSWER_DAYS),
        url_name="screening:kept",
        url_args=(),
        action_label=gettext("Se og afgør"),
    )


def kept_holes(municipality_id: int, today: date) -> Iterator[Hole]:
    """Ratings that have waited too long for the leader; whose and of whom stands on the leader's page."""
    late = calendar.add_working_days(today, -KEPT_ANSWER_DAYS)
    rows = (
        KeptRating.objects.filter(
            state=KeptState.HELD, received_at__date__lt=late, assessment__child__municipality_id=municipality_id
        )
        .values("assessment__institution_id", "assessment__institution__name")
        .annotate(n=Count("pk"), since=Min("received_at"))
        .order_by("since", "assessment__institution_id")
    )
    for row in rows:
        yield Hole(
            kind="screening.kept_waits",
            child_id=None,
            what=ngettext(
                "%(n)d vurdering kom for sent og venter på lederen",
                "%(n)d vurderinger kom for sent og venter på lederen",
                row["n"],
            ) % {"n": row["n"]},
            since=clock.day_of(row["since"]),
            who="",
            mend_url_name="screening:kept",
            place=row["assessment__institution__name"],
        )  # fmt: skip
