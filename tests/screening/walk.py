"""Ways to a state, walked through the real actions."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening import actions
from sikkerhedsnet.screening.commands import OpenRound, OwnRating, Place, SaveOwn, Settle, TellParents
from sikkerhedsnet.screening.models import AssessmentRound, ParentsTold, WellbeingAssessment
from sikkerhedsnet.screening.rules import Settling
from sikkerhedsnet.screening.states import Position, ToldHow
from tests.personas import NOW, TODAY, Town

CLOSES = date(2026, 12, 4)


def open_round(
    town: Town,
    by: str = "dorte",
    *institutions: Institution,
    opens_on: date = TODAY,
    closes_on: date = CLOSES,
    now: datetime = NOW,
) -> AssessmentRound:
    places = institutions or (town.day_care,)
    command = OpenRound("Trivselsrunde efterår 2026", opens_on, closes_on, frozenset(i.pk for i in places))
    return actions.open_round(town.actor(by), command, now=now)


def place(town: Town, round_: AssessmentRound, group: Group | None = None) -> Place:
    group = group or town.group
    return Place(round_.pk, group.institution_id, group.pk)


def rate(
    town: Town,
    by: str,
    where: Place,
    ratings: dict[Child, str],
    *,
    hand_in: bool = True,
    comment: str = "",
    now: datetime = NOW,
) -> actions.Saved:
    rows = tuple(
        OwnRating(child.pk, Position(position) if position else None, comment) for child, position in ratings.items()
    )
    return actions.save_own(town.actor(by), SaveOwn(where, rows, hand_in), now=now)


def everyone(town: Town, position: str = "green") -> dict[Child, str]:
    return dict.fromkeys(town.children, position)


def assessment_of(child: Child) -> WellbeingAssessment:
    return WellbeingAssessment.objects.filter(child=child).latest("pk")


def yellow(town: Town, owner: str = "mette", **changes: object) -> Settling:
    values: dict[str, object] = {
        "position": Position.YELLOW,
        "comment": "Står i kanten af legen.",
        "what_works": "Højtlæsning.",
        "focus_point": "Om han finder en plads i legen.",
        "adults_change": "Vi inviterer ham ind i legen hver formiddag.",
        "next_on": TODAY + timedelta(days=14),
        "tell_parents_how": ToldHow.TALK,
        "owner_id": town.user(owner).pk,
    }
    return Settling(**{**values, **changes})  # type: ignore[arg-type]


def settle(town: Town, by: str, child: Child, settling: Settling, *, now: datetime = NOW) -> WellbeingAssessment:
    found = assessment_of(child)
    return actions.settle(town.actor(by), Settle(found.pk, found.version, settling), now=now)


def watched(town: Town, child: Child | None = None, owner: str = "mette") -> WellbeingAssessment:
    """A child both colleagues see as yellow, settled, with a next date and an owner."""
    child = child or town.children[1]
    round_ = AssessmentRound.objects.first() or open_round(town)
    for who in ("mette", "maja"):
        rate(town, who, place(town, round_), {child: "yellow"})
    return settle(town, "mette", child, yellow(town, owner))


def tell(town: Town, by: str, assessment: WellbeingAssessment, **changes: object) -> ParentsTold:
    values: dict[str, object] = {
        "assessment_id": assessment.pk,
        "told_on": TODAY,
        "how": ToldHow.TALK,
        "told_by_id": town.user(by).pk,
        "parents_said": "Det ser vi også derhjemme.",
    }
    return actions.tell_parents(town.actor(by), TellParents(**{**values, **changes}), now=NOW)  # type: ignore[arg-type]
