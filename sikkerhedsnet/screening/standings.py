"""How far each child of some rounds is, place by place; positions are never read here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from sikkerhedsnet.organisation.kinds import ONE_RATER
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Enrolment

from .commands import Place
from .models import AssessmentRound, OwnAssessment, WellbeingAssessment
from .policy import Setting
from .rules import Standing
from .states import State


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


def standings(
    rounds: Iterable[AssessmentRound], institutions: Mapping[int, Iterable[int]], today: date
) -> dict[Place, list[Standing]]:
    """Every enrolled child of the named institutions of each round, by place; four queries, however many children.

    `rounds` have their municipality loaded. A child who came after a round closed counts only if it was assessed.
    """
    rounds = list(rounds)
    wanted = {pk for ids in institutions.values() for pk in ids}
    if not rounds or not wanted:
        return {}
    enrolled = list(
        Enrolment.objects.on(today)
        .filter(institution_id__in=wanted, child__left_on=None)
        .order_by("child__sort_key", "child_id")
        .values_list("child_id", "institution_id", "group_id", "start_on")
    )
    made = {
        (round_id, institution_id, child_id): (pk, State(state), required, settled_on is not None)
        for pk, round_id, institution_id, child_id, state, required, settled_on in WellbeingAssessment.objects.filter(
            round__in=rounds, institution_id__in=wanted
        ).values_list("pk", "round_id", "institution_id", "child_id", "state", "raters_required", "settled_on")
    }
    handed_in: dict[int, set[int]] = defaultdict(set)
    for assessment_id, rater_id in OwnAssessment.objects.filter(
        assessment__round__in=rounds, assessment__institution_id__in=wanted, handed_in_at__isnull=False
    ).values_list("assessment_id", "rater_id"):
        handed_in[assessment_id].add(rater_id)
    alone = set(Institution.objects.filter(pk__in=wanted, kind__in=ONE_RATER).values_list("pk", flat=True))

    found: dict[Place, list[Standing]] = defaultdict(list)
    for round_ in rounds:
        here = set(institutions.get(round_.pk, ()))
        usual = round_.municipality.own_assessments_required
        for child_id, institution_id, group_id, start_on in enrolled:
            if institution_id not in here:
                continue
            pk, state, required, settled = made.get(
                (round_.pk, institution_id, child_id), (None, None, 1 if institution_id in alone else usual, False)
            )
            if pk is None and start_on > round_.closes_on:
                continue
            found[Place(round_.pk, institution_id, group_id)].append(
                Standing(child_id, pk, state, required, settled, frozenset(handed_in[pk]) if pk else frozenset())
            )
    return found
