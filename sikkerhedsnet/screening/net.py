"""Where the net is open in this step: unanswered, overdue, without action, not rated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import REACH, Function, Permission, Reach
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.organisation.queries import gone_user_ids, who_may
from sikkerhedsnet.people.models import Child, Enrolment, Relation
from sikkerhedsnet.people.queries import enrolments_of, own_family_pairs, place_or_district

from . import policy, rules
from .models import AssessmentFollowUp, AssessmentRound, WellbeingAssessment
from .raters import SETTLE, Colleagues
from .states import State

DISTRICT = [function for function, reach in REACH.items() if reach is Reach.DISTRICT]


@dataclass(frozen=True)
class NotRated:
    """A child without a settled position after its institution's latest round."""

    child_id: int
    institution_id: int
    institution_name: str
    group_name: str | None
    round_id: int
    closed_on: date


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Open assessments nobody answers for, dates nobody was told of, positions without action, children not rated."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality_id, today)
    readers = {
        State.OWN: who_may(Permission.ROUND_SEE, municipality_id, today),
        State.WATCHED: who_may(Permission.ASSESSMENT_SEE, municipality_id, today),
    }
    weeks = Municipality.objects.values_list("action_weeks", flat=True).get(pk=municipality_id)
    rows = (
        WellbeingAssessment.objects.open()
        .filter(child__municipality_id=municipality_id)
        .select_related("child__district", "institution", "group", "owner")
        .order_by("pk")
    )
    followed = Exists(AssessmentFollowUp.objects.filter(assessment_id=OuterRef("pk")))
    acted = set(
        rows.filter(Q(followed) | Q(concerns__suspicion=False), state=State.WATCHED)
        .order_by()
        .values_list("pk", flat=True)
    )
    blind = _blind(list(rows.filter(state=State.WATCHED).exclude(owner__in=gone)), today)
    found: list[Hole] = []
    for row in rows.filter(Q(owner=None) | Q(owner__in=gone) | Q(due_on__lt=today) | Q(state=State.WATCHED)):
        found += _holes_of(row, row.pk in acted, row.pk in blind, gone, readers[row.state], today, weeks)
    return found + _not_rated(municipality_id, today)


def _holes_of(
    row: WellbeingAssessment, acted: bool, blind: bool, gone: set[int], readers: set[int], today: date, weeks: int
) -> Iterator[Hole]:
    def hole(kind: str, what: str, since: date) -> Hole:
        return Hole(
            kind=kind,
            child_id=row.child_id,
            what=what,
            since=since,
            who=row.owner.name if row.owner else "",
            mend_url_name="screening:assessment",
            mend_url_args=(row.pk,),
            place=place_words(row.child, row.institution.name, row.group.name if row.group else None),
        )

    since = row.settled_on or clock.day_of(row.changed_at)
    if row.owner_id is None:
        yield hole("no_owner", gettext("En trivselsvurdering uden ansvarlig"), since)
    elif row.owner_id in gone:
        yield hole("owner_gone", gettext("En trivselsvurdering, hvis ansvarlige ikke arbejder her mere"), since)
    if blind:
        yield hole("owner_without_access", gettext("En trivselsvurdering, hvis ansvarlige ikke kan se barnet"), since)
    if row.due_on and row.due_on < today and row.escalated_at is None:
        yield hole("overdue_not_escalated", gettext("En trivselsvurdering, hvis dato er passeret"), row.due_on)
    elif row.due_on and row.due_on < today and row.escalated_to_id not in readers:
        yield hole("overdue_out_of_sight", gettext("En trivselsvurdering, hvis dato er passeret"), row.due_on)
    if row.settled_on and rules.lacks_action(row.settled_on, today, weeks, acted=acted):
        yield hole("position_without_action", gettext("Gul eller rød position uden opfølgning"), row.settled_on)


def place_words(child: Child, institution: str, group: str | None) -> str:
    """`Børnehuset Regnbuen, Mariehønsene`; of a protected child only the district."""
    return place_or_district(child, ", ".join(filter(None, [institution, group])))


def _blind(rows: list[WellbeingAssessment], today: date) -> set[int]:
    """The rows whose owner works with the child neither where it spends the day nor for a reason of its own, or is kept from it."""
    places = enrolments_of({row.child_id for row in rows}, today)
    institutions = {e.institution_id for enrolments in places.values() for e in enrolments}
    colleagues = Colleagues(institutions, today, SETTLE)
    related = set(Relation.objects.on(today).filter(child_id__in=places).order_by().values_list("child_id", "user_id"))
    districts = set(
        Employment.objects.on(today)
        .filter(function__in=DISTRICT, district__isnull=False)
        .values_list("user_id", "district_id")
    )

    own = own_family_pairs({row.owner_id for row in rows if row.owner_id}, places, today)

    def sees(row: WellbeingAssessment) -> bool:
        if (row.owner_id, row.child_id) in own:
            return False
        there = {
            c.id for e in places[row.child_id] for c in colleagues.of(policy.Setting(e.institution_id, e.group_id))
        }
        return (
            row.owner_id in there
            or (row.child_id, row.owner_id) in related
            or (row.owner_id, row.child.district_id) in districts
        )

    return {row.pk for row in rows if row.owner_id is not None and not sees(row)}


def not_rated(municipality_id: int, today: date) -> list[NotRated]:
    """Children enrolled since before their institution's latest round closed, and settled neither in it nor since."""
    latest = AssessmentRound.objects.filter(
        municipality_id=municipality_id, closes_on__lt=today, institutions=OuterRef("institution_id")
    ).order_by("-closes_on")
    settled = WellbeingAssessment.objects.filter(
        child_id=OuterRef("child_id"), institution_id=OuterRef("institution_id"), settled_on__gte=OuterRef("opened")
    )
    rows = (
        Enrolment.objects.on(today)
        .filter(institution__municipality_id=municipality_id, child__left_on=None)
        .annotate(
            round_pk=Subquery(latest.values("pk")[:1]),
            opened=Subquery(latest.values("opens_on")[:1]),
            closed=Subquery(latest.values("closes_on")[:1]),
        )
        .filter(round_pk__isnull=False, start_on__lte=F("closed"))
        .exclude(Exists(settled))
        .order_by("institution_id", "child_id")
        .values_list("child_id", "institution_id", "institution__name", "group__name", "round_pk", "closed")
    )
    return [NotRated(*row) for row in rows]


def _not_rated(municipality_id: int, today: date) -> list[Hole]:
    missing = not_rated(municipality_id, today)
    children = Child.objects.select_related("district").in_bulk({row.child_id for row in missing})
    leaders = _leader_names({row.institution_id for row in missing}, today)
    return [
        Hole(
            kind="child_not_rated",
            child_id=row.child_id,
            what=gettext("Barnet fik ingen fælles vurdering i runden"),
            since=row.closed_on,
            who=leaders.get(row.institution_id, ""),
            mend_url_name="screening:round",
            mend_url_args=(row.round_id,),
            place=place_words(children[row.child_id], row.institution_name, row.group_name),
        )
        for row in missing
    ]


def _leader_names(institution_ids: set[int], today: date) -> dict[int, str]:
    leaders = Colleagues(institution_ids, today, [Function.LEADER])
    return {pk: found[0].name for pk in institution_ids if (found := leaders.of(policy.Setting(pk, None)))}
