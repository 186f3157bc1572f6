"""Danish words for a review of access."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.people.models import Relation

from .states import Move, State

STATE = {
    State.REVIEWED: _("Gennemgået"),
    State.TO_END: _("Skal afsluttes. Venter på lederen"),
    State.ENDED: _("Afsluttet af lederen"),
    State.KEPT: _("Lederen har beholdt adgangen"),
}
SAY = {State.REVIEWED: _("Gennemgået og i orden"), State.TO_END: _("Noget skal afsluttes. Send det til lederen")}
MOVE = {Move.END: _("Afslut dem, jeg har valgt"), Move.KEEP: _("Behold adgangen")}

WHY = {
    Relation.Kind.ADVISER.value: _("Rådgiver i et forløb"),
    Relation.Kind.PARTICIPANT.value: _("Deltager i et møde"),
    Relation.Kind.STEP_OWNER.value: _("Har et skridt i en plan"),
    Relation.Kind.OWNER.value: _("Har en opgave om barnet"),
    "leader": _("Leder stedet"),
    "institution": _("Arbejder på stedet"),
    "group": _("Arbejder på stuen eller i klassen"),
    "district": _("Sundhedsplejerske i distriktet"),
    "glass": _("Nødadgang"),
}

MAY = {
    Permission.CHILD_SEE: _("ser børn i sit arbejde"),
    Permission.ADDRESS_SEE: _("ser adresser"),
    Permission.PROTECTED_ADDRESS_SEE: _("ser beskyttede adresser"),
    Permission.ASSESSMENT_SEE: _("læser trivselsvurderinger"),
    Permission.CONCERN_SEE: _("læser bekymringer"),
    Permission.CONCERN_TAKE: _("tager imod bekymringer"),
    Permission.MEETING_SEE: _("læser referater af egne møder"),
    Permission.PLAN_SEE: _("læser planer"),
    Permission.SHARING_SEE: _("ser samtykker og det, der er givet videre"),
    Permission.GLASS_BREAK: _("kan bruge nødadgang"),
    Permission.RIGHTS_HANDLE: _("besvarer anmodninger om indsigt"),
    Permission.LOG_CONTROL: _("ser opslag på alle børn"),
    Permission.REGISTER_IMPORT: _("indlæser registre"),
    Permission.ACCOUNT_MANAGE: _("hjælper kolleger med login"),
    Permission.TRAINING_FOLLOW: _("ser alle kollegers kurser"),
    Permission.TRAINING_KEEP: _("fører registeret over kurser"),
}

INVALID = {
    "say_what": _("Skriv, hvad der skal afsluttes, så lederen kan finde det."),
    "say_why": _("Skriv, hvorfor adgangen skal blive."),
    "nothing_ended": _("Vælg mindst én tilknytning, der skal afsluttes."),
    "no_leader": _("Der er ingen leder at sende det til. Tal med chefen."),
}

REFUSAL = {
    "own_access": _("Din egen adgang skal en anden gennemgå."),
    "not_owner": _("Den er sendt til en anden leder."),
}

STALE = {"access_answered": _("Den er allerede besvaret.")}
