"""Loading the demo: only into an empty database, all of it or nothing, and the same every time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.clock import COPENHAGEN
from sikkerhedsnet.people.models import Child, Enrolment, Guardian
from sikkerhedsnet.simulation import demo, when
from sikkerhedsnet.simulation.timeline import Timeline
from sikkerhedsnet.worklists import queries as nets
from tests.personas import NOW


def silent(text: str) -> None:
    pass


@pytest.mark.django_db
def test_a_database_with_anything_in_it_is_refused_and_left_alone() -> None:
    Municipality.objects.create(code="0999", name="Rigtig Kommune")
    with pytest.raises(CommandError) as refused:
        call_command("load_demo")
    assert refused.value.returncode == 2
    assert not Child.objects.exists()
    assert Municipality.objects.get().name == "Rigtig Kommune"


@pytest.mark.django_db
def test_a_load_that_is_cut_short_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_short(self: Timeline, said: Callable[[int], None]) -> int:
        assert Child.objects.exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(Timeline, "run", cut_short)
    with pytest.raises(KeyboardInterrupt):
        demo.load(NOW, silent)
    assert not Municipality.objects.exists()
    assert not User.objects.exists()


@pytest.mark.django_db
def test_progress_is_told_in_danish_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(Timeline, "run", lambda self, said: 0)
    call_command("load_demo")
    told = capsys.readouterr()
    assert told.out == ""
    assert "Opretter 302 børn" in told.err


def picture() -> list[Any]:
    """What one would recognise the demo's people by."""
    return [
        list(Child.objects.order_by("id").values_list("first_name", "last_name", "cpr_number", "address")),
        list(Guardian.objects.order_by("id").values_list("name", "phone", "address")),
        list(User.objects.order_by("id").values_list("username", "name")),
        list(Enrolment.objects.order_by("id").values_list("child__first_name", "group__name", "start_on", "end_on")),
    ]


@pytest.mark.django_db
def test_the_same_people_come_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Timeline, "run", lambda self, said: 0)
    pictures = []
    for _ in range(2):
        with clock.fixed(NOW), transaction.atomic():
            demo.load(NOW, silent)
            pictures.append(picture())
            transaction.set_rollback(True)
    assert pictures[0] == pictures[1]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    "day", ["2027-01-03 06:10", "2027-08-01 23:30"], ids=["a Sunday at new year", "the first day of a school year"]
)
def test_the_stories_hold_on_any_day(day: str) -> None:
    now = datetime.strptime(day, "%Y-%m-%d %H:%M").replace(tzinfo=COPENHAGEN)
    with clock.fixed(now):
        loaded = demo.load(now, silent)
        net = nets.net(loaded.fjordby.municipality.pk, now)
    assert sorted(hole.kind for hole in net.holes) == ["child_not_rated", "position_without_action"]
    assert not ChangeLine.objects.filter(at__gt=now).exists()


MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("0", MONDAY),
        ("-1", date(2026, 11, 20)),
        ("+5", date(2026, 11, 30)),
        ("-8w", date(2026, 9, 28)),
        ("-35w", date(2026, 3, 23)),
        ("+5w", date(2026, 12, 28)),
        (-21, date(2026, 10, 23)),
    ],
)
def test_a_day_is_written_as_seen_from_today(text: str | int, day: date) -> None:
    assert when.day(text, MONDAY) == day


def test_what_should_have_happened_later_today_happened_just_now() -> None:
    early = clock.at(MONDAY, 7, 0)
    assert when.moment("0 08:30", early) == clock.at(MONDAY, 6, 45)
    assert when.moment("0 06:30", early) == clock.at(MONDAY, 6, 30)
    assert when.moment("+2 13:00", early) == clock.at(date(2026, 11, 25), 13, 0)


def test_just_after_midnight_it_is_still_today() -> None:
    night = clock.at(MONDAY, 0, 4)
    assert clock.day_of(when.moment("0 08:30", night)) == MONDAY


@pytest.mark.parametrize("text", ["", "igår", "3x", "w"])
def test_a_day_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="day"):
        when.day(text, MONDAY)


@pytest.mark.parametrize(("age", "years"), [("3y4m", 3), ("15y4m", 15), ("9w", 0), ("12y11m", 12)])
def test_an_age_is_that_age_today(age: str, years: int) -> None:
    birth_date = when.born(age, MONDAY, "whoever")
    assert (MONDAY - birth_date).days // 365.25 == years
