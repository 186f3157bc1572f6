"""Danish words for absences: refusals, and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

INVALID = {
    "start_past": _("Vælg en dag fra i dag og frem."),
    "end_before_start": _("Den sidste dag kan ikke ligge før den første."),
    "too_long": _("Et fravær kan højst skrives for et halvt år ad gangen. Skriv resten, når I kommer dertil."),
    "overlaps": _("Der står allerede et fravær i de dage. Afslut det først, eller vælg andre dage."),
    "covers_another": _("Du dækker selv for en kollega i de dage. Tal med din leder om, hvem der så gør det."),
    "cover_self": _("Man kan ikke dække for sig selv. Vælg en kollega."),
    "cover_not_fit": _("Vælg en forebyggelsesrådgiver, der arbejder her i alle dagene."),
    "cover_away": _("Kollegaen er selv fraværende i nogle af dagene. Vælg en anden."),
}

REFUSAL = {
    "not_led": _("Det er en anden leders medarbejder."),
}

STALE = {
    "absence_ended": _("Fraværet er allerede afsluttet."),
}
