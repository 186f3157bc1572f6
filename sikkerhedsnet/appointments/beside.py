"""What stands about a meeting before it is held on the meeting's own page and on the page that calls it; lent to them by
the composition root."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.labels import KIND, KIND_IS, OUTCOME
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Kind, Outcome
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.web.fields import read_clock, read_day

from . import queries
from .models import NotHeld
from .rules import may_be_missed


@dataclass(frozen=True)
class Kinds:
    """The kinds of meeting to choose from, and how a page that was led to begins."""

    rows: list[tuple[str, str, int, str]]
    minutes: Mapping[str, int]
    again: list[str]
    agreed: date | None = None
    """The day everybody agreed on at the last meeting, while it is still ahead."""
    template: str = "appointments/_kinds.html"

    def asked_for(self, query: Mapping[str, str], known: Collection[str]) -> dict[str, Any]:
        """What the address asks for: the kind, and a time the parents have chosen; else the day agreed last time, and
        whoever of the `known` sat there."""
        kind = query.get("slags", "")
        usual = Kind.FOLLOW_UP if self.agreed else Kind.COLLABORATION
        found: dict[str, Any] = {"kind": kind if kind in self.minutes else usual.value}
        if self.agreed:
            found["day"] = self.agreed
        again = [pk for pk in self.again if pk in known]
        if found["kind"] == Kind.FOLLOW_UP and again:
            found["staff"] = again
        day, begins, ends = (
            read_day(query.get("dag", "")),
            read_clock(query.get("fra", "")),
            read_clock(query.get("til", "")),
        )
        if day and begins:
            found |= {"day": day, "starts": begins, "ends": ends}
        if asked := read_day(query.get("spurgt", "")):
            found["asked_on"] = asked
        if query.get("hvordan") in ("phone", "talk", "letter"):
            found["asked_how"] = query["hvordan"]
        return found


def kinds(concern: Concern) -> Kinds:
    """The municipality's kinds of meeting; two queries."""
    ways = queries.ways_of(concern.child.municipality_id)
    seated = Participant.objects.filter(
        meeting__concern=concern, meeting__state=MeetingState.CONCLUDED, user__isnull=False
    )
    last = seated.order_by("-meeting__starts_at").values_list("meeting_id", "meeting__next_on").first()
    last_id, next_on = last or (0, None)
    return Kinds(
        rows=[
            (str(KIND[kind]), str(KIND_IS[kind]), way.minutes, ", ".join(queries.functions_in_words(way.usual)))
            for kind, way in ways.items()
        ],
        minutes={kind.value: way.minutes for kind, way in ways.items()},
        again=[str(pk) for pk in seated.filter(meeting_id=last_id).values_list("user_id", flat=True)],
        agreed=next_on if next_on and next_on >= clock.today() else None,
    )


def clashes(actor: Actor, meeting: Meeting) -> list[str]:
    """What else the one who leads has at the meeting's time, in words."""
    times = [(meeting.starts_at, meeting.ends_at)]
    found = queries.clashes(actor.id, times, but_meeting=meeting.pk, but_concern=meeting.concern_id)
    return [clash.words for clash in found[0]]


@dataclass(frozen=True)
class Before:
    """What is known about a meeting before it is held; `arranges` is the one who leads it."""

    kind: str
    agenda: queries.AgendaView
    interpreter: queries.InterpreterView
    late: bool
    planned: bool
    called_off: bool
    arranges: bool
    writes: bool
    mine: int | None
    may_be_missed: bool
    offer: Any
    not_held: NotHeld | None
    outcome: str
    points: str = "appointments/_points.html"
    side: str = "appointments/_side.html"


def before(actor: Actor, meeting: Meeting, *, now: datetime) -> Before:
    """For the meeting's own page, in every state of it."""
    today = clock.day_of(now)
    interpreter = queries.interpreter_of(meeting)
    arranges = bool(queries.may_arrange(actor, meeting, today))
    mine = meeting.participants.filter(user_id=actor.id).values_list("pk", flat=True).first()
    planned = meeting.state == MeetingState.PLANNED
    row: NotHeld | None = NotHeld.objects.visible_to(actor).filter(meeting=meeting).first() if meeting.outcome else None
    return Before(
        kind=str(KIND[Kind(meeting.kind)]),
        agenda=queries.agenda_of(actor, meeting),
        interpreter=interpreter,
        planned=planned,
        called_off=meeting.state == MeetingState.CANCELLED,
        late=planned and interpreter.missing and today >= interpreter.by,
        arranges=arranges and planned,
        writes=planned and (arranges or mine is not None),
        mine=mine,
        may_be_missed=arranges and planned and may_be_missed(meeting.starts_at, now) and not meeting.concern.suspicion,
        offer=queries.open_offer_of(actor, meeting.concern_id) if arranges and planned else None,
        not_held=row,
        outcome=str(OUTCOME[Outcome(meeting.outcome)]) if meeting.outcome else "",
    )
