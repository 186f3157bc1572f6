"""A scanned sheet is known by what it holds, and loses what the camera wrote."""

from __future__ import annotations

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.sharing.paper import JPEG, LARGEST, PDF, PNG, cleaned, recognised

PDF_FILE = b"%PDF-1.7\n%EOF"


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2, "big") + body


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


JFIF = segment(0xE0, b"JFIF\x00")
EXIF = segment(0xE1, b"Exif\x00\x00GPS 55.9 12.0")
PICTURE = segment(0xDB, b"table") + b"\xff\xda" + b"the picture" + b"\xff\xd9"
JPEG_FILE = b"\xff\xd8" + JFIF + EXIF + PICTURE
PNG_FILE = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"13 bytes long") + chunk(b"tEXt", b"Place\x00home") + chunk(b"eXIf", b"GPS")
    + chunk(b"IDAT", b"picture") + chunk(b"IEND", b"")
)  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [(PDF_FILE, PDF), (JPEG_FILE, JPEG), (PNG_FILE, PNG)])
def test_a_sheet_is_known_by_its_first_bytes(content: bytes, expected: str) -> None:
    assert recognised(content) == expected


@pytest.mark.parametrize("content", [
    b"", b"<html><script>alert(1)</script>", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"PK\x03\x04",
    b"GIF89a", b"MZ", b" %PDF-1.7", b"X5O!P%@AP",
])  # fmt: skip
def test_anything_else_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="paper_type"):
        recognised(content)


def test_a_sheet_that_is_too_large_is_refused() -> None:
    recognised(PDF_FILE + b" " * (LARGEST - len(PDF_FILE)))
    with pytest.raises(Invalid, match="paper_size"):
        recognised(PDF_FILE + b" " * LARGEST)


def test_a_photograph_loses_place_and_time_and_keeps_the_picture() -> None:
    assert cleaned(JPEG_FILE, JPEG) == b"\xff\xd8" + JFIF + PICTURE
    bare = cleaned(PNG_FILE + b"<html>", PNG)
    assert b"home" not in bare and b"GPS" not in bare and b"html" not in bare
    assert b"picture" in bare
    assert cleaned(PDF_FILE, PDF) == PDF_FILE


@given(st.binary(max_size=200), st.sampled_from([(b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG)]))
def test_a_broken_photograph_is_refused_and_breaks_nothing(noise: bytes, kind: tuple[bytes, str]) -> None:
    start, content_type = kind
    try:
        cleaned(start + noise, content_type)
    except Invalid as problem:
        assert problem.errors == {"paper": "paper_type"}
