"""Who is told what of a child, said a second time in other words, and no clause of it that could be dropped unseen."""

from __future__ import annotations

import random
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.privacy import Piece, PrivacyClass, piece_of, undecided
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.redaction import ANYBODY, JUDGED, UNSPOKEN, Because, Home, How, Kind

ASKED = 5000


def asked(seed: int = 19) -> Iterator[tuple[dict[str, Any], dict[str, Any], Piece, dict[str, Any]]]:
    """Readers, homes, pieces and rows by chance, as plain values."""
    chance = random.Random(seed)

    def coin() -> bool:
        return chance.random() < 0.5

    def some(*numbers: int) -> frozenset[int]:
        return frozenset(number for number in numbers if coin())

    for _ in range(ASKED):
        kind = chance.choice([*Kind, Kind.STAFF, Kind.PARENT, Kind.PARENT])
        reader: dict[str, Any] = {"kind": kind, "sat_at": some(5)}
        if kind is Kind.STAFF:
            reader |= {"sees_addresses": coin(), "sees_protected": coin(), "institution_ids": some(7),
                       "group_ids": some(8), "glass": some(1)}  # fmt: skip
        if kind is Kind.PARENT:
            reader |= {"guardian_id": chance.choice([2, 3]), "lives_there": coin(), "shut_out": chance.random() < 0.2}
        reader |= {"other_parents": coin(), "internal_open": coin(), "sender_open": coin()}
        home = {"child_id": 1, "protected": coin(), "against": some(3) if coin() else frozenset()}
        about = {
            "guardian_id": chance.choice([None, 2, 3]), "institution_id": chance.choice([None, 7, 70]),
            "group_id": chance.choice([None, 8, 80]), "meeting_id": chance.choice([None, 5, 50]), "protected": coin(),
            "private": coin(), "parents_know": coin(), "handed_in": coin(), "readers_own": coin(), "receives": coin(),
        }  # fmt: skip
        yield reader, home, chance.choice(list(Piece)), about


def expected(reader: dict[str, Any], home: dict[str, Any], piece: Piece, about: dict[str, Any]) -> str | None:
    """The same rules in the words of the access model, with plain sets; the reason, or None when it is shown."""
    kind, me = reader["kind"], reader.get("guardian_id")
    kept_from_me = me is not None and (me in home["against"] or reader.get("shut_out"))
    if kind is Kind.NOTIFIER:  # hears how it went, never about the child
        return None if piece is Piece.OWN and about["readers_own"] else "not_a_party"
    place: str | None = None
    if kept_from_me:
        place = "protected"
    elif home["protected"]:
        at_table = about["meeting_id"] in reader["sat_at"]
        works_there = (about["institution_id"] in reader.get("institution_ids", ())
                       or about["group_id"] in reader.get("group_ids", ()))  # fmt: skip
        knows = {
            Kind.STAFF: (reader.get("sees_protected") or works_there or at_table) and not reader.get("glass"),
            Kind.PARENT: reader.get("lives_there"), Kind.YOUNG_PERSON: True, Kind.SERVICE: at_table,
            Kind.PUBLIC: False,
        }[kind]  # fmt: skip
        place = None if knows else "protected"

    def for_employees(protected: bool) -> str | None:
        if not reader["sees_addresses"]:
            return "function"
        return "protected" if protected and (not reader["sees_protected"] or reader["glass"]) else None

    if piece is Piece.OPEN:
        return None
    if piece is Piece.PLACE:
        return place
    if piece is Piece.HOUR:
        return None if about["meeting_id"] in reader["sat_at"] else place
    if piece is Piece.ADDRESS:
        if kind in (Kind.PARENT, Kind.YOUNG_PERSON):
            return place
        if kind is Kind.STAFF:
            return for_employees(home["protected"])
        return "protected" if home["protected"] else "function"
    if piece is Piece.CONTACT:
        if kind is Kind.STAFF:
            return for_employees(about["protected"])
        return None if me is not None and me == about["guardian_id"] else "other_parent"
    if piece is Piece.NOTIFIER:
        return None if kind is Kind.STAFF and about["receives"] else "notifier"
    if kind is Kind.STAFF:
        return None
    if piece is Piece.SUSPICION:
        return "suspicion"
    if piece is Piece.THIRD_PERSON:
        return "third_person"
    if piece is Piece.SENDER:
        return None if about["parents_know"] or reader["sender_open"] else "sender"
    if piece is Piece.INTERNAL:
        return None if about["handed_in"] or reader["internal_open"] else "internal"
    child, whose = kind is Kind.YOUNG_PERSON, about["guardian_id"]
    own = whose is not None and whose == me
    if piece is Piece.PARENT:
        return None if own or whose is None else "other_parent"
    if piece is Piece.WORDS and about["private"]:
        return None if own else "other_parent"
    if piece is Piece.WORDS and whose is None:
        return "other_words" if reader["other_parents"] and not child else None
    shown = {
        Piece.WORDS: own or child,
        Piece.STATEMENT: own or whose is None,
        Piece.TABLE_WORDS: own or child or whose is None or about["meeting_id"] in reader["sat_at"],
        Piece.OWN: own or child or about["readers_own"],
    }[piece]
    return None if shown else "other_words"


def differs(module: Any) -> str:
    """The first answer that is not the expected one; empty when there is none."""
    for reader, home, piece, about in asked():
        found = module.kept_from(module.Reader(**reader), module.Home(**home), piece, module.About(**about))
        if (None if found is None else str(found.value)) != expected(reader, home, piece, about):
            return f"{reader} {home} {piece} {about}: {found}"
    return ""


def test_what_is_kept_from_whom_is_what_the_access_model_says() -> None:
    assert differs(redaction) == ""


MUTANTS: list[tuple[str, str]] = [
    ("if reader.kind is Kind.NOTIFIER and not", "if False and not"),
    ("not (piece is Piece.OWN and about.readers_own)", "True"),
    ("(piece is Piece.OWN and about.readers_own)", "about.readers_own"),
    ("None if about.meeting_id in reader.sat_at else where(reader, home, about)", "where(reader, home, about)"),
    ("None if about.meeting_id in reader.sat_at else where(reader, home, about)", "None"),
    ("None if reader.kind is Kind.STAFF and about.receives else Because.NOTIFIER", "None"),
    ("reader.kind is Kind.STAFF and about.receives", "about.receives"),
    ("reader.kind is Kind.STAFF and about.receives", "reader.kind is Kind.STAFF"),
    ("None if reader.kind is Kind.STAFF else Because.SUSPICION", "None"),
    ("None if reader.kind is Kind.STAFF else _from_the_family(reader, piece, about)", "None"),
    ("not home.protected and reader.guardian_id not in home.against and not reader.shut_out", "not home.protected"),
    (" and reader.guardian_id not in home.against and not reader.shut_out:", " and not reader.shut_out:"),
    (" and not reader.shut_out:", ":"),
    ("reader.lives_there and not reader.shut_out and reader.guardian_id not in home.against", "True"),
    ("reader.lives_there and not reader.shut_out and reader.guardian_id not in home.against", "False"),
    ("reader.lives_there and not reader.shut_out and reader", "reader.lives_there and reader"),
    ("not reader.shut_out and reader.guardian_id not in home.against\n", "not reader.shut_out\n"),
    ("home.child_id not in reader.glass and (", "("),
    ("reader.sees_protected\n", "False\n"),
    ("or about.institution_id in reader.institution_ids", ""),
    ("or about.group_id in reader.group_ids", ""),
    ("                or about.meeting_id in reader.sat_at\n", ""),
    ("            open_to = about.meeting_id in reader.sat_at\n", "            open_to = True\n"),
    ("            open_to = about.meeting_id in reader.sat_at\n", "            open_to = False\n"),
    ("        case _:\n            open_to = False", "        case _:\n            open_to = True"),
    (
        "        case Kind.YOUNG_PERSON:\n            return None",
        "        case Kind.YOUNG_PERSON:\n            open_to = False",
    ),
    ("return Because.PROTECTED if home.protected else Because.FUNCTION", "return None"),
    ("    if not reader.sees_addresses:\n        return Because.FUNCTION\n", ""),
    ("home.protected and (not reader.sees_protected or home.child_id in reader.glass)", "False"),
    ("(not reader.sees_protected or home.child_id in reader.glass)", "(not reader.sees_protected)"),
    ("(not reader.sees_protected or home.child_id in reader.glass)", "(home.child_id in reader.glass)"),
    ("_address(reader, Home(home.child_id, about.protected))", "_address(reader, Home(home.child_id))"),
    ("_address(reader, Home(home.child_id, about.protected))", "_address(reader, home)"),
    ("about.guardian_id is not None and about.guardian_id == reader.guardian_id", "True"),
    ("about.guardian_id is not None and about.guardian_id", "about.guardian_id"),
    (
        "case Piece.THIRD_PERSON:\n            return Because.THIRD_PERSON",
        "case Piece.THIRD_PERSON:\n            return None",
    ),
    ("case Piece.WORDS if about.private:", "case Piece.WORDS if False:"),
    ("return None if mine else Because.OTHER_PARENT", "return Because.OTHER_PARENT"),
    ("return None if mine else Because.OTHER_PARENT", "return None if mine or young else Because.OTHER_PARENT"),
    ("reader.other_parents and not young", "reader.other_parents"),
    ("reader.other_parents and not young", "not young"),
    ("None if young or mine else Because.OTHER_WORDS", "None"),
    ("None if young or mine else Because.OTHER_WORDS", "None if mine else Because.OTHER_WORDS"),
    ("return None if mine or theirs is None else", "return None if theirs is None else"),
    ("return None if mine or theirs is None else", "return None if mine else"),
    ("young or mine or theirs is None or about.meeting_id in reader.sat_at", "young or mine or theirs is None"),
    ("young or mine or theirs is None or about.meeting_id", "young or mine or about.meeting_id"),
    ("young or mine or theirs is None or about.meeting_id", "mine or theirs is None or about.meeting_id"),
    ("young or mine or theirs is None or about.meeting_id", "young or theirs is None or about.meeting_id"),
    ("None if young or mine or about.readers_own else", "None if young or mine else"),
    ("None if young or mine or about.readers_own else", "None if mine or about.readers_own else"),
    ("None if young or mine or about.readers_own else", "None if young or about.readers_own else"),
    ("about.parents_know or reader.sender_open", "about.parents_know"),
    ("about.parents_know or reader.sender_open", "reader.sender_open"),
    ("about.handed_in or reader.internal_open", "about.handed_in"),
    ("about.handed_in or reader.internal_open", "reader.internal_open"),
]


def changed(stands: str, instead: str) -> Any:
    """The module with one clause changed."""
    path = Path(redaction.__file__)
    source = path.read_text(encoding="utf-8")
    assert source.count(stands) == 1, f"{stands!r} stands there {source.count(stands)} times"
    module = types.ModuleType("sikkerhedsnet.people.changed_redaction")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(__import__("sys").modules, module.__name__, module)  # dataclasses look their module up by name
        exec(compile(source.replace(stands, instead), str(path), "exec"), module.__dict__)
    return module


@pytest.mark.parametrize(("stands", "instead"), MUTANTS)
def test_no_clause_can_be_dropped_unseen(stands: str, instead: str) -> None:
    assert differs(changed(stands, instead)) != ""


@given(st.sampled_from(list(Because)), st.booleans())
def test_an_employee_lets_in_only_what_may_be_weighed(because: Because, chosen: bool) -> None:
    assert (redaction.let_in(because, chosen=chosen) is None) is (chosen and because in JUDGED)
    assert redaction.let_in(None, chosen=chosen) is None
    assert not JUDGED & {Because.PROTECTED, Because.OTHER_PARENT, Because.THIRD_PERSON, Because.WEIGHED, *UNSPOKEN}


@pytest.mark.parametrize("piece", list(Piece))
def test_a_suspicion_and_who_told_are_left_out_without_a_word(piece: Piece) -> None:
    found = redaction.ruling(ANYBODY, Home(1, True), piece)
    assert (found.how is How.LEAVE_OUT) is (piece in (Piece.SUSPICION, Piece.NOTIFIER))
    assert (found.because is None) is bool(found)


PLACES = st.sampled_from(["Børnehuset Regnbuen", "Havnegade 4", "70 11 11 11", "Æblet"])


@given(st.sets(PLACES, min_size=1), st.text(max_size=30), st.sampled_from(["", "s", "S", "et"]))
def test_a_name_is_taken_out_of_any_text_in_any_case_and_with_its_ending(
    names: set[str], around: str, ending: str
) -> None:
    words = list(redaction.telling(names, Because.PROTECTED))
    for name in names:
        text = redaction.scrubbed({"a": [f"{around} {name.upper()}{ending}. {around}"]}, words)["a"][0]
        assert name.upper() not in text and redaction.OMITTED in text
    assert redaction.scrubbed("Alt er roligt.", words) == "Alt er roligt."
    assert list(redaction.telling(["", "i"], Because.PROTECTED)) == []


def test_a_name_of_a_place_is_known_by_its_own_words_alone() -> None:
    assert redaction.distinctive("Børnehuset Regnbuen") == {"Regnbuen"}
    assert redaction.distinctive("Skolen på Åen") == set()


def test_a_field_nobody_decided_on_is_found() -> None:
    privacy = {
        PrivacyClass.SENSITIVE: ("note", "words"), PrivacyClass.TECHNICAL: ("id",), PrivacyClass.PROTECTED: ("place",),
        PrivacyClass.NOTIFIER: ("who",),
    }  # fmt: skip
    assert undecided(privacy, {Piece.WORDS: ("words",)}) == ["note"]
    assert piece_of("place", privacy, {}) is Piece.PLACE and piece_of("who", privacy, {}) is Piece.NOTIFIER
    assert piece_of("id", privacy, {Piece.SENDER: ("id",)}) is Piece.SENDER
    assert piece_of("nothing", privacy, {}) is None
