"""What the register's own words mean here: functions, kinds of institution, yes and no; pure."""

from __future__ import annotations

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.organisation.kinds import InstitutionKind

YES_NO = {"1": True, "0": False, "ja": True, "nej": False, "j": True, "n": False, "true": True, "false": False}

KINDS: dict[str, InstitutionKind] = {
    "dagtilbud": InstitutionKind.DAY_CARE,
    "boernehave": InstitutionKind.DAY_CARE,
    "vuggestue": InstitutionKind.DAY_CARE,
    "dagpleje": InstitutionKind.CHILDMINDING,
    "skole": InstitutionKind.SCHOOL,
    "sfo": InstitutionKind.AFTER_SCHOOL_CARE,
    "sundhedspleje": InstitutionKind.HEALTH_VISITING,
    "tandpleje": InstitutionKind.DENTAL_CARE,
    "ppr": InstitutionKind.PPR,
    "familieafdeling": InstitutionKind.FAMILY_DEPARTMENT,
}

# No file makes a system administrator: that is done by hand.
FUNCTIONS: dict[str, Function] = {
    "paedagog": Function.PEDAGOGUE,
    "dagplejer": Function.CHILDMINDER,
    "laerer": Function.TEACHER,
    "sundhedsplejerske": Function.HEALTH_VISITOR,
    "forebyggelsesraadgiver": Function.PREVENTION_ADVISER,
    "leder": Function.LEADER,
    "distriktsfacilitator": Function.DISTRICT_FACILITATOR,
    "psykolog": Function.EDUCATIONAL_PSYCHOLOGIST,
    "pprpsykolog": Function.EDUCATIONAL_PSYCHOLOGIST,
    "audiologopaed": Function.SPEECH_AND_HEARING_THERAPIST,
    "tandplejer": Function.DENTAL_PROFESSIONAL,
    "familieraadgiver": Function.FAMILY_ADVISER,
    "chef": Function.CHIEF,
    "udvalgsformand": Function.POLITICIAN,
    "forsker": Function.RESEARCHER,
    "analytiker": Function.ANALYST,
    "databeskyttelse": Function.DATA_PROTECTION_OFFICER,
    "databeskyttelsesraadgiver": Function.DATA_PROTECTION_OFFICER,
}

NEEDS_INSTITUTION = frozenset({Function.PEDAGOGUE, Function.CHILDMINDER, Function.TEACHER, Function.LEADER})
NEEDS_DISTRICT = frozenset({Function.HEALTH_VISITOR})
IN_DISTRICT_TEAM = frozenset(
    {
        Function.PREVENTION_ADVISER,
        Function.HEALTH_VISITOR,
        Function.EDUCATIONAL_PSYCHOLOGIST,
        Function.SPEECH_AND_HEARING_THERAPIST,
        Function.FAMILY_ADVISER,
        Function.DENTAL_PROFESSIONAL,
    }
)
"""Employed for one district, these are its fixed team."""


def plain(word: str) -> str:
    """The word as the tables above have it: small letters a-z only."""
    small = word.casefold().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return "".join(letter for letter in small if letter.isascii() and letter.isalnum())
