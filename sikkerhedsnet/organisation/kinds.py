"""Kinds of institution, and what follows from the kind; pure."""

from __future__ import annotations

from enum import StrEnum


class InstitutionKind(StrEnum):
    """Da: institutionstype."""

    DAY_CARE = "day_care"
    CHILDMINDING = "childminding"
    SCHOOL = "school"
    AFTER_SCHOOL_CARE = "after_school_care"
    HEALTH_VISITING = "health_visiting"
    DENTAL_CARE = "dental_care"
    PPR = "ppr"
    FAMILY_DEPARTMENT = "family_department"


CHILDREN_ENROL_IN = frozenset(
    {
        InstitutionKind.DAY_CARE,
        InstitutionKind.CHILDMINDING,
        InstitutionKind.SCHOOL,
        InstitutionKind.AFTER_SCHOOL_CARE,
    }
)
ONE_RATER = frozenset({InstitutionKind.CHILDMINDING, InstitutionKind.HEALTH_VISITING})
