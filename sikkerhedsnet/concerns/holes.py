"""Where the net is open among concerns."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import gone_user_ids, staff_with, who_may
from sikkerhedsnet.people.models import Relation
from sikkerhedsnet.people.queries import own_family_pairs, place_or_district

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
    return [
        hole
        for row in rows
        for hole in _holes_of(row, today, gone, chief, readers, own_family=(row.owner_id, row.child_id) in own)
    ]


def _holes_of(
    row: Concern, today: date, gone: set[int], chief: str, readers: set[int], *, own_family: bool
) -> list[Hole]:
    owner = row.owner.name if row.owner else chief
    raised = clock.day_of(row.raised_at)

    def hole(kind: str, what: str, since: date, who: str) -> Hole:
        return Hole(
            kind=kind,
            child_id=row.child_id,
            what=what,
            since=since,
            who=who,
            mend_url_name="concerns:concern",
            mend_url_args=(row.pk,),
            place=_place(row),
        )

    found: list[Hole] = []
    if row.owner_id is None:
        found.append(hole("no_owner", _("En bekymring har ingen ansvarlig"), raised, chief))
    elif row.owner_id in gone:
        words = {"who": owner}
        found.append(
            hole("owner_gone", _("%(who)s har en bekymring, men arbejder her ikke mere") % words, raised, chief)
        )
    elif own_family or not row.let_in:  # type: ignore[attr-defined]
        words = {"who": owner}
        what = _("%(who)s har en bekymring, men kan ikke se barnet") % words
        found.append(hole("owner_without_access", what, raised, chief))
    if row.due_on is None:
        found.append(hole("no_next_date", _("En bekymring har ingen næste dato"), raised, owner))
    if row.state == State.RAISED and row.answer_due_on < today:
        what = _("En bekymring er ikke taget imod inden for fristen")
        found.append(hole("concern_not_taken", what, row.answer_due_on, owner))
    elif row.due_on is not None and row.due_on < today and row.escalated_at is None:
        what = _("Næste skridt efter en bekymring er ikke taget til tiden")
        found.append(hole("overdue_not_escalated", what, row.due_on, owner))
    elif row.due_on is not None and row.due_on < today and row.escalated_to_id not in readers:
        what = _("Næste skridt efter en bekymring er ikke taget til tiden")
        found.append(hole("overdue_out_of_sight", what, row.due_on, owner))
    return found


def _place(row: Concern) -> str:
    """Where it is, without the child's name and without what would give a protected address away."""
    return place_or_district(row.child, row.institution.name if row.institution else "")
