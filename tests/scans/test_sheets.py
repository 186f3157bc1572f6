"""A sheet is known by what it holds, loses what the camera wrote, and can do nothing by itself."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.scans.rules import JPEG, LARGEST, LONGEST_SIDE, MOST_PAGES, PDF, PNG, cleaned, recognised
from sikkerhedsnet.web.blank import Blank, Section, blank_pdf
from tests.scans.sheets import document, drawing, photograph, written


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as problem:
        cleaned(content)
    return problem.value.errors["paper"]


@pytest.mark.parametrize(("content", "expected"), [
    (written(document()), PDF), (drawing(), JPEG), (drawing("PNG"), PNG),
])  # fmt: skip
def test_a_sheet_is_known_by_its_first_bytes(content: bytes, expected: str) -> None:
    assert cleaned(content).content_type == expected


@pytest.mark.parametrize("content", [
    b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04",
    b"GIF89a", b"MZ", b" %PDF-1.7", b"X5O!P%@AP", drawing("GIF"), drawing("TIFF"), drawing("BMP"), drawing("WEBP"),
])  # fmt: skip
def test_anything_else_is_refused(content: bytes) -> None:
    assert refusal(content) == "paper_type"


def test_a_sheet_that_is_too_large_is_refused() -> None:
    assert recognised(b"%PDF-" + b" " * (LARGEST - 5)) == PDF
    assert refusal(b"%PDF-" + b" " * LARGEST) == "paper_size"


def test_a_photograph_loses_place_time_and_camera_and_keeps_the_picture() -> None:
    before = photograph()
    assert b"Kanarie-kamera" in before and b"Kanarievej" in before
    after = cleaned(before).content
    assert b"Kanarie" not in after and b"Exif" not in after and b"2026:11:20" not in after
    with Image.open(io.BytesIO(after)) as picture:
        assert not picture.getexif() and picture.size == (60, 40) and picture.getpixel((5, 5))[0] > 250


def test_what_is_hung_on_behind_a_picture_is_gone() -> None:
    for kind in ("JPEG", "PNG"):
        assert b"script" not in cleaned(drawing(kind) + b"<script>alert(1)</script>").content


def test_a_picture_taken_sideways_stands_up() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(cleaned(drawing(exif=exif)).content)) as picture:
        assert picture.size == (40, 60)


def test_a_large_picture_is_made_as_small_as_a_sheet_needs() -> None:
    with Image.open(io.BytesIO(cleaned(drawing(size=(5000, 1000))).content)) as picture:
        assert picture.size == (LONGEST_SIDE, LONGEST_SIDE // 5)


def test_a_picture_that_would_unpack_to_more_than_it_should_is_refused_before_it_is_unpacked() -> None:
    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    for side in (30_000, 2**31 - 1):
        head = chunk(b"IHDR", side.to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00")
        bomb = b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 10_000)) + chunk(b"IEND", b"")
        assert refusal(bomb) in ("paper_pixels", "paper_broken")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=200), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"]))
def test_a_broken_file_is_refused_and_breaks_nothing(noise: bytes, start: bytes) -> None:
    assert refusal(start + noise) in ("paper_broken", "paper_active")


@settings(max_examples=40, deadline=None)
@given(st.integers(min_value=0, max_value=400), st.binary(min_size=1, max_size=6))
def test_a_damaged_file_is_taken_or_refused_and_never_breaks_anything(at: int, noise: bytes) -> None:
    for whole in (drawing(), drawing("PNG"), written(document())):
        try:
            cleaned(whole[:at] + noise + whole[at + len(noise) :])
        except Invalid as problem:
            assert set(problem.errors) == {"paper"}


def action(kind: str, **more: str) -> DictionaryObject:
    named = {NameObject("/S"): NameObject(kind)}
    return DictionaryObject({**named, **{NameObject(f"/{k}"): TextStringObject(v) for k, v in more.items()}})


def opening(found: DictionaryObject) -> bytes:
    writer = document()
    writer._root_object[NameObject("/OpenAction")] = found
    return written(writer)


def script() -> bytes:
    return opening(action("/JavaScript", JS="app.alert(1)"))


def carrying() -> bytes:
    writer = document()
    writer.add_attachment("skjult.exe", b"MZ")
    return written(writer)


def page_action(packed: bool = False) -> bytes:
    writer = document()
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): action("/JavaScript", JS="1")})
    if packed:
        kept = io.BytesIO()
        PdfWriter(clone_from=io.BytesIO(written(writer))).write(kept)
        return kept.getvalue()
    return written(writer)


def film() -> bytes:
    writer = document()
    note = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Screen")})
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    return written(writer)


def escaped() -> bytes:
    """The same name with one of its letters as a number."""
    return script().replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/J#53")


@pytest.mark.parametrize("content", [
    script(), escaped(), carrying(), page_action(), page_action(packed=True), film(), opening(action("/Launch", F="cmd.exe")),
    opening(action("/SubmitForm", F="https://ond.example")), opening(action("/GoToR", F="//ond.example/x")),
    opening(action("/ImportData")),
], ids=["script", "escaped", "file", "page", "packed", "film", "launch", "submit", "remote", "import"])  # fmt: skip
def test_a_pdf_that_runs_opens_or_carries_something_is_refused(content: bytes) -> None:
    assert refusal(content) == "paper_active"


def test_a_locked_pdf_and_one_that_goes_on_and_on_are_refused_with_the_reason() -> None:
    locked = document()
    locked.encrypt("hemmelig", algorithm="RC4-128")
    assert refusal(written(locked)) == "paper_locked"
    assert refusal(written(document(MOST_PAGES + 1))) == "paper_pages"
    assert refusal(written(PdfWriter())) == "paper_broken"


def test_an_honest_pdf_is_kept_as_it_came() -> None:
    whole = written(document(3))
    assert cleaned(whole).content == whole


def test_our_own_papers_can_be_scanned_in_again() -> None:
    sheet = Blank("Ark", "Fjordby", ["Skriv"], [("Dato", "")], [Section("Hvad?", lines=3)])
    assert cleaned(blank_pdf(sheet)).content_type == PDF
