"""What worries put on somebody's desk: what she owes, what she waits for, and what a municipality owes in all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Task, Waiting, sealed
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.people.queries import child_lines
from sikkerhedsnet.web.words import day_words

from . import following_queries, level_queries, notification_queries, rules
from .models import Concern, Notification, ParentContact
from .states import State


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person owes on concerns, those offered to her, and a scale to approve; at most eight queries."""
    if not actor.has(Permission.DESK):
        return []
    mine = Concern.objects.filter(owner_id=actor.id) | Concern.objects.filter(offered_to_id=actor.id)
    rows = list(
        mine.filter(state__in=Concern.OPEN, child__municipality_id=actor.municipality_id)
        .select_related("child", "raised_by", "owner")
        .annotate(talked=Exists(ParentContact.objects.filter(concern=OuterRef("pk"))))
        .order_by("due_on", "id")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor)
    days = following_queries.settings_of(actor.municipality_id).meeting_days
    still = {row.pk: since for row, since in following_queries.stalled(actor.municipality_id, today, owner_id=actor.id)}
    found = [
        _with_clocks(_task(row, lines[row.child_id], offered=row.owner_id != actor.id), row, days, still.get(row.pk))
        for row in rows
        if row.due_on
    ]
    return [*found, *notification_queries.tasks(actor, today), *level_queries.tasks(actor)]


def _with_clocks(task: Task, row: Concern, meeting_days: int, still_since: date | None) -> Task:
    """Beside what is next: by when the meeting was promised, and since when nothing has happened."""
    words = [str(task.to_whom)]
    if row.state == State.TAKEN and row.taken_at and not row.suspicion:
        due = rules.meeting_rule(meeting_days).due(clock.day_of(row.taken_at))
        words.append(_("møde holdt senest %(day)s") % {"day": day_words(due)})
    if still_since is not None:
        words.append(_("ikke sket noget siden %(day)s") % {"day": day_words(still_since)})
    return replace(task, to_whom=" · ".join(words))


def _task(row: Concern, line: str, *, offered: bool) -> Task:
    owner = row.owner.name if row.owner else ""
    since, to_whom = row.raised_at, row.raised_by.name
    if offered:
        kind, what, label = "concerns.accept", _("Tag imod forløb fra %(who)s") % {"who": owner}, _("Læs og svar")
        to_whom = owner
    elif row.state == State.RAISED:
        kind, what, label = "concerns.take", _("Svar på bekymring"), _("Læs og tag imod")
    elif row.suspicion or row.talked:  # type: ignore[attr-defined]
        kind, what, label = "concerns.next", _("Aftal næste skridt"), _("Åbn bekymringen")
        since = row.taken_at or since
    else:
        kind, what, label = "concerns.contact", _("Tal med forældrene"), _("Skriv samtalen")
        since, to_whom = row.taken_at or since, _("forældrene")
    assert row.due_on is not None
    return Task(
        kind=kind,
        what=what,
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=to_whom,
        since=clock.day_of(since),
        due_on=row.due_on,
        url_name="concerns:concern",
        url_args=(row.pk,),
        sealed_by=sealed(row, row.suspicion),
        action_label=label,
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Worries this person sent that are not answered yet, and those she has asked another to take over; two queries."""
    rows = (
        (Concern.objects.filter(raised_by_id=actor.id) | Concern.objects.filter(owner_id=actor.id))
        .filter(state__in=Concern.OPEN, child__municipality_id=actor.municipality_id)
        .select_related("child", "owner", "offered_to")
        .order_by("due_on", "id")
    )
    found: list[Waiting] = []
    for row in rows:
        page = ("concerns:concern", (row.pk,), row.child_id, sealed(row, row.suspicion))
        if row.owner_id == actor.id:
            if row.offered_to:
                what = _("Svar på, om forløbet bliver taget imod")
                found.append(Waiting(what, row.child.name, row.offered_to.name, clock.day_of(row.changed_at), *page))
            continue
        what = _("Svar på din bekymring") if row.state == State.RAISED else _("Næste skridt efter din bekymring")
        who = row.owner.name if row.owner else ""
        found.append(Waiting(what, row.child.name, who, clock.day_of(row.raised_at), *page))
    return [*found, *notification_queries.waiting(actor)]


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every concern that still owes a date in its own name, and every notification that is not received."""
    rows: OwedQuerySet = Concern.objects.filter(child__municipality_id=municipality_id).open()
    told: OwedQuerySet = Notification.objects.filter(child__municipality_id=municipality_id).open()
    around = ("child", "owner", "institution", "district")
    return rows.select_related(*around), told.select_related("child", "owner", "concern__owner")
