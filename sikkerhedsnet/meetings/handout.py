"""The minutes on paper: a tagged PDF (PDF/UA-1) in which everything a person wrote is data, never markup.

The headings are in the language the reader asked for; what people said stands in the language it was written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import as_parent, colleagues_there, guardians_of, home_of, telling_names
from sikkerhedsnet.statements.queries import Said as Statement
from sikkerhedsnet.web import typeset

from .labels import ON_PAPER
from .languages import FIRST, Language, chosen, runs_right_to_left, spoken, written_in
from .minutes import Chapter, Minutes, Said
from .models import Participant
from .rules import FAMILY
from .states import Becomes, Kind, Role, State, Topic

TEMPLATE = Path(__file__).parent / "print" / "minutes.typ"
CLOSED = "Kun til fagpersonerne. Må ikke gives eller læses op for familien."
"""Only ever in Danish: a paper on a suspicion is no family's."""


def can_be_printed(minutes: Minutes) -> bool:
    """Before it begins a meeting has no minutes, and one that was called off never gets any."""
    return minutes.meeting.state in (State.RUNNING, State.CONCLUDED)


def file_name(minutes: Minutes, language: str = FIRST) -> str:
    """`Referat af netværksmøde 2026-11-23, Freja.pdf`; the draft says so, and so does a language that is not Danish."""
    meeting = minutes.meeting
    kind = "Udkast til referat" if meeting.state == State.RUNNING else "Referat"
    first = "".join(c for c in meeting.child.first_name if c.isalnum() or c in " -'")[:40].strip()
    day = clock.day_of(meeting.starts_at).isoformat()
    tail = "" if language == FIRST else f" ({language})"
    return f"{kind} af {ON_PAPER[Kind(meeting.kind)]} {day}{', ' if first else ''}{first}{tail}.pdf"


def minutes_pdf(
    minutes: Minutes, *, language: str = FIRST, large: bool = False, to: Participant | None = None
) -> bytes:
    """The handout, whatever the reader's own language on screen; never fails on what somebody wrote."""
    return typeset.pdf(document(minutes, language=language, large=large, to=to), TEMPLATE)


def family_language(minutes: Minutes) -> Language | None:
    """What the interpreter speaks, else what the child speaks at home, when the handout can be had in it."""
    found = spoken(minutes.meeting.interpreter) or spoken(minutes.meeting.child.language)
    return None if found is None or found.code == FIRST else found


def document(
    minutes: Minutes, *, language: str = FIRST, large: bool = False, to: Participant | None = None
) -> dict[str, Any]:
    """What the template prints, as plain data.

    On a suspicion it is for the professionals alone, and in Danish. It lies where anybody may read it: where the address
    is protected no place is named, whoever wrote it, nor anybody who works there when a parent at the table may not know.
    """
    meeting = minutes.meeting
    suspicion, telling = meeting.concern.suspicion, _telling(minutes)
    w = chosen(FIRST if suspicion else language)
    pen = _Pen(w, family_language(minutes), suspicion)
    draft = w.word("draft") if meeting.state == State.RUNNING else ""
    return {
        "lang": w.code,
        "rtl": w.rtl,
        "large": large,
        "title": w.say("title", child=meeting.child.name),
        "author": meeting.child.municipality.name,
        "footer": meeting.child.municipality.name,
        "banner": " ".join(filter(None, [draft, CLOSED if suspicion else ""])),
        "to": w.say("to", name=to.name) if to and not suspicion else "",
        "lead": _lead(minutes, w, protected=bool(telling)),
        "people": redaction.scrubbed(
            [pen.person(p) for p in minutes.participants if not (suspicion and p.role in FAMILY)], telling
        ),
        "chapters": redaction.scrubbed(
            [pen.chapter(c, minutes) for c in minutes.chapters] + pen.ending(minutes), telling
        ),
        "call": _call(minutes, w),
        "right": "" if suspicion else w.word("right"),
        "own_words": w.word("own_words"),
        "words": {**w.words, "unprintable": w.say("unprintable", sign=typeset.STAND_IN)},
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


def _lead(minutes: Minutes, w: Language, *, protected: bool) -> list[dict[str, str]]:
    """Lines with a label in the handout's language and, where there is one, a value that somebody wrote."""
    meeting = minutes.meeting
    day = w.day(clock.day_of(meeting.starts_at))
    when = w.say("when", day=day, begins=w.clock(meeting.starts_at), ends=w.clock(meeting.ends_at))
    lines = [{"label": when[:1].upper() + when[1:], "value": ""}]
    if not protected:
        lines.append({"label": w.word("place"), "value": meeting.place})
    if meeting.interpreter:
        value = w.language(meeting.interpreter) or meeting.interpreter
        lines.append({"label": w.word("interpreter"), "value": value})
    return lines


def _call(minutes: Minutes, w: Language) -> list[dict[str, str]]:
    """Whom to call: the name, the title, and the number."""
    owner = minutes.meeting.owner
    if owner is None:
        return []
    seat = next((p for p in minutes.participants if p.user_id == owner.pk), None)
    title, code = titled(seat.title, w) if seat and seat.title else (w.word("adviser"), w.code)
    lines = [{"label": owner.name, "between": ", ", "value": title, "lang": code}]
    phone = {"label": w.word("phone"), "between": " ", "value": owner.phone, "lang": w.code}
    return [*lines, phone] if owner.phone else lines


def titled(danish: str, w: Language) -> tuple[str, str]:
    """A title in the handout's language where it is known, else as it was written; and the code of that language."""
    known = w.title(danish)
    return (danish, FIRST) if known is None else (known, w.code)


class _Pen:
    """Writes the parts in one language."""

    def __init__(self, w: Language, family: Language | None, suspicion: bool) -> None:
        self.w, self.family, self.suspicion = w, family, suspicion

    def person(self, seat: Participant) -> dict[str, str]:
        came = self.w.word({True: "present", False: "absent", None: "unmarked"}[seat.came])
        title, code = titled(seat.title, self.w) if seat.title else (self.w.roles[seat.role], self.w.code)
        return {"name": seat.name, "came": came, "title": title, "lang": "" if code == self.w.code else code}

    def chapter(self, chapter: Chapter, minutes: Minutes) -> dict[str, Any]:
        w = self.w
        scales = minutes.scales if chapter.topic is Topic.SCALE else []
        steps = minutes.small_steps if chapter.topic is Topic.STEPS else []
        begun = minutes.begun if chapter.topic is Topic.STEPS else []
        note = ""
        if chapter.topic is Topic.STEPS and not steps and not begun:
            note = w.word("no_agreements")
        if chapter.topic is Topic.NEXT and minutes.meeting.next_on:
            note = w.say("follow_up", day=w.day(minutes.meeting.next_on))
        return {
            "title": w.topics[chapter.topic.value],
            "note": note,
            "groups": self._groups(chapter),
            "scales": [
                {"who": p.name, "now": _number(p.scale_now), "good": _number(p.scale_good)}
                for p in scales
                if not (self.suspicion and p.role in FAMILY)
            ],
            "steps": [
                {
                    "what": self._text(s.what),
                    "becomes": w.becomes[(s.becomes if s.settled else Becomes.STEP).value],
                    "who": s.who,
                    "when": w.day(s.due_on),
                    "said": self._statements(s.statements),
                }
                for s in steps
            ],
            "help": [
                {
                    "what": self._text(b.what),
                    "why": self._text(b.why),
                    "who": b.who,
                    "from": w.day(b.from_on),
                    "look": w.day(b.look_on) if b.look_on else "",
                }
                for b in begun
            ],
        }

    def _groups(self, chapter: Chapter) -> list[dict[str, Any]]:
        """The family first; what was seen apart from what it is taken to mean."""
        parts = (
            ("family", [] if self.suspicion else chapter.family),
            ("seen", chapter.seen),
            ("understood", chapter.understood),
            ("professionals", chapter.professionals),
            ("together", chapter.all_of_us),
        )
        return [{"title": self.w.word(key), "lines": [self._line(s) for s in lines]} for key, lines in parts if lines]

    def _line(self, said: Said) -> dict[str, Any]:
        return {
            "who": said.who if said.role else self.w.word("everybody"),
            "disagrees": said.disagrees,
            "text": self._text(said.text),
            "said": self._statements(said.statements),
        }

    def ending(self, minutes: Minutes) -> list[dict[str, Any]]:
        why = minutes.meeting.no_plan_because
        if not why:
            return []
        said = minutes.pins.of("meetings.meeting", minutes.meeting.pk, "no_plan_because")
        line = {
            "who": self.w.word("ended"),
            "disagrees": False,
            "text": self._text(why),
            "said": self._statements(said),
        }
        group = {"title": "", "lines": [line]}
        return [{"title": self.w.word("no_plan"), "note": "", "groups": [group], "scales": [], "steps": [], "help": []}]

    def _statements(self, statements: Iterable[Statement]) -> list[dict[str, Any]]:
        """What parties say about a text, with who and when."""
        return [
            {
                "who": self.w.say("statement", who=s.who, capacity=s.capacity, day=self.w.day(s.on)),
                "text": self._text(s.text),
            }
            for s in statements
        ]

    def _text(self, text: str) -> dict[str, Any]:
        """Paragraphs of lines, with the language they are in and whether they run from right to left."""
        paragraphs = [block.split("\n") for block in text.split("\n\n")]
        return {"lang": written_in(text, self.family), "rtl": runs_right_to_left(text), "paragraphs": paragraphs}


def _number(number: int | None) -> str:
    return "-" if number is None else str(number)
