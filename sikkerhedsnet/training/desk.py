"""What courses and certificates ask of somebody's day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Task

from . import rules
from .models import Certificate, CourseDate, Participation
from .register import own_register, register
from .states import Attendance, DateState


def tasks(actor: Actor, today: date) -> list[Task]:
    """Certificates to renew (one's own, and those of whom one leads or keeps the register), and who came still to write."""
    if actor.kind is not UserKind.STAFF:
        return []
    return [*_own_tasks(actor, today), *_staff_tasks(actor, today), *_date_tasks(actor, today)]


def _own_tasks(actor: Actor, today: date) -> list[Task]:
    ending = Certificate.objects.filter(user_id=actor.id, revoked_on=None).exclude(expires_on=None)
    if not ending.exists():
        return []
    found = own_register(actor, today)
    me = found.colleagues[0]
    stands = [(course, found.stand(me, course)) for course in found.courses if course.is_offered and me.needs(course)]
    return [
        Task(
            "training.own",
            _("Dit bevis i %(course)s skal fornyes") % {"course": course.name},
            "",
            rules.warns_from(one.until, course.warn_weeks),
            one.until,
            "training:mine",
            (),
            _("Se dine kurser"),
        )
        for course, one in stands
        if one.to_renew and one.until
    ]


def _staff_tasks(actor: Actor, today: date) -> list[Task]:
    if not (actor.has(Permission.TRAINING_KEEP) or (actor.has(Permission.TRAINING_SEE) and actor.led_institution_ids)):
        return []
    found = register(actor, today)
    told = []
    for course in found.courses:
        ends = sorted(
            one.until
            for one in (found.stands(course) if course.is_offered else ())
            if one.to_renew and one.until and one.colleague.user_id != actor.id
        )
        if ends:
            words = ngettext(
                "%(n)s bevis i %(course)s skal fornyes", "%(n)s beviser i %(course)s skal fornyes", len(ends)
            )
            told.append(
                Task(
                    "training.expiring",
                    words % {"n": len(ends), "course": course.name},
                    "",
                    rules.warns_from(ends[0], course.warn_weeks),
                    ends[0],
                    "training:course",
                    (course.pk,),
                    _("Se hvem"),
                )
            )
    return told


def _date_tasks(actor: Actor, today: date) -> list[Task]:
    if not actor.has(Permission.TRAINING_KEEP):
        return []
    over = CourseDate.objects.filter(
        course__municipality_id=actor.municipality_id, state=DateState.PLANNED, on__lt=today,
        participants__state=Attendance.SIGNED_UP,
    )  # fmt: skip
    asked = Participation.objects.filter(
        date__course__municipality_id=actor.municipality_id, date__state=DateState.PLANNED, date__on__gte=today,
        state=Attendance.ASKED,
    )  # fmt: skip
    waiting_by_date: dict[CourseDate, list[Participation]] = defaultdict(list)
    for place in asked.select_related("date__course").order_by("date__on", "signed_up_at"):
        waiting_by_date[place.date].append(place)
    return [
        *(_asked_task(row, places, today) for row, places in waiting_by_date.items()),
        *(_attendance_task(row) for row in over.select_related("course").distinct()),
    ]


def _asked_task(row: CourseDate, places: list[Participation], today: date) -> Task:
    words = ngettext("%(n)s vil gerne med på %(course)s", "%(n)s vil gerne med på %(course)s", len(places))
    since = clock.day_of(places[0].signed_up_at)
    return Task(
        "training.asked",
        words % {"n": len(places), "course": row.course.name},
        "",
        since,
        min(row.on, since + rules.ANSWER_WITHIN),
        "training:date",
        (row.pk,),
        _("Svar dem"),
        child_line=row.place,
    )


def _attendance_task(row: CourseDate) -> Task:
    return Task(
        "training.attendance",
        _("Skriv, hvem der kom på %(course)s") % {"course": row.course.name},
        "",
        row.on,
        row.on,
        "training:attendance",
        (row.pk,),
        _("Skriv fremmøde"),
        child_line=row.place,
    )
