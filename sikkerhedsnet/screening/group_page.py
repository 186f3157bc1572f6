"""One group in one round, as the person who rates it sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import Verdict, require
from sikkerhedsnet.instruments import queries as instruments
from sikkerhedsnet.instruments.rules import months_old
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child

from . import policy, reach, rules
from .commands import Place
from .handed_in import handed_in
from .models import AssessmentRound, NotAssessed, OwnAssessment, WellbeingAssessment
from .policy import Setting
from .raters import Colleague, raters_of
from .rules import Standing
from .standings import cadence_of
from .states import Reason, State


@dataclass(frozen=True)
class Row:
    """One child: my own rating, how far it is, and the last settled position here."""

    child: Child
    standing: Standing
    own: OwnAssessment | None
    last_position: str
    last_on: date | None
    take_up: Verdict
    absence: NotAssessed | None = None
    """Why the child is not assessed in the round, or that the parents have objected."""

    @property
    def excused(self) -> bool:
        return self.standing.excused is not None

    @property
    def handed_in(self) -> bool:
        return bool(self.own and self.own.handed_in_at)

    @property
    def position(self) -> str:
        return self.own.position if self.own else ""

    @property
    def open(self) -> bool:
        """Whether I can write in it."""
        return not self.handed_in and self.standing.waits

    @property
    def locked(self) -> bool:
        return self.handed_in and self.standing.waits and self.take_up.reason == "locked"


@dataclass(frozen=True)
class Progress:
    """How many children a colleague has not handed in; never what was said of anyone."""

    colleague: Colleague
    missing: int


@dataclass(frozen=True)
class GroupPage:
    """Everything the page shows, read in a constant number of statements."""

    place: Place
    round: AssessmentRound
    institution: Institution
    group: Group | None
    rows: tuple[Row, ...]
    colleagues: tuple[Progress, ...]
    required: int
    today: date

    @property
    def name(self) -> str:
        return self.group.name if self.group else self.institution.name

    @property
    def total(self) -> int:
        """Those who are to be assessed."""
        return sum(not row.excused for row in self.rows)

    @property
    def rated(self) -> int:
        """Children I have given a position, handed in or not, and those settled without me; none that is left out."""
        return sum((bool(row.position) or row.standing.settled) and not row.excused for row in self.rows)

    @property
    def to_hand_in(self) -> int:
        return sum(row.open for row in self.rows)

    @property
    def drafts(self) -> int:
        """Children I have given a position that I have not handed in."""
        return sum(row.open and bool(row.position) for row in self.rows)

    @property
    def ready(self) -> int:
        return sum(row.standing.ready and row.handed_in for row in self.rows)

    @property
    def alone(self) -> bool:
        return self.required == 1

    @property
    def too_few(self) -> bool:
        """Fewer raters than own ratings needed: the leader must send one more."""
        return len(self.colleagues) + 1 < self.required

    @property
    def begins_later(self) -> bool:
        return self.round.opens_on > self.today

    @property
    def over(self) -> bool:
        return self.round.closes_on < self.today


def open_group(actor: Actor, place: Place, *, now: datetime) -> GroupPage:
    """The group's page, and a read line for every child on it."""
    page = group_page(actor, place, clock.local(now).date())
    audit.read_all(actor, "group.read", [row.child for row in page.rows], at=now)
    return page


def group_page(actor: Actor, place: Place, today: date) -> GroupPage:
    """The group as one rater sees it; a colleague's rating is never among what is read."""
    round_, institution, group = reach.place_in_reach(actor, place, Permission.ASSESSMENT_RATE)
    setting = Setting(place.institution_id, place.group_id)
    require(policy.may_rate(actor, setting))
    children = reach.children_in(actor, place, round_, today)
    required = cadence_of(round_.municipality).required(institution.kind)
    assessments = {
        a.child_id: a
        for a in WellbeingAssessment.objects.filter(round=round_, institution=institution, child__in=children)
    }
    raters = handed_in(a.pk for a in assessments.values())
    mine = {
        own.assessment_id: own
        for own in OwnAssessment.objects.filter(assessment__in=list(assessments.values()), rater_id=actor.id)
    }
    last = _last_settled(institution, children, assessments)
    absences = {row.child_id: row for row in NotAssessed.objects.standing().filter(assessment__in=assessments.values())}
    rows = tuple(
        _row(child, assessments.get(child.pk), mine, raters, last, required, actor.id, absences.get(child.pk))
        for child in children
    )
    return GroupPage(
        place=place,
        round=round_,
        institution=institution,
        group=group,
        rows=rows,
        colleagues=tuple(
            Progress(c, sum(r.standing.waits and c.id not in r.standing.handed_in for r in rows))
            for c in raters_of(setting, today)
            if c.id != actor.id
        ),
        required=required,
        today=today,
    )


def _row(
    child: Child,
    assessment: WellbeingAssessment | None,
    mine: dict[int, OwnAssessment],
    raters: dict[int, set[int]],
    last: dict[int, tuple[str, date]],
    required: int,
    rater_id: int,
    absence: NotAssessed | None,
) -> Row:
    pk = assessment.pk if assessment else None
    there = frozenset(raters.get(pk, ())) if pk else frozenset()
    standing = Standing(
        child_id=child.pk,
        assessment_id=pk,
        state=State(assessment.state) if assessment else None,
        required=assessment.raters_required if assessment else required,
        settled=bool(assessment and assessment.settled_on),
        handed_in=there,
        excused=Reason(absence.reason) if absence and absence.holds else None,
    )
    position, on = last.get(child.pk, ("", None))
    return Row(
        child=child,
        standing=standing,
        own=mine.get(pk) if pk else None,
        last_position=position,
        last_on=on,
        take_up=rules.may_take_up(
            own_handed_in=rater_id in there,
            handed_in=len(there),
            required=standing.required,
            settled=not standing.waits,
        ),
        absence=absence,
    )


def _last_settled(
    institution: Institution, children: list[Child], now: dict[int, WellbeingAssessment]
) -> dict[int, tuple[str, date]]:
    """Each child's latest settled position in this setting before this round's."""
    return {
        child_id: (position, on)
        for child_id, position, on in WellbeingAssessment.objects.filter(
            institution=institution, child__in=children, settled_on__isnull=False
        )
        .exclude(pk__in=[a.pk for a in now.values()])
        .order_by("child_id", "-settled_on", "-pk")
        .distinct("child_id")
        .values_list("child_id", "position", "settled_on")
    }


def indicators_for(actor: Actor, rows: tuple[Row, ...], today: date) -> list[dict[str, Any]]:
    """The examples for the ages in the group, youngest first, from the version the municipality uses; one query."""
    months = {months_old(row.child.birth_date, today) for row in rows if row.child.birth_date}
    return instruments.topi_bands(actor.municipality_id, months, today)
