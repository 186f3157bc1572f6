"""Read preparations and children's own words: for the meeting, the child's page and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.tasks import Event, Hole, Task, Waiting, sealed
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import Role
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_lines

from . import policy
from .labels import FACE, HOW, KEEP, SIGN
from .models import ChildVoice, Preparation, QuestionsKept
from .questions import Questions, own, shipped
from .states import AUDIENCE_OF, Audience, How, Keep

DAYS_TO_DECIDE = 5
"""Working days until the adviser should have taken a position; our own proposal, no law says a number."""
FRESH = timedelta(days=180)
"""How old a child's words may be and still lie beside the agenda of a meeting they were not said for."""


@dataclass(frozen=True)
class Seat:
    """One at the table: what is prepared, and whether this reader may write it."""

    participant: Participant
    audience: Audience
    preparation: Preparation | None
    writes: bool
    private: bool = False
    """It is a colleague's own until the meeting begins."""


def seats(actor: Actor, meeting: Meeting) -> list[Seat]:
    """Everybody who may prepare, the family first; two queries."""
    people = list(meeting.participants.all())
    found = {row.participant_id: row for row in Preparation.objects.visible_to(actor).filter(meeting=meeting)}
    seated = {seat.user_id for seat in people if seat.user_id}
    leads = meeting.owner_id == actor.id
    open_ = meeting.concluded_at is None and not meeting.cancelled_because
    rows = []
    for seat in people:
        audience = AUDIENCE_OF.get(Role(seat.role))
        if audience is None:
            continue
        may = policy.may_prepare(actor, audience, seat_user_id=seat.user_id, leads=leads, seated_ids=seated)
        private = audience is Audience.PROFESSIONAL and meeting.began_at is None and not may
        rows.append(Seat(seat, audience, found.get(seat.pk), open_ and bool(may), private))
    order = {Role.PARENT: 0, Role.NETWORK: 1, Role.PROFESSIONAL: 2}
    return sorted(rows, key=lambda row: order[Role(row.participant.role)])


def seat_within_reach(actor: Actor, pk: int) -> Participant:
    """The participant with the meeting, or Participant.DoesNotExist; a child prepares with its three houses."""
    rows = Participant.objects.filter(meeting__in=Meeting.objects.visible_to(actor), role__in=list(AUDIENCE_OF))
    found: Participant = rows.select_related("meeting__child__municipality", "meeting__owner").get(pk=pk)
    return found


def open_preparation(actor: Actor, pk: int, *, now: datetime) -> Preparation:
    """One preparation, and a line in the read log; out of reach: Preparation.DoesNotExist."""
    rows = Preparation.objects.visible_to(actor)
    found: Preparation = rows.select_related("participant", "entered_by", "meeting__child").get(pk=pk)
    audit.read(actor, "preparation.read", found.meeting, at=now, child_id=found.meeting.child_id)
    return found


def newest_questions(municipality_id: int | None) -> QuestionsKept | None:
    """The municipality's own words in force; None when it uses the shipped ones. One query."""
    return QuestionsKept.objects.filter(municipality_id=municipality_id).first() if municipality_id else None


def questions(municipality_id: int | None) -> Questions:
    """What is asked in the municipality now; one query."""
    row = newest_questions(municipality_id)
    return own(shipped(), row.texts, row.number) if row else shipped()


@dataclass(frozen=True)
class Said:
    """What a child said, as it is shown: each house with its name and the child's words."""

    row: ChildVoice
    houses: list[tuple[str, str]]
    face: str
    sign: str
    how: str
    keep: str


def told(row: ChildVoice) -> Said:
    names = {house.key: house.text for house in shipped().houses}
    houses = [(name, text) for key, name in names.items() if (text := getattr(row, key))]
    face = str(FACE[row.face]) if row.face else ""
    return Said(row, houses, face, SIGN.get(row.face or 0, ""), str(HOW[How(row.how)]), str(KEEP[Keep(row.keep)]))


def for_meeting(actor: Actor, meeting: Meeting, now: datetime) -> list[Said]:
    """What may lie on the table where a parent sees it: said for this meeting, or not long ago for none; one query."""
    here = Q(meeting=meeting) | Q(meeting=None, on__gte=clock.day_of(now) - FRESH)
    rows = ChildVoice.objects.visible_to(actor).for_the_table().filter(here, child_id=meeting.child_id)
    if not meeting.suspicion:
        rows = rows.filter(suspicion=False)
    return [told(row) for row in rows.select_related("written_by").order_by("-on", "-pk")]


def for_plan(actor: Actor, child_id: int) -> Said | None:
    """The newest a child has said that may lie where a parent sees it; one query."""
    rows = ChildVoice.objects.visible_to(actor).for_the_table().filter(child_id=child_id, suspicion=False)
    row = rows.select_related("written_by").order_by("-on", "-pk").first()
    return told(row) if row else None


def of_child(actor: Actor, child: Child) -> list[Said]:
    """Everything the child has said that this person may see, the newest first; one query."""
    rows = ChildVoice.objects.visible_to(actor).filter(child=child).select_related("written_by", "decided_by")
    return [told(row) for row in rows.order_by("-on", "-pk")]


def open_voice(actor: Actor, pk: int, *, now: datetime) -> Said:
    """One, and a line in the read log that says no more than that the child was read about, for its parents are told of
    looks; out of reach: ChildVoice.DoesNotExist."""
    rows = ChildVoice.objects.visible_to(actor).select_related("child", "written_by", "decided_by")
    row = rows.get(pk=pk)
    audit.read(actor, "child.read", row, at=now, child_id=row.child_id)
    return told(row)


def meetings_ahead(actor: Actor, child: Child) -> Sequence[Meeting]:
    """The child's meetings that are not over and that this person may see."""
    rows = Meeting.objects.visible_to(actor).filter(child=child).open().order_by("starts_at")
    return list(rows)


def tasks(actor: Actor, today: date) -> list[Task]:
    """Wishes of children that the adviser with the course has to take a position on; two queries."""
    if not policy.may_decide(actor):
        return []
    mine = Concern.objects.filter(owner_id=actor.id, state__in=NOT_CLOSED).values("child_id")
    led = Meeting.objects.filter(owner_id=actor.id).values("pk")
    waiting = ChildVoice.objects.visible_to(actor).filter(Q(child__in=mine) | Q(meeting__in=led), keep=Keep.ASKED)
    rows = list(waiting.select_related("child", "written_by").order_by("written_at", "pk"))
    lines = child_lines([row.child for row in rows], today, reader=actor)
    return [
        Task(
            kind="voices.decide",
            what=_("Tag stilling til, om barnets ord må vises for forældrene"),
            child_id=row.child_id,
            child_name=row.child.name,
            child_line=lines[row.child_id],
            to_whom=row.child.name,
            since=clock.day_of(row.written_at),
            due_on=calendar.add_working_days(clock.day_of(row.written_at), DAYS_TO_DECIDE),
            url_name="voices:voice",
            url_args=(row.pk,),
            sealed_by=sealed(row, row.suspicion),
            action_label=_("Læs og beslut"),
        )
        for row in rows
    ]


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Nothing here lets a child fall: an undecided wish counts as a yes to the child."""
    return []


def waiting(actor: Actor, today: date) -> list[Waiting]:
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    return ()


def events(actor: Actor, child: Child) -> list[Event]:
    """What the child has said, as far as this person may see; one query."""
    if not actor.has(Permission.PLAN_SEE):
        return []
    return [_event(said) for said in reversed(of_child(actor, child))]


def _event(said: Said) -> Event:
    row = said.row
    lines = [f"{name}: {text}" for name, text in said.houses]
    lines += [f"{said.sign} {said.face}"] if said.face else []
    lines += [_("Om tegningen: %(words)s") % {"words": row.drawing_words}] if row.drawing_words else []
    lines += [said.keep] if row.keep != Keep.OPEN else []
    title = _("Barnets egne ord")
    texts = tuple(("voices.childvoice", row.pk, key) for key in ("worries", "good", "dreams", "drawing_words"))
    return Event(
        "voices.told",
        row.on,
        None,
        title,
        "\n".join(lines),
        row.written_by.name,
        "",
        "voices:voice",
        (row.pk,),
        texts=texts,
    )
