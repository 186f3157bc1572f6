"""Files of certificates: every good line taken in, every other told of by its line, and the same file twice is once."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.training import reading, taking_in
from sikkerhedsnet.training.models import Certificate
from sikkerhedsnet.training.reading import Unusable, read_rows
from tests.personas import NOW, TODAY, Town
from tests.training.registered import certificate, course

HEADER = "brugernavn;navn;kursus;gennemført;udløber\r\n"
GOOD = HEADER + "hanne;Hanne Toft;adbb;1.2.2026;\r\nmette;Mette Lund;LØFT, løsningsfokuseret tilgang;2026-03-04;\r\n"


def looked_at(town: Town, text: str | bytes) -> taking_in.Found:
    data = text if isinstance(text, bytes) else text.encode()
    return taking_in.look_at(town.actor("karin"), data, now=NOW)


def taken(town: Town, text: str) -> taking_in.Found:
    return taking_in.take_in(town.actor("karin"), text.encode(), now=NOW)


def why(found: taking_in.Found) -> list[tuple[int, str]]:
    return [(one.line, one.why) for one in found.problems]


def test_a_look_changes_nothing_and_taking_in_twice_is_once(town: Town) -> None:
    assert len(looked_at(town, GOOD).new) == 2 and not Certificate.objects.exists()
    assert len(taken(town, GOOD).new) == 2
    again = taken(town, GOOD)
    assert (len(again.new), again.already, again.problems) == (0, 2, [])
    rows = set(Certificate.objects.values_list("user__username", "course__key", "completed_on", "source"))
    assert rows == {("hanne", "adbb", date(2026, 2, 1), "file"), ("mette", "loft", date(2026, 3, 4), "file")}
    line = ChangeLine.objects.filter(action="certificates.taken_in").first()
    assert line is not None and line.child_id is None and line.details == {"new": 2, "already": 0, "left_out": 0}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [";", "\t"])
def test_whatever_program_wrote_it(town: Town, encoding: str, mark: str) -> None:
    text = GOOD.replace("LØFT, løsningsfokuseret tilgang", "topi").replace(";", mark)
    found = looked_at(town, text.encode(encoding))
    assert len(found.new) == 2 and found.problems == []


def test_a_comma_between_and_a_quoted_name(town: Town) -> None:
    text = 'brugernavn,kursus,gennemført\nmette,"LØFT, løsningsfokuseret tilgang",4.3.2026\n'
    assert len(looked_at(town, text).new) == 1


def test_each_bad_line_is_told_of_and_the_good_ones_are_taken(town: Town) -> None:
    certificate(town, "maja", "loft", on=date(2026, 1, 1), revoked_on=TODAY, revoked_why="Fejl")
    certificate(town, "maja", "topi", on=date(2026, 1, 1))
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    lines = [
        ("ingen;;adbb;1.2.2026;", "no_who"),
        (";;adbb;1.2.2026;", "nobody"),
        ("mette;Hanne Toft;topi;1.2.2026;", "other_name"),
        ("mette;;dans;1.2.2026;", "no_course"),
        ("mette;;topi;31.2.2026;", "completed_day"),
        ("mette;;topi;1.1.1803;", "completed_day"),
        (f"mette;;topi;{tomorrow};", "future"),
        ("mette;;topi;1.2.2026;snart", "expires_day"),
        ("mette;;topi;1.2.2026;1.1.2026", "ends_before"),
        ("mette;;topi", "shape"),
        ("mette;;topi;1.2.2026;;;;x", "shape"),
        ("maja;;loft;1.1.2026;", "revoked"),
        ("maja;;topi;1.1.2026;1.1.2028", "other_end"),
        ("nabo;;topi;1.2.2026;", "no_who"),
        ("amira;;topi;1.2.2026;", "no_who"),
    ]
    text = HEADER + "".join(f"{line}\r\n" for line, _why in lines) + "\r\nanders;Anders Friis;topi;1.2.2026;\r\n"
    found = taken(town, text)
    assert why(found) == [(number, why) for number, (_line, why) in enumerate(lines, start=2)]
    assert [one.name for one in found.new] == ["Anders Friis"]
    assert Certificate.objects.filter(source="file").count() == 1


def test_who_is_found_by_number_or_mail_and_never_guessed(town: Town) -> None:
    town.user("mette").employments.update(external_id="4711")
    for who in ("maja", "dorte"):
        user = town.user(who)
        user.email = "fælles@fjordby.example"
        user.save()
    text = "medarbejdernummer;mail;kursus;gennemført\n4711;;topi;1.2.2026\n;HANNE@fjordby.example;topi;1.2.2026\n"
    text += ";fælles@fjordby.example;topi;1.2.2026\n"
    found = looked_at(town, text)
    assert [one.name for one in found.new] == ["Mette Lund", "Hanne Toft"] and why(found) == [(4, "many_who")]


UNUSABLE = {
    b"": "empty", b"\n \n": "empty", HEADER.encode(): "empty", b"PK\x03\x04x": "spreadsheet", b"a\x00b;c": "binary",
    "kursus;gennemført\n1;2\n".encode(): "no_who", b"brugernavn;kursus\n1;2\n": "no_columns",
    "brugernavn;kursus;kursus;gennemført\n1;2;3;4\n".encode(): "twice", b"x" * (reading.LARGEST + 1): "too_large",
    HEADER.encode() + b"a;b;c;d;e\n" * (reading.MOST_ROWS + 1): "too_many",
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), UNUSABLE.items(), ids=UNUSABLE.values())
def test_what_cannot_be_read_is_said(data: bytes, reason: str) -> None:
    with pytest.raises(Unusable) as fault:
        read_rows(data)
    assert fault.value.why == reason


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: (HEADER + text).encode()))
def test_no_file_brings_the_reader_down(data: bytes) -> None:
    try:
        for row in read_rows(data):
            assert row.line >= 2
    except Unusable as fault:
        assert fault.why


def test_only_the_facilitator_takes_a_file_in(town: Town) -> None:
    for who in ("dorte", "bo", "hanne"):
        with pytest.raises(Refused):
            taking_in.take_in(town.actor(who), GOOD.encode(), now=NOW)


def sent(town: Town, text: str, who: str = "karin") -> Any:
    file = SimpleUploadedFile("beviser.csv", text.encode("cp1252", errors="replace"))
    return town.client(who).post(reverse("training:file"), {"key": str(uuid4()), "file": file})


def test_on_the_page_it_is_looked_at_and_then_taken_in(town: Town) -> None:
    answer = sent(town, GOOD + "=1+1<script>;;adbb;1.2.2026;\r\n")
    text = answer.content.decode()
    assert answer.status_code == 200 and "Hanne Toft" in text and not Certificate.objects.exists()
    assert "Linje 4" in text and "=1+1&lt;script&gt;" in text and "<script>;" not in text
    content = unescape(re.findall(r'name="content" value="([^"]+)"', text)[0])
    for _twice in range(2):
        answer = town.client("karin").post(reverse("training:file"), {"content": content})
    assert Certificate.objects.count() == 2
    assert "Linje 4" in answer.content.decode()


def test_what_the_page_carries_cannot_be_changed_nor_sent_by_another(town: Town) -> None:
    text = sent(town, GOOD).content.decode()
    content = unescape(re.findall(r'name="content" value="([^"]+)"', text)[0])
    town.hire("karin2", "Kit Eg", town.actor("karin").posts[0].function)
    assert town.client("karin2").post(reverse("training:file"), {"content": content}).status_code == 302
    assert town.client("karin").post(reverse("training:file"), {"content": content[:-3]}).status_code == 302
    assert not Certificate.objects.exists()


def test_a_file_that_cannot_be_used_says_why_at_its_field(town: Town) -> None:
    answer = sent(town, "navn;dato\nHanne;1.2.2026\n")
    assert answer.status_code == 400 and "mangler en kolonne" in answer.content.decode()


def rows_of(answer: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_file_out_runs_nothing_and_can_be_taken_in_again(town: Town) -> None:
    karin = town.client("karin")
    certificate(town, "hanne", "adbb", on=date(2026, 1, 1), expires_on=date(2028, 1, 1))
    certificate(town, "mette", "loft", revoked_on=TODAY, revoked_why='=HYPERLINK("x")')
    user = town.user("maja")
    user.name = "@SUM(1)"
    user.save()
    certificate(town, "maja", "topi", on=date(2026, 1, 1))
    answer = karin.get(reverse("training:register_csv"))
    rows = rows_of(answer)
    assert ["hanne", "Hanne Toft", "adbb", "2026-01-01", "2028-01-01", "", ""] in rows
    assert all(not cell.startswith(("=", "@", "+", "-")) for row in rows for cell in row)
    assert ReadLine.objects.filter(action="training.exported", child_id=None).count() == 1
    Certificate.objects.filter(revoked_on=None).delete()
    found = taken(town, answer.content.decode("utf-8-sig"))
    assert {one.user_id for one in found.new} == {town.user("hanne").pk, user.pk}
    assert [one.why for one in found.problems] == ["revoked"], "what was taken back does not come back by a file"
    assert karin.get(reverse("training:register_csv")).content == answer.content


def test_a_leaders_file_holds_only_those_she_leads(town: Town) -> None:
    for who in ("mette", "anders", "hanne"):
        certificate(town, who, "topi")
    names = {row[0] for row in rows_of(town.client("dorte").get(reverse("training:register_csv")))[1:]}
    assert names == {"mette"}
    listed = {
        row[0]
        for row in rows_of(town.client("dorte").get(reverse("training:course_csv", args=[course(town, "topi").pk])))[1:]
    }
    assert listed == {"mette", "maja", "dorte"}
