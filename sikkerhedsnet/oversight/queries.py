"""What one person has access to today and why, without anything of what is known of a child."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import PERMISSIONS, Permission
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Employment, OwedQuerySet
from sikkerhedsnet.organisation.queries import actor_for, gone_user_ids
from sikkerhedsnet.people.models import BrokenGlass, Child, Enrolment, GrantCheck, Relation, Tie, own_family

from . import policy, rules
from .labels import MAY, WHY
from .models import AccessReview, OversightSettings

LATELY = timedelta(days=90)
WITH_CHILDREN = [function for function, may in PERMISSIONS.items() if Permission.CHILD_SEE in may]


def settings_of(municipality_id: int) -> OversightSettings:
    """The municipality's own period, or the default (not saved)."""
    found = OversightSettings.objects.filter(municipality_id=municipality_id).first()
    return found or OversightSettings(municipality_id=municipality_id, version=0)


@dataclass(frozen=True)
class Reason:
    """Why one child is within reach, and since and until when; no dates where it follows from the district."""

    why: str
    since: date | None = None
    until: date | None = None
    old: bool = False

    @property
    def words(self) -> str:
        return str(WHY[self.why])


@dataclass(frozen=True)
class Reached:
    """One child by number, every reason for it, and when it was last looked at."""

    child_id: int
    reasons: tuple[Reason, ...]
    last: datetime | None

    @property
    def old(self) -> bool:
        return any(reason.old for reason in self.reasons)


@dataclass(frozen=True)
class Access:
    """Everything one person has access to today, in numbers and by number."""

    user: User
    functions: str
    may: list[str]
    reached: list[Reached]
    counts: list[tuple[str, int]]
    looks: int
    last: datetime | None
    ties: int
    kept_from: int
    glass: int
    months: int

    @property
    def old(self) -> list[Reached]:
        return [one for one in self.reached if one.old]


def staff_member(actor: Actor, pk: int) -> User:
    """An employee of the officer's municipality, or User.DoesNotExist."""
    return User.objects.get(pk=pk, municipality_id=actor.municipality_id, kind=UserKind.STAFF)


def access_of(actor: Actor, pk: int, *, now: datetime) -> Access:
    """What the person has access to today; what a suspicion alone gives is not told of, and neither is the officer's
    own family."""
    require(policy.may_review(actor))
    user, today = staff_member(actor, pk), clock.day_of(now)
    who = actor_for(user, today)
    months = settings_of(actor.municipality_id).recertify_months
    with context.beyond_reach():
        reasons = _reasons(who, today, now, months)
        hidden = own_family(who, today) | own_family(actor, today)
        quiet = set(
            Relation.objects.filter(user=user, kind__in=Relation.Quiet.values).values_list("child_id", flat=True)
        )
        here = Child.objects.filter(municipality_id=actor.municipality_id, pk__in=reasons).exclude(pk__in=hidden)
        children = sorted(here.values_list("pk", flat=True))
        lines = ReadLine.objects.filter(actor_id=pk, municipality_id=actor.municipality_id)
        lines = lines.exclude(child_id__in=(quiet | own_family(actor, today)) - set(children))
        last = dict(lines.filter(child_id__in=children).values_list("child_id").annotate(last=Max("at")))
        lately = lines.filter(at__gte=now - LATELY, child_id__isnull=False).aggregate(n=Count("id"))["n"]
        reached = [Reached(child, tuple(reasons[child]), last.get(child)) for child in children]
        counts = Counter(reason.words for one in reached for reason in one.reasons)
        return Access(
            user=user,
            functions="; ".join(", ".join(filter(None, [p.function_label, p.place])) for p in who.posts),
            may=[str(words) for permission, words in MAY.items() if who.has(permission)],
            reached=sorted(reached, key=lambda one: not one.old),
            counts=counts.most_common(),
            looks=lately,
            last=lines.aggregate(last=Max("at"))["last"],
            ties=Tie.objects.on(today).filter(user=user).count(),
            kept_from=len(own_family(who, today)),
            glass=BrokenGlass.objects.filter(user=user, broken_at__gte=now - LATELY)
            .exclude(child_id__in=own_family(actor, today))
            .count(),
            months=months,
        )


def _reasons(who: Actor, today: date, now: datetime, months: int) -> dict[int, list[Reason]]:
    """Every child with why it is within reach, as `Child.visible_to` decides it, but for what a suspicion gives."""
    found: dict[int, list[Reason]] = defaultdict(list)
    if not who.has(Permission.CHILD_SEE):
        return found
    relations = Relation.objects.on(today).filter(user_id=who.id).exclude(kind__in=Relation.Quiet.values)
    for row in relations.order_by("start_on", "id"):
        old = rules.is_old(row.start_on, today, months)
        found[row.child_id].append(Reason(row.kind, row.start_on, row.end_on, old))
    places = Enrolment.objects.on(today)
    led = who.led_institution_ids
    for child, place, since, until in places.filter(institution_id__in=who.whole_institution_ids).values_list(
        "child_id", "institution_id", "start_on", "end_on"
    ):
        found[child].append(Reason("leader" if place in led else "institution", since, until))
    for child, since, until in places.filter(group_id__in=who.group_ids).values_list("child_id", "start_on", "end_on"):
        found[child].append(Reason("group", since, until))
    for child in Child.objects.filter(district_id__in=who.district_ids, left_on=None).values_list("pk", flat=True):
        found[child].append(Reason("district"))
    if who.has(Permission.GLASS_BREAK):
        for child, at in BrokenGlass.objects.filter(user_id=who.id, ended_at=None, ends_at__gt=now).values_list(
            "child_id", "broken_at"
        ):
            found[child].append(Reason("glass", clock.day_of(at), today))
    return found


def last_night() -> GrantCheck | None:
    """The latest look at whether who reaches whom is what employments, enrolments and relations say."""
    return GrantCheck.objects.first()


@dataclass(frozen=True)
class StaffRow:
    """One employee on the officer's list."""

    user: User
    posts: str
    old: int
    latest: AccessReview | None


def staff_rows(actor: Actor, text: str, *, now: datetime) -> list[StaffRow]:
    """Those who work with single children today, with how many reasons are old and when it was last looked at."""
    require(policy.may_review(actor))
    today = clock.day_of(now)
    here = Employment.objects.on(today).filter(
        municipality_id=actor.municipality_id, function__in=WITH_CHILDREN, user__is_active=True
    )
    if text:
        here = here.filter(Q(user__name__icontains=text) | Q(user__username__icontains=text))
    posts: dict[int, list[Employment]] = defaultdict(list)
    for post in here.select_related("user", "institution", "district").order_by("user__sort_key", "user_id", "id"):
        posts[post.user_id].append(post)
    months = settings_of(actor.municipality_id).recertify_months
    with context.beyond_reach():
        rows = Relation.objects.on(today).filter(user_id__in=posts).exclude(kind__in=Relation.Quiet.values)
        rows = rows.exclude(child_id__in=own_family(actor, today))
        old = Counter(user for user, since in rows.values_list("user_id", "start_on") if _old(since, today, months))
    latest: dict[int, AccessReview] = {}
    for review in AccessReview.objects.filter(person_id__in=posts).select_related("by").order_by("at", "id"):
        latest[review.person_id] = review
    found = [
        StaffRow(held[0].user, ", ".join(dict.fromkeys(_place(post) for post in held)), old[pk], latest.get(pk))
        for pk, held in posts.items()
    ]
    return sorted(found, key=lambda row: (-row.old, row.latest is not None))


def _old(since: date, today: date, months: int) -> bool:
    return rules.is_old(since, today, months)


def _place(post: Employment) -> str:
    place = post.institution or post.district
    return place.name if place else ""


def reviews_of(actor: Actor, pk: int) -> list[AccessReview]:
    """What was said of the person's access before, the latest first."""
    rows = AccessReview.objects.filter(person_id=pk, municipality_id=actor.municipality_id)
    return list(rows.select_related("by", "owner"))


def review_within_reach(actor: Actor, pk: int) -> AccessReview:
    """A review sent to this leader, or AccessReview.DoesNotExist."""
    found: AccessReview = AccessReview.objects.select_related("person", "by").get(pk=pk, owner_id=actor.id)
    return found


@dataclass(frozen=True)
class Held:
    """One dated reason of somebody's, as her leader may see it."""

    relation: Relation
    child: str
    words: str
    old: bool


def relations_held(actor: Actor, review: AccessReview, today: date) -> list[Held]:
    """The dated reasons of the one it is about, the oldest first; a child by name only where the leader works with it,
    and never of the leader's own family."""
    months = settings_of(actor.municipality_id).recertify_months
    with context.beyond_reach():
        dated = Relation.objects.on(today).filter(user_id=review.person_id).exclude(kind__in=Relation.Quiet.values)
        rows = list(dated.exclude(child_id__in=own_family(actor, today)).order_by("start_on", "id"))
    mine = Child.objects.visible_to(actor, today).filter(pk__in=[row.child_id for row in rows]).in_bulk()
    return [
        Held(
            row,
            mine[row.child_id].name if row.child_id in mine else _("Barn nr. %(number)s") % {"number": row.child_id},
            str(WHY[row.kind]),
            rules.is_old(row.start_on, today, months),
        )
        for row in rows
    ]


# What the desk and the net ask every step for.


def tasks(actor: Actor, today: date) -> list[Task]:
    """What the officer has sent this leader."""
    if not actor.has(Permission.STAFF_LEAD):
        return []
    rows = AccessReview.objects.filter(owner_id=actor.id).open().select_related("person").order_by("due_on", "id")
    return [
        Task(
            kind="oversight.answer",
            what=_("Se på en medarbejders adgang"),
            to_whom=row.person.name,
            since=clock.day_of(row.at),
            due_on=row.due_on,
            url_name="oversight:answer",
            url_args=(row.pk,),
            action_label=_("Se adgangen"),
        )
        for row in rows
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What the officer has sent to leaders stands on the person's own page."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Access that was to be ended, whose day has passed or whose leader has left."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    rows = AccessReview.objects.filter(municipality_id=municipality_id).open().select_related("owner", "person")
    return [
        Hole("access_not_ended", None, _("En medarbejders adgang skulle ses efter"), row.due_on, row.owner.name)
        for row in rows.order_by("due_on", "id")
        if row.due_on < today or row.owner_id in gone
    ]


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """No review is about a child, and none is given to another by itself."""
    return ()
