"""Which families have to be asked again, and who asks: the desk, and the dental service's own list."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Task
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import gone_user_ids
from sikkerhedsnet.people.queries import age_of, child_lines
from sikkerhedsnet.visits.models import DentalRecall
from sikkerhedsnet.visits.states import RECALL_OPEN
from sikkerhedsnet.web.words import day_words

from . import rules
from .chosen import settings_of
from .models import Consent, ConsentQuerySet
from .states import TOLD_BY_DENTAL, Service, Topic


def tasks(actor: Actor, today: date) -> list[Task]:
    """Consents that run out soon, for the one who wrote them down; when she has left, for the one who answers for a
    concern about the child; and the dental service's own, for whoever keeps the recall. A constant number of queries."""
    if not actor.has(Permission.CONSENT_KEEP):
        return []
    again = runs_out(actor, today)
    days = settings_of(actor.municipality_id).remind_days
    rows = _mine(actor, today, today + timedelta(days=days), but_for={row.consent.pk for row in again})
    lines = child_lines([row.child for row in rows], today, reader=actor)
    suspected = _suspected(actor, [row.child_id for row in rows])
    return [
        Task(
            kind="sharing.renew",
            what=_("Samtykket udløber. Forældrene spørges ikke, så længe mistanken er åben")
            if row.child_id in suspected
            else _("Samtykket udløber. Spørg familien, om det skal fornyes"),
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
            to_whom=_("ingen") if row.child_id in suspected else _("familien"),
            since=clock.day_of(row.recorded_at),
            due_on=row.expires_on,
            url_name="sharing:consent",
            url_args=(row.pk,),
            action_label=_("Se samtykket"),
        )
        for row in rows
    ] + [_recall_task(row, today) for row in again]


def _mine(actor: Actor, today: date, before: date, *, but_for: Collection[int]) -> list[Consent]:
    mine = Concern.objects.filter(owner_id=actor.id, state__in=NOT_CLOSED).values("child_id")
    gone = Q(owner_id__in=gone_user_ids(actor.municipality_id, today), child__in=mine)
    return list(
        Consent.objects.visible_to(actor)
        .filter(Q(owner_id=actor.id) | gone, expires_on__gte=today, expires_on__lte=before)
        .filter(withdrawn_on=None, lapses=False, renewed_by=None)
        .exclude(pk__in=but_for)
        .select_related("child")
        .order_by("expires_on", "pk")
    )


def _suspected(actor: Actor, children: Collection[int]) -> set[int]:
    """The children about whom this person sees an open suspicion: their parents are not asked."""
    if not children:
        return set()
    quiet = Concern.objects.visible_to(actor).filter(child_id__in=children, suspicion=True, state__in=NOT_CLOSED)
    return set(quiet.values_list("child_id", flat=True))


# The dental service's own consents.


def given_to_dental() -> ConsentQuerySet:
    """Consents that let whoever was given them tell others about the child's health, and that somebody was given on a day
    she was a dental professional: what she writes down before or after, in another post, is not the dental service's."""
    that_day: Any = OuterRef("recorded_at__date")
    dental = Employment.objects.on(that_day).filter(user_id=OuterRef("owner_id"), function=Function.DENTAL_PROFESSIONAL)
    return Consent.objects.filter(
        Exists(dental), topics__contains=[Topic.HEALTH], receivers__overlap=list(TOLD_BY_DENTAL)
    )


@dataclass(frozen=True)
class RunsOut:
    """A consent to talk with others about a child that is being called, which ends soon or has ended."""

    recall: DentalRecall
    consent: Consent
    over: bool
    suspected: bool

    @property
    def what(self) -> str:
        """What there is to do, and for a suspicion that nothing is done."""
        day = {"day": day_words(self.consent.expires_on)}
        stands = _("Samtykket udløb %(day)s.") % day if self.over else _("Samtykket udløber %(day)s.") % day
        if self.suspected:
            return f"{stands} {_('Forældrene spørges ikke, så længe mistanken er åben')}"
        return f"{stands} {_('Spørg familien igen, om tandplejen må tale med andre')}"


def runs_out(actor: Actor, today: date) -> list[RunsOut]:
    """The consents behind the recalls this person keeps that have to be asked for again. A constant number of queries."""
    if not actor.has(Permission.RECALL_KEEP):
        return []
    with context.beyond_reach():
        kept = DentalRecall.objects.visible_to(actor).filter(state__in=RECALL_OPEN).select_related("child")
        recalls = {row.child_id: row for row in kept}
        rows = given_to_dental().filter(child_id__in=recalls, withdrawn_on=None).order_by("expires_on", "pk")
        found = list(rows)
        days = settings_of(actor.municipality_id).remind_days
    terms = [_until(row) for row in found]
    due = [row for row in found if rules.to_ask_again(_until(row), terms, today, days)]
    suspected = _suspected(actor, {row.child_id for row in due})
    return [RunsOut(recalls[row.child_id], row, row.expires_on < today, row.child_id in suspected) for row in due]


def _until(row: Consent) -> rules.YesUntil:
    receivers = frozenset(Service(key) for key in row.receivers)
    return rules.YesUntil(row.child_id, receivers, row.expires_on, lapses=row.lapses)


def on_recalls(actor: Actor, today: date) -> dict[int, str]:
    """What the list of recalls says of the consent, by recall; the one that ends first."""
    found: dict[int, str] = {}
    for row in runs_out(actor, today):
        found.setdefault(row.recall.pk, row.what)
    return found


def _recall_task(row: RunsOut, today: date) -> Task:
    return Task(
        kind="sharing.recall",
        what=row.what,
        child_id=row.recall.child_id,
        child_name=row.recall.child.name,
        child_line=age_of(row.recall.child, today),
        to_whom=_("ingen") if row.suspected else _("familien"),
        since=clock.day_of(row.consent.recorded_at),
        due_on=row.consent.expires_on,
        url_name="sharing:recall_consent",
        url_args=(row.recall.pk,),
        action_label=_("Se samtykket"),
    )
