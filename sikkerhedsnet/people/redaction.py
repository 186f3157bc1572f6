"""Who is told what of a child: the one place every page, paper, mail, calendar and export asks; pure.

A field says what it would tell (`core.privacy.Piece`, by its class or by its own decision), a road says who reads
(`Reader`), and `ruling` answers: shown, replaced by a stated text, or left out as if it were not there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sikkerhedsnet.access.actor import Actor, UserKind
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.privacy import Piece


class Because(StrEnum):
    """Why something is kept from a reader."""

    OTHER_PARENT = "other_parent"
    OTHER_WORDS = "other_words"
    PROTECTED = "protected"
    SENDER = "sender"
    INTERNAL = "internal"
    THIRD_PERSON = "third_person"
    NOTIFIER = "notifier"
    SUSPICION = "suspicion"
    FUNCTION = "function"
    NOT_A_PARTY = "not_a_party"
    WEIGHED = "weighed"


JUDGED = frozenset({Because.OTHER_WORDS, Because.INTERNAL, Because.SENDER})
"""What the employee may let in after looking at the very text; the others stand whatever anybody thinks."""
UNSPOKEN = frozenset({Because.NOTIFIER, Because.SUSPICION})
"""What is left out without a word, a number or a gap: that something is kept back would tell it."""


class Kind(StrEnum):
    """As what somebody reads."""

    STAFF = "staff"
    PARENT = "parent"
    YOUNG_PERSON = "young_person"
    SERVICE = "service"
    """Somebody of another service, at the table for one meeting."""
    NOTIFIER = "notifier"
    """Who told the municipality; is told how it went, never about the child."""
    PUBLIC = "public"
    """A paper that lies where anybody may read it: what goes to several readers is written for the strictest."""


@dataclass(frozen=True)
class Reader:
    """Who reads, and what is known of them.

    `sat_at` are the meetings this reader sits or sat at; `shut_out` says that the address is protected against this very
    parent; `internal_open` and `sender_open` are the municipality's practice for what it hands out.
    """

    kind: Kind
    sees_addresses: bool = False
    sees_protected: bool = False
    institution_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    glass: frozenset[int] = frozenset()
    guardian_id: int | None = None
    lives_there: bool = False
    shut_out: bool = False
    other_parents: bool = False
    sat_at: frozenset[int] = frozenset()
    internal_open: bool = False
    sender_open: bool = False


ANYBODY = Reader(Kind.PUBLIC, other_parents=True)


def staff(actor: Actor, sat_at: Collection[int] = ()) -> Reader:
    """An employee with the posts held today."""
    return Reader(
        Kind.STAFF,
        sees_addresses=actor.has(Permission.ADDRESS_SEE),
        sees_protected=actor.has(Permission.PROTECTED_ADDRESS_SEE),
        institution_ids=actor.whole_institution_ids,
        group_ids=actor.group_ids,
        glass=actor.glass,
        sat_at=frozenset(sat_at),
    )


def reading(who: Actor | Reader) -> Reader:
    """Who reads, told as an actor or already as a reader; a list a family is given is the same for everyone of it."""
    if isinstance(who, Reader):
        return who
    return staff(who) if who.kind is UserKind.STAFF else ANYBODY


@dataclass(frozen=True)
class Home:
    """One child's home: whether where it is must be kept, and from which parents above all."""

    child_id: int
    protected: bool = False
    against: frozenset[int] = frozenset()


@dataclass(frozen=True)
class About:
    """What one row says of itself: whose words or data, at which place and meeting, and who was told already."""

    guardian_id: int | None = None
    institution_id: int | None = None
    group_id: int | None = None
    meeting_id: int | None = None
    protected: bool = False
    private: bool = False
    parents_know: bool = False
    handed_in: bool = False
    readers_own: bool = False
    receives: bool = False


NOTHING_MORE = About()


class How(StrEnum):
    """What a road does with one piece."""

    SHOW = "show"
    REPLACE = "replace"
    LEAVE_OUT = "leave_out"


@dataclass(frozen=True)
class Ruling:
    """What becomes of one piece for one reader, and why; true exactly when it is shown."""

    how: How
    because: Because | None = None

    def __bool__(self) -> bool:
        return self.how is How.SHOW


def ruling(reader: Reader, home: Home, piece: Piece, about: About = NOTHING_MORE) -> Ruling:
    """Shown, replaced by the words for why, or left out as if it had never been there."""
    because = kept_from(reader, home, piece, about)
    if because is None:
        return Ruling(How.SHOW)
    return Ruling(How.LEAVE_OUT if because in UNSPOKEN else How.REPLACE, because)


def kept_from(reader: Reader, home: Home, piece: Piece, about: About = NOTHING_MORE) -> Because | None:
    """Why this piece is kept from this reader; None when it is shown."""
    if reader.kind is Kind.NOTIFIER and not (piece is Piece.OWN and about.readers_own):
        return Because.NOT_A_PARTY
    match piece:
        case Piece.OPEN:
            return None
        case Piece.ADDRESS:
            return _address(reader, home)
        case Piece.CONTACT:
            return _contact(reader, home, about)
        case Piece.PLACE:
            return where(reader, home, about)
        case Piece.HOUR:
            return None if about.meeting_id in reader.sat_at else where(reader, home, about)
        case Piece.NOTIFIER:
            return None if reader.kind is Kind.STAFF and about.receives else Because.NOTIFIER
        case Piece.SUSPICION:
            return None if reader.kind is Kind.STAFF else Because.SUSPICION
    # an employee reads the words of those she works with; which of them she works with is the row's question
    return None if reader.kind is Kind.STAFF else _from_the_family(reader, piece, about)


def where(reader: Reader, home: Home, about: About = NOTHING_MORE) -> Because | None:
    """Where the child spends its day or is met: open unless the home is protected.

    Then it is for those who work there, for those who must know protected addresses, for whoever sits at that meeting as
    an employee, and for those who live with the child; never for a parent it is protected against, nor through broken
    glass.
    """
    if not home.protected and reader.guardian_id not in home.against and not reader.shut_out:
        return None
    match reader.kind:
        case Kind.YOUNG_PERSON:
            return None
        case Kind.PARENT:
            open_to = reader.lives_there and not reader.shut_out and reader.guardian_id not in home.against
        case Kind.STAFF:
            open_to = home.child_id not in reader.glass and (
                reader.sees_protected
                or about.institution_id in reader.institution_ids
                or about.group_id in reader.group_ids
                or about.meeting_id in reader.sat_at
            )
        case Kind.SERVICE:
            open_to = about.meeting_id in reader.sat_at
        case _:
            open_to = False
    return None if open_to else Because.PROTECTED


def _address(reader: Reader, home: Home) -> Because | None:
    """An address needs the right to see addresses; a protected one the right to see those, and no broken glass."""
    if reader.kind in (Kind.PARENT, Kind.YOUNG_PERSON):
        return where(reader, home)
    if reader.kind is not Kind.STAFF:
        return Because.PROTECTED if home.protected else Because.FUNCTION
    if not reader.sees_addresses:
        return Because.FUNCTION
    if home.protected and (not reader.sees_protected or home.child_id in reader.glass):
        return Because.PROTECTED
    return None


def _contact(reader: Reader, home: Home, about: About) -> Because | None:
    """One parent's number and contact data are never the other's (databeskyttelsesforordningen art. 15, stk. 4); for
    an employee they are as protected as the home of the one they lead to."""
    if reader.kind is Kind.STAFF:
        return _address(reader, Home(home.child_id, about.protected))
    return None if about.guardian_id is not None and about.guardian_id == reader.guardian_id else Because.OTHER_PARENT


def _from_the_family(reader: Reader, piece: Piece, about: About) -> Because | None:
    """What is kept from those who do not work here."""
    young, theirs = reader.kind is Kind.YOUNG_PERSON, about.guardian_id
    mine = theirs is not None and theirs == reader.guardian_id
    match piece:
        case Piece.THIRD_PERSON:
            return Because.THIRD_PERSON
        case Piece.PARENT:
            return None if theirs is None or mine else Because.OTHER_PARENT
        case Piece.WORDS if about.private:
            return None if mine else Because.OTHER_PARENT
        case Piece.WORDS if theirs is None:
            return Because.OTHER_WORDS if reader.other_parents and not young else None
        case Piece.WORDS:
            return None if young or mine else Because.OTHER_WORDS
        case Piece.STATEMENT:
            return None if mine or theirs is None else Because.OTHER_WORDS
        case Piece.TABLE_WORDS:
            open_to = young or mine or theirs is None or about.meeting_id in reader.sat_at
            return None if open_to else Because.OTHER_WORDS
        case Piece.OWN:
            return None if young or mine or about.readers_own else Because.OTHER_WORDS
        case Piece.SENDER:
            return None if about.parents_know or reader.sender_open else Because.SENDER
    return None if about.handed_in or reader.internal_open else Because.INTERNAL


def let_in(because: Because | None, *, chosen: bool) -> Because | None:
    """None when the employee has let it in; a reason that leaves no room stands whatever she chose."""
    return None if because is None or (chosen and because in JUDGED) else because


# What people have written may name what a field keeps back.

OMITTED = "[…]"
SHORTEST = 4
GENERIC = frozenset(
    [
        "børnehuset",
        "børnehave",
        "børnehaven",
        "vuggestuen",
        "dagplejen",
        "skolen",
        "skole",
        "huset",
        "institutionen",
        "distrikt",
        "distriktet",
        "stuen",
        "klassen",
        "integreret",
        "integrerede",
        "naturbørnehaven",
        "fritidshjemmet",
        "klubben",
        "kommune",
        "kommunen",
        "sundhedsplejen",
        "tandplejen",
        "mødelokalet",
        "lokalet",
        "mødet",
        "på",
        "den",
        "det",
    ]
)
"""Words in the names of places that name no place by themselves."""


@dataclass(frozen=True)
class Telling:
    """Words no text may say to one reader, and why."""

    pattern: re.Pattern[str]
    because: Because
    instead: str = OMITTED


def telling(words: Iterable[str], because: Because, instead: str = OMITTED) -> Iterator[Telling]:
    """What finds the words wherever they are written, in any case and with a Danish ending; nothing when there are none."""
    whole = sorted({word.strip() for word in words if len(word.strip()) >= 3}, key=lambda word: (-len(word), word))
    if whole:
        options = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in whole)
        yield Telling(re.compile(rf"(?<!\w)(?:{options})(?:s|'s|en|et)?(?!\w)", re.IGNORECASE), because, instead)


def distinctive(name: str) -> set[str]:
    """The words of a place's name that give the place away by themselves."""
    words = re.findall(r"\w+", name)
    return {word for word in words if len(word) >= SHORTEST and word.lower() not in GENERIC}


def scrubbed(value: Any, words: Sequence[Telling]) -> Any:
    """A text, or a list or a mapping of texts, with what would tell taken out."""
    if isinstance(value, str):
        for one in words:
            value = one.pattern.sub(one.instead, value)
        return value
    if isinstance(value, list):
        return [scrubbed(part, words) for part in value]
    return {name: scrubbed(part, words) for name, part in value.items()} if isinstance(value, dict) else value
