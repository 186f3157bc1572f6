"""Both sides answer at once, over two real connections: one answer stands, and the other is told so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.handover import actions
from sikkerhedsnet.handover.commands import Answer, Choose
from sikkerhedsnet.handover.models import HandOver, HandOverTurn, SentPart
from sikkerhedsnet.handover.states import State
from tests.handover import road
from tests.personas import NOW, Town
from tests.screening.test_races import at_once

pytestmark = pytest.mark.slow
ROUNDS = 4


def told(act: Callable[[], Any]) -> Callable[[], Any]:
    """What somebody who came too late is told, as itself; a Stale is given so by `at_once`."""

    def asked() -> Any:
        try:
            return act()
        except (Refused, Invalid) as friendly:
            return friendly

    return asked


def on_its_way(town: Town, number: int = 0) -> HandOver:
    handover, _yes = road.ready(town, town.children[number])
    return road.sent(town, handover)


def answers(town: Town, handover: HandOver, key: str = "anders") -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The receiver's yes, and the receiver's no."""
    command = Answer(handover.pk, handover.version, "Navnet på stuen mangler.")
    actor = town.actor(key)
    return lambda: actions.accept(actor, command, now=NOW), lambda: actions.send_back(actor, command, now=NOW)


def lines(handover: HandOver, *actions_: str) -> list[str]:
    found = ChangeLine.objects.filter(object_id=handover.pk, action__in=[f"handover.{name}" for name in actions_])
    return sorted(found.values_list("action", flat=True))


def test_a_double_click_accepts_once(committed_town: Town) -> None:
    handover = on_its_way(committed_town)
    accept, _no = answers(committed_town, handover)
    got = at_once(accept, accept, accept)
    assert {one.pk for one in got} == {handover.pk}
    handover.refresh_from_db()
    assert (handover.state, handover.owner) == (State.ACCEPTED, committed_town.user("anders"))
    assert HandOverTurn.objects.filter(handover=handover, move="accept").count() == 1
    assert lines(handover, "accepted") == ["handover.accepted"]


def test_yes_and_no_at_once_from_two_tabs_is_one_answer(committed_town: Town) -> None:
    for number in range(ROUNDS):
        handover = on_its_way(committed_town, number)
        got = at_once(*answers(committed_town, handover))
        assert sorted(type(one).__name__ for one in got) == ["HandOver", "Stale"], got
        handover.refresh_from_db()
        accepted = isinstance(got[0], HandOver)
        assert handover.state == (State.ACCEPTED if accepted else State.RETURNED)
        assert handover.owner == committed_town.user("anders" if accepted else "mette")
        assert lines(handover, "accepted", "sent_back") == ["handover.accepted" if accepted else "handover.sent_back"]
        readable = SentPart.objects.filter(handover=handover, usable_until=None).exists()
        assert readable == accepted, "what was sent back is not read there"


def test_accepted_while_the_sender_withdraws_it_is_one_or_the_other(committed_town: Town) -> None:
    for number in range(ROUNDS):
        handover = on_its_way(committed_town, number)
        accept, _no = answers(committed_town, handover)
        command = Answer(handover.pk, handover.version, "Familien flytter alligevel ikke.")
        mette = committed_town.actor("mette")
        got = at_once(accept, told(lambda m=mette, c=command: actions.withdraw(m, c, now=NOW)))  # type: ignore[misc]
        assert sum(isinstance(one, HandOver) for one in got) == 1, got
        handover.refresh_from_db()
        accepted = isinstance(got[0], HandOver)
        assert isinstance(got[1], Stale) if accepted else isinstance(got[0], Stale), got
        assert handover.state == (State.ACCEPTED if accepted else State.WITHDRAWN)
        assert len(lines(handover, "accepted", "withdrawn")) == 1


def test_accepted_while_the_leader_names_another_receiver(committed_town: Town) -> None:
    town = committed_town
    other = town.hire("ny", "Nynne Ny", Function.TEACHER, institution=town.school, groups=(town.class_group,))
    for number in range(ROUNDS):
        handover = on_its_way(town, number)
        accept, _no = answers(town, handover)
        command = Choose(handover.pk, handover.version, other.pk)
        rikke = town.actor("rikke")
        got = at_once(told(accept), told(lambda r=rikke, c=command: actions.name(r, c, now=NOW)))  # type: ignore[misc]
        assert sum(isinstance(one, HandOver) for one in got) == 1, got
        assert sum(isinstance(one, Stale) for one in got) == 1, got
        handover.refresh_from_db()
        accepted = isinstance(got[0], HandOver)
        assert (handover.state, handover.receiver) == (
            (State.ACCEPTED, town.user("anders")) if accepted else (State.SENT, other)
        )


def test_accepted_while_the_family_takes_its_part_back_leaves_nothing_accepted_that_is_not_there(
    committed_town: Town,
) -> None:
    for number in range(ROUNDS):
        handover = on_its_way(committed_town, number)
        accept, _no = answers(committed_town, handover)
        sent, mette = SentPart.objects.get(handover=handover), committed_town.actor("mette")
        who = handover.child.custodies.order_by("pk")[0].guardian.name
        got = at_once(
            told(accept),
            told(lambda m=mette, pk=sent.pk, w=who: actions.take_back(m, pk, w, now=NOW)),  # type: ignore[misc]
        )
        handover.refresh_from_db()
        sent.refresh_from_db()
        accepted = isinstance(got[0], HandOver)
        assert accepted != isinstance(got[1], SentPart), got
        assert (handover.state == State.ACCEPTED) == accepted == (sent.usable_until is None), got
