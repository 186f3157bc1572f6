"""Who leads a meeting, and who writes in its minutes."""

from __future__ import annotations

import pytest

from sikkerhedsnet.access.actor import Actor, Post, UserKind
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.meetings import policy


def somebody(function: Function | None, user_id: int = 1) -> Actor:
    posts = (Post(employment_id=1, function=function),) if function else ()
    kind = UserKind.STAFF if function else UserKind.PARENT
    return Actor(user_id, "Navn", "navn", 1, "Fjordby", False, kind, posts)


@pytest.mark.parametrize("function", list(Function))
def test_only_a_function_that_calls_meetings_leads_one(function: Function) -> None:
    allowed = Permission.MEETING_CALL in PERMISSIONS[function]
    assert bool(policy.may_lead(somebody(function), owner_id=1)) is allowed


def test_another_advisers_meeting_is_not_mine_to_lead() -> None:
    verdict = policy.may_lead(somebody(Function.PREVENTION_ADVISER), owner_id=2)
    assert verdict.reason == "not_meeting_owner"


def test_nobody_leads_a_meeting_about_their_own_child() -> None:
    verdict = policy.may_lead(somebody(Function.PREVENTION_ADVISER), owner_id=1, parent_ids={1})
    assert verdict.reason == "own_child"


@pytest.mark.parametrize("function", list(Function))
def test_whoever_is_seated_writes_if_the_function_sits_at_meetings(function: Function) -> None:
    allowed = Permission.MEETING_SEE in PERMISSIONS[function]
    assert bool(policy.may_write(somebody(function), owner_id=2, seated_ids={1, 3})) is allowed


def test_a_leader_who_is_not_at_the_table_reads_but_does_not_write() -> None:
    verdict = policy.may_write(somebody(Function.LEADER), owner_id=2, seated_ids={3})
    assert verdict.reason == "not_at_table"


def test_a_parent_signed_in_neither_leads_nor_writes() -> None:
    parent = somebody(None)
    assert not policy.may_see(parent)
    assert not policy.may_lead(parent, owner_id=1)
    assert not policy.may_write(parent, owner_id=1, seated_ids={1})
