"""Levels and stages as they are read: in words, beside each other, with who said it and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event, Task

from . import policy
from .labels import AXIS, STAGE
from .models import Concern, ConcernRating, LevelScale, LevelText, StageTurn
from .states import Axis, Stage

APPROVED_WITHIN = timedelta(days=7)
"""How long a new scale waits before its approval is late [SYN]."""


def scale_on(municipality_id: int, day: date) -> LevelScale:
    """The municipality's scale in force that day, its words loaded."""
    rows = LevelScale.objects.filter(municipality_id=municipality_id).on(day).prefetch_related("texts")
    found: LevelScale = rows[0]
    return found


def scales(actor: Actor) -> list[LevelScale]:
    """Every version of the municipality's scale, the newest first, its words loaded."""
    return list(LevelScale.objects.visible_to(actor).prefetch_related("texts"))


def waiting_scale(actor: Actor) -> LevelScale | None:
    """The newest version of all, while nobody has approved it; one query."""
    newest = LevelScale.objects.visible_to(actor).order_by("-number").first()
    return newest if newest is not None and newest.valid_from is None else None


def tasks(actor: Actor) -> list[Task]:
    """A scale somebody else wrote, to be approved within a week [SYN]; one query, none for who may not."""
    row = waiting_scale(actor) if actor.has(Permission.CONCERN_RULES) else None
    if row is None or row.written_at is None or not policy.may_approve_scale(actor, row.written_by_name):
        return []
    return [
        Task(
            kind="scale.approve",
            what=_("Godkend bekymringsskalaen, version %(n)d") % {"n": row.number},
            to_whom=row.written_by_name,
            since=clock.day_of(row.written_at),
            due_on=clock.day_of(row.written_at) + APPROVED_WITHIN,
            url_name="concerns:scale",
            url_args=(),
            action_label=_("Læs og svar"),
        )
    ]


def words_on(scale: LevelScale) -> dict[Axis, list[LevelText]]:
    """Each axis' five levels in order."""
    return {axis: sorted((t for t in scale.texts.all() if t.axis == axis), key=lambda t: t.level) for axis in Axis}


@dataclass(frozen=True)
class Said:
    """One person's level on one axis, in the words of the scale it was said on."""

    id: int
    level: int
    name: str
    text: str
    by: str
    at: datetime
    rationale: str
    protective: str
    risk: str
    scale: int


@dataclass(frozen=True)
class Side:
    """One axis: what has been said on it, the newest first."""

    axis: Axis
    label: str
    said: tuple[Said, ...]


def sides(concern: Concern) -> list[Side]:
    """The axes beside each other; neither is worked out from the other, and no number from several people's."""
    rows = _rated([concern.pk])
    return [
        Side(axis, str(AXIS[axis]), tuple(reversed([_said(row) for row in rows if row.axis == axis]))) for axis in Axis
    ]


def level_name(row: ConcernRating) -> str:
    """`3: Mistrives`, in the words of the scale it was said on."""
    return f"{row.level}: {_text(row).name}"


def _rated(concern_ids: Iterable[int]) -> list[ConcernRating]:
    texts = Prefetch("scale__texts", queryset=LevelText.objects.all())
    rows = ConcernRating.objects.filter(concern_id__in=concern_ids).select_related("rater", "scale")
    return list(rows.prefetch_related(texts).order_by("rated_at", "id"))


def _text(row: ConcernRating) -> LevelText:
    return next(text for text in row.scale.texts.all() if (text.axis, text.level) == (row.axis, row.level))


def _said(row: ConcernRating) -> Said:
    text = _text(row)
    return Said(
        row.pk, row.level, text.name, text.text, row.rater.name, row.rated_at, row.rationale, row.protective, row.risk,
        row.scale.number,
    )  # fmt: skip


@dataclass(frozen=True)
class Stand:
    """One stage the worry was put at."""

    stage: str
    by: str
    at: datetime
    because: str


def stages_of(concern: Concern) -> list[Stand]:
    """Every stage it was put at, the oldest first."""
    rows = StageTurn.objects.filter(concern=concern).select_related("by").order_by("at", "id")
    return [Stand(str(STAGE[Stage(row.stage)]), row.by.name, row.at, row.because) for row in rows]


def events(concern_ids: Iterable[int]) -> list[Event]:
    """Levels, and stages after the first, of worries this reader may see."""
    ids = list(concern_ids)
    found = []
    for row in _rated(ids):
        words = {"axis": AXIS[Axis(row.axis)], "level": level_name(row)}
        title = _("%(axis)s: niveau %(level)s") % words
        found.append(_event("concerns.rated", row.concern_id, row.rated_at, title, row.rationale, row.rater.name))
    turns = StageTurn.objects.filter(concern_id__in=ids).exclude(because="").select_related("by").order_by("at", "id")
    for turn in turns:
        title = _("Bekymringen står nu som: %(stage)s") % {"stage": STAGE[Stage(turn.stage)]}
        found.append(_event("concerns.stage", turn.concern_id, turn.at, title, turn.because, turn.by.name))
    return found


def _event(kind: str, concern_id: int, at: datetime, title: str, text: str, by: str) -> Event:
    return Event(
        kind, clock.day_of(at), at, title, text, by, url_name="concerns:concern", url_args=(concern_id,)
    )  # fmt: skip
