"""The schedule becomes rows: every child is owed the next visit of each series, by somebody who can see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import staff_with
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Relation
from sikkerhedsnet.people.queries import own_family_user_ids

from . import rules
from .models import PlannedTurn, PlannedVisit, Visit, VisitScheme
from .rules import ChildFacts, Due, Standing
from .standard import Service
from .states import NotHeld, PlannedMove, PlannedState, VisitState, Why

AHEAD = timedelta(days=30)
"""How long before a visit's first day somebody is asked to plan it."""
BATCH = 500
"""How many children are planned for in one go."""


def scheme_of(municipality_id: int) -> list[Standing]:
    """The municipality's own schedule, in the order of the guide."""
    rows = VisitScheme.objects.filter(municipality_id=municipality_id).order_by("id")
    return [
        Standing(row.visit_type, row.span, row.offered, row.first_child_only, tuple(row.instruments)) for row in rows
    ]


def facts_of(child: Child, today: date, *, with_siblings: bool = False) -> ChildFacts:
    """What the engine asks; a child is asked for from the day its first visit was planned."""
    first = PlannedVisit.objects.filter(child=child, why=Why.SCHEDULE).order_by("planned_at").first()
    asked_from = clock.day_of(first.planned_at) if first else today
    first_born = is_first_born(child) if with_siblings else None
    return ChildFacts(child.birth_date, min(asked_from, today), child.left_on, first_born)


@context.beyond_reach()  # a sibling may live in a district nobody here works in
def is_first_born(child: Child) -> bool | None:
    """Whether no parent of the child has an older one in the register; None when nobody is known as its parent.

    Twins are both the first; a half-sibling counts, also one that has left.
    """
    parents = Custody.objects.filter(child=child).values("guardian_id")
    if child.birth_date is None or not parents.exists():
        return None
    return not Child.objects.filter(custodies__guardian_id__in=parents, birth_date__lt=child.birth_date).exists()


def done_types(child: Child) -> set[str]:
    """The types of visit that were held at any age, or given up with a reason."""
    held = Visit.objects.filter(child=child, wrong_at=None).exclude(state=VisitState.DRAFT)
    closed = PlannedVisit.objects.filter(child=child, why=Why.SCHEDULE).exclude(state=PlannedState.PLANNED)
    return set(held.values_list("visit_type", flat=True)) | set(closed.values_list("visit_type", flat=True))


def due_of(child: Child, today: date, scheme: Iterable[Standing] | None = None) -> list[Due]:
    """The next visit of each series, planned or not."""
    rows = list(scheme if scheme is not None else scheme_of(child.municipality_id))
    with_siblings = any(row.first_child_only for row in rows)
    facts, done = facts_of(child, today, with_siblings=with_siblings), done_types(child)
    found = (rules.next_due(facts, series, rows, done, today) for series in Service)
    return [due for due in found if due is not None]


def answers_for(child: Child, series: str, today: date) -> User | None:
    """The health visitor of the school's district for a pupil's visit, else of the child's; never the child's family.

    When the district has none, the first of the municipality.
    """
    everyone = staff_with(child.municipality_id, Function.HEALTH_VISITOR, today)
    never = own_family_user_ids(child, today)
    districts = [child.district_id]
    if series == Service.SCHOOL:
        school = school_of(child, today)
        districts.insert(0, school.institution.district_id if school else None)
    for district_id in districts:
        there = set(
            Employment.objects.on(today)
            .filter(function=Function.HEALTH_VISITOR, district_id=district_id)
            .values_list("user_id", flat=True)
        )
        found = next((user for user in everyone if user.pk in there and user.pk not in never), None)
        if district_id is not None and found is not None:
            return found
    return next((user for user in everyone if user.pk not in never), None)


def school_of(child: Child, today: date) -> Enrolment | None:
    """Where the child goes to school today."""
    places = Enrolment.objects.on(today).filter(child=child, institution__kind=InstitutionKind.SCHOOL)
    found: Enrolment | None = places.select_related("institution__district").order_by("-start_on", "id").first()
    return found


def let_in(author: audit.Author, child: Child, user_id: int, *, now: datetime) -> None:
    """Whoever owes the child a visit can see it: through her district, or for as long as she owes it."""
    today = clock.local(now).date()
    there = Employment.objects.on(today).filter(
        user_id=user_id, function=Function.HEALTH_VISITOR, district_id=child.district_id
    )
    if child.district_id is None or not there.exists():
        people.relate(author, child, user_id, Relation.Kind.OWNER, source="visit", now=now)


@transaction.atomic
@context.beyond_reach()  # whose visit it is to be may be somebody else's
def plan_child(author: audit.Author, child: Child, *, now: datetime, ahead: timedelta = AHEAD) -> list[PlannedVisit]:
    """The next visit of each series as a row, when it is near; what is planned already is left alone."""
    today = clock.local(now).date()
    made = []
    waits = PlannedVisit.objects.filter(child=child, why=Why.SCHEDULE, state=PlannedState.PLANNED)
    open_series = set(waits.values_list("series", flat=True))
    for due in due_of(child, today):
        if due.series.value in open_series or due.window.earliest > today + ahead:
            continue
        row = _plan(author, child, due, now)
        if row is not None:
            made.append(row)
    return made


def _plan(author: audit.Author, child: Child, due: Due, now: datetime) -> PlannedVisit | None:
    owner = answers_for(child, due.series, clock.local(now).date())
    if owner is None:
        return None
    try:
        with transaction.atomic():
            row = PlannedVisit.objects.create(
                child=child,
                visit_type=due.visit_type,
                series=due.series.value,
                why=Why.SCHEDULE,
                window_from=due.window.earliest,
                window_to=due.window.latest,
                due_on=due.window.latest,
                owner=owner,
                planned_at=now,
                changed_at=now,
                changed_by_name=author.name,
            )
    except IntegrityError:  # somebody planned it a moment ago
        return None
    let_in(author, child, owner.pk, now=now)
    audit.record(author, "visit.planned", row, at=now, child_id=child.pk, details={"type": due.visit_type})
    return row


def plan_everybody(municipality_id: int, *, now: datetime) -> int:
    """Plans what is near for every child of the municipality; how many rows. Twice does nothing twice."""
    today = clock.local(now).date()
    author = System(municipality_id)
    near = Q(pk__in=[])
    for row in scheme_of(municipality_id):
        if row.offered and row.visit_type in rules.ORDER[row.series]:
            born = _born_between(row, today)
            planned = PlannedVisit.objects.filter(visit_type=row.visit_type, why=Why.SCHEDULE)
            waits = PlannedVisit.objects.filter(series=row.series, why=Why.SCHEDULE, state=PlannedState.PLANNED)
            here = Q(birth_date__gte=born[0], birth_date__lte=born[1])
            near |= here & ~Q(pk__in=planned.values("child_id")) & ~Q(pk__in=waits.values("child_id"))
    made = 0
    children = Child.objects.filter(near, municipality_id=municipality_id).living_here()
    for child in children.select_related("district").order_by("pk").iterator(chunk_size=BATCH):
        made += len(plan_child(author, child, now=now))
    return made + _rehome_moved(author, municipality_id, now)


def _born_between(row: Standing, today: date) -> tuple[date, date]:
    """Births for which the visit is near or open; a month's slack, for months are not equally long."""
    longest = {rules.Unit.DAY: 1, rules.Unit.WEEK: 7, rules.Unit.MONTH: 31}[row.span.unit]
    shortest = {rules.Unit.DAY: 1, rules.Unit.WEEK: 7, rules.Unit.MONTH: 28}[row.span.unit]
    first = today - timedelta(days=row.span.latest * longest)
    last = today + AHEAD - timedelta(days=row.span.earliest * shortest)
    return first, last


def _rehome_moved(author: System, municipality_id: int, now: datetime) -> int:
    """A child that has moved to another district gets the health visitor there; the old one's visit goes along."""
    today = clock.local(now).date()
    rows = PlannedVisit.objects.open().filter(child__municipality_id=municipality_id, child__left_on=None)
    at_work: dict[int, set[int | None]] = defaultdict(set)
    posts = Employment.objects.on(today).filter(municipality_id=municipality_id, function=Function.HEALTH_VISITOR)
    for user_id, district_id in posts.values_list("user_id", "district_id"):
        at_work[user_id].add(district_id)
    moved = 0
    related = set(
        Relation.objects.on(today).filter(child_id__in=rows.values("child_id")).values_list("user_id", "child_id")
    )
    for row in rows.select_related("child__district"):
        if row.owner_id is None or row.child.district_id in at_work[row.owner_id]:
            continue
        if (row.owner_id, row.child_id) in related:
            continue
        heir = answers_for(row.child, row.series, today)
        if heir is not None and heir.pk != row.owner_id:
            with transaction.atomic():
                organisation.hand_over(author, row, heir.pk, now=now)
                let_in(author, row.child, heir.pk, now=now)
                moved += 1
    return moved


def close(
    author: audit.Author,
    row: PlannedVisit,
    move: PlannedMove,
    *,
    now: datetime,
    reason: NotHeld | None = None,
    note: str = "",
) -> PlannedVisit:
    """Held, or not held with a reason; the turn is kept."""
    state = PlannedState.HELD if move is PlannedMove.HOLD else PlannedState.NOT_HELD
    today = clock.local(now).date()
    change(
        row,
        by_name=author.name,
        at=now,
        state=state,
        closed_on=today,
        due_on=None,
        starts_at=row.starts_at,
        not_held=reason or "",
        not_held_note=note,
        escalated_at=None,
        escalated_to=None,
    )
    turn(author, row, move, now=now, reason=reason, note=note)
    return row


def turn(
    author: audit.Author,
    row: PlannedVisit,
    move: PlannedMove,
    *,
    now: datetime,
    reason: NotHeld | None = None,
    note: str = "",
    from_on: date | None = None,
    to_on: date | None = None,
) -> None:
    """What happened to a planned visit, and who did it."""
    PlannedTurn.objects.create(
        planned=row, move=move, reason=reason or "", from_on=from_on, to_on=to_on, note=note, by_id=author.id, at=now
    )
    details = {"move": move.value, "reason": reason.value if reason else ""}
    audit.record(author, f"visit.{move.value}", row, at=now, child_id=row.child_id, details=details)


@transaction.atomic
@context.beyond_reach()
def leave(author: audit.Author, child: Child, *, now: datetime) -> int:
    """A child that has moved away is asked for nothing: what was planned ends as moved."""
    rows = list(PlannedVisit.objects.open().select_for_update().filter(child=child))
    for row in rows:
        close(author, row, PlannedMove.GIVE_UP, now=now, reason=NotHeld.MOVED)
    return len(rows)


def replace_earlier(author: audit.Author, child: Child, visit_type: str, *, now: datetime) -> None:
    """Earlier standard visits that were never held are over when a later one is."""
    earlier: Collection[str] = rules.replaced_by(visit_type)
    for row in PlannedVisit.objects.open().filter(child=child, why=Why.SCHEDULE, visit_type__in=earlier):
        close(author, row, PlannedMove.GIVE_UP, now=now, reason=NotHeld.REPLACED)
