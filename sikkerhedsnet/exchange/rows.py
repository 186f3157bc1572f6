"""One row of a register file as one frozen value, or the reasons why it is none; pure, one row at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core.cpr import CprError, parse_cpr
from sikkerhedsnet.organisation.kinds import InstitutionKind

from . import words
from .cells import Cells, Parsed
from .problems import Reason
from .reading import Record

CHILDHOOD_YEARS = 18


@dataclass(frozen=True)
class DistrictRow:
    line: int = field(compare=False)
    code: str
    name: str


@dataclass(frozen=True)
class InstitutionRow:
    line: int = field(compare=False)
    code: str
    name: str
    kind: InstitutionKind
    district: str


@dataclass(frozen=True)
class StaffRow:
    line: int = field(compare=False)
    id: str
    name: str
    email: str
    function: Function
    institution: str
    district: str
    start_on: date
    end_on: date | None


@dataclass(frozen=True)
class GuardianCell:
    """A custody holder as one child's row tells of them."""

    cpr: str
    name: str
    has_custody: bool
    same_address: bool


@dataclass(frozen=True)
class ChildRow:
    line: int = field(compare=False)
    cpr: str
    first_name: str
    last_name: str
    address: str
    postcode: str
    city: str
    protected: bool
    birth_date: date
    guardians: tuple[GuardianCell, ...]
    institution: str
    group: str
    district: str
    language: str

    @property
    def identity(self) -> tuple[str, ...]:
        """What recognises the child: the CPR number, else name, birth date and the first custody holder's number."""
        return ("cpr", self.cpr) if self.cpr else self.look

    @property
    def look(self) -> tuple[str, ...]:
        """What recognises a child whose number is not known yet."""
        first = next((guardian.cpr for guardian in self.guardians if guardian.cpr), "")
        return ("look", f"{self.first_name} {self.last_name}".casefold(), self.birth_date.isoformat(), first)


Row = DistrictRow | InstitutionRow | StaffRow | ChildRow


def district_row(record: Record, today: date) -> Parsed[DistrictRow]:
    cells = Cells(record)
    code, name = cells.text("kode", 20), cells.name("navn", 200)
    return cells.done(lambda: DistrictRow(record.line, code, name))


def institution_row(record: Record, today: date) -> Parsed[InstitutionRow]:
    cells = Cells(record)
    code, name = cells.text("kode", 20), cells.name("navn", 200)
    kind = cells.word("type", words.KINDS, Reason.UNKNOWN_KIND)
    district = cells.text("distrikt", 20, required=False)
    return cells.done(lambda: InstitutionRow(record.line, code, name, cells.sure(kind), district))


def staff_row(record: Record, today: date) -> Parsed[StaffRow]:
    """An employee; a last day that has passed is no fault, it only gives no access."""
    cells = Cells(record)
    number, name = cells.text("id", 60), cells.name("navn", 200)
    email = cells.email("email")
    function = cells.word("rolle", words.FUNCTIONS, Reason.UNKNOWN_FUNCTION)
    institution = cells.text("institution", 20, required=False)
    district = cells.text("distrikt", 20, required=False)
    start_on = cells.day("fra")
    end_on = cells.day("til", required=False)
    if start_on and end_on and end_on < start_on:
        cells.reject("til", Reason.ENDS_BEFORE_START, start=start_on.strftime("%d-%m-%Y"))
    if function in words.NEEDS_INSTITUTION and not institution:
        cells.warn("institution", Reason.NO_PLACE)
    if function in words.NEEDS_DISTRICT and not district:
        cells.warn("distrikt", Reason.NO_PLACE)
    return cells.done(
        lambda: StaffRow(
            record.line, number, name, email, cells.sure(function), institution, district, cells.sure(start_on), end_on
        )
    )


def child_row(record: Record, today: date) -> Parsed[ChildRow]:
    """A child; what is wrong with the child or its place rejects the row, an unreadable parent's number does not."""
    cells = Cells(record)
    cpr = cells.cpr("cpr")
    first_name, last_name = cells.name("fornavn", 200), cells.name("efternavn", 200, required=False)
    birth_date = _birth_date(cells, cpr, today)
    protected = cells.yes_or_no("adressebeskyttet")
    guardians = _guardians(cells, cpr)
    address, postcode = cells.name("adresse", 200, required=False), cells.text("postnr", 10, required=False)
    city, language = cells.name("by", 100, required=False), cells.text("sprog", 60, required=False)
    institution, group = cells.text("institution", 20, required=False), cells.name("gruppe", 200, required=False)
    district = cells.text("distrikt", 20, required=False)
    return cells.done(
        lambda: ChildRow(
            line=record.line,
            cpr=cpr,
            first_name=first_name,
            last_name=last_name,
            address=address,
            postcode=postcode,
            city=city,
            protected=cells.sure(protected),
            birth_date=cells.sure(birth_date),
            guardians=guardians,
            institution=institution,
            group=group,
            district=district,
            language=language.casefold(),
        )
    )


def _birth_date(cells: Cells, cpr: str, today: date) -> date | None:
    born = cells.day("foedselsdato")
    if born is None:
        return None
    if born > today:
        cells.warn("foedselsdato", Reason.DATE_AHEAD)
    elif born < date(today.year - CHILDHOOD_YEARS, today.month, min(today.day, 28)):
        cells.warn("foedselsdato", Reason.NOT_A_CHILD)
    if cpr:
        number = parse_cpr(cpr)
        if not number.agrees_with(born):
            if number.is_replacement:
                cells.warn("foedselsdato", Reason.CPR_HINT_DISAGREES)
            else:
                cells.reject("foedselsdato", Reason.CPR_DISAGREES)
    elif not cells.raw("cpr").strip():
        cells.warn("cpr", Reason.CPR_MISSING)
    return born


def _guardians(cells: Cells, child_cpr: str) -> tuple[GuardianCell, ...]:
    found: list[GuardianCell] = []
    for number in (1, 2):
        guardian = _guardian(cells, f"vaerge{number}", child_cpr)
        if guardian is None:
            continue
        if found and _one_person(guardian, found[0]):
            cells.warn(f"vaerge{number}_cpr", Reason.GUARDIAN_TWICE)
            found[0] = replace(found[0], cpr=found[0].cpr or guardian.cpr)
        else:
            found.append(guardian)
    if not any(cells.raw(f"vaerge{number}_navn").strip() for number in (1, 2)):
        cells.warn("vaerge1_navn", Reason.NO_GUARDIAN)
    return tuple(found)


def _one_person(one: GuardianCell, other: GuardianCell) -> bool:
    """The same number, or the same name where a number is missing."""
    if one.cpr and other.cpr:
        return one.cpr == other.cpr
    return one.name.casefold() == other.name.casefold()


def _guardian(cells: Cells, prefix: str, child_cpr: str) -> GuardianCell | None:
    column = f"{prefix}_cpr"
    written = cells.raw(column).strip()
    if not written and not cells.raw(f"{prefix}_navn").strip():
        return None
    cpr = ""
    if written:
        try:
            cpr = parse_cpr(written).digits
        except CprError:
            cells.warn(column, Reason.GUARDIAN_CPR_UNREADABLE)
    if cpr and cpr == child_cpr:
        cells.reject(column, Reason.GUARDIAN_IS_CHILD)
    name = cells.name(f"{prefix}_navn", 300)
    custody = cells.yes_or_no(f"{prefix}_foraeldremyndighed")
    same = cells.yes_or_no(f"{prefix}_samme_adresse")
    if not name or custody is None or same is None:
        return None
    return GuardianCell(cpr, name, custody, same)
