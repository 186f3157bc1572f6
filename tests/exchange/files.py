"""Small register files, written by hand for one check at a time."""

from __future__ import annotations

from collections.abc import Mapping

from sikkerhedsnet.exchange.layouts import COLUMNS, RegisterFile
from sikkerhedsnet.exchange.reading import Table, read_table

DISTRICTS, INSTITUTIONS, STAFF, CHILDREN = RegisterFile

ALMA = {
    "cpr": "6104215780",
    "fornavn": "Alma",
    "efternavn": "Holm",
    "adresse": "Havnegade 4",
    "postnr": "3999",
    "by": "Fjordby",
    "adressebeskyttet": "0",
    "foedselsdato": "01-04-2021",
    "vaerge1_cpr": "6203880724",
    "vaerge1_navn": "Aya Holm",
    "vaerge1_foraeldremyndighed": "1",
    "vaerge1_samme_adresse": "1",
    "institution": "HAV-D",
    "gruppe": "Mariehønsene",
    "distrikt": "HAV",
    "sprog": "dansk",
}
KAJ = {
    **ALMA,
    "cpr": "6205215781",
    "fornavn": "Kaj",
    "efternavn": "Dam",
    "foedselsdato": "02-05-2021",
    "vaerge1_cpr": "6503880725",
    "vaerge1_navn": "Bo Dam",
}
BODIL = {
    "id": "pae900",
    "navn": "Bodil Juhl",
    "email": "bodil.juhl@fjordby.example",
    "rolle": "paedagog",
    "institution": "HAV-D",
    "distrikt": "HAV",
    "fra": "2021-08-01",
    "til": "",
}


def text(file: RegisterFile, *rows: Mapping[str, str], separator: str = ";", end: str = "\r\n") -> str:
    """The file as a register writes it; cells that hold the separator, a quote or a line break are quoted."""
    columns = COLUMNS[file]

    def cell(value: str) -> str:
        marked = any(mark in value for mark in (separator, '"', "\n", "\r"))
        return '"' + value.replace('"', '""') + '"' if marked else value

    lines = [separator.join(columns)]
    lines += [separator.join(cell(row.get(column, "")) for column in columns) for row in rows]
    return end.join(lines) + end


def table(file: RegisterFile, *rows: Mapping[str, str]) -> Table:
    return read_table(text(file, *rows).encode("cp1252"), file)
