"""Where the net is open about the rounds themselves: one that should be open, and an objection nobody decides on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import Telling, Watch, owed_holes, who_may
from sikkerhedsnet.people.queries import place_or_district

from .models import NotAssessed
from .planning import due_today, without_round


def round_holes(municipality_id: int, today: date, gone: set[int]) -> list[Hole]:
    """Institutions whose planned round has not opened, and objections without anybody to decide or past their date."""
    municipality = Municipality.objects.get(pk=municipality_id)
    found = [
        Hole(
            kind="round_not_open",
            child_id=None,
            what=gettext("Runden skulle være åbnet efter kommunens plan"),
            since=days[0],
            who="",
            mend_url_name="screening:open_round",
            place=institution.name,
        )
        for days, kinds in due_today(municipality, today).items()
        for institution in without_round(municipality, days, kinds, today)
    ]
    return found + list(_undecided(municipality_id, today, gone))


def _undecided(municipality_id: int, today: date, gone: set[int]) -> Iterator[Hole]:
    watch = Watch(today, gone, who_may(Permission.ASSESSMENT_SEE, municipality_id, today))
    what = gettext("Der skal tages stilling til, om et barn vurderes i runden")
    words = dict.fromkeys(("no_owner", "owner_gone", "overdue_not_escalated", "overdue_out_of_sight"), what)
    rows = (
        NotAssessed.objects.open()
        .filter(child__municipality_id=municipality_id)
        .filter(Q(owner=None) | Q(owner__in=gone) | Q(due_on__lt=today))
        .select_related("child__district", "assessment__institution", "assessment__group", "owner")
        .order_by("pk")
    )
    for row in rows:
        asked_on = clock.day_of(row.recorded_at)
        where = [row.assessment.institution.name, *([row.assessment.group.name] if row.assessment.group else [])]
        telling = Telling(
            child_id=row.child_id,
            words=words,
            page="screening:not_assessed",
            page_args=(row.pk,),
            place=place_or_district(row.child, ", ".join(where)),
            since=asked_on,
            late_since=asked_on,
        )
        yield from owed_holes(row, watch, telling)
