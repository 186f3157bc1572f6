"""When information crosses from one service to another, what a consent covers and for how long, and how often; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import calendar
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.kinds import InstitutionKind

from .states import Form, Kind, OneOff, Service, Topic, What

YOUNG_FROM = 15
YOUNG_FROM_MARK = "bør kontrolleres: 15 år er antaget"
"""Default for the years from which the young person's own word is needed as well (law.md section 13 has 15 for
cooperation in the assessment and for Digital Post; that it holds for consent to passing on is an assumption: check).
The municipality's own number and its mark stand in `SharingSettings`."""
CONSENT_MONTHS = 12
"""Default for how long a consent holds: forvaltningsloven § 28, stk. 4 (law.md 3, row 27, [M]: check)."""
MEETING_DAYS = 14
"""Default for how long what was laid on a meeting's table may be used after it (access.md 2.2; local choice)."""
REMIND_DAYS = 30
LONGEST_MONTHS = 60
CONCERN_BASIS = "concern"
NATIONAL_BASIS = "national"
"""The key of the basis on which a worry crosses by itself; its wording is the municipality's own data, marked to be checked."""
CONCERN_DAYS = 183
"""How long what a worry says may be used unless it is closed before: as long as a reason to see the child (assumption)."""
ONCE, TWICE = 1, 2
"""Once at a meeting, and in special cases at one more (former serviceloven § 49 a, stk. 2, law.md 8.1; the number of
the paragraph today is not established: the basis itself is the municipality's data)."""

_OF_FUNCTION: dict[Function, Service] = {
    Function.CHILDMINDER: Service.DAY_CARE,
    Function.TEACHER: Service.SCHOOL,
    Function.HEALTH_VISITOR: Service.HEALTH_VISITING,
    Function.PREVENTION_ADVISER: Service.SOCIAL,
    Function.EDUCATIONAL_PSYCHOLOGIST: Service.PPR,
    Function.SPEECH_AND_HEARING_THERAPIST: Service.PPR,
    Function.DENTAL_PROFESSIONAL: Service.DENTAL_CARE,
    Function.FAMILY_ADVISER: Service.SOCIAL,
    Function.CHIEF: Service.SOCIAL,
    Function.DISTRICT_FACILITATOR: Service.SOCIAL,
}
_OF_PLACE: dict[InstitutionKind, Service] = {
    InstitutionKind.DAY_CARE: Service.DAY_CARE,
    InstitutionKind.CHILDMINDING: Service.DAY_CARE,
    InstitutionKind.SCHOOL: Service.SCHOOL,
    InstitutionKind.AFTER_SCHOOL_CARE: Service.SCHOOL,
    InstitutionKind.HEALTH_VISITING: Service.HEALTH_VISITING,
    InstitutionKind.DENTAL_CARE: Service.DENTAL_CARE,
    InstitutionKind.PPR: Service.PPR,
    InstitutionKind.FAMILY_DEPARTMENT: Service.SOCIAL,
}
_BY_PLACE = (Function.PEDAGOGUE, Function.LEADER)
_ONE_ADMINISTRATION = frozenset({Service.DAY_CARE, Service.HEALTH_VISITING, Service.SOCIAL})
"""Day care, health visiting and the family department; the folkeskole counts as another (law.md 8.3, an older local
reading: check). What is not named there stands by itself."""


def service_of(function: Function, place: InstitutionKind | None = None) -> Service | None:
    """The service somebody works in; a pedagogue's and a leader's follows from the place. None: meets no child."""
    if function in _BY_PLACE:
        return _OF_PLACE[place] if place is not None else Service.DAY_CARE
    return _OF_FUNCTION.get(function)


def crosses(sender: Collection[Service], receiver: Collection[Service]) -> bool:
    """Whether what one knows and the other is told goes from one service to another.

    Two services are two even inside one administration (law.md 8.3: not the whole municipality sees all); somebody
    outside the municipality is always another, and so is somebody whose service is not known.
    """
    if not receiver or Service.EXTERNAL in receiver:
        return True
    return not set(sender) & set(receiver)


def same_administration(services: Collection[Service]) -> bool:
    """Whether all of them are inside the one administration that the basis `within` is about."""
    return set(services) <= _ONE_ADMINISTRATION


@dataclass(frozen=True)
class Family:
    """Who has to say yes on a day: `holders` have custody, `adult_like_from` is the young person's own day."""

    holders: frozenset[int]
    young_from: date | None = None


def young_from(birth_date: date | None, years: int = YOUNG_FROM) -> date | None:
    """The first day the young person has a say of her own."""
    return calendar.add_months(birth_date, 12 * years) if birth_date else None


@dataclass(frozen=True)
class Terms:
    """What was agreed to: by whom (custody holders, and the young person), to whom, about what, until when."""

    given: dict[int, date] = field(default_factory=dict)
    young_on: date | None = None
    receivers: frozenset[Service] = frozenset()
    topics: frozenset[Topic] = frozenset()
    expires_on: date = date.max
    withdrawn_on: date | None = None


def has_say(from_day: date | None, day: date) -> bool:
    """Whether the young person's own yes counts on that day."""
    return from_day is not None and day >= from_day


def missing(terms: Terms, family: Family, day: date, *, one_is_enough: bool) -> tuple[frozenset[int], bool]:
    """The custody holders, and whether the young person, whose yes is still needed on that day.

    Where `one_is_enough` any one custody holder will do; from the young person's day her own is needed beside it.
    """
    said = {pk for pk, on in terms.given.items() if on <= day}
    waiting = family.holders - said
    if one_is_enough and family.holders & said:
        waiting = frozenset()
    has_say = family.young_from is not None and day >= family.young_from
    young = has_say and (terms.young_on is None or terms.young_on > day)
    return waiting, young


def valid_at(terms: Terms, family: Family, day: date, *, one_is_enough: bool) -> bool:
    """Whether the consent holds on that day: everybody needed has said yes, it has not run out, nobody took it back.

    A child without custody holders has nobody who can say yes but, from 15, the young person. Taken back, it counts
    no more from that very day, and as before for the days before (law.md 8.2; forvaltningsloven § 28).
    """
    if day > terms.expires_on or (terms.withdrawn_on is not None and day >= terms.withdrawn_on):
        return False
    has_say = family.young_from is not None and day >= family.young_from
    if not family.holders and not has_say:
        return False
    waiting, young = missing(terms, family, day, one_is_enough=one_is_enough)
    return not waiting and not young


def covers(terms: Terms, receivers: Collection[Service]) -> bool:
    """Whether every receiver is among those the consent names."""
    return set(receivers) <= terms.receivers


def names_same(agreed: str, told: str) -> bool:
    """Whether somebody outside the municipality is the one the consent names, however it was typed."""
    return bool(agreed.strip()) and agreed.casefold().split() == told.casefold().split()


def one_is_enough(topics: Collection[Topic], set_to_one: Collection[str]) -> bool:
    """Whether one custody holder's yes is enough: only when the municipality has said so for every topic."""
    return bool(topics) and {str(topic) for topic in topics} <= set(set_to_one)


def expires(given_on: date, months: int = CONSENT_MONTHS) -> date:
    """The last day of a consent given that day: a year unless the municipality has chosen less or more."""
    return calendar.add_months(given_on, months) - timedelta(days=1)


def check_given(on: date, today: date, earliest: date | None = None) -> None:
    """Raises Invalid for a day to come, or one so long ago that the consent would have run out."""
    if on > today:
        raise Invalid({"on": "future"})
    if earliest is not None and on < earliest:
        raise Invalid({"on": "too_old"})


def check_told(on: date, today: date) -> None:
    """Raises Invalid when the parents are said to have been told on a day to come."""
    if on > today:
        raise Invalid({"told_on": "future"})


def check_scope(receivers: Collection[Service], topics: Collection[Topic], purpose: str) -> None:
    """Raises Invalid unless it says which information, to whom and what for (law.md 8.2)."""
    errors = {}
    if not receivers:
        errors["receivers"] = "no_receiver"
    if not topics:
        errors["topics"] = "no_topic"
    if not purpose.strip():
        errors["purpose"] = "purpose"
    if errors:
        raise Invalid(errors)


def check_proof(form: Form, *, witness: str, has_paper: bool) -> None:
    """Raises Invalid unless a spoken yes has a witness and one on paper its scan."""
    if form is Form.SPOKEN and not witness.strip():
        raise Invalid({"witness": "witness"})
    if form is Form.PAPER and not has_paper:
        raise Invalid({"paper": "paper"})


@dataclass(frozen=True)
class YesUntil:
    """A consent that was not taken back, as far as asking again goes."""

    child_id: int
    receivers: frozenset[Service]
    expires_on: date
    lapses: bool = False


def still_good(expires_on: date, today: date, remind_days: int) -> bool:
    """Whether it holds for so long yet that nobody is asked again."""
    return expires_on > today + timedelta(days=remind_days)


def to_ask_again(one: YesUntil, everything: Iterable[YesUntil], today: date, remind_days: int) -> bool:
    """Whether it ends soon, or ended as recently, with nothing later for the same receivers."""
    if one.lapses or still_good(one.expires_on, today, remind_days):
        return False
    if one.expires_on < today - timedelta(days=remind_days):
        return False
    return not any(
        other.child_id == one.child_id and other.receivers >= one.receivers and other.expires_on > one.expires_on
        for other in everything
    )


def check_expiry(expires_on: date, given_on: date, today: date) -> None:
    """Raises Invalid for a last day that has been, or lies further off than a consent can."""
    if expires_on < today:
        raise Invalid({"expires_on": "past"})
    if expires_on > calendar.add_months(given_on, LONGEST_MONTHS):
        raise Invalid({"expires_on": "too_far"})


def one_off(meetings_before: int) -> OneOff:
    """How a matter stands after so many meetings on the one-off exchange: the first is free, the second asks for a
    special reason, and there is no third."""
    if meetings_before < ONCE:
        return OneOff.FREE
    return OneOff.ASKS_REASON if meetings_before < TWICE else OneOff.STOPPED


def kinds_for(what: What, *, suspicion: bool) -> frozenset[Kind]:
    """The kinds of basis that can carry it.

    The one-off exchange is about a meeting (law.md 8.1, stk. 2). On a suspicion the parents are not asked, so there
    is no consent either (product.md 3.3).
    """
    kinds = set(Kind)
    if what is not What.MEETING:
        kinds.discard(Kind.ONE_OFF)
    if what is not What.NATIONAL:
        kinds.discard(Kind.REPORTING)
    if suspicion:
        kinds.discard(Kind.CONSENT)
    return frozenset(kinds)


@dataclass(frozen=True)
class Asked:
    """What the basis that was chosen asks for, and what was given."""

    kind: Kind
    needs_note: bool
    needs_decision: bool
    note: str = ""
    special_reason: str = ""
    decided_by: str = ""
    decided_on: date | None = None


def check_ground(asked: Asked, *, meetings_before: int, services: Iterable[Service], today: date) -> None:
    """Raises Invalid when the basis cannot carry this, or something it asks for is missing."""
    stands = one_off(meetings_before) if asked.kind is Kind.ONE_OFF else OneOff.FREE
    if stands is OneOff.STOPPED:
        raise Invalid({"basis": "third_time"})
    if asked.kind is Kind.WITHIN and not same_administration(set(services)):
        raise Invalid({"basis": "not_within"})
    errors: dict[str, str] = {}
    if stands is OneOff.ASKS_REASON and not asked.special_reason.strip():
        errors["special_reason"] = "special_reason"
    if asked.needs_note and not asked.note.strip():
        errors["necessity"] = "necessity"
    if asked.needs_decision:
        if not asked.decided_by.strip():
            errors["decided_by"] = "decided_by"
        if asked.decided_on is None:
            errors["decided_on"] = "decided_on"
        elif asked.decided_on > today:
            errors["decided_on"] = "future"
    if errors:
        raise Invalid(errors)


def meeting_until(meeting_on: date, days: int = MEETING_DAYS) -> date:
    """The last day those at the table may use what was laid on it."""
    return meeting_on + timedelta(days=days)


def usable_until(ends_on: date, consent_ends_on: date | None = None, *, withdrawn: bool = False) -> date | None:
    """The last day somebody at the table may see the child: the record's, or the consent's if that comes first; none
    from the moment the consent is taken back."""
    if withdrawn:
        return None
    return ends_on if consent_ends_on is None else min(ends_on, consent_ends_on)


def check_period(until: date, today: date) -> None:
    """Raises Invalid for a last day that has been, or lies more than five years ahead."""
    if until < today:
        raise Invalid({"until": "past"})
    if until > calendar.add_months(today, LONGEST_MONTHS):
        raise Invalid({"until": "too_far"})


def check_next_period(begins: date, now_from: date, today: date, *, used: bool) -> None:
    """Raises Invalid unless the new wording of a basis begins today or later, and leaves what was used as it was."""
    if begins < today:
        raise Invalid({"valid_from": "past"})
    if begins < now_from or (begins == now_from and used):
        raise Invalid({"valid_from": "used"})
