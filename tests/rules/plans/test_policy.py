"""Who may agree, follow up and finish."""

from __future__ import annotations

import pytest

from sikkerhedsnet.access.actor import Actor, Post, UserKind
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.plans import policy


def person(function: Function | None, pk: int = 1) -> Actor:
    posts = (Post(1, function),) if function else ()
    kind = UserKind.STAFF if function else UserKind.PARENT
    return Actor(pk, "N", "n", 1, "Fjordby", is_demo=False, kind=kind, posts=posts)


MINE = policy.People(owner=1)
THEIRS = policy.People(owner=2)


@pytest.mark.parametrize("function", list(Function))
def test_only_functions_that_lead_plans_lead_them(function: Function) -> None:
    assert bool(policy.may_lead(person(function), MINE)) is (Permission.PLAN_LEAD in PERMISSIONS[function])


def test_a_plan_is_led_by_its_owner_or_whoever_was_told_it_is_late() -> None:
    adviser = person(Function.PREVENTION_ADVISER)
    assert policy.may_lead(adviser, THEIRS).reason == "not_plan_owner"
    assert policy.may_lead(adviser, policy.People(owner=2, escalated_to=1))


def test_nobody_leads_a_plan_about_their_own_child() -> None:
    people = policy.People(owner=1, parents={1})
    assert policy.may_lead(person(Function.PREVENTION_ADVISER), people).reason == "own_child"
    assert policy.may_finish(person(Function.PEDAGOGUE), step_owner=1, plan=people).reason == "own_child"


def test_a_step_is_finished_by_its_employee_or_the_plans_owner() -> None:
    pedagogue = person(Function.PEDAGOGUE)
    assert policy.may_finish(pedagogue, step_owner=1, plan=THEIRS)
    assert policy.may_finish(pedagogue, step_owner=2, plan=MINE)
    assert policy.may_finish(pedagogue, step_owner=3, plan=THEIRS).reason == "not_step_owner"


@pytest.mark.parametrize("function", [None, Function.POLITICIAN, Function.SYSTEM_ADMIN, Function.RESEARCHER])
def test_who_reads_no_plans_finishes_no_steps(function: Function | None) -> None:
    assert not policy.may_see(person(function))
    assert policy.may_finish(person(function), step_owner=1, plan=MINE).reason == "role"


def test_a_plan_is_offered_by_its_owner_and_answered_by_the_one_asked() -> None:
    adviser = person(Function.PREVENTION_ADVISER)
    offered = policy.People(owner=2, offered_to=1)
    assert policy.may_offer(adviser, MINE)
    assert policy.may_offer(adviser, offered).reason == "not_plan_owner"
    assert policy.may_accept(adviser, offered) and policy.may_decline(adviser, offered)
    assert policy.may_accept(adviser, MINE).reason == policy.may_decline(adviser, MINE).reason == "plan_not_offered"
    assert not policy.may_lead(adviser, offered)


def test_nobody_hands_over_or_takes_a_plan_about_their_own_child() -> None:
    adviser = person(Function.PREVENTION_ADVISER)
    assert policy.may_offer(adviser, policy.People(owner=1, parents={1})).reason == "own_child"
    assert policy.may_accept(adviser, policy.People(owner=2, offered_to=1, parents={1})).reason == "own_child"
    assert policy.may_accept(person(Function.PEDAGOGUE), policy.People(owner=2, offered_to=1)).reason == "role"
