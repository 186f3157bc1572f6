"""What plans put on somebody's desk: what she owes, and what she waits for."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Task, Waiting, sealed
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.people.queries import child_lines

from .labels import COORDINATING
from .models import LookAgain, Plan, PlanRole, Step
from .states import Coordinating

ASK_WITHIN = timedelta(days=7)
"""How long before its date a family's step comes onto the desk of the one who asks."""


def tasks(actor: Actor, today: date) -> list[Task]:
    """Plans to follow up on, own steps, the family's steps to ask about, and what one is asked to look after; six queries."""
    if not actor.has(Permission.PLAN_SEE):
        return []
    plans = list(
        Plan.objects.filter(Q(owner_id=actor.id) | Q(offered_to_id=actor.id))
        .filter(child__municipality_id=actor.municipality_id)
        .open()
        .select_related("child", "owner")
        .annotate(last_review=Max("reviews__recorded_at"))
    )
    steps = list(_steps_of(actor).filter(owner_id=actor.id))
    mine = [step for step in steps if step.doer.user_id == actor.id]
    family = [step for step in steps if step.doer.user_id != actor.id and step.due_on - today <= ASK_WITHIN]
    lines = child_lines([*(p.child for p in plans), *(s.plan.child for s in mine + family)], today, reader=actor)
    found = [
        _offered(plan, lines[plan.child_id])
        if plan.owner_id != actor.id
        else Task(
            kind="plans.review",
            what=_("Følg op på planen"),
            child_id=plan.child_id,
            child_name=plan.child.name,
            child_line=lines[plan.child_id],
            to_whom=_("familien"),
            since=clock.day_of(plan.last_review or plan.agreed_at),
            due_on=plan.due_on,
            url_name="plans:review",
            url_args=(plan.pk,),
            sealed_by=sealed(plan, plan.suspicion),
            action_label=_("Følg op"),
        )
        for plan in plans
    ]
    for step in mine + family:
        own = step.doer.user_id == actor.id
        found.append(
            Task(
                kind="plans.step" if own else "plans.family_step",
                what=short(step.what)
                if own
                else _("Spørg %(who)s: %(what)s") % {"who": step.doer.name, "what": short(step.what)},
                child_id=step.plan.child_id,
                child_name=step.plan.child.name,
                child_line=lines[step.plan.child_id],
                to_whom=_("familien") if own else step.doer.name,
                since=clock.day_of(step.plan.agreed_at),
                due_on=step.due_on,
                url_name="plans:step",
                url_args=(step.pk,),
                sealed_by=sealed(step, step.plan.suspicion),
                action_label=_("Skriv, hvordan det gik"),
            )
        )
    return found + _asked_and_watching(actor, today)


def _asked_and_watching(actor: Actor, today: date) -> list[Task]:
    """Whether to coordinate, and where to look again; two queries."""
    mine = Q(owner_id=actor.id, plan__child__municipality_id=actor.municipality_id)
    roles = list(PlanRole.objects.filter(mine).open().select_related("plan__child", "asked_by"))
    watches = list(LookAgain.objects.filter(mine).open().select_related("plan__child"))
    lines = child_lines([row.plan.child for row in (*roles, *watches)], today, reader=actor) if roles or watches else {}
    found = [
        Task(
            kind="plans.coordinate",
            what=_("Svar på, om du vil være tovholder: %(role)s") % {"role": COORDINATING[Coordinating(row.role)]},
            child_id=row.plan.child_id,
            child_name=row.plan.child.name,
            child_line=lines[row.plan.child_id],
            to_whom=row.asked_by.name,
            since=clock.day_of(row.asked_at),
            due_on=row.due_on,
            url_name="plans:plan",
            url_args=(row.plan_id,),
            sealed_by=sealed(row, row.plan.suspicion),
            action_label=_("Læs og svar"),
        )
        for row in roles
    ]
    return found + [
        Task(
            kind="plans.look_again",
            what=_("Se igen, hvordan det går, efter planen sluttede"),
            child_id=row.plan.child_id,
            child_name=row.plan.child.name,
            child_line=lines[row.plan.child_id],
            to_whom=_("familien"),
            since=clock.day_of(row.named_at),
            due_on=row.due_on,
            url_name="plans:watch",
            url_args=(row.pk,),
            sealed_by=sealed(row, row.plan.suspicion),
            action_label=_("Skriv, hvordan det går"),
        )
        for row in watches
    ]


def _offered(plan: Plan, line: str) -> Task:
    """The row of whoever is asked to take over a plan."""
    owner = plan.owner.name if plan.owner else ""
    assert plan.due_on is not None
    return Task(
        kind="plans.accept",
        what=_("Tag imod forløb fra %(who)s") % {"who": owner},
        child_id=plan.child_id,
        child_name=plan.child.name,
        child_line=line,
        to_whom=owner,
        since=clock.day_of(plan.changed_at),
        due_on=plan.due_on,
        url_name="plans:plan",
        url_args=(plan.pk,),
        sealed_by=sealed(plan, plan.suspicion),
        action_label=_("Læs og svar"),
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Answers to offered plans, and steps others have in the plans this person leads: colleagues', and the family's
    that are not due yet; two queries."""
    if not actor.has(Permission.PLAN_LEAD):
        return []
    offered = Plan.objects.filter(owner_id=actor.id, offered_to__isnull=False).open()
    asked = [
        Waiting(
            what=_("Svar på, om forløbet bliver taget imod"),
            child_name=plan.child.name,
            on_whom=plan.offered_to.name,
            since=clock.day_of(plan.changed_at),
            url_name="plans:plan",
            url_args=(plan.pk,),
            child_id=plan.child_id,
            sealed_by=sealed(plan, plan.suspicion),
        )
        for plan in offered.select_related("child", "offered_to").order_by("due_on", "id")
    ]
    return asked + [
        Waiting(
            what=short(step.what),
            child_name=step.plan.child.name,
            on_whom=step.doer.name,
            since=clock.day_of(step.plan.agreed_at),
            url_name="plans:step",
            url_args=(step.pk,),
            child_id=step.plan.child_id,
            sealed_by=sealed(step, step.plan.suspicion),
        )
        for step in _steps_of(actor).filter(plan__owner_id=actor.id)
        if step.doer.user_id != actor.id and (step.owner_id != actor.id or step.due_on - today > ASK_WITHIN)
    ]


def _steps_of(actor: Actor) -> OwedQuerySet:
    return (
        Step.objects.filter(plan__child__municipality_id=actor.municipality_id)
        .open()
        .select_related("plan__child", "doer")
        .order_by("due_on", "id")
    )


def short(text: str) -> str:
    """The first line, short enough for a row."""
    line = text.strip().split("\n")[0]
    return line if len(line) <= 90 else line[:89].rstrip() + "…"
