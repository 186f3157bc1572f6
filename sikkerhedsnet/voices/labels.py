"""Danish words for preparations and children's own words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Audience, How, Keep

AUDIENCE = {
    Audience.FAMILY: _("Familien"),
    Audience.PROFESSIONAL: _("Fagpersonen"),
}

HOW = {
    How.SCREEN: _("Skrevet her"),
    How.PAPER: _("Skrevet på papir"),
    How.TOLD: _("Fortalt og skrevet ned"),
}

GROUP = {
    "family": _("Til familien"),
    "professional": _("Til fagpersonerne"),
    "houses": _("Barnets tre huse"),
}

FACE = {
    1: _("Rigtig dårligt"),
    2: _("Ikke så godt"),
    3: _("Midt imellem"),
    4: _("Godt"),
    5: _("Rigtig godt"),
}
SIGN = {1: "😢", 2: "😞", 3: "😐", 4: "😊", 5: "😀"}

KEEP = {
    Keep.OPEN: _("Må vises for forældrene"),
    Keep.ASKED: _("Barnet vil ikke have det vist. Rådgiveren skal tage stilling"),
    Keep.KEPT: _("Vises ikke for forældrene"),
    Keep.SHOWN: _("Må vises for forældrene, har rådgiveren besluttet"),
}

INVALID = {
    "no_words": _("Et spørgsmål mangler ord. Skriv det, eller lad det gamle stå."),
    "nothing_said": _("Skriv svar på mindst ét spørgsmål, eller læg papiret ved."),
    "face": _("Vælg et af de fem ansigter."),
    "day": _("Skriv den dag, det blev sagt eller skrevet. Den kan ikke ligge i fremtiden."),
    "decide": _("Vælg, om barnets ord må vises."),
    "because": _("Skriv hvorfor. Skriv det, så du kan sige det til barnet."),
    "meeting_over": _("Mødet er holdt eller aflyst. Forberedelsen kan ikke skrives mere."),
    "paper_words": _("Skriv også, hvad tegningen eller papiret viser."),
}

REFUSAL = {
    "not_your_preparation": _("Det er en kollegas egen forberedelse. Kun kollegaen selv kan skrive den."),
    "not_at_table": _("Det er den, der leder mødet, eller den, der sidder med, der skriver det ind."),
    "adviser_decides": _("Det er forebyggelsesrådgiveren, der beslutter, om barnets ord må vises."),
}

STALE = {
    "decided": _("Der er allerede taget stilling til barnets ønske."),
}
