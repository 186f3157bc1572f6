"""What a colleague has rated alone: the rows themselves, asked of the database and of the application in worlds by chance,
and every clause of the rule dropped in turn."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import context
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child, Enrolment, Relation
from sikkerhedsnet.screening import policy, reach, rules
from sikkerhedsnet.screening.models import OwnAssessment, WellbeingAssessment
from tests.access.test_mutants import altered
from tests.personas import LONG_AGO, NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
RATE, SETTLE = (
    {"pedagogue", "childminder", "teacher"},
    {"pedagogue", "childminder", "teacher", "leader", "health_visitor"},
)


class Ratings:
    """Children of two groups rated by some, handed in by some, settled or not, as chance has it."""

    def __init__(self, town: Town, seed: int) -> None:
        self.town, self.chance = town, random.Random(seed)
        other = town.day_care.groups.create(name=f"Guldsmedene {seed}")
        f = Function
        # in both groups by not being in one; a leader who rates as well; one who rates elsewhere and leads here; ended
        town.hire("vikar", "Vibe Vikar", f.PEDAGOGUE, institution=town.day_care)
        town.hire("begge", "Birte Begge", f.LEADER, institution=town.day_care)
        self.post("begge", f.PEDAGOGUE, town.day_care, other)
        town.hire("leder2", "Lis Leder", f.LEADER, institution=town.day_care)
        self.post("leder2", f.PEDAGOGUE, town.other_day_care)
        town.hire("gaaet", "Gerda Gået", f.PEDAGOGUE, institution=town.day_care, end_on=TODAY - timedelta(days=1))
        self.post("gaaet", f.LEADER, town.school)
        town.hire("flyttet", "Frida Flyttet", f.PEDAGOGUE, institution=town.day_care, groups=(other,))
        moved = GroupAssignment.objects.get(employment__user=town.user("flyttet"))
        GroupAssignment.objects.create(
            employment=moved.employment, group=town.group, start_on=LONG_AGO, end_on=TODAY - timedelta(days=1)
        )
        self.people = ["mette", "maja", "dorte", "vikar", "begge", "leder2", "gaaet", "flyttet", "jonas", "hanne",
                       "stranger", "rikke", "nabo", "bo", "karin", "lars", "pia"]  # fmt: skip
        children = [*town.children, *(town.child(f"Barn{n}", group=other) for n in range(6))]
        for child in children:
            for key in ("jonas", "gaaet", "stranger", "flyttet"):
                Relation.objects.create(
                    child=child, user=town.user(key), kind="adviser", source="test", start_on=TODAY, end_on=TODAY
                )
            group = Enrolment.objects.get(child=child).group
            for institution in (town.day_care, town.health):
                self.rated(child, institution, group if institution == town.day_care else None)

    def post(self, key: str, function: Function, where: Any, *groups: Any) -> None:
        post = Employment.objects.create(
            user=self.town.user(key), municipality=self.town.municipality, function=function, institution=where,
            start_on=LONG_AGO,
        )  # fmt: skip
        for group in groups:
            GroupAssignment.objects.create(employment=post, group=group, start_on=LONG_AGO)

    def rated(self, child: Child, institution: Any, group: Any) -> None:
        chance, town = self.chance, self.town
        settled = chance.random() < 0.3
        row = WellbeingAssessment.objects.create(
            child=child, institution=institution, group=group, raters_required=chance.choice([1, 2, 2, 3]),
            **({"state": "done", "position": "green", "settled_on": TODAY, "settled_by": town.user("mette")} if settled
               else {"state": "own", "owner": town.user("dorte"), "due_on": TODAY}), **STAMP,
        )  # fmt: skip
        for key in chance.sample(["mette", "maja", "vikar", "begge", "flyttet", "hanne"], k=chance.randint(0, 4)):
            OwnAssessment.objects.create(
                assessment=row, rater=town.user(key), position="yellow", comment="Kun min", saved_at=NOW,
                handed_in_at=chance.choice([NOW, NOW, None]),
            )  # fmt: skip

    def posts(self, user: User) -> list[tuple[str, int | None, set[int]]]:
        return [
            (post.function, post.institution_id, {a.group_id for a in post.assignments.all() if on(a)})
            for post in Employment.objects.filter(user=user).prefetch_related("assignments")
            if on(post)
        ]

    def expected(self, key: str) -> set[int]:
        """From the access model's words alone: my own; a colleague's when enough are in, mine too if I am to rate."""
        user = self.town.user(key)
        reached = {
            *Child.objects.visible_to(actor_for(user, TODAY)).values_list("pk", flat=True)
        }  # reach itself is asked about in the chance municipalities
        reads = any(f in READ for f, _, _ in self.posts(user))
        found = set()
        for row in WellbeingAssessment.objects.prefetch_related("own"):
            if row.child_id not in reached or not reads:
                continue
            there = {f for f, place, groups in self.posts(user) if place == row.institution_id
                     and (not groups or row.group_id in groups)}  # fmt: skip
            handed = {own.rater_id for own in row.own.all() if own.handed_in_at}
            enough = row.settled_on or (len(handed) >= row.raters_required and (user.pk in handed or not there & RATE))
            for own in row.own.all():
                if own.rater_id == user.pk or (own.handed_in_at and there & SETTLE and enough):
                    found.add(own.pk)
        return found

    def database(self, key: str) -> set[int]:
        with transaction.atomic(), context.asking(context.person(self.actor(key))):
            return set(OwnAssessment._base_manager.values_list("pk", flat=True))

    def application(self, key: str) -> set[int]:
        actor = self.actor(key)
        seen = WellbeingAssessment.objects.visible_to(actor)
        mine = OwnAssessment.objects.filter(assessment__in=seen, rater_id=actor.id).values_list("pk", flat=True)
        return {own.pk for owns in reach.open_ratings(actor, seen).values() for own in owns} | set(mine)

    def actor(self, key: str) -> Any:
        return actor_for(self.town.user(key), TODAY)

    def differs(self, found: Callable[[str], set[int]]) -> str:
        for key in self.people:
            if wrong := found(key) ^ self.wanted(key):
                return f"{key}: {sorted(wrong)}"
        return ""

    def wanted(self, key: str) -> set[int]:
        kept: dict[str, set[int]] = self.__dict__.setdefault("_wanted", {})
        if key not in kept:
            kept[key] = self.expected(key)
        return kept[key]


READ = SETTLE | {"prevention_adviser", "educational_psychologist", "family_adviser"}


def on(row: Any) -> bool:
    return bool(row.start_on <= TODAY and (row.end_on is None or row.end_on >= TODAY))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_layers_show_a_colleagues_rating_exactly_when_it_may_be_seen(town: Town, seed: int) -> None:
    world = Ratings(town, seed)
    assert world.differs(world.database) == ""
    assert world.differs(world.application) == ""
    assert sum(len(world.wanted(key)) for key in world.people) > 40
    assert world.wanted("mette") != world.wanted("maja")


def test_who_has_handed_in_is_known_to_those_who_see_the_child_and_to_nobody_else(town: Town) -> None:
    from sikkerhedsnet.screening.handed_in import handed_in

    Ratings(town, 4)
    everything = [a.pk for a in WellbeingAssessment.objects.all()]
    truth: dict[int, set[int]] = {}
    for own in OwnAssessment.objects.exclude(handed_in_at=None):
        truth.setdefault(own.assessment_id, set()).add(own.rater_id)
    assert handed_in(everything) == truth
    for key, sees in {"mette": True, "dorte": True, "rikke": False, "lars": False, "nabo": False}.items():
        with context.asking(context.person(town.actor(key))):
            seen = set(WellbeingAssessment.objects.values_list("pk", flat=True))
            assert handed_in(everything) == {pk: who for pk, who in truth.items() if pk in seen}
            assert bool(seen) == sees, key


def test_a_page_that_counts_the_whole_municipality_reads_no_draft_and_nothing_that_is_not_open(town: Town) -> None:
    Ratings(town, 5)
    with context.asking(context.municipality(town.municipality.pk)):
        rows = list(OwnAssessment._base_manager.select_related("assessment"))
    assert rows
    for own in rows:
        others = OwnAssessment.objects.filter(assessment=own.assessment).exclude(handed_in_at=None).count()
        assert own.handed_in_at
        assert own.assessment.settled_on or others >= own.assessment.raters_required
    with context.asking(context.municipality(town.neighbour.pk)):
        assert not OwnAssessment._base_manager.exists()


def test_nobody_writes_in_a_colleagues_rating(town: Town) -> None:
    world = Ratings(town, 6)
    with context.asking(context.person(town.actor("mette"))):
        drafts = OwnAssessment.objects.filter(handed_in_at=None).exclude(rater=town.user("mette"))
        assert drafts.update(position="red") == 0
    assert world.differs(world.database) == ""


DATABASE = [
    ("screening_ownassessment.reach", r"\(handed_in_at IS NOT NULL\) AND", ""),
    ("screening_ownassessment.reach", r"\(rater_id = \( SELECT net_user\(\) AS net_user\)\)", "true"),
    ("screening_ownassessment.reach", r"\(rater_id = \( SELECT net_user\(\) AS net_user\)\)", "false"),
    ("net_open_ratings", "a.settled_on IS NOT NULL OR", ""),
    ("net_open_ratings", "c.handed_in >= a.raters_required", "c.handed_in >= 1"),
    ("net_open_ratings", "AND o.handed_in_at IS NOT NULL", ""),
    ("net_open_ratings", "NOT person OR c.mine OR", "NOT person OR"),
    ("net_open_ratings", "c.mine OR NOT EXISTS", "NOT EXISTS"),
    ("net_open_ratings", "'pedagogue', 'childminder', 'teacher']) AND (p.groups", "'nobody']) AND (p.groups"),
    ("net_open_ratings", "'leader', 'health_visitor'", "'health_visitor'"),
    ("net_open_ratings", "'leader', 'health_visitor'", "'leader'"),
    ("net_open_ratings", "WHERE e.user_id = asking AND", "WHERE"),
    ("net_open_ratings", "e.end_on >= today", "true"),
    ("net_open_ratings", "g.end_on >= today", "true"),
    ("net_open_ratings", "p.groups = '{}' OR", ""),
    ("net_open_ratings", "OR a.group_id = ANY (p.groups)", "OR true"),
    ("net_open_ratings", "WHERE p.place = a.institution_id", "WHERE true"),
]


@dataclass(frozen=True)
class Dropped:
    """One clause of the application's rule, and what stands there instead."""

    where: Any
    name: str
    instead: Any


APPLICATION = [
    Dropped(rules, "may_see_others", lambda **asked: rules.ALLOWED),
    Dropped(rules, "ready_for_joint", lambda handed_in, required: handed_in >= 1),
    Dropped(policy, "may_rate", lambda actor, setting: rules.denied("not_your_group")),
    Dropped(policy, "may_settle", lambda actor, setting, *, alone: rules.ALLOWED),
    Dropped(policy, "_covers", lambda actor, permission, setting: True),
]


@pytest.fixture
def worlds(committed_town: Town) -> Ratings:
    return Ratings(committed_town, 7)


@pytest.mark.slow
@pytest.mark.once
def test_no_dropped_clause_of_either_layer_survives(
    worlds: Ratings, record_property: Callable[[str, str], None]
) -> None:
    assert (worlds.differs(worlds.database), worlds.differs(worlds.application)) == ("", "")
    surviving = []
    for mutant in DATABASE:
        with altered(*mutant):
            if not worlds.differs(worlds.database):
                surviving.append(" ".join(mutant))
    for dropped in APPLICATION:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(dropped.where, dropped.name, dropped.instead)
            if not worlds.differs(worlds.application):
                surviving.append(dropped.name)
    assert surviving == []
    record_property("printed", f"own ratings: {len(DATABASE)} + {len(APPLICATION)} clauses dropped, surviving: []")
