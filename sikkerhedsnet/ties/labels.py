"""Danish words for ties: refusals, and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

INVALID = {
    "who": _("Skriv barnets CPR-nummer, eller både hele navnet og fødselsdagen."),
    "number": _("Det ligner ikke et CPR-nummer. Skriv de ti tal, eller brug navn og fødselsdag."),
    "kind": _("Vælg, hvad båndet er."),
    "because": _("Skriv, hvorfor båndet ikke er der mere."),
    "name": _("Skriv, hvad båndet skal hedde."),
    "name_taken": _("Det står på listen allerede."),
    "same_as": _("Der er ikke en bruger med det navn i kommunen."),
    "one_of": _("Skriv enten CPR-nummer eller den anden brugers navn."),
    "numbers_differ": _("De to brugere står med hver sit CPR-nummer og kan ikke være den samme person."),
    "number_of_another": _(
        "En anden person i kommunen står med det CPR-nummer. Skriv den persons brugernavn i stedet."
    ),
    "not_free": _("Vælg en, der må se barnet."),
}

REFUSAL = {
    "not_led": _("Det er en anden leders medarbejder."),
}

STALE = {
    "tie_ended": _("Båndet er allerede afsluttet."),
    "owner_changed": _("Der er allerede en anden, der har overtaget."),
}

WHAT = {
    "screening.wellbeingassessment": _("en trivselsvurdering"),
    "concerns.concern": _("en bekymring"),
    "meetings.meeting": _("et møde"),
    "plans.plan": _("en plan"),
    "plans.step": _("en aftale i en plan"),
}
