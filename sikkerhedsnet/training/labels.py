"""Danish words for courses and certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Attendance, DateState, Source, Standing

STANDING = {
    Standing.HAS: _("Har kurset"),
    Standing.EXPIRING: _("Udløber snart"),
    Standing.EXPIRED: _("Udløbet"),
    Standing.REVOKED: _("Tilbagekaldt"),
    Standing.MISSING: _("Mangler"),
}
DATE_STATE = {
    DateState.PLANNED: _("Planlagt"),
    DateState.HELD: _("Holdt"),
    DateState.CANCELLED: _("Aflyst"),
}
ATTENDANCE = {
    Attendance.ASKED: _("Vil gerne med"),
    Attendance.SIGNED_UP: _("Tilmeldt"),
    Attendance.CAME: _("Kom"),
    Attendance.AWAY: _("Kom ikke"),
    Attendance.WITHDRAWN: _("Afmeldt"),
}
SOURCE = {
    Source.COURSE: _("Fra kursusdagen"),
    Source.BY_HAND: _("Skrevet ind"),
    Source.FILE: _("Fra en fil"),
}

INVALID = {
    "name_missing": _("Skriv, hvad kurset hedder."),
    "key_shape": _("Brug kun små bogstaver fra a til z, tal og _. Begynd med et bogstav, og skriv mindst to tegn."),
    "key_taken": _("Et andet kursus har allerede det korte navn. Vælg et nyt."),
    "not_yet": _("Dagen er ikke kommet endnu. Skriv den dag, kurset blev gennemført."),
    "ends_before": _("Beviset kan ikke udløbe, før kurset er gennemført. Ret en af datoerne."),
    "full": _("Der er ikke plads til så mange. Vælg færre, eller giv kursusdatoen flere pladser."),
    "nobody": _("Vælg mindst én kollega."),
    "gone": _("En af dem, du har valgt, arbejder her ikke mere. Se listen igennem igen."),
    "say_why": _("Skriv, hvorfor beviset bliver tilbagekaldt. Kollegaen kan læse det."),
    "there_already": _("Der står allerede et bevis for det kursus på den dag."),
    "not_open": _("Du kan ikke melde dig til den kursusdato. Spørg distriktsfacilitatoren eller din leder."),
    "over": _("Kursusdatoen er holdt eller aflyst. Lav en ny dato."),
    "seats_taken": _(
        "Der er allerede tilmeldt flere, end der bliver plads til. Skriv et højere tal, eller meld nogen af."
    ),
}

REFUSAL: dict[str, object] = {}

STALE = {
    DateState.HELD.value: _("Fremmødet er skrevet, og kursusdatoen er lukket."),
    DateState.CANCELLED.value: _("Kursusdatoen er aflyst."),
    "revoked": _("Beviset er tilbagekaldt."),
}

UNUSABLE = {
    "too_large": _("Filen er for stor. Del den i flere på højst 1 MB."),
    "too_many": _("Filen har for mange rækker. Del den i flere på højst 5.000."),
    "spreadsheet": _("Filen er et regneark. Åbn den, og gem den som CSV."),
    "binary": _("Filen er ikke tekst. Gem den som CSV, og vælg den igen."),
    "not_lines": _("Filen kan ikke deles i rækker. Gem den som CSV, og vælg den igen."),
    "empty": _("Der er ingen rækker i filen."),
    "no_who": _("Filen mangler en kolonne, der siger hvem: brugernavn, medarbejdernummer eller mail."),
    "no_columns": _("Filen skal have kolonnerne kursus og gennemført."),
    "twice": _("En kolonne står to gange i filen. Fjern den ene."),
}
PROBLEM = {
    "shape": _("Rækken har et andet antal felter end overskriften."),
    "letters": _("Et bogstav i rækken kan ikke læses. Gem filen som UTF-8 eller Windows-1252."),
    "nobody": _("Rækken siger ikke hvem."),
    "no_who": _("Ingen medarbejder har «%(value)s»."),
    "many_who": _("Flere medarbejdere har «%(value)s». Brug brugernavnet."),
    "other_name": _("Medarbejderen hedder ikke «%(value)s». Se efter, om det er den rigtige."),
    "no_course": _("Kurset «%(value)s» findes ikke her. Brug det korte navn eller hele navnet."),
    "completed_day": _("«%(value)s» kan ikke læses som den dag, kurset blev gennemført. Skriv for eksempel 2.12.2025."),
    "expires_day": _("«%(value)s» kan ikke læses som den dag, beviset udløber. Skriv for eksempel 2.12.2027."),
    "future": _("Kurset kan ikke være gennemført «%(value)s». Den dag er ikke kommet."),
    "ends_before": _("Beviset kan ikke udløbe «%(value)s», før kurset er gennemført."),
    "other_end": _(
        "Beviset står her allerede med en anden udløbsdag end «%(value)s». Tilbagekald det, hvis det er forkert."
    ),
    "revoked": _("Beviset er tilbagekaldt for %(value)s. Giv det igen på medarbejderens side, hvis det er rigtigt."),
}
