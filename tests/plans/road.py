"""The road to a plan, walked through the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import uuid4

from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import Agree, CallMeeting, Guests, Scale
from sikkerhedsnet.meetings.models import Agreement, Meeting, Participant
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans import actions
from sikkerhedsnet.plans.commands import AgreePlan
from sikkerhedsnet.plans.models import Plan
from tests.personas import NOW, TODAY, Town
from tests.sharing.grounds import WITHIN

IN_SIX_WEEKS = date(2027, 1, 4)
IN_TWO_WEEKS = date(2026, 12, 7)


@dataclass
class Table:
    """A running meeting about a child with both parents and a pedagogue, and what they agreed."""

    town: Town
    meeting: Meeting
    agreements: list[Agreement] = field(default_factory=list)

    @property
    def child(self) -> Child:
        return self.meeting.child

    @property
    def concern(self) -> Concern:
        return self.meeting.concern

    def seat(self, name: str) -> Participant:
        return self.meeting.participants.get(name__startswith=name)

    def command(self, **changes: object) -> AgreePlan:
        fields: dict[str, object] = {
            "meeting_id": self.meeting.pk,
            "goals": ("Freja kan fortælle, hvad hun vil, så andre børn forstår det.",),
            "review_on": IN_SIX_WEEKS,
            "agreements": tuple((agreement.pk, 1) for agreement in self.agreements),
            "child_view": "Jeg vil være med i hulen.",
            "key": uuid4(),
        }
        return AgreePlan(**{**fields, **changes})  # type: ignore[arg-type]

    def plan(self, **changes: object) -> Plan:
        return actions.agree_plan(self.town.actor("jonas"), self.command(**changes), now=NOW)


def raised_and_taken(town: Town, child: Child, *, now: datetime = NOW, suspicion: bool = False) -> Concern:
    know = ParentsKnow.MUST_NOT if suspicion else ParentsKnow.YES
    command = RaiseConcern(child.pk, "Freja leger alene.", know, key=uuid4(), suspicion=suspicion)
    concern = concerns.raise_concern(town.actor("mette"), command, now=now)
    return concerns.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=now)


def at_the_table(
    town: Town, child: Child, *, concern: Concern | None = None, steps: bool = True, now: datetime = NOW
) -> Table:
    """The meeting is running; the pedagogue and the mother have a step each, and both have given their numbers."""
    jonas = town.actor("jonas")
    concern = concern or raised_and_taken(town, child, now=now)
    parents = tuple(child.custodies.order_by("id").values_list("guardian_id", flat=True))
    staff = (town.user("mette").pk,)
    guests = Guests(guardian_ids=parents, staff_ids=staff, asked_on=clock.day_of(now), ground=WITHIN)
    starts = now + timedelta(minutes=5)
    call = CallMeeting(starts, starts + timedelta(hours=1), "Regnbuen", guests, key=uuid4())
    meeting = meetings.call_meeting(jonas, concern.pk, call, now=now)
    meetings.begin(jonas, meeting.pk, now=now)
    table = Table(town, Meeting.objects.select_related("child", "concern").get(pk=meeting.pk))
    if steps:
        mother = table.meeting.participants.filter(guardian_id=parents[0]).get()
        for who, what in ((table.seat("Mette"), "Sproglege med billedkort"), (mother, "Læse højt før sengetid")):
            due = clock.day_of(now) + timedelta(days=14)
            table.agreements.append(meetings.agree(jonas, meeting.pk, Agree(what, who.pk, due, uuid4()), now=now))
        meetings.mark_participant(jonas, mother.pk, Scale(5, 8), now=now)
        meetings.mark_participant(jonas, table.seat("Mette").pk, Scale(4, 7), now=now)
    return table


__all__ = ["IN_SIX_WEEKS", "IN_TWO_WEEKS", "NOW", "TODAY", "Table", "at_the_table", "raised_and_taken"]
