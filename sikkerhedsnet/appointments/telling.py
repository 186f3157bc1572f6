"""Who comes to a meeting, on which basis, and what each of them gets to see; worked out from what really is recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import CallMeeting
from sikkerhedsnet.meetings.labels import KIND, ROLE
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Kind, Role
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import as_parent, guardians_of, home_of, knows_place
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.web.words import clock_words, day_words

from . import queries


@dataclass(frozen=True)
class Guest:
    """One at the table: how they hear of it, on which basis they are told, what they see and what not."""

    id: int
    name: str
    title: str
    family: bool
    hears: str
    basis: str
    sees: list[str]
    not_told: list[str]


class _Rehearsed(Exception):
    """Ends a rehearsal: everything it wrote is taken back."""


def before_calling(actor: Actor, concern: Concern, command: CallMeeting, *, now: datetime) -> dict[str, Any]:
    """What calling the meeting would do, found out by doing it and taking it back; raises what calling would raise."""
    found: dict[str, Any] = {}
    try:
        with transaction.atomic():
            meeting = meetings.call_meeting(actor, concern.pk, command, now=now)
            found = {
                "guests": guests_of(actor, meeting, now=now),
                "points": queries.agenda_of(actor, meeting).points,
                "kind": KIND[Kind(meeting.kind)],
                "starts_at": meeting.starts_at,
                "ends_at": meeting.ends_at,
                "place": meeting.place,
                "interpreter": meeting.interpreter,
                "clashes": queries.clashes(
                    actor.id, [(meeting.starts_at, meeting.ends_at)], but_meeting=meeting.pk, but_concern=concern.pk
                )[0],
            }
            raise _Rehearsed
    except _Rehearsed:
        return found


def guests_of(actor: Actor, meeting: Meeting, *, now: datetime) -> list[Guest]:
    """Everybody at the table, the family first; two queries, and some for each colleague."""
    child, today = meeting.child, clock.day_of(now)
    custodies = guardians_of(child, today)
    home = home_of(child, custodies)
    bases = {
        row.to_user_id: row
        for row in Disclosure.objects.filter(about_label=meeting._meta.label_lower, about_id=meeting.pk)
        .select_related("basis")
        .order_by("pk")
    }
    found = []
    for seat in meeting.participants.select_related("user__municipality"):
        if seat.user is None:
            found.append(_of_the_family(seat, custodies, home, meeting))
        else:
            found.append(_colleague(seat, meeting, bases.get(seat.user_id), now))
    return found


def _of_the_family(seat: Participant, custodies: Any, home: redaction.Home, meeting: Meeting) -> Guest:
    role = Role(seat.role)
    reader = as_parent(seat.guardian_id, custodies, home) if role is Role.PARENT else redaction.ANYBODY
    knows = redaction.where(reader, home) is None
    sees = [_("dag og klokkeslæt"), _("dagsordenen"), _("hvem der kommer")]
    not_told = [] if knows else [_("stedet, for adressen er beskyttet")]
    if knows:
        sees.insert(1, _("stedet"))
    hears = {
        Role.PARENT: _("Du har spurgt selv, og du kan give indkaldelsen på papir."),
        Role.CHILD: _("Hører det hjemme og af dig."),
    }.get(role, _("Hører det fra dig eller forældrene."))
    if role is Role.NETWORK:
        not_told.append(_("andet om barnet end det, forældrene har sagt ja til"))
    if role in (Role.PARENT, Role.CHILD):
        sees.append(_("referatet bagefter"))
    return Guest(
        seat.pk,
        seat.name,
        seat.title or str(ROLE[role]),
        True,
        hears,
        "",
        sees,
        [*not_told, _("adgang til Sikkerhedsnet")],
    )


def _colleague(seat: Participant, meeting: Meeting, record: Any, now: datetime) -> Guest:
    assert seat.user is not None
    leads = seat.user_id == meeting.owner_id
    told, not_told = _seen_by(seat, meeting, now)
    if record is not None:
        basis = _("%(basis)s, til %(until)s") % {"basis": record.basis.name, "until": day_words(record.until)}
    else:
        basis = "" if leads else _("Arbejder i samme tjeneste som du; der skal ikke et grundlag til.")
    hears = (
        _("Leder mødet.")
        if leads
        else _("Får besked på sit bord med dag og klokkeslæt. I mailen står intet om barnet.")
    )
    return Guest(seat.pk, seat.name, seat.title, False, hears, basis, told, not_told)


def _seen_by(seat: Participant, meeting: Meeting, now: datetime) -> tuple[list[str], list[str]]:
    """What the doors really let through for this colleague today, asked of each door."""
    today = clock.day_of(now)
    colleague = actor_for(seat.user, today)  # type: ignore[arg-type]
    child = meeting.child
    with context.beyond_reach():  # what she sees is asked on her behalf; nothing of it is shown here
        doors = [
            (
                _("mødet, dagsordenen og referatet"),
                Meeting.objects.visible_to(colleague).filter(pk=meeting.pk).exists(),
            ),
            (_("barnets side"), Child.objects.visible_to(colleague, today).filter(pk=child.pk).exists()),
            (_("bekymringen"), Concern.objects.visible_to(colleague).filter(pk=meeting.concern_id).exists()),
            (_("planen"), Plan.objects.visible_to(colleague).filter(concern_id=meeting.concern_id).exists()),
            (
                _("stedet"),
                knows_place(
                    redaction.staff(colleague, [meeting.pk]), child, meeting.institution_id, meeting_id=meeting.pk
                ),
            ),
        ]
        planned = Plan.objects.filter(concern_id=meeting.concern_id).exists()
    told = [words for words, seen in doors if seen]
    return told, [words for words, seen in doors if not seen and (words != _("planen") or planned)]


def when_words(meeting: Meeting) -> str:
    """`onsdag 2. december kl. 13.00-14.00`."""
    return _("%(day)s kl. %(from)s-%(to)s") % {
        "day": day_words(meeting.starts_at),
        "from": clock_words(meeting.starts_at),
        "to": clock_words(meeting.ends_at),
    }
