"""Where the net is open after answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime

from django.utils.translation import gettext

from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, who_may
from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.people.queries import owners_reach, place_or_district

from .models import FollowUp
from .unhelped import without_action


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Open follow-ups nobody answers for, that the responsible person cannot see, or whose date passed untold; and
    positive answers without action. A constant number of queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    readers = who_may(Permission.INSTRUMENT_SEE, municipality_id, today)
    rows = list(
        FollowUp.objects.open()
        .filter(child__municipality_id=municipality_id)
        .select_related("child__district", "owner", "response__institution")
        .order_by("pk")
    )
    without = set(without_action(municipality_id, today).values_list("pk", flat=True))
    blind = _blind([row for row in rows if row.owner_id not in gone], today)
    watch = Watch(today, gone, readers)
    return [
        hole
        for row in rows
        for hole in _holes_of(row, watch, blind=row.pk in blind, without=row.response_id in without)
    ]


def _holes_of(row: FollowUp, watch: Watch, *, blind: bool, without: bool) -> Iterator[Hole]:
    late = gettext("En opfølgning på et skema, hvis dato er passeret")
    telling = Telling(
        child_id=row.child_id,
        words={
            "no_owner": gettext("En opfølgning på et skema uden ansvarlig"),
            "owner_gone": gettext("En opfølgning på et skema, hvis ansvarlige ikke arbejder her mere"),
            "owner_without_access": gettext("En opfølgning på et skema, hvis ansvarlige ikke kan se svaret"),
            "overdue_not_escalated": late,
            "overdue_out_of_sight": late,
        },
        page="instruments:response",
        page_args=(row.response_id,),
        place=place_or_district(row.child, row.institution.name if row.institution else ""),
        since=row.asked_on,
    )
    yield from owed_holes(row, watch, telling, blind=blind)
    if without:
        yield Hole(
            kind="screened_without_action",
            child_id=row.child_id,
            what=gettext("Et svar på et skema uden handling"),
            since=row.asked_on,
            who=row.owner.name if row.owner else "",
            mend_url_name=telling.page,
            mend_url_args=telling.page_args,
            place=telling.place,
        )


def _blind(rows: list[FollowUp], today: date) -> set[int]:
    """The rows whose owner has no function the answer is for, or does not work with the child, or is its family."""
    owners = {row.owner_id for row in rows if row.owner_id}
    children = {row.child_id for row in rows}
    reach = owners_reach(owners, children, today)
    functions: dict[int, set[str]] = defaultdict(set)
    places: dict[int, set[int]] = defaultdict(set)
    posts = Employment.objects.on(today).filter(user_id__in=owners)
    for user, function, place in posts.values_list("user_id", "function", "institution_id"):
        functions[user].add(function)
        if place:
            places[user].add(place)
    there: dict[int, set[int]] = defaultdict(set)
    enrolled = Enrolment.objects.on(today).filter(child_id__in=children)
    for child, place in enrolled.values_list("child_id", "institution_id"):
        there[child].add(place)

    def sees(row: FollowUp, owner: int) -> bool:
        if reach.is_family(owner, row.child) or not functions[owner] & set(row.response.seen_by):
            return False
        works = reach.in_district(owner, row.child) and row.child.left_on is None
        return works or reach.is_related(owner, row.child) or bool(places[owner] & there[row.child_id])

    return {row.pk for row in rows if row.owner_id is not None and not sees(row, row.owner_id)}
