"""Danish words for kinds of institution."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .kinds import InstitutionKind

INSTITUTION_KIND = {
    InstitutionKind.DAY_CARE: _("dagtilbud"),
    InstitutionKind.CHILDMINDING: _("dagpleje"),
    InstitutionKind.SCHOOL: _("skole"),
    InstitutionKind.AFTER_SCHOOL_CARE: _("SFO"),
    InstitutionKind.HEALTH_VISITING: _("sundhedspleje"),
    InstitutionKind.DENTAL_CARE: _("tandpleje"),
    InstitutionKind.PPR: _("PPR"),
    InstitutionKind.FAMILY_DEPARTMENT: _("familieafdeling"),
}
