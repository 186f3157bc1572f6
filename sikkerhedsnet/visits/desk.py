"""What visits and recalls ask of somebody's day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Min
from django.utils.translation import gettext, ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Task
from sikkerhedsnet.instruments.queries import dental_form
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.queries import age_of, child_lines

from .ladder import step_words
from .models import DentalRecall, PlannedVisit, Visit
from .states import VisitState, Why
from .words import short, type_name

DESK_AHEAD = timedelta(days=14)
"""Visits whose last day is further off stand on the visit page alone."""


def tasks(actor: Actor, today: date) -> list[Task]:
    """Visits this person owes, visits she has begun to write, and the recalls she keeps."""
    found: list[Task] = []
    if actor.has(Permission.VISIT_SEE):
        found += _visit_tasks(actor, today)
    if actor.has(Permission.RECALL_KEEP):
        found += _recall_tasks(actor, today)
    if actor.has(Permission.VISIT_COVERAGE) and actor.led_institution_ids:
        found += _leader_tasks(actor, today)
    return found


def _leader_tasks(actor: Actor, today: date) -> Iterator[Task]:
    """The leader of a health service sees how many visits are overdue, and no child."""
    with context.beyond_reach():
        mine = Institution.objects.filter(pk__in=actor.led_institution_ids, kind=InstitutionKind.HEALTH_VISITING)
        if not mine.exists():
            return
        rows = PlannedVisit.objects.filter(child__municipality_id=actor.municipality_id).overdue(today)
        late = rows.aggregate(n=Count("pk"), first=Min("due_on"))
    if late["n"]:
        yield Task(
            kind="visits.coverage",
            what=ngettext("%(n)d besøg er overskredet", "%(n)d besøg er overskredet", late["n"]) % {"n": late["n"]},
            to_whom=gettext("sundhedsplejen"),
            since=late["first"],
            due_on=today,
            url_name="visits:coverage",
            url_args=(),
            action_label=gettext("Se dækningen"),
        )


def _visit_tasks(actor: Actor, today: date) -> Iterator[Task]:
    planned = list(
        PlannedVisit.objects.visible_to(actor)
        .open()
        .filter(owner_id=actor.id, due_on__lte=today + DESK_AHEAD, window_from__lte=today)
        .select_related("child")
    )
    begun = list(
        Visit.objects.visible_to(actor).open().filter(owner_id=actor.id, wrong_at=None).select_related("child")
    )
    lines = child_lines([row.child for row in (*planned, *begun)], today, reader=actor)
    for row in planned:
        agreed = row.starts_at
        yield Task(
            kind="visits.visit",
            what=type_name(row.visit_type) if row.why != Why.NEED else gettext("Behovsbesøg: %(note)s") % {"note": short(row.note)},
            to_whom=gettext("familien"),
            since=row.window_from,
            due_on=clock.day_of(agreed) if agreed and clock.day_of(agreed) >= today else row.due_on,
            at=agreed,
            url_name="visits:planned",
            url_args=(row.pk,),
            action_label=gettext("Se besøget"),
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
        )  # fmt: skip
    for visit in begun:
        draft = visit.state == VisitState.DRAFT
        yield Task(
            kind="visits.write",
            what=(gettext("Skriv besøget færdigt: %(what)s") if draft else gettext("Skriv det, der mangler: %(what)s"))
            % {"what": type_name(visit.visit_type)},
            to_whom=gettext("journalen"),
            since=clock.day_of(visit.starts_at),
            due_on=visit.due_on or today,
            url_name="visits:visit",
            url_args=(visit.pk,),
            action_label=gettext("Skriv færdigt"),
            child_id=visit.child_id,
            child_name=visit.child.name,
            child_line=lines[visit.child_id],
        )


def _recall_tasks(actor: Actor, today: date) -> Iterator[Task]:
    """What the ladder asks for; children who are only waiting to be called stand together in one line."""
    rows = list(
        DentalRecall.objects.visible_to(actor)
        .open()
        .filter(due_on__lte=today + DESK_AHEAD)
        .select_related("child")
        .prefetch_related("turns")
    )
    called = [row for row in rows if not row.missed]
    form = dental_form(actor.municipality_id, today) if len(called) < len(rows) else None
    for row in rows:
        if form is not None and row.missed and row.due_on is not None:
            yield Task(
                kind="visits.recall",
                what=step_words(form, row),
                to_whom=ngettext("%(n)d gang udeblevet", "%(n)d gange udeblevet", row.missed) % {"n": row.missed},
                since=clock.day_of(row.called_at),
                due_on=row.due_on,
                url_name="visits:recall",
                url_args=(row.pk,),
                action_label=gettext("Se indkaldelsen"),
                child_id=row.child_id,
                child_name=row.child.name,
                child_line=age_of(row.child, today),
            )
    if called:
        yield Task(
            kind="visits.recalls",
            what=ngettext("Indkald %(n)d barn", "Indkald %(n)d børn", len(called)) % {"n": len(called)},
            to_whom=gettext("familierne"),
            since=min(clock.day_of(row.called_at) for row in called),
            due_on=min(row.due_on for row in called if row.due_on),
            url_name="visits:recalls",
            url_args=(),
            action_label=gettext("Se listen"),
        )
