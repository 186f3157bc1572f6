"""Who lacks something hears of it before the close, the leader hears who lacks how many, and nothing is said twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Custody, Guardian
from sikkerhedsnet.screening import actions
from sikkerhedsnet.worklists.actions import tick
from tests.personas import NOW, Town

from . import walk

SOON = datetime(2026, 11, 28, 8, 0, tzinfo=NOW.tzinfo)
LAST = datetime(2026, 12, 4, 8, 0, tzinfo=NOW.tzinfo)
OVER = LAST + timedelta(days=1)


def told(town: Town, kind: str, who: str) -> list[str]:
    return list(Message.objects.filter(kind=kind, to=town.user(who)).order_by("pk").values_list("about", flat=True))


def test_raters_are_reminded_some_days_before_and_on_the_last_day_and_never_twice(town: Town) -> None:
    round_ = walk.open_round(town)
    walk.rate(town, "mette", walk.place(town, round_), walk.everyone(town))
    assert tick(NOW)["reminded"] == 0
    for _again in range(3):
        tick(SOON)
        tick(SOON + timedelta(days=2))
    assert told(town, "round.reminder", "mette") == []
    assert told(town, "round.reminder", "maja") == [
        "Børnehuset Regnbuen: du mangler at aflevere din vurdering af 4 børn. Runden slutter fredag 4. december."
    ]
    tick(LAST)
    tick(LAST)
    assert len(told(town, "round.reminder", "maja")) == 2


def test_the_leader_hears_who_lacks_how_many_and_never_what_was_said(town: Town) -> None:
    round_ = walk.open_round(town)
    walk.rate(town, "mette", walk.place(town, round_), {town.children[0]: "red"}, comment="HEMMELIGT")
    tick(SOON)
    (said,) = told(town, "round.progress", "dorte")
    assert "4 børn er ikke færdige" in said and "Maja Krogh 4" in said and "Mette Lund 3" in said
    assert "HEMMELIGT" not in said and "ekymring" not in said and "Freja" not in said


def test_after_the_close_the_leader_hears_what_is_left_and_the_next_one_up_with_the_date(town: Town) -> None:
    walk.open_round(town)
    tick(OVER)
    tick(OVER + timedelta(days=1))
    (said,) = told(town, "round.progress", "dorte")
    assert "runden sluttede" in said and "4 børn mangler" in said
    assert told(town, "round.reminder", "mette") == []
    assert any("overskredet" in about for about in told(town, "overdue", "bo"))


def test_a_round_where_nothing_is_lacking_says_nothing(town: Town) -> None:
    round_ = walk.open_round(town)
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), walk.everyone(town, "yellow"))
    for child in town.children:
        walk.settle(town, "mette", child, walk.yellow(town))
    tick(SOON)
    assert not Message.objects.filter(kind__startswith="round.").exists()


def test_nobody_is_asked_for_her_own_child(town: Town) -> None:
    walk.open_round(town)
    guardian = Guardian.objects.create(
        municipality=town.municipality,
        name="Mette Lund",
        user=town.user("mette"),
        changed_at=NOW,
        changed_by_name="test",
    )
    Custody.objects.create(
        child=town.children[0], guardian=guardian, has_custody=True, same_address=True, start_on=NOW.date()
    )
    actions.remind_due(town.municipality, SOON)
    assert "af 3 børn" in told(town, "round.reminder", "mette")[0]
    assert "af 4 børn" in told(town, "round.reminder", "maja")[0]


def test_a_long_name_still_fits_the_message(town: Town) -> None:
    Institution.objects.filter(pk=town.day_care.pk).update(name="Ærø" * 66)
    walk.open_round(town)
    tick(SOON)
    assert all(len(about) <= 200 for about in Message.objects.values_list("about", flat=True))
