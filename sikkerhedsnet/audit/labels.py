"""Danish words for what a line in the log says somebody did, why the child was within reach, and from where."""

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
    "desk.listed": _("Så barnet på sit bord"),
    "desk.read": _("Så barnet på sit bord"),  # written before the line named the row that put the child there
    "fbu.file_read": _("Gennemgik en leverance fra en anden kommune"),
    "fbu.received_read": _("Læste det, en anden kommune har sendt"),
    "glass.read": _("Gennemgik en nødadgang"),
    "group.read": _("Så stuens eller klassens vurderinger"),
    "look.checked": _("Gennemgik et udtrukket opslag"),
    "looks.printed": _("Hentede listen over opslag som PDF"),
    "looks.read": _("Så, hvem der har slået barnet op"),
    "meeting.read": _("Læste om et møde"),
    "preparation.read": _("Læste en forberedelse til et møde"),
    "scan.read": _("Så et papir"),
    "minutes.printed": _("Hentede et referat som PDF"),
    "not_assessed.read": _("Læste, hvorfor barnet ikke er vurderet i en runde"),
    "notification.read": _("Læste en underretning"),
    "notification.printed": _("Hentede en underretning som PDF"),
    "plan.read": _("Læste en plan"),
    "ratings.read": _("Så egne vurderinger af stuen eller klassen"),
    "request.read": _("Læste en anmodning om indsigt"),
    "response.read": _("Læste et svar på et skema"),
    "response.printed": _("Hentede et svar på et skema som PDF"),
    "response.handed_out": _("Hentede et svar på et skema som papir til familien"),
    "assessment.handed_out": _("Hentede en trivselsvurdering som papir til familien"),
    "recall.consents": _("Så samtykker til, at tandplejen taler med andre"),
    "responses.listed": _("Så barnets skemaer"),
    "responses.exported": _("Hentede barnets skemaer som fil"),
    "follow_up.read": _("Så, hvad der skal følge af et svar"),
    "sharing.controlled": _("Så, hvem der har fået oplysninger, uden at se hvilke"),
    "sharing.exported": _("Hentede listen over, hvem der har fået oplysninger"),
    "sharing.read": _("Så samtykker, og hvem der har fået oplysninger"),
    "access.read": _("Så, hvem der har adgang til barnet"),
    "access.listed": _("Så barnets nummer eller navn, mens en medarbejders adgang blev set efter"),
    "ties.read": _("Fandt en anden ansvarlig, fordi en medarbejder ikke må se barnet"),
    "statement.opened": _("Åbnede en tekst for at skrive en udtalelse"),
    "step.read": _("Læste et skridt i en plan"),
    "unhelped.read": _("Så barnet på listen over dem, der er set, men ikke hjulpet"),
}
LISTED = _("Så barnets navn på en liste")

BASIS = {
    "group": _("Arbejder på barnets stue eller i klassen"),
    "institution": _("Arbejder, hvor barnet går"),
    "leader": _("Leder stedet, hvor barnet går"),
    "district": _("Er sundhedsplejerske i distriktet"),
    "adviser": _("Har et forløb om barnet"),
    "owner": _("Har fået ansvaret efter en, der er holdt op"),
    "cover": _("Dækker for en kollega, der er fraværende"),
    "step_owner": _("Har et skridt i en plan"),
    "participant": _("Er inviteret til et møde"),
    "glass": _("Brugte nødadgang"),
    "concern": _("Har selv sendt eller fået en bekymring"),
    "notification": _("Skriver eller har fået en underretning"),
    "meeting": _("Er ansvarlig for et møde"),
    "seat": _("Er inviteret til et møde"),
    "plan": _("Er ansvarlig for en plan"),
    "step": _("Har et skridt i en plan"),
    "request": _("Svarer på en anmodning om indsigt"),
    "review": _("Gennemgik en andens opslag"),
    "control": _("Holder øje med loggen"),
    "duty": _("Som led i sin funktion"),
    "family": _("Barnets egen familie"),
    "own_family": _("Egen familie"),
    "none": _("Ingen tilknytning den dag"),
    "system": _("Systemet selv"),
    "": _("Blev ikke skrevet ned dengang"),
}
OWN_ROWS = frozenset({"concern", "notification", "meeting", "seat", "plan", "step"})
"""Reasons that are a row of one's own: it may be one about a suspicion."""


def basis_words(basis: str) -> str:
    """Why the child was within reach; a reason that a suspicion alone gives is told in the same words as any other."""
    return str(BASIS.get(basis.removeprefix("quiet_"), BASIS["duty"]))
