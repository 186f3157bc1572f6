"""Danish words for the control of the log: states, answers, flags, refusals and the municipality's numbers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Flag, Move, State

STATE = {
    State.OPEN: _("Venter på en forklaring"),
    State.EXPLAINED: _("Forklaret"),
    State.PASSED_ON: _("Sendt videre til databeskyttelsesrådgiveren"),
    State.CLOSED: _("Sendt videre og afsluttet"),
    State.NOBODY: _("Ingen kan forklare det"),
}

MOVE = {
    Move.EXPLAIN: _("Det var en del af arbejdet"),
    Move.PASS_ON: _("Det kan ikke forklares. Send det videre til databeskyttelsesrådgiveren"),
    Move.CLOSE: _("Afslut"),
}

FLAG = {
    Flag.OWN_FAMILY: _("Egen familie: registeret siger, at det er den ansattes eget barn"),
    Flag.OWN_HOUSEHOLD: _("Samme person: en forælder har samme hele navn eller mail som den ansatte"),
    Flag.SAME_SURNAME: _("Samme efternavn: den ansatte og familien deler et efternavn, som få børn her har"),
    Flag.COLLEAGUE_CHILD: _("Kollegas barn: en forælder arbejder samme sted som den ansatte"),
    Flag.MANY_CHILDREN: _("Mange børn: den ansatte åbnede usædvanligt mange børn på kort tid"),
    Flag.OUTSIDE_HOURS: _("Uden for arbejdstid: barnet blev åbnet på en fridag eller uden for arbejdsdagen"),
}

OWN_ROW = _("Har kun en bekymring, et møde, en plan eller et skridt, der er deres eget")
"""Those whose only reason is a row of their own."""

IN_A_CASE = _("Arbejdede i en sag")
"""Instead of what was opened, where it would give away more than who and when."""

INVALID = {
    "too_short": _("Skriv mindst 10 bogstaver, så en anden kan forstå det bagefter."),
    "nobody_left": _("Der er ingen databeskyttelsesrådgiver at sende det til. Tal med chefen."),
    "hours": _("Arbejdsdagen skal slutte senere, end den begynder."),
    "most": _("Det højeste antal skal være mindst lige så stort som det laveste."),
}

STALE = {"look_answered": _("Opslaget er allerede besvaret.")}
