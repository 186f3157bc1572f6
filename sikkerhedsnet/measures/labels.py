"""Danish words for measures: tiers, endings, refusals and what is wrong with a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import AskedHow, Ending, State, Tier

TIER = {
    Tier.UNIVERSAL: _("For alle børn"),
    Tier.SELECTIVE: _("For en gruppe, der kan få det svært"),
    Tier.INDICATED: _("For et barn, der viser tegn"),
    Tier.SPECIAL: _("Særlig støtte"),
}

STATE = {State.RUNNING: _("I gang"), State.ENDED: _("Afsluttet")}

ENDING = {
    Ending.REACHED: _("Det, indsatsen skulle, er nået"),
    Ending.BETTER: _("Det går bedre, og hverdagen kan bære det"),
    Ending.NO_EFFECT: _("Den hjalp ikke"),
    Ending.FAMILY_STOPPED: _("Familien vil ikke fortsætte"),
    Ending.OTHER_HELP: _("Anden hjælp tager over"),
    Ending.MOVED: _("Barnet er flyttet"),
    Ending.NEVER_BEGUN: _("Den kom aldrig i gang"),
}

ASKED_HOW = {
    AskedHow.AT_THE_TABLE: _("På mødet"),
    AskedHow.TALK: _("Ved en samtale"),
    AskedHow.PHONE: _("I telefon"),
    AskedHow.LETTER: _("På skrift"),
}

REFUSAL = {
    "measure_on_suspicion": _(
        "En indsats kan ikke sættes i gang i en sag med mistanke om vold eller overgreb. Familieafdelingen afgør, hvad der skal ske."
    ),
    "measure_not_yours_to_start": _(
        "Din funktion kan ikke sætte den indsats i gang alene. I kataloget kan du se, hvem der kan."
    ),
    "not_measure_owner": _("Det gør den, der har indsatsen, eller den, der er ansvarlig for planen."),
}

INVALID = {
    "missing": _("Feltet mangler. Skriv eller vælg noget her."),
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, det skete."),
    "past": _("Datoen er gået. Vælg i dag eller en senere dag."),
    "too_far": _("Datoen ligger for langt fremme. Vælg en tidligere dag."),
    "too_early": _("Datoen ligger for langt tilbage. En indsats skrives ind inden for tolv uger."),
    "before_start": _("Datoen ligger før, indsatsen begynder."),
    "not_a_doer": _("Vælg en af dem, der står her."),
    "kind_gone": _("Indsatsen bliver ikke tilbudt mere. Vælg en anden i kataloget."),
    "name_taken": _("Der er allerede en indsats med det navn i kataloget."),
    "special": _("Særlig støtte kræver familieafdelingens afgørelse. Ingen kan sætte den i gang uden at spørge."),
    "weeks": _("Skriv et antal uger fra 1 til 104, eller lad feltet stå tomt."),
    "follow_up_weeks": _("Skriv et antal uger fra 1 til 26."),
    "price": _("Skriv prisen i hele kroner, eller lad feltet stå tomt."),
    "not_here": _("Vælg en kollega, der arbejder i kommunen den dag."),
    "already_member": _("Kollegaen er allerede med i teamet."),
    "before_join": _("Den sidste dag ligger før den første."),
}

MESSAGE = {
    "measure.given": _("%(who)s har sat en indsats i gang, som du står for"),
    "measure.ended": _("%(who)s har afsluttet en indsats i din plan"),
}
