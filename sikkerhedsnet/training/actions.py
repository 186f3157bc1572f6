"""The register is kept: courses and dates are planned, colleagues signed up, and certificates given and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.web.words import day_words

from . import policy, queries, register, rules
from .asking import ask as ask
from .asking import free_places as free_places
from .asking import take_back as take_back
from .commands import Give, Revoke, SetCourse, SetDate, Settle, SignUp
from .models import Certificate, Course, CourseDate, Participation
from .states import DATE_TABLE, WITH_A_PLACE, Attendance, DateMove, DateState, Source


@transaction.atomic
def set_course(actor: Actor, command: SetCourse, *, now: datetime) -> Course:
    """A course is added or changed; with a new interval the last day of every certificate that follows it moves."""
    require(policy.may_keep(actor))
    before = None if command.course_id is None else queries.course_of(actor, command.course_id)
    short = command.short if before is None else before.key
    rules.check_course(short, command.name, command.certificate)
    said = {
        "name": command.name.strip(), "certificate": command.certificate, "months": command.months,
        "warn_weeks": command.warn_weeks, "mark": command.mark.strip(), "provider": command.provider.strip(),
        "note": command.note.strip(), "functions": list(command.functions), "is_offered": command.is_offered,
    }  # fmt: skip
    if before is None:
        return _add_course(actor, short, said, command, now)
    months = before.months
    before.version = command.version
    row = change(before, by_name=actor.name, at=now, **said, sort_key=danish_sort_key(command.name.strip()))
    moved = _move_last_days(row) if row.months != months else 0
    details = {"months": row.months, "certificate": row.certificate, "moved": moved}
    audit.record(actor, "course.changed", row, at=now, details=details)
    return row


def _add_course(actor: Actor, short: str, said: Mapping[str, Any], command: SetCourse, now: datetime) -> Course:
    def make() -> Course:
        made: Course = Course.objects.create(
            municipality_id=actor.municipality_id, key=short, idempotency_key=command.key, changed_at=now,
            changed_by_name=actor.name, **said,
        )  # fmt: skip
        return made

    taken = Course.objects.filter(municipality_id=actor.municipality_id, key=short)
    if taken.exclude(idempotency_key=command.key).exists():
        raise Invalid({"short": "key_taken"})
    row, new = create_once(Course, command.key, make)
    if new:
        audit.record(actor, "course.added", row, at=now, details={"key": short, "certificate": row.certificate})
    return row


def _move_last_days(course: Course) -> int:
    """The last day of those that follow the rule, worked out again; one written on the paper itself stays."""
    rows = list(Certificate.objects.filter(course=course, by_rule=True, revoked_on=None).select_for_update())
    for row in rows:
        row.expires_on = rules.expires_on(row.completed_on, course.months)
    Certificate.objects.bulk_update(rows, ["expires_on"], batch_size=1000)
    return len(rows)


@transaction.atomic
def set_date(actor: Actor, command: SetDate, *, now: datetime) -> CourseDate:
    """A course date is planned or moved; those who have a place are told when it moves."""
    require(policy.may_keep(actor))
    course = queries.course_of(actor, command.course_id)
    said = {
        "on": command.on, "begins_at": command.begins_at, "place": command.place.strip(), "teacher": command.teacher.strip(),
        "seats": command.seats,
    }  # fmt: skip
    if command.date_id is None:
        row, new = create_once(
            CourseDate,
            command.key,
            lambda: CourseDate.objects.create(
                course=course, idempotency_key=command.key, changed_at=now, changed_by_name=actor.name, **said
            ),
        )
        if new:
            audit.record(actor, "course_date.planned", row, at=now, details={"course": course.pk})
        return row
    row = _locked(actor, command.date_id)
    if row.state != DateState.PLANNED:
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)
    if command.seats is not None and _with_a_place(row).count() > command.seats:
        raise Invalid({"seats": "seats_taken"})
    before = (row.on, row.begins_at, row.place)
    row.version = command.version
    change(row, by_name=actor.name, at=now, **said)
    audit.record(actor, "course_date.changed", row, at=now, details={"course": course.pk})
    if (row.on, row.begins_at, row.place) != before:
        _tell(row, "course.moved", _("Kurset %(course)s er flyttet til %(when)s."), now)
    return row


@transaction.atomic
def cancel_date(actor: Actor, pk: int, version: int, *, now: datetime) -> CourseDate:
    """The course is not held; those who have a place are told."""
    require(policy.may_keep(actor))
    row = _locked(actor, pk)
    if row.state == DateState.CANCELLED:
        return row
    _check_move(row, DateMove.CANCEL)
    row.version = version
    change(row, by_name=actor.name, at=now, state=step(DATE_TABLE, DateState(row.state), DateMove.CANCEL))
    audit.record(actor, "course_date.cancelled", row, at=now, details={"course": row.course_id})
    _tell(row, "course.cancelled", _("Kurset %(course)s %(when)s er aflyst."), now)
    return row


@transaction.atomic
def sign_up(actor: Actor, command: SignUp, *, now: datetime) -> int:
    """Gives each of them a place and tells her; who has one already keeps it. Returns how many are new."""
    require(policy.may_keep(actor))
    row = _locked(actor, command.date_id)
    today = clock.day_of(now)
    if row.state != DateState.PLANNED:
        raise Invalid({"users": "over"})
    if not command.user_ids:
        raise Invalid({"users": "nobody"})
    here = {one.user_id for one in register.employed(actor, today)}
    if not here >= set(command.user_ids):
        raise Invalid({"users": "gone"})
    places = {place.user_id: place for place in row.participants.all()}
    taken = {pk for pk, place in places.items() if place.state in WITH_A_PLACE}
    wanted = [pk for pk in dict.fromkeys(command.user_ids) if pk not in taken]
    rules.check_seats(row.seats, len(taken), len(wanted))
    for pk in wanted:
        stamp = {"state": Attendance.SIGNED_UP, "signed_up_at": now, "signed_up_by_id": actor.id}
        place, _new = Participation.objects.update_or_create(date=row, user_id=pk, defaults=stamp)
        audit.record(actor, "course_place.given", place, at=now, details={"date": row.pk, "person": pk})
    if wanted:
        change(row, by_name=actor.name, at=now)  # whoever is writing who came has to see them first
    _tell(row, "course.signed_up", _("Du er tilmeldt %(course)s %(when)s."), now, only=wanted)
    return len(wanted)


@transaction.atomic
def take_off(actor: Actor, pk: int, *, now: datetime) -> Participation:
    """One colleague gives her place up; she is told."""
    require(policy.may_keep(actor))
    places = Participation.objects.visible_to(actor, clock.day_of(now)).select_related("date__course")
    place: Participation = places.get(pk=pk)
    row = _locked(actor, place.date_id)
    if row.state != DateState.PLANNED:
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)
    if place.state == Attendance.ASKED:
        return _refused(actor, place, row, now)
    if Participation.objects.filter(pk=pk, state=Attendance.SIGNED_UP).update(state=Attendance.WITHDRAWN):
        details = {"date": row.pk, "person": place.user_id}
        audit.record(actor, "course_place.given_up", place, at=now, details=details)
        told = _("Du er meldt af %(course)s %(when)s.")
        _tell(row, "course.taken_off", told, now, only=[place.user_id])
    return place


def _refused(actor: Actor, place: Participation, row: CourseDate, now: datetime) -> Participation:
    """She asked and gets no place; she is told."""
    if Participation.objects.filter(pk=place.pk, state=Attendance.ASKED).update(state=Attendance.WITHDRAWN):
        details = {"date": row.pk, "person": place.user_id}
        audit.record(actor, "course_place.refused", place, at=now, details=details)
        _tell(row, "course.no_place", _("Du fik ikke plads på %(course)s %(when)s."), now, only=[place.user_id])
    return place


@transaction.atomic
def settle(actor: Actor, command: Settle, *, now: datetime) -> CourseDate:
    """Writes who came. Each of them gets a certificate from that day; one written by mistake is taken back."""
    require(policy.may_keep(actor))
    row = _locked(actor, command.date_id)
    today = clock.day_of(now)
    if row.on > today:
        raise Invalid({"came": "not_yet"})
    _check_move(row, DateMove.HOLD)
    row.version = command.version
    change(row, by_name=actor.name, at=now, state=step(DATE_TABLE, DateState(row.state), DateMove.HOLD))
    came = set(command.came)
    places = list(_with_a_place(row))
    for place in places:
        place.state = Attendance.CAME if place.pk in came else Attendance.AWAY
    Participation.objects.bulk_update(places, ["state"])
    for place in places:
        if place.state == Attendance.CAME:
            _give(actor, place.user_id, row.course, row.on, None, Source.COURSE, now)
        else:
            _take_back(actor, place.user_id, row, now)
    details = {"came": sum(place.state == Attendance.CAME for place in places), "of": len(places)}
    audit.record(actor, "course_date.held", row, at=now, details=details)
    return row


@transaction.atomic
def give(actor: Actor, command: Give, *, now: datetime) -> Certificate:
    """A certificate is written in by hand; the same form sent twice answers with the first."""
    require(policy.may_keep(actor))
    today = clock.day_of(now)
    person = queries.person(actor, command.user_id, today).person
    course = queries.course_of(actor, command.course_id)
    rules.check_completed(command.completed_on, command.expires_on, today)
    earlier: Certificate | None = Certificate.objects.filter(idempotency_key=command.key, user=person).first()
    if earlier is not None:
        return earlier
    standing = Certificate.objects.filter(user=person, course=course, completed_on=command.completed_on)
    if standing.filter(revoked_on=None).exists():
        raise Invalid({"completed_on": "there_already"})
    return _give(
        actor, person.pk, course, command.completed_on, command.expires_on, Source.BY_HAND, now, key=command.key
    )


@transaction.atomic
def revoke(actor: Actor, command: Revoke, *, now: datetime) -> Certificate:
    """From today the certificate opens nothing; it stands in the register with the reason, and she is told."""
    require(policy.may_keep(actor))
    row = queries.certificate_of(actor, command.certificate_id, clock.day_of(now))
    rules.check_why(command.why)
    _revoke(actor, row, command.version, command.why.strip(), now)
    outbox.enqueue(
        "certificate.revoked",
        to_id=row.user_id,
        about=_("Dit bevis i %(course)s er tilbagekaldt. Under Mine kurser står der hvorfor.")
        % {"course": row.course.name},
        at=now,
        url_name="training:mine",
        once=f"revoked:{row.pk}",
    )
    return row


def _revoke(actor: Actor, row: Certificate, version: int, why: str, now: datetime) -> None:
    if row.revoked_on is not None:
        raise Stale(who=row.changed_by_name, what="revoked", at=row.changed_at)
    row.version = version
    said = {"revoked_on": clock.day_of(now), "revoked_why": why, "revoked_by_id": actor.id}
    change(row, by_name=actor.name, at=now, **said)
    audit.record(actor, "certificate.revoked", row, at=now, details={"person": row.user_id, "course": row.course_id})


def _take_back(actor: Actor, user_id: int, on: CourseDate, now: datetime) -> None:
    """She did not come after all: what that day had given her goes."""
    given = Certificate.objects.filter(
        user_id=user_id, course_id=on.course_id, completed_on=on.on, source=Source.COURSE, revoked_on=None
    ).first()
    if given is not None:
        _revoke(actor, given, given.version, _("Fremmødet på kursusdagen er rettet."), now)


def _give(
    actor: Actor, user_id: int, course: Course, completed_on: date, expires_on: date | None, source: Source, now: datetime,
    key: UUID | None = None,
) -> Certificate:  # fmt: skip
    """The one certificate for that day: the one that stands, or a new one."""
    row, new = Certificate.objects.get_or_create(
        user_id=user_id,
        course=course,
        completed_on=completed_on,
        revoked_on=None,
        defaults={
            "municipality_id": actor.municipality_id,
            "expires_on": expires_on or rules.expires_on(completed_on, course.months),
            "by_rule": expires_on is None,
            "source": source,
            "idempotency_key": key,
            "changed_at": now,
            "changed_by_name": actor.name,
        },
    )
    if new:
        audit.record(actor, "certificate.given", row, at=now, details={"person": user_id, "course": course.pk})
    return row


def _locked(actor: Actor, pk: int) -> CourseDate:
    """The course date, held until the transaction ends, so that two do not take the last seat."""
    queries.date_of(actor, pk)
    row: CourseDate = CourseDate.objects.select_for_update(of=("self",)).select_related("course").get(pk=pk)
    return row


def _with_a_place(row: CourseDate) -> QuerySet[Participation]:
    return row.participants.filter(state__in=WITH_A_PLACE).order_by("pk")


def _check_move(row: CourseDate, move: DateMove) -> None:
    if not can(DATE_TABLE, DateState(row.state), move):
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at)


def _tell(row: CourseDate, kind: str, text: str, now: datetime, only: Iterable[int] | None = None) -> None:
    """Each of those who have a place, or `only` some."""
    when = day_words(row.on, clock.day_of(now))
    about = text % {"course": row.course.name, "when": when}
    for user_id in only if only is not None else [place.user_id for place in _with_a_place(row)]:
        once = f"{row.pk}:{row.version}:{now.isoformat()}"
        outbox.enqueue(kind, to_id=user_id, about=about, at=now, url_name="training:mine", once=once)
