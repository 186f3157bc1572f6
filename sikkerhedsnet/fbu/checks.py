"""What may be wrong with a delivery: every rule with where it comes from, and what it does to a report; pure.

The words stand in `labels`. A rule that only remarks takes nothing from a foreign report; before our own are sent, every rule counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from sikkerhedsnet.core import clock
from sikkerhedsnet.visits.standard import Duty, standard

from . import codes
from .report import Encounter, Feeding, Indication, Measurement, Observation, Report


class Mark(StrEnum):
    """Where a rule is said: by a profile or machine rule (P), in the guide's text (T), in its examples (E), by us (D)."""

    PROFILE = "P"
    TEXT = "T"
    EXAMPLE = "E"
    OURS = "D"


class Rule(StrEnum):
    """What can be wrong."""

    # the shape
    SHAPE = "shape"
    MISSING = "missing"
    TOO_MANY = "too_many"
    FORBIDDEN = "forbidden"
    FIXED = "fixed"
    NOT_IN_LIST = "not_in_list"
    NO_TEXT = "no_text"
    KIND = "kind"
    MODIFIER = "modifier"
    # who and what points at what
    ID = "id"
    TWICE = "twice"
    FULL_URL = "full_url"
    POINTS_NOWHERE = "points_nowhere"
    POINTS_AT_OTHER = "points_at_other"
    CPR = "cpr"
    SOR = "sor"
    # time
    ZONE = "zone"
    PARTIAL_DATE = "partial_date"
    DATE_OUT_OF_REACH = "date_out_of_reach"
    ENDS_BEFORE_START = "ends_before_start"
    # observations
    UNKNOWN_OBSERVATION = "unknown_observation"
    VALUE_OR_REASON = "value_or_reason"
    VALUE_AND_REASON = "value_and_reason"
    ABSENT_REASON = "absent_reason"
    UNIT = "unit"
    DECIMALS = "decimals"
    NEGATIVE = "negative"
    NOT_CODED_TWICE = "not_coded_twice"
    EMPTY_FINDING = "empty_finding"
    PARENT_AT_CHILDS_VISIT = "parent_at_childs_visit"
    WRONG_PERSON = "wrong_person"
    NOT_CARRIED_OUT = "not_carried_out"
    MANDATORY = "mandatory"
    MANDATORY_BY_TEXT = "mandatory_by_text"
    # questionnaires
    QUESTIONNAIRE = "questionnaire"
    ITEM = "item"
    ITEM_TWICE = "item_twice"
    NO_ITEMS = "no_items"
    ANSWER_TYPE = "answer_type"
    ANSWER_RANGE = "answer_range"
    ANSWER_WORDS = "answer_words"
    ANSWER_LENGTH = "answer_length"
    SCORE = "score"
    NOT_ASKED = "not_asked"
    # what we leave behind
    WORDS_LEFT_OUT = "words_left_out"


MARK: Mapping[Rule, Mark] = {
    Rule.SHAPE: Mark.PROFILE,
    Rule.MISSING: Mark.PROFILE,
    Rule.TOO_MANY: Mark.PROFILE,
    Rule.FORBIDDEN: Mark.PROFILE,
    Rule.FIXED: Mark.PROFILE,
    Rule.NOT_IN_LIST: Mark.PROFILE,
    Rule.NO_TEXT: Mark.PROFILE,
    Rule.KIND: Mark.PROFILE,
    Rule.MODIFIER: Mark.PROFILE,
    Rule.ID: Mark.PROFILE,
    Rule.TWICE: Mark.PROFILE,
    Rule.FULL_URL: Mark.OURS,
    Rule.POINTS_NOWHERE: Mark.PROFILE,
    Rule.POINTS_AT_OTHER: Mark.PROFILE,
    Rule.CPR: Mark.PROFILE,
    Rule.SOR: Mark.PROFILE,
    Rule.ZONE: Mark.PROFILE,
    Rule.PARTIAL_DATE: Mark.OURS,
    Rule.DATE_OUT_OF_REACH: Mark.OURS,
    Rule.ENDS_BEFORE_START: Mark.PROFILE,
    Rule.UNKNOWN_OBSERVATION: Mark.PROFILE,
    Rule.VALUE_OR_REASON: Mark.PROFILE,
    Rule.VALUE_AND_REASON: Mark.PROFILE,
    Rule.ABSENT_REASON: Mark.TEXT,
    Rule.UNIT: Mark.PROFILE,
    Rule.DECIMALS: Mark.PROFILE,
    Rule.NEGATIVE: Mark.OURS,
    Rule.NOT_CODED_TWICE: Mark.TEXT,
    Rule.EMPTY_FINDING: Mark.OURS,
    Rule.PARENT_AT_CHILDS_VISIT: Mark.TEXT,
    Rule.WRONG_PERSON: Mark.TEXT,
    Rule.NOT_CARRIED_OUT: Mark.TEXT,
    Rule.MANDATORY: Mark.PROFILE,
    Rule.MANDATORY_BY_TEXT: Mark.TEXT,
    Rule.QUESTIONNAIRE: Mark.OURS,
    Rule.ITEM: Mark.TEXT,
    Rule.ITEM_TWICE: Mark.OURS,
    Rule.NO_ITEMS: Mark.TEXT,
    Rule.ANSWER_TYPE: Mark.PROFILE,
    Rule.ANSWER_RANGE: Mark.TEXT,
    Rule.ANSWER_WORDS: Mark.TEXT,
    Rule.ANSWER_LENGTH: Mark.PROFILE,
    Rule.SCORE: Mark.OURS,
    Rule.NOT_ASKED: Mark.EXAMPLE,
    Rule.WORDS_LEFT_OUT: Mark.OURS,
}
"""Where each rule comes from."""

ONLY_REMARKED = frozenset(
    {
        Rule.NOT_CODED_TWICE, Rule.PARENT_AT_CHILDS_VISIT, Rule.WRONG_PERSON, Rule.NOT_CARRIED_OUT,
        Rule.MANDATORY_BY_TEXT, Rule.WORDS_LEFT_OUT, Rule.FULL_URL, Rule.ABSENT_REASON, Rule.NEGATIVE,
        Rule.NOT_ASKED,
    }
)  # fmt: skip
"""Told to whoever takes a foreign report in; the report is taken all the same, because no machine rule refuses it."""


@dataclass(frozen=True)
class Mistake:
    """One rule broken at one place: `place` is the path in the file, `resource` its kind and id, `at` the element."""

    rule: Rule
    place: str
    resource: str = ""
    at: str = ""
    told: tuple[tuple[str, str], ...] = ()

    @property
    def mark(self) -> Mark:
        return MARK[self.rule]

    @property
    def refuses(self) -> bool:
        """The report this stands in is not taken."""
        return self.rule not in ONLY_REMARKED

    @property
    def details(self) -> dict[str, str]:
        return dict(self.told)

    @property
    def where(self) -> str:
        """The place as it is written before the sentence."""
        named = f"{self.place} ({self.resource})" if self.resource else self.place
        return f"{named}, {self.at}" if self.at else named


LONGEST_TOLD = 80


def mistake(rule: Rule, place: str, resource: str = "", at: str = "", /, **told: object) -> Mistake:
    """A Mistake with what it quotes cut to what fits in a sentence."""
    shown = {key: str(value) for key, value in told.items()}
    cut = {
        key: value if len(value) <= LONGEST_TOLD else value[: LONGEST_TOLD - 1] + "…" for key, value in shown.items()
    }
    return Mistake(rule, place, resource, at, tuple(sorted(cut.items())))


_SHORT_MONTHS = {"04": 30, "06": 30, "09": 30, "11": 30, "02": 29}
_CPR = re.compile(r"([0-9]{2})([0-9]{2})[0-9]{6}")
REPLACEMENT_DAYS = 60


def cpr_passes(number: str, *, demo_numbers: bool = False) -> bool:
    """The Danish core profile's syntax [P]: a day of its month and six digits more; no modulus.

    A replacement number (day + 60) fails; `demo_numbers` lets it through where all people are made up.
    """
    found = _CPR.fullmatch(number)
    if found is None:
        return False
    day, month = int(found[1]), found[2]
    if demo_numbers and day > REPLACEMENT_DAYS:
        day -= REPLACEMENT_DAYS
    return "01" <= month <= "12" and 1 <= day <= _SHORT_MONTHS.get(month, 31)


def sor_passes(number: str) -> bool:
    """At least eleven digits [P]."""
    return number.isascii() and number.isdigit() and len(number) >= 11


def missing_by_machine(report: Report, also: Iterable[str] = ()) -> Iterator[tuple[Encounter, str]]:
    """What the gateway's rules miss [P]: by visit, the keys of what no observation of the whole report has.

    They look neither at the observation's visit, person and day nor at the visit's status, and know one Ernæring.
    `also` are the keys of observations that are there but could not be read.
    """
    there = {_coarse(key) for key in (*also, *filter(None, map(observed, report.observations)))}
    for encounter in report.encounters:
        for key, duty in _asked(encounter):
            if duty is not Duty.TEXT and _coarse(key) not in there:
                yield encounter, key


def missing_by_text(report: Report, also: Iterable[str] = ()) -> Iterator[tuple[Encounter, str]]:
    """What the guide's text misses and the machine does not [T]: feeding apart from Ernæring, and what only the text asks."""
    by_machine = set(missing_by_machine(report, also))
    there = {*also, *(observed(seen) for seen in report.observations)}
    for encounter in report.encounters:
        for key, duty in _asked(encounter):
            if duty is not Duty.MACHINE and key not in there and (encounter, key) not in by_machine:
                yield encounter, key


def missing_at_visit(report: Report, encounter: Encounter) -> Iterator[str]:
    """Our own check before sending [D]: the observation stands at that very visit, a parent's on the same day.

    At the visit before the birth each parent's count by the day as well.
    """
    day, parents = clock.day_of(encounter.start), _parents(report, encounter)
    here = {observed(seen) for seen in report.observations if seen.encounter == encounter.id}
    of_parents = {
        observed(seen) for seen in report.observations if seen.subject in parents and clock.day_of(seen.at) == day
    }
    for key, _duty in _asked(encounter):
        if key not in here and key not in of_parents:
            yield key


def observed(seen: Observation) -> str:
    """The key of what was observed, as the visits' lists name it; empty for a finding and for what is not coded fully."""
    if isinstance(seen, Indication):
        return seen.indicator
    if isinstance(seen, Feeding):
        return "feeding"
    return seen.growth if isinstance(seen, Measurement) and seen.posture is not None else ""


def _asked(encounter: Encounter) -> Iterable[tuple[str, Duty]]:
    if not codes.face_to_face(encounter.setting):
        return ()
    return standard().visit_types[encounter.type].mandatory.items()


def _coarse(key: str) -> str:
    return "nutrition" if key == "feeding" else key


def _parents(report: Report, encounter: Encounter) -> frozenset[str]:
    return report.parent_ids() | (frozenset() if report.parents else {encounter.subject})


def about_parent(seen: Observation) -> bool:
    """The observation is about a parent by its kind [T]."""
    return isinstance(seen, Indication) and standard().indicators[seen.indicator].about == "parent"


def people(report: Report) -> Iterator[tuple[str, Rule]]:
    """What is said of somebody it cannot be about, as (resource id, what is remarked)."""
    child, parents = report.child(), report.parent_ids()
    if not report.parents:
        return
    visits = {encounter.id: encounter for encounter in report.encounters}
    for seen in report.observations:
        if seen.subject in parents and (visit := visits.get(seen.encounter)) and visit.subject not in parents:
            yield seen.id, Rule.PARENT_AT_CHILDS_VISIT
        if isinstance(seen, Measurement | Feeding) and seen.subject in parents and child is not None:
            yield seen.id, Rule.WRONG_PERSON
