"""Which rows of a file are taken: each by itself, against the codes that are known, and against the other rows; pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Generic, TypeVar

from sikkerhedsnet.organisation.kinds import CHILDREN_ENROL_IN, InstitutionKind

from . import rows
from .cells import Parsed
from .layouts import COLUMNS, RegisterFile
from .problems import Problem, Reason, problem
from .reading import Record, Table
from .rows import ChildRow, DistrictRow, InstitutionRow, Row, StaffRow
from .world import World, key

R = TypeVar("R", bound=Row)

COLUMN_OF: dict[str, str] = {
    "code": "kode", "name": "navn", "kind": "type", "district": "distrikt", "function": "rolle", "start_on": "fra",
    "end_on": "til", "first_name": "fornavn", "last_name": "efternavn", "address": "adresse", "postcode": "postnr",
    "city": "by", "protected": "adressebeskyttet", "birth_date": "foedselsdato", "guardians": "vaerge1_navn",
    "group": "gruppe", "language": "sprog",
}  # fmt: skip


@dataclass(frozen=True)
class Sifted(Generic[R]):
    """The rows that are taken, and everything there is to say about the file."""

    taken: tuple[R, ...]
    rejected: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    turned_away: tuple[Record, ...] = ()
    unreadable: int = 0


def sift_districts(table: Table, world: World, today: date) -> Sifted[DistrictRow]:
    return _sift(table, today, rows.district_row, lambda row, tell: row, lambda row: key(row.code))


def sift_institutions(table: Table, world: World, today: date) -> Sifted[InstitutionRow]:
    def placed(row: InstitutionRow, tell: Tell) -> InstitutionRow | None:
        if not row.district:
            return row
        district = world.district(row.district)
        if district is None:
            return tell("distrikt", Reason.UNKNOWN_DISTRICT)
        return replace(row, district=district.code)

    return _sift(table, today, rows.institution_row, placed, lambda row: key(row.code))


def sift_staff(table: Table, world: World, today: date) -> Sifted[StaffRow]:
    def placed(row: StaffRow, tell: Tell) -> StaffRow | None:
        institution, district = world.institution(row.institution), world.district(row.district)
        if row.institution and institution is None:
            return tell("institution", Reason.UNKNOWN_INSTITUTION)
        if row.district and district is None:
            return tell("distrikt", Reason.UNKNOWN_DISTRICT)
        return replace(
            row,
            institution=institution.code if institution else "",
            district=district.code if district else "",
        )

    return _sift(table, today, rows.staff_row, placed, lambda row: (row.id, row.function))


def sift_children(table: Table, world: World, today: date) -> Sifted[ChildRow]:
    """A row that contradicts an earlier one is turned away, but protection told by any of them counts."""

    def placed(row: ChildRow, tell: Tell) -> ChildRow | None:
        institution, district = world.institution(row.institution), world.district(row.district)
        if row.institution and institution is None:
            return tell("institution", Reason.UNKNOWN_INSTITUTION)
        if row.district and district is None:
            return tell("distrikt", Reason.UNKNOWN_DISTRICT)
        if institution and institution.kind not in CHILDREN_ENROL_IN | {InstitutionKind.HEALTH_VISITING}:
            return tell("institution", Reason.NOT_FOR_CHILDREN)
        where = district.code if district else institution.district if institution else ""
        if not where:
            return tell("distrikt", Reason.NO_DISTRICT)
        enrols = institution is not None and institution.kind in CHILDREN_ENROL_IN
        return replace(
            row,
            institution=institution.code if institution and enrols else "",
            group=row.group if enrols else "",
            district=where,
        )

    return _sift(table, today, rows.child_row, placed, lambda row: row.identity)


SIFT: Mapping[RegisterFile, Callable[[Table, World, date], Sifted[Any]]] = {
    RegisterFile.DISTRICTS: sift_districts,
    RegisterFile.INSTITUTIONS: sift_institutions,
    RegisterFile.STAFF: sift_staff,
    RegisterFile.CHILDREN: sift_children,
}

Tell = Callable[..., Any]


def _sift(
    table: Table,
    today: date,
    parse: Callable[[Record, date], Parsed[R]],
    place: Callable[[R, Tell], R | None],
    identity: Callable[[R], Hashable],
) -> Sifted[R]:
    taken: dict[Hashable, R] = {}
    rejected: list[Problem] = list(table.broken)
    warnings: list[Problem] = list(table.warnings)
    turned_away: list[Record] = []
    number_column = COLUMNS[table.file][0]
    for record in table.records:
        parsed = parse(record, today)
        complaints = list(parsed.rejected)

        def tell(
            column: str,
            reason: Reason,
            *,
            record: Record = record,
            complaints: list[Problem] = complaints,
            **args: object,
        ) -> None:
            complaints.append(problem(record.line, column, record.cells.get(column, ""), reason, **args))

        row = place(parsed.row, tell) if parsed.row is not None else None
        if row is not None and not complaints:
            known = identity(row)
            earlier = taken.setdefault(known, row)
            if earlier is row:
                warnings.extend(parsed.warnings)
                continue
            if earlier == row:
                told = record.cells[number_column].strip()
                warnings.append(problem(record.line, number_column, told, Reason.ROW_TWICE, line=earlier.line))
                continue
            if isinstance(earlier, ChildRow) and isinstance(row, ChildRow) and row.protected:
                taken[known] = replace(earlier, protected=True)
            reason = Reason.SAME_CHILD_TWICE if isinstance(row, ChildRow) else Reason.SAME_KEY_TWICE
            tell(_first_difference(earlier, row), reason, line=earlier.line)
        rejected.extend(complaints)
        turned_away.append(record)
    return Sifted(tuple(taken.values()), tuple(rejected), tuple(warnings), tuple(turned_away), len(table.broken))


def _first_difference(one: Row, other: Row) -> str:
    """The column that tells the two rows apart."""
    names = [f.name for f in fields(one) if f.compare and getattr(one, f.name) != getattr(other, f.name)]
    return COLUMN_OF.get(names[0], names[0]) if names else ""
