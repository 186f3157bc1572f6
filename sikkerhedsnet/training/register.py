"""Who works here today and how each stands to each course: a handful of questions, however many work here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import context
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.web.hooks import hook

from . import rules
from .models import Certificate, Course, CourseDate, Participation
from .rules import Held
from .states import TRAINED, Attendance, DateState, Standing


@dataclass(frozen=True)
class PostToday:
    """One post held today: the function, and where."""

    function: str
    institution_id: int | None = None
    institution: str = ""
    district_id: int | None = None
    district: str = ""

    @property
    def words(self) -> str:
        label = str(FUNCTION[Function(self.function)])
        where = self.institution or self.district
        return f"{label}, {where}" if where else label


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here today, with her posts."""

    user_id: int
    name: str
    username: str
    posts: tuple[PostToday, ...]

    @property
    def words(self) -> str:
        return "; ".join(dict.fromkeys(post.words for post in self.posts))

    def needs(self, course: Course) -> bool:
        return any(rules.is_for(course.functions, post.function) for post in self.posts)


@dataclass(frozen=True)
class Sought:
    """What a list of colleagues is narrowed to; empty fields narrow nothing."""

    district_id: int | None = None
    function: str = ""
    institution_id: int | None = None
    text: str = ""

    def fits(self, colleague: Colleague, course: Course | None = None) -> bool:
        """Whether one and the same post fits all of it, and the course is meant for it."""
        return self.text.casefold() in colleague.name.casefold() and any(
            self._fits(post) and (course is None or rules.is_for(course.functions, post.function))
            for post in colleague.posts
        )

    def _fits(self, post: PostToday) -> bool:
        return (
            (self.district_id is None or post.district_id == self.district_id)
            and (not self.function or post.function == self.function)
            and (self.institution_id is None or post.institution_id == self.institution_id)
        )


@dataclass(frozen=True)
class Stand:
    """How one colleague stands to one course: until when, and the coming date she has a place on."""

    colleague: Colleague
    standing: Standing
    until: date | None
    signed_up: CourseDate | None

    @property
    def trained(self) -> bool:
        return self.standing in TRAINED

    @property
    def to_renew(self) -> bool:
        """Expires soon or has expired, and nothing has been done about it."""
        return self.standing in (Standing.EXPIRING, Standing.EXPIRED) and self.signed_up is None


@dataclass(frozen=True)
class Register:
    """Everybody whom one person may look up, and every course of the municipality."""

    colleagues: list[Colleague]
    courses: list[Course]
    held: dict[tuple[int, int], list[Held]]
    places: dict[tuple[int, int], CourseDate]
    today: date

    def stands(self, course: Course, sought: Sought | None = None) -> list[Stand]:
        """Those the course is meant for, in Danish order."""
        wanted = sought or Sought()
        return [self.stand(one, course) for one in self.colleagues if wanted.fits(one, course)]

    def stand(self, colleague: Colleague, course: Course) -> Stand:
        key = (colleague.user_id, course.pk)
        found, until = rules.standing(self.held.get(key, ()), self.today, course.warn_weeks)
        return Stand(colleague, found, until, self.places.get(key))


def employed(actor: Actor, today: date) -> list[Colleague]:
    """Who works here today: everybody, or with a leader those of the places she leads; one question."""
    rows = Employment.objects.on(today).filter(
        municipality_id=actor.municipality_id, user__is_active=True, user__kind=UserKind.STAFF
    )
    if not actor.has(Permission.TRAINING_FOLLOW):
        rows = rows.filter(institution_id__in=actor.led_institution_ids)
    posts: dict[tuple[int, str, str], list[PostToday]] = defaultdict(list)
    for user_id, name, username, function, *where in rows.order_by("user__sort_key", "user_id", "id").values_list(
        "user_id", "user__name", "user__username", "function", "institution_id", "institution__name", "district_id",
        "district__name", "institution__district_id", "institution__district__name",
    ):  # fmt: skip
        posts[user_id, name, username].append(_post(function, *where))
    return [Colleague(*who, tuple(held)) for who, held in posts.items()]


def _post(
    function: str, institution_id: int | None, institution: str | None, district_id: int | None, district: str | None,
    its_district_id: int | None, its_district: str | None,
) -> PostToday:  # fmt: skip
    """The district of the post itself, else the one its place lies in."""
    return PostToday(
        function, institution_id, institution or "", district_id or its_district_id, district or its_district or ""
    )


def myself(actor: Actor) -> Colleague:
    """The one who asks, with her posts of today."""
    return Colleague(actor.id, actor.name, actor.username, tuple(PostToday(post.function) for post in actor.posts))


def courses_of(municipality_id: int) -> list[Course]:
    """Every course of the municipality, those no longer offered last."""
    return list(Course.objects.filter(municipality_id=municipality_id).order_by("-is_offered", "sort_key", "id"))


def register(actor: Actor, today: date, course: Course | None = None) -> Register:
    """Of everybody within reach; of one course when it is given."""
    courses = [course] if course is not None else courses_of(actor.municipality_id)
    return _register(actor, employed(actor, today), courses, today)


def own_register(actor: Actor, today: date) -> Register:
    """Of the one who asks alone."""
    return _register(actor, [myself(actor)], courses_of(actor.municipality_id), today, only=actor.id)


def _register(
    actor: Actor, colleagues: list[Colleague], courses: Iterable[Course], today: date, only: int | None = None
) -> Register:
    shown = {course.pk for course in courses}
    certificates = Certificate.objects.visible_to(actor, today).filter(course_id__in=shown)
    places = Participation.objects.visible_to(actor, today).filter(
        date__course_id__in=shown, date__on__gte=today, date__state=DateState.PLANNED, state=Attendance.SIGNED_UP
    )
    if only is not None:
        certificates, places = certificates.filter(user_id=only), places.filter(user_id=only)
    held: dict[tuple[int, int], list[Held]] = defaultdict(list)
    for user_id, course_id, *days in certificates.values_list(*HELD):
        held[user_id, course_id].append(Held(*days))
    _add_those_of_the_same_people(held, actor, {one.user_id for one in colleagues}, shown)
    signed_up = {
        (row.user_id, row.date.course_id): row.date
        for row in places.select_related("date").order_by("-date__on", "-date_id")
    }
    return Register(colleagues, list(courses), held, signed_up, today)


HELD = ("user_id", "course_id", "completed_on", "expires_on", "revoked_on")


def _add_those_of_the_same_people(
    held: dict[tuple[int, int], list[Held]], actor: Actor, user_ids: set[int], course_ids: set[int]
) -> None:
    """What somebody has learned with another of her users counts with each of them."""
    same = hook("SIKKERHEDSNET_SAME_PEOPLE")(actor.municipality_id)
    others = {user_id: same[user_id] - {user_id} for user_id in user_ids if user_id in same}
    if not others:
        return
    with context.beyond_reach():  # her other post may be in a place whose leader is another
        rows = Certificate.objects.filter(user_id__in=set().union(*others.values()), course_id__in=course_ids)
        learned = list(rows.values_list(*HELD))
    for user_id, hers in others.items():
        for other, course_id, *days in learned:
            if other in hers:
                held[user_id, course_id].append(Held(*days))


@dataclass(frozen=True)
class Choices:
    """What a list of colleagues can be narrowed to, in Danish order."""

    districts: list[tuple[str, str]]
    functions: list[tuple[str, str]]
    institutions: list[tuple[str, str]]


def choices(colleagues: Iterable[Colleague]) -> Choices:
    """The districts, functions and places of those on the list."""
    posts = {post for one in colleagues for post in one.posts}
    held = {post.function for post in posts}
    return Choices(
        _named((post.district_id, post.district) for post in posts),
        [(function.value, str(FUNCTION[function])) for function in Function if function in held],
        _named((post.institution_id, post.institution) for post in posts),
    )


def _named(pairs: Iterable[tuple[int | None, str]]) -> list[tuple[str, str]]:
    named = {(str(pk), name) for pk, name in pairs if pk is not None}
    return sorted(named, key=lambda pair: (danish_sort_key(pair[1]), pair[0]))
