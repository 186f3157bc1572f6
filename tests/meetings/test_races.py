"""Several people at one meeting, over real connections of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.meetings import actions, rules, writing
from sikkerhedsnet.meetings.commands import Agree, ChangeEntry, SaveDraft, SettleEntry, WriteEntry
from sikkerhedsnet.meetings.models import Agreement, Draft, Meeting, MinutesEntry, Wording
from sikkerhedsnet.meetings.states import Becomes, Choice, State, Topic
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


@pytest.mark.slow
def test_first_saves_of_two_tabs_at_once_are_one_draft_and_the_other_is_told(committed_town: Town) -> None:
    town = committed_town
    meeting, jonas = running(town), town.actor("jonas")
    got = at_once(
        *[
            lambda t=text: actions.save_draft(jonas, meeting.pk, SaveDraft("hopes", 0, t), now=NOW)
            for text in ("Fra den ene fane", "Fra den anden fane")
        ]
    )
    assert sorted(type(one).__name__ for one in got) == ["Draft", "Stale"]
    assert Draft.objects.get().text == next(one.text for one in got if isinstance(one, Draft))


@pytest.mark.slow
def test_the_same_words_saved_from_many_places_at_once_are_one_draft(committed_town: Town) -> None:
    town = committed_town
    meeting, jonas = running(town), town.actor("jonas")
    save = lambda: actions.save_draft(jonas, meeting.pk, SaveDraft("hopes", 0, "Det samme"), now=NOW)  # noqa: E731
    got = at_once(*[save] * 4)
    assert {one.pk for one in got if isinstance(one, Draft)} == {Draft.objects.get().pk}


@pytest.mark.slow
def test_two_writers_drafts_and_lines_at_once_all_stand(committed_town: Town) -> None:
    town = committed_town
    meeting = running(town)
    writers = [town.actor("jonas"), town.actor("mette")]
    got = at_once(
        *[lambda a=a: actions.save_draft(a, meeting.pk, SaveDraft("hopes", 0, a.name), now=NOW) for a in writers],
        *[lambda a=a: actions.write_entry(a, meeting.pk, WriteEntry(Topic.HOPES, a.name), now=NOW) for a in writers],
    )
    assert not [one for one in got if isinstance(one, Stale)]
    assert sorted(MinutesEntry.objects.values_list("text", flat=True)) == ["Jonas Holm", "Mette Lund"]
    assert Draft.objects.count() == 2


@pytest.mark.slow
def test_a_draft_under_way_when_its_words_go_in_does_not_come_back(
    committed_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town, key = committed_town, uuid4()
    meeting, jonas = running(town), town.actor("jonas")
    typed = SaveDraft("hopes", 0, "At vi kan spise sammen", key=key)
    put_in, pool, saved = writing.put_in, ThreadPoolExecutor(1), []

    def draft() -> Any:
        try:
            return actions.save_draft(jonas, meeting.pk, typed, now=NOW)
        finally:
            connection.close()

    def with_a_draft_arriving(*args: Any, **named: Any) -> None:
        put_in(*args, **named)
        saved.append(pool.submit(draft))
        wait(saved, timeout=0.5)  # the line is written and not yet seen by anybody else

    monkeypatch.setattr(writing, "put_in", with_a_draft_arriving)
    line = WriteEntry(Topic.HOPES, "At vi kan spise sammen", key=key)
    entry = actions.write_entry(jonas, meeting.pk, line, now=NOW)
    assert saved[0].result(timeout=10) is None
    assert MinutesEntry.objects.get() == entry
    assert not Draft.objects.exists()


@pytest.mark.slow
def test_of_two_corrections_at_once_no_words_are_lost(committed_town: Town) -> None:
    town = committed_town
    meeting = running(town)
    jonas, mette = town.actor("jonas"), town.actor("mette")
    entry = actions.write_entry(jonas, meeting.pk, WriteEntry(Topic.HOPES, "Et"), now=NOW)
    first = {"Jonas": jonas, "Mette": mette}
    got = dict(
        zip(
            first,
            at_once(
                *[
                    lambda a=a, t=t: actions.change_entry(a, entry.pk, ChangeEntry(1, t), now=NOW)
                    for t, a in first.items()
                ]
            ),
            strict=True,
        )
    )
    (late,) = [name for name, one in got.items() if isinstance(one, Stale)]
    chosen = SettleEntry(Choice.THEIRS, ChangeEntry(2, late), uuid4())
    at_once(*[lambda: actions.settle_entry(first[late], entry.pk, chosen, now=NOW)] * 2)
    entry.refresh_from_db()
    assert sorted([entry.text, *Wording.objects.values_list("text", flat=True)]) == ["Et", "Jonas", "Mette"]


@pytest.mark.slow
def test_a_correction_and_the_reading_aloud_at_once_never_change_what_was_heard(committed_town: Town) -> None:
    town = committed_town
    meeting, jonas = running(town), town.actor("jonas")
    peter = meeting.participants.get(name="Peter Bæk")
    entry = actions.write_entry(jonas, meeting.pk, WriteEntry(Topic.HOPES, "Nej", peter.pk), now=NOW)

    def correct() -> Any:
        try:
            return actions.change_entry(jonas, entry.pk, ChangeEntry(1, "Måske", peter.pk), now=NOW)
        except Invalid as refused:
            return refused

    got, _heard = at_once(correct, lambda: actions.read_aloud(jonas, meeting.pk, now=NOW))
    entry.refresh_from_db()
    assert entry.read_aloud_at is not None
    assert entry.text == ("Nej" if isinstance(got, Invalid) else "Måske")
    assert isinstance(correct(), Invalid)


@pytest.mark.slow
def test_an_agreement_is_settled_once_however_many_press(committed_town: Town) -> None:
    town = committed_town
    meeting, jonas = running(town), town.actor("jonas")
    peter = meeting.participants.get(name="Peter Bæk")
    made = actions.agree(jonas, meeting.pk, Agree("Ja", peter.pk, TODAY, becomes=Becomes.CONSENT), now=NOW)

    def withdraw() -> Any:
        try:
            return actions.withdraw_agreement(jonas, made.pk, now=NOW)
        except Invalid as refused:
            return refused

    at_once(*[lambda: actions.settle(jonas, made.pk, now=NOW)] * 3, withdraw)
    made = Agreement.objects.get()
    assert (made.settled_at is None) or not made.withdrawn
