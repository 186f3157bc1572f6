"""What colleagues have in front of them when they talk: whom they agree on, whom they must talk about, who is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child

from . import joint_rules, policy, reach, rules
from .commands import Place
from .handed_in import handed_in
from .models import AssessmentRound, OwnAssessment, ParentsTold, WellbeingAssessment
from .policy import Setting
from .raters import Colleague, raters_of
from .standings import excused_in
from .states import Position, State


@dataclass(frozen=True)
class Talk:
    """One child all ratings of which are open to the reader."""

    child: Child
    assessment: WellbeingAssessment
    ratings: tuple[OwnAssessment, ...]

    parents: ParentsTold | None = None

    @property
    def positions(self) -> list[Position]:
        return [Position(own.position) for own in self.ratings]

    @property
    def apart(self) -> int:
        return joint_rules.steps_apart(self.positions)

    @property
    def differs(self) -> bool:
        return rules.differ(self.positions)

    @property
    def agreed_green(self) -> bool:
        return rules.agreed_green([Position(own.position) for own in self.ratings])


@dataclass(frozen=True)
class Missing:
    """One child that cannot be talked about yet, and whose rating is missing."""

    child: Child
    on: tuple[Colleague, ...]

    @property
    def names(self) -> str:
        return ", ".join(c.name for c in self.on)


@dataclass(frozen=True)
class JointPage:
    """One group's talk: together, one by one, not yet, and done."""

    place: Place
    round: AssessmentRound
    institution: Institution
    group: Group | None
    agreed: tuple[Talk, ...]
    differing: tuple[Talk, ...]
    alike: tuple[Talk, ...]
    missing: tuple[Missing, ...]
    settled: tuple[WellbeingAssessment, ...]
    rates: bool
    today: date

    @property
    def name(self) -> str:
        return self.group.name if self.group else self.institution.name

    @property
    def alone(self) -> bool:
        return self.institution.one_rater

    @property
    def to_talk(self) -> tuple[Talk, ...]:
        """One by one, those seen differently first."""
        return (*self.differing, *self.alike)


def open_joint(actor: Actor, place: Place, *, now: datetime) -> JointPage:
    """The group's talk, with a read line for every child that stands on it."""
    today = clock.local(now).date()
    round_, institution, group = reach.place_in_reach(actor, place, Permission.ASSESSMENT_SETTLE)
    setting = Setting(place.institution_id, place.group_id)
    require(policy.may_settle(actor, setting, alone=False))
    children = {child.pk: child for child in reach.children_in(actor, place, round_, today)}
    assessments = {
        a.child_id: a
        for a in WellbeingAssessment.objects.filter(
            round=round_, institution=institution, child_id__in=children
        ).select_related("owner")
    }
    left_out = excused_in(assessment__in=list(assessments.values()))
    waits = [a for a in assessments.values() if a.state == State.OWN and a.pk not in left_out]
    ratings = reach.open_ratings(actor, waits)
    said = parents_said(actor, children)
    talks = [
        Talk(child, assessments[pk], tuple(ratings[assessments[pk].pk]), said.get(pk))
        for pk, child in children.items()
        if pk in assessments and assessments[pk].pk in ratings
    ]
    settled = [a for pk in children if (a := assessments.get(pk)) is not None and a.settled_on is not None]
    for assessment in settled:
        assessment.child = children[assessment.child_id]
    audit.read_all(actor, "ratings.read", children.values(), at=now)
    done = {talk.child.pk for talk in talks} | {a.child_id for a in settled}
    done |= {a.child_id for a in assessments.values() if a.pk in left_out}
    return JointPage(
        place=place,
        round=round_,
        institution=institution,
        group=group,
        agreed=tuple(talk for talk in talks if talk.agreed_green),
        differing=tuple(sorted((t for t in talks if t.differs), key=lambda t: joint_rules.talk_turn(t.positions))),
        alike=tuple(
            sorted(
                (t for t in talks if not t.differs and not t.agreed_green),
                key=lambda t: joint_rules.talk_turn(t.positions),
            )
        ),
        missing=_missing(setting, [c for pk, c in children.items() if pk not in done], assessments, today),
        settled=tuple(settled),
        rates=bool(policy.may_rate(actor, setting)),
        today=today,
    )


def parents_said(actor: Actor, children: Collection[int]) -> dict[int, ParentsTold]:
    """What each child's parents said last, of earlier ratings this person may read; one query."""
    return {
        told.assessment.child_id: told
        for told in ParentsTold.objects.filter(assessment__in=WellbeingAssessment.objects.visible_to(actor))
        .filter(assessment__child_id__in=list(children))
        .exclude(parents_said="")
        .select_related("assessment", "guardian")
        .order_by("told_on", "pk")
    }


def _missing(
    setting: Setting, children: list[Child], assessments: dict[int, WellbeingAssessment], today: date
) -> tuple[Missing, ...]:
    of = {child.pk: assessments[child.pk].pk for child in children if child.pk in assessments}
    there = handed_in(of.values())
    raters = raters_of(setting, today)
    return tuple(
        Missing(child, tuple(c for c in raters if c.id not in there.get(of.get(child.pk, 0), ()))) for child in children
    )
