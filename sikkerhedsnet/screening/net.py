"""Where the net is open in this step: unanswered, overdue, without action, not rated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole
from sikkerhedsnet.organisation.queries import Telling, Watch, gone_user_ids, owed_holes, who_may
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.people.queries import enrolments_of, owners_reach, place_or_district

from . import policy, rules
from .kept_ratings import kept_holes
from .models import AssessmentFollowUp, AssessmentRound, NotAssessed, WellbeingAssessment
from .raters import SETTLE, Colleagues
from .round_net import round_holes
from .standings import cadence_of
from .states import State


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
        watch = Watch(today, gone, readers[row.state])
        found += _holes_of(row, watch, weeks, acted=row.pk in acted, blind=row.pk in blind)
    return (
        found
        + _not_rated(municipality_id, today)
        + [
            *kept_holes(municipality_id, today),
            *round_holes(municipality_id, today, gone),
        ]
    )


def _holes_of(row: WellbeingAssessment, watch: Watch, weeks: int, *, acted: bool, blind: bool) -> Iterator[Hole]:
    late = gettext("En trivselsvurdering, hvis dato er passeret")
    telling = Telling(
        child_id=row.child_id,
        words={
            "no_owner": gettext("En trivselsvurdering uden ansvarlig"),
            "owner_gone": gettext("En trivselsvurdering, hvis ansvarlige ikke arbejder her mere"),
            "owner_without_access": gettext("En trivselsvurdering, hvis ansvarlige ikke kan se barnet"),
            "overdue_not_escalated": late,
            "overdue_out_of_sight": late,
        },
        page="screening:assessment",
        page_args=(row.pk,),
        place=place_words(row.child, row.institution.name, row.group.name if row.group else None),
        since=row.settled_on or clock.day_of(row.changed_at),
    )
    yield from owed_holes(row, watch, telling, blind=blind)
    if row.settled_on and rules.lacks_action(row.settled_on, watch.today, weeks, acted=acted):
        yield Hole(
            kind="position_without_action",
            child_id=row.child_id,
            what=gettext("Gul eller rød position uden opfølgning"),
            since=row.settled_on,
            who=row.owner.name if row.owner else "",
            mend_url_name=telling.page,
            mend_url_args=telling.page_args,
            place=telling.place,
        )


def place_words(child: Child, institution: str, group: str | None) -> str:
    """`Børnehuset Regnbuen, Mariehønsene`; of a protected child only the district."""
    return place_or_district(child, ", ".join(filter(None, [institution, group])))


def _blind(rows: list[WellbeingAssessment], today: date) -> set[int]:
    """The rows whose owner works with the child neither where it spends the day nor for a reason of its own, or is kept from it."""
    places = enrolments_of({row.child_id for row in rows}, today)
    institutions = {e.institution_id for enrolments in places.values() for e in enrolments}
    colleagues = Colleagues(institutions, today, SETTLE)
    reach = owners_reach({row.owner_id for row in rows if row.owner_id}, places, today)

    def sees(row: WellbeingAssessment, owner: int) -> bool:
        there = {
            c.id for e in places[row.child_id] for c in colleagues.of(policy.Setting(e.institution_id, e.group_id))
        }
        let_in = reach.is_related(owner, row.child) or reach.in_district(owner, row.child)
        return not reach.is_family(owner, row.child) and (owner in there or let_in)

    return {row.pk for row in rows if row.owner_id is not None and not sees(row, row.owner_id)}


def not_rated(municipality_id: int, today: date) -> list[NotRated]:
    """Children enrolled since before their institution's latest round closed, and settled neither in it nor since."""
    latest = AssessmentRound.objects.filter(
        municipality_id=municipality_id, closes_on__lt=today, institutions=OuterRef("institution_id")
    ).order_by("-closes_on")
    settled = WellbeingAssessment.objects.filter(
        child_id=OuterRef("child_id"), institution_id=OuterRef("institution_id"), settled_on__gte=OuterRef("opened")
    )
    excused = NotAssessed.objects.holding().filter(
        child_id=OuterRef("child_id"),
        assessment__institution_id=OuterRef("institution_id"),
        assessment__round_id=OuterRef("round_pk"),
    )
    assessed = WellbeingAssessment.objects.filter(
        child_id=OuterRef("child_id"), institution_id=OuterRef("institution_id"), round_id=OuterRef("round_pk")
    )
    cadence = cadence_of(Municipality.objects.get(pk=municipality_id))
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
        .exclude(Exists(excused))
        .annotate(begun=Exists(assessed))
        .order_by("institution_id", "child_id")
        .values_list(
            "child_id", "institution_id", "institution__name", "group__name", "round_pk", "closed",
            "institution__kind", "child__birth_date", "begun",
        )
    )  # fmt: skip
    return [NotRated(*row) for *row, kind, born, begun in rows if begun or cadence.old_enough(kind, born, row[-1])]


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
