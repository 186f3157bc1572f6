"""A desk loses no task and shows the oldest promise first."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.tasks import Bucket, Task, bucket_of, by_promise, group_tasks

MONDAY = date(2026, 11, 2)
NEARBY = st.dates(MONDAY - timedelta(days=20), MONDAY + timedelta(days=20))


def task(due_on: date, since: date = MONDAY, at: datetime | None = None) -> Task:
    return Task(
        kind="concern.take",
        what="Tag kontakt",
        child_id=1,
        child_name="Ida Holm",
        child_line="4 år",
        to_whom="Mette",
        since=since,
        due_on=due_on,
        url_name="concerns:show",
        url_args=(1,),
        action_label="Tag den",
        at=at,
    )


TASKS = st.lists(
    st.builds(
        task,
        NEARBY,
        NEARBY,
        st.none() | st.datetimes(datetime(2026, 11, 1), datetime(2026, 11, 9), timezones=st.just(UTC)),
    ),
    max_size=25,
)


@given(TASKS, NEARBY)
def test_grouping_loses_nothing_and_adds_nothing(tasks: list[Task], today: date) -> None:
    grouped = [found for _, group in group_tasks(tasks, today) for found in group]
    assert Counter(grouped) == Counter(tasks)


@given(TASKS, NEARBY)
def test_the_oldest_promise_stands_first_through_all_groups(tasks: list[Task], today: date) -> None:
    order = [(found.due_on, found.since) for _, group in group_tasks(tasks, today) for found in group]
    assert order == sorted(order)


@given(TASKS, NEARBY)
def test_groups_come_in_order_and_none_is_empty(tasks: list[Task], today: date) -> None:
    groups = group_tasks(tasks, today)
    buckets = [bucket for bucket, _ in groups]
    assert buckets == [bucket for bucket in Bucket if bucket in buckets]
    assert all(group for _, group in groups)
    assert all(bucket_of(found.due_on, today) is bucket for bucket, group in groups for found in group)


@pytest.mark.parametrize(
    ("distance", "bucket"),
    [(-1, Bucket.OVERDUE), (0, Bucket.TODAY), (1, Bucket.THIS_WEEK), (6, Bucket.THIS_WEEK), (7, Bucket.LATER)],
)
def test_the_week_ends_on_sunday(distance: int, bucket: Bucket) -> None:
    assert bucket_of(MONDAY + timedelta(days=distance), MONDAY) is bucket


def test_on_sunday_tomorrow_is_later() -> None:
    sunday = MONDAY + timedelta(days=6)
    assert bucket_of(sunday + timedelta(days=1), sunday) is Bucket.LATER


def test_what_has_an_hour_comes_before_what_has_the_whole_day() -> None:
    at_eight = task(MONDAY, at=datetime(2026, 11, 2, 8, 0, tzinfo=UTC))
    at_nine = task(MONDAY, at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
    whole_day = task(MONDAY)
    assert by_promise([whole_day, at_nine, at_eight]) == [at_eight, at_nine, whole_day]
