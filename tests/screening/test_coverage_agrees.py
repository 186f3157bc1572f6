"""A round's coverage and the list of those seen but not helped say what the database says: counted again in plain SQL
over rows that chance has made."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.screening import coverage, queries
from sikkerhedsnet.screening.models import (
    AssessmentFollowUp,
    AssessmentRound,
    NotAssessed,
    OwnAssessment,
    WellbeingAssessment,
)
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
CLOSED = TODAY - timedelta(days=10)


class Chance:
    """A round over some institutions of both districts, with children in every state there is."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.random = town, random.Random(seed)
        self.round = AssessmentRound.objects.create(
            municipality=town.municipality, name="Tilfældets runde", opens_on=CLOSED - timedelta(days=30),
            closes_on=CLOSED if seed % 2 else TODAY + timedelta(days=10), opened_by=town.user("bo"), opened_at=NOW,
        )  # fmt: skip
        places = [town.day_care, town.other_day_care, town.childminding]
        places.append(
            Institution.objects.create(
                municipality=town.municipality,
                district=town.district,
                code="X",
                name="Åkanden",
                kind=InstitutionKind.DAY_CARE,
            )
        )
        self.round.institutions.set(places[: self.random.choice([2, 3, 4])])
        for place in places:
            Group.objects.create(institution=place, name="Nye")
            groups = [*Group.objects.filter(institution=place), None]
            for n in range(self.random.randint(0, 9)):
                self.child(place, self.random.choice(groups), f"Barn {place.pk} {n}")

    def child(self, place: Institution, group: Group | None, name: str) -> None:
        chance = self.random
        born = chance.choice([date(2022, 1, 1), TODAY - timedelta(days=chance.randint(100, 400))])
        child = self.town.child(name, birth_date=born, enrol=False, parents=0)
        begin = chance.choice([date(2025, 8, 1), CLOSED - timedelta(days=3), CLOSED + timedelta(days=3)])
        ended = chance.choice([None, None, None, TODAY - timedelta(days=1)])
        Enrolment.objects.create(
            child=child, institution=place, group=group, start_on=begin, end_on=ended and max(ended, begin)
        )
        if chance.random() < 0.1:
            Child.objects.filter(pk=child.pk).update(left_on=TODAY)
        state = chance.choice(["none", "own", "own", "green", "watched", "watched", "excused", "excused", "left"])
        if state != "none":
            self.assessed(child, place, group, state)

    def assessed(self, child: Child, place: Institution, group: Group | None, state: str) -> None:
        chance, mette = self.random, self.town.user("mette")
        settled = state in ("green", "watched")
        on = chance.choice(
            [TODAY - timedelta(weeks=4), TODAY - timedelta(weeks=4, days=1), TODAY, TODAY - timedelta(weeks=9)]
        )
        row = WellbeingAssessment.objects.create(
            child=child, institution=place, group=group, round=self.round, raters_required=2,
            state={"own": "own", "watched": "watched"}.get(state, "done"), owner=mette, due_on=TODAY,
            position={"green": "green", "watched": chance.choice(["yellow", "red"])}.get(state, ""), focus_point="x",
            tell_parents_how="talk", settled_on=on if settled else None, settled_by=mette if settled else None, **STAMP,
        )  # fmt: skip
        for rater in chance.sample(["mette", "maja", "stranger"], chance.randint(0, 3)):
            OwnAssessment.objects.create(
                assessment=row, rater=self.town.user(rater), position="green", saved_at=NOW,
                handed_in_at=chance.choice([NOW, None]),
            )  # fmt: skip
        if state == "excused" or chance.random() < 0.1:
            ended = chance.random() < 0.2
            reason = chance.choice(["absent", "moved", "new", "other", "objection"])
            asked = reason == "objection" and chance.random() < 0.5 and not ended
            NotAssessed.objects.create(
                child=child, assessment=row, state="back" if ended else "asked" if asked else "stands",
                holds=not ended and chance.random() < 0.8, reason=reason, words="ord", said_on=TODAY, recorded_by=mette,
                recorded_at=NOW, owner=mette, due_on=TODAY, **STAMP,
            )  # fmt: skip
        if state == "watched" and chance.random() < 0.4:
            AssessmentFollowUp.objects.create(assessment=row, at=NOW, by=mette, seen="x")
        if state == "watched" and chance.random() < 0.5:
            Concern.objects.create(
                child=child, assessment=row, raised_by=mette, raised_at=NOW, observation="x", owner=mette, due_on=TODAY,
                suspicion=(secret := chance.random() < 0.5), parents_know="must_not" if secret else "yes",
                answer_due_on=TODAY, **STAMP,
            )  # fmt: skip


COVERAGE = """
SELECT e.institution_id, e.group_id, count(*),
       count(*) FILTER (WHERE a.settled_on IS NOT NULL
                        OR (NOT coalesce(n.holds, false) AND a.id IS NOT NULL AND h.handed >= a.raters_required)),
       count(*) FILTER (WHERE a.settled_on IS NOT NULL),
       count(*) FILTER (WHERE a.settled_on IS NULL AND n.holds AND n.reason = 'absent'),
       count(*) FILTER (WHERE a.settled_on IS NULL AND n.holds AND n.reason = 'moved'),
       count(*) FILTER (WHERE a.settled_on IS NULL AND n.holds AND n.reason = 'new'),
       count(*) FILTER (WHERE a.settled_on IS NULL AND n.holds AND n.reason = 'other'),
       count(*) FILTER (WHERE a.settled_on IS NULL AND n.holds AND n.reason = 'objection')
FROM people_enrolment e
JOIN people_child c ON c.id = e.child_id AND c.left_on IS NULL
JOIN organisation_institution i ON i.id = e.institution_id
JOIN screening_assessmentround r ON r.id = %s
JOIN screening_assessmentround_institutions ri ON ri.assessmentround_id = r.id AND ri.institution_id = i.id
LEFT JOIN screening_wellbeingassessment a ON a.round_id = r.id AND a.child_id = c.id AND a.institution_id = i.id
LEFT JOIN screening_notassessed n ON n.assessment_id = a.id AND n.state IN ('asked', 'stands')
LEFT JOIN LATERAL (SELECT count(*) AS handed FROM screening_ownassessment o
                   WHERE o.assessment_id = a.id AND o.handed_in_at IS NOT NULL) h ON true
LEFT JOIN screening_roundplan p ON p.municipality_id = r.municipality_id AND p.kind = i.kind
WHERE e.start_on <= %s AND (e.end_on IS NULL OR e.end_on >= %s)
  AND (a.id IS NOT NULL OR (e.start_on <= r.closes_on AND c.birth_date <=
       (least(greatest(%s::date, r.opens_on), r.closes_on) - make_interval(months => p.from_months))::date))
GROUP BY e.institution_id, e.group_id
"""
UNHELPED = """
SELECT a.id FROM screening_wellbeingassessment a
WHERE a.state = 'watched' AND a.settled_on < %s
  AND NOT EXISTS (SELECT 1 FROM screening_assessmentfollowup f WHERE f.assessment_id = a.id)
  AND NOT EXISTS (SELECT 1 FROM concerns_concern k WHERE k.assessment_id = a.id AND NOT k.suspicion)
"""


def asked(statement: str, *values: object) -> list[tuple[Any, ...]]:
    with context.beyond_reach(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


@pytest.mark.parametrize("seed", range(8))
def test_the_coverage_is_what_the_database_says_by_group_institution_and_district(town: Town, seed: int) -> None:
    chance = Chance(town, seed)
    rows = asked(COVERAGE, chance.round.pk, TODAY, TODAY, TODAY)
    wanted = {(institution, group): tuple(numbers) for institution, group, *numbers in rows}
    found = coverage.round_coverage(town.actor("karin"), chance.round.pk, TODAY)
    by_group: dict[tuple[int, int | None], tuple[int, ...]] = {}
    for district in found.districts:
        for institution in district.institutions:
            for place in institution.places:
                c = place.coverage
                numbers = (c.enrolled, c.rated, c.settled, c.absent, c.moved, c.new, c.other, c.objection)
                by_group[(place.place.institution_id, place.place.group_id)] = numbers
                assert c.enrolled == c.settled + c.absent + c.moved + c.new + c.other + c.objection + c.missing
            assert institution.coverage.enrolled == sum(
                numbers[0] for (pk, _group), numbers in wanted.items() if pk == institution.institution.pk
            )
        places = {i.institution.pk for i in district.institutions}
        assert district.coverage.missing == sum(
            n[0] - n[2] - sum(n[3:]) for (pk, _group), n in wanted.items() if pk in places
        )
    assert by_group == wanted
    assert found.coverage.enrolled == sum(numbers[0] for numbers in wanted.values())


@pytest.mark.parametrize("seed", range(8))
def test_those_seen_but_not_helped_are_those_the_database_says(town: Town, seed: int) -> None:
    chance = Chance(town, seed)
    pks = {pk for (pk,) in asked(UNHELPED, TODAY - timedelta(weeks=town.municipality.action_weeks))}
    rows = {
        row.pk: row for row in WellbeingAssessment.objects.filter(pk__in=pks).select_related("institution", "group")
    }
    wanted = Counter((row.institution.name, row.group.name if row.group else "") for row in rows.values())
    found = queries.unhelped(town.actor("karin"), TODAY)
    assert Counter((row.institution, row.group) for row in found) == wanted
    assert not any(row.child_name or row.who or row.url_name or row.child_id for row in found)
    page = coverage.round_coverage(town.actor("karin"), chance.round.pk, TODAY)
    for district in page.districts:
        for institution in district.institutions:
            here = {row.child_id for row in rows.values() if row.institution_id == institution.institution.pk}
            assert institution.without_action == len(here)
    shown = {i.institution.pk for district in page.districts for i in district.institutions}
    assert page.without_action == len({row.child_id for row in rows.values() if row.institution_id in shown})
    led = queries.unhelped(town.actor("dorte"), TODAY)
    seen = set(Child.objects.visible_to(town.actor("dorte"), TODAY).values_list("pk", flat=True))
    mine = {pk for pk, row in rows.items() if row.institution_id == town.day_care.pk and row.child_id in seen}
    assert {row.url_args[0] for row in led} == mine
    assert all(row.child_name for row in led)


def test_the_leaders_list_names_the_children_and_the_chiefs_only_counts(town: Town) -> None:
    Chance(town, 3)
    child = town.children[0]
    WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, group=town.group, raters_required=2, state="watched", position="red",
        focus_point="x", tell_parents_how="talk", settled_on=TODAY - timedelta(weeks=6), settled_by=town.user("mette"),
        owner=town.user("mette"), due_on=TODAY, **STAMP,
    )  # fmt: skip
    url = reverse("worklists:unhelped")
    for who in ("dorte", "mette"):
        page = town.client(who).get(url).content.decode()
        assert child.name in page and "6 uger siden" in page and "Følg op" in page
    for who in ("bo", "karin"):
        page = town.client(who).get(url).content.decode()
        assert child.name not in page and "Mette Lund" not in page and "Mariehønsene" in page
    for who in ("jonas", "michael", "tove"):
        assert town.client(who).get(url).status_code == 403
    assert child.name not in town.client("rikke").get(url).content.decode()


def test_a_suspicion_moves_nothing_on_the_list(town: Town) -> None:
    Chance(town, 5)
    before = queries.unhelped(town.actor("dorte"), TODAY)
    row = WellbeingAssessment.objects.filter(state="watched").first()
    assert row is not None
    Concern.objects.create(
        child=row.child, assessment=row, raised_by=town.user("mette"), raised_at=NOW, observation="x", suspicion=True,
        owner=town.user("jonas"), due_on=TODAY, answer_due_on=TODAY, parents_know="must_not", **STAMP,
    )  # fmt: skip
    assert queries.unhelped(town.actor("dorte"), TODAY) == before


def test_the_list_takes_the_same_number_of_statements_however_many(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    Chance(town, 2)
    town.hire("ana", "Ana Analyse", Function.ANALYST)
    client = town.client("ana")
    client.get(reverse("worklists:unhelped"))
    with django_assert_max_num_queries(18):
        client.get(reverse("worklists:unhelped"))
    for n in range(20):
        WellbeingAssessment.objects.create(
            child=town.child(f"Flere {n}"), institution=town.day_care, group=town.group, raters_required=2,
            state="watched", position="red", focus_point="x", tell_parents_how="talk", owner=town.user("mette"),
            settled_on=TODAY - timedelta(weeks=6), settled_by=town.user("mette"), due_on=TODAY, **STAMP,
        )  # fmt: skip
    with django_assert_max_num_queries(18):
        client.get(reverse("worklists:unhelped"))
