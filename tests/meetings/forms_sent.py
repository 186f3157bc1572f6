"""Addresses and forms as the pages of a meeting send them."""

from __future__ import annotations

from html import unescape
from typing import Any
from uuid import uuid4

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.meetings.models import Meeting
from tests.meetings.conftest import parents_of
from tests.personas import Town
from tests.sharing.grounds import ONCE

NASTY = "Æblegrød 😀 \u200fمرحبا =1+1 <script>alert(1)</script> #h *b*"
HTMX = {"HTTP_HX_REQUEST": "true"}


def at(meeting: Meeting, tail: str = "") -> str:
    return f"/moeder/{meeting.pk}/{tail}"


def shown(response: Any) -> str:
    return unescape(response.content.decode())


def call_form(town: Town, concern: Concern, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "day": "2026-11-25",
        "starts": "13.00",
        "ends": "",
        "where": str(town.day_care.pk),
        "room": "mødelokalet",
        "interpreter": "",
        "guardians": [str(pk) for pk in parents_of(concern.child)],
        "asked_on": "2026-11-23",
        "asked_how": "phone",
        "staff": [str(town.user("mette").pk)],
        **a_basis(),
        **changes,
    }


def a_basis() -> dict[str, str]:
    """What the page has chosen when there is no consent, and why it is needed."""
    return {"basis": "one_off", "purpose": ONCE.purpose, "necessity": ONCE.note, "special_reason": ONCE.special_reason}


def entry_form(meeting: Meeting, **changes: Any) -> dict[str, Any]:
    peter = meeting.participants.get(name="Peter Bæk")
    return {"key": str(uuid4()), "topic": "works", "said_by": str(peter.pk), "text": "Hun leger.", **changes}
