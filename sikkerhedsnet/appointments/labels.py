"""Danish words for a meeting before it is held."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Booking, OfferState

STATE = {
    OfferState.OPEN: _("Venter på svar"),
    OfferState.CHOSEN: _("Tid valgt"),
    OfferState.NONE_FITS: _("Ingen af tiderne passede"),
    OfferState.REPLACED: _("Erstattet af andre tider"),
}

BOOKING = {
    Booking.NOT_NEEDED: _("Tolk: nej"),
    Booking.NOT_ORDERED: _("Tolken er ikke bestilt"),
    Booking.ORDERED: _("Tolken er bestilt, men har ikke sagt ja"),
    Booking.CONFIRMED: _("Tolken har sagt ja"),
    Booking.CAME: _("Tolken kom"),
    Booking.STAYED_AWAY: _("Tolken kom ikke"),
}

REFUSAL = {
    "not_your_file": _("Kalenderfilen er til en anden. Din egen står på mødets side og under Møder."),
}

INVALID = {
    "how_many": _("Skriv to til fire tider med dag og klokkeslæt."),
    "twice": _("Den samme tid står to gange. Ret den ene."),
    "after_the_first": _("Svaret skal komme før den første af tiderne. Vælg en tidligere dag."),
    "past": _("Tidspunktet er gået. Vælg et senere."),
    "too_far": _("Datoen ligger mere end et halvt år fremme. Vælg en tidligere dag."),
    "before_start": _("Mødet slutter, før det begynder. Ret det ene klokkeslæt."),
    "too_long": _("Mødet varer over seks timer. Ret klokkeslættet."),
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, de svarede."),
    "before_offered": _("Datoen ligger før den dag, tiderne blev tilbudt. Ret datoen."),
    "not_a_slot": _("Den tid er ikke tilbudt. Vælg en af tiderne på siden."),
    "not_a_parent": _("Vedkommende er ikke barnets forælder længere. Vælg igen."),
    "suspicion": _("Der er mistanke om vold eller overgreb. Familien får ingen tider og ingen indkaldelse."),
    "language_required": _("Skriv, hvilket sprog der skal tolkes."),
    "future_day": _("Datoen ligger fremme i tiden. Skriv den dag, det skete."),
    "before_ordered": _("Tolken kan ikke have sagt ja, før der er bestilt. Ret den ene dato."),
    "not_yet": _("Mødet har ikke været endnu. Skriv det, når det er holdt."),
    "no_line": _("Skriv mindst ét punkt."),
    "too_many": _("Der er plads til 30 punkter. Slet nogle af dem."),
    "not_seated": _("Vedkommende er ikke med til mødet. Vælg en, der er."),
    "line_long": _("Et punkt må være 500 tegn. Kort det af."),
    "instead": _("Skriv, hvad du gør i stedet. Barnet skal stadig ses af nogen."),
    "words": _("Skriv forældrenes egne ord, eller at de ikke sagde hvorfor."),
    "next_required": _("Skriv, hvornår du senest gør det næste. Datoen kommer på dit bord."),
    "too_early": _("Mødet er ikke begyndt endnu. Flyt det, eller aflys det."),
    "because": _("Skriv hvorfor. Et par ord er nok."),
    "asked_required": _("Skriv, hvornår du spurgte forældrene. De bliver spurgt, før mødet ligger fast."),
    "shut_out": _("Adressen er beskyttet over for en af dem, der er inviteret. Vælg et andet sted."),
    "minutes": _("Et møde varer mellem 15 og 240 minutter."),
}

STALE = {
    OfferState.CHOSEN: _("Forældrenes svar er skrevet ned."),
    OfferState.NONE_FITS: _("Forældrenes svar er skrevet ned: ingen af tiderne passede."),
    OfferState.REPLACED: _("Der er tilbudt andre tider siden."),
}

MESSAGE = {
    "interpreter.missing": _("Der er ingen tolk til mødet %(day)s"),
}
