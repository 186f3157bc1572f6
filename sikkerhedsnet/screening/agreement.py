"""How alike colleagues see the children they rate, unit by unit, to talk from; names no rater, no child, and ranks nobody."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require

from . import joint_rules
from .joint_rules import Agreement
from .models import AssessmentRound, OwnAssessment
from .states import Position

ROUNDS = 4
"""How many rounds back the page goes."""


@dataclass(frozen=True)
class Unit:
    """One district, institution or group; `shown` False when it is too small to be told of by itself."""

    name: str
    figures: Agreement
    shown: bool
    parts: tuple[Unit, ...] = ()


@dataclass(frozen=True)
class RoundAgreement:
    """One round: the whole within this person's sight, and its units in alphabetical order."""

    round: AssessmentRound
    whole: Unit
    units: tuple[Unit, ...]


Key = tuple[tuple[str, int], tuple[str, int], tuple[str, int]]


def agreement_seen(actor: Actor, today: date) -> list[RoundAgreement]:
    """The latest rounds, for who leads a place or follows the whole municipality; three queries."""
    require(ALLOWED if actor.has(Permission.AGREEMENT_SEE) else denied("role"))
    everywhere = any(not post.institution_id for post in actor.posts_with(Permission.AGREEMENT_SEE))
    rounds = list(AssessmentRound.objects.visible_to(actor).filter(opens_on__lte=today)[: ROUNDS * 3])
    rows = OwnAssessment.objects.filter(
        assessment__round__in=rounds, assessment__raters_required__gt=1, handed_in_at__isnull=False
    )
    if not everywhere:
        rows = rows.filter(assessment__institution_id__in=actor.institution_ids(Permission.AGREEMENT_SEE))
    found: dict[int, dict[Key, dict[int, list[Position]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for round_id, assessment_id, position, *names in rows.order_by("pk").values_list(
        "assessment__round_id", "assessment_id", "position", "assessment__institution__district__name",
        "assessment__institution__district_id", "assessment__institution__name", "assessment__institution_id",
        "assessment__group__name", "assessment__group_id",
    ):  # fmt: skip
        told_of: list[Any] = list(names)
        district, district_id, institution, institution_id, group, group_id = told_of
        key = ((district or "", district_id or 0), (institution, institution_id), (group or "", group_id or 0))
        found[round_id][key][assessment_id].append(Position(position))
    told = [round_ for round_ in rounds if round_.pk in found][:ROUNDS]
    return [
        _round(round_, {k: joint_rules.agreement(v.values()) for k, v in found[round_.pk].items()}) for round_ in told
    ]


def _round(round_: AssessmentRound, leaves: dict[Key, Agreement]) -> RoundAgreement:
    units = _units(sorted(leaves.items(), key=lambda leaf: _danish(leaf[0])), 0)
    whole = sum(leaves.values(), Agreement())
    return RoundAgreement(round_, Unit("", whole, whole.enough), units)


def _danish(key: Key) -> tuple[tuple[str, int], ...]:
    """Alphabetical as Danes do."""
    return tuple((danish_sort_key(name), pk) for name, pk in key)


def _units(leaves: list[tuple[Key, Agreement]], level: int) -> tuple[Unit, ...]:
    """The units of one level with those below; a part is hidden when it is small, or when taking away would tell it."""
    if level == 3:
        return ()
    grouped = [(name, list(rows)) for (name, _pk), rows in groupby(leaves, key=lambda leaf: leaf[0][level])]
    sums = [sum((figures for _key, figures in rows), Agreement()) for _name, rows in grouped]
    return tuple(
        Unit(name, figures, shown, _units(rows, level + 1) if shown else ())
        for (name, rows), figures, shown in zip(grouped, sums, joint_rules.told(sums), strict=True)
    )
