"""The four register files: their names, order and columns; pure."""

from __future__ import annotations

from enum import StrEnum


class RegisterFile(StrEnum):
    """The files in the order they are taken: each may name what the ones before it hold."""

    DISTRICTS = "distrikter.csv"
    INSTITUTIONS = "institutioner.csv"
    STAFF = "personale.csv"
    CHILDREN = "boern.csv"


COLUMNS: dict[RegisterFile, tuple[str, ...]] = {
    RegisterFile.DISTRICTS: ("kode", "navn"),
    RegisterFile.INSTITUTIONS: ("kode", "navn", "type", "distrikt"),
    RegisterFile.STAFF: ("id", "navn", "email", "rolle", "institution", "distrikt", "fra", "til"),
    RegisterFile.CHILDREN: (
        "cpr", "fornavn", "efternavn", "adresse", "postnr", "by", "adressebeskyttet", "foedselsdato",
        "vaerge1_cpr", "vaerge1_navn", "vaerge1_foraeldremyndighed", "vaerge1_samme_adresse",
        "vaerge2_cpr", "vaerge2_navn", "vaerge2_foraeldremyndighed", "vaerge2_samme_adresse",
        "institution", "gruppe", "distrikt", "sprog",
    ),
}  # fmt: skip

CPR_COLUMNS = frozenset({"cpr", "vaerge1_cpr", "vaerge2_cpr"})


def file_with(columns: set[str]) -> RegisterFile | None:
    """The file these columns belong to, the one with most columns first."""
    fitting = [file for file, wanted in COLUMNS.items() if columns.issuperset(wanted)]
    return max(fitting, key=lambda file: len(COLUMNS[file]), default=None)
