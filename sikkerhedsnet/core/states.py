"""A workflow is a table from (state, move) to the next state; diagrams are printed from it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TypeAlias, TypeVar

from sikkerhedsnet.core.errors import IllegalMove

__all__ = ["IllegalMove", "Table", "can", "mermaid", "moves_from", "states_of", "step"]

State = TypeVar("State", bound=Enum)
Move = TypeVar("Move", bound=Enum)
Table: TypeAlias = Mapping[tuple[State, Move], State]

_RESERVED = frozenset({"state", "end", "note", "direction", "as", "class", "classdef", "style", "default", "hide"})


def step(table: Table[State, Move], state: State, move: Move) -> State:
    """The state the move leads to; raises IllegalMove when the table has no such move."""
    try:
        return table[state, move]
    except KeyError:
        raise IllegalMove(state, move) from None


def can(table: Table[State, Move], state: State, move: Move) -> bool:
    """True when the table has this move from this state."""
    return (state, move) in table


def moves_from(table: Table[State, Move], state: State) -> tuple[Move, ...]:
    """The moves possible from `state`, in the order the table gives them."""
    return tuple(move for source, move in table if source == state)


def states_of(table: Table[State, Move]) -> tuple[State, ...]:
    """Every state the table mentions, in the order it mentions them."""
    return tuple(dict.fromkeys(state for (source, _), target in table.items() for state in (source, target)))


def mermaid(
    table: Table[State, Move],
    state_labels: Mapping[State, object] | None = None,
    move_labels: Mapping[Move, object] | None = None,
) -> str:
    """The table as a Mermaid state diagram, the same text every time; labels fall back to the stored keys.

    A state nothing else leads to is drawn as a beginning (the table's first one when all of them go round), a state that
    leads nowhere else as an end.
    """
    states = states_of(table)
    onward = {source for (source, _), target in table.items() if source != target}
    reached = {target for (source, _), target in table.items() if source != target}
    lines = ["stateDiagram-v2"]
    lines += [f'    state "{_label(state, state_labels)}" as {_identifier(state)}' for state in states]
    begins = [state for state in states if state not in reached] or states[:1]
    lines += [f"    [*] --> {_identifier(state)}" for state in begins]
    lines += [
        f"    {_identifier(source)} --> {_identifier(target)}: {_label(move, move_labels)}"
        for (source, move), target in table.items()
    ]
    lines += [f"    {_identifier(state)} --> [*]" for state in states if state not in onward]
    return "\n".join(lines) + "\n"


_Key = TypeVar("_Key", bound=Enum)


def _label(key: _Key, labels: Mapping[_Key, object] | None) -> str:
    text = str(labels[key]) if labels and key in labels else str(key.value)
    codes = {"#": "#35;", ";": "#59;", '"': "#quot;", ":": "#58;"}
    return "".join(codes.get(character, character) for character in " ".join(text.split()))


def _identifier(state: Enum) -> str:
    name = "".join(c if c.isascii() and c.isalnum() else "_" for c in str(state.value))
    return f"{name}_" if name.lower() in _RESERVED else name
