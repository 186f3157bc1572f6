"""The engine behind every form, without a database."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import IllegalMove, Invalid
from sikkerhedsnet.instruments import rules
from sikkerhedsnet.instruments.definition import UNBORN, Definition
from sikkerhedsnet.instruments.reading import shipped
from sikkerhedsnet.instruments.rules import Earlier, follows, score
from sikkerhedsnet.instruments.states import (
    TABLE,
    VERSION_TABLE,
    AdbbBand,
    Do,
    FollowMove,
    FollowState,
    Method,
    Shape,
    Takes,
    VersionMove,
    VersionState,
)
from sikkerhedsnet.screening.states import Position

TODAY = date(2026, 11, 23)
ADBB, EPDS, PUF, SDQ = (shipped()[key] for key in ("adbb", "epds", "puf", "sdq_4_10"))
SUMMED = [form for form in shipped().values() if form.score.method is Method.SUM]


def answers_to(form: Definition) -> st.SearchStrategy[dict[str, Any]]:
    """A whole set of answers."""

    def one(item: Any) -> st.SearchStrategy[Any]:
        match item.takes:
            case Takes.CHOICE:
                return st.sampled_from([option.value for option in item.options])
            case Takes.YES_NO:
                return st.booleans()
            case Takes.NUMBER:
                return st.integers(item.low, item.high)
        return st.text(min_size=1, max_size=item.longest)

    return st.fixed_dictionaries({item.id: one(item) for item in form.items})


def every(form: Definition, value: int) -> dict[str, Any]:
    return {item.id: value for item in form.items if item.takes is Takes.CHOICE}


@pytest.mark.parametrize("form", SUMMED, ids=lambda form: form.key)
@given(data=st.data())
def test_a_sum_lies_between_nothing_and_the_most_there_can_be(form: Definition, data: st.DataObject) -> None:
    result = score(form, data.draw(answers_to(form)))
    assert result.score is not None and 0 <= result.score <= (form.highest or 0)
    assert not form.bands or result.band is not None


@pytest.mark.parametrize("form", SUMMED, ids=lambda form: form.key)
@given(data=st.data())
def test_one_point_more_is_one_point_more_and_never_a_milder_band(form: Definition, data: st.DataObject) -> None:
    answers = data.draw(answers_to(form))
    item = data.draw(st.sampled_from(form.items))
    if answers[item.id] == (item.highest if item.options else item.high):
        return
    more = {**answers, item.id: answers[item.id] + 1}
    before, after = score(form, answers), score(form, more)
    assert after.score == (before.score or 0) + 1
    if form.bands and before.band and after.band:
        order = [band.key for band in form.bands]
        assert order.index(after.band.key) >= order.index(before.band.key)


@given(answers=answers_to(ADBB), seed=st.randoms())
def test_in_which_order_the_answers_come_changes_nothing(answers: dict[str, Any], seed: Any) -> None:
    pairs = list(answers.items())
    seed.shuffle(pairs)
    assert score(ADBB, dict(pairs)) == score(ADBB, answers)


@pytest.mark.parametrize("form", [*SUMMED, PUF], ids=lambda form: form.key)
@given(data=st.data())
def test_one_answer_too_few_and_there_is_no_sum(form: Definition, data: st.DataObject) -> None:
    answers = data.draw(answers_to(form))
    left_out = data.draw(st.sampled_from([item.id for item in form.items]))
    result = score(form, {key: value for key, value in answers.items() if key != left_out})
    assert result.score is None and result.band is None and result.missing == (left_out,)


@pytest.mark.parametrize("form", SUMMED, ids=lambda form: form.key)
def test_the_bands_cover_every_sum_once(form: Definition) -> None:
    if form.bands:
        for total in range((form.highest or 0) + 1):
            assert sum((band.low or 0) <= total <= (band.high or 0) for band in form.bands) == 1


@pytest.mark.parametrize(("points", "band", "asked"), [(4, "usual", []), (5, "withdrawn", ["again"])])
def test_adbb_turns_between_four_and_five(points: int, band: str, asked: list[str]) -> None:
    answers = {**every(ADBB, 0), "1facialExpression": 4, "2eyeContact": points - 4}
    result = score(ADBB, answers)
    assert result.score == points and result.band is not None and result.band.key == band
    due = follows(ADBB, result, [], TODAY)
    assert [one.follow.key for one in due] == asked
    if due:
        assert (due[0].earliest_on, due[0].due_on) == (TODAY + timedelta(days=7), TODAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("days_before", "asked"), [(6, "again"), (7, "confirmed"), (14, "confirmed"), (60, "confirmed"), (61, "again")]
)
def test_adbb_is_confirmed_when_it_is_seen_again_neither_too_soon_nor_too_late(days_before: int, asked: str) -> None:
    result = score(ADBB, every(ADBB, 1))
    before = [Earlier(TODAY - timedelta(days=days_before), "withdrawn")]
    assert [one.follow.key for one in follows(ADBB, result, before, TODAY)] == [asked]


def test_a_usual_one_in_between_begins_anew() -> None:
    result = score(ADBB, every(ADBB, 1))
    before = [Earlier(TODAY - timedelta(days=20), "withdrawn"), Earlier(TODAY - timedelta(days=10), "usual")]
    assert [one.follow.key for one in follows(ADBB, result, before, TODAY)] == ["again"]


def test_a_look_too_soon_in_between_still_counts_from_the_first() -> None:
    result = score(ADBB, every(ADBB, 1))
    before = [Earlier(TODAY - timedelta(days=8), "withdrawn"), Earlier(TODAY - timedelta(days=2), "withdrawn")]
    assert [one.follow.key for one in follows(ADBB, result, before, TODAY)] == ["confirmed"]


@given(answers=answers_to(EPDS))
def test_thoughts_of_self_harm_ask_for_something_the_same_day_whatever_the_sum(answers: dict[str, Any]) -> None:
    due = follows(EPDS, score(EPDS, answers), [], TODAY)
    now = [one for one in due if one.follow.do is Do.ACT_NOW]
    assert bool(now) == (answers["10harm"] > 0)
    assert all(one.due_on == TODAY for one in now)


def test_thoughts_of_self_harm_are_heard_when_other_answers_are_missing() -> None:
    result = score(EPDS, {"10harm": 1})
    assert result.score is None and result.positive
    assert [one.follow.do for one in follows(EPDS, result, [], TODAY)] == [Do.ACT_NOW]


@given(answers=answers_to(PUF))
def test_puf_counts_the_answers_that_differ_from_the_expected(answers: dict[str, Any]) -> None:
    assert score(PUF, answers).score == sum(answers[item.id] != item.healthy for item in PUF.items)


def test_puf_scores_nothing_for_the_answers_of_the_national_example() -> None:
    healthy = {item.id: item.healthy for item in PUF.items}
    assert score(PUF, healthy).score == 0  # type: ignore[arg-type]
    assert sum(bool(item.healthy) for item in PUF.items) == 17 and len(PUF.items) == 27


def test_sdq_turns_the_five_that_are_turned() -> None:
    assert {item.id for item in SDQ.items if item.reverse} == {
        "7followInstructions", "11friend", "14liked", "21consideration", "25finish",
    }  # fmt: skip
    result = score(SDQ, every(SDQ, 0), norm="uk", age=6)
    parts = {part.key: part.score for part in result.parts}
    assert parts == {"emotional": 0, "conduct": 2, "hyper": 4, "peer": 4, "prosocial": 0}
    assert result.score == 10 and result.highest == 40


def test_sdq_known_answers() -> None:
    answers = {**every(SDQ, 0), "7followInstructions": 2, "11friend": 2, "14liked": 2, "21consideration": 2,
               "25finish": 2, "3headache": 2, "8oftenWorried": 2, "13sad": 1, "26difficulties": "Ja, store",
               "28difficultiesUnhappy": 3, "29affectFamilyLife": 2, "30affectFriendships": 1, "31affectLearning": 0,
               "32affectLeisureActivities": 3, "33AffectOthers": 3}  # fmt: skip
    result = score(SDQ, answers, norm="uk", age=6)
    parts = {part.key: (part.score, part.band) for part in result.parts}
    assert parts["emotional"] == (5, "abnormal") and parts["prosocial"] == (0, "abnormal")
    assert result.score == 5 and result.band is not None and result.band.key == "normal"
    assert result.impact == 2 + 1 + 0 + 0 + 2 and result.norms == "uk"


def test_sdq_counts_no_trouble_after_a_no() -> None:
    answers = {**every(SDQ, 0), "26difficulties": "Nej", "28difficultiesUnhappy": 3}
    assert score(SDQ, answers).impact == 0


@pytest.mark.parametrize(("given_answers", "expected"), [(2, None), (3, 10), (4, 10), (5, 10)])
def test_a_scale_needs_three_of_five_and_is_then_reckoned_up(given_answers: int, expected: int | None) -> None:
    items = ["3headache", "8oftenWorried", "13sad", "16uneasy", "24afraid"]
    result = score(SDQ, dict.fromkeys(items[:given_answers], 2))
    emotional = next(part for part in result.parts if part.key == "emotional")
    assert emotional.score == expected and result.score is None


@given(st.lists(st.integers(0, 2), min_size=3, max_size=5))
def test_reckoning_up_stays_within_the_scale(values: list[int]) -> None:
    items = ["3headache", "8oftenWorried", "13sad", "16uneasy", "24afraid"]
    result = score(SDQ, dict(zip(items, values, strict=False)))
    emotional = next(part for part in result.parts if part.key == "emotional")
    assert emotional.score is not None and 0 <= emotional.score <= 10
    if len(values) == 5:
        assert emotional.score == sum(values)


@pytest.mark.parametrize(
    ("norm", "sex", "age", "chosen"),
    [("", "", 6, "uk"), ("dk_boys", "boy", 6, "dk_boys"), ("dk_girls", "girl", 7, "dk_girls"), ("dk_boys", "girl", 6, "uk"),
     ("dk_boys", "boy", 9, "uk"), ("dk_boys", "", 6, "uk"), ("uk", "boy", 30, "")],
)  # fmt: skip
def test_the_norms_chosen_are_used_where_they_fit_and_named(norm: str, sex: str, age: int, chosen: str) -> None:
    assert score(SDQ, every(SDQ, 0), norm=norm, sex=sex, age=age).norms == chosen


@pytest.mark.parametrize(
    ("norm", "sex", "limits"),
    [("uk", "", (14, 17)), ("dk_boys", "boy", (10, 14)), ("dk_girls", "girl", (9, 12))],
)
def test_the_limits_of_the_norms_are_as_tabulated(norm: str, sex: str, limits: tuple[int, int]) -> None:
    norms = rules.norms_for(SDQ, norm, sex, 6)
    borderline, abnormal = limits
    assert [rules.band_in(norms, "total", n) for n in (borderline - 1, borderline, abnormal - 1, abnormal)] == [
        "normal", "borderline", "borderline", "abnormal",
    ]  # fmt: skip
    assert rules.band_in(norms, "prosocial", 10) == "normal" and rules.band_in(norms, "prosocial", 0) == "abnormal"


@pytest.mark.parametrize(
    ("percentile", "band"),
    [(1, "special"), (5, "special"), (6, "focused"), (15, "focused"), (16, "general"), (100, "general")],
)
def test_the_bands_of_the_language_assessment(percentile: int, band: str) -> None:
    result = score(shipped()["language"], {"spoken": percentile})
    assert result.band is not None and result.band.key == band


def test_of_two_language_scores_the_one_that_asks_for_most_decides() -> None:
    result = score(shipped()["language"], {"spoken": 60, "preliterate": 4})
    assert result.band is not None and result.band.key == "special"


def test_each_language_score_has_a_band_of_its_own() -> None:
    form, answers = shipped()["language"], {"spoken": 60, "preliterate": 4}
    bands = {item.id: rules.band_of_item(form, item, answers) for item in form.items}
    assert {key: band.key for key, band in bands.items() if band} == {"spoken": "general", "preliterate": "special"}


def test_a_subtest_of_the_language_assessment_has_its_band_and_does_not_decide() -> None:
    form, answers = shipped()["language"], {"spoken": 60, "preliterate": 16, "rhyme": 3, "letters": 15}
    result = score(form, answers)
    assert result.band is not None and result.band.key == "general"
    bands = {item.id: rules.band_of_item(form, item, answers) for item in form.items if item.aside}
    assert len(bands) == 8
    assert {key: band.key for key, band in bands.items() if band} == {"rhyme": "special", "letters": "focused"}


def test_of_a_certified_scale_only_names_and_sums_are_there() -> None:
    form = shipped()["adbb"]
    assert [option.words for option in form.items[0].options] == [f"Trin {n}" for n in range(5)]
    assert not any(item.help for item in form.items)


def test_a_baby_withdrawn_twice_may_need_a_notification() -> None:
    steps = shipped()["adbb"].follow("confirmed").steps  # type: ignore[union-attr]
    assert any("underrette" in step for step in steps)


@pytest.mark.parametrize(
    ("item", "value", "band"),
    [("in_a_row", 4, "usual"), ("in_a_row", 5, "concern"), ("of_20", 5, "concern"), ("of_60", 14, "usual"),
     ("of_60", 15, "concern"), ("unlawful", 9, "usual"), ("unlawful", 10, "warn"), ("unlawful", 14, "warn"),
     ("unlawful", 15, "notify")],
)  # fmt: skip
def test_the_limits_of_absence(item: str, value: int, band: str) -> None:
    form = shipped()["absence"]
    none = {"in_a_row": 0, "of_20": 0, "of_60": 0, "unlawful": 0}
    result = score(form, {**none, item: value})
    assert result.band is not None and result.band.key == band


def test_worrying_absence_is_talked_about_within_a_week_and_looked_at_again_after_four() -> None:
    form = shipped()["absence"]
    worrying = score(form, {"in_a_row": 5, "of_20": 0, "of_60": 0, "unlawful": 0})
    day = date(2026, 11, 23)
    asked = [(due.follow.key, due.due_on) for due in follows(form, worrying, [], day)]
    assert asked == [("home", day + timedelta(days=7)), ("agreed", day + timedelta(days=28))]


@pytest.mark.parametrize(("missed", "step"), [(0, None), (1, 1), (2, 2), (3, 3), (7, 3)])
def test_the_ladder_of_missed_appointments(missed: int, step: int | None) -> None:
    rung = rules.ladder(shipped()["dental"], missed)
    assert (rung.step if rung else None) == step
    last = rules.ladder(shipped()["dental"], missed, persistent=True)
    assert last is not None and last.persistent


@pytest.mark.parametrize("key", ["adbb", "epds", "puf", "aims", "sdq_4_10", "sdq_11_17"])
def test_the_national_names_are_there_letter_for_letter(key: str) -> None:
    ids = {item.id for item in shipped()[key].items}
    known = {
        "adbb": {"8attraction", "6brisknessOfResponseToStimulation"},
        "epds": {"1humor", "10harm"},
        "puf": {"19Impulsive", "1sleepPattern"},
        "aims": {"surpine", "prone", "sit", "stand"},
    }
    assert known.get(key, {"9helpfull", "23PreferAdults", "33AffectOthers", "27difficultiesPeriod"}) <= ids
    assert len(ids) == {"adbb": 8, "epds": 10, "puf": 27, "aims": 4}.get(key, 33)


def test_a_position_a_band_and_a_level_are_never_compared() -> None:
    with pytest.raises(TypeError):
        _ = AdbbBand.WITHDRAWN < AdbbBand.USUAL  # type: ignore[operator]
    assert not isinstance(AdbbBand.USUAL, (str, int))
    assert all(band != position for band in AdbbBand for position in Position)  # type: ignore[comparison-overlap]
    assert rules.adbb_band(score(ADBB, every(ADBB, 1))) is AdbbBand.WITHDRAWN


@pytest.mark.parametrize(
    ("raw", "wrong"),
    [({}, "unanswered"), ({"1facialExpression": 5}, "not_an_answer"), ({"1facialExpression": True}, "not_an_answer"),
     ({"1facialExpression": "1"}, "not_an_answer")],
)  # fmt: skip
def test_what_is_no_answer_is_refused_with_its_place(raw: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Invalid) as caught:
        rules.checked(ADBB, {**every(ADBB, 0), **raw} if raw else raw)
    assert caught.value.errors["1facialExpression"] == wrong


def test_an_answer_to_nothing_is_refused() -> None:
    with pytest.raises(Invalid, match="9new"):
        rules.checked(ADBB, {**every(ADBB, 0), "9new": 1})


def test_every_open_follow_up_has_its_ways_out_and_no_closed_one_any() -> None:
    for state in FollowState:
        for move in FollowMove:
            if (state, move) in TABLE:
                assert rules.moved(state, move) is TABLE[state, move]
                assert state is FollowState.OPEN
            else:
                with pytest.raises(IllegalMove):
                    rules.moved(state, move)


def test_an_approved_version_is_never_touched() -> None:
    for move in VersionMove:
        with pytest.raises(IllegalMove):
            rules.version_moved(VersionState.APPROVED, move)
    assert (VersionState.DRAFT, VersionMove.APPROVE) not in VERSION_TABLE


@given(st.dates(date(2000, 1, 1), date(2026, 1, 1)), st.integers(0, 6000))
def test_months_never_run_backwards(born: date, days: int) -> None:
    day = born + timedelta(days=days)
    assert rules.months_old(born, day) <= rules.months_old(born, day + timedelta(days=1))
    assert abs(rules.months_old(born, day) - days / 30.44) < 1.2


def test_before_birth_there_are_the_parents_to_ask_about_and_no_child_to_look_at() -> None:
    day = date(2026, 11, 23)
    assert rules.age_of(None, day) == UNBORN and rules.age_of(day, day) == 0
    assert [key for key, form in shipped().items() if form.fits_age(UNBORN)] == ["epds"]


def test_every_age_from_birth_to_sixteen_has_its_examples() -> None:
    forms = [form for form in shipped().values() if form.shape is Shape.POSITION]
    assert len(forms) == 6
    for month in range(204):
        assert sum(form.fits_age(month) for form in forms) == 1
    assert all({theme.key for theme in form.themes} == {"EMO", "SOC", "KOG", "FYS"} for form in forms)
    assert all(note.mark == "SYN" for form in forms for note in form.notes)


def test_the_ladder_ends_with_the_leader_only_when_treatment_is_needed() -> None:
    form = shipped()["dental"]
    rungs = [rules.next_rung(form, missed, needs_treatment=True) for missed in range(6)]
    does = [rung.does if rung else None for rung in rungs]
    assert does == [None, "new_date", "phoned", "letter", "leader", "leader"]
    rung = rules.next_rung(form, 5, needs_treatment=False)
    assert rung is not None and rung.does == "letter"
    assert rules.counted_rungs(form) == 3
