"""How far each child of some rounds is, place by place; positions are never read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Enrolment

from .cadence import Cadence
from .commands import Place
from .handed_in import handed_in
from .models import AssessmentRound, NotAssessed, RoundPlan, WellbeingAssessment
from .policy import Setting
from .rules import Standing
from .states import Reason, State


def setting_of(place: Place) -> Setting:
    return Setting(place.institution_id, place.group_id)


def round_institutions(round_ids: Iterable[int]) -> dict[int, set[int]]:
    """The institutions of each round; one query."""
    found: dict[int, set[int]] = defaultdict(set)
    for round_id, institution_id in AssessmentRound.institutions.through.objects.filter(
        assessmentround_id__in=list(round_ids)
    ).values_list("assessmentround_id", "institution_id"):
        found[round_id].add(institution_id)
    return found


def cadence_of(municipality: Municipality) -> Cadence:
    """How many rate and from which age, in each kind of institution; one query."""
    plans = list(RoundPlan.objects.filter(municipality=municipality).values_list("kind", "raters", "from_months"))
    return Cadence(
        usual=municipality.own_assessments_required,
        raters={kind: raters for kind, raters, _months in plans if raters},
        from_months={kind: months for kind, _raters, months in plans if months},
    )


def excused_in(**among: object) -> dict[int, Reason]:
    """The assessments that are left out for a reason that holds, of those `among` names; one query."""
    rows = NotAssessed.objects.holding().filter(**among)
    return {pk: Reason(reason) for pk, reason in rows.values_list("assessment_id", "reason")}


def standings(
    rounds: Iterable[AssessmentRound], institutions: Mapping[int, Iterable[int]], today: date
) -> dict[Place, list[Standing]]:
    """Every enrolled child of the named institutions of each round, by place; six queries, however many children.

    `rounds` have their municipality loaded, the same one. A child who came after a round closed, or is too young for it,
    counts only if it was assessed.
    """
    rounds = list(rounds)
    wanted = {pk for ids in institutions.values() for pk in ids}
    if not rounds or not wanted:
        return {}
    enrolled = list(
        Enrolment.objects.on(today)
        .filter(institution_id__in=wanted, child__left_on=None)
        .order_by("child__sort_key", "child_id")
        .values_list("child_id", "institution_id", "group_id", "start_on", "child__birth_date")
    )
    made = {
        (round_id, institution_id, child_id): (pk, State(state), required, settled_on is not None)
        for pk, round_id, institution_id, child_id, state, required, settled_on in WellbeingAssessment.objects.filter(
            round__in=rounds, institution_id__in=wanted
        ).values_list("pk", "round_id", "institution_id", "child_id", "state", "raters_required", "settled_on")
    }
    who = handed_in(pk for pk, *_ in made.values())
    excused = excused_in(assessment__round__in=rounds, assessment__institution_id__in=wanted)
    kinds = dict(Institution.objects.filter(pk__in=wanted).values_list("pk", "kind"))
    cadence = cadence_of(rounds[0].municipality)

    found: dict[Place, list[Standing]] = defaultdict(list)
    for round_ in rounds:
        here = set(institutions.get(round_.pk, ()))
        day = min(max(today, round_.opens_on), round_.closes_on)
        youngest = {pk: cadence.latest_birth(kinds[pk], day) for pk in here if pk in kinds}
        for child_id, institution_id, group_id, start_on, born in enrolled:
            if institution_id not in here:
                continue
            pk, state, required, settled = made.get(
                (round_.pk, institution_id, child_id), (None, None, cadence.required(kinds[institution_id]), False)
            )
            too_young = born is None or born > youngest[institution_id]
            if pk is None and (start_on > round_.closes_on or too_young):
                continue
            found[Place(round_.pk, institution_id, group_id)].append(
                Standing(
                    child_id, pk, state, required, settled, frozenset(who[pk]) if pk else frozenset(),
                    excused.get(pk) if pk and not settled else None,
                )
            )  # fmt: skip
    return found
