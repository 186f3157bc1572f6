"""Every municipality's first courses, made by the database for those that are there and those to come.

What stands in `mark` has to be checked before it is relied on; no source gives an interval for renewing a certification.
"""

from __future__ import annotations

import json

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.core.names import danish_sort_key

WHOM = "bør kontrolleres: hvem der skal have kurset, er et forslag"
INTERVAL = "bør kontrolleres: hvor længe en certificering gælder, er ikke fastslået"
NURSES = ["health_visitor"]
RATERS = ["pedagogue", "childminder", "teacher", "health_visitor", "leader"]
ALL = [
    *RATERS, "prevention_adviser", "educational_psychologist", "speech_and_hearing_therapist", "dental_professional",
    "family_adviser",
]  # fmt: skip
# key, name, certificate, mark, provider, note, functions, offered
DEFAULTS = (
    ("loft", "LØFT, løsningsfokuseret tilgang", "", WHOM, "", "", ALL, True),
    ("topi", "TOPI, trivselsvurdering", "", WHOM, "", "", RATERS, True),
    (
        "adbb", "ADBB-certificering", "adbb", INTERVAL, "Københavns Universitet (CIF)",
        "ADBB må kun bruges af den, der er uddannet og certificeret.", NURSES, True,
    ),
    (
        "m_adbb", "m-ADBB", "m_adbb", "bør kontrolleres: om m-ADBB kræver sin egen certificering, er ikke fastslået", "",
        "", NURSES, False,
    ),
    ("puf", "PUF-uddannelse", "puf", INTERVAL, "Syddansk Universitet", "PUF kræver uddannelse.", NURSES, True),
    ("guide", "Introduktion til handleguiden", "", WHOM, "Kommunen selv", "", ALL, True),
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


ROWS = ", ".join(
    "(" + ", ".join(
        quoted(text) for text in (key, name, danish_sort_key(name), certificate, mark, provider, note, json.dumps(functions))
    ) + f", {offered})"
    for key, name, certificate, mark, provider, note, functions, offered in DEFAULTS
)  # fmt: skip
FIRST_COURSES = f"""
    INSERT INTO training_course
        (municipality_id, key, name, sort_key, certificate, months, warn_weeks, mark, provider, note, functions,
         is_offered, version, changed_at, changed_by_name)
        SELECT here, d.key, d.name, d.sort_key, d.certificate, NULL, 8, d.mark, d.provider, d.note, d.functions::jsonb,
            d.is_offered, 1, now(), ''
        FROM (VALUES {ROWS}) AS d (key, name, sort_key, certificate, mark, provider, note, functions, is_offered)"""


class Migration(migrations.Migration):
    dependencies = [("training", "0002_row_security")]
    operations = [first_rows("training_first_courses", FIRST_COURSES)]
