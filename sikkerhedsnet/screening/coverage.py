"""How far a round is, in numbers: by group, institution and district; names only for the leader of the place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Count, F, Q, Sum
from django.urls import reverse

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import District, Group, Institution
from sikkerhedsnet.people.models import Child

from . import policy, rules
from .absences import choices_of
from .commands import Place
from .models import AssessmentRound, NotAssessed, RoundKept, WellbeingAssessment
from .raters import RATE, Colleague, Colleagues
from .round_labels import REASON
from .rules import Coverage, Standing
from .standings import round_institutions, setting_of, standings
from .states import NotState, Reason, State
from .unhelped import without_action


@dataclass(frozen=True)
class Missing:
    """A child that is not settled, and who has not handed in."""

    name: str
    on: tuple[Colleague, ...]
    aside_url: str = ""
    """Where it is written why the child is not assessed."""

    @property
    def names(self) -> str:
        return ", ".join(c.name for c in self.on)


@dataclass(frozen=True)
class LeftOut:
    """A child that is not assessed, and why; the parents' objection may still wait for the leader."""

    name: str
    absence: NotAssessed
    reason: str
    asked: bool


@dataclass(frozen=True)
class PlaceCoverage:
    """One group; `missing` is empty for those who follow the numbers only."""

    place: Place
    name: str
    coverage: Coverage
    behind: tuple[tuple[Colleague, int], ...]
    missing: tuple[Missing, ...]
    rates: bool
    settles: bool
    mine: int
    ready: int
    too_few: bool
    excused: tuple[LeftOut, ...] = ()
    """Those who are not assessed, by name and reason, for the leader of the place alone."""
    lacking: frozenset[int] = frozenset()

    @property
    def without_action(self) -> int:
        return len(self.lacking)


@dataclass(frozen=True)
class InstitutionCoverage:
    """One institution; `kept` when the figures stand from before its assessments were erased."""

    institution: Institution
    coverage: Coverage
    lacking: frozenset[int]
    places: tuple[PlaceCoverage, ...]
    kept: bool = False

    @property
    def without_action(self) -> int:
        return len(self.lacking)


@dataclass(frozen=True)
class DistrictCoverage:
    """A district's institutions; the district is None for those that belong to the whole municipality."""

    district: District | None
    coverage: Coverage
    lacking: frozenset[int]
    institutions: tuple[InstitutionCoverage, ...]

    @property
    def without_action(self) -> int:
        return len(self.lacking)


@dataclass(frozen=True)
class RoundCoverage:
    round: AssessmentRound
    coverage: Coverage
    lacking: frozenset[int]
    """The children with a yellow or red position that nobody has acted on: each is one, whatever is known of it."""
    districts: tuple[DistrictCoverage, ...]
    named: frozenset[int] = frozenset()
    """The children whose names this reader reads in it."""
    tells_objections: bool = False
    """How many parents have said no is told: this reader reads the names, or the number is not below the smallest shown.
    Of a single group those who read numbers only have it among the other reasons."""

    @property
    def without_action(self) -> int:
        return len(self.lacking)


def _all(several: Iterable[Set[int]]) -> frozenset[int]:
    return frozenset().union(*several)


def seen_institutions(actor: Actor, all_ids: Iterable[int]) -> set[int]:
    """The institutions whose numbers this person follows."""
    ids = set(all_ids)
    return ids if policy.sees_every_round(actor) else ids & actor.institution_ids(Permission.ROUND_SEE)


def round_coverage(actor: Actor, pk: int, today: date) -> RoundCoverage:
    """The round within reach, or AssessmentRound.DoesNotExist; a constant number of statements."""
    round_ = AssessmentRound.objects.visible_to(actor).select_related("municipality", "opened_by").get(pk=pk)
    ids = seen_institutions(actor, round_institutions([pk])[pk])
    institutions = list(Institution.objects.filter(pk__in=ids).select_related("district"))
    with context.beyond_reach():  # a leader's own child is counted with the others, and not named
        by_place = standings([round_], {pk: ids}, today)
    groups = dict(Group.objects.filter(institution_id__in=ids).values_list("pk", "name"))
    order = {pk: n for n, pk in enumerate(groups)}
    colleagues = Colleagues(ids, today, RATE)
    named = [i.pk for i in institutions if policy.names_children(actor, i.pk)]
    here = [s.child_id for place, found in by_place.items() if place.institution_id in named for s in found]
    names = _names(actor, here, today)
    lacking = without_action(ids, today, round_.municipality.action_weeks)
    absences = _absences(round_, named) if named else {}
    places: dict[int, list[PlaceCoverage]] = defaultdict(list)
    for place in sorted(by_place, key=lambda p: order.get(p.group_id or 0, len(order))):
        name = groups.get(place.group_id or 0, "")
        places[place.institution_id].append(
            _place(actor, place, name, by_place[place], colleagues, names, round_, today, absences, lacking)
        )
    kept = kept_figures(round_)
    rows = [
        InstitutionCoverage(
            institution=i,
            coverage=kept.get(i.pk) or rules.of_children(_in([i.pk], by_place)),
            lacking=_all(found for (institution_id, _group), found in lacking.items() if institution_id == i.pk),
            places=() if i.pk in kept else tuple(places[i.pk]),
            kept=i.pk in kept,
        )
        for i in institutions
    ]
    districts = _by_district(rows, by_place)
    total = _of_all(rows, by_place)
    return RoundCoverage(
        round=round_,
        coverage=total,
        tells_objections=len(named) == len(institutions)
        or total.objection >= choices_of(round_.municipality_id).fewest,
        lacking=_all(d.lacking for d in districts),
        districts=districts,
        named=frozenset(
            s.child_id
            for place, found in by_place.items()
            for s in found
            if place.institution_id not in kept and (s.waits or s.child_id in absences) and s.child_id in names
        ),
    )


def figures_now(round_: AssessmentRound, institution_id: int, today: date) -> Coverage:
    """The round's figures in one institution as its page says them today."""
    found = standings([round_], {round_.pk: {institution_id}}, today)
    return rules.of_children(standing for children in found.values() for standing in children)


def kept_figures(round_: AssessmentRound) -> dict[int, Coverage]:
    """The figures as they stood when the first assessment of an institution was erased; one query."""
    return {
        row.institution_id: Coverage(row.enrolled, row.rated, row.settled, **row.reasons) for row in round_.kept.all()
    }


def _absences(round_: AssessmentRound, institution_ids: Iterable[int]) -> dict[int, NotAssessed]:
    """Why children of these institutions are not assessed, and which objections wait, by child."""
    rows = NotAssessed.objects.standing().filter(
        assessment__round=round_, assessment__institution_id__in=list(institution_ids)
    )
    return {row.child_id: row for row in rows}


def _place(
    actor: Actor,
    place: Place,
    name: str,
    found: list[Standing],
    colleagues: Colleagues,
    names: dict[int, str],
    round_: AssessmentRound,
    today: date,
    absences: Mapping[int, NotAssessed] = MappingProxyType({}),
    lacking: Mapping[tuple[int, int | None], Set[int]] = MappingProxyType({}),
) -> PlaceCoverage:
    setting = setting_of(place)
    raters = colleagues.of(setting)
    closed = round_.closes_on < today
    waits = [s for s in found if s.waits]
    counted = [(c, sum(c.id not in s.handed_in for s in waits)) for c in raters]
    rates = bool(policy.may_rate(actor, setting))
    return PlaceCoverage(
        place=place,
        name=name,
        coverage=rules.coverage(found),
        behind=tuple((c, n) for c, n in counted if n),
        missing=tuple(
            Missing(
                names[s.child_id],
                tuple(c for c in raters if c.id not in s.handed_in),
                reverse("screening:set_aside", args=[place.round_id, place.institution_id, s.child_id]),
            )
            for s in waits
            if s.child_id in names
        ),
        rates=rates,
        settles=bool(policy.may_settle(actor, setting, alone=False)),
        mine=sum(s.owed_by(actor.id, closed=closed) for s in found) if rates else 0,
        ready=sum(s.ready for s in found),
        too_few=bool(waits) and len(raters) < max(s.required for s in waits),
        excused=tuple(
            LeftOut(names[s.child_id], row, str(REASON[Reason(row.reason)]), row.state == NotState.ASKED)
            for s in found
            if s.child_id in names and (row := absences.get(s.child_id)) is not None and not s.settled
        ),
        lacking=frozenset(lacking.get((place.institution_id, place.group_id), ())),
    )


def _names(actor: Actor, child_ids: list[int], today: date) -> dict[int, str]:
    """The names of those the reader works with: her own family is counted, and not named."""
    return {child.pk: child.name for child in Child.objects.visible_to(actor, today).filter(pk__in=child_ids)}


def _in(institution_ids: Collection[int], by_place: Mapping[Place, list[Standing]]) -> list[Standing]:
    return [s for place, found in by_place.items() if place.institution_id in institution_ids for s in found]


def _of_all(rows: list[InstitutionCoverage], by_place: Mapping[Place, list[Standing]]) -> Coverage:
    """Several institutions' children, each once; what stands from before an erasure is numbers, and can only be added."""
    living = {row.institution.pk for row in rows if not row.kept}
    return sum((row.coverage for row in rows if row.kept), rules.of_children(_in(living, by_place)))


def _by_district(
    rows: list[InstitutionCoverage], by_place: Mapping[Place, list[Standing]]
) -> tuple[DistrictCoverage, ...]:
    districts: dict[int, District | None] = {}
    found: dict[int, list[InstitutionCoverage]] = defaultdict(list)
    for row in rows:
        key = row.institution.district_id or 0
        districts[key] = row.institution.district
        found[key].append(row)
    ordered = sorted(found, key=lambda key: districts[key].sort_key if districts[key] else "\uffff")  # type: ignore[union-attr]
    return tuple(
        DistrictCoverage(
            district=districts[key],
            coverage=_of_all(found[key], by_place),
            lacking=_all(row.lacking for row in found[key]),
            institutions=tuple(found[key]),
        )
        for key in ordered
    )


@dataclass(frozen=True)
class RoundLine:
    """One round in the list, with how many of its children are done in what this person follows."""

    round: AssessmentRound
    settled: int
    total: int
    institutions: int
    to_rate: tuple[PlaceCoverage, ...] = ()


def rounds_of(actor: Actor, today: date) -> list[RoundLine]:
    """The rounds within reach, newest first, with my groups in those that are open."""
    rounds = list(AssessmentRound.objects.visible_to(actor).select_related("municipality")[:40])
    pairs = {pk: seen_institutions(actor, ids) for pk, ids in round_institutions(r.pk for r in rounds).items()}
    seen = {pk for ids in pairs.values() for pk in ids}
    counts = {
        row["round_id"]: row
        for row in WellbeingAssessment.objects.filter(round__in=rounds, institution_id__in=seen)
        .filter(Q(settled_on__isnull=False) | Q(state=State.OWN))
        .values("round_id")
        .annotate(
            total=Count("child_id", distinct=True), open=Count("child_id", filter=Q(settled_on=None), distinct=True)
        )
    }
    erased = {
        row["round_id"]: row["n"]
        for row in RoundKept.objects.filter(round__in=rounds, institution_id__in=seen)
        .values("round_id")
        .annotate(n=Sum("erased"))
    }
    mine = _my_groups(actor, [r for r in rounds if r.opens_on <= today <= r.closes_on], pairs, today)
    return [
        RoundLine(
            round=r,
            settled=counts.get(r.pk, {}).get("total", 0) - counts.get(r.pk, {}).get("open", 0) + erased.get(r.pk, 0),
            total=counts.get(r.pk, {}).get("total", 0) + erased.get(r.pk, 0),
            institutions=len(pairs.get(r.pk, ())),
            to_rate=tuple(mine.get(r.pk, ())),
        )
        for r in rounds
    ]


def _my_groups(
    actor: Actor, rounds: list[AssessmentRound], pairs: dict[int, set[int]], today: date
) -> dict[int, list[PlaceCoverage]]:
    if not actor.has(Permission.ASSESSMENT_RATE):
        return {}
    ids = actor.institution_ids(Permission.ASSESSMENT_RATE)
    groups = dict(Group.objects.filter(institution_id__in=ids).values_list("pk", "name"))
    institutions = dict(Institution.objects.filter(pk__in=ids).values_list("pk", "name"))
    colleagues = Colleagues(ids, today, RATE)
    by_round = {r.pk: r for r in rounds}
    found: dict[int, list[PlaceCoverage]] = defaultdict(list)
    for place, children in standings(rounds, {pk: pairs[pk] & ids for pk in by_round}, today).items():
        if policy.may_rate(actor, setting_of(place)):
            name = groups[place.group_id] if place.group_id else institutions[place.institution_id]
            found[place.round_id].append(
                _place(actor, place, name, children, colleagues, {}, by_round[place.round_id], today)
            )
    return found


def openable(actor: Actor) -> list[Institution]:
    """The institutions this person may open a round in, in Danish order."""
    from sikkerhedsnet.organisation.kinds import CHILDREN_ENROL_IN

    rows = Institution.objects.filter(municipality_id=actor.municipality_id, kind__in=CHILDREN_ENROL_IN).select_related(
        "district"
    )
    if not policy.opens_everywhere(actor):
        rows = rows.filter(pk__in=actor.institution_ids(Permission.ROUND_OPEN))
    return list(rows.order_by(F("district__sort_key").asc(nulls_last=True), "sort_key", "id"))
