"""What happens by itself to a group's focus point: a new owner when the old one works there no more, and somebody told when
its day has passed; and what the net check shows when nobody could be found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import next_up
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.web.words import day_words

from . import joint_rules
from .models import GroupFocus
from .policy import Setting
from .raters import SETTLE, Colleagues


class Answering:
    """Who may answer for the focus points of some places today, and who leads each; the leader sees all of the place."""

    def __init__(self, institution_ids: set[int], today: date) -> None:
        self._those = Colleagues(institution_ids, today, SETTLE)
        self._leaders = Colleagues(institution_ids, today, [Function.LEADER])

    def of(self, focus: GroupFocus) -> list[int]:
        """The leader first, then the colleagues of the group."""
        setting = Setting(focus.institution_id, focus.group_id)
        found = [*self._leaders.of(setting), *self._those.of(setting)]
        return list(dict.fromkeys(colleague.id for colleague in found))


def _open(municipality_id: int) -> OwedQuerySet:
    rows: OwedQuerySet = GroupFocus.objects.open().filter(institution__municipality_id=municipality_id)
    return rows.select_related("institution", "group", "owner").order_by("pk")


def rehome_focus(municipality: Municipality, now: datetime) -> int:
    """Gives each focus point whose owner works there no more to the leader, else to a colleague of the group; how many."""
    today = clock.day_of(now)
    rows = list(_open(municipality.pk))
    answering = Answering({row.institution_id for row in rows}, today)
    moved = 0
    for row in rows:
        if joint_rules.focus_heir(row.owner_id, answering.of(row)) is None:
            continue
        with transaction.atomic():
            held = _open(municipality.pk).filter(pk=row.pk).select_for_update(skip_locked=True, of=("self",)).first()
            heir = joint_rules.focus_heir(held.owner_id, answering.of(held)) if held is not None else None
            if held is None or heir is None:
                continue
            organisation.hand_over(System(municipality.pk), held, heir, now=now)
            text = _("Du er nu ansvarlig for fokuspunktet for %(name)s, fordi den forrige ikke arbejder der mere.")
            _tell(held, heir, "owner_gone", text % {"name": name_of(held)}, now)
            moved += 1
    return moved


def escalate_focus(municipality: Municipality, now: datetime) -> int:
    """Tells the leader, or whoever stands above, of each day that passed; the owner stays responsible; how many."""
    today = clock.day_of(now)
    late = {"due_on__lt": today, "escalated_at": None}
    told = 0
    for pk in list(_open(municipality.pk).filter(**late).values_list("pk", flat=True)):
        with transaction.atomic():
            rows = _open(municipality.pk).filter(pk=pk, **late)
            row = rows.select_for_update(skip_locked=True, of=("self",)).first()
            to = next_up(row.owner_id, row.institution, municipality.pk, today) if row is not None else None
            if row is None or to is None:
                continue
            text = _("Datoen for fokuspunktet for %(name)s er overskredet: %(day)s. %(who)s er ansvarlig.") % {
                "name": name_of(row), "day": day_words(row.due_on, today), "who": row.owner.name,
            }  # fmt: skip
            organisation.escalate(System(municipality.pk), row, to.pk, now=now)
            _tell(row, to.pk, "overdue", text, now)
            told += 1
    return told


def name_of(focus: GroupFocus) -> str:
    """`Mariehønsene (Børnehuset Regnbuen)`, or the place alone."""
    place = focus.institution.name
    return f"{focus.group.name} ({place})" if focus.group else place


def _tell(focus: GroupFocus, to_id: int, kind: str, text: str, now: datetime) -> None:
    reads = to_id in Answering({focus.institution_id}, clock.day_of(now)).of(focus)
    outbox.enqueue(
        kind,
        to_id=to_id,
        about=text,
        at=now,
        url_name="screening:focus_point" if reads else "",
        url_arg=focus.pk if reads else None,
        once=f"{focus._meta.label_lower}:{focus.pk}:{focus.due_on}",
    )


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """A group's focus point that nobody there answers for, or whose day passed without anybody hearing who can see it."""
    today = clock.day_of(now)
    rows = list(_open(municipality_id))
    answering = Answering({row.institution_id for row in rows}, today)
    return [
        Hole(
            kind=kind,
            child_id=None,
            what=_("Et fokuspunkt for en stue eller klasse"),
            since=row.due_on if row.due_on < today else clock.day_of(row.changed_at),
            who=row.owner.name,
            place=", ".join(filter(None, [row.institution.name, row.group.name if row.group else ""])),
        )
        for row in sorted(rows, key=lambda row: (row.due_on, row.pk))
        for kind in _kinds(row, answering.of(row), today)
    ]


def _kinds(focus: GroupFocus, there: list[int], today: date) -> Iterator[str]:
    if focus.owner_id not in there:
        yield "focus_owner_gone"
    if focus.due_on is not None and focus.due_on < today:
        if focus.escalated_at is None:
            yield "overdue_not_escalated"
        elif focus.escalated_to_id not in there:
            yield "overdue_out_of_sight"
