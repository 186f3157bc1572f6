"""Gathers everything about a child for one asker: what is kept back is kept back here, once, for every form of the copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from sikkerhedsnet.childfile.queries import family_reader, looks_told, who_has_access
from sikkerhedsnet.concerns.models import Notifier
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.privacy import Piece, piece_of
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.people.queries import as_parent, colleagues_there, guardians_of, home_of, telling_names
from sikkerhedsnet.people.redaction import JUDGED, About, Because, Home, Reader
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.statements.labels import CAPACITY
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.statements.states import Capacity

from .copy import Cell, Column, Copy, Item, LeftOut, Part, Pinned, Table, human, machine
from .labels import KIND, SOMEBODY
from .models import AccessRequest, Practice
from .states import RELEASED, Kind
from .tables import TABLES

WORRIES = frozenset({"concerns", "contacts"})
"""Where who told may be named though the family knows the same person from its own table."""


def copy_of(request: AccessRequest, *, now: datetime) -> Copy:
    """Everything the asker of this request may have; the number of queries does not grow with the rows.

    It reaches beyond what the employee sees herself: whoever answers a request answers for the whole municipality. What
    belongs to a suspicion is never gathered, for anybody, so that neither a number nor a gap tells of it.
    """
    with context.beyond_reach():
        return _Gathering(request, now).copy()


def reader_of(request: AccessRequest, home: Home, custodies: list[Custody]) -> Reader:
    """Who reads the copy, from the family's rows and the municipality's practice."""
    child = request.child
    practice = Practice.objects.filter(municipality_id=child.municipality_id).first() or Practice()
    ever = set(Custody.objects.filter(child=child).values_list("guardian_id", flat=True))
    data_access = request.kind == Kind.DATA_ACCESS
    parent = as_parent(request.guardian_id, custodies, home)
    who = parent if request.guardian_id is not None else Reader(redaction.Kind.YOUNG_PERSON)
    return replace(
        who,
        other_parents=bool(ever - {request.guardian_id}),
        sat_at=frozenset(
            Participant.objects.filter(
                meeting__child=child, guardian__isnull=False, guardian=request.guardian, came=True
            ).values_list("meeting_id", flat=True)
        ),
        internal_open=practice.internal_in_data_access if data_access else practice.internal_in_file_access,
        sender_open=practice.sender_named,
    )


@dataclass
class _Gathering:
    request: AccessRequest
    now: datetime

    def copy(self) -> Copy:
        request, today = self.request, clock.day_of(self.now)
        self.child = request.child
        custodies = guardians_of(self.child, today)
        self.home = home_of(self.child, custodies)
        self.reader = reader_of(request, self.home, custodies)
        self.left_out: list[LeftOut] = []
        self.let_in: list[LeftOut] = []
        self.refs: dict[tuple[type, int], tuple[str, str]] = {}
        self.statements = self._statements()
        everywhere, self.in_worries = _who_told(self.child)
        self.words = [*_telling_words(self.child, self.home, self.reader), *everywhere]
        parts = [self._part(table) for table in TABLES]
        parts += [_access_part(self.child, today), _looks_part(self.child)]
        return Copy(
            municipality=self.child.municipality.name,
            child=self.child.name,
            asker=asker_words(request),
            kind=str(KIND[Kind(request.kind)]),
            made_at=self.now,
            released=request.state in RELEASED,
            parts=tuple(self._without_telling(part) for part in parts if part.items),
            left_out=tuple(self.left_out),
            let_in=tuple(self.let_in),
            refused_because=request.refused_because,
        )

    def _statements(self) -> dict[tuple[str, int], list[Statement]]:
        found: dict[tuple[str, int], list[Statement]] = defaultdict(list)
        for statement in Statement.objects.filter(child=self.child):
            found[statement.row, statement.row_id].append(statement)
        return found

    def _part(self, table: Table) -> Part:
        items: list[Item] = []
        for row in table.rows(self.child, self.reader):
            of, of_title = "", ""
            if table.of is not None:
                whole = self.refs.get((table.of[1], getattr(row, table.of[0])))
                if whole is None:
                    continue  # its whole is not in the copy
                of, of_title = whole
            number = len(items) + 1
            ref = f"{table.key}-{number}"
            title = str(table.noun) if table.key == "child" else f"{table.noun} {number}"
            self.refs[table.model, row.pk] = ref, title
            where = (str(table.title), title)
            cells = tuple(self._cell(table, column, row, where) for column in table.columns)
            statements = tuple(self._pinned(table, row, where))
            items.append(Item(ref, title, of, of_title, cells, statements))
        return Part(table.key, str(table.title), tuple(items))

    def _cell(self, table: Table, column: Column, row: Any, where: tuple[str, str]) -> Cell:
        value, key = column.value(row), f"{table.key}:{row.pk}:{column.name}"
        text = human(value, column.words)
        piece = piece_of(column.name, row.privacy, row.redaction) or Piece.NOTIFIER
        because = redaction.kept_from(self.reader, self.home, piece, table.about(row)) if text else None
        because = self._weigh(because, key, text, where, str(column.label))
        if because is not None:
            return Cell(column.name, str(column.label), None, "", because, key)
        return Cell(column.name, str(column.label), machine(value), text, None, key)

    def _pinned(self, table: Table, row: Any, where: tuple[str, str]) -> Iterator[Pinned]:
        labels = {column.name: str(column.label) for column in table.columns}
        for statement in self.statements.get((row._meta.label_lower, row.pk), ()):
            about = About(guardian_id=statement.guardian_id)
            because = redaction.kept_from(self.reader, self.home, Piece.STATEMENT, about)
            key = f"statements:{statement.pk}:text"
            if self._weigh(because, key, statement.text, where, _("Udtalelse om teksten")) is None:
                yield Pinned(
                    labels.get(statement.field, statement.field),
                    statement.by_name,
                    str(CAPACITY[Capacity(statement.capacity)]),
                    statement.said_on.isoformat(),
                    human(statement.said_on),
                    statement.text,
                )

    def _weigh(
        self, because: Because | None, key: str, text: str, where: tuple[str, str], label: str
    ) -> Because | None:
        """What rule and employee say together, noted for the employee; the text only where she may weigh it."""
        if because is None and key in self.request.keep_out and text:
            because = Because.WEIGHED
        elif because is not None:
            shown = LeftOut(because, key, *where, label, text if because in JUDGED else "")
            if redaction.let_in(because, chosen=key in self.request.let_in) is None:
                self.let_in.append(shown)
                return None
        if because is not None:
            seen = text if because in JUDGED or because is Because.WEIGHED else ""
            self.left_out.append(LeftOut(because, key, *where, label, seen))
        return because

    def _without_telling(self, part: Part) -> Part:
        """The part without what would give a protected address or another's contact data away, wherever it is written."""
        words = [*self.words, *(self.in_worries if part.key in WORRIES else ())]
        return replace(part, items=tuple(self._clean(part, item, words) for item in part.items)) if words else part

    def _clean(self, part: Part, item: Item, words: list[redaction.Telling]) -> Item:
        cells = []
        for cell in item.cells:
            text, value = cell.text, cell.value
            for word in words:
                if word.pattern.search(text):
                    self._say(LeftOut(word.because, "", part.title, item.title, cell.label))
                    text, value = redaction.scrubbed(text, [word]), redaction.scrubbed(value, [word])
            cells.append(replace(cell, text=text, value=value))
        statements = []
        for statement in item.statements:
            for word in words:
                if word.pattern.search(statement.text):
                    self._say(LeftOut(word.because, "", part.title, item.title, _("Udtalelse om teksten")))
                    statement = replace(statement, text=redaction.scrubbed(statement.text, [word]))
            statements.append(statement)
        return replace(item, cells=tuple(cells), statements=tuple(statements))

    def _say(self, left: LeftOut) -> None:
        """That something was taken out; why it was is not said where that alone would tell."""
        if left.because not in redaction.UNSPOKEN:
            self.left_out.append(left)


def _telling_words(child: Child, home: Home, reader: Reader) -> Iterator[redaction.Telling]:
    """What no text may say to this reader: the other parent's contact data, and every name of a protected place."""
    kept = redaction.where(reader, home) is not None
    if reader.kind is redaction.Kind.PARENT:
        family = [custody.guardian for custody in Custody.objects.filter(child=child).select_related("guardian")]
        others = [guardian for guardian in family if guardian.pk != reader.guardian_id]
        contact = {text for g in others for text in (g.phone, g.email, g.address, g.cpr_number) if text}
        if not kept:
            contact -= {child.address}  # the same home
        yield from redaction.telling(contact, Because.OTHER_PARENT)
    if kept:
        yield from redaction.telling(_places(child), Because.PROTECTED)


def _who_told(child: Child) -> tuple[list[redaction.Telling], list[redaction.Telling]]:
    """Who told, when that is nobody who works here: words to stand in for the name everywhere, and those only for where
    the worry itself is written, because the family knows the same person from its own table."""
    told = {text for row in Notifier.objects.filter(concern__child=child, concern__suspicion=False)
            .values_list("name", "reach") for text in row}  # fmt: skip
    known = set(Custody.objects.filter(child=child).values_list("guardian__name", flat=True))
    known |= set(child.network.values_list("name", flat=True))
    seats = Participant.objects.filter(meeting__child=child, meeting__suspicion=False)
    known |= set(seats.values_list("name", flat=True))
    word = str(SOMEBODY)
    return (
        list(redaction.telling(told - known, Because.NOTIFIER, word)),
        list(redaction.telling(told & known, Because.NOTIFIER, word)),
    )


def _places(child: Child) -> set[str]:
    """Names and numbers that say where the child lives, goes or is met, and who works there."""
    meetings = Meeting.objects.filter(child=child, suspicion=False)
    rated = WellbeingAssessment.objects.filter(child=child).values("institution_id")
    places = list(Institution.objects.filter(Q(pk__in=rated) | Q(pk__in=meetings.values("institution_id"))))
    return telling_names(child, places, meetings.values_list("place", flat=True)) | colleagues_there(child, places)


def asker_words(request: AccessRequest) -> str:
    """`Amira Haddad`, `Noah Lund selv`, or `Lis Holm på vegne af Amira Haddad`."""
    who = request.guardian.name if request.guardian else _("%(name)s selv") % {"name": request.child.name}
    if request.representative:
        return _("%(who)s på vegne af %(other)s") % {"who": request.representative, "other": who}
    return who


def _access_part(child: Child, today: date) -> Part:
    """Who can open the child's page today, by function; a name is given after a decision of its own."""
    labels = (("function", _("Funktion")), ("why", _("Hvorfor")), ("until", _("Til")))
    rows = [
        (person.function or person.name, [reason.why for reason in person.reasons], person.until)
        for person in who_has_access(child, today, reader=family_reader(child))
    ]
    return _told_part("access", _("Hvem der har adgang i dag"), _("Adgang"), labels, rows)


def _looks_part(child: Child) -> Part:
    """Who has looked, as the paper for families tells it."""
    labels = (
        ("first", _("Fra")),
        ("last", _("Til")),
        ("function", _("Funktion")),
        ("unit", _("Sted")),
        ("what", _("Hvad")),
        ("why", _("Hvorfor")),
    )
    rows = [
        (visit.first, visit.last, visit.function, visit.unit, list(visit.what), list(visit.why))
        for visit in looks_told(child)
    ]
    return _told_part("looks", _("Hvem der har set sagerne"), _("Opslag"), labels, rows)


def _told_part(
    key: str, title: str, noun: str, labels: tuple[tuple[str, str], ...], rows: Iterable[tuple[Any, ...]]
) -> Part:
    items = tuple(
        Item(
            f"{key}-{number}",
            f"{noun} {number}",
            "",
            "",
            tuple(
                Cell(name, label, machine(value), human(value))
                for (name, label), value in zip(labels, row, strict=True)
            ),
        )
        for number, row in enumerate(rows, 1)
    )
    return Part(key, title, items)
