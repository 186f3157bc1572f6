"""Who has learned what, what each lacks, and what waits for somebody because of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import context
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.tasks import Hole, Waiting
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.web.hooks import hook

from . import policy, rules
from .desk import tasks as tasks
from .models import Certificate, Course, CourseDate, Participation
from .register import Choices, Sought, Stand, choices, courses_of, employed, own_register, register
from .states import WITH_A_PLACE, Attendance, DateState, Standing


def certificates_of(user_id: int, municipality_id: int, today: date) -> frozenset[str]:
    """The keys of the certificates that stand today for this user, or for another user of the same person, in this
    municipality; two queries.

    Nothing expired, revoked or gained elsewhere is among them. Whoever has the page open may be asked about herself.
    """
    with context.beyond_reach():  # what she learned with another of her users is not this user's to read
        rows = Certificate.objects.standing(today).filter(
            user_id__in=same_users(user_id, municipality_id),
            municipality_id=municipality_id,
            course__municipality_id=municipality_id,
        )
        return frozenset(rows.exclude(course__certificate="").values_list("course__certificate", flat=True))


def same_users(user_id: int, municipality_id: int) -> set[int]:
    """The user and everybody who is the same person."""
    found: set[int] = hook("SIKKERHEDSNET_SAME_PEOPLE")(municipality_id).get(user_id, {user_id})
    return found


def course_of(actor: Actor, pk: int) -> Course:
    """A course of the municipality; any other does not exist."""
    found: Course = Course.objects.get(pk=pk, municipality_id=actor.municipality_id)
    return found


def date_of(actor: Actor, pk: int) -> CourseDate:
    """A course date of the municipality; any other does not exist."""
    rows = CourseDate.objects.select_related("course")
    found: CourseDate = rows.get(pk=pk, course__municipality_id=actor.municipality_id)
    return found


def all_courses(actor: Actor) -> list[Course]:
    """Every course of the municipality, those no longer offered last."""
    return courses_of(actor.municipality_id)


def sees_everybody(actor: Actor) -> bool:
    """Whether the numbers are the whole municipality's, and not only of those she leads."""
    return actor.has(Permission.TRAINING_FOLLOW)


def function_words(functions: Iterable[str]) -> list[tuple[str, str]]:
    """The functions a course is meant for, in words and in their usual order."""
    chosen = set(functions)
    return [(function.value, str(FUNCTION[function])) for function in Function if function in chosen]


def certificates(actor: Actor, today: date) -> list[Certificate]:
    """Every certificate within reach, by name."""
    rows = Certificate.objects.visible_to(actor, today).select_related("user", "course")
    return list(rows.order_by("user__sort_key", "user_id", "course__sort_key", "completed_on", "id"))


@dataclass(frozen=True)
class CourseLine:
    """One course in numbers: those it is meant for who work here today, those trained, and those to renew."""

    course: Course
    trained: int
    of: int
    to_renew: int
    next_date: CourseDate | None

    @property
    def lacking(self) -> int:
        return self.of - self.trained


def courses(actor: Actor, today: date) -> list[CourseLine]:
    """Every course in numbers, for those whom the one who asks may look up; the questions are as many whoever works here."""
    require(policy.may_see(actor))
    found = register(actor, today)
    coming = _next_dates(found.courses, today)
    lines = []
    for course in found.courses:
        stands = found.stands(course)
        trained, renew = sum(one.trained for one in stands), sum(one.to_renew for one in stands)
        lines.append(CourseLine(course, trained, len(stands), renew, coming.get(course.pk)))
    return lines


def _next_dates(courses: Iterable[Course], today: date) -> dict[int, CourseDate]:
    rows = CourseDate.objects.filter(course__in=list(courses), on__gte=today, state=DateState.PLANNED)
    return {row.course_id: row for row in rows.order_by("-on", "-id")}


@dataclass
class Cell:
    """How many of those in one function in one district are trained."""

    trained: int = 0
    of: int = 0


@dataclass(frozen=True)
class DistrictRow:
    """One district: a cell for each function that works there."""

    name: str
    cells: list[tuple[str, Cell]]
    whole: Cell


@dataclass(frozen=True)
class CoursePage:
    """One course: in numbers by district and function, and one by one those it is meant for."""

    course: Course
    whole: Cell
    districts: list[DistrictRow]
    stands: list[Stand]
    dates: list[CourseDate]
    choices: Choices


ORDER = (Standing.EXPIRED, Standing.EXPIRING, Standing.REVOKED, Standing.MISSING, Standing.HAS)


def course_page(actor: Actor, course: Course, sought: Sought, today: date) -> CoursePage:
    """What is known of one course; those who lack something first."""
    require(policy.may_see(actor))
    found = register(actor, today, course)
    everybody = found.stands(course)
    shown = [one for one in everybody if sought.fits(one.colleague, course)]
    dates = CourseDate.objects.filter(course=course).exclude(state=DateState.CANCELLED)
    signed = Count("participants", filter=Q(participants__state__in=WITH_A_PLACE))
    return CoursePage(
        course,
        Cell(sum(one.trained for one in everybody), len(everybody)),
        _by_district(course, everybody),
        sorted(shown, key=lambda one: ORDER.index(one.standing)),
        list(dates.annotate(signed=signed).order_by("-on", "-id")[:20]),
        choices(one.colleague for one in everybody),
    )


def _by_district(course: Course, stands: list[Stand]) -> list[DistrictRow]:
    """Each counts once for each function in each district where she holds a post the course is meant for."""
    cells: dict[str, dict[str, Cell]] = defaultdict(dict)
    wholes: dict[str, Cell] = defaultdict(Cell)
    for one in stands:
        posts = [post for post in one.colleague.posts if rules.is_for(course.functions, post.function)]
        for district, function in dict.fromkeys((post.district, post.function) for post in posts):
            _count(cells[district].setdefault(function, Cell()), one)
        for district in dict.fromkeys(post.district for post in posts):
            _count(wholes[district], one)
    return [
        DistrictRow(
            district or _("På tværs af distrikter"),
            [
                (str(FUNCTION[function]), cells[district][function])
                for function in Function
                if function in cells[district]
            ],
            wholes[district],
        )
        for district in sorted(cells, key=lambda name: (not name, danish_sort_key(name)))
    ]


def _count(cell: Cell, one: Stand) -> None:
    cell.of += 1
    cell.trained += one.trained


@dataclass(frozen=True)
class Mine:
    """What the one who asks has learned, is signed up for, and lacks."""

    certificates: list[Certificate]
    places: list[Participation]
    closed: list[tuple[Stand, CourseDate | None, Course]]
    """Courses whose certificate she needs to use a form, and has not."""
    others: list[tuple[Stand, CourseDate | None, Course]]
    asked: frozenset[int] = frozenset()
    """The course dates she has asked for a place on and has no answer about."""


def mine(actor: Actor, today: date) -> Mine:
    """One's own courses."""
    found = own_register(actor, today)
    me, coming = found.colleagues[0], _next_dates(found.courses, today)
    lacking = [
        (found.stand(me, course), coming.get(course.pk), course)
        for course in found.courses
        if course.is_offered and me.needs(course) and not found.stand(me, course).trained
    ]
    with context.beyond_reach():  # what she learned with another of her users is hers as well
        own = Certificate.objects.filter(user_id__in=same_users(actor.id, actor.municipality_id))
        learned = list(own.select_related("course"))
    asked = Participation.objects.filter(user_id=actor.id, state=Attendance.ASKED, date__state=DateState.PLANNED)
    places = Participation.objects.filter(user_id=actor.id, state=Attendance.SIGNED_UP, date__state=DateState.PLANNED)
    return Mine(
        learned,
        list(places.filter(date__on__gte=today).select_related("date__course").order_by("date__on", "id")),
        [one for one in lacking if one[2].certificate],
        [one for one in lacking if not one[2].certificate],
        frozenset(asked.values_list("date_id", flat=True)),
    )


@dataclass(frozen=True)
class PersonPage:
    """One colleague in the register: her posts today and everything she has learned, also in earlier posts."""

    person: User
    posts: str
    certificates: list[Certificate]
    places: list[Participation]
    lacking: list[Course]


def person(actor: Actor, pk: int, today: date) -> PersonPage:
    """A colleague within reach; anybody else does not exist."""
    require(policy.may_see(actor))
    everybody = User.objects.filter(municipality_id=actor.municipality_id, kind=UserKind.STAFF)
    found = next((one for one in employed(actor, today) if one.user_id == pk), None)
    if found is None and not actor.has(Permission.TRAINING_FOLLOW):
        raise User.DoesNotExist
    user = everybody.get(pk=pk)
    page = register(actor, today)
    lacking = [
        c for c in page.courses if found and c.is_offered and found.needs(c) and not page.stand(found, c).trained
    ]
    certificates = Certificate.objects.visible_to(actor, today).filter(user_id=pk)
    places = Participation.objects.visible_to(actor, today).filter(user_id=pk, state__in=WITH_A_PLACE)
    return PersonPage(
        user,
        found.words if found else "",
        list(certificates.select_related("course", "revoked_by")),
        list(places.select_related("date__course").order_by("-date__on", "-id")),
        lacking,
    )


def certificate_of(actor: Actor, pk: int, today: date) -> Certificate:
    """A certificate within reach; any other does not exist."""
    found: Certificate = Certificate.objects.visible_to(actor, today).select_related("course", "user").get(pk=pk)
    return found


def participants(actor: Actor, date_id: int, today: date) -> list[Participation]:
    """Who has a place on a course date, in Danish order; with a leader only those she leads."""
    rows = Participation.objects.visible_to(actor, today).filter(date_id=date_id)
    return list(rows.filter(state__in=WITH_A_PLACE).select_related("user").order_by("user__sort_key", "id"))


def askers(actor: Actor, date_id: int, today: date) -> list[Participation]:
    """Who has asked for a place and has no answer, the first first; with a leader only those she leads."""
    rows = Participation.objects.visible_to(actor, today).filter(date_id=date_id, state=Attendance.ASKED)
    return list(rows.select_related("user").order_by("signed_up_at", "id"))


@dataclass(frozen=True)
class Candidates:
    """Who can be signed up for a course date, those who lack the course first."""

    stands: list[Stand]
    taken: int
    left: int | None
    choices: Choices


def candidates(actor: Actor, on: CourseDate, sought: Sought, today: date, *, only_lacking: bool) -> Candidates:
    """Everybody who works here and has no place yet; those the course is meant for, or everybody when it is asked for."""
    require(policy.may_keep(actor))
    found = register(actor, today, on.course)
    there = {row.user_id for row in participants(actor, on.pk, today)}
    free = [one for one in found.colleagues if one.user_id not in there and sought.fits(one)]
    stands = [found.stand(one, on.course) for one in free if not only_lacking or one.needs(on.course)]
    if only_lacking:
        stands = [one for one in stands if one.standing is not Standing.HAS and one.signed_up is None]
    left = None if on.seats is None else max(0, on.seats - len(there))
    return Candidates(stands, len(there), left, choices(found.colleagues))


def still_to_learn(actor: Actor, course: Course, today: date) -> list[int]:
    """The users the course is meant for who have neither learned it nor got a place, in Danish order."""
    stands = register(actor, today, course).stands(course)
    return [one.colleague.user_id for one in stands if not one.trained and one.signed_up is None]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with somebody else."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """The register is about colleagues; no child falls through it."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """Nothing here is owed about a child."""
    return ()
