"""Where the net is open among hand-overs: nobody answers, no date, or whoever it was sent to is not there any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, staff_with, who_may
from sikkerhedsnet.people.queries import place_or_district

from .models import HandOver
from .states import THEIRS, State


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Open hand-overs without somebody who answers, late and told to nobody, or lying with somebody who has left; a
    constant number of queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    readers = who_may(Permission.HANDOVER_KEEP, municipality_id, today)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    rows = HandOver.objects.filter(child__municipality_id=municipality_id).open()
    around = ("child__district", "owner", "from_institution", "to_institution", "receiver")
    watch = Watch(today, gone)
    found: list[Hole] = []
    for row in rows.select_related(*around).order_by("due_on", "pk"):
        found += _holes_of(row, watch, readers, chief)
    return found


def _holes_of(row: HandOver, watch: Watch, readers: set[int], chief: str) -> Iterator[Hole]:
    where = row.to_institution if row.state in THEIRS and row.to_institution else row.from_institution
    since = clock.day_of(row.changed_at)
    telling = Telling(
        child_id=row.child_id,
        words={
            "no_owner": _("Ingen er ansvarlig for en overgang"),
            "owner_gone": _("%(who)s har en overgang, men arbejder her ikke mere"),
            "owner_without_access": _("%(who)s har en overgang, men kan ikke se den"),
            "no_next_date": _("Der er ingen næste dato for en overgang"),
            "overdue_not_escalated": _("Datoen for en overgang er gået"),
        },
        page="handover:handover",
        page_args=(row.pk,),
        place=place_or_district(row.child, where.name),
        since=since,
        chief=chief,
        late_since=since,
    )
    yield from owed_holes(row, watch, telling, blind=row.owner_id not in readers)
    if row.state == State.SENT and row.receiver is not None and row.receiver_id in watch.gone:
        text = _("En overgang er sendt til %(who)s, som ikke arbejder her mere") % {"who": row.receiver.name}
        who = row.owner.name if row.owner else chief
        yield Hole("receiver_gone", row.child_id, text, since, who, telling.page, telling.page_args, telling.place)
