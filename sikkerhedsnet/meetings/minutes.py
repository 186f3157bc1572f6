"""The minutes as they are shown, read aloud and printed: one value, everybody's words as they were written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.statements.queries import Pins, pinned
from sikkerhedsnet.statements.queries import Said as Statement
from sikkerhedsnet.statements.states import Whole

from .labels import ASK, TOPIC
from .models import Agreement, Meeting, MinutesEntry, Participant
from .rules import AGENDA, FAMILY
from .states import Role, Topic


@dataclass(frozen=True)
class Said:
    """One line: who, in which capacity, the words themselves, and whether it is a disagreement."""

    id: int
    who: str
    text: str
    disagrees: bool
    role: Role | None
    written_by: str
    written_at: datetime
    changed_by: str
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """One point of the agenda with what was said, the family first."""

    topic: Topic
    title: str
    ask: str
    family: list[Said]
    professionals: list[Said]
    all_of_us: list[Said]

    @property
    def lines(self) -> list[Said]:
        return [*self.family, *self.professionals, *self.all_of_us]


@dataclass(frozen=True)
class Step:
    """One agreement in one line: what, who, when."""

    id: int
    what: str
    who: str
    due_on: date
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Minutes:
    """Everything a meeting holds."""

    meeting: Meeting
    participants: list[Participant]
    chapters: list[Chapter]
    steps: list[Step]
    pins: Pins = field(default_factory=Pins)

    def chapter(self, topic: Topic) -> Chapter:
        return next(chapter for chapter in self.chapters if chapter.topic is topic)

    @property
    def disagreements(self) -> list[Said]:
        return [line for chapter in self.chapters for line in chapter.lines if line.disagrees]

    @property
    def scales(self) -> list[Participant]:
        """Those who have given a number."""
        return [p for p in self.participants if p.scale_now is not None or p.scale_good is not None]

    @property
    def came(self) -> list[Participant]:
        return [p for p in self.participants if p.came]

    @property
    def unmarked(self) -> list[Participant]:
        """Those of whom nobody has said whether they came."""
        return [p for p in self.participants if p.came is None]


def minutes_of(meeting: Meeting) -> Minutes:
    """The meeting's people, words and agreements, and what parties say about them; four queries."""
    participants = list(meeting.participants.all())
    pins = pinned(Whole.MEETING, meeting.pk)
    seats = {p.pk: p for p in participants}
    by_topic: dict[str, list[MinutesEntry]] = defaultdict(list)
    for entry in meeting.entries.select_related("written_by"):
        by_topic[entry.topic].append(entry)
    return Minutes(
        meeting=meeting,
        participants=participants,
        chapters=[_chapter(topic, by_topic[topic], seats, pins) for topic in AGENDA],
        steps=[_step(a, seats[a.who_id].name, pins) for a in meeting.agreements.all() if not a.withdrawn],
        pins=pins,
    )


def chapter_of(meeting: Meeting, topic: Topic) -> Chapter:
    """One point alone, for a page that is already open; two queries."""
    seats = {p.pk: p for p in meeting.participants.all()}
    return _chapter(topic, list(meeting.entries.filter(topic=topic).select_related("written_by")), seats, Pins())


def steps_of(meeting: Meeting) -> list[Step]:
    """The agreements that stand, in the order they were made; one query."""
    rows: list[Agreement] = list(meeting.agreements.filter(withdrawn=False).select_related("who"))
    return [Step(row.pk, row.what, row.who.name, row.due_on) for row in rows]


def _step(row: Agreement, who: str, pins: Pins) -> Step:
    return Step(row.pk, row.what, who, row.due_on, pins.of("meetings.agreement", row.pk, "what"))


def _chapter(topic: Topic, entries: list[MinutesEntry], seats: dict[int, Participant], pins: Pins) -> Chapter:
    lines = [_said(entry, seats, pins) for entry in entries]
    return Chapter(
        topic=topic,
        title=str(TOPIC[topic]),
        ask=str(ASK[topic]),
        family=[line for line in lines if line.role in FAMILY],
        professionals=[line for line in lines if line.role is Role.PROFESSIONAL],
        all_of_us=[line for line in lines if line.role is None],
    )


def _said(entry: MinutesEntry, seats: dict[int, Participant], pins: Pins) -> Said:
    seat = seats.get(entry.said_by_id) if entry.said_by_id else None
    return Said(
        id=entry.pk,
        who=seat.name if seat else _("Alle"),
        text=entry.text,
        disagrees=entry.disagrees,
        role=Role(seat.role) if seat else None,
        written_by=entry.written_by.name,
        written_at=entry.written_at,
        changed_by=entry.changed_by_name if entry.version > 1 else "",
        statements=pins.of("meetings.minutesentry", entry.pk, "text"),
    )
