"""Where the net is open among concerns."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, staff_with, who_may
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.people.queries import own_family_pairs, place_or_district

from . import following_queries, notification_queries
from .models import Concern
from .states import State


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Open concerns that nobody took, nobody answers for, or nobody was told are late; a constant number of queries."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality_id, today)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    readers = who_may(Permission.DESK, municipality_id, today)
    let_in = Relation.objects.on(today).filter(child_id=OuterRef("child_id"), user_id=OuterRef("owner_id"))
    rows = list(
        Concern.objects.filter(child__municipality_id=municipality_id)
        .open()
        .select_related("child__district", "owner", "district", "institution")
        .annotate(let_in=Exists(let_in))
        .order_by("due_on", "id")
    )
    own = own_family_pairs({row.owner_id for row in rows if row.owner_id}, {row.child_id for row in rows}, today)
    watch = Watch(today, gone, readers)
    found: list[Hole] = []
    for row in rows:
        kept_out = (row.owner_id, row.child_id) in own or not row.let_in
        found += _holes_of(row, watch, chief, blind=kept_out)
    return [
        *found,
        *notification_queries.holes(municipality_id, now),
        *following_queries.stall_holes(municipality_id, now),
    ]


def _holes_of(row: Concern, watch: Watch, chief: str, *, blind: bool) -> list[Hole]:
    late = _("Næste skridt efter en bekymring er ikke taget til tiden")
    words = {
        "no_owner": _("En bekymring har ingen ansvarlig"),
        "owner_gone": _("%(who)s har en bekymring, men arbejder her ikke mere"),
        "owner_without_access": _("%(who)s har en bekymring, men kan ikke se barnet"),
        "no_next_date": _("En bekymring har ingen næste dato"),
        "overdue_not_escalated": late,
        "overdue_out_of_sight": late,
    }
    raised = clock.day_of(row.raised_at)
    telling = Telling(
        child_id=row.child_id,
        words=words,
        page="concerns:concern",
        page_args=(row.pk,),
        place=_place(row),
        since=raised,
        chief=chief,
    )
    found = owed_holes(row, watch, telling, blind=blind)
    if row.state == State.RAISED and row.answer_due_on < watch.today:  # instead of the next step, which nobody can take
        found = [hole for hole in found if not hole.kind.startswith("overdue")]
        what = _("En bekymring er ikke taget imod inden for fristen")
        owner = row.owner.name if row.owner else chief
        found.append(
            Hole(
                "concern_not_taken",
                row.child_id,
                what,
                row.answer_due_on,
                owner,
                telling.page,
                telling.page_args,
                telling.place,
            )
        )
    return found


def _place(row: Concern) -> str:
    """Where it is, without the child's name and without what would give a protected address away."""
    return place_or_district(row.child, row.institution.name if row.institution else "")
