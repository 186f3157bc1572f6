"""Rounds, places, assessments and ratings, each only for those it is there for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.verdicts import Verdict
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child, Enrolment

from . import policy, rules
from .commands import Place
from .handed_in import handed_in
from .models import AssessmentRound, OwnAssessment, WellbeingAssessment
from .policy import Setting
from .standings import cadence_of


def place_in_reach(
    actor: Actor, place: Place, permission: Permission
) -> tuple[AssessmentRound, Institution, Group | None]:
    """The round, the institution and the group, when this person holds `permission` there; else DoesNotExist."""
    round_ = AssessmentRound.objects.visible_to(actor).select_related("municipality").get(pk=place.round_id)
    institution = (
        Institution.objects.select_related("district")
        .filter(pk__in=actor.institution_ids(permission), rounds=round_)
        .get(pk=place.institution_id)
    )
    group = None if place.group_id is None else Group.objects.get(pk=place.group_id, institution=institution)
    return round_, institution, group


def children_in(actor: Actor, place: Place, round_: AssessmentRound, today: date) -> list[Child]:
    """The children of the place within reach today, in Danish order; who came after the round closed, or is too young
    for it, is not in it."""
    enrolled = Enrolment.objects.on(today).filter(institution_id=place.institution_id, group_id=place.group_id)
    kind = Institution.objects.values_list("kind", flat=True).get(pk=place.institution_id)
    day = min(max(today, round_.opens_on), round_.closes_on)
    youngest = cadence_of(round_.municipality).latest_birth(kind, day)
    in_time = enrolled.filter(start_on__lte=round_.closes_on, child__birth_date__lte=youngest)
    assessed = WellbeingAssessment.objects.filter(round=round_, institution_id=place.institution_id)
    return list(
        Child.objects.visible_to(actor, today)
        .living_here()
        .filter(pk__in=enrolled.values("child_id"))
        .filter(Q(pk__in=in_time.values("child_id")) | Q(pk__in=assessed.values("child_id")))
        .order_by("sort_key", "id")
    )


def assessment_in_reach(actor: Actor, pk: int, *, lock: bool = False) -> WellbeingAssessment:
    """The assessment with child and place, when this person works with the child; `lock` holds the row."""
    rows = WellbeingAssessment.objects.visible_to(actor).select_related(
        "child__municipality", "institution", "group", "round", "owner", "settled_by"
    )
    return rows.select_for_update(of=("self",)).get(pk=pk) if lock else rows.get(pk=pk)


def open_assessment(actor: Actor, pk: int, *, now: datetime) -> WellbeingAssessment:
    """The assessment, and a line in the read log."""
    assessment = assessment_in_reach(actor, pk)
    audit.read(actor, "assessment.read", assessment, at=now, child_id=assessment.child_id)
    return assessment


def sees_ratings(actor: Actor, assessment: WellbeingAssessment) -> Verdict:
    """Whether the colleagues' own ratings of the child are open to this person now."""
    return _sees(actor, assessment, handed_in([assessment.pk])[assessment.pk])


def _sees(actor: Actor, assessment: WellbeingAssessment, raters: set[int]) -> Verdict:
    setting = Setting(assessment.institution_id, assessment.group_id)
    takes_part = policy.may_settle(actor, setting, alone=assessment.round_id is None)
    if not takes_part:
        return takes_part
    return rules.may_see_others(
        is_rater=bool(policy.may_rate(actor, setting)),
        own_handed_in=actor.id in raters,
        handed_in=len(raters),
        required=assessment.raters_required,
        settled=assessment.settled_on is not None,
    )


def open_ratings(actor: Actor, assessments: Iterable[WellbeingAssessment]) -> dict[int, list[OwnAssessment]]:
    """The handed-in ratings of each assessment that are open to this person; nothing of the others. One query."""
    rows = {a.pk: a for a in assessments}
    found: dict[int, list[OwnAssessment]] = defaultdict(list)
    for own in (
        OwnAssessment.objects.filter(assessment_id__in=rows, handed_in_at__isnull=False)
        .select_related("rater")
        .order_by("assessment_id", "rater__sort_key", "pk")
    ):
        found[own.assessment_id].append(own)
    return {pk: owns for pk, owns in found.items() if _sees(actor, rows[pk], {own.rater_id for own in owns})}
