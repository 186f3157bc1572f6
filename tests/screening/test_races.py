"""Two colleagues at once, over two real connections."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.screening import actions
from sikkerhedsnet.screening.commands import Settle
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, WellbeingAssessment
from tests.personas import Town

from . import walk


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, begun together on connections of their own; Stale and Invalid are given as themselves."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        gate.wait(timeout=10)
        try:
            return act()
        except (Stale, Invalid) as late:
            return late
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.slow
def test_two_colleagues_hand_in_at_once_and_both_ratings_are_there(committed_town: Town) -> None:
    town = committed_town
    where = walk.place(town, walk.open_round(town))
    late = town.child("Ny")
    ratings = {**walk.everyone(town), late: "yellow"}
    got = at_once(
        lambda: walk.rate(town, "mette", where, ratings, comment="Mette"),
        lambda: walk.rate(town, "maja", where, ratings, comment="Maja"),
        lambda: walk.rate(town, "mette", where, ratings, comment="Mette"),
    )
    assert not any(isinstance(result, Exception) for result in got)
    assert OwnAssessment.objects.filter(handed_in_at__isnull=False).count() == 10
    assert WellbeingAssessment.objects.filter(child=late).count() == 1


@pytest.mark.slow
def test_two_colleagues_settle_the_same_child_at_once_and_the_second_is_told_who(committed_town: Town) -> None:
    town = committed_town
    where = walk.place(town, walk.open_round(town))
    child = town.children[0]
    for who in ("mette", "maja"):
        walk.rate(town, who, where, {child: "yellow"})
    found = walk.assessment_of(child)
    command = Settle(found.pk, found.version, walk.yellow(town))
    mette, maja = town.actor("mette"), town.actor("maja")
    got = at_once(
        lambda: actions.settle(mette, command, now=walk.NOW), lambda: actions.settle(maja, command, now=walk.NOW)
    )
    late = [result for result in got if isinstance(result, Stale)]
    assert len(late) == 1
    assert late[0].who == walk.assessment_of(child).settled_by.name


@pytest.mark.slow
def test_two_rounds_opened_at_once_for_one_institution_are_one(committed_town: Town) -> None:
    town = committed_town
    got = at_once(lambda: walk.open_round(town, "dorte"), lambda: walk.open_round(town, "bo"))
    assert sum(isinstance(result, Invalid) for result in got) == 1
    assert AssessmentRound.objects.count() == 1
