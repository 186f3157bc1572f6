"""The minutes as they are shown, read aloud and printed: one value, everybody's words as they were written."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.statements.queries import Pins, pinned
from sikkerhedsnet.statements.queries import Said as Statement
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web.hooks import hook

from .labels import ASK, TOPIC
from .models import Agreement, Meeting, MinutesEntry, Participant, Wording
from .rules import AGENDA, FAMILY, Begun
from .states import Becomes, Manner, Role, Topic


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
    manner: Manner | None = None
    read_aloud_at: datetime | None = None
    wordings: tuple[Wording, ...] = ()

    @property
    def stands(self) -> bool:
        """Nobody changes it any more: the family heard its own words read."""
        return self.read_aloud_at is not None


@dataclass(frozen=True)
class Chapter:
    """One point of the agenda with what was said: the family first, then what professionals have seen and heard, and
    apart from that how they understand it."""

    topic: Topic
    title: str
    ask: str
    family: list[Said]
    seen: list[Said]
    understood: list[Said]
    professionals: list[Said]
    """Lines that say neither, from before the two were kept apart."""
    all_of_us: list[Said]

    @property
    def lines(self) -> list[Said]:
        return [*self.family, *self.seen, *self.understood, *self.professionals, *self.all_of_us]


@dataclass(frozen=True)
class Step:
    """One agreement in one line: what, who, when."""

    id: int
    what: str
    who: str
    due_on: date
    statements: tuple[Statement, ...] = ()
    becomes: Becomes = Becomes.STEP
    settled: bool = False

    @property
    def waits(self) -> bool:
        """It was to become something that has not been begun or written down yet."""
        return not self.settled and self.becomes in (Becomes.MEASURE, Becomes.CONSENT)


@dataclass(frozen=True)
class Minutes:
    """Everything a meeting holds."""

    meeting: Meeting
    participants: list[Participant]
    chapters: list[Chapter]
    steps: list[Step]
    pins: Pins = field(default_factory=Pins)
    begun: list[Begun] = field(default_factory=list)
    """Help that was started from the table; the composition root knows who can tell."""

    @property
    def small_steps(self) -> list[Step]:
        """The agreements as they are read out: one that has become help stands with the help, said once."""
        if not self.begun:
            return self.steps
        return [s for s in self.steps if s.statements or not (s.settled and s.becomes is Becomes.MEASURE)]

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
    def waiting(self) -> list[Step]:
        """Agreements that were to become a measure or a consent and have not yet."""
        return [step for step in self.steps if step.waits]

    @property
    def to_read_aloud(self) -> int:
        """How many of the family's lines they have not heard read."""
        return sum(not line.stands for chapter in self.chapters for line in chapter.family)

    @property
    def unmarked(self) -> list[Participant]:
        """Those of whom nobody has said whether they came."""
        return [p for p in self.participants if p.came is None]


def minutes_of(meeting: Meeting) -> Minutes:
    """The meeting's people, words and agreements, and what parties say about them; five queries,
    and those of the help that was started."""
    participants = list(meeting.participants.all())
    pins = pinned(Whole.MEETING, meeting.pk)
    seats = {p.pk: p for p in participants}
    by_topic: dict[str, list[MinutesEntry]] = defaultdict(list)
    for entry in meeting.entries.select_related("written_by"):
        by_topic[entry.topic].append(entry)
    earlier = _earlier(meeting)
    return Minutes(
        meeting=meeting,
        participants=participants,
        chapters=[_chapter(topic, by_topic[topic], seats, pins, earlier) for topic in AGENDA],
        steps=[_step(a, seats[a.who_id].name, pins) for a in meeting.agreements.all() if not a.withdrawn],
        pins=pins,
        begun=hook("SIKKERHEDSNET_BEGUN_AT_MEETING")(meeting),
    )


def chapter_of(meeting: Meeting, topic: Topic) -> Chapter:
    """One point alone, for a page that is already open; three queries."""
    seats = {p.pk: p for p in meeting.participants.all()}
    lines = list(meeting.entries.filter(topic=topic).select_related("written_by"))
    return _chapter(topic, lines, seats, Pins(), _earlier(meeting))


def steps_of(meeting: Meeting) -> list[Step]:
    """The agreements that stand, in the order they were made; one query."""
    rows: list[Agreement] = list(meeting.agreements.filter(withdrawn=False).select_related("who"))
    return [_step(row, row.who.name, Pins()) for row in rows]


def _step(row: Agreement, who: str, pins: Pins) -> Step:
    said = pins.of("meetings.agreement", row.pk, "what")
    return Step(row.pk, row.what, who, row.due_on, said, Becomes(row.becomes), row.settled_at is not None)


def _earlier(meeting: Meeting) -> dict[int, list[Wording]]:
    """Wordings that do not stand, by line."""
    found: dict[int, list[Wording]] = defaultdict(list)
    for wording in meeting.wordings.all():
        found[wording.entry_id].append(wording)
    return found


def _chapter(
    topic: Topic,
    entries: list[MinutesEntry],
    seats: dict[int, Participant],
    pins: Pins,
    earlier: dict[int, list[Wording]],
) -> Chapter:
    lines = [_said(entry, seats, pins, earlier.get(entry.pk, [])) for entry in entries]
    professionals = [line for line in lines if line.role is Role.PROFESSIONAL]
    return Chapter(
        topic=topic,
        title=str(TOPIC[topic]),
        ask=str(ASK[topic]),
        family=[line for line in lines if line.role in FAMILY],
        seen=[line for line in professionals if line.manner is Manner.OBSERVATION],
        understood=[line for line in professionals if line.manner is Manner.INTERPRETATION],
        professionals=[line for line in professionals if line.manner is None],
        all_of_us=[line for line in lines if line.role is None],
    )


def _said(entry: MinutesEntry, seats: dict[int, Participant], pins: Pins, earlier: list[Wording]) -> Said:
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
        manner=Manner(entry.manner) if entry.manner else None,
        read_aloud_at=entry.read_aloud_at,
        wordings=tuple(earlier),
    )
