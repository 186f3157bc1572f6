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

WHY = {
    "adviser": _("Har et forløb om barnet"),
    "participant": _("Er inviteret til et møde"),
    "step_owner": _("Har et skridt i en plan"),
    "owner": _("Har fået ansvaret efter en, der er holdt op"),
    "group": _("Arbejder på barnets stue eller i klassen"),
    "institution": _("Arbejder, hvor barnet går"),
    "leader": _("Leder stedet, hvor barnet går"),
    "glass": _("Brugte nødadgang"),
    "district": _("Er sundhedsplejerske i distriktet"),
}

UNNAMED = _("En ansat, hvor barnet går")
"""Instead of the name of somebody whose place of work would give a protected address away."""

CONTROLS = _("Holder øje med loggen")
UNEXPLAINED = _("Ingen tilknytning den dag")
EMPLOYEE = _("Ansat i kommunen")
