"""The addresses and code systems of KLChildren/FBU 2.1.0, and the lists looked up from the code; pure."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sikkerhedsnet.visits.standard import Growth, Indicator, standard

BASE = "http://fhir.kl.dk/children/"
PROFILE = BASE + "StructureDefinition/"
REPORT = PROFILE + "klgateway-children-delivery-report"
DELIVERY = PROFILE + "klgateway-children-incremental-delivery"
INFORMER = PROFILE + "FindingInformer"
BASED_ON = PROFILE + "BasedOnInterventionExtension"

FBOE = "http://fhir.kl.dk/term/CodeSystem/FBOE"
CARE_SOCIAL = "http://fhir.kl.dk/term/CodeSystem/CareSocialCodes"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
UCUM = "http://unitsofmeasure.org"
ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode"
CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"
ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
CPR = "urn:oid:1.2.208.176.1.2"
SOR = "urn:oid:1.2.208.176.1.1"
SCHOOL = "https://viden.stil.dk/display/OFFINSTREG/Institutionsregisteret"

EXAM_RESULT = "363788007"
FEEDING = "169740003"
VITAL_SIGNS = "vital-signs"
UNKNOWN = "unknown"

OTHER_CLASSES = frozenset({"EMER", "FLD", "IMP", "ACUTE", "NONAC", "OBSENC", "PRENC", "SS", "VR"})
"""HL7's other encounter classes: the profile takes them, the guide gives them no use."""

ABSENT_REASONS = frozenset(
    {
        UNKNOWN, "asked-unknown", "temp-unknown", "not-asked", "asked-declined", "masked", "not-applicable",
        "unsupported", "as-text", "error", "not-a-number", "negative-infinity", "positive-infinity", "not-performed",
        "not-permitted",
    }
)  # fmt: skip

STATUS: Mapping[str, frozenset[str]] = {
    "Encounter": frozenset(
        [
            "planned",
            "arrived",
            "triaged",
            "in-progress",
            "onleave",
            "finished",
            "cancelled",
            "entered-in-error",
            "unknown",
        ]
    ),
    "Observation": frozenset(
        ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"]
    ),
    "CarePlan": frozenset(["draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"]),
    "CarePlan.activity.detail": frozenset(
        [
            "not-started",
            "scheduled",
            "in-progress",
            "on-hold",
            "completed",
            "cancelled",
            "stopped",
            "unknown",
            "entered-in-error",
        ]
    ),
    "QuestionnaireResponse": frozenset(["in-progress", "completed", "amended", "entered-in-error", "stopped"]),
    "Location": frozenset(["active", "suspended", "inactive"]),
}
"""FHIR R4's required lists of statuses, which the library leaves open."""

KINDS = ("Patient", "RelatedPerson", "Location", "CarePlan", "Encounter", "Observation", "QuestionnaireResponse")
"""What a report may hold, in the order we write it."""


@cache
def visit_type_of() -> Mapping[str, str]:
    """The key of a visit type by its code."""
    return {found.code: key for key, found in standard().visit_types.items()}


@cache
def setting_of() -> Mapping[tuple[str, str], str]:
    """The key of a class by its system and code; HL7's other classes are their own key."""
    known = {(found.system, found.code): key for key, found in standard().classes.items()}
    return known | {(ACT, code): code for code in OTHER_CLASSES}


def class_of(setting: str) -> tuple[str, str]:
    """System and code of a class."""
    found = standard().classes.get(setting)
    return (found.system, found.code) if found else (ACT, setting)


def face_to_face(setting: str) -> bool:
    """The visit is in the home or at the municipality's premises: it must hold what its type asks for."""
    found = standard().classes.get(setting)
    return found is not None and found.face_to_face


@cache
def indicator_of() -> Mapping[str, Indicator]:
    """An indicator by its code."""
    return {found.code: found for found in standard().indicators.values()}


@cache
def growth_of() -> Mapping[str, Growth]:
    """A measurement by its LOINC code."""
    return {found.loinc: found for found in standard().growth.values()}


@cache
def names() -> Mapping[str, str]:
    """The Danish name of every FBOE code."""
    lists = standard()
    found = {code.code: code.name for code in (*lists.exam_results, *lists.interventions, *lists.reasons)}
    found |= {code.code: code.name for code in (*lists.feeding.values(), *lists.informants.values())}
    found |= {v.code: v.name for i in lists.indicators.values() for v in i.values}
    found |= {i.code: i.name for i in lists.indicators.values()}
    return found | {t.code: t.name for t in lists.visit_types.values()}


@cache
def reasons() -> frozenset[str]:
    """The 111 codes that may be an intervention's reason."""
    lists = standard()
    found = {code.code for code in (*lists.exam_results, *lists.reasons)}
    return frozenset(found - GOOD_RATINGS)


GOOD_RATINGS = frozenset(
    {
        "be128c20-851d-4217-b8df-744d8af39cac",
        "6bea1014-8e30-40e7-9274-2b02376c0b1b",
        "9b4b5194-cf7f-4274-a691-734c24adb0b7",
        "5dc857f6-1220-4762-a718-31a6101b5d61",
    }
)
"""The pupil's own good ratings: exam results that are no reason for anything."""
