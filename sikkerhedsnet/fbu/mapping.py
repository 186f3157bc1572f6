"""One child's own rows -> its report, or why something of it waits."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.cpr import CprError, parse_cpr
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.people.models import Guardian
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.visits.models import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Visit,
)
from sikkerhedsnet.visits.models import Intervention as Help
from sikkerhedsnet.visits.standard import standard

from . import checks, codes
from .answers import answers_of
from .building import build_report, build_resource
from .gathering import ChildRows, days_of
from .identities import Identities, of_school
from .parsing import parse
from .report import (
    IN_ERROR,
    Answers,
    Citizen,
    Encounter,
    Feeding,
    Finding,
    Indication,
    Intervention,
    Measurement,
    Observation,
    Parent,
    Report,
    Resource,
    School,
)
from .rules import Period, goes_out, waits
from .states import Held

COLOUR = {Position.GREEN: "Grøn", Position.YELLOW: "Gul", Position.RED: "Rød"}
"""TOPI's three answers, letter for letter."""


@dataclass(frozen=True)
class Waits:
    """What is held back of a child: the visit, or everything; and what it lacks."""

    why: Held
    since: date
    visit: Visit | None = None
    lacks: tuple[str, ...] = ()


class Unfit(Exception):
    """Nothing of the child can go; the reason says why."""

    def __init__(self, why: Held) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass
class Mapper:
    """Makes one child's report for one period."""

    rows: ChildRows
    period: Period
    sor: str
    ids: Identities
    now: datetime
    demo_numbers: bool
    resources: list[Resource] = field(default_factory=list)
    waiting: list[Waits] = field(default_factory=list)
    told_of: dict[int, Guardian] = field(default_factory=dict)

    def report(self, report_id: str) -> Report | None:
        """The report of what is new in the period; None when there is nothing, or all of it waits."""
        if self.rows.waiting_since is not None and self.rows.waiting_since < self.period.first:
            self.period = replace(self.period, first=self.rows.waiting_since)
        try:
            self._gather()
            if not self.resources:
                self._still_waiting()
                return None
            made = self._whole(report_id)
        except Unfit as problem:
            self.waiting = [Waits(problem.why, self._since())]
            return None
        written = json.dumps(build_report(made)).encode()
        faults = parse(written, demo_numbers=self.demo_numbers).all_mistakes
        if faults:
            lacks = tuple(dict.fromkeys(fault.rule.value for fault in faults))
            self.waiting.append(Waits(Held.FAULTY, self._since(), None, lacks))
            return None
        return made

    def fingerprints(self, report: Report) -> dict[str, str]:
        """What the report says of each thing, so that a later delivery knows what has changed."""
        return {f"{one.KIND}/{one.id}": fingerprint(one) for one in report.resources()}

    # what goes

    def _gather(self) -> None:
        helps = {plan.pk: plan for plan in self.rows.interventions}
        needed: set[int] = set()
        for visit in self.rows.visits:
            facts = [fact for fact in self.rows.facts if fact.visit_id == visit.pk]
            for fact in facts:
                self._fill(visit, fact)
            if self._visit(visit, facts):
                needed.update(self.rows.helps.get(visit.pk, ()))
        for fact in self.rows.facts:
            if fact.visit_id is None and self.period.holds(days_of(fact)):
                self._add(self._observation(fact, None), fact.wrong_at is not None)
        for pk, plan in helps.items():
            made = self._intervention(plan)
            ref = f"CarePlan/{made.id}"
            changed = ref in self.rows.sent and self.rows.sent[ref] != fingerprint(made)
            if pk in needed or self.period.holds(days_of(plan)) or changed:
                self._add(made, plan.wrong_at is not None, keep=pk in needed)
        for response in self.rows.responses:
            corrected = getattr(response, "corrected_by", None)
            if self.period.holds((*days_of(response), *(days_of(corrected) if corrected else ()))):
                self._response(response)
        for assessment in self.rows.positions:
            if self.period.holds(days_of(assessment)):
                assert assessment.settled_on is not None
                answer = (("1vurdering", COLOUR[Position(assessment.position)]),)
                own_id = self.ids.of_row(self.rows.child.pk, assessment)
                self._add(Answers(own_id, self._child(), "topi", assessment.settled_on, answer), wrong=False)

    def _visit(self, visit: Visit, facts: list[Any]) -> bool:
        """Adds the visit with everything seen at it, when it goes in this delivery."""
        encounter = self._encounter(visit)
        seen = [(fact, self._observation(fact, encounter)) for fact in facts]
        standing = tuple(made for fact, made in seen if fact.wrong_at is None or visit.wrong_at is not None)
        lacks = list(checks.missing_at_visit(self._alone(encounter, standing), encounter))
        day = clock.day_of(visit.starts_at)
        days = [*days_of(visit), *(day for fact in facts for day in days_of(fact))]
        if waits(day, days, self.period, missing=bool(lacks)):
            self.waiting.append(Waits(Held.MISSING, day, visit, tuple(lacks)))
        if not goes_out(day, days, self.period, missing=bool(lacks)):
            return False
        if not self._add(encounter, visit.wrong_at is not None):
            return False
        for fact, made in seen:
            self._add(made, fact.wrong_at is not None)
        for key in lacks:
            self._add(self._absent(visit, encounter, key), wrong=False)
        return True

    def _add(self, made: Resource, wrong: bool, *, keep: bool = False) -> bool:
        """What was wrong before it was ever sent is not sent; what was sent is taken back under its id."""
        if wrong and not keep and f"{made.KIND}/{made.id}" not in self.rows.sent:
            return False
        self.resources.append(made)
        return True

    def _fill(self, visit: Visit, fact: Any) -> None:
        if fact.wrong_at is None:
            self.ids.fill(
                self.rows.child.pk, visit.pk, f"{key_of(fact)}:{getattr(fact, 'guardian_id', None) or ''}", fact
            )

    # each kind of row

    def _encounter(self, visit: Visit) -> Encounter:
        return Encounter(
            self.ids.of_row(self.rows.child.pk, visit),
            self._subject(self._visitor(visit)),
            visit.visit_type,
            visit.visit_class,
            visit.starts_at,
            visit.ends_at,
            IN_ERROR if visit.wrong_at else "finished",
            self._school(visit),
            tuple(
                self.ids.of_row(self.rows.child.pk, plan)
                for plan in self.rows.interventions
                if plan.pk in self.rows.helps.get(visit.pk, ())
            ),
        )

    def _observation(self, fact: Any, encounter: Encounter | None) -> Observation:
        subject = self._subject(getattr(fact, "guardian_id", None))
        at_visit = encounter.id if encounter is not None and encounter.subject == subject else ""
        pk = self.ids.of_row(self.rows.child.pk, fact)
        status = IN_ERROR if fact.wrong_at else "final"
        common: dict[str, Any] = {"id": pk, "subject": subject, "encounter": at_visit, "status": status}
        if isinstance(fact, IndicatorObservation):
            return Indication(**common, at=fact.at, indicator=fact.indicator, value=fact.value, absent=fact.absent)
        if isinstance(fact, GrowthMeasurement):
            posture = fact.how or ("unknown" if fact.kind == "height" else "")
            number = None if fact.value is None else fact.value.normalize()
            unit = fact.unit if number is not None else ""
            return Measurement(
                **common, at=fact.at, growth=fact.kind, posture=posture, number=number, unit=unit, absent=fact.absent
            )
        if isinstance(fact, FeedingObservation):
            value = standard().feeding[fact.value].code if fact.value else ""
            if fact.at is None:
                assert fact.from_on is not None
                return Feeding(
                    **common, at=fact.from_on, value=value, absent=fact.absent, period=True, until=fact.to_on
                )
            return Feeding(**common, at=fact.at, value=value, absent=fact.absent)
        assert isinstance(fact, ExamFinding)
        return Finding(**common, at=fact.at, value=fact.code)

    def _absent(self, visit: Visit, encounter: Encounter, key: str) -> Observation:
        """In the place of what was not documented in time: no value, and that nobody knows why [T]."""
        guardian_id = None
        if key in standard().indicators and standard().indicators[key].about == "parent":
            guardian_id = self._visitor(visit) or next(
                iter(self.rows.present.get(visit.pk) or self.rows.guardians), None
            )
            if guardian_id is None:
                raise Unfit(Held.PARENT_NUMBER)
        subject = self._subject(guardian_id)
        common: dict[str, Any] = {
            "id": self.ids.of_lack(self.rows.child.pk, visit.pk, f"{key}:{guardian_id or ''}"),
            "subject": subject,
            "encounter": encounter.id if encounter.subject == subject else "",
            "at": visit.starts_at,
            "absent": codes.UNKNOWN,
        }
        if key == "feeding":
            return Feeding(**common)
        if key in standard().growth:
            return Measurement(**common, growth=key, posture="unknown" if key == "height" else "")
        return Indication(**common, indicator=key)

    def _intervention(self, plan: Help) -> Intervention:
        return Intervention(
            self.ids.of_row(self.rows.child.pk, plan),
            self._subject(plan.guardian_id),
            plan.code,
            plan.start_on,
            plan.end_on,
            IN_ERROR if plan.wrong_at else plan.state,
            plan.activity or "unknown",
            tuple(plan.reasons),
        )

    def _response(self, response: Response) -> None:
        told = answers_of(response)
        if told is None:
            return
        corrected = getattr(response, "corrected_by", None) is not None
        pk = self.ids.of_row(self.rows.child.pk, response)
        subject = self._subject(response.guardian_id)
        status = IN_ERROR if corrected else "completed"
        self._add(
            Answers(pk, subject, told.form, response.answered_on, told.items, status, response.informant), corrected
        )

    # the people

    def _child(self) -> str:
        return self.ids.of_child(self.rows.child)

    def _subject(self, guardian_id: int | None) -> str:
        if guardian_id is None:
            return self._child()
        guardian = self.rows.guardians.get(guardian_id)
        if guardian is None:
            raise Unfit(Held.PARENT_NUMBER)
        self.told_of[guardian_id] = guardian
        return self.ids.of_parent(self.rows.child, guardian)

    def _visitor(self, visit: Visit) -> int | None:
        """Whom the contact was for; before the birth one of the parents."""
        if visit.guardian_id is None and visit.visit_type == "pregnancy":
            return next(iter(self.rows.present.get(visit.pk) or self.rows.guardians), None)
        return visit.guardian_id

    def _school(self, visit: Visit) -> str:
        number = visit.school.code if visit.school else ""
        return of_school(self.sor, number) if number.isascii() and number.isdigit() and len(number) == 6 else ""

    def _whole(self, report_id: str) -> Report:
        subjects = {getattr(one, "subject", "") for one in self.resources}
        guardians = [g for g in self.told_of.values() if self.ids.of_parent(self.rows.child, g) in subjects]
        unborn = self.rows.child.birth_date is None and not self.rows.child.cpr_number
        citizens: list[Citizen] = []
        if not unborn:
            self._fit(self.rows.child.cpr_number)
            citizens.append(Citizen(self._child(), self.rows.child.cpr_number, self.sor))
        elif self._child() in subjects:
            raise Unfit(Held.NO_NUMBER)
        parents = []
        for guardian in guardians:
            if not checks.cpr_passes(guardian.cpr_number, demo_numbers=self.demo_numbers):
                raise Unfit(Held.PARENT_NUMBER)
            tie = self.ids.of_tie(self.rows.child, guardian)
            links = () if unborn else (tie,)
            citizens.append(
                Citizen(self.ids.of_parent(self.rows.child, guardian), guardian.cpr_number, self.sor, links=links)
            )
            if not unborn:
                parents.append(Parent(tie, self._child()))
        visits = tuple(one for one in self.resources if isinstance(one, Encounter))
        schools = {
            of_school(self.sor, visit.school.code): visit.school.code
            for visit in self.rows.visits
            if visit.school and of_school(self.sor, visit.school.code) in {one.school for one in visits}
        }
        return Report(
            report_id,
            self.now,
            tuple(citizens),
            tuple(parents),
            tuple(School(pk, number) for pk, number in schools.items()),
            visits,
            tuple(one for one in self.resources if isinstance(one, Intervention)),
            tuple(one for one in self.resources if isinstance(one, Observation)),
            tuple(one for one in self.resources if isinstance(one, Answers)),
        )

    def _still_waiting(self) -> None:
        """A delivery of earlier days does not make what waits since later forgotten."""
        since = self.rows.waiting_since
        if since is not None and since > self.period.last:
            self.waiting.append(Waits(Held(self.rows.waiting_why), since))

    def _fit(self, number: str) -> None:
        if checks.cpr_passes(number, demo_numbers=self.demo_numbers):
            return
        try:
            replacement = parse_cpr(number).is_replacement
        except CprError:
            replacement = False
        raise Unfit(Held.REPLACEMENT if replacement else Held.NO_NUMBER)

    def _alone(self, encounter: Encounter, seen: tuple[Observation, ...]) -> Report:
        """The visit by itself, so that it can be asked what it lacks."""
        ids = {encounter.subject, *(one.subject for one in seen)} - {self._child()}
        parents = tuple(Parent(pk, self._child()) for pk in sorted(ids))
        citizens = tuple(Citizen(pk, "", "", links=(pk,)) for pk in sorted(ids))
        return Report("-", self.now, citizens, parents, encounters=(encounter,), observations=seen)

    def _since(self) -> date:
        return min(self.rows.waiting_since or self.period.first, self.period.first)


def key_of(fact: Any) -> str:
    """What the fact is of, as a visit's list names it."""
    if isinstance(fact, IndicatorObservation):
        return fact.indicator
    if isinstance(fact, GrowthMeasurement):
        return fact.kind
    return "feeding" if isinstance(fact, FeedingObservation) else "finding"


def fingerprint(resource: Resource) -> str:
    """Sixteen characters that change when what is said changes."""
    written = json.dumps(build_resource(resource), sort_keys=True).encode()
    return hashlib.sha256(written).hexdigest()[:16]
