"""Several people at one meeting, over real connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.meetings import actions, rules
from sikkerhedsnet.meetings.commands import ChangeEntry, WriteEntry
from sikkerhedsnet.meetings.models import Meeting, MinutesEntry
from sikkerhedsnet.meetings.states import State, Topic
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import NOW, TODAY, Town


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gave, begun together; a Stale is given as itself."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return act()
        except Stale as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def running(town: Town) -> Meeting:
    concern = taken_concern(town, town.children[0])
    jonas = town.actor("jonas")
    meeting = actions.call_meeting(jonas, concern.pk, a_call(town, concern.child), now=NOW)
    return actions.begin(jonas, meeting.pk, now=NOW)


@pytest.mark.slow
def test_a_call_sent_twice_over_two_connections_is_one_meeting(committed_town: Town) -> None:
    town = committed_town
    concern = taken_concern(town, town.children[0])
    jonas, command = town.actor("jonas"), a_call(town, town.children[0], key=uuid4())
    got = at_once(*[lambda: actions.call_meeting(jonas, concern.pk, command, now=NOW)] * 2)
    assert got[0].pk == got[1].pk
    assert Meeting.objects.count() == 1


@pytest.mark.slow
def test_the_later_of_two_equal_calls_answers_with_the_first_however_late_it_is(
    committed_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = committed_town
    concern = taken_concern(town, town.children[0])
    jonas, command = town.actor("jonas"), a_call(town, town.children[0], key=uuid4())
    call = lambda: actions.call_meeting(jonas, concern.pk, command, now=NOW)  # noqa: E731
    check, overtaken = rules.check_times, []

    def overtaken_here(*times: Any) -> None:
        monkeypatch.setattr(rules, "check_times", check)
        overtaken.extend(at_once(call))
        check(*times)

    monkeypatch.setattr(rules, "check_times", overtaken_here)
    assert [call().pk] == [first.pk for first in overtaken]
    assert Meeting.objects.count() == 1


@pytest.mark.slow
def test_two_different_calls_at_once_make_one_meeting_and_the_other_is_told(committed_town: Town) -> None:
    town = committed_town
    concern = taken_concern(town, town.children[0])
    jonas = town.actor("jonas")
    calls = [a_call(town, town.children[0], key=uuid4(), place=place) for place in ("Stue 1", "Stue 2")]
    got = at_once(*[lambda c=c: actions.call_meeting(jonas, concern.pk, c, now=NOW) for c in calls])
    assert sorted(type(one).__name__ for one in got) == ["Meeting", "Stale"]
    assert Meeting.objects.count() == 1


@pytest.mark.slow
def test_no_line_slips_into_minutes_that_are_being_closed(committed_town: Town) -> None:
    town = committed_town
    meeting = running(town)
    jonas, mette = town.actor("jonas"), town.actor("mette")
    end = lambda: actions.conclude(jonas, Meeting.objects.get(pk=meeting.pk), TODAY, now=NOW)  # noqa: E731
    write = lambda: actions.write_entry(mette, meeting.pk, WriteEntry(Topic.HOPES, "Hej"), now=NOW)  # noqa: E731
    got = at_once(end, write, write)
    meeting.refresh_from_db()
    assert meeting.state == State.CONCLUDED
    assert MinutesEntry.objects.count() == sum(isinstance(one, MinutesEntry) for one in got)
    with pytest.raises(Stale):
        write()


@pytest.mark.slow
def test_of_two_corrections_at_once_one_is_kept_and_the_other_told(committed_town: Town) -> None:
    town = committed_town
    meeting = running(town)
    jonas, mette = town.actor("jonas"), town.actor("mette")
    entry = actions.write_entry(jonas, meeting.pk, WriteEntry(Topic.HOPES, "Et"), now=NOW)
    got = at_once(
        lambda: actions.change_entry(jonas, entry.pk, ChangeEntry(1, "Jonas"), now=NOW),
        lambda: actions.change_entry(mette, entry.pk, ChangeEntry(1, "Mette"), now=NOW),
    )
    (kept,), (late,) = ([g for g in got if isinstance(g, kind)] for kind in (MinutesEntry, Stale))
    assert kept.text in late.who
