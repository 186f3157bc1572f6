"""What people wrote before a meeting, and what a child said, in a story; each as one real action."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

from PIL import Image, ImageDraw
from pypdf import PdfWriter

from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.voices import actions
from sikkerhedsnet.voices.commands import Decide, Prepare, Tell
from sikkerhedsnet.voices.models import ChildVoice
from sikkerhedsnet.voices.states import How, Keep

Noted = dict[str, Any]


class Prepared:
    """The steps of a story in which somebody prepares or the child speaks."""

    child: Child
    meeting_id: int
    _actor: Callable[[Noted], Any]
    _seat: Callable[[str], Participant]

    def do_prepare(self, noted: Noted, at: datetime) -> None:
        """By the one it is about on the screen, else on the paper it was written on."""
        seat = self._seat(noted["who"])
        own = seat.user_id is not None
        paper = None if own else Paper(seat.name, clock.day_of(at), "Et ark med håndskrift, fire svar", handwriting())
        command = Prepare(
            participant_id=seat.pk,
            answers=noted["answers"],
            on=clock.day_of(at),
            how=How.SCREEN if own else How.PAPER,
            helped_by=noted.get("helped", ""),
            paper=paper,
        )
        actions.prepare(self._actor(noted), command, now=at)

    def do_tell(self, noted: Noted, at: datetime) -> None:
        """In three houses, with a face, and with a drawing when the child says something about one."""
        drawn = noted.get("drawing", "")
        paper = Paper(self.child.first_name, clock.day_of(at), noted["shows"], house()) if drawn else None
        command = Tell(
            child_id=self.child.pk,
            on=clock.day_of(at),
            how=How.PAPER if drawn else How.TOLD,
            words=noted.get("houses", {}),
            face=noted.get("face"),
            drawing_words=drawn,
            helped_by=noted.get("helped", ""),
            meeting_id=self.meeting_id if noted.get("for_meeting") else None,
            keep_asked="keep_from" in noted,
            keep_from=noted.get("keep_from", ""),
            paper=paper,
        )
        actions.tell(self._actor(noted), command, now=at)

    def do_decide_voice(self, noted: Noted, at: datetime) -> None:
        row = ChildVoice.objects.filter(child=self.child).latest("pk")
        command = Decide(row.pk, row.version, Keep(noted["keep"]), noted["because"])
        actions.decide(self._actor(noted), command, now=at)


def handwriting() -> bytes:
    """A sheet with lines that look written; what the demo's families wrote stands in the answers."""
    sheet = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(sheet)
    for number in range(14):
        top = 110 + number * 50
        points = [(60 + step * 12, top + (step * 7 + number * 5) % 11) for step in range(38 - number % 4 * 5)]
        pen.line(points, fill="navy", width=2)
    return _saved(sheet)


def house() -> bytes:
    """A house with a sun, as a child draws it."""
    sheet = Image.new("RGB", (877, 620), "white")
    pen = ImageDraw.Draw(sheet)
    pen.ellipse((690, 40, 800, 150), fill="gold", outline="orange", width=4)
    pen.rectangle((230, 280, 560, 540), fill="moccasin", outline="saddlebrown", width=6)
    pen.polygon([(200, 280), (395, 110), (590, 280)], fill="tomato", outline="saddlebrown")
    pen.rectangle((355, 400, 435, 540), fill="steelblue", outline="saddlebrown", width=5)
    for left in (120, 650):
        pen.line([(left, 540), (left, 440)], fill="black", width=6)
        pen.ellipse((left - 28, 384, left + 28, 440), outline="black", width=5)
        pen.line([(left - 40, 490), (left + 40, 470)], fill="black", width=5)
    pen.line([(0, 543), (877, 543)], fill="green", width=8)
    return _saved(sheet)


def empty_sheet() -> bytes:
    """A PDF with nothing on its only page."""
    writer, kept = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(kept)
    return kept.getvalue()


def _saved(sheet: Image.Image) -> bytes:
    kept = io.BytesIO()
    sheet.save(kept, "PNG")
    return kept.getvalue()
