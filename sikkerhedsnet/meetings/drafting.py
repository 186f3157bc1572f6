"""What is being typed is kept as it is typed: a row for each writer and place, emptied when the words go in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import context
from sikkerhedsnet.core.db import change
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require

from . import queries
from .commands import SaveDraft
from .models import Agreement, Draft, Meeting, MinutesEntry
from .states import AGREEMENT_PART, State, Topic

PARTS = frozenset({*Topic, AGREEMENT_PART})


def at_the_table(actor: Actor, pk: int) -> Meeting:
    """The meeting, held fast so that it cannot end while a line is written, and no draft comes between a line and
    the emptying of its draft."""
    meeting = (
        Meeting.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("child")
        .get(pk=pk)
    )
    require(queries.may_write(actor, meeting))
    return meeting


@transaction.atomic
def save_draft(actor: Actor, meeting_id: int, command: SaveDraft, *, now: datetime) -> Draft | None:
    """The draft as it is typed now; None when the same form's words are in the minutes already.

    The same words sent twice are saved once. Raises Stale when another page of the same writer's saved other words since
    `version`: nothing is overwritten. A meeting that ended meanwhile takes no lines, but what was typed is still kept.
    """
    meeting = at_the_table(actor, meeting_id)
    if command.part not in PARTS:
        raise Invalid({"part": "part"})
    if command.entry_id and not MinutesEntry.objects.filter(pk=command.entry_id, meeting=meeting).exists():
        raise Invalid({"entry": "part"})
    if _went_in(command):
        return None
    seat = meeting.participants.filter(pk=command.said_by_id).first() if command.said_by_id else None
    typed = {
        "said_by_id": seat.pk if seat else None,
        "text": command.text,
        "disagrees": command.disagrees,
        "manner": command.manner.value if command.manner else "",
    }
    place = {"meeting": meeting, "writer_id": actor.id, "part": command.part, "entry_id": command.entry_id}
    found = Draft.objects.filter(**place).first()
    if found is None:
        return Draft.objects.create(**place, **typed, changed_at=now, changed_by_name=actor.name)
    if all(getattr(found, name) == value for name, value in typed.items()):
        return found
    if found.text.strip() and found.version != command.version:
        raise Stale(who=found.changed_by_name, what=meeting.state, at=found.changed_at)
    return change(found, by_name=actor.name, at=now, **typed)


def put_in(
    actor: Actor, meeting: Meeting, part: str, text: str, *, entry: MinutesEntry | None = None, now: datetime
) -> None:
    """The words went into the minutes: the draft of them is emptied; other words at the same place stay."""
    found = Draft.objects.filter(meeting=meeting, writer_id=actor.id, part=part, entry=entry).first()
    if found is not None and found.text and found.text.strip() in text:
        nothing = {"text": "", "said_by": None, "disagrees": False, "manner": ""}
        change(found, by_name=actor.name, at=now, **nothing)


def drafts_of(actor: Actor, meeting: Meeting) -> dict[str, Draft]:
    """What this writer has typed and not put in, by part; those about a line are not among them. One query."""
    mine = Draft.objects.visible_to(actor).filter(meeting=meeting, entry=None).exclude(text="")
    return {draft.part: draft for draft in mine}


def left_over(actor: Actor, meeting: Meeting) -> list[Draft]:
    """All of it, for a page of a meeting that is over; one query."""
    mine = Draft.objects.visible_to(actor).filter(meeting=meeting).exclude(text="").order_by("changed_at", "pk")
    return list(mine)


def draft_about(actor: Actor, entry: MinutesEntry) -> Draft | None:
    """What this writer has typed about one line."""
    return Draft.objects.visible_to(actor).filter(entry=entry).exclude(text="").first()


def still_writing(actor: Actor, meeting: Meeting) -> list[str]:
    """The names of the others who have typed something that is not in the minutes; their words stay theirs."""
    if meeting.state != State.RUNNING:
        return []
    with context.beyond_reach():  # that somebody has not finished, and no more
        rows = Draft.objects.filter(meeting=meeting).exclude(text="").exclude(writer_id=actor.id)
        return sorted(set(rows.values_list("writer__name", flat=True)))


def _went_in(command: SaveDraft) -> bool:
    if command.key is None:
        return False
    return any(model.objects.filter(idempotency_key=command.key).exists() for model in (MinutesEntry, Agreement))
