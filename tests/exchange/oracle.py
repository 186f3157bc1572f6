"""What is wrong in the sample register, found by reading the files by hand and not by the code under test.

Lines are physical lines, the header being line 1. The sample holds 5 districts, 34 institutions, 160 employees and 302
rows of children, one of which repeats another exactly.
"""

from __future__ import annotations

REJECTED = {
    "distrikter.csv": [],
    "institutioner.csv": [],
    "personale.csv": [],
    "boern.csv": [
        (9, "vaerge1_cpr", "7305178493"),  # the child's own number
        (78, "distrikt", "XXX"),
        (127, "foedselsdato", "31-02-2021"),
        (212, "adresse", "Birkevej 134"),  # the child of line 203, which lives at Ny Vej 7
        (273, "institution", "FINDES-IKKE"),
    ],
}

NEW = {"distrikter.csv": 5, "institutioner.csv": 34, "personale.csv": 160, "boern.csv": 296}

LOST = {
    "personale.csv": {"navn": [6, 25, 28, 41, 42, 43, 53, 78, 80, 104, 131, 140, 159]},
    # line 212 too, but that row is left out
    "boern.csv": {
        "efternavn": [3, 28, 58, 60, 94, 146, 150, 156, 168, 173, 182, 203, 207, 213, 247, 254, 271, 274, 279],
        "vaerge1_navn": [3, 28, 58, 60, 94, 146, 150, 156, 168, 173, 182, 203, 207, 213, 247, 254, 271, 274, 279],
        "vaerge2_navn": [
            17,
            39,
            47,
            57,
            65,
            81,
            91,
            92,
            104,
            105,
            116,
            125,
            135,
            139,
            152,
            159,
            166,
            167,
            177,
            186,
            193,
            205,
            221,
            223,
            224,
            227,
            235,
            242,
            246,
            250,
            281,
            293,
            303,
        ],
    },
}

REPEATED = [(183, 66)]
WITHOUT_NUMBER = [104]
WITH_HYPHEN = [34]
WITH_BLANKS = [181]
WITH_QUOTED_SEPARATOR = [231]
HAS_LEFT = [5]
