"""The register of courses as the facilitator has kept it: dates held and to come, who came, and old certificates."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.training import actions, queries
from sikkerhedsnet.training.commands import Give, Revoke, SetCourse, SetDate, Settle, SignUp
from sikkerhedsnet.training.models import Course, CourseDate
from sikkerhedsnet.training.states import DateState
from sikkerhedsnet.web.fields import read_clock

from . import when
from .documents import document
from .timeline import Cast, Timeline

SPACE = UUID("6b1f2f0e-6f0e-4b43-9d0b-6f1f5a7c2d11")
PLANNED_BEFORE = timedelta(weeks=6)


@dataclass
class Training:
    """Puts the register's document on the timeline."""

    cast: Cast
    timeline: Timeline
    now: datetime

    def schedule(self) -> None:
        self.text = document("training")
        first = when.moment("-42w 08:00", self.now)
        for noted in self.text["courses"]:
            self.timeline.put(first, partial(self._choose, noted))
        for number, noted in enumerate(self.text["certificates"]):
            self.timeline.put(first + timedelta(minutes=10 + number), partial(self._certificate, noted, number))
        for number, noted in enumerate(self.text["dates"]):
            day = when.day(noted["day"], clock.day_of(self.now))
            planned = clock.at(calendar.working_day_from(day - PLANNED_BEFORE), 10, number)
            latest = clock.at(when.day(-1, clock.day_of(self.now)), 11, number)
            self.timeline.put(min(planned, latest), partial(self._plan, noted, number))

    def _keeper(self) -> Actor:
        return self.cast.actor(self.text["by"])

    def _course(self, key: str) -> Course:
        found: Course = Course.objects.get(municipality=self.cast.place.municipality, key=key)
        return found

    def _choose(self, noted: dict[str, Any], at: datetime) -> None:
        row = self._course(noted["key"])
        command = SetCourse(
            course_id=row.pk, version=row.version, short=row.key, name=row.name, certificate=row.certificate,
            months=noted["months"], warn_weeks=row.warn_weeks, mark=noted["mark"], provider=row.provider, note=row.note,
            functions=tuple(row.functions), is_offered=row.is_offered, key=uuid5(SPACE, row.key),
        )  # fmt: skip
        actions.set_course(self._keeper(), command, now=at)

    def _certificate(self, noted: dict[str, Any], number: int, at: datetime) -> None:
        """Written in when the register began; completed as long ago as the document says."""
        on = when.day(noted["day"], clock.day_of(self.now))
        who, course = self.cast.user_id(noted["who"]), self._course(noted["course"])
        give = Give(who, course.pk, on, None, uuid5(SPACE, f"c{number}"))
        if on > clock.day_of(at):  # gained after the register began: written in on that day
            self.timeline.put(clock.at(on, 15), partial(self._write_in, noted, give))
        else:
            self._write_in(noted, give, at)

    def _write_in(self, noted: dict[str, Any], give: Give, at: datetime) -> None:
        row = actions.give(self._keeper(), give, now=at)
        if "revoked" in noted:
            revoked = when.moment(f"{noted['revoked']} 10:00", self.now)
            command = Revoke(row.pk, row.version, noted["why"])
            self.timeline.put(revoked, lambda moment: actions.revoke(self._keeper(), command, now=moment))

    def _plan(self, noted: dict[str, Any], number: int, at: datetime) -> None:
        course = self._course(noted["course"])
        row = actions.set_date(
            self._keeper(),
            SetDate(
                course.pk, None, 0, when.day(noted["day"], clock.day_of(self.now)), read_clock(noted["at"]),
                noted["place"], noted["teacher"], noted.get("seats"), uuid5(SPACE, f"d{number}"),
            ),
            now=at,
        )  # fmt: skip
        drawn = self._drawn(noted, course, number, at)
        if drawn:
            actions.sign_up(self._keeper(), SignUp(row.pk, drawn), now=at)
        held = clock.at(row.on, 15, 30)
        if held < self.now and noted.get("settled", True):
            self.timeline.put(held, partial(self._settle, row.pk, noted.get("away", 0)))

    def _drawn(self, noted: dict[str, Any], course: Course, number: int, at: datetime) -> tuple[int, ...]:
        chance = random.Random(f"training:{number}")
        always = [self.cast.user_id(name) for name in noted.get("who", ())]
        never = {self.cast.user_id(name) for name in noted.get("never", ())}
        lacking = queries.still_to_learn(self._keeper(), course, clock.day_of(at))
        free = [pk for pk in lacking if pk not in never and pk not in always]
        return (*always, *chance.sample(free, max(0, min(noted["draw"] - len(always), len(free)))))

    def _settle(self, pk: int, away: int, at: datetime) -> None:
        row = CourseDate.objects.get(pk=pk)
        assert row.state == DateState.PLANNED
        places = list(row.participants.order_by("pk").values_list("pk", flat=True))
        actions.settle(self._keeper(), Settle(pk, row.version, tuple(places[: len(places) - away])), now=at)
