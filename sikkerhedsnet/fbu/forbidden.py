"""The elements that may not stand in each kind of resource [P]."""

from __future__ import annotations

FORBIDDEN = {
    "Patient": (
        "name", "telecom", "gender", "birthDate", "deceasedBoolean", "deceasedDateTime", "address", "maritalStatus",
        "multipleBirthBoolean", "multipleBirthInteger", "photo", "contact", "communication", "generalPractitioner",
    ),
    "RelatedPerson": (
        "identifier", "name", "telecom", "gender", "birthDate", "address", "photo", "period", "communication",
    ),
    "Location": (
        "operationalStatus", "name", "alias", "description", "mode", "telecom", "address", "physicalType", "position",
        "managingOrganization", "partOf", "hoursOfOperation", "availabilityExceptions", "endpoint",
    ),
    "Encounter": (
        "identifier", "statusHistory", "classHistory", "serviceType", "priority", "episodeOfCare", "basedOn",
        "participant", "appointment", "length", "reasonCode", "reasonReference", "diagnosis", "account",
        "hospitalization", "serviceProvider", "partOf",
    ),
    "Observation": (
        "identifier", "basedOn", "partOf", "focus", "issued", "performer", "interpretation", "note", "bodySite",
        "method", "specimen", "device", "hasMember", "derivedFrom",
    ),
    "CarePlan": (
        "identifier", "instantiatesCanonical", "instantiatesUri", "basedOn", "replaces", "partOf", "category", "title",
        "description", "encounter", "created", "author", "contributor", "careTeam", "addresses", "supportingInfo",
        "goal", "note",
    ),
    "CarePlan.activity": ("reference", "progress", "outcomeCodeableConcept", "outcomeReference"),
    "CarePlan.activity.detail": (
        "kind", "instantiatesCanonical", "instantiatesUri", "reasonReference", "goal", "statusReason", "doNotPerform",
        "scheduledTiming", "scheduledPeriod", "scheduledString", "location", "productCodeableConcept",
        "productReference", "dailyAmount", "quantity", "description",
    ),
    "QuestionnaireResponse": ("identifier", "basedOn", "partOf", "encounter", "author", "source"),
}  # fmt: skip
