"""When a hand-over is due, what a part needs before it may be told, and what is missing; pure.

Nothing here is law by itself. That a transition record is made with the parents is the transition model (overgangsmodellen,
instruments.md 2.9); that a consent names to whom and about what, and can be taken back at any time, is forvaltningsloven
§ 28 as local guides read it (law.md 8.2). Every number is the municipality's own and stands in `HandoverSettings`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sikkerhedsnet.core import calendar, states
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.sharing.rules import Terms, covers
from sikkerhedsnet.sharing.states import Kind as BasisKind
from sikkerhedsnet.sharing.states import Service, Topic

from .states import TABLE, Kind, Move, State

BEGIN_DAYS = 90
"""Default for how long before the first day a hand-over is asked for (local choice)."""
ANSWER_DAYS = 14
"""Default for how long a receiver has to read and answer (local choice)."""
CORRECT_DAYS = 7
"""How long the sender has to mend what came back (local choice)."""
FOLLOW_UP_DAYS = 42
"""Default for when the receiver asks the family how the change went (local choice)."""
READ_MONTHS = 12
"""Default for how long a receiver who does not work with the child may read what she was sent (local choice)."""
ROUNDS = 2
"""Default for how many wellbeing assessments may be chosen (local choice)."""
SCHOOL_AGE = 6
"""Default for the year in which a child begins school: the one in which it turns six (folkeskoleloven § 34; [M]: check)."""
SCHOOL_MONTH, SCHOOL_DAY = 8, 1
"""Default first day of a school year: 1 August ([M]: check)."""

_SCHOOLS = frozenset({InstitutionKind.SCHOOL, InstitutionKind.AFTER_SCHOOL_CARE})
_DAY = frozenset({InstitutionKind.DAY_CARE, InstitutionKind.CHILDMINDING})
_NEVER_ALONE = frozenset({BasisKind.CONSENT})
CARRIES = frozenset({BasisKind.CONSENT, BasisKind.WITHIN, BasisKind.DUTY})
"""The kinds of basis a part may rest on: the one-off exchange is about a meeting, the children's house about abuse, and
what needs a leader's decision in the single case is no everyday change of place."""

ONLY_AWAY = frozenset({"duty_move"})
"""Bases that are about a child's moving to another municipality (barnets lov § 132), by the key every municipality has."""


def may_carry(key: str, kind: BasisKind, *, outside: bool) -> bool:
    """Whether a part may rest on a basis of this kind; what is about moving away carries nothing inside the municipality."""
    return kind in CARRIES and (outside or key not in ONLY_AWAY)


def moved(state: State, move: Move) -> State:
    """The state after the move; IllegalMove when the table has none."""
    return states.step(TABLE, state, move)


def kind_of(sender: InstitutionKind, receiver: InstitutionKind | None) -> Kind:
    """What sort of hand-over it is; no receiver in this municipality is another municipality."""
    if receiver is None:
        return Kind.AWAY
    if sender is InstitutionKind.HEALTH_VISITING:
        return Kind.FROM_HEALTH
    return Kind.TO_SCHOOL if receiver in _SCHOOLS else Kind.TO_DAY_CARE


def may_receive(sender: InstitutionKind) -> frozenset[InstitutionKind]:
    """The kinds of place a child may be handed over to: where children spend their day."""
    return _SCHOOLS | _DAY


def write_by(occasion_on: date, today: date) -> date:
    """When the record should be gone through and sent: a fortnight before the first day, never before a week from now."""
    return max(today + timedelta(days=7), occasion_on - timedelta(days=14))


def answer_by(today: date, days: int = ANSWER_DAYS) -> date:
    """When the receiver has to have read it and answered."""
    return today + timedelta(days=days)


def follow_up_on(occasion_on: date, accepted_on: date, days: int = FOLLOW_UP_DAYS) -> date:
    """When the receiver asks the family how it went: counted from the first day, or from the acceptance if that is later."""
    return max(occasion_on, accepted_on) + timedelta(days=days)


def readable_until(occasion_on: date, today: date, months: int = READ_MONTHS) -> date:
    """The last day the receiver may read what she was sent unless the child is hers by then."""
    return calendar.add_months(max(occasion_on, today), months)


def starts_school_in(birth_date: date | None, age: int = SCHOOL_AGE) -> int | None:
    """The year in which the child would begin school by its age alone."""
    return birth_date.year + age if birth_date else None


def school_year_ahead(today: date) -> int:
    """The year of the next first day of school."""
    return today.year if today <= date(today.year, SCHOOL_MONTH, SCHOOL_DAY) else today.year + 1


def first_school_day(year: int) -> date:
    return date(year, SCHOOL_MONTH, SCHOOL_DAY)


def asked_from(starts_on: date, days: int = BEGIN_DAYS) -> date:
    """From which day a hand-over is asked for."""
    return starts_on - timedelta(days=days)


# A part


@dataclass(frozen=True)
class PartAsk:
    """What one part needs before it may be told to this receiver."""

    topic: Topic
    consent_only: bool
    has_text: bool
    declined: bool
    basis: BasisKind | None = None
    basis_in_force: bool = False
    needs_note: bool = False
    note: str = ""
    terms: Terms | None = None
    consent_holds: bool = False
    named_outside: bool = True


def part_problem(ask: PartAsk, receiver: Service) -> str:
    """Why the part cannot be told as it stands; empty when it can, or when there is nothing to tell.

    A part the parents have said no to is left out, whatever basis it has. A consent must hold, name the receiving service
    and be about the part's topic. Health visitors' knowledge crosses with consent alone where the municipality says so.
    """
    if ask.declined or not ask.has_text:
        return ""
    if ask.basis is None:
        return "part_without_basis"
    if not ask.basis_in_force:
        return "basis_gone"
    if ask.consent_only and ask.basis not in _NEVER_ALONE:
        return "consent_only"
    if ask.basis is BasisKind.CONSENT:
        return _consent_problem(ask, receiver)
    if ask.needs_note and not ask.note.strip():
        return "necessity"
    return ""


def _consent_problem(ask: PartAsk, receiver: Service) -> str:
    if ask.terms is None:
        return "consent_missing"
    if not ask.consent_holds:
        return "consent_not_valid"
    if not covers(ask.terms, {receiver}) or not ask.named_outside:
        return "consent_not_covering"
    return "" if ask.topic in ask.terms.topics else "consent_other_topic"


# Sending


@dataclass(frozen=True)
class Readiness:
    """Everything that decides whether a record may be sent."""

    parts: Sequence[str] = ()
    """The problem of each part that would be told; empty for one that is in order."""
    told_parts: int = 0
    talked: bool = False
    young_has_say: bool = False
    young_talked: bool = False
    no_parents_because: str = ""
    rests_on_consent: bool = False
    gaps: int = 0
    receiver: bool = False


def missing(ready: Readiness) -> list[str]:
    """What still stands between the record and its receiver, in the order it is mended; empty when it may be sent."""
    found = []
    if not ready.told_parts:
        found.append("nothing_to_send")
    found += sorted({problem for problem in ready.parts if problem})
    if not ready.talked and not ready.no_parents_because.strip():
        found.append("parents_first")
    if ready.no_parents_because.strip() and not ready.talked and ready.rests_on_consent:
        found.append("consent_without_parents")
    if ready.young_has_say and not ready.young_talked and not ready.no_parents_because.strip():
        found.append("young_first")
    if ready.gaps:
        found.append("gaps")
    if not ready.receiver:
        found.append("no_receiver")
    return found


def unread(must_read: Iterable[tuple[int, datetime | None]]) -> list[int]:
    """The numbers of the worries the receiver has not said she has read."""
    return [pk for pk, read_at in must_read if read_at is None]


@dataclass(frozen=True)
class OpenThing:
    """Something relevant there is about the child that may be told: what, and whether it is part of the record."""

    label: str
    pk: int
    included: bool
    reason: str = ""


def gaps(things: Iterable[OpenThing]) -> list[OpenThing]:
    """What is neither part of the record nor left out for a stated reason: what would be lost to the receiver."""
    return [thing for thing in things if not thing.included and not thing.reason.strip()]


def digest(paragraphs: Collection[Any]) -> str:
    """What the receiver will see, as a fingerprint: the one who sends has read these very words."""
    text = json.dumps(list(paragraphs), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def check_talk(on: date, today: date, *, who: bool) -> None:
    """Raises Invalid for a talk on a day to come, or with nobody."""
    errors = {}
    if on > today:
        errors["on"] = "future"
    if not who:
        errors["who"] = "talk_with_whom"
    if errors:
        raise Invalid(errors)


def check_occasion(on: date, today: date) -> None:
    """Raises Invalid for a first day more than two years ahead, or more than half a year ago."""
    if on > calendar.add_months(today, 24):
        raise Invalid({"occasion_on": "too_far"})
    if on < calendar.add_months(today, -6):
        raise Invalid({"occasion_on": "too_old"})


def check_because(text: str, field: str = "because") -> None:
    """Raises Invalid unless there is a reason in words."""
    if not text.strip():
        raise Invalid({field: "because"})


def usable_on(usable_until: date | None, today: date) -> bool:
    """Whether a part that was sent may still be read."""
    return usable_until is None or usable_until >= today
