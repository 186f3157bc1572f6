"""What visits and recalls owe, lack and have done: for the desk, the net check, the child file and the visit pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event, Hole, Waiting
from sikkerhedsnet.instruments import queries as instruments
from sikkerhedsnet.instruments.definition import Definition
from sikkerhedsnet.organisation.models import Owed, OwedQuerySet
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, staff_with
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import knows_place, place_or_district
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.web.hooks import hook

from . import planning, rules
from .desk import tasks
from .labels import INSTRUMENT, NOT_HELD, PLANNED, REMINDER, TURN
from .ladder import step_words
from .models import DentalRecall, Intervention, PlannedVisit, Visit, VisitChoices, VisitScheme
from .rules import Due
from .standard import standard
from .states import HELP_ONGOING, RECALL_OPEN, NotHeld, PlannedState, RecallTurn, VisitState
from .words import code_name, indicator_name, place_name, short, type_name

__all__ = [
    "Owing", "code_name", "due_for_child", "events", "heirs", "holes", "indicator_name", "owing", "place_name", "recalls", "reminders", "short", "tasks", "type_name",
    "visits_of", "waiting",
]  # fmt: skip


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Visits are owed, not waited for."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """Every open visit and recall of the municipality."""
    here = {"child__municipality_id": municipality_id}
    return [
        PlannedVisit.objects.open().filter(**here).select_related("child__district", "owner"),
        Visit.objects.open().filter(**here, wrong_at=None).select_related("child__district", "owner"),
        DentalRecall.objects.open().filter(**here).select_related("child__district", "institution", "owner"),
    ]


def heirs(row: Owed, today: date) -> list[User]:
    """Who answers for an owed visit or recall when the one who did does not work here any more."""
    child: Child = row.child  # type: ignore[attr-defined]
    if isinstance(row, DentalRecall):
        return staff_with(child.municipality_id, Function.DENTAL_PROFESSIONAL, today)
    series = row.series if isinstance(row, PlannedVisit) else standard().visit_types[row.visit_type].service.value  # type: ignore[attr-defined]
    found = planning.answers_for(child, series, today)
    return [found] if found else []


# The net.


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Visits and recalls that nobody answers for or whose date nobody was told of, and children nobody can be found for."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality_id, today)
    words = (gettext("Et besøg fra sundhedsplejen"), gettext("En indkaldelse til tandplejen"))
    found: list[Hole] = []
    for rows in owing(municipality_id):
        for row in rows:
            what = words[isinstance(row, DentalRecall)]
            telling = Telling(
                child_id=row.child_id,
                words={"owner_gone": what, "overdue_not_escalated": what},
                page="",
                page_args=(),
                place=place_or_district(row.child, ""),
                since=row.due_on,
            )
            found += owed_holes(row, Watch(today, gone), telling)[:1]  # one thing at a time: first somebody to answer
    return found + _without_visitor(municipality_id, today)


def _without_visitor(municipality_id: int, today: date) -> list[Hole]:
    """A municipality with children of the ages that are visited and no health visitor at all."""
    if staff_with(municipality_id, Function.HEALTH_VISITOR, today):
        return []
    youngest = Child.objects.filter(
        municipality_id=municipality_id, left_on=None, birth_date__gt=today - timedelta(days=365)
    )
    return [
        Hole(
            kind="no_health_visitor",
            child_id=child.pk,
            what=gettext("Barnet får ingen besøg: der er ingen sundhedsplejerske"),
            since=child.birth_date or today,
            who="",
            place=place_or_district(child, ""),
        )
        for child in youngest.select_related("district")[:50]
    ]


# One child.


@dataclass(frozen=True)
class Owing:
    """One thing a child is owed by the health service, whoever's step it comes from."""

    kind: str
    what: str
    due_on: date
    owner: str
    url_name: str
    url_args: tuple[int, ...]
    version: int = 0


def due_for_child(actor: Actor, child: Child, today: date) -> list[Owing]:
    """Everything the health service owes the child, the nearest first: planned visits, and what an answer asks for."""
    rows = PlannedVisit.objects.visible_to(actor).open().filter(child=child).select_related("owner")
    found = [
        Owing(
            kind="visits.planned",
            what=type_name(row.visit_type) if not row.note else f"{type_name(row.visit_type)}: {short(row.note)}",
            due_on=row.due_on,
            owner=row.owner.name if row.owner else "",
            url_name="visits:planned",
            url_args=(row.pk,),
            version=row.version,
        )
        for row in rows
    ]
    found += [
        Owing(
            kind="instruments.follow_up",
            what=instruments.follow_words(row),
            due_on=row.due_on or today,
            owner=row.owner.name if row.owner else "",
            url_name="instruments:response",
            url_args=(row.response_id,),
        )
        for row in instruments.open_follow_ups(actor, child)
    ]
    return sorted(found, key=lambda one: one.due_on)


def coming(child: Child, today: date) -> list[Due]:
    """The next standard visit of each series, planned yet or not."""
    return planning.due_of(child, today)


@dataclass(frozen=True)
class FormAt:
    """A form the municipality wants used at a visit, and the page where it is filled in for the child."""

    name: str
    url: str


def instruments_at(child: Child, visit_type: str) -> list[FormAt]:
    """What the municipality wants rated at the visit; the wellbeing assessment has a page of its own."""
    row = VisitScheme.objects.filter(municipality_id=child.municipality_id, visit_type=visit_type).first()
    return [
        FormAt(
            str(INSTRUMENT.get(key, key)),
            reverse("screening:alone", args=(child.pk,))
            if key == "topi"
            else reverse("instruments:fill", args=(child.pk, key)),
        )
        for key in (row.instruments if row else [])
    ]


def visits_of(actor: Actor, child: Child) -> QuerySet[Visit]:
    """The child's visits, the newest first, with what was seen at them."""
    parts = ("indicatorobservations__guardian", "growthmeasurements", "feedingobservations", "examfindings__guardian")
    rows = Visit.objects.visible_to(actor).filter(child=child).select_related("held_by", "owner")
    return rows.prefetch_related(*parts, "present__guardian", "helps__help").order_by("-starts_at", "-pk")


def helps_of(actor: Actor, child: Child) -> list[Intervention]:
    """The child's need-based interventions that go on, with whom they are for."""
    rows = Intervention.objects.visible_to(actor).filter(child=child, wrong_at=None, state__in=HELP_ONGOING)
    return list(rows.select_related("guardian"))


def reminders(actor: Actor, child: Child) -> list[str]:
    """What local rules remind of where wellbeing was seen as yellow or red, and where that was; nothing is ever blocked."""
    last = (
        WellbeingAssessment.objects.visible_to(actor)
        .filter(child=child, settled_on__isnull=False)
        .select_related("institution")
        .order_by("-settled_on", "-pk")
        .first()
    )
    if last is None or last.settled_on is None:
        return []
    choices = VisitChoices.objects.get(municipality_id=child.municipality_id)
    since = clock.at(last.settled_on, 0)
    need = Visit.objects.visible_to(actor).filter(
        child=child, visit_type__in=("need_small", "need_school"), starts_at__gte=since, wrong_at=None
    )
    found = rules.reminders(
        last.position,
        need.exclude(state=VisitState.DRAFT).count(),
        last.follow_ups.count(),
        most_need=choices.need_visits_before_talk,
        least_talks=choices.talks_before_closing,
    )
    known = knows_place(actor, child, last.institution_id, last.group_id)
    where = last.institution.name if known else gettext("Et sted")
    return [REMINDER[key] % {"where": where} for key in found]


def events(actor: Actor, child: Child) -> list[Event]:
    """Visits held and not held, for those who keep the journal; the chronology tells that, the visit's page the rest."""
    if not actor.has(Permission.VISIT_SEE):
        return []
    held = Visit.objects.visible_to(actor).filter(child=child, wrong_at=None).exclude(state=VisitState.DRAFT)
    not_held = (
        PlannedVisit.objects.visible_to(actor)
        .filter(child=child, state=PlannedState.NOT_HELD, closed_on__isnull=False)
        .exclude(not_held=NotHeld.REPLACED)
    )
    found = [
        Event(
            kind="visits.held",
            on=clock.day_of(row.starts_at),
            at=row.starts_at,
            title=type_name(row.visit_type),
            text=row.told_parents,
            by=row.held_by.name if row.held_by else "",
            url_name="visits:visit",
            url_args=(row.pk,),
            texts=((row._meta.label_lower, row.pk, "told_parents"),),
        )
        for row in held.select_related("held_by")
    ]
    return found + [
        Event(
            kind="visits.not_held",
            on=row.closed_on,
            at=None,
            title=f"{type_name(row.visit_type)}: {PLANNED[PlannedState.NOT_HELD].lower()}",
            text=str(NOT_HELD[NotHeld(row.not_held)]),
            by=row.changed_by_name,
            url_name="visits:planned",
            url_args=(row.pk,),
        )
        for row in not_held
    ]


# Recalls.


@dataclass(frozen=True)
class RecallLine:
    """One child on the recall list: name, birth date, when, and what the ladder asks for; nothing else of the child."""

    recall: DentalRecall
    name: str
    born: date | None
    step: str
    last: str
    overdue: bool
    consent: str = ""


def recalls(actor: Actor, today: date, *, until: date | None = None) -> list[RecallLine]:
    """The recalls this person keeps, those with missed appointments first, then by day."""
    rows = (
        DentalRecall.objects.visible_to(actor)
        .filter(state__in=RECALL_OPEN)
        .select_related("child")
        .prefetch_related("turns")
        .order_by("-missed", "due_on", "pk")
    )
    if until is not None:
        rows = rows.filter(due_on__lte=until)
    form = instruments.dental_form(actor.municipality_id, today)
    consents = hook("SIKKERHEDSNET_RECALL_CONSENTS")(actor, today)
    return [_line(row, form, today, consents.get(row.pk, "")) for row in rows]


def _line(row: DentalRecall, form: Definition, today: date, consent: str) -> RecallLine:
    last = max(row.turns.all(), key=lambda one: (one.at, one.pk), default=None)
    return RecallLine(
        recall=row,
        name=row.child.name,
        born=row.child.birth_date,
        step=step_words(form, row),
        last=str(TURN[RecallTurn(last.turn)]) if last else "",
        overdue=bool(row.due_on and row.due_on < today),
        consent=consent,
    )
