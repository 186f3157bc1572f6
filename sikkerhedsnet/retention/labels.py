"""Danish words for kinds of data, what starts their clocks, and refusals."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .kinds import Event, Kind
from .rules import PERIOD, UNLIMITED
from .states import KeptBecause, RuleState, State

KIND = {
    Kind.MESSAGE: _("Beskeder til ansatte om et barn"),
    Kind.REQUEST: _("Anmodninger om indsigt"),
    Kind.COURSE: _("Forløb: bekymring, møder og plan"),
    Kind.HANDOVER: _("Overgange til et nyt sted"),
    Kind.LEFT: _("Trivselsvurderinger fra et sted, barnet har forladt"),
    Kind.ASSESSMENT: _("Trivselsvurderinger"),
    Kind.RESPONSE: _("Svar på skemaer, og det, der fulgte"),
    Kind.CHILD: _("Barnets stamoplysninger og forældre"),
}

EVENT = {
    Event.MESSAGE_WRITTEN: _("beskeden blev skrevet"),
    Event.REQUEST_ENDED: _("anmodningen blev besvaret"),
    Event.COURSE_CLOSED: _("forløbet blev afsluttet"),
    Event.ROUND_CLOSED: _("runden lukkede"),
    Event.ASSESSMENT_SETTLED: _("vurderingen blev færdig"),
    Event.HANDOVER_ENDED: _("overgangen var slut"),
    Event.SETTING_LEFT: _("barnet forlod det sted, vurderingen er fra"),
    Event.FORM_ANSWERED: _("skemaet blev besvaret"),
    Event.CHILD_LEFT: _("barnet flyttede fra kommunen"),
    Event.CHILD_18: _("barnet fyldte 18 år"),
}

RULE_STATE = {
    RuleState.PROPOSED: _("Forslag, ikke bekræftet"),
    RuleState.CONFIRMED: _("Bekræftet"),
    RuleState.REPLACED: _("Afløst"),
}

STATE = {
    State.PROPOSED: _("Venter på godkendelse"),
    State.APPROVED: _("Godkendt, slettes ved næste gennemgang"),
    State.DONE: _("Slettet"),
    State.CALLED_OFF: _("Opgivet"),
}

KEPT_BECAUSE = {
    KeptBecause.HOLD: _("Der er et slettestop"),
    KeptBecause.RULE: _("Fristen er ikke bekræftet mere"),
    KeptBecause.NOT_DUE: _("Fristen er ikke nået mere"),
    KeptBecause.BOUND: _("Noget andet om barnet skal gemmes endnu"),
}

PARTS = (
    ("Y", _("%(n)s år")),
    ("M", _("%(n)s mdr.")),
    ("W", _("%(n)s uger")),
    ("D", _("%(n)s dage")),
)


def period_words(period: str) -> str:
    """`5 år`, `1 år 6 mdr.`; what is kept for good says so."""
    if period == UNLIMITED:
        return gettext("altid")
    found = PERIOD.fullmatch(period)
    numbers = found.groups() if found else ()
    said = [str(words) % {"n": int(number)} for number, (_unit, words) in zip(numbers, PARTS, strict=False) if number]
    return " ".join(said) or period


REFUSAL = {
    "own_proposal": _("Du har selv bedt om sletningen. En anden skal godkende den."),
    "list_changed": _("Listen er en anden end den, du så. Se den igennem igen."),
    "nothing_due": _("Der er ikke noget at slette nu."),
}

INVALID = {
    "not_a_period": _("Skriv fristen som P5Y (5 år), P18M (18 måneder) eller en kode fra KLE som P1825D."),
    "no_time": _("Fristen kan ikke være nul."),
    "too_long": _("Fristen er for lang. Skal det gemmes for altid, så skriv P18250D."),
    "not_its_event": _("Det kan ikke starte fristen for den slags. Vælg noget andet."),
    "past": _("Datoen er gået. Vælg i dag eller en senere dag, eller lad feltet stå tomt."),
    "required": _("Skriv hvorfor."),
    "no_such_child": _("Der er ikke et barn med det nummer i kommunen."),
}
