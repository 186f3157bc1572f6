"""In the child's story the cause stands before what it led to, also when everything happened on one day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from sikkerhedsnet.childfile.order import CHAIN, in_order, rank_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event

DAY = date(2026, 11, 23)


def event(kind: str, hour: int | None, day: date = DAY) -> Event:
    at: datetime | None = clock.at(day, hour) if hour is not None else None
    return Event(kind, day, at, kind, "", "")


def kinds(*events: Event) -> list[str]:
    return [one.kind for one in in_order(events)]


def test_a_talk_without_an_hour_stands_after_the_worry_of_the_same_day() -> None:
    talk, worry, taken = event("concerns.contact", None), event("concerns.raised", 10), event("concerns.taken", 11)
    assert kinds(talk, taken, worry) == ["concerns.raised", "concerns.taken", "concerns.contact"]


def test_the_hour_counts_before_the_kind() -> None:
    held, raised = event("meetings.held", 9), event("concerns.raised", 14)
    assert kinds(raised, held) == ["meetings.held", "concerns.raised"]


def test_at_the_same_moment_the_plan_stands_after_the_meeting_it_was_agreed_at() -> None:
    order = ["concerns.raised", "meetings.held", "measures.started", "plans.agreed", "plans.closed", "concerns.closed"]
    shuffled = [event(kind, 13) for kind in order]
    Random(7).shuffle(shuffled)
    assert kinds(*shuffled) == order


def test_an_earlier_day_stands_first_whatever_it_is() -> None:
    closed = event("concerns.closed", None, DAY - timedelta(days=1))
    assert kinds(event("screening.rated", None), closed) == ["concerns.closed", "screening.rated"]


def test_the_order_is_the_same_however_the_events_come() -> None:
    events = [event(kind, hour) for kind in CHAIN for hour in (None, 8, 15)]
    first = kinds(*events)
    for seed in range(20):
        Random(seed).shuffle(events)
        assert kinds(*events) == first


def test_a_kind_nobody_has_placed_comes_last_of_its_moment() -> None:
    assert rank_of("something.new") > max(map(rank_of, CHAIN))
    assert rank_of("concerns.anything") == rank_of("concerns")
