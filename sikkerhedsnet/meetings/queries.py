"""Read meetings: one with a line in the read log, what people owe and wait for, and a child's chronology."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Event, Hole, Task, Waiting, sealed
from sikkerhedsnet.core.verdicts import Verdict
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import (
    Telling,
    Watch,
    covered_by,
    gone_user_ids,
    owed_holes,
    staff_with,
    who_may,
)
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.labels import INSTEAD
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import (
    child_lines,
    knows_place,
    own_family_pairs,
    own_family_user_ids,
    place_or_district,
)
from sikkerhedsnet.web.words import clock_words, day_words

from . import policy, rules
from .labels import A_KIND, KIND, THE_KIND
from .models import Agreement, Meeting, MeetingQuerySet, MinutesEntry, Participant
from .states import OPEN, Becomes, Kind, State


def within_reach(actor: Actor, pk: int) -> Meeting:
    """The meeting with child, concern and owner loaded, or Meeting.DoesNotExist."""
    around = ("child__municipality", "child__district", "owner", "institution")
    meeting: Meeting = Meeting.objects.visible_to(actor).select_related(*around).get(pk=pk)
    with_places(actor, [meeting])
    return context.follow(meeting, "concern")


def to_lead(actor: Actor, pk: int, today: date) -> Meeting:
    """A meeting this person may lead though another does, or leads already; Meeting.DoesNotExist for any other.

    Her cover finds it before she sits there herself, but of a suspicion and of a child she does not reach nothing.
    """
    rows = Meeting.objects.filter(pk=pk, child__municipality_id=actor.municipality_id, state__in=OPEN)
    rows = rows.select_related("child__municipality", "child__district", "owner", "institution", "concern")
    with context.beyond_reach():
        meeting: Meeting = rows.get()
        family = own_family_user_ids(meeting.child, today)
    covered = frozenset[int]() if meeting.suspicion else covered_by(actor.id, actor.municipality_id, today)
    verdict = policy.may_take_lead(
        actor,
        owner_id=meeting.owner_id,
        covered=covered,
        worry_owner_id=meeting.concern.owner_id,
        parent_ids=family,
    )
    if not verdict or not Child.objects.visible_to(actor, today).filter(pk=meeting.child_id).exists():
        raise Meeting.DoesNotExist
    with_places(actor, [meeting])
    return meeting


def open_meeting(actor: Actor, pk: int, *, now: datetime, act: str = "meeting.read") -> Meeting:
    """The meeting, and a line in the read log; out of reach: Meeting.DoesNotExist."""
    meeting = within_reach(actor, pk)
    audit.read(actor, act, meeting, at=now, child_id=meeting.child_id)
    return meeting


def look_again(actor: Actor, pk: int, *, now: datetime) -> Meeting:
    """The meeting for a part of its page that asks for news by itself; a line in the read log every ten minutes."""
    meeting = within_reach(actor, pk)
    audit.read_again(actor, "meeting.read", meeting, at=now, child_id=meeting.child_id)
    return meeting


def may_write(actor: Actor, meeting: Meeting) -> Verdict:
    """Whether this person writes in the minutes: she leads the meeting or sits in it."""
    seated = meeting.participants.filter(user__isnull=False).values_list("user_id", flat=True)
    return policy.may_write(actor, owner_id=meeting.owner_id, seated_ids={pk for pk in seated if pk is not None})


def agreement_to_settle(actor: Actor, pk: int | None, becomes: Becomes) -> Agreement | None:
    """The agreement that waits to become this, at a meeting where this person writes; None for anything else."""
    if pk is None or not actor.has(Permission.MEETING_SEE):
        return None
    waiting = Agreement.objects.for_the_plan().filter(becomes=becomes, meeting__in=Meeting.objects.visible_to(actor))
    found = waiting.select_related("meeting", "who").filter(pk=pk).first()
    return found if found and may_write(actor, found.meeting) else None


def ahead(actor: Actor) -> MeetingQuerySet:
    """Meetings this person may see that are not held yet, the nearest first."""
    return _listed(actor).filter(state__in=OPEN).order_by("starts_at", "pk")


def past(actor: Actor) -> MeetingQuerySet:
    """Meetings this person may see that were held or called off, the latest first."""
    return _listed(actor).exclude(state__in=OPEN).order_by("-starts_at", "-pk")


def _listed(actor: Actor) -> MeetingQuerySet:
    standing = Count("agreements", filter=Q(agreements__withdrawn=False), distinct=True)
    rows: MeetingQuerySet = Meeting.objects.visible_to(actor).select_related("child", "owner").annotate(agreed=standing)
    return rows


def tasks(actor: Actor, today: date) -> list[Task]:
    """Meetings this person holds, and those she sits in from today on; two queries."""
    if not actor.has(Permission.MEETING_SEE):
        return []
    seated = Participant.objects.filter(meeting_id=OuterRef("pk"), user_id=actor.id)
    rows = list(
        Meeting.objects.filter(Q(owner_id=actor.id) | Q(Exists(seated), due_on__gte=today))
        .filter(state__in=OPEN, child__municipality_id=actor.municipality_id)
        .select_related("child", "owner")
        .order_by("due_on", "pk")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor)
    return [_task(row, lines[row.child_id], actor, today) for row in rows if row.due_on]


def _task(row: Meeting, line: str, actor: Actor, today: date) -> Task:
    kind, to_whom, label = "meetings.hold", _("familien"), _("Åbn mødet")
    if row.concern_id and not row.parents_asked_on:
        to_whom = _("deltagerne")
    words = {"meeting": THE_KIND[Kind(row.kind)], "clock": clock_words(row.starts_at)}
    if row.owner_id != actor.id:
        kind, what = "meetings.attend", _("Kom til %(meeting)s kl. %(clock)s") % words
        to_whom = row.owner.name if row.owner else ""
    elif row.state == State.RUNNING:
        kind, what, label = "meetings.conclude", _("Afslut %(meeting)s") % words, _("Læs op og afslut")
    elif row.due_on is not None and row.due_on < today:
        what = capfirst(_("%(meeting)s er ikke holdt. Hold det, flyt det eller aflys det") % words)
    else:
        what = _("Hold %(meeting)s kl. %(clock)s") % words
    assert row.due_on is not None
    return Task(
        kind=kind,
        what=what,
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=to_whom,
        since=clock.day_of(row.called_at),
        due_on=row.due_on,
        url_name="meetings:meeting",
        url_args=(row.pk,),
        sealed_by=sealed(row, row.suspicion),
        action_label=label,
        at=row.starts_at,
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Meetings called on a worry this person sent, when she does not sit in them herself; one query."""
    seated = Participant.objects.filter(meeting_id=OuterRef("pk"), user_id=actor.id)
    rows = (
        Meeting.objects.filter(concern__raised_by_id=actor.id, child__municipality_id=actor.municipality_id)
        .filter(state__in=OPEN)
        .exclude(Q(owner_id=actor.id) | Q(Exists(seated)))
        .select_related("child", "owner")
        .order_by("starts_at", "pk")
    )
    with context.beyond_reach():  # the sender hears that it was called, and no more
        called = list(rows)
    return [
        Waiting(
            _("%(meeting)s %(day)s") % {"meeting": KIND[Kind(row.kind)], "day": day_words(row.starts_at, today)},
            row.child.name,
            row.owner.name if row.owner else "",
            clock.day_of(row.called_at),
            "concerns:concern",
            (row.concern_id,),
            row.child_id,
            sealed(row, row.suspicion),
        )
        for row in called
    ]


def with_places(actor: Actor, meetings: Sequence[Meeting]) -> Sequence[Meeting]:
    """The meetings, each saying what it is, and where as far as this reader may know; one query, or none without."""
    if meetings:
        ids = [meeting.pk for meeting in meetings]
        seats = Participant.objects.filter(meeting_id__in=ids, user_id=actor.id).values_list("meeting_id", flat=True)
        reader = redaction.staff(actor, [*seats, *(m.pk for m in meetings if m.owner_id == actor.id)])
        for meeting in meetings:
            known = knows_place(reader, meeting.child, meeting.institution_id, meeting_id=meeting.pk)
            meeting.told_kind = str(KIND[Kind(meeting.kind)])
            meeting.told_place = meeting.place if known else str(INSTEAD[redaction.Because.PROTECTED])
    return meetings


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every meeting that is not held yet."""
    rows: OwedQuerySet = Meeting.objects.filter(child__municipality_id=municipality_id).open()
    return (rows.select_related("child", "owner", "institution", "concern__district"),)


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Open meetings nobody answers for, or nobody was told are late; a constant number of queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    can_lead = who_may(Permission.MEETING_CALL, municipality_id, today)
    readers = who_may(Permission.MEETING_SEE, municipality_id, today)
    rows = list(
        Meeting.objects.filter(child__municipality_id=municipality_id)
        .open()
        .select_related("child__district", "owner", "institution")
        .order_by("due_on", "pk")
    )
    own = own_family_pairs({row.owner_id for row in rows if row.owner_id}, {row.child_id for row in rows}, today)
    watch = Watch(today, gone, readers)
    found: list[Hole] = []
    for row in rows:
        blind = row.owner_id not in can_lead or (row.owner_id, row.child_id) in own
        found += owed_holes(row, watch, _telling(row, chief), blind=blind)
    return found


def _telling(row: Meeting, chief: str) -> Telling:
    meeting = {"meeting": A_KIND[Kind(row.kind)], "who": "%(who)s"}  # who it is, is said where the hole is shown
    late = capfirst(_("%(meeting)s er ikke holdt til tiden") % meeting)
    called = clock.day_of(row.called_at)
    return Telling(
        child_id=row.child_id,
        words={
            "no_owner": capfirst(_("%(meeting)s har ingen ansvarlig") % meeting),
            "owner_gone": _("%(who)s har indkaldt til %(meeting)s, men arbejder her ikke mere") % meeting,
            "owner_without_access": _("%(who)s har %(meeting)s, men kan ikke lede det") % meeting,
            "no_next_date": capfirst(_("%(meeting)s har ingen dato") % meeting),
            "overdue_not_escalated": late,
            "overdue_out_of_sight": late,
        },
        page="meetings:meeting",
        page_args=(row.pk,),
        place=_place_of(row),
        since=called,
        chief=chief,
    )


def _place_of(row: Meeting) -> str:
    """Where it is, without what would give a protected address away."""
    return place_or_district(row.child, row.institution.name if row.institution else "")


def events(actor: Actor, child: Child) -> list[Event]:
    """The meetings this person may see about the child, with agreements counted and disagreement verbatim; two queries."""
    disagreed = MinutesEntry.objects.filter(disagrees=True).select_related("said_by")
    rows = (
        _listed(actor)
        .filter(child=child)
        .prefetch_related(Prefetch("entries", queryset=disagreed, to_attr="disagreed"))
        .order_by("starts_at", "pk")
    )
    return [event for row in rows for event in _events_of(row)]


def _events_of(row: Any) -> list[Event]:
    page = ("meetings:meeting", (row.pk,))
    leader = row.owner.name if row.owner else ""
    called = clock.day_of(row.called_at)
    found = []
    if row.state in OPEN:
        title = _("Indkaldt til %(meeting)s %(day)s") % {
            "meeting": A_KIND[Kind(row.kind)],
            "day": day_words(row.starts_at, called),
        }
        found.append(Event("meetings.called", called, row.called_at, title, "", leader, "", *page))
    if row.state == State.CANCELLED:
        title, off = _("%(meeting)s aflyst") % {"meeting": KIND[Kind(row.kind)]}, row.changed_at
        because = (("meetings.meeting", row.pk, "cancelled_because"),)
        found.append(
            Event(
                "meetings.cancelled",
                clock.day_of(off),
                off,
                title,
                row.cancelled_because,
                row.changed_by_name,
                "",
                *page,
                texts=because,
            )
        )
    if row.state == State.CONCLUDED and row.concluded_at:
        count = ngettext("%(n)d aftale", "%(n)d aftaler", row.agreed) % {"n": row.agreed}
        lines = [_("%(count)s.") % {"count": count}]
        if row.no_plan_because:
            lines = [_("Afsluttet uden plan: %(why)s") % {"why": row.no_plan_because}]
        for entry in row.disagreed:
            who = entry.said_by.name if entry.said_by else _("Alle")
            lines.append(_("%(who)s er uenig: “%(words)s”") % {"who": who, "words": entry.text})
        held = row.began_at or row.starts_at
        texts = [("meetings.minutesentry", entry.pk, "text") for entry in row.disagreed]
        texts.append(("meetings.meeting", row.pk, "no_plan_because"))
        title, text = str(KIND[Kind(row.kind)]), "\n".join(lines)
        on = clock.day_of(held)
        found.append(Event("meetings.held", on, held, title, text, leader, "", *page, texts=tuple(texts)))
    return found


def met(concern_id: int) -> dict[str, date]:
    """Of a worry: the day it was first called to a meeting, the next one planned, and the first one held; no place."""
    with context.beyond_reach():
        rows = list(Meeting.objects.filter(concern_id=concern_id).order_by("starts_at", "pk"))
    found: dict[str, date] = {}
    if rows:
        found["called_on"] = min(clock.day_of(row.called_at) for row in rows)
    for row in reversed(rows):
        if row.state == State.CONCLUDED and row.concluded_at:
            found["held_on"] = clock.day_of(row.starts_at)
        elif row.state in OPEN:
            found["planned_on"] = clock.day_of(row.starts_at)
    return found


def is_late(meeting: Meeting, now: datetime) -> bool:
    """Whether the meeting should have been held on an earlier day."""
    return meeting.state == State.PLANNED and rules.may_be_over(meeting.due_on, now)
