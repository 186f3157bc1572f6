"""A calendar file is read by a strict parser and by the letter of RFC 5545, whatever is put into it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sikkerhedsnet.appointments.ics import Entry, Method, file_of, plain

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
UGLY = (
    "Møde 😀👨‍👩‍👧 æøå",
    "\u200fمرحبا\u202e txet",
    "a" * 10_000,
    "é" * 10_000,
    "første\r\nBEGIN:VEVENT\r\nUID:falsk\r\nEND:VEVENT\nanden",
    'semikolon; komma, kolon: "gåseøjne" \\ \x00 \x07 \ud800'.encode("utf-16", "surrogatepass").decode(
        "utf-16", "ignore"
    ),
    "",
    "=1+1 <script>alert(1)</script>",
    "\u2028\u2029\x85",
)
CONTENT_LINE = re.compile(
    r"[A-Z0-9-]+(;[A-Z0-9-]+=(\"[^\"\x00-\x08\x0a-\x1f\x7f]*\"|[^\";:,\x00-\x08\x0a-\x1f\x7f]*))*:[^\x00-\x08\x0a-\x1f\x7f]*"
)


def entry(**changes: object) -> Entry:
    starts = datetime(2026, 12, 2, 13, tzinfo=COPENHAGEN)
    fields: dict[str, object] = {
        "uid": "b1f4a0d2-4cf0-5d7c-9d52-3d5f0d1a9b11@sikkerhedsnet",
        "sequence": 0,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=1),
        "summary": "Møde, se Sikkerhedsnet",
        "description": "Log ind i Sikkerhedsnet.",
        "location": "",
        "organizer": "mailto:sikkerhedsnet@example.test",
        "attendee": "mailto:mette@example.test",
        **changes,
    }
    return Entry(**fields)  # type: ignore[arg-type]


def keeps_the_letter(content: bytes) -> None:
    """RFC 5545, 3.1: lines end with CRLF, none is longer than 75 octets, and what is unfolded is a content line."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"") and b"\r" not in content.replace(b"\r\n", b"")
    lines = content.split(b"\r\n")[:-1]
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode("utf-8")  # a fold never cuts a letter in two
    unfolded = content.replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8").split("\r\n")[:-1]
    for line in unfolded:
        assert CONTENT_LINE.fullmatch(line), line
    opened: list[str] = []
    for line in unfolded:
        if line.startswith("BEGIN:"):
            opened.append(line[6:])
        elif line.startswith("END:"):
            assert opened.pop() == line[4:]
    assert not opened


def parsed(content: bytes) -> icalendar.Calendar:
    keeps_the_letter(content)
    return icalendar.Calendar.from_ical(content)


def test_an_invitation_has_everything_it_must_have_once() -> None:
    calendar = parsed(file_of([entry()], now=NOW, method=Method.REQUEST))
    assert (calendar["PRODID"], calendar["VERSION"], calendar["METHOD"]) == (
        "-//Sikkerhedsnet//Sikkerhedsnet//DA", "2.0", "REQUEST",
    )  # fmt: skip
    (event,) = calendar.walk("VEVENT")
    assert not event.errors
    for name in (
        "UID",
        "DTSTAMP",
        "DTSTART",
        "DTEND",
        "SEQUENCE",
        "STATUS",
        "SUMMARY",
        "ORGANIZER",
        "ATTENDEE",
        "CLASS",
    ):
        assert name in event and not isinstance(event[name], list), name
    assert event["DTSTAMP"].dt == NOW
    assert (event["STATUS"], event["CLASS"], int(event["SEQUENCE"])) == ("CONFIRMED", "PRIVATE", 0)


def test_a_cancellation_keeps_the_uid_raises_the_sequence_and_says_so_twice() -> None:
    invited = parsed(file_of([entry()], now=NOW, method=Method.REQUEST)).walk("VEVENT")[0]
    off = parsed(file_of([entry(sequence=1, cancelled=True, location="Regnbuen")], now=NOW, method=Method.CANCEL))
    (event,) = off.walk("VEVENT")
    assert off["METHOD"] == "CANCEL" and event["STATUS"] == "CANCELLED"
    assert event["UID"] == invited["UID"] and int(event["SEQUENCE"]) > int(invited["SEQUENCE"])
    assert "LOCATION" not in event


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("day", [1, 25, 28])
def test_the_hour_is_the_one_on_a_danish_clock_by_the_files_own_zone(month: int, day: int) -> None:
    starts = datetime(2027, month, day, 8, 30, tzinfo=COPENHAGEN)
    content = file_of([entry(starts_at=starts.astimezone(UTC), ends_at=starts + timedelta(hours=1))], now=NOW)
    text = content.decode()
    assert f"DTSTART;TZID=Europe/Copenhagen:2027{month:02}{day:02}T083000" in text
    (zone,) = icalendar.Calendar.from_ical(content).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Copenhagen"
    theirs = datetime(2027, month, day, 8, 30, tzinfo=zone.to_tz(lookup_tzid=False))
    assert theirs.utcoffset() == starts.utcoffset()


@pytest.mark.parametrize("text", UGLY)
@pytest.mark.parametrize("field", ["summary", "description", "location"])
def test_ugly_words_break_neither_the_lines_nor_the_event(text: str, field: str) -> None:
    calendar = parsed(file_of([entry(**{field: text})], now=NOW, method=Method.REQUEST))
    assert len(calendar.walk("VEVENT")) == 1
    assert "falsk" not in calendar.walk("VEVENT")[0]["UID"]


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.text(max_size=400), st.integers(0, 9999))
def test_any_text_gives_a_file_that_is_read_back(summary: str, location: str, sequence: int) -> None:
    calendar = parsed(file_of([entry(summary=summary, location=location, sequence=sequence)], now=NOW))
    (event,) = calendar.walk("VEVENT")
    assert str(event["SUMMARY"]) == plain(summary)
    assert int(event["SEQUENCE"]) == sequence


def test_many_meetings_stand_in_one_file_without_a_method() -> None:
    calendar = parsed(file_of([entry(uid=f"{n}@sikkerhedsnet") for n in range(40)], now=NOW))
    assert "METHOD" not in calendar
    assert len({event["UID"] for event in calendar.walk("VEVENT")}) == 40
    assert len(calendar.walk("VTIMEZONE")) == 1
