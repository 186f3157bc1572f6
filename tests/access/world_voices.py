"""What was prepared, said and scanned in the world of expected answers."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.voices.models import ChildVoice, Preparation
from tests.personas import NOW, TODAY

from .world_seeing import STAMP


def prepared(meeting: Meeting, sender: Any) -> dict[str, tuple[Any, ...]]:
    """The father's paper for the meeting, what the child said for it, which the sender wrote down, and the sheet itself."""
    child, seat = meeting.child, meeting.participants.get(name="Far")
    made = {"on": TODAY, "how": "paper", "idempotency_key": uuid4(), **STAMP}
    words = [{"key": "good", "question": "Hvad går godt?", "text": "Hun ler"}]
    row = Preparation.objects.create(
        meeting=meeting, participant=seat, audience="family", answers=words, form_version="1", entered_by=meeting.owner,
        entered_at=NOW, **made,
    )  # fmt: skip
    voice = ChildVoice.objects.create(
        child=child, concern=meeting.concern, meeting=meeting, suspicion=meeting.suspicion, worries="De råber",
        keep="asked", written_by=sender, written_at=NOW, **{**made, "idempotency_key": uuid4()},
    )  # fmt: skip
    scan = Scan.objects.create(
        child=child, about="meetings.meeting", about_id=meeting.pk, course_id=meeting.concern_id, said_by="Far", on=TODAY,
        description="Et ark", content_type="application/pdf", content=b"%PDF-", size=5,
        uploaded_by=meeting.owner, uploaded_at=NOW, idempotency_key=uuid4(),
    )  # fmt: skip
    return {
        "scans:add": ("meetings.meeting", meeting.pk), "scans:scan": (scan.pk,), "scans:file": (scan.pk,),
        "scans:withdraw": (scan.pk,),
        "voices:prepare": (seat.pk,), "voices:preparation_pdf": (seat.pk,), "voices:preparation": (row.pk,),
        "voices:table_pdf": (meeting.pk,), "sharing:blank_pdf": (child.pk,), "visits:blank_pdf": (child.pk,),
        "voices:voice": (voice.pk,), "voices:tell": (child.pk,), "voices:houses_pdf": (child.pk,),
    }  # fmt: skip
