"""A calendar file (RFC 5545, invitations as RFC 5546 has them) that says when, and nothing about whom; pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vCalAddress, vText

from sikkerhedsnet.core import clock

PRODUCER = "-//Sikkerhedsnet//Sikkerhedsnet//DA"
ZONE = "Europe/Copenhagen"
LONGEST = 200


class Method(StrEnum):
    """What the receiving calendar is asked to do; without one the file is only looked at."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """One meeting in one person's calendar: `uid` stays for good, `sequence` rises with each move."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    organizer: str
    attendee: str
    cancelled: bool = False


def file_of(entries: Iterable[Entry], *, now: datetime, method: Method | None = None) -> bytes:
    """The file; with a `method` it holds one meeting's entry for the one it is sent to."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method is not None:
        calendar.add("method", method.value)
    calendar.add_component(_copenhagen())
    for entry in entries:
        calendar.add_component(_event(entry, now))
    return bytes(calendar.to_ical())


def plain(text: str) -> str:
    """One line without control characters, marks that turn the direction, or halves of a pair; not endlessly long."""
    kept = "".join(" " if c in "\r\n\t\u2028\u2029" else c for c in text)
    signs = (c for c in kept if unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c == "\u200d")
    return " ".join("".join(signs).split())[:LONGEST]


def _event(entry: Entry, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", clock.local(entry.starts_at))
    event.add("dtend", clock.local(entry.ends_at))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", vText(plain(entry.summary)))
    event.add("description", vText(plain(entry.description)))
    if entry.location and not entry.cancelled:
        event.add("location", vText(plain(entry.location)))
    event.add("class", "PRIVATE")
    event.add("organizer", vCalAddress(entry.organizer))
    attendee = vCalAddress(entry.attendee)
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("FALSE")
    event.add("attendee", attendee)
    return event


def _copenhagen() -> Timezone:
    """The rule of the European Union since 1996: summer time from the last Sunday of March to that of October."""
    zone = Timezone()
    zone.add("tzid", ZONE)
    hour, two = timedelta(hours=1), timedelta(hours=2)
    for part, name, month, begins, before, after in (
        (TimezoneDaylight(), "CEST", 3, datetime(1996, 3, 31, 2), hour, two),  # noqa: DTZ001 - a wall clock's time
        (TimezoneStandard(), "CET", 10, datetime(1996, 10, 27, 3), two, hour),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", begins)
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(part)
    return zone
