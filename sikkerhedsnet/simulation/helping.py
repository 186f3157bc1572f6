"""A measure in a story: started at the table or from the plan, looked at and ended, each as one real action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.measures import actions
from sikkerhedsnet.measures.commands import EndMeasure, FollowUpMeasure, StartMeasure
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.measures.states import AskedHow, Ending
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing.commands import Ground

from .timeline import Cast

Noted = dict[str, Any]


class Helped:
    """The steps of a story that help a child."""

    child: Child
    cast: Cast
    meeting_id: int
    plan_id: int
    _actor: Callable[[Noted], Any]
    _day: Callable[[str], date]
    _ground: Callable[[Noted], Ground]

    def do_measure(self, noted: Noted, at: datetime) -> None:
        """With a plan it grows from that, else from the meeting that is going on."""
        today = clock.day_of(at)
        kind = MeasureKind.objects.get(municipality=self.child.municipality, name=noted["what"])
        command = StartMeasure(
            kind_id=kind.pk,
            meeting_id=None if self.plan_id else self.meeting_id,
            plan_id=self.plan_id or None,
            owner_id=self.cast.user_id(noted["who"]),
            start_on=today,
            follow_up_on=self._day(noted["look"]),
            purpose=noted["aim"],
            asked_on=today,
            asked_how=AskedHow.TALK if self.plan_id else AskedHow.AT_THE_TABLE,
            ground=self._ground(noted) if "basis" in noted else None,
        )
        actions.start(self._actor(noted), command, now=at)

    def do_measure_seen(self, noted: Noted, at: datetime) -> None:
        measure = self._measure(noted)
        command = FollowUpMeasure(measure.pk, measure.version, clock.day_of(at), noted["did"], self._day(noted["next"]))
        actions.follow_up(self._actor(noted), command, now=at)

    def do_measure_ended(self, noted: Noted, at: datetime) -> None:
        measure = self._measure(noted)
        command = EndMeasure(measure.pk, measure.version, clock.day_of(at), Ending(noted["ending"]), noted["did"])
        actions.end(self._actor(noted), command, now=at)

    def _measure(self, noted: Noted) -> Measure:
        found: Measure = Measure.objects.filter(child=self.child, name=noted["what"]).latest("pk")
        return found
