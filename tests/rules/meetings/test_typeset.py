"""What people write reaches the paper as they wrote it, and never as the typesetter's markup."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from sikkerhedsnet.meetings.handout import TEMPLATE
from sikkerhedsnet.web import typeset

WORDS = [
    "description",
    "page",
    "of",
    "people",
    "name",
    "role",
    "came",
    "nothing",
    "disagrees",
    "now",
    "good",
    "what",
    "who",
    "by",
    "help",
    "begins",
    "look_again",
    "call",
    "unprintable",
]


def said(text: str, *, rtl: bool = False) -> dict[str, Any]:
    return {
        "lang": "ar" if rtl else "da",
        "rtl": rtl,
        "paragraphs": [block.split("\n") for block in text.split("\n\n")],
    }


def minutes(text: str, **changes: Any) -> dict[str, Any]:
    return {
        "lang": "da",
        "rtl": False,
        "large": False,
        "to": "",
        "right": "",
        "own_words": "",
        "title": "Referat",
        "author": "Fjordby Kommune",
        "footer": "Fjordby Kommune",
        "banner": "",
        "lead": [{"label": "Mandag", "value": ""}],
        "people": [{"name": "Amira", "title": "forælder", "lang": "", "came": "Ja"}],
        "chapters": [
            {
                "title": "Håb",
                "note": "",
                "groups": [
                    {
                        "title": "Familien",
                        "lines": [{"who": "Amira", "disagrees": True, "text": said(text), "said": []}],
                    }
                ],
                "scales": [{"who": "Amira", "now": "4", "good": "7"}],
                "steps": [{"what": said(text), "becomes": "", "said": [], "who": "Amira", "when": "mandag"}],
                "help": [
                    {"what": said("Audiologopæd"), "why": said(text), "who": "Lone", "from": "mandag", "look": ""}
                ],
            }
        ],
        "call": [{"label": "Jonas", "between": ", ", "value": "rådgiver", "lang": "da"}],
        "words": {word: word for word in WORDS},
        **changes,
    }


def read(pdf: bytes) -> tuple[PdfReader, str]:
    reader = PdfReader(io.BytesIO(pdf))
    return reader, "\n".join(page.extract_text() for page in reader.pages)


def element_kinds(reader: PdfReader) -> list[str]:
    """Every structure element's kind, walked from the root."""
    found: list[str] = []

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for child in node:
                walk(child)
        elif isinstance(node, dict):
            if "/S" in node:
                found.append(str(node["/S"]))
            if "/K" in node:
                walk(node["/K"])

    walk(reader.trailer["/Root"]["/StructTreeRoot"])
    return found


def test_the_paper_is_tagged_danish_and_has_a_title() -> None:
    reader, _ = read(typeset.pdf(minutes("Hun synger."), TEMPLATE))
    root = reader.trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "da"
    assert reader.metadata is not None and reader.metadata.title == "Referat"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in xmp


def test_the_paper_has_headings_and_tables_with_header_cells() -> None:
    reader, _ = read(typeset.pdf(minutes("Hun synger."), TEMPLATE))
    kinds = element_kinds(reader)
    assert "/H1" in kinds
    assert kinds.count("/Table") == 3
    assert kinds.count("/TH") == 9


@pytest.mark.parametrize(
    "text",
    [
        "#heading[x] og #panic()",
        "*fed* _kursiv_ `kode`",
        "= Overskrift",
        "- punkt",
        "$x^2$ @nogen <mærke>",
        "<script>alert(1)</script>",
        "// ikke en kommentar",
        "/* heller ikke */",
        "\\n \\u{41} #(1+1)",
        "=1+1",
        "\"citat\" 'enkelt' --- ...",
        "Æblegrød, Øresund, Ågård, é, ü, ß",
        "http://eksempel.dk/#top",
    ],
)
def test_signs_that_mean_something_to_the_typesetter_are_printed_as_typed(text: str) -> None:
    _, printed = read(typeset.pdf(minutes(text), TEMPLATE))
    assert printed.count(text) == 3


def test_a_smiley_is_printed() -> None:
    _, printed = read(typeset.pdf(minutes("Hun er glad 😀👍🏽"), TEMPLATE))
    assert "😀" in printed
    assert typeset.STAND_IN not in printed


def test_arabic_is_printed_and_can_be_read_out_again() -> None:
    _, printed = read(typeset.pdf(minutes("مرحبا"), TEMPLATE))
    assert "مرحبا" in printed or "ابحرم" in printed
    assert typeset.STAND_IN not in printed


def test_line_breaks_are_kept() -> None:
    _, printed = read(typeset.pdf(minutes("første\nanden\n\ntredje"), TEMPLATE))
    assert printed.index("første") < printed.index("anden") < printed.index("tredje")
    assert "første anden" not in printed


def test_a_sign_no_font_can_draw_does_not_cost_the_family_its_paper() -> None:
    _, printed = read(typeset.pdf(minutes("før 你 efter 😀"), TEMPLATE))
    assert "før □ efter" in printed
    assert "😀" in printed
    assert "unprintable" in printed


def test_control_characters_and_hidden_marks_leave_the_words_whole() -> None:
    _, printed = read(typeset.pdf(minutes("a\u0007b\u200f\u202ec\u202c\ufeffd\u0000e\tf"), TEMPLATE))
    assert "ab" in printed


def test_ten_thousand_characters_fill_pages_and_none_is_lost() -> None:
    reader, printed = read(typeset.pdf(minutes("ordet " * 1700), TEMPLATE))
    assert len(reader.pages) > 2
    assert printed.count("ordet") == 5100


def test_ten_thousand_characters_without_a_blank_are_no_obstacle() -> None:
    _, printed = read(typeset.pdf(minutes("x" * 10_000), TEMPLATE))
    assert printed.count("x") >= 20_000


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200))
def test_no_text_stops_the_press(text: str) -> None:
    assert typeset.pdf(minutes(text, title=f"Referat {text}"), TEMPLATE).startswith(b"%PDF")


def test_the_fonts_own_map_knows_danish_and_not_chinese() -> None:
    plex = typeset.drawn_by(typeset.FONTS / "IBMPlexSans-Regular.ttf")
    assert {ord(c) for c in "æøåÆØÅ"} <= plex
    assert ord("你") not in plex
    assert ord("😀") in typeset.drawn_by(typeset.FONTS / "NotoEmoji-Regular.ttf")
