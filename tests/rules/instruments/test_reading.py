"""A form's text is read whole or its mistakes are named with their places; what is locked stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.instruments.checking import forbidden
from sikkerhedsnet.instruments.labels import FLAW
from sikkerhedsnet.instruments.reading import Flawed, read, shipped, shipped_texts
from sikkerhedsnet.instruments.states import Licence

ADBB = shipped_texts()["adbb"]


def flaws(text: str) -> set[tuple[str, str]]:
    with pytest.raises(Flawed) as caught:
        read(text)
    assert all(str(FLAW[flaw.problem]) % {"found": flaw.found} for flaw in caught.value.flaws)
    return {(flaw.place, flaw.problem) for flaw in caught.value.flaws}


@pytest.mark.parametrize("key", shipped_texts())
def test_every_form_that_is_shipped_is_whole_and_says_its_rights(key: str) -> None:
    form = shipped()[key]
    assert form.key == key and form.rights
    assert form.functions <= form.seen_by


def test_what_is_not_ours_to_ship_is_not_shipped() -> None:
    for key in ("sdq_4_10", "sdq_11_17"):
        assert all(item.words.startswith("Spørgsmål ") for item in shipped()[key].items)
        assert shipped()[key].needs_permission
    for form in shipped().values():
        if form.licence is Licence.COMMERCIAL or form.licence is Licence.MINISTERIAL:
            assert form.shape == "result"
    assert shipped()["adbb"].certificate == "adbb" and shipped()["puf"].certificate == "puf"
    assert "Cox, J.L., Holden, J.M. og Sagovsky" in shipped()["epds"].rights


def test_health_forms_are_seen_by_the_health_visitor_alone() -> None:
    for key in ("adbb", "m_adbb", "epds", "puf", "aims", "asq"):
        assert shipped()[key].seen_by == {"health_visitor"}


@pytest.mark.parametrize(
    ("before", "after", "place", "problem"),
    [
        ("to: 4\n", "to: 3\n", "bands › 2", "gap_or_overlap"),
        ("to: 32", "to: 31", "bands", "does_not_cover"),
        ("licence: certified", "licence: gratis", "licence", "not_one_of"),
        ("scale: adbb}", "scale: adb}", "items › 1 › scale", "no_such_scale"),
        ("certificate: adbb\n", "", "certificate", "missing"),
        ("in_force_on: 2026-01-01", "in_force_on: i morgen", "in_force_on", "not_a_day"),
        ("version: 1", "version: en", "version", "not_a_number"),
        ("functions: [health_visitor]", "functions: [sundhedsplejerske]", "functions", "no_such_function"),
        ("id: 2eyeContact", "id: 1facialExpression", "items › 2", "twice"),
        ("do: observe_again", "do: vent", "follows › 1 › do", "not_one_of"),
        ("earliest: 7", "earliest: 20", "follows › 1 › earliest", "window"),
        ("intro:", "indledning:", "indledning", "unknown"),
        ("band: withdrawn\n    when: first", "band: væk\n    when: first", "follows › 1", "no_such_band"),
        ("chart: true", "chart: ja", "chart", "not_yes_or_no"),
    ],
)
def test_a_mistake_is_named_with_its_place(before: str, after: str, place: str, problem: str) -> None:
    assert before in ADBB
    assert (place, problem) in flaws(ADBB.replace(before, after, 1))


def test_several_mistakes_are_all_named() -> None:
    text = ADBB.replace("licence: certified", "licence: x").replace("version: 1", "version: x")
    assert {place for place, _problem in flaws(text)} >= {"licence", "version"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [("", "not_a_form"), ("- 1", "not_a_form"), ("a: [", "not_yaml"), ("a: &x [1]\nb: *x", "alias"),
     ("!!python/object:os.system x", "not_yaml"), ("x" * 60_001, "too_long"), ("a: \x00", "not_yaml")],
)  # fmt: skip
def test_what_is_no_form_at_all_is_said_so(text: str, problem: str) -> None:
    assert problem in {found for _place, found in flaws(text)}


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
        ["items", "bands", "score", "scales", "follows", "key", "ages", "norms", "alarms", "id", "takes", "cuts"]), inner,
        max_size=4), max_leaves=20))  # fmt: skip
def test_no_text_breaks_the_reader(raw: Any) -> None:
    top = {**(raw if isinstance(raw, dict) else {"items": raw}), "title": "X"}
    try:
        read(yaml.safe_dump(top, allow_unicode=True))
    except Flawed as problem:
        assert problem.flaws


def changed(key: str, before: str, after: str) -> set[tuple[str, str]]:
    text = shipped_texts()[key]
    assert before in text, before
    return {
        (place, problem) for place, problem, _found in forbidden(shipped()[key], read(text.replace(before, after, 1)))
    }


@pytest.mark.parametrize(
    ("key", "before", "after"),
    [
        ("adbb", "words: Barnet er i kontakt, som man kan vente. Se", "words: Fint. Se"),
        ("adbb", "ages: {from: 2, to: 25}", "ages: {from: 2, to: 13}"),
        ("adbb", "days: 14", "days: 10"),
        ("adbb", "intro: Du ser", "intro: Vi ser"),
        ("epds", "words: Kan le og se det sjove", "words: Den godkendte ordlyd"),
        ("epds", "to: 10\n", "to: 9\n"),
        ("topi_3_6", "Tror på sig selv", "Står ved sig selv"),
        ("absence", "to: 4, band: usual}, {from: 5, to: 20", "to: 6, band: usual}, {from: 7, to: 20"),
        ("sdq_4_10", "words: Spørgsmål 1,", "words: Ordlyden fra tilladelsen,"),
        ("sdq_4_10", "norm: uk", "norm: dk_boys"),
        ("dental", "Giv en ny tid, og send en sms.", "Ring med det samme."),
    ],
)
def test_what_is_local_may_be_changed(key: str, before: str, after: str) -> None:
    if (key, before) == ("epds", "to: 10\n"):
        text = shipped_texts()[key].replace(before, after, 1).replace("from: 11", "from: 10", 1)
        assert forbidden(shipped()[key], read(text)) == []
    else:
        assert changed(key, before, after) == set()


@pytest.mark.parametrize(
    ("key", "before", "after", "place", "problem"),
    [
        ("adbb", "words: Ansigtsudtryk", "words: Ansigt", "items › 1 (1facialExpression)", "item_words_locked"),
        ("adbb", "value: 4, words: Trin 4", "value: 5, words: Trin 4", "bands", ""),
        ("adbb", "certificate: adbb", "certificate: intet", "certificate", "locked"),
        ("adbb", "licence: certified", "licence: free", "licence", "locked"),
        ("adbb", "seen_by: [health_visitor]", "seen_by: [health_visitor, pedagogue]", "seen_by", "only_fewer"),
        ("adbb", "functions: [health_visitor]", "functions: [health_visitor, pedagogue]", "functions", "must_see_it"),
        ("adbb", "parents: words", "parents: numbers", "parents", "locked"),
        ("adbb", "    when: first\n", "    when: always\n", "follows › 1 (again)", "follow_locked"),
        ("adbb", "    positive: true\n", "", "bands › 2 (withdrawn)", "band_locked"),
        ("epds", "    above: 0", "    above: 1", "alarms", "alarms_locked"),
        ("epds", "days: 0", "days: 1", "alarms › 1", "alarm_put_off"),
        ("sdq_4_10", "scale: fits, optional: true, reverse: true", "scale: fits, optional: true",
         "items › 7 (7followInstructions)", "item_locked"),
        ("sdq_4_10", "cuts: {total: [14, 17]", "cuts: {total: [15, 17]", "norms", "locked"),
        ("puf", "score: {method: deviations}", "score: {method: none}", "score", "locked"),
    ],
)  # fmt: skip
def test_what_is_not_local_may_not(key: str, before: str, after: str, place: str, problem: str) -> None:
    if not problem:
        assert flaws(shipped_texts()[key].replace(before, after, 1))
    else:
        assert (place, problem) in changed(key, before, after)


def test_limits_of_a_certified_form_stay() -> None:
    text = ADBB.replace("to: 4\n", "to: 6\n", 1).replace("from: 5", "from: 7", 1)
    assert ("bands › 1 (usual)", "band_locked", "") in forbidden(shipped()["adbb"], read(text))


def test_more_norms_may_be_put_beside_those_that_are_there() -> None:
    text = shipped_texts()["sdq_4_10"].replace(
        "norms:\n",
        'norms:\n  - {key: own, name: "Egen", source: "Os", years: {from: 4, to: 10}, cuts: {total: [1, 2]}}\n',
    )
    assert forbidden(shipped()["sdq_4_10"], read(text)) == []
