"""A file of certificates is held up against the register, shown, and taken in; the same file twice changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.web.fields import read_day

from . import policy, rules
from .models import Certificate, Course
from .reading import WHO, Certified, Problem, Row, read_rows, same_person
from .register import courses_of
from .states import Source

BEFORE_ALL = date(1990, 1, 1)
"""No certificate here is older; an earlier day is a slip of the pen."""


@dataclass
class Found:
    """What the file would bring: new certificates, those that stand there already, and the lines left out."""

    new: list[Certified] = field(default_factory=list)
    already: int = 0
    problems: list[Problem] = field(default_factory=list)


class _Left(Exception):
    """This line is left out."""

    def __init__(self, why: str, value: str = "") -> None:
        super().__init__(why)
        self.problem = (why, value)


def look_at(actor: Actor, data: bytes, *, now: datetime) -> Found:
    """What taking the file in would do; nothing is changed. Raises `reading.Unusable` when nothing can be read."""
    require(policy.may_keep(actor))
    return _Comparison(actor, clock.day_of(now)).found(read_rows(data))


@transaction.atomic
def take_in(actor: Actor, data: bytes, *, now: datetime) -> Found:
    """Takes every good line in; lines that are left out change nothing, and a line taken in before is not taken twice."""
    require(policy.may_keep(actor))
    found = look_at(actor, data, now=now)
    courses = {course.pk: course for course in courses_of(actor.municipality_id)}
    made = Certificate.objects.bulk_create(
        [_certificate(actor, one, courses[one.course_id], now) for one in found.new],
        batch_size=1000,
        ignore_conflicts=True,  # somebody took the same line in a moment ago
    )
    details = {"new": len(made), "already": found.already, "left_out": len(found.problems)}
    audit.record(actor, "certificates.taken_in", None, at=now, details=details)
    return found


def _certificate(actor: Actor, one: Certified, course: Course, now: datetime) -> Certificate:
    return Certificate(
        municipality_id=actor.municipality_id,
        user_id=one.user_id,
        course=course,
        completed_on=one.completed_on,
        expires_on=one.expires_on or rules.expires_on(one.completed_on, course.months),
        by_rule=one.expires_on is None,
        source=Source.FILE,
        changed_at=now,
        changed_by_name=actor.name,
    )


class _Comparison:
    """The municipality's colleagues, courses and certificates, asked for once however long the file is."""

    def __init__(self, actor: Actor, today: date) -> None:
        self.today = today
        here = User.objects.filter(municipality_id=actor.municipality_id, kind=UserKind.STAFF)
        self.users = {user.pk: user.name for user in here}
        self.who: dict[str, dict[str, set[int]]] = {column: defaultdict(set) for column in WHO}
        for user in here:
            self.who["brugernavn"][user.username.casefold()].add(user.pk)
            self.who["mail"][user.email.casefold()].add(user.pk)
        numbers = Employment.objects.filter(municipality_id=actor.municipality_id).exclude(external_id="")
        for number, pk in numbers.values_list("external_id", "user_id"):
            self.who["medarbejdernummer"][number.casefold()].add(pk)
        self.courses: dict[str, Course] = {}
        for course in reversed(courses_of(actor.municipality_id)):
            self.courses[course.name.casefold()] = self.courses[course.key.casefold()] = course
        rows = Certificate.objects.filter(municipality_id=actor.municipality_id)
        self.there: dict[tuple[int, int, date], tuple[date | None, bool]] = {
            (row.user_id, row.course_id, row.completed_on): (row.expires_on, row.revoked_on is None)
            for row in rows.order_by("-revoked_on")  # the one that stands decides
        }

    def found(self, rows: Iterable[Row]) -> Found:
        found, seen = Found(), set[tuple[int, int, date]]()
        for row in rows:
            try:
                one = self._certified(row)
                key = (one.user_id, one.course_id, one.completed_on)
                if key in seen or self._stands_there(key, one):
                    found.already += 1
                else:
                    found.new.append(one)
                seen.add(key)
            except _Left as left:
                found.problems.append(Problem(row.line, *left.problem))
        return found

    def _certified(self, row: Row) -> Certified:
        if row.wrong:
            raise _Left("shape")
        if any("\ufffd" in cell for cell in row.cells.values()):
            raise _Left("letters")
        user_id = self._user(row)
        told = row.cells.get("navn", "")
        if not same_person(told, self.users[user_id]):
            raise _Left("other_name", told)
        course = self.courses.get(row.cells["kursus"].casefold())
        if course is None:
            raise _Left("no_course", row.cells["kursus"])
        completed_on = self._day(row.cells["gennemført"], "completed")
        if completed_on > self.today:
            raise _Left("future", row.cells["gennemført"])
        told_end = row.cells.get("udløber", "")
        expires_on = self._day(told_end, "expires") if told_end else None
        if expires_on is not None and expires_on < completed_on:
            raise _Left("ends_before", told_end)
        return Certified(row.line, user_id, self.users[user_id], course.pk, course.name, completed_on, expires_on)

    def _user(self, row: Row) -> int:
        for column in WHO:
            if told := row.cells.get(column, ""):
                found = self.who[column].get(told.casefold(), set())
                if len(found) != 1:
                    raise _Left("many_who" if found else "no_who", told)
                return next(iter(found))
        raise _Left("nobody")

    def _day(self, told: str, what: str) -> date:
        day = read_day(told)
        if day is None or day < BEFORE_ALL:
            raise _Left(f"{what}_day", told)
        return day

    def _stands_there(self, key: tuple[int, int, date], one: Certified) -> bool:
        if key not in self.there:
            return False
        expires_on, stands = self.there[key]
        if not stands:
            raise _Left("revoked", one.name)
        if one.expires_on is not None and one.expires_on != expires_on:
            raise _Left("other_end", one.expires_on.isoformat())
        return True
