"""Wellbeing assessments whose clock has begun: by the ordinary period, and by the rule of the setting the child left."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.handover import queries as handovers
from sikkerhedsnet.handover.models import HandOver
from sikkerhedsnet.handover.states import THEIRS, OnLeaving
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import OwnAssessment, WellbeingAssessment

from .asked import GONE, Asked, Thing
from .kinds import Event, Kind
from .models import RetentionRule
from .rules import UNLIMITED
from .states import RuleState

JOURNAL_KEEPERS = (Function.HEALTH_VISITOR, Function.DENTAL_PROFESSIONAL)
"""Health professionals, whose assessment is a part of the health record and is kept as long as that."""


def assessments(asked: Asked) -> Iterator[Thing]:
    """Assessments nobody follows any more; bound while a concern tells that it came from one."""
    rows = _finished(asked).annotate(needed=Exists(_came_from()), went=Subquery(_last_day_there()))
    names = ("pk", "child_id", "settled_on", "round__closes_on", "changed_at", "needed", "went", *GONE)
    for pk, child, settled, closes, changed, told, went, left, born in asked.of(rows).values_list(*names):
        if asked.event is Event.ASSESSMENT_SETTLED:
            began = settled or closes or clock.day_of(changed)
        elif asked.event is Event.ROUND_CLOSED:
            began = closes or settled or clock.day_of(changed)
        elif asked.event is Event.SETTING_LEFT:
            began = went if went is not None and went < asked.today else None
        else:
            began = asked.gone(left, born)
        if began is not None:
            yield Thing(Kind.ASSESSMENT, pk, child, began, bound=told)


def _last_day_there() -> Any:
    """The child's last day in the place the assessment is from; none while it is there, or never was."""
    places = Enrolment.objects.filter(child_id=OuterRef("child_id"), institution_id=OuterRef("institution_id"))
    return places.order_by(F("end_on").desc(nulls_first=True)).values("end_on")[:1]


def left_behind(asked: Asked) -> Iterator[Thing]:
    """Assessments from a setting the child has left, when the municipality's rule for hand-overs says that they go.

    None while they are kept, while their months are not over, or when the ordinary period is for good. Bound by whatever
    the law keeps them for: a course that came from one or is still open, a request for access that is not answered, the
    health record, and a hand-over that the new place has not accepted.
    """
    chosen = handovers.settings_of(asked.municipality_id)
    if chosen.on_leaving == OnLeaving.KEPT or _kept_for_good(asked.municipality_id):
        return
    there = HandOver.objects.filter(child_id=OuterRef("child_id"), from_institution_id=OuterRef("institution_id"))
    accepted = there.filter(state__in=THEIRS).order_by("-accepted_at").values("accepted_at")[:1]
    rows = _finished(asked).annotate(
        went=Subquery(_last_day_there()),
        accepted=Subquery(accepted),
        needed=Exists(_came_from()) | Exists(there.being_written()) | _course_is_open() | _of_a_health_record(),
    )
    for pk, child, went, at, needed in asked.of(rows).values_list("pk", "child_id", "went", "accepted", "needed"):
        if went is None or went >= asked.today:
            continue
        began = max(went, clock.day_of(at)) if at else went
        if calendar.add_months(began, chosen.keep_months) <= asked.today:
            yield Thing(Kind.ASSESSMENT, pk, child, began, bound=needed)


def _finished(asked: Asked) -> QuerySet[WellbeingAssessment]:
    rows = WellbeingAssessment.objects.filter(child__municipality_id=asked.municipality_id)
    return rows.exclude(state__in=WellbeingAssessment.OPEN)


def _came_from() -> QuerySet[Concern]:
    return Concern.objects.filter(assessment_id=OuterRef("pk"))


def _course_is_open() -> Any:
    """Whether anything about the child is under way that the assessment may be a part of."""
    about = {"child_id": OuterRef("child_id")}
    found: Any = Exists(AccessRequest.objects.filter(ended_at=None, **about))
    found = found | Exists(Concern.objects.filter(state__in=NOT_CLOSED, **about))
    for model in (Meeting, Plan):
        found = found | Exists(model._default_manager.filter(state__in=model.OPEN, **about))
    return found


def _of_a_health_record() -> Any:
    """Whether a health professional made it, alone or with others."""
    raters = OwnAssessment.objects.filter(assessment_id=OuterRef(OuterRef("pk"))).values("rater_id")
    posts = Employment.objects.filter(function__in=JOURNAL_KEEPERS)
    return Exists(posts.filter(Q(user_id__in=raters) | Q(user_id=OuterRef("settled_by_id"))))


def _kept_for_good(municipality_id: int) -> bool:
    """Whether the confirmed ordinary period says that assessments are kept for good: then no other rule shortens it."""
    confirmed = RetentionRule.objects.filter(
        municipality_id=municipality_id, kind=Kind.ASSESSMENT, state=RuleState.CONFIRMED
    )
    return confirmed.filter(period=UNLIMITED).exists()
