"""Every rule broken alone, in a delivery that is otherwise whole: found, named, and at its place."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.fbu import codes
from sikkerhedsnet.fbu.building import build
from sikkerhedsnet.fbu.checks import MARK, ONLY_REMARKED, Rule, cpr_passes
from sikkerhedsnet.fbu.forbidden import FORBIDDEN
from sikkerhedsnet.fbu.parsing import Fault, ReadDelivery, Unusable, parse
from sikkerhedsnet.fbu.report import Delivery, Encounter, Report, School
from sikkerhedsnet.visits.standard import Duty, standard
from tests.fbu.worlds import NOON, RIKKE, two_months

S = standard()


def whole() -> Report:
    """The visit at two months, and a school for the sake of its rules."""
    report = two_months()
    visit = replace(report.encounters[0], school="skole")
    return replace(report, schools=(School("skole", "123456"),), encounters=(visit,))


def file_of(raw: dict[str, Any]) -> bytes:
    return json.dumps(raw, default=lambda number: float(number)).encode()


def read(raw: dict[str, Any]) -> ReadDelivery:
    return parse(file_of(raw))


RAW = build(Delivery(NOON, (whole(),)))
ENTRIES = RAW["entry"][0]["resource"]["entry"]
AT = {f"{entry['resource']['resourceType']}/{entry['resource']['id']}": index for index, entry in enumerate(ENTRIES)}


class Taken(Enum):
    AWAY = "away"


GONE = Taken.AWAY


def broken(where: str, path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The delivery with one element of one resource set, or taken away with GONE."""
    raw = copy.deepcopy(RAW)
    there: Any = raw
    if where == "report":
        there = raw["entry"][0]["resource"]
    elif where == "entry":
        there = raw["entry"][0]["resource"]["entry"][0]
    elif where == "outer entry":
        there = raw["entry"][0]
    elif where != "delivery":
        there = raw["entry"][0]["resource"]["entry"][AT[where]]["resource"]
    for step in path[:-1]:
        there = there[step]
    if value is GONE:
        del there[path[-1]]
    else:
        there[path[-1]] = value
    return raw


CHILD, MOTHER, TIE, PLACE = "Patient/barn", "Patient/mor", "RelatedPerson/mor-til-barn", "Location/skole"
VISIT, PLAN, WEIGHT, SLEEP = "Encounter/besog", "CarePlan/amning", "Observation/vaegt", "Observation/sleep"
FOOD, FOUND, TOPI, ADBB = (
    "Observation/mad",
    "Observation/fund",
    "QuestionnaireResponse/topi",
    "QuestionnaireResponse/adbb",
)
OTHER = {"coding": [{"system": codes.FBOE, "code": "00000000-0000-0000-0000-000000000000"}]}

BREAKS: list[tuple[str, tuple[Any, ...], Any, Rule]] = [
    # the two Bundles
    ("delivery", ("type",), "transaction", Rule.FIXED),
    ("delivery", ("type",), GONE, Rule.FIXED),
    ("delivery", ("timestamp",), GONE, Rule.MISSING),
    ("delivery", ("timestamp",), "2026-11-23T12:00:00", Rule.ZONE),
    ("delivery", ("total",), 1, Rule.FORBIDDEN),
    ("delivery", ("identifier",), {"value": "1"}, Rule.FORBIDDEN),
    ("delivery", ("entry", 0, "request"), {"method": "PUT", "url": "x"}, Rule.FORBIDDEN),
    ("delivery", ("entry", 0, "resource"), GONE, Rule.MISSING),
    ("delivery", ("entry", 0, "resource"), {"resourceType": "Patient", "id": "x"}, Rule.KIND),
    ("report", ("type",), "document", Rule.FIXED),
    ("report", ("timestamp",), GONE, Rule.MISSING),
    ("report", ("timestamp",), "2026-11-23", Rule.ZONE),
    ("report", ("meta",), GONE, Rule.FIXED),
    ("report", ("meta", "profile"), [codes.REPORT, codes.DELIVERY], Rule.FIXED),
    ("report", ("signature",), {"who": {"display": "x"}}, Rule.FORBIDDEN),
    ("report", ("link",), [{"relation": "self", "url": "x"}], Rule.FORBIDDEN),
    ("entry", ("link",), [{"relation": "self", "url": "x"}], Rule.FORBIDDEN),
    ("entry", ("search",), {"mode": "match"}, Rule.FORBIDDEN),
    ("entry", ("response",), {"status": "200"}, Rule.FORBIDDEN),
    ("entry", ("resource",), GONE, Rule.MISSING),
    ("entry", ("resource",), {"resourceType": "Practitioner", "id": "p"}, Rule.KIND),
    ("entry", ("fullUrl",), ENTRIES[1]["fullUrl"], Rule.TWICE),
    # citizen
    (CHILD, ("identifier",), GONE, Rule.MISSING),
    (CHILD, ("identifier",), [*ENTRIES[0]["resource"]["identifier"]] * 2, Rule.TOO_MANY),
    (CHILD, ("identifier", 0, "system"), "urn:oid:1.2.208.176.1.6.1.3", Rule.FIXED),
    (CHILD, ("identifier", 0, "use"), "temp", Rule.FIXED),
    (CHILD, ("identifier", 0, "value"), "050520-9996", Rule.CPR),
    (CHILD, ("identifier", 0, "value"), "6505209996", Rule.CPR),
    (CHILD, ("identifier", 0, "value"), "3104209996", Rule.CPR),
    (CHILD, ("identifier", 0, "value"), "3002209996", Rule.CPR),
    (CHILD, ("identifier", 0, "value"), "٠٥٠٥٢٠٩٩٩٦", Rule.CPR),
    (CHILD, ("managingOrganization",), GONE, Rule.MISSING),
    (CHILD, ("managingOrganization", "identifier", "value"), "4510000160", Rule.SOR),
    (CHILD, ("managingOrganization", "identifier", "system"), "urn:oid:1", Rule.FIXED),
    (CHILD, ("managingOrganization", "display"), "Fjordby Kommune", Rule.FORBIDDEN),
    (CHILD, ("managingOrganization", "reference"), "Organization/1", Rule.FORBIDDEN),
    (CHILD, ("modifierExtension",), [{"url": "http://x.example", "valueBoolean": True}], Rule.MODIFIER),
    (MOTHER, ("link", 0, "type"), "replaces", Rule.FIXED),
    (MOTHER, ("link", 0, "other", "reference"), "RelatedPerson/nobody", Rule.POINTS_NOWHERE),
    (MOTHER, ("link", 0, "other", "reference"), "Patient/barn", Rule.POINTS_AT_OTHER),
    (TIE, ("patient",), GONE, Rule.MISSING),
    (TIE, ("relationship", 0, "coding", 0, "code"), "MTH", Rule.NOT_IN_LIST),
    # school
    (PLACE, ("identifier",), GONE, Rule.MISSING),
    (PLACE, ("identifier", 0, "system"), "https://viden.stil.dk", Rule.FIXED),
    (PLACE, ("identifier", 0, "use"), "official", Rule.FORBIDDEN),
    (PLACE, ("type",), GONE, Rule.MISSING),
    (PLACE, ("type", 0, "coding", 0, "code"), "HOSP", Rule.NOT_IN_LIST),
    # visit
    (VISIT, ("type",), GONE, Rule.MISSING),
    (VISIT, ("type", 0), OTHER, Rule.NOT_IN_LIST),
    (VISIT, ("type", 0, "text"), "Besøg", Rule.NO_TEXT),
    (VISIT, ("type", 0, "coding", 0, "version"), "1", Rule.FORBIDDEN),
    (VISIT, ("class",), GONE, Rule.MISSING),
    (VISIT, ("class", "code"), "VIRTUEL", Rule.NOT_IN_LIST),
    (VISIT, ("class", "system"), codes.FBOE, Rule.NOT_IN_LIST),
    (VISIT, ("class", "userSelected"), True, Rule.FORBIDDEN),
    (VISIT, ("status",), GONE, Rule.MISSING),
    (VISIT, ("status",), "done", Rule.NOT_IN_LIST),
    (VISIT, ("subject",), GONE, Rule.MISSING),
    (VISIT, ("subject", "reference"), "Patient/nabo", Rule.POINTS_NOWHERE),
    (VISIT, ("period",), GONE, Rule.MISSING),
    (VISIT, ("period", "start"), GONE, Rule.MISSING),
    (VISIT, ("period", "end"), "2026-11-22T09:00:00+01:00", Rule.ENDS_BEFORE_START),
    (VISIT, ("location", 0, "status"), "active", Rule.FORBIDDEN),
    (VISIT, ("location", 0, "location", "reference"), "Location/9", Rule.POINTS_NOWHERE),
    (VISIT, ("extension", 0, "valueReference", "reference"), "CarePlan/9", Rule.POINTS_NOWHERE),
    # intervention
    (PLAN, ("intent",), "order", Rule.FIXED),
    (PLAN, ("intent",), GONE, Rule.MISSING),
    (PLAN, ("status",), "finished", Rule.NOT_IN_LIST),
    (PLAN, ("subject",), GONE, Rule.MISSING),
    (PLAN, ("period",), GONE, Rule.MISSING),
    (PLAN, ("activity",), GONE, Rule.MISSING),
    (PLAN, ("activity",), ENTRIES[AT[PLAN]]["resource"]["activity"] * 2, Rule.TOO_MANY),
    (PLAN, ("activity", 0, "detail"), GONE, Rule.MISSING),
    (PLAN, ("activity", 0, "progress"), [{"text": "x"}], Rule.FORBIDDEN),
    (PLAN, ("activity", 0, "detail", "code"), OTHER, Rule.NOT_IN_LIST),
    (PLAN, ("activity", 0, "detail", "code", "text"), "x", Rule.NO_TEXT),
    (PLAN, ("activity", 0, "detail", "status"), GONE, Rule.MISSING),
    (PLAN, ("activity", 0, "detail", "reasonCode", 0), OTHER, Rule.NOT_IN_LIST),
    (PLAN, ("activity", 0, "detail", "description"), "x", Rule.FORBIDDEN),
    # observations
    (SLEEP, ("status",), GONE, Rule.MISSING),
    (SLEEP, ("subject",), GONE, Rule.MISSING),
    (SLEEP, ("effectiveDateTime",), GONE, Rule.MISSING),
    (SLEEP, ("effectiveDateTime",), "2026-11-23T12:00:00", Rule.ZONE),
    (SLEEP, ("valueCodeableConcept",), OTHER, Rule.NOT_IN_LIST),
    (SLEEP, ("valueCodeableConcept", "coding"), ENTRIES[AT[SLEEP]]["resource"]["valueCodeableConcept"]["coding"] * 2, Rule.TOO_MANY),
    (SLEEP, ("valueCodeableConcept",), GONE, Rule.VALUE_OR_REASON),
    (SLEEP, ("dataAbsentReason",), {"coding": [{"system": codes.ABSENT, "code": "unknown"}]}, Rule.VALUE_AND_REASON),
    (SLEEP, ("category",), [{"coding": [{"system": codes.CATEGORY, "code": "vital-signs"}]}], Rule.FORBIDDEN),
    (SLEEP, ("encounter", "reference"), "Encounter/9", Rule.POINTS_NOWHERE),
    (SLEEP, ("code",), OTHER, Rule.UNKNOWN_OBSERVATION),
    (FOOD, ("code", "coding"), ENTRIES[AT[FOOD]]["resource"]["code"]["coding"][1:], Rule.UNKNOWN_OBSERVATION),
    (FOOD, ("valueCodeableConcept",), OTHER, Rule.NOT_IN_LIST),
    (WEIGHT, ("category",), GONE, Rule.MISSING),
    (WEIGHT, ("category", 0, "coding", 0, "code"), "survey", Rule.NOT_IN_LIST),
    (WEIGHT, ("valueQuantity", "code"), "lb", Rule.UNIT),
    (WEIGHT, ("valueQuantity", "code"), GONE, Rule.MISSING),
    (WEIGHT, ("valueQuantity", "system"), "http://x.example", Rule.FIXED),
    (WEIGHT, ("valueQuantity", "value"), 5.45, Rule.DECIMALS),
    (WEIGHT, ("valueQuantity", "value"), "5,4", Rule.SHAPE),
    (WEIGHT, ("valueQuantity",), GONE, Rule.VALUE_OR_REASON),
    (FOUND, ("valueCodeableConcept",), OTHER, Rule.NOT_IN_LIST),
    (FOUND, ("dataAbsentReason",), {"coding": [{"system": codes.ABSENT, "code": "unknown"}]}, Rule.FORBIDDEN),
    # questionnaires
    (TOPI, ("questionnaire",), GONE, Rule.MISSING),
    (TOPI, ("authored",), GONE, Rule.MISSING),
    (TOPI, ("status",), "final", Rule.NOT_IN_LIST),
    (TOPI, ("item", 0, "text"), "x", Rule.FORBIDDEN),
    (TOPI, ("item", 0, "answer"), [{"valueString": "Grøn"}, {"valueString": "Gul"}], Rule.TOO_MANY),
    (TOPI, ("item", 0, "answer"), [{"valueCoding": {"code": "Grøn"}}], Rule.ANSWER_TYPE),
    (TOPI, ("item", 0, "answer", 0, "valueString"), "ø" * 31, Rule.ANSWER_LENGTH),
    (ADBB, ("item",), [{"linkId": "1facialExpression", "answer": [{"valueInteger": 1}]}] * 37, Rule.TOO_MANY),
    # said by the text or by us
    (TOPI, ("item", 0, "answer", 0, "valueString"), "grøn", Rule.ANSWER_WORDS),
    (TOPI, ("item", 0, "linkId"), "1Vurdering", Rule.ITEM),
    (TOPI, ("item",), [], Rule.NO_ITEMS),
    (TOPI, ("questionnaire",), "http://fhir.kl.dk/children/Questionnaire/x", Rule.QUESTIONNAIRE),
    (ADBB, ("item", 0, "answer", 0, "valueInteger"), 5, Rule.ANSWER_RANGE),
    (ADBB, ("item", 8, "answer", 0, "valueInteger"), 7, Rule.SCORE),
    (ADBB, ("item", 1), {"linkId": "1facialExpression", "answer": [{"valueInteger": 1}]}, Rule.ITEM_TWICE),
    (FOUND, ("valueCodeableConcept",), GONE, Rule.EMPTY_FINDING),
    (SLEEP, ("effectiveDateTime",), "2026-11", Rule.PARTIAL_DATE),
    (SLEEP, ("effectiveDateTime",), "0226-11-23", Rule.DATE_OUT_OF_REACH),
    # only remarked
    (SLEEP, ("text",), {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">Rikke</div>"}, Rule.WORDS_LEFT_OUT),
    (WEIGHT, ("valueQuantity", "value"), -1, Rule.NEGATIVE),
    (VISIT, ("status",), "planned", Rule.NOT_CARRIED_OUT),
    ("entry", ("fullUrl",), "https://other.example/Patient/x", Rule.FULL_URL),
]  # fmt: skip
for kind, where in {"Patient": CHILD, "RelatedPerson": TIE, "Location": PLACE, "Encounter": VISIT, "CarePlan": PLAN,
                    "Observation": SLEEP, "QuestionnaireResponse": TOPI}.items():  # fmt: skip
    BREAKS += [(where, (name,), None, Rule.FORBIDDEN) for name in FORBIDDEN[kind]]


@pytest.mark.parametrize(("where", "path", "value", "rule"), BREAKS, ids=lambda told: str(told)[:40])
def test_what_is_broken_is_found_and_named_at_its_place(where: str, path: Any, value: Any, rule: Rule) -> None:
    found = [one for one in read(broken(where, path, value)).all_mistakes if one.rule is rule]
    assert found, "not found"
    if "/" in where:
        place = f"Bundle.entry[0].resource.entry[{AT[where]}].resource"
        assert any(one.place == place and one.resource == where for one in found), found
        named = next(step for step in path if isinstance(step, str))
        assert any(one.at.startswith(named) or one.at == "" for one in found), found
    else:
        assert all(one.place.startswith("Bundle") for one in found)


@pytest.mark.parametrize(("where", "path", "value", "rule"), BREAKS, ids=lambda told: str(told)[:40])
def test_only_what_refuses_keeps_the_report_out(where: str, path: Any, value: Any, rule: Rule) -> None:
    taken = read(broken(where, path, value))
    if rule in ONLY_REMARKED:
        assert len(taken.delivery.reports) == 1 and taken.whole
    else:
        assert not taken.whole
        assert where == "delivery" or taken.delivery.reports == ()


def test_every_rule_of_the_profile_is_broken_somewhere() -> None:
    by_table = {rule for _, _, _, rule in BREAKS}
    elsewhere = {Rule.MANDATORY, Rule.MANDATORY_BY_TEXT, Rule.ID, Rule.NOT_CODED_TWICE, Rule.ABSENT_REASON,
                 Rule.PARENT_AT_CHILDS_VISIT, Rule.WRONG_PERSON, Rule.NOT_ASKED}  # fmt: skip
    assert set(Rule) == by_table | elsewhere
    assert set(MARK) == set(Rule)


@pytest.mark.parametrize("visit", sorted(S.visit_types))
@pytest.mark.parametrize("setting", [*S.classes, "EMER"])
def test_a_visit_face_to_face_without_its_observations_is_told_each_of_them(visit: str, setting: str) -> None:
    report = replace(
        two_months(), observations=(), answers=(), interventions=(),
        encounters=(Encounter("besog", "barn", visit, setting, NOON),),
    )  # fmt: skip
    found = list(read(build(Delivery(NOON, (report,)))).all_mistakes)
    asked = S.visit_types[visit].mandatory if setting in ("home", "clinic") else {}
    machine = [key for key, duty in asked.items() if duty is not Duty.TEXT]
    text = [key for key, duty in asked.items() if duty is Duty.TEXT]
    assert sum(one.rule is Rule.MANDATORY for one in found) == len(machine)
    assert sum(one.rule is Rule.MANDATORY_BY_TEXT for one in found) == len(text)


@pytest.mark.parametrize("index", range(11))
def test_each_observation_taken_away_is_missed_at_its_visit(index: int) -> None:
    report = two_months()
    seen = report.observations[index]
    less = replace(report, observations=tuple(one for one in report.observations if one is not seen))
    found = read(build(Delivery(NOON, (less,)))).all_mistakes
    if seen.id == "fund":
        assert found == ()
    else:
        assert [one.rule for one in found] == [Rule.MANDATORY_BY_TEXT if seen.id == "motor" else Rule.MANDATORY]
        assert found[0].resource == "Encounter/besog"


def test_an_observation_that_cannot_be_read_is_not_told_to_be_missing_as_well() -> None:
    found = read(broken(WEIGHT, ("valueQuantity", "code"), "lb")).all_mistakes
    assert [one.rule for one in found] == [Rule.UNIT]


def test_an_absent_reason_is_as_good_as_a_value() -> None:
    raw = broken(SLEEP, ("valueCodeableConcept",), GONE)
    resource = raw["entry"][0]["resource"]["entry"][AT[SLEEP]]["resource"]
    resource["dataAbsentReason"] = {"coding": [{"system": codes.ABSENT, "code": "not-asked"}]}
    assert read(raw).all_mistakes == ()
    resource["dataAbsentReason"]["coding"][0]["code"] = "glemt"
    assert [one.rule for one in read(raw).all_mistakes] == [Rule.ABSENT_REASON]


def test_two_decimals_are_too_many_even_when_the_last_is_nought() -> None:
    text = json.dumps(RAW).replace('"value": 57.5,', '"value": 57.50,')
    assert [one.rule for one in parse(text.encode()).all_mistakes] == [Rule.DECIMALS]


def test_a_weight_without_snomed_is_remarked_and_missed_by_the_machine() -> None:
    coding = ENTRIES[AT[WEIGHT]]["resource"]["code"]["coding"][:1]
    rules = [one.rule for one in read(broken(WEIGHT, ("code", "coding"), coding)).all_mistakes]
    assert rules == [Rule.NOT_CODED_TWICE, Rule.MANDATORY]


def test_a_parents_observation_at_the_childs_visit_is_remarked() -> None:
    raw = broken("Observation/parent-mental-state", ("encounter",), {"reference": "Encounter/besog"})
    assert [one.rule for one in read(raw).all_mistakes] == [Rule.PARENT_AT_CHILDS_VISIT]
    raw = broken(WEIGHT, ("subject", "reference"), "Patient/mor")
    assert Rule.WRONG_PERSON in [one.rule for one in read(raw).all_mistakes]


def test_references_are_found_in_every_shape_and_only_in_their_own_report() -> None:
    url = ENTRIES[AT[CHILD]]["fullUrl"]
    assert read(broken(SLEEP, ("subject", "reference"), url)).whole
    raw = broken("entry", ("fullUrl",), "urn:uuid:0b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11")
    raw["entry"][0]["resource"]["entry"][AT[SLEEP]]["resource"]["subject"]["reference"] = (
        "urn:uuid:0b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11"
    )
    assert read(raw).whole
    second = replace(two_months("r2"), citizens=(), parents=())
    found = read(build(Delivery(NOON, (two_months(), second)))).all_mistakes
    assert {one.rule for one in found if one.place.startswith("Bundle.entry[1]")} >= {Rule.POINTS_NOWHERE}
    assert not any(one.place.startswith("Bundle.entry[0]") for one in found)


def test_one_childs_report_never_stops_the_others() -> None:
    raw = build(Delivery(NOON, (two_months("r1"), two_months("r2"), two_months("r3"))))
    raw["entry"][1]["resource"]["entry"][0]["resource"]["birthDate"] = "2026-09-20"
    taken = read(raw)
    assert [report.id for report in taken.delivery.reports] == ["r1", "r3"]
    assert [(one.rule, one.where) for one in taken.all_mistakes] == [
        (Rule.FORBIDDEN, "Bundle.entry[1].resource.entry[0].resource (Patient/barn), birthDate")
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NOT_JSON), (b"\xff\xfe{", Fault.NOT_TEXT), (b"[]", Fault.NOT_A_DELIVERY),
        (b'{"resourceType": "Patient"}', Fault.NOT_A_DELIVERY), (b'{"a": NaN}', Fault.NOT_JSON),
        (b'{"resourceType": "Bundle", "resourceType": "Bundle"}', Fault.NOT_JSON),
        (b"[" * 100_000, Fault.NOT_JSON), (b'{"a": 1' + b"0" * 5000 + b"}", Fault.NOT_JSON),
    ],
)  # fmt: skip
def test_a_file_that_is_no_delivery_is_unusable(content: bytes, fault: Fault) -> None:
    with pytest.raises(Unusable) as found:
        parse(content)
    assert found.value.fault is fault


def test_a_file_with_a_mark_at_its_start_is_read() -> None:
    assert parse(b"\xef\xbb\xbf" + file_of(RAW)).whole


def test_replacement_numbers_pass_only_where_people_are_made_up() -> None:
    assert cpr_passes(RIKKE) and not cpr_passes("6505209996") and cpr_passes("6505209996", demo_numbers=True)
    assert not cpr_passes("9905209996", demo_numbers=True) and not cpr_passes("0505209996\n")
    raw = broken(CHILD, ("identifier", 0, "value"), "6505209996")
    assert parse(file_of(raw), demo_numbers=True).whole and not parse(file_of(raw)).whole


Leaf = tuple[Any, ...]


def leaves(value: Any, path: Leaf = ()) -> list[Leaf]:
    if isinstance(value, dict):
        return [path, *(leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key)))]
    if isinstance(value, list):
        return [path, *(leaf for index, inner in enumerate(value) for leaf in leaves(inner, (*path, index)))]
    return [path]


EVERYWHERE = [path for path in leaves(RAW) if path]
UGLY = st.sampled_from(
    [None, True, 0, -1, 1.5, 10**30, "", " ", "x" * 10_000, "\u202e=1+1", "<script>", "\x00", "🎈", [], {}, [[]], [None],
     {"a": {}}, [{"coding": [1]}], "2026-02-30", "9999-12-31T23:59:59-12:00", "\ud800"]
)  # fmt: skip


@settings(max_examples=400, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(EVERYWHERE), UGLY)
def test_whatever_stands_anywhere_is_read_or_refused_but_never_breaks(path: Leaf, value: Any) -> None:
    raw = copy.deepcopy(RAW)
    there: Any = raw
    for step in path[:-1]:
        there = there[step]
    there[path[-1]] = value
    try:
        taken = parse(json.dumps(raw).encode("utf-8", "surrogatepass"))
    except Unusable:
        return
    for report in taken.delivery.reports:
        build(Delivery(NOON, (report,)))


def test_an_entry_with_a_day_far_away_is_refused() -> None:
    assert not read(broken(VISIT, ("period", "start"), "9999-12-31T23:59:59-12:00")).whole
