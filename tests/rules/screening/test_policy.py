"""Who may do what in a wellbeing round."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor, Post, UserKind
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.screening import policy
from sikkerhedsnet.screening.policy import Setting


def actor(function: Function, *, institution: int | None = None, groups: set[int] = frozenset()) -> Actor:  # type: ignore[assignment]
    post = Post(1, function, institution_id=institution, group_ids=frozenset(groups))
    return Actor(1, "Mette", "mette", 1, "Fjordby", False, UserKind.STAFF, (post,))


METTE = actor(Function.PEDAGOGUE, institution=10, groups={100})
FLYING = actor(Function.PEDAGOGUE, institution=10)
DORTE = actor(Function.LEADER, institution=10)
BO = actor(Function.CHIEF)
HANNE = actor(Function.HEALTH_VISITOR, institution=90)
JONAS = actor(Function.PREVENTION_ADVISER)


def test_one_rates_the_groups_one_works_with() -> None:
    assert policy.may_rate(METTE, Setting(10, 100))
    assert policy.may_rate(METTE, Setting(10, 101)).reason == "not_your_group"
    assert policy.may_rate(METTE, Setting(10, None)).reason == "not_your_group"
    assert not policy.may_rate(METTE, Setting(11, 100))


def test_without_fixed_groups_one_rates_the_whole_institution() -> None:
    assert policy.may_rate(FLYING, Setting(10, 101))
    assert policy.may_rate(FLYING, Setting(10, None))
    assert not policy.may_rate(FLYING, Setting(11, 101))


def test_leaders_advisers_and_chiefs_do_not_rate() -> None:
    for who in (DORTE, BO, JONAS, HANNE):
        assert policy.may_rate(who, Setting(10, 100)).reason == "role"


def test_a_leader_opens_rounds_in_her_own_institution_and_a_chief_anywhere() -> None:
    assert policy.may_open_round(DORTE, [10])
    assert policy.may_open_round(DORTE, [10, 11]).reason == "not_your_institution"
    assert policy.may_open_round(BO, [10, 11])
    assert policy.may_open_round(METTE, [10]).reason == "role"


def test_the_group_and_the_leader_settle() -> None:
    assert policy.may_settle(METTE, Setting(10, 100), alone=False)
    assert policy.may_settle(DORTE, Setting(10, 100), alone=False)
    assert policy.may_settle(METTE, Setting(10, 101), alone=False).reason == "not_your_group"
    assert policy.may_settle(HANNE, Setting(10, 100), alone=True).reason == "not_your_visit"
    assert policy.may_settle(JONAS, Setting(10, 100), alone=False).reason == "role"


def test_the_responsible_person_follows_up_wherever_she_works() -> None:
    assert policy.may_follow_up(JONAS, Setting(10, 100), owner_id=1, alone=False)
    assert policy.may_follow_up(JONAS, Setting(10, 100), owner_id=2, alone=False).reason == "not_owner"


def test_only_the_health_visitor_assesses_alone_and_only_in_her_own_service() -> None:
    assert policy.may_assess_alone(HANNE, 90)
    assert policy.may_assess_alone(HANNE, 10).reason == "no_service"
    assert policy.may_assess_alone(HANNE, None).reason == "no_service"
    assert policy.may_assess_alone(METTE, 10).reason == "role"


def test_only_the_leader_of_the_place_reads_names_in_the_figures() -> None:
    assert policy.names_children(DORTE, 10)
    assert not policy.names_children(DORTE, 11)
    assert not policy.names_children(BO, 10)
    assert not policy.names_children(METTE, 10)
