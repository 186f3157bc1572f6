"""Danish words for visits and recalls; the national lists bring their own."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from .rules import Reminder, Unit
from .standard import Service
from .states import Absent, HelpState, NotHeld, Per, PlannedState, RecallState, RecallTurn, VisitState, Why

PLANNED = {
    PlannedState.PLANNED: _("Planlagt"),
    PlannedState.HELD: _("Holdt"),
    PlannedState.NOT_HELD: _("Ikke holdt"),
}
WHY = {
    Why.SCHEDULE: _("Standardbesøg"),
    Why.NEED: _("Behovsbesøg"),
    Why.MAKE_UP: _("Indhenter det, der manglede"),
}
NOT_HELD = {
    NotHeld.ABSENT: _("Ingen hjemme, eller familien kom ikke"),
    NotHeld.MOVED: _("Familien er flyttet"),
    NotHeld.OBJECTION: _("Forældrene har sagt nej tak"),
    NotHeld.REPLACED: _("Erstattet af et senere besøg"),
    NotHeld.OTHER: _("Andet"),
}
VISIT = {
    VisitState.DRAFT: _("Kladde"),
    VisitState.MISSING: _("Mangler"),
    VisitState.WHOLE: _("Færdigt"),
}
ABSENT = {
    Absent.NOT_PERFORMED: _("Ikke set eller målt i dag"),
    Absent.ASKED_DECLINED: _("Forældrene ville ikke svare"),
    Absent.ASKED_UNKNOWN: _("Spurgt, men ved det ikke"),
    Absent.NOT_ASKED: _("Ikke spurgt"),
    Absent.UNKNOWN: _("Ukendt"),
    Absent.TEMP_UNKNOWN: _("Ukendt indtil videre"),
    Absent.NOT_PERMITTED: _("Ikke tilladt"),
    Absent.NOT_APPLICABLE: _("Ikke relevant"),
    Absent.MASKED: _("Skjult"),
    Absent.UNSUPPORTED: _("Kan ikke registreres"),
    Absent.AS_TEXT: _("Skrevet som tekst"),
    Absent.ERROR: _("Fejl"),
    Absent.NOT_A_NUMBER: _("Ikke et tal"),
    Absent.NEGATIVE_INFINITY: _("For lille til at måle"),
    Absent.POSITIVE_INFINITY: _("For stort til at måle"),
}
HELP = {
    HelpState.ACTIVE: _("I gang"),
    HelpState.ON_HOLD: _("På pause"),
    HelpState.COMPLETED: _("Afsluttet"),
    HelpState.REVOKED: _("Opgivet"),
    HelpState.UNKNOWN: _("Ukendt"),
}
RECALL = {
    RecallState.CALLED: _("Skal ses"),
    RecallState.SEEN: _("Set"),
    RecallState.ENDED: _("Ender her"),
}
TURN = {
    RecallTurn.CALLED: _("Skal indkaldes"),
    RecallTurn.MISSED: _("Kom ikke"),
    RecallTurn.NEW_DATE: _("Ny tid"),
    RecallTurn.PHONED: _("Ringet til familien"),
    RecallTurn.LETTER: _("Brev til familien"),
    RecallTurn.LEADER: _("Drøftet med lederen"),
    RecallTurn.SEEN: _("Set"),
    RecallTurn.ENDED: _("Ender her"),
    RecallTurn.TALK: _("Talt med sundhedsplejen, skolen eller dagtilbuddet"),
}
TALKED_WITH = {
    "health_visiting": _("Sundhedsplejen"),
    "school": _("Skolen eller SFO’en"),
    "day_care": _("Dagtilbuddet eller dagplejen"),
}
"""Whom the ladder lets a dental professional talk with, by the service as `sharing` names it."""
UNIT = {Unit.DAY: _("dage"), Unit.WEEK: _("uger"), Unit.MONTH: _("måneder")}
GROWTH = {"weight": _("Vægt"), "height": _("Længde eller højde"), "head": _("Hovedomfang")}
HOW = {"": _("Stilling ikke skrevet"), "lying": _("Liggende"), "standing": _("Stående")}
INSTRUMENT = {"adbb": _("ADBB"), "topi": _("Trivselsvurdering (TOPI)"), "epds": _("EPDS"), "puf": _("PUF")}
REMINDER = {
    Reminder.NEW_FORM: _(
        "Trivslen er set som Opmærksomhed (%(where)s), og der har været mange behovsbesøg siden. Vurder trivslen igen, og "
        "tal om det i sundhedsplejen."
    ),
    Reminder.TALK_BEFORE_CLOSING: _(
        "Trivslen er set som Opmærksomhed eller Bekymring (%(where)s). Tal om det på et dialogmøde mindst to gange, før I "
        "slipper barnet."
    ),
}
PROBLEM = {
    "required": _("Her mangler et svar."),
    "not_a_number": _("Skriv et tal, for eksempel 57,5. Hele gram skrives uden punktum: 4300."),
    "one_decimal": _("Tallet har for mange decimaler. Højst én, for eksempel 57,5."),
    "whole_grams": _("Vægten skrives i hele gram, for eksempel 4300."),
    "unusual": _(
        "Tallet er usædvanligt for alderen. Se efter, at enheden er rigtig. Er tallet rigtigt, så sæt kryds ved det."
    ),
    "value_and_absent": _("Skriv enten et tal eller kryds i »ikke målt«, ikke begge dele."),
    "window_order": _("Skriv alderne i rækkefølge: fra, omkring og senest."),
    "not_in_list": _("Det valg findes ikke her længere. Vælg igen."),
    "future": _("Besøget kan ikke ligge i fremtiden. Skriv det, når det er holdt."),
    "before_birth": _("Dagen ligger før barnets fødsel."),
    "ends_later": _("Slut skal ligge efter start."),
    "next_on": _("Vælg en dag fra i dag og frem, højst et år ude."),
    "not_a_parent": _("Personen står ikke som forælder til barnet."),
    "no_need": _("Skriv kort, hvad besøget er for."),
    "note": _("Skriv kort hvorfor."),
    "because": _("Skriv, hvad der var forkert."),
    "period": _("Skriv, hvilken ernæring perioden gælder, og hvornår den begyndte."),
    "help_reason": _("Vælg mindst én årsag til indsatsen."),
    "recall_months": _("Vælg et antal måneder fra 1 til 60."),
    "range_day": _(
        "Grænserne kan tidligst gælde fra i dag. Det, der er målt før, holdes op mod de grænser, der gjaldt da."
    ),
    "range_source": _("Skriv, hvor tallene kommer fra."),
    "range_order": _("Den øverste grænse skal være et større tal end den nederste."),
    "too_early": _("Så langt er I ikke. Tag det næste trin først."),
    "nobody": _("Der er ingen sundhedsplejerske, der kan få besøget. Tal med lederen."),
}
REFUSAL = {
    "others_draft": _("Besøget er ved at blive skrevet af en kollega. Tal med hende, eller skriv dit eget besøg."),
}
SERIES = {"": _("Alle"), Service.SMALL: _("Småbørn"), Service.SCHOOL: _("Skolebørn")}


class PerWords(NamedTuple):
    """How the coverage counted by one kind of part is named: the link, the table, its first column, children of none."""

    link: Any
    table: Any
    part: Any
    without: Any


PER = {
    Per.DISTRICT: PerWords(_("Pr. distrikt"), _("Besøg pr. distrikt"), _("Distrikt"), _("Uden distrikt")),
    Per.PLACE: PerWords(_("Pr. sted"), _("Besøg pr. sted"), _("Sted"), _("Går ikke noget sted")),
    Per.GROUP: PerWords(_("Pr. gruppe"), _("Besøg pr. gruppe"), _("Gruppe"), _("Uden gruppe eller klasse")),
}
"""Where the child lives, or spent its days when the visit was due."""
