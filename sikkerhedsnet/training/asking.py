"""A colleague asks for a place herself, or takes it back; and who has left gives hers up by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from sikkerhedsnet.access.actor import Actor, System, UserKind
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation.models import Employment

from . import queries, register
from .models import CourseDate, Participation
from .states import Attendance, DateState


@transaction.atomic
def ask(actor: Actor, date_id: int, *, now: datetime) -> Participation:
    """She would like to come; whoever keeps the register gives the place. Asked twice is once, and a place is kept.

    Raises Invalid when the course is not offered to her, or its day is over or called off.
    """
    if actor.kind is not UserKind.STAFF:
        raise Refused("role")
    row = queries.date_of(actor, date_id)
    open_ = row.course.is_offered and row.state == DateState.PLANNED and row.on > clock.day_of(now)
    if not open_ or not register.myself(actor).needs(row.course):
        raise Invalid({"ask": "not_open"})
    with context.beyond_reach():  # places are written by whoever keeps the register; this one is only asked for
        CourseDate.objects.select_for_update(no_key=True).get(pk=row.pk)
        there = Participation.objects.filter(date=row, user_id=actor.id).first()
        if there is not None and there.state != Attendance.WITHDRAWN:
            return there
        stamp = {"state": Attendance.ASKED, "signed_up_at": now, "signed_up_by_id": actor.id}
        place, _new = Participation.objects.update_or_create(date=row, user_id=actor.id, defaults=stamp)
    audit.record(actor, "course_place.asked", place, at=now, details={"date": row.pk})
    return place


@transaction.atomic
def take_back(actor: Actor, date_id: int, *, now: datetime) -> None:
    """She does not want to come after all; a place she has been given is given up by whoever keeps the register."""
    row = queries.date_of(actor, date_id)
    with context.beyond_reach():
        place = Participation.objects.filter(date=row, user_id=actor.id, state=Attendance.ASKED).first()
        if place is None:
            return
        place.state = Attendance.WITHDRAWN
        place.save(update_fields=["state"])
    audit.record(actor, "course_place.taken_back", place, at=now, details={"date": row.pk})


@transaction.atomic
def free_places(municipality: Municipality, *, now: datetime) -> int:
    """Places on coming courses of those who work here neither today nor on the day are free for others."""
    today = clock.day_of(now)
    posts = Employment.objects.filter(user_id=OuterRef("user_id"), municipality=municipality)
    holds = Q(end_on=None) | Q(end_on__gte=F("start_on"))
    now_here = Exists(posts.on(today))
    then_here = Exists(
        posts.filter(holds, start_on__lte=OuterRef("date__on")).filter(
            Q(end_on=None) | Q(end_on__gte=OuterRef("date__on"))
        )
    )
    places = Participation.objects.filter(
        date__course__municipality=municipality, date__state=DateState.PLANNED, date__on__gte=today,
        state__in=(Attendance.SIGNED_UP, Attendance.ASKED),
    )  # fmt: skip
    gone = list(places.exclude(now_here).exclude(then_here).select_for_update(of=("self",)).order_by("pk"))
    author = System(municipality.pk)
    for place in gone:
        place.state = Attendance.WITHDRAWN
        audit.record(
            author, "course_place.freed", place, at=now, details={"date": place.date_id, "person": place.user_id}
        )
    Participation.objects.bulk_update(gone, ["state"])
    CourseDate.objects.filter(pk__in={place.date_id for place in gone}).update(version=F("version") + 1)
    return len(gone)
