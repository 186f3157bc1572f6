"""Each kind of resource -> its value, by the profile's own rules; what breaks one is noted on the sheet; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from sikkerhedsnet.visits.standard import standard

from . import checks, codes
from .checks import Rule
from .forbidden import FORBIDDEN
from .reading_answers import answers
from .report import (
    IN_ERROR,
    Citizen,
    Encounter,
    Feeding,
    Finding,
    Indication,
    Intervention,
    Measurement,
    Observation,
    Parent,
    Resource,
    School,
    When,
)
from .sheet import Json, Sheet

OBSERVED_TIMES = ("effectiveInstant", "effectiveTiming")
VALUES = (
    "valueQuantity", "valueCodeableConcept", "valueString", "valueBoolean", "valueInteger", "valueRange", "valueRatio",
    "valueSampledData", "valueTime", "valueDateTime", "valuePeriod",
)  # fmt: skip


def _citizen(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["Patient"])
    cpr = _identifier(sheet, codes.CPR, "identifier", sheet.one("identifier"))
    if cpr and not checks.cpr_passes(cpr, demo_numbers=demo_numbers):
        sheet.wrong(Rule.CPR, "identifier.value")
    keeper = sheet.one("managingOrganization")
    sor = ""
    if isinstance(keeper, dict):
        sheet.forbid(("reference", "type", "display"), keeper, "managingOrganization")
        named = sheet.one("identifier", keeper, "managingOrganization")
        sor = _identifier(sheet, codes.SOR, "managingOrganization.identifier", named)
        if sor and not checks.sor_passes(sor):
            sheet.wrong(Rule.SOR, "managingOrganization.identifier.value", found=sor)
    links = []
    for index, link in enumerate(sheet.raw.get("link") or ()):
        at = f"link[{index}]"
        sheet.fixed(sheet.text("type", link, at), "seealso", f"{at}.type")
        links.append(sheet.to("other", "RelatedPerson", link, at))
    return Citizen(pk, cpr, sor, sheet.flag("active", default=True), tuple(links))


def _identifier(sheet: Sheet, system: str, at: str, found: Any) -> str:
    if not isinstance(found, dict):
        return ""
    value = sheet.text("value", found, at)
    sheet.fixed(sheet.text("system", found, at), system, f"{at}.system")
    if "use" in found:
        sheet.fixed(sheet.text("use", found, at), "official", f"{at}.use")
    return value


def _parent(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["RelatedPerson"])
    for index, relation in enumerate(sheet.raw.get("relationship") or ()):
        sheet.coded(relation, f"relationship[{index}]", codes.ROLE, {"PRN"})
    return Parent(pk, sheet.to("patient", "Patient"), sheet.flag("active", default=True))


def _school(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["Location"])
    number = ""
    named = sheet.one("identifier")
    if isinstance(named, dict):
        sheet.forbid(("type", "use", "assigner", "period"), named, "identifier")
        number = sheet.text("value", named, "identifier")
        sheet.fixed(sheet.text("system", named, "identifier"), codes.SCHOOL, "identifier.system")
    kind = sheet.one("type")
    if kind is not None:
        sheet.coded(kind, "type", codes.ROLE, {"SCHOOL"})
    active = True
    if "status" in sheet.raw:
        active = sheet.status(codes.STATUS["Location"]) != "inactive"
    return School(pk, number, active)


def _encounter(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["Encounter"])
    status = sheet.status(codes.STATUS["Encounter"])
    if status and status not in ("finished", IN_ERROR):
        sheet.wrong(Rule.NOT_CARRIED_OUT, "status", found=status)
    visit, kind = "", sheet.one("type")
    if kind is not None:
        sheet.forbid(("version", "userSelected"), _first(kind.get("coding")), "type.coding")
        visit = sheet.coded(kind, "type", codes.FBOE, codes.visit_type_of(), bare=True)
    setting, where = "", sheet.one("class")
    if isinstance(where, dict):
        sheet.forbid(("version", "userSelected"), where, "class")
        pair = (str(where.get("system") or ""), str(where.get("code") or ""))
        setting = codes.setting_of().get(pair, "")
        if not setting:
            sheet.wrong(Rule.NOT_IN_LIST, "class", found=pair[1] or "-")
    subject = sheet.to("subject", "Patient")
    sheet.one("period")
    start, end = sheet.period("period")
    school, place = "", sheet.one("location", needed=False)
    if isinstance(place, dict):
        sheet.forbid(("status", "physicalType", "period"), place, "location")
        school = sheet.to("location", "Location", place, "location")
    plans = []
    for index, extension in enumerate(sheet.raw.get("extension") or ()):
        if extension.get("url") == codes.BASED_ON:
            plans.append(sheet.to("valueReference", "CarePlan", extension, f"extension[{index}]"))
    if start is None or not visit:
        return None
    key = codes.visit_type_of()[visit]
    return Encounter(pk, subject, key, setting, start, end, status, school, tuple(plans))


def _observation(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["Observation"])
    sheet.forbid(OBSERVED_TIMES)
    status = sheet.status(codes.STATUS["Observation"])
    subject = sheet.to("subject", "Patient")
    encounter = sheet.to("encounter", "Encounter", needed=False)
    concept = sheet.one("code")
    if concept is None:
        return None
    coded = sheet.codings(concept, "code")
    common = {"id": pk, "subject": subject, "encounter": encounter, "status": status}
    found = set(coded)
    fboe = [code for system, code in coded if system == codes.FBOE]
    loinc = [code for system, code in coded if system == codes.LOINC]
    if found == {(codes.SNOMED, codes.EXAM_RESULT)} and len(coded) == 1:
        return _finding(sheet, common)
    nutrition = standard().indicators["nutrition"].code
    if found == {(codes.SNOMED, codes.FEEDING), (codes.FBOE, nutrition)} and len(coded) == 2:
        return _feeding(sheet, common)
    if len(loinc) == 1 and loinc[0] in codes.growth_of():
        return _measurement(sheet, common, loinc[0], coded)
    if len(coded) == 1 and len(fboe) == 1 and fboe[0] in codes.indicator_of():
        return _indication(sheet, common, fboe[0])
    sheet.wrong(Rule.UNKNOWN_OBSERVATION, "code", found=", ".join(code for _, code in coded))
    return None


def keys_there(raw: Json) -> Iterator[str]:
    """What an observation that could not be read is of, by its codes alone, as the gateway's rules look at it."""
    concept = raw.get("code")
    told = concept.get("coding") if isinstance(concept, dict) else None
    found = {str(one.get("code")) for one in (told if isinstance(told, list) else ()) if isinstance(one, dict)}
    if codes.FEEDING in found:
        yield "feeding"
    for code, indicator in codes.indicator_of().items():
        if code in found:
            yield indicator.key
    for growth in standard().growth.values():
        if found.intersection(growth.snomed.values()):
            yield growth.key


def _at(sheet: Sheet) -> When | None:
    """The time of an observation that has no period."""
    sheet.forbid(("effectivePeriod",))
    return sheet.when("effectiveDateTime")


def _finding(sheet: Sheet, common: Json) -> Observation | None:
    sheet.forbid(("category", "dataAbsentReason"))
    _only_value(sheet, "valueCodeableConcept")
    allowed = {result.code for result in standard().exam_results}
    value = ""
    if (told := sheet.raw.get("valueCodeableConcept")) is None:
        sheet.wrong(Rule.EMPTY_FINDING, "valueCodeableConcept")
    else:
        value = sheet.coded(told, "valueCodeableConcept", codes.FBOE, allowed)
    at = _at(sheet)
    return None if at is None else Finding(**common, at=at, value=value)


def _feeding(sheet: Sheet, common: Json) -> Observation | None:
    _only_value(sheet, "valueCodeableConcept")
    value, absent = _value_or_reason(sheet, {code.code for code in standard().feeding.values()})
    if "effectivePeriod" in sheet.raw:
        start, end = sheet.period("effectivePeriod")
        return (
            None if start is None else Feeding(**common, at=start, value=value, absent=absent, period=True, until=end)
        )
    at = sheet.when("effectiveDateTime")
    return None if at is None else Feeding(**common, at=at, value=value, absent=absent)


def _indication(sheet: Sheet, common: Json, code: str) -> Observation | None:
    indicator = codes.indicator_of()[code]
    sheet.forbid(("category",))
    _only_value(sheet, "valueCodeableConcept")
    value, absent = _value_or_reason(sheet, {value.code for value in indicator.values})
    at = _at(sheet)
    return None if at is None else Indication(**common, at=at, indicator=indicator.key, value=value, absent=absent)


def _measurement(sheet: Sheet, common: Json, loinc: str, coded: list[tuple[str, str]]) -> Observation | None:
    growth = codes.growth_of()[loinc]
    postures = {code: posture for posture, code in growth.snomed.items()}
    snomed = [code for system, code in coded if system == codes.SNOMED]
    if any(code not in postures for code in snomed) or len(snomed) > 1:
        sheet.wrong(Rule.UNKNOWN_OBSERVATION, "code", found=", ".join(code for _, code in coded))
        return None
    if not snomed:
        sheet.wrong(Rule.NOT_CODED_TWICE, "code", found=growth.name)
    if (category := sheet.one("category")) is not None:
        sheet.coded(category, "category", codes.CATEGORY, {codes.VITAL_SIGNS})
    _only_value(sheet, "valueQuantity")
    number, unit, absent = _quantity(sheet, growth.units)
    at = _at(sheet)
    posture = postures[snomed[0]] if snomed else None
    if at is None:
        return None
    return Measurement(**common, at=at, growth=growth.key, posture=posture, number=number, unit=unit, absent=absent)


def _quantity(sheet: Sheet, units: tuple[str, ...]) -> tuple[Decimal | None, str, str]:
    told, absent = sheet.raw.get("valueQuantity"), _absent(sheet)
    if told is None:
        if not absent and "dataAbsentReason" not in sheet.raw:
            sheet.wrong(Rule.VALUE_OR_REASON, "valueQuantity")
        return None, "", absent
    if "dataAbsentReason" in sheet.raw:
        sheet.wrong(Rule.VALUE_AND_REASON, "dataAbsentReason")
    unit = sheet.text("code", told, "valueQuantity")
    sheet.fixed(sheet.text("system", told, "valueQuantity"), codes.UCUM, "valueQuantity.system")
    if unit and unit not in units:
        sheet.wrong(Rule.UNIT, "valueQuantity.code", found=unit, wanted=", ".join(units))
    number = told.get("value")
    if isinstance(number, bool) or not isinstance(number, int | Decimal):
        sheet.wrong(Rule.MISSING if number is None else Rule.SHAPE, "valueQuantity.value")
        return None, unit, ""
    exact = Decimal(number)
    exponent = exact.as_tuple().exponent
    if not isinstance(exponent, int) or exponent < -1:
        sheet.wrong(Rule.DECIMALS, "valueQuantity.value", found=number)
    elif exponent > 6 or abs(exact) >= 1_000_000:
        sheet.wrong(Rule.SHAPE, "valueQuantity.value")
        return None, unit, ""
    if exact <= 0:
        sheet.wrong(Rule.NEGATIVE, "valueQuantity.value", found=number)
    return exact, unit, ""


def _value_or_reason(sheet: Sheet, allowed: set[str]) -> tuple[str, str]:
    told, absent = sheet.raw.get("valueCodeableConcept"), _absent(sheet)
    if told is None:
        if not absent and "dataAbsentReason" not in sheet.raw:
            sheet.wrong(Rule.VALUE_OR_REASON, "valueCodeableConcept")
        return "", absent
    if "dataAbsentReason" in sheet.raw:
        sheet.wrong(Rule.VALUE_AND_REASON, "dataAbsentReason")
    return sheet.coded(told, "valueCodeableConcept", codes.FBOE, allowed), ""


def _absent(sheet: Sheet) -> str:
    """The reason why there is no value; a reason FHIR does not know stands as `unknown`, and is remarked."""
    told = sheet.raw.get("dataAbsentReason")
    if told is None:
        return ""
    reasons = [code for system, code in sheet.codings(told, "dataAbsentReason") if system == codes.ABSENT]
    if len(reasons) == 1 and reasons[0] in codes.ABSENT_REASONS:
        return reasons[0]
    sheet.wrong(Rule.ABSENT_REASON, "dataAbsentReason", found=", ".join(reasons) or "-")
    return codes.UNKNOWN


def _only_value(sheet: Sheet, allowed: str) -> None:
    sheet.forbid(name for name in VALUES if name != allowed)


def _intervention(sheet: Sheet, pk: str, demo_numbers: bool) -> Resource | None:
    sheet.forbid(FORBIDDEN["CarePlan"])
    status = sheet.status(codes.STATUS["CarePlan"])
    sheet.fixed(sheet.text("intent"), "plan", "intent")
    subject = sheet.to("subject", "Patient")
    sheet.one("period")
    start, end = sheet.period("period")
    activity = sheet.one("activity")
    if not isinstance(activity, dict):
        return None
    sheet.forbid(FORBIDDEN["CarePlan.activity"], activity, "activity")
    detail = sheet.one("detail", activity, "activity")
    if not isinstance(detail, dict):
        return None
    at = "activity.detail"
    sheet.forbid(FORBIDDEN["CarePlan.activity.detail"], detail, at)
    carried_out = sheet.status(codes.STATUS["CarePlan.activity.detail"], detail, at)
    code, concept = "", sheet.one("code", detail, at)
    if concept is not None:
        allowed = {one.code for one in standard().interventions}
        code = sheet.coded(concept, f"{at}.code", codes.FBOE, allowed, bare=True)
    reasons = [
        sheet.coded(reason, f"{at}.reasonCode[{index}]", codes.FBOE, codes.reasons())
        for index, reason in enumerate(detail.get("reasonCode") or ())
    ]
    if start is None:
        return None
    return Intervention(pk, subject, code, start, end, status, carried_out, tuple(reasons))


def _first(found: Any) -> Json:
    one = found[0] if isinstance(found, list) and found else {}
    return one if isinstance(one, dict) else {}


READ: dict[str, Callable[[Sheet, str, bool], Resource | None]] = {
    "Patient": _citizen,
    "RelatedPerson": _parent,
    "Location": _school,
    "Encounter": _encounter,
    "Observation": _observation,
    "CarePlan": _intervention,
    "QuestionnaireResponse": answers,
}
"""How each kind is read; the last argument lets replacement numbers through."""
