"""Danish words for what is open about a child, the kinds of its chronology, and why somebody has access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

OPEN = {
    ("instruments.followup", "open"): _("Opfølgning på et skema"),
    ("screening.wellbeingassessment", "own"): _("Trivselsvurdering"),
    ("screening.wellbeingassessment", "watched"): _("Opfølgning på trivsel"),
    ("visits.plannedvisit", "planned"): _("Besøg fra sundhedsplejen"),
    ("visits.visit", "draft"): _("Besøg, der ikke er skrevet færdigt"),
    ("visits.visit", "missing"): _("Besøg, hvor noget mangler"),
    ("visits.dentalrecall", "called"): _("Indkaldelse til tandplejen"),
    ("concerns.concern", "raised"): _("Svar på en bekymring"),
    ("concerns.concern", "taken"): _("Næste skridt efter en bekymring"),
    ("concerns.notification", "draft"): _("Underretning, der skrives"),
    ("concerns.notification", "sent"): _("Kvittering for en underretning"),
    ("meetings.meeting", "planned"): "%(meeting)s",
    ("meetings.meeting", "running"): _("%(meeting)s i gang"),
    ("plans.plan", "active"): _("Opfølgning på planen"),
    ("plans.step", "open"): _("Skridt i planen"),
    ("plans.planrole", "asked"): _("Svar om at være tovholder for planen"),
    ("plans.lookagain", "watching"): _("Se igen, efter planen sluttede"),
    ("measures.measure", "running"): _("Indsats i gang"),
    ("handover.handover", "draft"): _("Overgang, der skrives"),
    ("handover.handover", "with_parents"): _("Overgang, der er klar til at blive sendt"),
    ("handover.handover", "sent"): _("Svar på en overgang"),
    ("handover.handover", "returned"): _("Overgang, der skal rettes"),
    ("handover.handover", "accepted"): _("Hvordan gik skiftet?"),
}

KIND = {
    "screening": _("Trivsel"),
    "visits": _("Besøg"),
    "instruments": _("Skemaer"),
    "concerns": _("Bekymringer"),
    "sharing": _("Samtykker"),
    "meetings": _("Møder"),
    "voices": _("Barnets egne ord"),
    "plans": _("Planer"),
    "appointments": _("Indkaldelser"),
    "measures": _("Indsatser"),
    "handover": _("Overgange"),
}

UNNAMED = _("En ansat, hvor barnet går")
"""Instead of the name of somebody whose place of work would give a protected address away."""

EMPLOYEE = _("Ansat i kommunen")
