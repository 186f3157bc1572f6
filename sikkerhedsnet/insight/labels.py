"""Danish words for the overview of days."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Milestone

OUTSIDE = _("Uden distrikt")
MILESTONE = {
    Milestone.ANSWER: _("Svar til afsenderen"),
    Milestone.CONTACT: _("Første samtale med forældrene"),
    Milestone.MEETING: _("Møde holdt"),
    Milestone.BEGUN: _("Første skridt i gang"),
    Milestone.DONE: _("Første skridt gjort"),
}
SENTENCE = {
    Milestone.ANSWER: _("Halvdelen af bekymringerne blev besvaret inden for %(days)s."),
    Milestone.CONTACT: _("Halvdelen af familierne blev talt med inden for %(days)s."),
    Milestone.MEETING: _("Halvdelen af familierne havde holdt møde inden for %(days)s."),
    Milestone.BEGUN: _("Halvdelen af familierne havde det første skridt i gang inden for %(days)s."),
    Milestone.DONE: _("Halvdelen af familierne havde gjort det første skridt inden for %(days)s."),
}
NOT_HALF = _("Under halvdelen var nået dertil den %(day)s. Derfor er der ikke et tal for halvdelen endnu.")
