"""From answers to a result, and from a result to what must follow; pure.

One engine for every instrument: what differs stands in the definition. Sources stand in each definition's own text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.states import step

from .definition import UNBORN, Alarm, Band, Definition, Follow, Item, Norms, Rung, Subscale
from .states import (
    TABLE,
    VERSION_TABLE,
    AdbbBand,
    Do,
    FollowMove,
    FollowState,
    Method,
    Takes,
    VersionMove,
    VersionState,
    When,
)

Answer: TypeAlias = int | bool | str
Answers: TypeAlias = Mapping[str, Answer]
LONGEST_ACTION_WAIT = timedelta(days=366)


@dataclass(frozen=True)
class Part:
    """One scale of several: what it came to, out of what, and its band in the norms; no score when too little is answered."""

    key: str
    name: str
    score: int | None
    highest: int
    answered: int
    items: int
    band: str = ""


@dataclass(frozen=True)
class Result:
    """What the answers come to; `score` and `band` are None when they cannot be worked out."""

    score: int | None = None
    highest: int | None = None
    band: Band | None = None
    parts: tuple[Part, ...] = ()
    impact: int | None = None
    missing: tuple[str, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    norms: str = ""

    @property
    def positive(self) -> bool:
        """Something must follow: the band asks for it, or one answer does."""
        return bool(self.alarms) or bool(self.band and self.band.positive)


@dataclass(frozen=True)
class Earlier:
    """One earlier answer that stands: when, and whether its band was positive."""

    answered_on: date
    band: str


@dataclass(frozen=True)
class Due:
    """One thing that must follow, with its days."""

    follow: Follow
    earliest_on: date
    due_on: date


def checked(form: Definition, raw: Mapping[str, Any]) -> dict[str, Answer]:
    """The answers as the form takes them; raises Invalid with a key of the problem for each item, and on unknown items."""
    ids = {item.id for item in form.items}
    wrong: dict[str, str] = {key: "no_such_item" for key in raw if key not in ids}
    found: dict[str, Answer] = {}
    for item in form.items:
        value = raw.get(item.id)
        if value is None or value == "":
            if item.required:
                wrong[item.id] = "unanswered"
            continue
        problem = _wrong(item, value)
        if problem:
            wrong[item.id] = problem
        else:
            found[item.id] = value
    if wrong:
        raise Invalid(wrong)
    return found


def _wrong(item: Item, value: Any) -> str:
    match item.takes:
        case Takes.YES_NO:
            return "" if isinstance(value, bool) else "not_an_answer"
        case Takes.TEXT:
            if not isinstance(value, str):
                return "not_an_answer"
            return "" if len(value) <= item.longest else "too_long"
        case Takes.CHOICE:
            known = type(value) is int and value in {option.value for option in item.options}
            return "" if known else "not_an_answer"
    if type(value) is not int:
        return "not_an_answer"
    return "" if item.low <= value <= item.high else "out_of_range"


def score(form: Definition, answers: Answers, *, norm: str = "", sex: str = "", age: int | None = None) -> Result:
    """What the answers come to. `norm` names a set of norms (else the form's own choice), `age` is in whole years."""
    missing = tuple(item.id for item in form.items if item.id not in answers)
    alarms = tuple(alarm for alarm in form.alarms if _number(answers.get(alarm.item)) > alarm.above)
    match form.score.method:
        case Method.SUM:
            return _banded(form, _sum(form, answers), missing, alarms)
        case Method.DEVIATIONS:
            return _banded(form, _deviations(form, answers), missing, alarms)
        case Method.SUBSCALES:
            return _subscales(form, answers, missing, alarms, norms_for(form, norm, sex, age))
        case Method.WORST:
            return Result(band=_worst(form, answers), missing=missing, alarms=alarms)
    return Result(missing=missing, alarms=alarms)


def _number(value: Answer | None) -> int:
    return value if type(value) is int else -1


def points(item: Item, value: int) -> int:
    """What one answer counts for; a reversed item counts from the other end."""
    return item.highest + item.lowest - value if item.reverse and item.takes is Takes.CHOICE else value


def _sum(form: Definition, answers: Answers) -> int | None:
    """A sum is a sum of everything: one answer too few and there is none."""
    if any(item.id not in answers for item in form.items):
        return None
    return sum(points(item, _number(answers[item.id])) for item in form.items)


def _deviations(form: Definition, answers: Answers) -> int | None:
    """How many answers differ from the healthy one (FBU example: score 0 when none does)."""
    if any(item.id not in answers for item in form.items):
        return None
    return sum(answers[item.id] is not item.healthy for item in form.items)


def _banded(form: Definition, total: int | None, missing: tuple[str, ...], alarms: tuple[Alarm, ...]) -> Result:
    band = None
    if total is not None:
        band = next((b for b in form.bands if b.low is not None and b.low <= total <= (b.high or 0)), None)
    return Result(score=total, highest=form.highest, band=band, missing=missing, alarms=alarms)


def _worst(form: Definition, answers: Answers) -> Band | None:
    """The last band in the form's own order that any single answer reaches, those that stand aside left out."""
    counted = (item for item in form.items if not item.aside)
    reached = [band for item in counted if (band := band_of_item(form, item, answers)) is not None]
    return max(reached, key=form.bands.index, default=None)


def band_of_item(form: Definition, item: Item, answers: Answers) -> Band | None:
    """The band one answer reaches by itself; None when it is not answered or the question has no limits."""
    number = _number(answers.get(item.id))
    return next((form.band(cut.band) for cut in item.cuts if cut.low <= number <= cut.high), None)


def _subscales(
    form: Definition, answers: Answers, missing: tuple[str, ...], alarms: tuple[Alarm, ...], norms: Norms | None
) -> Result:
    parts = []
    for scale in form.score.subscales:
        total, answered = _prorated(form, scale, answers)
        highest = sum(form.item(key).highest for key in scale.items)
        parts.append(
            Part(scale.key, scale.name, total, highest, answered, len(scale.items), band_in(norms, scale.key, total))
        )
    counted = [part for part in parts if part.key in form.score.total]
    scores = [part.score for part in counted if part.score is not None]
    total = sum(scores) if counted and len(scores) == len(counted) else None
    return Result(
        score=total,
        highest=sum(part.highest for part in counted) if counted else None,
        band=form.band(band_in(norms, "total", total)),
        parts=tuple(parts),
        impact=_impact(form, answers),
        missing=missing,
        alarms=alarms,
        norms=norms.key if norms else "",
    )


def _prorated(form: Definition, scale: Subscale, answers: Answers) -> tuple[int | None, int]:
    """The scale as if every item were answered like those that are; None with fewer answers than it needs [M]."""
    got = [points(form.item(key), _number(answers[key])) for key in scale.items if key in answers]
    if len(got) < scale.least:
        return None, len(got)
    whole = sum(got) * len(scale.items)
    return (2 * whole + len(got)) // (2 * len(got)), len(got)  # rounded half up


def _impact(form: Definition, answers: Answers) -> int | None:
    """How much it troubles: 0 when the gate says there is nothing; an answer counts from the second step on [M]."""
    impact = form.score.impact
    if impact is None or impact.gate not in answers:
        return None
    if str(answers[impact.gate]).strip().lower() == impact.ends.lower():
        return 0
    return sum(max(0, _number(answers.get(key)) - 1) for key in impact.items)


def norms_for(form: Definition, wanted: str, sex: str, age: int | None) -> Norms | None:
    """The chosen norms when they fit sex and age, else the first set that does; None when none does."""
    fitting = [
        norms
        for norms in form.norms
        if norms.sex in ("", sex) and (age is None or norms.first_year <= age <= norms.last_year)
    ]
    key = wanted or form.norm
    chosen = [norms for norms in fitting if norms.key == key]
    return next(iter(chosen or fitting), None)


def band_in(norms: Norms | None, scale: str, total: int | None) -> str:
    """`normal`, `borderline` or `abnormal` in these norms; nothing when there is no number or no limit."""
    if norms is None or total is None or scale not in norms.cuts:
        return ""
    borderline, abnormal = norms.cuts[scale]
    if scale in norms.falls:
        return "abnormal" if total <= abnormal else "borderline" if total <= borderline else "normal"
    return "abnormal" if total >= abnormal else "borderline" if total >= borderline else "normal"


def follows(form: Definition, result: Result, earlier: Sequence[Earlier], answered_on: date) -> list[Due]:
    """What must follow this result: an alarm's own first, then the band's. `earlier` stands, in any order.

    A positive result is confirmed when the latest earlier one is positive too, no longer ago than `counts_for` days and
    no sooner than the observation should be made again; made again too soon it confirms nothing, and is a first one.
    """
    found = [alarm.follow for alarm in result.alarms]
    if result.band is not None:
        confirmed = _confirms(form, result.band.key, earlier, answered_on)
        fitting = {When.ALWAYS, When.CONFIRMED if confirmed else When.FIRST}
        found += [f for f in form.follows if f.band == result.band.key and f.when in fitting]
    return [
        Due(follow, answered_on + timedelta(days=follow.earliest), answered_on + timedelta(days=follow.days))
        for follow in found
    ]


def _confirms(form: Definition, band: str, earlier: Sequence[Earlier], answered_on: date) -> bool:
    again = next((f for f in form.follows if f.band == band and f.do is Do.OBSERVE_AGAIN), None)
    before = sorted((e for e in earlier if e.answered_on <= answered_on), key=lambda e: e.answered_on)
    if again is None or not before or before[-1].band != band:
        return False
    run = []
    for one in reversed(before):
        if one.band != band:
            break
        run.append((answered_on - one.answered_on).days)
    return any(again.earliest <= days <= again.counts_for for days in run)


def repeats(form: Definition, follow: Follow, asked_on: date, answered_on: date) -> bool:
    """Whether an answer on that day is the observation that was asked for: not before it may be made."""
    return follow.do is Do.OBSERVE_AGAIN and answered_on >= asked_on + timedelta(days=follow.earliest)


def adbb_band(result: Result) -> AdbbBand | None:
    """The band of an ADBB as a type of its own."""
    return AdbbBand(result.band.key) if result.band is not None else None


def ladder(form: Definition, missed: int, *, persistent: bool = False) -> Rung | None:
    """The step a family is on after so many missed appointments; `persistent` is somebody's judgement, never a count."""
    if persistent:
        return next((rung for rung in form.ladder if rung.persistent), None)
    steps = [rung for rung in form.ladder if not rung.persistent and rung.step <= missed]
    return steps[-1] if steps else None


def next_rung(form: Definition, missed: int, *, needs_treatment: bool) -> Rung | None:
    """What the ladder asks for after so many missed appointments: its counted steps, and from then on the last one for a
    child that needs treatment (assumption built on practice; no paragraph asks for it)."""
    on_to_leader = needs_treatment and missed > counted_rungs(form)
    return ladder(form, missed, persistent=True) if on_to_leader else ladder(form, missed)


def counted_rungs(form: Definition) -> int:
    """How many missed appointments the ladder has a step for; nobody is passed to the leader before the last of them."""
    return max((rung.step for rung in form.ladder if not rung.persistent), default=0)


def moved(state: FollowState, what: FollowMove) -> FollowState:
    """The state after the move; IllegalMove when it is closed already."""
    return step(TABLE, state, what)


def version_moved(state: VersionState, what: VersionMove) -> VersionState:
    """The state of a municipality's own version after the move."""
    return step(VERSION_TABLE, state, what)


def lacks_action(answered_on: date, today: date, weeks: int, *, acted: bool) -> bool:
    """A positive result with nothing done about it after the municipality's number of weeks."""
    return not acted and today > answered_on + timedelta(weeks=weeks)


def check_answered_on(answered_on: date, born_on: date | None, today: date) -> None:
    """Raises Invalid: not in the future, and not before the child was born."""
    if answered_on > today:
        raise Invalid({"answered_on": "in_the_future"})
    if born_on is not None and answered_on < born_on:
        raise Invalid({"answered_on": "before_birth"})


def months_old(born_on: date, day: date) -> int:
    """Whole months from birth to the day; before birth 0."""
    months = (day.year - born_on.year) * 12 + day.month - born_on.month
    return max(0, months - (day.day < born_on.day))


def age_of(born_on: date | None, day: date) -> int:
    """Whole months on the day, or `UNBORN` for a child whose birth is awaited."""
    return UNBORN if born_on is None else months_old(born_on, day)


def sex_of(cpr_number: str) -> str:
    """`girl` or `boy` as the number's last digit says, for norms that differ; nothing without a number."""
    if len(cpr_number) != 10 or cpr_number[-1] not in "0123456789":
        return ""
    return "boy" if int(cpr_number[-1]) % 2 else "girl"


FULL_FOR_SHORT = {"adbb": ("adbb", "m_adbb")}
"""The full form observes again what the short one asked for; never the other way (m-ADBB does not replace ADBB)."""


def answers_to(instrument: str) -> tuple[str, ...]:
    """The instruments whose request to observe again an answer to this one meets."""
    return FULL_FOR_SHORT.get(instrument, (instrument,) if instrument != "m_adbb" else ())
