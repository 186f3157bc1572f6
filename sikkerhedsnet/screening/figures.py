"""Overviews without persons: how children were doing in the rounds that are over, by age, sex and place.

Only what was settled by a round's last day is counted, so that two looks at the same round never differ by one child.
Who leads a place sees her own places; her own family is not among what she reads, here as elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Func, IntegerField
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution

from .absences import choices_of
from .models import AssessmentRound, RoundKept, WellbeingAssessment
from .round_labels import KIND
from .states import Position
from .suppression import Counts, Detail, Sum, add, details, parts

ROUNDS = 8
ALL = "all"
AGES = ((0, 0), (1, 2), (3, 5), (6, 9), (10, 12), (13, 17))
"""In full years on the round's last day, as the instrument's own forms are cut."""
SEX = {"female": _("Piger"), "male": _("Drenge"), "unknown": _("Ikke oplyst")}
ORDER = {Position.GREEN: 0, Position.YELLOW: 1, Position.RED: 2}
NO_ONE: Counts = (0, 0, 0)


@dataclass(frozen=True)
class Shown:
    """One row as anybody may read it: what is not shown is not here."""

    name: object
    detail: Detail
    total: int | None = None
    green: int | None = None
    others: int | None = None
    yellow: int | None = None
    red: int | None = None

    @property
    def hidden(self) -> bool:
        return self.detail is Detail.NOTHING

    @property
    def shares(self) -> tuple[tuple[str, int], ...]:
        """What a bar is drawn of."""
        if self.detail is Detail.POSITIONS:
            return (("green", self.green or 0), ("yellow", self.yellow or 0), ("red", self.red or 0))
        if self.detail is Detail.GREEN_AND_OTHERS:
            return (("green", self.green or 0), ("others", self.others or 0))
        return ()

    def percent(self, n: int | None) -> int | None:
        """Of the row's children, in whole per cent."""
        return round(100 * n / self.total) if n is not None and self.total else None


@dataclass(frozen=True)
class Table:
    """One way of cutting the same children."""

    key: str
    title: object
    rows: tuple[Shown, ...]


@dataclass(frozen=True)
class Figures:
    """One round in tables, and the rounds beside each other; `fewest` is the smallest number shown."""

    rounds: tuple[AssessmentRound, ...]
    chosen: AssessmentRound | None
    tables: tuple[Table, ...]
    over_time: tuple[tuple[AssessmentRound, Shown], ...]
    fewest: int
    whole: bool
    erased: bool = False
    """Assessments of the round have been erased, so that ages and sexes are no longer known."""


@dataclass(frozen=True)
class _Cell:
    institution_id: int
    age: int | None
    sex: str
    counts: Counts


def figures(actor: Actor, round_pk: int | None, today: date) -> Figures:
    """The rounds that are over, newest first, with one of them in tables; a constant number of statements.

    AssessmentRound.DoesNotExist when the one asked for is not among them.
    """
    whole = actor.has(Permission.FIGURES_OF_ALL)
    mine = actor.institution_ids(Permission.FIGURES_SEE)
    over = AssessmentRound.objects.filter(municipality_id=actor.municipality_id, closes_on__lt=today)
    if not whole:
        there = AssessmentRound.institutions.through.objects.filter(institution_id__in=mine)
        over = over.filter(pk__in=there.values("assessmentround_id"))
    rounds = list(over.order_by("-closes_on", "-pk")[:ROUNDS])
    chosen = next((r for r in rounds if r.pk == round_pk), None) if round_pk else next(iter(rounds), None)
    if round_pk and chosen is None:
        raise AssessmentRound.DoesNotExist
    places = {
        i.pk: i
        for i in Institution.objects.filter(municipality_id=actor.municipality_id).select_related("district")
        if whole or i.pk in mine
    }
    cells, kept = _cells(rounds, places), _kept(rounds, places)
    fewest = choices_of(actor.municipality_id).fewest
    systems = {r.pk: System.of(cells[r.pk], kept[r.pk], places) for r in rounds}
    shown = {pk: details(system.rows, system.sums, fewest) for pk, system in systems.items()}
    return Figures(
        rounds=tuple(rounds),
        chosen=chosen,
        tables=systems[chosen.pk].tables(shown[chosen.pk]) if chosen else (),
        over_time=tuple((r, _shown(r.name, systems[r.pk].rows[ALL], shown[r.pk][ALL])) for r in rounds),
        fewest=fewest,
        whole=whole,
        erased=bool(chosen and kept[chosen.pk]),
    )


def _cells(rounds: Iterable[AssessmentRound], places: Mapping[int, Institution]) -> dict[int, list[_Cell]]:
    """The settled positions of each round, counted in the database by institution, age and sex; one query."""
    years = Func(
        F("round__closes_on"), F("child__birth_date"), template="EXTRACT(YEAR FROM AGE(%(expressions)s))::int",
        output_field=IntegerField(),
    )  # fmt: skip
    found: dict[int, list[_Cell]] = defaultdict(list)
    for row in (
        WellbeingAssessment.objects.filter(
            round__in=list(rounds), institution_id__in=places, settled_on__lte=F("round__closes_on")
        )
        .order_by()
        .values("round_id", "institution_id", "position", age=years, digit=Substr("child__cpr_number", 10, 1))
        .annotate(n=Count("pk"))
    ):
        counts = [0, 0, 0]
        counts[ORDER[Position(row["position"])]] = row["n"]
        cell = _Cell(row["institution_id"], row["age"], _sex(row["digit"]), (counts[0], counts[1], counts[2]))
        found[row["round_id"]].append(cell)
    return found


def _sex(digit: str) -> str:
    """What the last digit of the number says (see core.cpr); a child without a number is not told."""
    if not (digit.isascii() and digit.isdigit()):
        return "unknown"
    return "female" if int(digit) % 2 == 0 else "male"


def _kept(rounds: Iterable[AssessmentRound], places: Mapping[int, Institution]) -> dict[int, dict[int, Counts]]:
    """How many of each position have been erased, by round and institution; one query."""
    found: dict[int, dict[int, Counts]] = defaultdict(dict)
    for row in RoundKept.objects.filter(round__in=list(rounds), institution_id__in=places):
        counts = (row.green, row.yellow, row.red)
        if sum(counts):
            found[row.round_id][row.institution_id] = counts
    return found


@dataclass(frozen=True)
class System:
    """All the rows of one round and how they add up."""

    rows: dict[str, Counts]
    names: dict[str, object]
    cuts: dict[str, tuple[str, ...]]
    sums: tuple[Sum, ...]

    @classmethod
    def of(cls, cells: Iterable[_Cell], kept: Mapping[int, Counts], places: Mapping[int, Institution]) -> System:
        """Ages and sexes only while no assessment of the round has been erased: then they are not known of all."""
        cells = list(cells)
        rows: dict[str, Counts] = {}
        for cell in cells:
            key = f"institution:{cell.institution_id}"
            rows[key] = add([rows.get(key, NO_ONE), cell.counts])
        for institution_id, counts in kept.items():
            key = f"institution:{institution_id}"
            rows[key] = add([rows.get(key, NO_ONE), counts])
        here = [i for i in sorted(places.values(), key=lambda i: i.sort_key) if f"institution:{i.pk}" in rows]
        names: dict[str, object] = {f"institution:{i.pk}": i.name for i in here}
        by_district: dict[str, list[str]] = defaultdict(list)
        by_kind: dict[str, list[str]] = defaultdict(list)
        for i in sorted(here, key=lambda i: (i.district.sort_key if i.district else "\uffff", i.sort_key)):
            key = f"district:{i.district_id or 0}"
            names[key] = i.district.name if i.district else _("Uden distrikt")
            by_district[key].append(f"institution:{i.pk}")
        for kind in InstitutionKind:
            for i in here:
                if i.kind == kind:
                    names[f"kind:{kind}"] = KIND.get(kind, _("Andre"))
                    by_kind[f"kind:{kind}"].append(f"institution:{i.pk}")
        institutions = tuple(f"institution:{i.pk}" for i in here)
        cuts = {"institution": institutions, "district": tuple(by_district), "kind": tuple(by_kind)}
        sums = [Sum(key, tuple(of)) for key, of in (*by_district.items(), *by_kind.items())]
        for key, of in (*by_district.items(), *by_kind.items()):
            rows[key] = add(rows[name] for name in of)
        rows[ALL] = add(rows[name] for name in institutions)
        if not kept:
            for cut, keys in (("age", _age_key), ("sex", lambda cell: f"sex:{cell.sex}")):
                for cell in cells:
                    rows[keys(cell)] = add([rows.get(keys(cell), NO_ONE), cell.counts])
                order = [*(f"age:{low}" for low, _high in AGES), "age:unknown", *(f"sex:{key}" for key in SEX)]
                cuts[cut] = tuple(key for key in order if key in rows and key.startswith(f"{cut}:"))
            names |= {f"age:{low}": _age_words(low, high) for low, high in AGES}
            names |= {"age:unknown": _("Ikke oplyst")} | {f"sex:{key}": word for key, word in SEX.items()}
        sums += [Sum(ALL, of) for of in cuts.values()]
        return cls(rows, names, cuts, tuple(sums))

    def tables(self, shown: Mapping[str, Detail]) -> tuple[Table, ...]:
        """The round as tables; a cut that is the whole over again is left out."""
        titles = {
            "age": _("Alder"), "sex": _("Køn"), "kind": _("Slags institution"), "district": _("Distrikt"),
            "institution": _("Institution"),
        }  # fmt: skip
        whole = Table(ALL, _("Alle"), (_shown(_("Alle"), self.rows[ALL], shown[ALL]),))
        cut = [
            Table(key, title, tuple(_shown(self.names[n], self.rows[n], shown[n]) for n in self.cuts[key]))
            for key, title in titles.items()
            if len(self.cuts.get(key, ())) > 1
        ]
        return (whole, *cut)


def _age_key(cell: _Cell) -> str:
    return next((f"age:{low}" for low, high in AGES if cell.age is not None and low <= cell.age <= high), "age:unknown")


def _age_words(low: int, high: int) -> object:
    if high == 0:
        return _("Under 1 år")
    return _("%(low)s-%(high)s år") % {"low": low, "high": high}


def _shown(name: object, counts: Counts, detail: Detail) -> Shown:
    """The row with what it shows and nothing else."""
    if detail is Detail.NOTHING:
        return Shown(name, detail)
    said = parts(counts, detail)
    if detail is Detail.TOTAL:
        return Shown(name, detail, total=said[0])
    if detail is Detail.GREEN_AND_OTHERS:
        return Shown(name, detail, total=sum(said), green=said[0], others=said[1])
    return Shown(name, detail, total=sum(said), green=said[0], others=said[1] + said[2], yellow=said[1], red=said[2])
