"""Seen but not helped: positive answers nobody has acted on within the municipality's own number of weeks."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import context
from sikkerhedsnet.core.tasks import Unhelped

from .models import FollowUp, Response, ResponseQuerySet
from .states import HELPED


def without_action(municipality_id: int, today: date, weeks: int | None = None) -> ResponseQuerySet:
    """Positive answers that stand, older than the number of weeks, with nothing observed again, done or carried on;
    the same rule for the list and for the hole in the net."""
    if weeks is None:
        weeks = Municipality.objects.values_list("action_weeks", flat=True).get(pk=municipality_id)
    helped = Exists(FollowUp.objects.filter(response_id=OuterRef("pk"), state__in=HELPED))
    rows: ResponseQuerySet = (
        Response.objects.standing()
        .filter(child__municipality_id=municipality_id, child__left_on=None, positive=True)
        .filter(~helped, answered_on__lt=today - timedelta(weeks=weeks))
        .order_by("answered_on", "id")
    )
    return rows


def unhelped(actor: Actor, today: date) -> list[Unhelped]:
    """By name for whoever may read the answer; a number by service for those who follow the whole municipality."""
    if actor.has(Permission.INSTRUMENT_SEE):
        return _named(actor, today)
    return _counted(actor, today) if actor.has(Permission.FIGURES_OF_ALL) else []


def _named(actor: Actor, today: date) -> list[Unhelped]:
    rows = without_action(actor.municipality_id, today).filter(pk__in=Response.objects.visible_to(actor).values("pk"))
    owners = Prefetch("follow_ups", FollowUp.objects.open().select_related("owner"), to_attr="open_follow_ups")
    rows = rows.select_related("child", "form", "institution__district").prefetch_related(owners)
    return [
        Unhelped(
            what=row.form.definition.title,
            since=row.answered_on,
            institution=row.institution.name if row.institution else "",
            group="",
            district=row.institution.district.name if row.institution and row.institution.district else "",
            counts_as=row.child_id,
            child_id=row.child_id,
            child_name=row.child.name,
            who=", ".join(follow.owner.name for follow in row.open_follow_ups if follow.owner),
            url_name="instruments:response",
            url_args=(row.pk,),
            action_label=gettext("Se svaret, og gør noget"),
        )
        for row in rows
    ]


def _counted(actor: Actor, today: date) -> list[Unhelped]:
    with context.beyond_reach():  # how many, by service; neither whom nor which form
        rows = without_action(actor.municipality_id, today).values_list(
            "answered_on", "institution__name", "institution__district__name", "child_id"
        )
        found = list(rows)
    return [
        Unhelped(gettext("Svar på et skema uden handling"), since, institution or "", "", district or "", child_id)
        for since, institution, district, child_id in found
    ]
