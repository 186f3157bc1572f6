"""Danish words for the evaluations' own pages; what parents read stands in `questions`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import About, Statement

OUTSIDE = _("Uden distrikt")
ABOUT = {About.MEETING: _("Et møde"), About.COURSE: _("Et forløb, der er slut")}
STATEMENT = {
    Statement.HEARD: _("Vi blev hørt"),
    Statement.INVOLVED: _("Vi var med til at bestemme"),
    Statement.DIFFERENCE: _("Det gør en god forskel"),
    Statement.PACE: _("Tempoet passede"),
}
INVALID = {
    "no_district": _("Vælg et distrikt i kommunen."),
    "no_answer": _("Vælg et af svarene."),
}
