"""The forms about ties, sent twice and by two at once, over real connections."""

from __future__ import annotations

import pytest

from sikkerhedsnet.people.models import Tie
from sikkerhedsnet.ties import actions
from sikkerhedsnet.ties.commands import EndTie
from tests.concerns.test_races import at_once
from tests.personas import NOW, Town
from tests.ties.test_ties import by_name, declares


@pytest.mark.slow
def test_sent_twice_at_once_it_is_one_tie_and_ended_twice_one_end(committed_town: Town) -> None:
    town = committed_town
    mette, command = town.actor("mette"), declares(town, "mette", by_name(town.children[1]))
    got = at_once(*[lambda: actions.declare(mette, command, now=NOW)] * 3)
    assert {row.pk for row in got} == {Tie.objects.get().pk}
    tie = Tie.objects.get()
    dorte = town.actor("dorte")
    ends = [EndTie(tie.pk, tie.version, text) for text in ("Flyttet", "Noget andet")]
    got = at_once(*[lambda end=end: actions.end_tie(dorte, end, now=NOW) for end in ends])
    assert sorted(type(one).__name__ for one in got) == ["Stale", "Tie"]
