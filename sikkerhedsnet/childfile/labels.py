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
    "district": _("Er sundhedsplejerske i distriktet"),
}

UNNAMED = _("En ansat, hvor barnet går")
"""Instead of the name of somebody whose place of work would give a protected address away."""

LOOKED = {
    "assessment.read": _("Læste en trivselsvurdering"),
    "child.read": _("Åbnede barnets side"),
    "concern.read": _("Læste en bekymring"),
    "copy.fetched": _("Hentede kopien til en anmodning om indsigt"),
    "copy.read": _("Læste kopien til en anmodning om indsigt"),
    "desk.read": _("Så barnet på sit bord"),
    "group.read": _("Så stuens eller klassens vurderinger"),
    "looks.printed": _("Hentede listen over opslag som PDF"),
    "looks.read": _("Så, hvem der har slået barnet op"),
    "meeting.read": _("Læste om et møde"),
    "minutes.printed": _("Hentede et referat som PDF"),
    "plan.read": _("Læste en plan"),
    "ratings.read": _("Så egne vurderinger af stuen eller klassen"),
    "request.read": _("Læste en anmodning om indsigt"),
    "statement.opened": _("Åbnede en tekst for at skrive en udtalelse"),
    "step.read": _("Læste et skridt i en plan"),
}
LISTED = _("Så barnets navn på en liste")
CONTROLS = _("Holder øje med loggen")
UNEXPLAINED = _("Ingen tilknytning den dag")
EMPLOYEE = _("Ansat i kommunen")
