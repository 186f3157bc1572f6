"""Each flag is its rule and nothing more: the same facts give the same flags, and each can be told from its words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.logcontrol.rules import Facts, Limits, Person, crowded, flags_of, is_fresh
from sikkerhedsnet.logcontrol.states import Flag

MONDAY = datetime(2026, 10, 12, 10, 0)
PLAIN = Facts(
    basis="group",
    looker=Person("Mette Lund", frozenset({"mette@fjordby.example"}), 1),
    child_surname="Madsen",
    guardians=(Person("Amira Haddad", frozenset({"amira@post.example"})), Person("Peter Bæk")),
    colleagues=(Person("Maja Krogh", frozenset({"maja@fjordby.example"}), 2),),
    opened_at=(MONDAY,),
)


def flags(holders: dict[str, int] | None = None, limits: Limits | None = None, **facts: object) -> set[str]:
    return set(flags_of(replace(PLAIN, **facts), holders or {}, limits or Limits()))


def test_an_ordinary_look_has_no_flag() -> None:
    assert flags() == set()


@pytest.mark.parametrize(
    ("name", "child", "shared"),
    [
        ("Mette Lund", "Lund", True),
        ("Mette LUND", "lund", True),
        ("Mette Aagaard", "Ågård", True),
        ("Mette Åsen", "Aasen", True),
        ("Mette Lund-Holm", "Holm", True),
        ("Mette Holm", "Lund Holm", True),
        ("Mette Sørensen", "Soerensen", False),
        ("Mette Kröger", "Krøger", True),
        ("Mette Lund", "Lunde", False),
        ("Mette Holm Lund", "Holm", False),
        ("Mette", "Mette", False),
        ("Mette Lund", "", False),
    ],
)
def test_a_surname_is_compared_as_danish_spells_it(name: str, child: str, shared: bool) -> None:
    found = flags(looker=replace(PLAIN.looker, name=name), child_surname=child)
    assert found == ({Flag.SAME_SURNAME} if shared else set())


def test_a_parents_surname_counts_too() -> None:
    assert flags(looker=replace(PLAIN.looker, name="Ida Bæk")) == {Flag.SAME_SURNAME}


@given(st.integers(0, 50), st.integers(1, 50))
def test_a_common_surname_is_no_flag(holders: int, common: int) -> None:
    found = flags({"lund": holders}, Limits(common_surname=common), child_surname="Lund")
    assert (Flag.SAME_SURNAME in found) == (holders < common)


def test_a_parent_with_her_own_name_or_mail_is_her_household() -> None:
    for parent in (Person("mette lund"), Person("En anden", PLAIN.looker.contacts), Person("En anden", user_id=1)):
        assert Flag.OWN_HOUSEHOLD in flags(guardians=(parent,))
    assert Flag.OWN_HOUSEHOLD not in flags(guardians=(Person(""), Person("Mette Lunde")), looker=Person(""))


def test_a_parent_who_works_beside_her_is_a_colleague() -> None:
    for parent in (Person("Maja Krogh"), Person("M. K.", PLAIN.colleagues[0].contacts), Person("M.", user_id=2)):
        assert flags(guardians=(parent,)) == {Flag.COLLEAGUE_CHILD}


@pytest.mark.parametrize("basis", ["own_family", "family"])
def test_the_register_knows_her_own_child(basis: str) -> None:
    assert flags(basis=basis) == {Flag.OWN_FAMILY}


@pytest.mark.parametrize(
    ("at", "outside"),
    [
        (MONDAY.replace(hour=6), False), (MONDAY.replace(hour=5, minute=59), True), (MONDAY.replace(hour=19, minute=59), False),
        (MONDAY.replace(hour=20), True), (MONDAY - timedelta(days=1), True), (datetime(2026, 12, 25, 10), True),
        (datetime(2026, 12, 24, 10), True),
    ],
)  # fmt: skip
def test_the_working_day_has_its_hours(at: datetime, outside: bool) -> None:
    assert flags(opened_at=(MONDAY, at)) == ({Flag.OUTSIDE_HOURS} if outside else set())


def test_a_rule_that_is_off_points_at_nothing() -> None:
    everything = replace(PLAIN, basis="own_family", crowded=True, child_surname="Lund", guardians=(Person("Maja Krogh"),
                         Person("Mette Lund")), opened_at=(MONDAY.replace(hour=3),))  # fmt: skip
    assert flags_of(everything, {}, Limits()) == tuple(Flag)
    for flag in Flag:
        assert flag not in flags_of(everything, {}, Limits(off=frozenset({flag})))


opened = st.lists(
    st.tuples(st.integers(0, 120).map(lambda minute: MONDAY + timedelta(minutes=minute)), st.integers(1, 8)),
    max_size=30,
)


@given(opened, st.integers(2, 6), st.integers(1, 60))
def test_many_children_in_a_short_while_is_what_a_slow_count_finds(moments, children, minutes) -> None:
    slow: set[int] = set()
    for end, _child in moments:
        near = {child for at, child in moments if timedelta(0) <= end - at <= timedelta(minutes=minutes)}
        if len(near) >= children:
            slow |= near
    assert crowded(moments, children=children, minutes=minutes) == slow


@given(st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5), st.integers(1, 60))
def test_fresh_is_work_on_one_of_the_last_days(worked, days) -> None:
    day = date(2026, 6, 15)
    assert is_fresh(worked, day, days) == any(0 <= (day - done).days <= days for done in worked)
    assert not is_fresh([day + timedelta(days=1)], day, days), "tomorrow's work explains nothing"


names = st.text(st.characters(categories=["L", "Zs"], max_codepoint=0x24F), max_size=20)


@given(names, names, names)
def test_the_flags_are_the_same_each_time_and_whatever_the_order_of_the_parents(looker, child, parent) -> None:
    facts = replace(PLAIN, looker=Person(looker), child_surname=child, guardians=(Person(parent), Person("Peter Bæk")))
    turned = replace(facts, guardians=facts.guardians[::-1])
    assert flags_of(facts, {}, Limits()) == flags_of(turned, {}, Limits()) == flags_of(facts, {}, Limits())
