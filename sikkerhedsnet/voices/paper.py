"""The questions on paper, for a family or a child to write on; no place and no address stands on it."""

from __future__ import annotations

from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.meetings.labels import ASK, ON_PAPER, TOPIC
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.rules import AGENDA
from sikkerhedsnet.meetings.states import Kind, Role, Topic
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf
from sikkerhedsnet.web.words import day_words

from .labels import FACE, SIGN
from .queries import questions
from .states import AUDIENCE_OF, Audience

NO_YEAR = date.min
LINES = 5
ROOM = 52


def preparation_pdf(seat: Participant) -> bytes:
    """One participant's questions before one meeting."""
    meeting = seat.meeting
    audience = AUDIENCE_OF[Role(seat.role)]
    with translation.override("da"):
        about = _("Forbered mødet om %(child)s") % {"child": meeting.child.name}
        lead = [_("I behøver ikke svare på det hele. Skriv på jeres eget sprog, hvis det er lettest.")]
        if audience is Audience.PROFESSIONAL:
            lead = [_("Du behøver ikke svare på det hele.")]
        return blank_pdf(
            Blank(
                title=about,
                municipality=meeting.child.municipality.name,
                lead=lead,
                head=[
                    (_("Mødet er"), day_words(meeting.starts_at, NO_YEAR)),
                    (_("Hvem skriver?"), seat.name),
                    (_("Hvem hjalp?"), ""),
                    (_("Dato"), ""),
                ],
                sections=[
                    Section(one.text, one.help, lines=LINES)
                    for one in questions(meeting.child.municipality_id).of(audience)
                ],
                notes=[
                    _(
                        "Tag papiret med til mødet, eller giv det til den, der har inviteret. Det bliver gemt i barnets sag."
                    ),
                    _("Alle ved mødet kan læse det. Skriv ikke noget, de andre ikke må vide."),
                ],
            )
        )


def houses_pdf(child: Child) -> bytes:
    """Three houses to draw and write in, and five faces."""
    with translation.override("da"):
        return blank_pdf(
            Blank(
                title=_("Tre huse"),
                municipality=child.municipality.name,
                lead=[_("Skriv eller tegn i husene. En voksen må gerne hjælpe dig.")],
                head=[(_("Jeg hedder"), child.first_name), (_("Hvem hjalp mig?"), ""), (_("Dato"), "")],
                sections=[Section(one.text, one.help, room=ROOM) for one in questions(child.municipality_id).houses],
                faces=[(SIGN[number], FACE[number]) for number in FACE],
                faces_title=_("Hvordan har du det for tiden?"),
                notes=[
                    _(
                        "☐  Jeg vil ikke have, at mine forældre ser det. Den voksne, der hjælper, fortæller mig, hvad der så sker."
                    )
                ],
            )
        )


def table_pdf(meeting: Meeting) -> bytes:
    """The points of the agenda, each with what is asked; nobody's name but the child's."""
    with translation.override("da"):
        steps = _("Hvad, hvem og hvornår. Én aftale på hver linje.")
        return blank_pdf(
            Blank(
                title=_("Referat af %(meeting)s") % {"meeting": ON_PAPER[Kind(meeting.kind)]},
                municipality=meeting.child.municipality.name,
                lead=[_("Skriv hver enkelts egne ord med navn. Er nogen uenige, så skriv det.")],
                head=[
                    (_("Barnets navn"), meeting.child.name),
                    (_("Mødet er"), day_words(meeting.starts_at, NO_YEAR)),
                    (_("Hvem skriver?"), ""),
                    (_("Hvem var med?"), ""),
                ],
                sections=[
                    Section(TOPIC[topic], steps if topic is Topic.STEPS else ASK[topic], lines=LINES)
                    for topic in AGENDA
                ],
            )
        )
