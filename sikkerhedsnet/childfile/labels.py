"""Danish words for what is open about a child, the kinds of its chronology, and why somebody has access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OPEN = {
    ("screening.wellbeingassessment", "own"): _("Trivselsvurdering"),
    ("screening.wellbeingassessment", "watched"): _("Opfølgning på trivsel"),
    ("concerns.concern", "raised"): _("Svar på en bekymring"),
    ("concerns.concern", "taken"): _("Næste skridt efter en bekymring"),
    ("meetings.meeting", "planned"): _("Samarbejdsmøde"),
    ("meetings.meeting", "running"): _("Samarbejdsmøde i gang"),
    ("plans.plan", "active"): _("Opfølgning på planen"),
    ("plans.step", "open"): _("Skridt i planen"),
}

KIND = {
    "screening": _("Trivsel"),
    "concerns": _("Bekymringer"),
    "sharing": _("Samtykker"),
    "meetings": _("Møder"),
    "plans": _("Planer"),
}

UNNAMED = _("En ansat, hvor barnet går")
"""Instead of the name of somebody whose place of work would give a protected address away."""

EMPLOYEE = _("Ansat i kommunen")
