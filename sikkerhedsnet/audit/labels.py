"""Danish words for what a line in the read log says somebody did."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

LOOKED = {
    "assessment.read": _("Læste en trivselsvurdering"),
    "child.read": _("Åbnede barnets side"),
    "concern.read": _("Læste en bekymring"),
    "consent.paper": _("Hentede et underskrevet samtykke"),
    "consent.read": _("Læste et samtykke"),
    "copy.fetched": _("Hentede kopien til en anmodning om indsigt"),
    "copy.read": _("Læste kopien til en anmodning om indsigt"),
    "desk.read": _("Så barnet på sit bord"),
    "glass.read": _("Gennemgik en nødadgang"),
    "group.read": _("Så stuens eller klassens vurderinger"),
    "looks.printed": _("Hentede listen over opslag som PDF"),
    "looks.read": _("Så, hvem der har slået barnet op"),
    "meeting.read": _("Læste om et møde"),
    "minutes.printed": _("Hentede et referat som PDF"),
    "plan.read": _("Læste en plan"),
    "ratings.read": _("Så egne vurderinger af stuen eller klassen"),
    "request.read": _("Læste en anmodning om indsigt"),
    "sharing.controlled": _("Så, hvem der har fået oplysninger, uden at se hvilke"),
    "sharing.exported": _("Hentede listen over, hvem der har fået oplysninger"),
    "sharing.read": _("Så samtykker, og hvem der har fået oplysninger"),
    "access.read": _("Så, hvem der har adgang til barnet"),
    "access.listed": _("Så barnets nummer eller navn, mens en medarbejders adgang blev set efter"),
    "ties.read": _("Fandt en anden ansvarlig, fordi en medarbejder ikke må se barnet"),
    "statement.opened": _("Åbnede en tekst for at skrive en udtalelse"),
    "step.read": _("Læste et skridt i en plan"),
}
LISTED = _("Så barnets navn på en liste")
