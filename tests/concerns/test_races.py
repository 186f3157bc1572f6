"""Two people at once, over two real connections: one wins, the other is told who."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.errors import Stale
from tests.personas import NOW, Town

from .conftest import Walk


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each of the acts gave, begun together on connections of their own; a Stale is given as itself."""
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


@pytest.mark.slow
def test_two_advisers_take_the_same_concern_and_the_second_is_told_who(committed_town: Town):
    walk = Walk(committed_town)
    concern = walk.offer(walk.raised())
    seen = Seen(concern.pk, concern.version)
    jonas, signe = committed_town.actor("jonas"), committed_town.actor("signe")
    got = at_once(lambda: actions.take(jonas, seen, now=NOW), lambda: actions.accept(signe, seen, now=NOW))
    winners = [row for row in got if isinstance(row, Concern)]
    losers = [late for late in got if isinstance(late, Stale)]
    assert len(winners) == len(losers) == 1
    concern.refresh_from_db()
    assert losers[0].who == concern.owner.name
    assert ChangeLine.objects.filter(action__in=["concern.taken", "concern.accepted"]).count() == 1


@pytest.mark.slow
def test_a_double_click_over_two_connections_is_one_worry(committed_town: Town):
    walk = Walk(committed_town)
    key = uuid4()
    got = at_once(*[lambda: walk.raised(key=key)] * 3)
    assert len({row.pk for row in got}) == 1
    assert Concern.objects.count() == 1
    assert ChangeLine.objects.filter(action="concern.raised").count() == 1
