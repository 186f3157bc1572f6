"""Danish words for the guide and the sparring: states, axes, refusals and what people are told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION

from .identifying import Kind
from .states import PROFESSIONS, AgeBand, State, VersionState

STATE = {
    State.ASKED: _("Venter på svar"),
    State.ANSWERED: _("Besvaret"),
}

VERSION_STATE = {
    VersionState.DRAFT: _("Kladde"),
    VersionState.PROPOSED: _("Venter på godkendelse"),
    VersionState.APPROVED: _("Godkendt"),
}

AGE = {
    AgeBand.UNBORN: _("Ikke født endnu"),
    AgeBand.BABY: _("0 år"),
    AgeBand.TODDLER: _("1-2 år"),
    AgeBand.KINDERGARTEN: _("3-5 år"),
    AgeBand.YOUNG_PUPIL: _("6-9 år"),
    AgeBand.PUPIL: _("10-12 år"),
    AgeBand.TEENAGER: _("13-17 år"),
}

LEVEL = {
    1: _("1: trives, med almindelige udsving"),
    2: _("2: påvirket af noget, der nok går over"),
    3: _("3: tegn på ikke at trives"),
    4: _("4: tydeligt og længe belastet"),
    5: _("5: tager skade, eller mistanke om det"),
}

PROFESSION = {function: FUNCTION[function] for function in PROFESSIONS}

MUST_NOT_STORE = {
    Kind.CPR: _("Der står et CPR-nummer. Slet det."),
    Kind.BIRTH_DATE: _(
        "Der står en dato, som kan være en fødselsdag. Skriv alderen, eller hvor længe det har stået på."
    ),
    Kind.PHONE: _("Der står et telefonnummer. Slet det."),
    Kind.EMAIL: _("Der står en mailadresse. Slet den."),
    Kind.ADDRESS: _("Der står en adresse. Slet den."),
    Kind.INITIALS: _("Der står initialer sammen med en stue eller klasse. Skriv “barnet” i stedet."),
    Kind.FULL_NAME: _("Der står et navn på et barn eller en forælder, du arbejder med. Skriv “barnet” eller “moren”."),
}

REFUSAL = {
    "own_guide": _("Du har selv skrevet i udgaven. En anden skal godkende den."),
    "no_adviser_sparring": _(
        "Kommunen har ingen forebyggelsesrådgiver, der kan svare. Ring til din leder. Din tekst er ikke gemt."
    ),
    "not_owner_sparring": _("Det er en anden rådgiver, der svarer. På siden kan du se hvem."),
    "cannot_answer": _("Den, du valgte, kan ikke svare her. Vælg en anden."),
}

INVALID = {
    "required": _("Her mangler en tekst. Skriv den i feltet."),
    "past": _("Datoen er gået. Vælg i dag eller en senere dag."),
    "too_far": _("Datoen ligger mere end et år fremme."),
    "why_declined": _("Skriv, hvad der skal ændres."),
    "nothing_in_it": _("Der er ingen råd i udgaven. Skriv mindst ét."),
    "nothing_to_do": _("Skriv mindst én ting, man må eller skal gøre."),
    **{f"found_{kind}": words for kind, words in MUST_NOT_STORE.items()},
    "names": _("Sæt kryds ved de ord, der ikke er navne, eller skriv dem om."),
}

MESSAGE = {
    "guide.proposed": _("%(who)s har sendt en udgave af handleguiden til godkendelse"),
    "guide.approved": _("%(who)s har godkendt handleguiden"),
    "guide.declined": _("%(who)s har sendt handleguiden tilbage med en besked"),
    "sparring.asked": _("%(who)s beder om anonym sparring"),
    "sparring.given": _("%(who)s har bedt dig svare på en anonym sparring"),
    "sparring.answered": _("%(who)s har svaret på din anonyme sparring"),
}

STALE = {
    "guide_draft": _("Udgaven er en kladde igen."),
    "guide_proposed": _("Udgaven er sendt til godkendelse. Træk den tilbage, hvis du vil rette i den."),
    "guide_approved": _("Udgaven er godkendt og kan ikke ændres. Begynd på en ny."),
    "guide_entry": _("Rådet er ændret, siden du åbnede siden."),
    "sparring_answered": _("Sparringen er besvaret."),
}
