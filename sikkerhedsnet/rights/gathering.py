"""Gathers everything about a child for one asker: what is kept back is kept back here, once, for every form of the copy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.childfile.queries import looks_told, who_has_access
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment, Group, Institution
from sikkerhedsnet.people.models import Child, Custody, Enrolment
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.statements.labels import CAPACITY
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.statements.states import Capacity

from . import rules
from .copy import Cell, Column, Copy, Item, LeftOut, Part, Pinned, Table, human, machine
from .labels import KIND
from .models import AccessRequest, Practice
from .rules import Reader
from .states import JUDGED, RELEASED, Because, Kind
from .tables import TABLES

OMITTED = "[…]"
SHORTEST = 4
GENERIC = frozenset(
    [
        "børnehuset",
        "børnehave",
        "børnehaven",
        "vuggestuen",
        "dagplejen",
        "skolen",
        "skole",
        "huset",
        "institutionen",
        "distrikt",
        "distriktet",
        "stuen",
        "klassen",
        "integreret",
        "integrerede",
        "naturbørnehaven",
        "fritidshjemmet",
        "klubben",
        "kommune",
        "kommunen",
        "sundhedsplejen",
        "tandplejen",
        "mødelokalet",
        "lokalet",
        "mødet",
        "på",
        "den",
        "det",
    ]
)
"""Words in the names of places that name no place by themselves."""


def copy_of(request: AccessRequest, *, now: datetime) -> Copy:
    """Everything the asker of this request may have; the number of queries does not grow with the rows.

    It reaches beyond what the employee sees herself: whoever answers a request answers for the whole municipality. What
    belongs to a suspicion is never gathered, for anybody, so that neither a number nor a gap tells of it.
    """
    with context.beyond_reach():
        return _Gathering(request, now).copy()


def reader_of(request: AccessRequest, today: date) -> Reader:
    """Who reads the copy, from the family's rows and the municipality's practice."""
    child = request.child
    custodies = guardians_of(child, today)
    mine = next((c for c in custodies if c.guardian_id == request.guardian_id), None)
    home_protected = child.protected_address or any(c.same_address and c.guardian.protected_address for c in custodies)
    lives_there = request.guardian_id is None or bool(mine and mine.same_address)
    practice = Practice.objects.filter(municipality_id=child.municipality_id).first() or Practice()
    ever = set(Custody.objects.filter(child=child).values_list("guardian_id", flat=True))
    data_access = request.kind == Kind.DATA_ACCESS
    return Reader(
        guardian_id=request.guardian_id,
        is_child=request.guardian_id is None,
        other_parents=bool(ever - {request.guardian_id}),
        place_kept=home_protected and not lives_there,
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
        self.reader = reader_of(request, today)
        self.left_out: list[LeftOut] = []
        self.let_in: list[LeftOut] = []
        self.refs: dict[tuple[type, int], tuple[str, str]] = {}
        self.statements = self._statements()
        self.words = list(_telling_words(self.child, self.reader))
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
        because = column.unless(row, self.reader) if column.unless and text else None
        because = self._weigh(because, key, text, where, str(column.label))
        if because is not None:
            return Cell(column.name, str(column.label), None, "", because, key)
        return Cell(column.name, str(column.label), machine(value), text, None, key)

    def _pinned(self, table: Table, row: Any, where: tuple[str, str]) -> Iterator[Pinned]:
        labels = {column.name: str(column.label) for column in table.columns}
        for statement in self.statements.get((row._meta.label_lower, row.pk), ()):
            mine = self.reader.is_child and statement.guardian_id is None
            because = None if mine else rules.others_words(self.reader, statement.guardian_id)
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
            if rules.reader_may(self.reader, because, let_in=key in self.request.let_in) is None:
                self.let_in.append(shown)
                return None
        if because is not None:
            seen = text if because in JUDGED or because is Because.WEIGHED else ""
            self.left_out.append(LeftOut(because, key, *where, label, seen))
        return because

    def _without_telling(self, part: Part) -> Part:
        """The part without what would give a protected address or another's contact data away, wherever it is written."""
        return replace(part, items=tuple(self._clean(part, item) for item in part.items)) if self.words else part

    def _clean(self, part: Part, item: Item) -> Item:
        cells = []
        for cell in item.cells:
            text, value = cell.text, cell.value
            for pattern, because in self.words:
                if pattern.search(text):
                    self.left_out.append(LeftOut(because, "", part.title, item.title, cell.label))
                    text, value = pattern.sub(OMITTED, text), _scrubbed(value, pattern)
            cells.append(replace(cell, text=text, value=value))
        statements = []
        for statement in item.statements:
            for pattern, because in self.words:
                if pattern.search(statement.text):
                    self.left_out.append(LeftOut(because, "", part.title, item.title, _("Udtalelse om teksten")))
                    statement = replace(statement, text=pattern.sub(OMITTED, statement.text))
            statements.append(statement)
        return replace(item, cells=tuple(cells), statements=tuple(statements))


def _scrubbed(value: Any, pattern: re.Pattern[str]) -> Any:
    if isinstance(value, str):
        return pattern.sub(OMITTED, value)
    return [_scrubbed(part, pattern) for part in value] if isinstance(value, list) else value


def _telling_words(child: Child, reader: Reader) -> Iterator[tuple[re.Pattern[str], Because]]:
    """What no text may say to this reader: the other parent's contact data, and every name of a protected place."""
    family = [custody.guardian for custody in Custody.objects.filter(child=child).select_related("guardian")]
    if not reader.is_child:
        others = [guardian for guardian in family if guardian.pk != reader.guardian_id]
        contact = {text for g in others for text in (g.phone, g.email, g.address, g.cpr_number) if text}
        if not reader.place_kept:
            contact -= {child.address}  # the same home
        yield from _patterns(contact, Because.OTHER_PARENT)
    if reader.place_kept:
        yield from _patterns(_places(child), Because.PROTECTED)


def _places(child: Child) -> set[str]:
    """Names and numbers that say where the child lives, goes or meets, and who works there."""
    institutions = set(Enrolment.objects.filter(child=child).values_list("institution_id", flat=True))
    institutions |= set(WellbeingAssessment.objects.filter(child=child).values_list("institution_id", flat=True))
    meetings = Meeting.objects.filter(child=child, suspicion=False)
    institutions |= {pk for pk in meetings.values_list("institution_id", flat=True) if pk}
    found = {child.address, child.postcode, child.city, child.district.name if child.district else ""}
    for name, phone in Institution.objects.filter(pk__in=institutions).values_list("name", "phone"):
        found |= {name, phone, *_distinctive(name)}
    groups = Enrolment.objects.filter(child=child, group__isnull=False).values("group_id")
    found |= set(Group.objects.filter(pk__in=groups).values_list("name", flat=True))
    for place in meetings.values_list("place", flat=True):
        found |= {place, *_distinctive(place)}
    there = Employment.objects.filter(institution_id__in=institutions).values("user_id")
    found |= set(User.objects.filter(pk__in=there).values_list("name", flat=True))
    return found


def _distinctive(name: str) -> set[str]:
    words = re.findall(r"\w+", name)
    return {word for word in words if len(word) >= SHORTEST and word.lower() not in GENERIC}


def _patterns(words: Iterable[str], because: Because) -> Iterator[tuple[re.Pattern[str], Because]]:
    whole = sorted({word.strip() for word in words if len(word.strip()) >= 3}, key=lambda word: (-len(word), word))
    if whole:
        options = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in whole)
        yield re.compile(rf"(?<!\w)(?:{options})(?:s|'s|en|et)?(?!\w)", re.IGNORECASE), because


def asker_words(request: AccessRequest) -> str:
    """`Amira Haddad`, `Noah Lund selv`, or `Lis Holm på vegne af Amira Haddad`."""
    who = request.guardian.name if request.guardian else _("%(name)s selv") % {"name": request.child.name}
    if request.representative:
        return _("%(who)s på vegne af %(other)s") % {"who": request.representative, "other": who}
    return who


def family_reader(child: Child) -> Actor:
    """Somebody who sees no suspicion and works nowhere: as the lists of access and looks are told to a family."""
    return Actor(0, "", "", child.municipality_id, child.municipality.name, False, UserKind.PARENT)


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
        for visit in looks_told(family_reader(child), child)
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
