"""Danish words for a broken glass: reasons, answers, refusals and what its people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.people.models import BrokenGlass

from .states import Move, State

REASON = {
    BrokenGlass.Reason.DANGER: _("Barnet kan være i fare nu"),
    BrokenGlass.Reason.CALLED: _("Hospital, politi eller døgnvagt har ringet"),
    BrokenGlass.Reason.COLLEAGUE_AWAY: _("Kollegaen, der kender barnet, kan ikke nås"),
}

STATE = {
    State.OPEN: _("Venter"),
    State.FINE: _("Gennemgået og i orden"),
    State.ESCALATED: _("Sendt videre"),
}

MOVE = {
    Move.ACCEPT: _("Det var i orden"),
    Move.ESCALATE: _("Det skal undersøges nærmere"),
}

INVALID = {
    "too_short": _("Skriv mindst 20 bogstaver om, hvorfor det haster, så en anden kan forstå det bagefter."),
    "nobody_approves": _("Du har brugt nødadgang tre gange i dag, og der er ingen leder at spørge. Ring til chefen."),
    "say_why": _("Skriv, hvad der skal undersøges."),
    "already": _("Du har allerede adgang til barnet. Find det under Børn."),
    "nobody_left": _(
        "Der er ingen at sende den videre til. Tal med den, der har brugt nødadgangen, og skriv, hvad I fandt ud af."
    ),
    "who": _("Skriv barnets CPR-nummer, eller både hele navnet og fødselsdagen."),
    "nobody": _(
        "Der er ikke et barn, du kan åbne med de oplysninger. Se efter, om de er rigtige. Forsøget er skrevet ned."
    ),
    "password": _("Adgangskoden passer ikke. Skriv den igen."),
}

REFUSAL = {
    "not_owner": _("Det er en anden, der gennemgår den."),
}

STALE = {
    "answered": _("Den er allerede gennemgået."),
    "ended": _("Nødadgangen er slut."),
    "approved": _("Der er allerede svaret."),
    "approval_over": _("Timen er gået. Den, der spurgte, må spørge igen."),
}
