"""Earlier worries, promises and standstill as they are read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.people.queries import siblings_of
from sikkerhedsnet.web.hooks import hook

from . import rules
from .labels import CLOSE_REASON, PROMISE, STATE
from .models import Concern, ConcernSettings, EarlierRead, StallTold
from .states import CloseReason, State


def settings_of(municipality_id: int) -> ConcernSettings:
    """The municipality's promises, or the defaults, which nobody has saved."""
    found = ConcernSettings.objects.filter(municipality_id=municipality_id).first()
    return found or ConcernSettings(municipality_id=municipality_id, version=0)


def must_read(actor: Actor, concern: Concern) -> list[int]:
    """Those of them she has not taken herself: what she has taken she has read."""
    rows = earlier_rows(actor, concern)
    return [row.pk for row in rows if row.owner_id != actor.id or row.state == State.RAISED]


@dataclass(frozen=True)
class Earlier:
    """An earlier worry about the child or a sibling, and when this adviser said she had read it."""

    id: int
    child_name: str
    sibling: bool
    raised_at: datetime
    by: str
    stands: str
    text: str
    answer: str
    read_at: datetime | None
    must: bool


def earlier_rows(actor: Actor, concern: Concern) -> list[Concern]:
    """Worries written before this one about the child and its siblings, as far as this person may see them."""
    family = Q(child_id=concern.child_id) | Q(child__in=siblings_of(concern.child).values("pk"))
    before = Q(raised_at__lt=concern.raised_at) | Q(raised_at=concern.raised_at, pk__lt=concern.pk)
    rows = Concern.objects.visible_to(actor).filter(family, before).exclude(pk=concern.pk)
    return list(rows.select_related("child", "raised_by").order_by("-raised_at", "-id"))


def earlier(actor: Actor, concern: Concern, *, now: datetime) -> list[Earlier]:
    """The same in words, and a line in the read log for each."""
    rows, must = earlier_rows(actor, concern), set(must_read(actor, concern))
    mine = EarlierRead.objects.filter(concern=concern, reader_id=actor.id)
    read = dict(mine.values_list("earlier_number", "read_at"))
    for row in rows:
        audit.read(actor, "concern.read", row, at=now, child_id=row.child_id)
    return [
        Earlier(
            row.pk, row.child.name, row.child_id != concern.child_id, row.raised_at, row.raised_by.name, _how(row),
            row.observation, row.answer, read.get(row.pk), row.pk in must,
        )
        for row in rows
    ]  # fmt: skip


def _how(row: Concern) -> str:
    if row.close_reason:
        return str(CLOSE_REASON[CloseReason(row.close_reason)])
    return str(STATE[State(row.state)])


def readers_of(concern: Concern) -> list[tuple[str, datetime]]:
    """Who has read the earlier worries, and when."""
    rows = EarlierRead.objects.filter(concern=concern).values("reader__name").annotate(at=Max("read_at"))
    return [(row["reader__name"], row["at"]) for row in rows.order_by("at")]


@dataclass(frozen=True)
class Met:
    """What a later step knows of a worry's meetings: the first day one was held, and the next one planned."""

    called_on: date | None = None
    planned_on: date | None = None
    held_on: date | None = None


def met(concern: Concern) -> Met:
    """Lent by the composition root."""
    found: dict[str, date] = hook("SIKKERHEDSNET_CONCERN_MEETINGS")(concern.pk)
    return Met(**found)


@dataclass(frozen=True)
class Line:
    """One promise in words."""

    what: str
    promise: rules.Promise


def promises_of(concern: Concern) -> list[Line]:
    """The clocks of one worry: answer, first talk, meeting."""
    here = concern.child.municipality
    days = rules.Days(here.concern_answer_days, here.first_contact_days, settings_of(here.pk).meeting_days)
    found = rules.promises(
        clock.day_of(concern.raised_at),
        days,
        suspicion=concern.suspicion,
        taken_on=clock.day_of(concern.taken_at) if concern.taken_at else None,
        talked_on=concern.contacts.exclude(how="no_answer").order_by("on").values_list("on", flat=True).first(),
        held_on=met(concern).held_on if not concern.suspicion else None,
        ended_on=clock.day_of(concern.closed_at) if concern.closed_at else None,
    )
    return [Line(str(PROMISE[one.key]), one) for one in found]


def stalled(municipality_id: int, today: date, **narrowed: object) -> list[tuple[Concern, date]]:
    """The open worries in which nothing has happened for too long, each with the day since; two queries."""
    days = settings_of(municipality_id).stall_days
    rows = (
        Concern.objects.filter(child__municipality_id=municipality_id, **narrowed)
        .open()
        .select_related("child__district", "owner", "institution", "district")
        .annotate(talked=Max("contacts__recorded_at"), rated=Max("ratings__rated_at"), staged=Max("stages__at"))
        .order_by("pk")
    )
    found = []
    for row in rows:
        moments = [m for m in (row.raised_at, row.taken_at, row.talked, row.rated, row.staged) if m is not None]
        since = rules.stalled_since(clock.day_of(rules.last_happened(moments)), days, today)
        if since is not None:
            found.append((row, since))
    return found


def stall_holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Where nothing has happened for too long and nobody has been told, without a name; told of, it is on two desks."""
    told = set(
        StallTold.objects.filter(concern__child__municipality_id=municipality_id).values_list("concern_id", "since")
    )
    return [
        Hole(
            kind="concern_stalled",
            child_id=row.child_id,
            what=_("Der er ikke sket noget i en bekymring"),
            since=since,
            who=row.owner.name if row.owner else "",
            mend_url_name="concerns:concern",
            mend_url_args=(row.pk,),
            place=_("Distrikt %(name)s") % {"name": row.child.district.name} if row.child.district else "",
        )
        for row, since in stalled(municipality_id, clock.day_of(now))
        if (row.pk, since) not in told
    ]
