"""Where the net is open among running measures."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, staff_with, who_may
from sikkerhedsnet.people.queries import place_or_district
from sikkerhedsnet.plans import queries as plans

from .models import Measure


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Running measures nobody answers for, or nobody was told are late; a constant number of queries."""
    today = clock.day_of(now)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    rows = list(
        Measure.objects.filter(child__municipality_id=municipality_id)
        .open()
        .select_related("child__district", "owner")
        .order_by("due_on", "pk")
    )
    blind = plans.without_access(((row.owner_id, row.child) for row in rows if row.owner_id), today)
    watch = Watch(today, gone_user_ids(municipality_id, today), who_may(Permission.PLAN_SEE, municipality_id, today))
    found: list[Hole] = []
    for row in rows:
        telling = Telling(
            child_id=row.child_id,
            words=plans.owed_words(_("en indsats")),
            page="measures:measure",
            page_args=(row.pk,),
            place=place_or_district(row.child, ""),
            since=clock.day_of(row.changed_at),
            chief=chief,
        )
        found += owed_holes(row, watch, telling, blind=(row.owner_id, row.child_id) in blind)
    return found
