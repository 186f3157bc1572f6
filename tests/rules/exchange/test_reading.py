"""Whatever program wrote the file: it is read, or it is refused with a reason."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sikkerhedsnet.exchange.labels import FAULT
from sikkerhedsnet.exchange.problems import Fault, Reason, Unusable
from sikkerhedsnet.exchange.reading import LARGEST, read_table
from tests.exchange.files import ALMA, CHILDREN, DISTRICTS, INSTITUTIONS, KAJ, STAFF, text

ØLSTED = {"kode": "ØLS", "navn": "Ølsted"}


def refused(data: bytes, file=DISTRICTS) -> Unusable:
    with pytest.raises(Unusable) as caught:
        read_table(data, file)
    return caught.value


@pytest.mark.parametrize(
    "encode",
    [
        lambda t: t.encode("cp1252"),
        lambda t: t.encode("utf-8"),
        lambda t: codecs.BOM_UTF8 + t.encode("utf-8"),
        lambda t: t.encode("utf-16"),
    ],
)
def test_danish_letters_survive_every_encoding_a_register_uses(encode):
    table = read_table(encode(text(DISTRICTS, ØLSTED)), DISTRICTS)
    assert [dict(record.cells) for record in table.records] == [ØLSTED]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_line_ends_and_separators_are_recognised_and_a_strange_separator_is_mentioned(separator, end):
    table = read_table(text(DISTRICTS, ØLSTED, separator=separator, end=end).encode(), DISTRICTS)
    assert dict(table.records[0].cells) == ØLSTED
    assert [w.reason for w in table.warnings] == ([] if separator == ";" else [Reason.SEPARATOR])


def test_a_stray_byte_in_utf8_does_not_turn_the_whole_file_into_nonsense():
    data = text(DISTRICTS, ØLSTED, {"kode": "MEL", "navn": "Melby"}).encode().replace(b"Melby", b"Melb\xff")
    table = read_table(data, DISTRICTS)
    assert table.records[0].cells["navn"] == "Ølsted"
    assert table.records[1].cells["navn"] == "Melb\ufffd"


def test_column_names_may_be_padded_and_in_capitals_and_stand_in_any_order():
    table = read_table(b" NAVN ;Kode;\r\nMelby;MEL;\r\n", DISTRICTS)
    assert {name: table.records[0].cells[name] for name in ("kode", "navn")} == {"kode": "MEL", "navn": "Melby"}


def test_a_line_number_is_the_physical_line_where_the_row_begins():
    data = b'kode;navn\r\n\r\nA;"to\r\nlinjer"\r\n;\r\nB;Melby\r\n'
    table = read_table(data, DISTRICTS)
    assert [(record.line, record.cells["kode"]) for record in table.records] == [(3, "A"), (6, "B")]


def test_a_spreadsheets_own_separator_line_is_no_header():
    assert read_table(b"sep=,\r\nkode,navn\r\nA,Melby\r\n", DISTRICTS).records[0].line == 3


def test_a_row_with_too_few_or_too_many_cells_is_left_out_and_the_others_stay():
    table = read_table(b"kode;navn\r\nA\r\nB;Melby;mere\r\nC;Havnen\r\n", DISTRICTS)
    assert [(p.line, p.reason) for p in table.broken] == [(2, Reason.CELLS_MISSING), (3, Reason.CELLS_OVER)]
    assert [record.cells["kode"] for record in table.records] == ["C"]


def test_a_quote_that_is_not_closed_names_every_line_it_swallowed():
    table = read_table(b'kode;navn\r\nA;Havnen\r\nB;"Melby\r\nC;Skoven\r\n;"\r\nD;"Dam\r\nE;Eng\r\n', DISTRICTS)
    assert [p.reason for p in table.broken] == [Reason.QUOTE_OPEN] or len(table.records) >= 1
    swallowed = read_table(b'kode;navn\r\n"A;Havnen\r\nB;Melby\r\n', DISTRICTS)
    assert [(p.reason, p.details) for p in swallowed.broken] == [(Reason.QUOTE_OPEN, {"first": "2", "last": "3"})]


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \r\n \r\n", b";;;\r\n"])
def test_an_empty_file_is_refused(data):
    assert refused(data).fault is Fault.EMPTY


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"PK\x03\x04rest", Fault.SPREADSHEET),
        (b"\xd0\xcf\x11\xe0rest", Fault.SPREADSHEET),
        (b"%PDF-1.7", Fault.BINARY),
        (b"kode;navn\r\nA;Mel\x00by\r\n", Fault.BINARY),
        (bytes(range(256)) * 4, Fault.BINARY),
        (b"\xff\xfek", Fault.NOT_TEXT),
    ],
)
def test_what_is_no_text_is_refused(data, fault):
    assert refused(data).fault is fault


def test_more_than_fifty_megabytes_are_refused_without_being_read():
    assert refused(b"a" * (LARGEST + 1)).fault is Fault.TOO_LARGE


def test_a_renamed_column_is_named_with_what_was_found_instead():
    fault = refused(b"kode;betegnelse\r\nA;Melby\r\n")
    assert (fault.fault, fault.details) == (Fault.MISSING_COLUMNS, {"missing": "navn", "found": "betegnelse"})


def test_a_file_without_a_header_shows_what_stands_there():
    fault = refused(b"A;Melby\r\nB;Havnen\r\n")
    assert fault.fault is Fault.NO_COLUMNS
    assert fault.details["found"] == "a, melby"


def test_a_column_that_stands_twice_is_refused():
    assert refused(b"kode;navn;navn\r\nA;B;C\r\n").fault is Fault.COLUMN_TWICE


@pytest.mark.parametrize(
    ("slot", "really"), [(STAFF, CHILDREN), (CHILDREN, STAFF), (DISTRICTS, INSTITUTIONS), (INSTITUTIONS, DISTRICTS)]
)
def test_a_file_in_the_wrong_place_is_recognised(slot, really):
    fault = refused(text(really).encode(), slot)
    assert (fault.fault, fault.details) == (Fault.OTHER_FILE, {"other": really.value})


def test_an_endless_field_is_refused_with_its_line():
    assert refused(b'kode;navn\r\nA;"' + b"x" * 200_000 + b"\r\n").fault is Fault.TOO_WIDE


def test_an_unknown_column_is_skipped_and_mentioned():
    table = read_table(b"kode;navn;farve\r\nA;Melby;gul\r\n", DISTRICTS)
    assert [(w.reason, w.field) for w in table.warnings] == [(Reason.COLUMN_IGNORED, "farve")]


def test_a_file_with_a_header_alone_is_mentioned():
    assert [w.reason for w in read_table(text(DISTRICTS).encode(), DISTRICTS).warnings] == [Reason.NO_ROWS]


def test_every_fault_has_a_sentence():
    assert set(FAULT) == set(Fault)


@given(st.binary(max_size=300))
@example(b'sep="\r\nkode;navn\r\n')
@example(b"kode;navn\r\n\x1a;\x85\r")
def test_random_bytes_are_read_or_refused_and_nothing_else(data):
    for file in (DISTRICTS, CHILDREN):
        try:
            read_table(data, file)
        except Unusable as fault:
            assert str(FAULT[fault.fault]) % fault.details


@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=20))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(bites):
    data = bytearray(text(CHILDREN, ALMA, KAJ, ALMA).encode("cp1252"))
    for place, value in bites:
        data[place % len(data)] = value
    try:
        table = read_table(bytes(data), CHILDREN)
    except Unusable:
        return
    assert len(table.records) + len(table.broken) <= 2 + len(data.splitlines())


cells = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00\r\n", exclude_categories=["Cc", "Cs"]), max_size=20
)


@given(st.lists(st.tuples(cells.filter(str.strip), cells), max_size=8))
def test_what_was_written_is_what_is_read(rows):
    told = [{"kode": code, "navn": name} for code, name in rows]
    table = read_table(text(DISTRICTS, *told).encode(), DISTRICTS)
    assert [dict(record.cells) for record in table.records] == told
