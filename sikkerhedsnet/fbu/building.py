"""Values -> FHIR resources, made and checked by the library -> JSON; the same values always give the same bytes."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from functools import singledispatch
from typing import Any

from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.careplan import CarePlan
from fhir.resources.R4B.encounter import Encounter as FhirEncounter
from fhir.resources.R4B.fhirresourcemodel import FHIRResourceModel
from fhir.resources.R4B.location import Location
from fhir.resources.R4B.observation import Observation as FhirObservation
from fhir.resources.R4B.patient import Patient
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse
from fhir.resources.R4B.relatedperson import RelatedPerson

from sikkerhedsnet.core import clock
from sikkerhedsnet.visits.standard import standard

from . import codes
from .questionnaires import questionnaires
from .report import (
    Answers,
    Citizen,
    Delivery,
    Encounter,
    Feeding,
    Finding,
    Indication,
    Intervention,
    Measurement,
    Observation,
    Parent,
    Report,
    Resource,
    School,
    When,
)

ADDRESS = "https://sikkerhedsnet.example/fbu/"
"""Base of the full addresses; nobody looks anything up there: they only make references resolve."""

Json = dict[str, Any]


def as_json(delivery: Delivery) -> str:
    """The file, in UTF-8 text with æøå as they are."""
    return json.dumps(build(delivery), ensure_ascii=False, indent=1) + "\n"


def build(delivery: Delivery) -> Json:
    """The envelope with every report in it."""
    entries = [_entry("Bundle", report.id, build_report(report)) for report in delivery.reports]
    envelope: Json = {
        "resourceType": "Bundle",
        "meta": {"profile": [codes.DELIVERY]},
        "type": "collection",
        "timestamp": moment(delivery.timestamp),
    }
    Bundle.model_validate(envelope)
    return envelope | ({"entry": entries} if entries else {})


def build_report(report: Report) -> Json:
    """One report: every resource through the library, references relative and inside the report."""
    bundle: Json = {
        "resourceType": "Bundle",
        "id": report.id,
        "meta": {"profile": [codes.REPORT]},
        "type": "collection",
        "timestamp": moment(report.timestamp),
    }
    Bundle.model_validate(bundle)
    entries = [_entry(one.KIND, one.id, build_resource(one)) for one in report.resources()]
    return bundle | ({"entry": entries} if entries else {})


def build_resource(resource: Resource) -> Json:
    """One resource as the library writes it."""
    return _written(resource_of(resource))


def moment(when: When) -> str:
    """A day as it is; a moment on a Danish clock, with its zone."""
    return clock.local(when).isoformat() if isinstance(when, datetime) else when.isoformat()


@singledispatch
def resource_of(resource: Resource) -> FHIRResourceModel:
    """The library's resource for a value."""
    raise TypeError(f"no resource for {type(resource).__name__}")


@resource_of.register
def _citizen(citizen: Citizen) -> FHIRResourceModel:
    made: Json = {
        "id": citizen.id,
        "identifier": [{"use": "official", "system": codes.CPR, "value": citizen.cpr}],
        "managingOrganization": {"identifier": {"use": "official", "system": codes.SOR, "value": citizen.sender}},
        "link": [{"other": _to("RelatedPerson", parent), "type": "seealso"} for parent in citizen.links],
    }
    if not citizen.active:
        made["active"] = False
    return Patient.model_validate(_without_empty(made))


@resource_of.register
def _parent(parent: Parent) -> FHIRResourceModel:
    made: Json = {
        "id": parent.id,
        "patient": _to("Patient", parent.child),
        "relationship": [{"coding": [{"system": codes.ROLE, "code": "PRN"}]}],
    }
    if not parent.active:
        made["active"] = False
    return RelatedPerson.model_validate(made)


@resource_of.register
def _school(school: School) -> FHIRResourceModel:
    made: Json = {
        "id": school.id,
        "identifier": [{"system": codes.SCHOOL, "value": school.number}],
        "type": [{"coding": [{"system": codes.ROLE, "code": "SCHOOL"}]}],
    }
    if not school.active:
        made["status"] = "inactive"
    return Location.model_validate(made)


@resource_of.register
def _encounter(encounter: Encounter) -> FHIRResourceModel:
    system, code = codes.class_of(encounter.setting)
    visit = standard().visit_types[encounter.type]
    made: Json = {
        "id": encounter.id,
        "extension": [
            {"url": codes.BASED_ON, "valueReference": _to("CarePlan", plan)} for plan in encounter.interventions
        ],
        "status": encounter.status,
        "class": {"system": system, "code": code},
        "type": [{"coding": [_fboe(visit.code)]}],
        "subject": _to("Patient", encounter.subject),
        "period": _period(encounter.start, encounter.end),
        "location": [{"location": _to("Location", encounter.school)}] if encounter.school else [],
    }
    return FhirEncounter.model_validate(_without_empty(made))


@resource_of.register
def _intervention(plan: Intervention) -> FHIRResourceModel:
    detail: Json = {
        "code": {"coding": [_fboe(plan.code)]},
        "reasonCode": [{"coding": [_fboe(reason)]} for reason in plan.reasons],
        "status": plan.carried_out,
    }
    return CarePlan.model_validate(
        {
            "id": plan.id,
            "status": plan.status,
            "intent": "plan",
            "subject": _to("Patient", plan.subject),
            "period": _period(plan.start, plan.end),
            "activity": [{"detail": _without_empty(detail)}],
        }
    )


@resource_of.register
def _indication(seen: Indication) -> FHIRResourceModel:
    indicator = standard().indicators[seen.indicator]
    return _observation(seen, [_fboe(indicator.code)], **_value_or_absent(seen.value, seen.absent))


@resource_of.register
def _feeding(seen: Feeding) -> FHIRResourceModel:
    coded = [_fboe(standard().indicators["nutrition"].code), {"system": codes.SNOMED, "code": codes.FEEDING}]
    return _observation(seen, coded, **_value_or_absent(seen.value, seen.absent))


@resource_of.register
def _measurement(seen: Measurement) -> FHIRResourceModel:
    growth = standard().growth[seen.growth]
    coded = [{"system": codes.LOINC, "code": growth.loinc}]
    if seen.posture is not None:
        coded.append({"system": codes.SNOMED, "code": growth.snomed[seen.posture]})
    value: Json = {}
    if seen.number is not None:
        value["valueQuantity"] = {
            "value": seen.number, "unit": seen.unit, "system": codes.UCUM, "code": seen.unit,
        }  # fmt: skip
    else:
        value = _value_or_absent("", seen.absent)
    category = [{"coding": [{"system": codes.CATEGORY, "code": codes.VITAL_SIGNS}]}]
    return _observation(seen, coded, category=category, **value)


@resource_of.register
def _finding(seen: Finding) -> FHIRResourceModel:
    return _observation(seen, [{"system": codes.SNOMED, "code": codes.EXAM_RESULT}], **_value_or_absent(seen.value, ""))


@resource_of.register
def _answers(answers: Answers) -> FHIRResourceModel:
    made: Json = {
        "id": answers.id,
        "questionnaire": questionnaires()[answers.questionnaire].canonical,
        "status": answers.status,
        "subject": _to("Patient", answers.subject),
        "authored": moment(answers.authored),
        "item": [{"linkId": link, "answer": [_answer(answer)]} for link, answer in answers.items],
    }
    if answers.informant:
        informant = standard().informants[answers.informant]
        coding = {"system": codes.CARE_SOCIAL, "code": informant.code, "display": informant.name}
        made["extension"] = [{"url": codes.INFORMER, "valueCodeableConcept": {"coding": [coding]}}]
    return QuestionnaireResponse.model_validate(_without_empty(made))


def _observation(seen: Observation, coding: list[dict[str, str]], **more: Any) -> FHIRResourceModel:
    made: Json = {
        "id": seen.id,
        "status": seen.status,
        "code": {"coding": coding},
        "subject": _to("Patient", seen.subject),
        **more,
    }
    if seen.encounter:
        made["encounter"] = _to("Encounter", seen.encounter)
    if isinstance(seen, Feeding) and seen.period:
        made["effectivePeriod"] = _period(seen.at, seen.until)
    else:
        made["effectiveDateTime"] = moment(seen.at)
    return FhirObservation.model_validate(made)


def _value_or_absent(value: str, absent: str) -> Json:
    if value:
        return {"valueCodeableConcept": {"coding": [_fboe(value)]}}
    return {"dataAbsentReason": {"coding": [{"system": codes.ABSENT, "code": absent}]}} if absent else {}


def _answer(answer: bool | int | str) -> Json:
    if isinstance(answer, bool):
        return {"valueBoolean": answer}
    return {"valueInteger": answer} if isinstance(answer, int) else {"valueString": answer}


def _fboe(code: str) -> dict[str, str]:
    name = codes.names().get(code)
    return {"system": codes.FBOE, "code": code, **({"display": name} if name else {})}


def _to(kind: str, pk: str) -> dict[str, str]:
    return {"reference": f"{kind}/{pk}"}


def _period(start: When, end: When | None) -> dict[str, str]:
    return {"start": moment(start), **({"end": moment(end)} if end is not None else {})}


def _without_empty(made: Json) -> Json:
    return {key: value for key, value in made.items() if value not in ([], "", None)}


def _entry(kind: str, pk: str, resource: Json) -> Json:
    return {"fullUrl": f"{ADDRESS}{kind}/{pk}", "resource": resource}


def _written(resource: FHIRResourceModel) -> Json:
    written: Json = _plain(resource.model_dump())
    if "valueQuantity" in written:  # the library reads a number as a float; a whole number stays whole
        number = Decimal(str(written["valueQuantity"]["value"]))
        whole = number == number.to_integral_value()
        written["valueQuantity"]["value"] = int(number) if whole else float(number)
    return written


def _plain(value: Any) -> Any:
    """The library's values as JSON has them."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, date):
        return moment(value)
    return value
