"""The minutes on paper: a tagged PDF (PDF/UA-1) in which everything a person wrote is data, never markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import as_parent, colleagues_there, guardians_of, home_of, telling_names
from sikkerhedsnet.statements.queries import Said as Statement
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import clock_words, day_words

from .labels import ROLE, TOPIC
from .minutes import Chapter, Minutes
from .models import Participant
from .rules import FAMILY
from .states import Role, State, Topic

NO_YEAR = date.min
TEMPLATE = Path(__file__).parent / "print" / "minutes.typ"


def can_be_printed(minutes: Minutes) -> bool:
    """Before it begins a meeting has no minutes, and one that was called off never gets any."""
    return minutes.meeting.state in (State.RUNNING, State.CONCLUDED)


def file_name(minutes: Minutes) -> str:
    """`Referat af samarbejdsmøde 2026-11-23, Freja.pdf`; the draft says so."""
    meeting = minutes.meeting
    kind = "Udkast til referat" if meeting.state == State.RUNNING else "Referat"
    first = "".join(c for c in meeting.child.first_name if c.isalnum() or c in " -'")[:40].strip()
    day = clock.day_of(meeting.starts_at).isoformat()
    return f"{kind} af samarbejdsmøde {day}{', ' if first else ''}{first}.pdf"


def minutes_pdf(minutes: Minutes) -> bytes:
    """The handout in Danish, whatever the reader's language; never fails on what somebody wrote."""
    with translation.override("da"):
        data = document(minutes)
    return typeset.pdf(data, TEMPLATE)


def document(minutes: Minutes) -> dict[str, Any]:
    """What the template prints, as plain data.

    On a suspicion it is for the professionals alone. It lies where anybody may read it: where the address is protected
    no place is named, whoever wrote it, nor anybody who works there when a parent at the table may not know the place.
    """
    meeting = minutes.meeting
    suspicion, words = meeting.concern.suspicion, _telling(minutes)
    title = _("Referat af samarbejdsmøde om %(child)s") % {"child": meeting.child.name}
    draft = _("Udkast. Mødet er ikke afsluttet.") if meeting.state == State.RUNNING else ""
    closed = _("Kun til fagpersonerne. Må ikke gives eller læses op for familien.") if suspicion else ""
    owner = meeting.owner
    return {
        "title": title,
        "author": meeting.child.municipality.name,
        "footer": meeting.child.municipality.name,
        "banner": " ".join(filter(None, [draft, closed])),
        "lead": _lead(minutes, protected=bool(words)),
        "people": redaction.scrubbed(
            [_person(p) for p in minutes.participants if not (suspicion and p.role in FAMILY)], words
        ),
        "chapters": redaction.scrubbed(
            [_chapter(c, minutes, suspicion=suspicion) for c in minutes.chapters] + _ending(minutes), words
        ),
        "call": [
            _("%(who)s, %(title)s") % {"who": owner.name, "title": _title_of_owner(minutes)} if owner else "",
            _("Telefon %(phone)s") % {"phone": owner.phone} if owner and owner.phone else "",
        ],
        "words": {
            "description": _("Det, der blev sagt og aftalt på mødet, med deltagernes egne ord."),
            "page": _("Side"),
            "of": _("af"),
            "people": _("Hvem var med?"),
            "name": _("Navn"),
            "role": _("Rolle"),
            "came": _("Til stede"),
            "nothing": _("Intet skrevet."),
            "disagrees": _("er uenig"),
            "now": _("Nu"),
            "good": _("Godt nok"),
            "what": _("Hvad"),
            "who": _("Hvem"),
            "when": _("Hvornår"),
            "call": _("Hvem kan I ringe til?"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _telling(minutes: Minutes) -> list[redaction.Telling]:
    """What the paper may not say; nothing where the place is open to anybody."""
    meeting, child = minutes.meeting, minutes.meeting.child
    custodies = {c.guardian_id: c for c in guardians_of(child, clock.day_of(meeting.starts_at))}
    home = home_of(child, custodies.values())
    if redaction.where(redaction.ANYBODY, home) is None:
        return []
    names = telling_names(child, [meeting.institution] if meeting.institution else (), [meeting.place])
    seated = [p.guardian_id for p in minutes.participants if p.role == Role.PARENT]
    if any(redaction.where(as_parent(pk, custodies.values(), home), home) for pk in seated):
        names |= colleagues_there(child)
    return list(redaction.telling(names, redaction.Because.PROTECTED))


def _lead(minutes: Minutes, *, protected: bool) -> list[str]:
    meeting = minutes.meeting
    when = _("%(day)s kl. %(from)s-%(to)s") % {
        "day": day_words(meeting.starts_at, NO_YEAR),
        "from": clock_words(meeting.starts_at),
        "to": clock_words(meeting.ends_at),
    }
    lines = [when[:1].upper() + when[1:]]
    if not protected:
        lines.append(_("Sted: %(place)s") % {"place": meeting.place})
    if meeting.interpreter:
        lines.append(_("Tolk: %(language)s") % {"language": meeting.interpreter})
    return lines


def _person(seat: Participant) -> dict[str, str]:
    came = {True: _("Ja"), False: _("Nej"), None: _("Ikke noteret")}[seat.came]
    return {"name": seat.name, "title": seat.title or str(ROLE[Role(seat.role)]), "came": came}


def _title_of_owner(minutes: Minutes) -> str:
    owner_id = minutes.meeting.owner_id
    seat = next((p for p in minutes.participants if p.user_id == owner_id), None)
    return seat.title if seat and seat.title else _("forebyggelsesrådgiver")


def _chapter(chapter: Chapter, minutes: Minutes, *, suspicion: bool) -> dict[str, Any]:
    lines = [line for line in chapter.lines if not (suspicion and line.role in FAMILY)]
    scales = minutes.scales if chapter.topic is Topic.SCALE else []
    steps = minutes.steps if chapter.topic is Topic.STEPS else []
    note = ""
    if chapter.topic is Topic.STEPS and not steps:
        note = _("Ingen aftaler.")
    if chapter.topic is Topic.NEXT and minutes.meeting.next_on:
        note = _("Vi følger op %(day)s.") % {"day": day_words(minutes.meeting.next_on, NO_YEAR)}
    return {
        "title": str(TOPIC[chapter.topic]),
        "note": note,
        "lines": [
            {"who": s.who, "disagrees": s.disagrees, "text": _text(s.text), "said": _statements(s.statements)}
            for s in lines
        ],
        "scales": [
            {"who": p.name, "now": _number(p.scale_now), "good": _number(p.scale_good)}
            for p in scales
            if not (suspicion and p.role in FAMILY)
        ],
        "steps": [
            {
                "what": _text(s.what),
                "who": s.who,
                "when": day_words(s.due_on, NO_YEAR),
                "said": _statements(s.statements),
            }
            for s in steps
        ],
    }


def _ending(minutes: Minutes) -> list[dict[str, Any]]:
    why = minutes.meeting.no_plan_because
    if not why:
        return []
    said = minutes.pins.of("meetings.meeting", minutes.meeting.pk, "no_plan_because")
    line = {"who": _("Sådan sluttede mødet"), "disagrees": False, "text": _text(why), "said": _statements(said)}
    return [{"title": _("Ingen plan"), "note": "", "lines": [line], "scales": [], "steps": []}]


def _statements(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """What parties say about a text, with who and when."""
    return [
        {
            "who": _("Udtalelse om teksten: %(who)s, %(capacity)s, %(day)s")
            % {"who": s.who, "capacity": s.capacity, "day": day_words(s.on, NO_YEAR)},
            "text": _text(s.text),
        }
        for s in statements
    ]


def _number(number: int | None) -> str:
    return "-" if number is None else str(number)


def _text(text: str) -> dict[str, Any]:
    """Paragraphs of lines, and whether the text runs from right to left."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    paragraphs = [block.split("\n") for block in text.split("\n\n")]
    return {"rtl": strong != "L", "paragraphs": paragraphs}
