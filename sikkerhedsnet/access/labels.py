"""Danish words for functions and for why something is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .roles import Function

FUNCTION = {
    Function.PEDAGOGUE: _("pædagog"),
    Function.CHILDMINDER: _("dagplejer"),
    Function.TEACHER: _("lærer"),
    Function.HEALTH_VISITOR: _("sundhedsplejerske"),
    Function.PREVENTION_ADVISER: _("forebyggelsesrådgiver"),
    Function.LEADER: _("leder"),
    Function.DISTRICT_FACILITATOR: _("distriktsfacilitator"),
    Function.EDUCATIONAL_PSYCHOLOGIST: _("PPR-psykolog"),
    Function.SPEECH_AND_HEARING_THERAPIST: _("audiologopæd"),
    Function.DENTAL_PROFESSIONAL: _("tandplejer"),
    Function.FAMILY_ADVISER: _("familierådgiver"),
    Function.CHIEF: _("chef"),
    Function.POLITICIAN: _("udvalgsformand"),
    Function.RESEARCHER: _("forsker"),
    Function.ANALYST: _("analytiker"),
    Function.DATA_PROTECTION_OFFICER: _("databeskyttelsesrådgiver"),
    Function.SYSTEM_ADMIN: _("systemadministrator"),
}
