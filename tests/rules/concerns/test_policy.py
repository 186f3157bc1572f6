"""Who may do what with a concern."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sikkerhedsnet.access.actor import Actor, Post, UserKind
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.concerns import policy
from sikkerhedsnet.concerns.policy import People

AROUND = People(raised_by=1, owner=2, parents=frozenset({8}))


def person(pk: int, function: Function = Function.PREVENTION_ADVISER) -> Actor:
    return Actor(
        id=pk,
        name=f"Person {pk}",
        username=f"p{pk}",
        municipality_id=1,
        municipality_name="Fjordby Kommune",
        is_demo=False,
        kind=UserKind.STAFF,
        posts=(Post(employment_id=pk, function=function),),
    )


@pytest.mark.parametrize("function", Function)
def test_only_advisers_take(function: Function):
    allowed = Permission.CONCERN_TAKE in PERMISSIONS[function]
    assert bool(policy.may_take(person(3, function), AROUND)) is allowed
    assert allowed is (function is Function.PREVENTION_ADVISER)


def test_nobody_takes_a_concern_about_their_own_child():
    verdict = policy.may_take(person(8), AROUND)
    assert not verdict
    assert verdict.reason == "own_child"
    assert policy.may_handle(person(8), replace(AROUND, owner=8)).reason == "own_child"
    assert policy.may_offer(person(8), replace(AROUND, owner=8)).reason == "own_child"
    assert policy.may_be_offered(8, AROUND).reason == "own_child"
    assert not policy.reads_case(person(8), replace(AROUND, owner=8))


def test_nobody_takes_their_own_worry_unless_they_are_alone():
    assert policy.may_take(person(1), AROUND).reason == "own_concern"
    assert policy.may_take(person(1), replace(AROUND, alone=True))
    assert policy.may_be_offered(1, AROUND).reason == "own_concern"


def test_being_alone_does_not_open_ones_own_childs_concern():
    assert policy.may_take(person(8), replace(AROUND, alone=True)).reason == "own_child"


def test_only_the_one_who_was_asked_answers():
    asked = replace(AROUND, offered_to=3)
    assert policy.may_accept(person(3), asked)
    assert policy.may_decline(person(3), asked)
    assert policy.may_accept(person(4), asked).reason == "not_offered"
    assert policy.may_decline(person(4), asked).reason == "not_offered"


def test_only_the_owner_talks_with_the_parents_and_closes():
    assert policy.may_handle(person(2), AROUND)
    assert policy.may_handle(person(3), AROUND).reason == "not_owner"
    assert policy.may_handle(person(2, Function.CHIEF), AROUND).reason == "role"


def test_nobody_writes_a_talk_with_the_parents_on_a_suspicion():
    assert policy.may_note_contact(person(2), AROUND, suspicion=True).reason == "suspicion_no_contact"
    assert policy.may_note_contact(person(3), AROUND, suspicion=True).reason == "not_owner"
    assert policy.may_note_contact(person(2), AROUND, suspicion=False)


def test_whoever_was_told_of_a_passed_date_may_find_another_adviser():
    told = replace(AROUND, escalated_to=5)
    assert policy.may_offer(person(2), told)
    assert policy.may_offer(person(5, Function.LEADER), told)
    assert policy.may_offer(person(6, Function.LEADER), told).reason == "not_owner"


def test_a_concern_is_not_offered_to_the_one_who_has_it():
    assert policy.may_be_offered(2, AROUND).reason == "already_owner"
    assert policy.may_be_offered(3, AROUND)


def test_the_sender_and_the_colleagues_do_not_read_the_case():
    around = replace(AROUND, offered_to=3, escalated_to=5)
    assert {pk for pk in range(1, 9) if policy.reads_case(person(pk), around)} == {2, 3, 5}


@pytest.mark.parametrize("function", Function)
def test_whoever_works_with_children_may_worry(function: Function):
    assert bool(policy.may_raise(person(3, function))) is (Permission.CONCERN_RAISE in PERMISSIONS[function])


@pytest.mark.parametrize("function", Function)
def test_only_who_leads_meetings_or_plans_moves_a_concern_on(function: Function):
    assert bool(policy.may_move_on(person(3, function))) is (function is Function.PREVENTION_ADVISER)
