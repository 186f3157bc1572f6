"""A table decides every move, and prints its own picture."""

from __future__ import annotations

from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core import states
from sikkerhedsnet.core.errors import IllegalMove


class Lamp(StrEnum):
    OFF = "off"
    ON = "on"
    BROKEN = "broken"


class Hand(StrEnum):
    SWITCH = "switch"
    DROP = "drop"
    DUST = "dust"


TABLE: states.Table[Lamp, Hand] = {
    (Lamp.OFF, Hand.SWITCH): Lamp.ON,
    (Lamp.ON, Hand.DUST): Lamp.ON,
    (Lamp.ON, Hand.DROP): Lamp.BROKEN,
}


@given(st.sampled_from(Lamp), st.sampled_from(Hand))
def test_a_move_is_legal_exactly_when_the_table_has_it(state: Lamp, move: Hand) -> None:
    if (state, move) in TABLE:
        assert states.step(TABLE, state, move) is TABLE[state, move]
        assert states.can(TABLE, state, move)
    else:
        assert not states.can(TABLE, state, move)
        with pytest.raises(IllegalMove) as caught:
            states.step(TABLE, state, move)
        assert (caught.value.state, caught.value.move) == (state, move)


@given(st.sampled_from(Lamp))
def test_every_move_offered_can_be_made_and_none_is_left_out(state: Lamp) -> None:
    assert set(states.moves_from(TABLE, state)) == {move for move in Hand if states.can(TABLE, state, move)}


def test_moves_keep_the_order_of_the_table() -> None:
    assert states.moves_from(TABLE, Lamp.ON) == (Hand.DUST, Hand.DROP)
    assert states.states_of(TABLE) == (Lamp.OFF, Lamp.ON, Lamp.BROKEN)


def test_the_picture_shows_labels_beginning_and_end() -> None:
    picture = states.mermaid(TABLE, {Lamp.OFF: "Slukket", Lamp.ON: 'Tændt: "ja"'}, {Hand.SWITCH: "Tænd"})
    assert picture == (
        "stateDiagram-v2\n"
        '    state "Slukket" as off\n'
        '    state "Tændt#58; #quot;ja#quot;" as on\n'
        '    state "broken" as broken\n'
        "    [*] --> off\n"
        "    off --> on: Tænd\n"
        "    on --> on: dust\n"
        "    on --> broken: drop\n"
        "    broken --> [*]\n"
    )


def test_a_state_named_as_a_word_of_the_diagram_language_gets_a_name_of_its_own() -> None:
    class Road(StrEnum):
        START = "not-begun"
        END = "end"

    picture = states.mermaid({(Road.START, Hand.DROP): Road.END})
    assert "not_begun --> end_: drop" in picture
