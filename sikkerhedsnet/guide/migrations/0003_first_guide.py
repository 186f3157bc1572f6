"""Every municipality's first guide: a proposal to change and approve, made by the database for those there are and those
to come."""

from __future__ import annotations

import json

from django.db import migrations
from django.utils import translation

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.guide import signs
from sikkerhedsnet.guide.proposal import entries


def told() -> str:
    """Every entry of the proposal as one text the database can read."""
    rows = entries(1)
    for row in rows:
        for language, words in (("da", row), ("en", row["english"])):
            with translation.override(language):
                words["sign_words"] = "\n".join(signs.named(row["signs"]))
    return "'" + json.dumps(rows, ensure_ascii=False).replace("'", "''") + "'"


COLUMNS = "title, sign_words, may_do, must_do, who, form, deadline, contact"
ARRAYS = {"signs": "text", "levels": "smallint", "ages": "text", "functions": "text"}
LISTS = ", ".join(
    f"ARRAY(SELECT value::{kind} FROM jsonb_array_elements_text(one -> '{name}'))" for name, kind in ARRAYS.items()
)
FIRST_GUIDE = f"""
    WITH first AS (
        INSERT INTO guide_guideversion
            (municipality_id, number, state, note, writers, prepared_at, decision, version, changed_at, changed_by_name)
            VALUES (here, 1, 'draft', '', '{{}}', now(), '', 1, now(), '') RETURNING id)
    INSERT INTO guide_guideentry
        (municipality_id, guide_id, position, {COLUMNS}, {", ".join(ARRAYS)}, english, is_proposal, version, changed_at,
         changed_by_name)
        SELECT here, first.id, (one ->> 'position')::smallint,
            {", ".join(f"one ->> '{name}'" for name in COLUMNS.split(", "))},
            {LISTS}, one -> 'english', true, 1, now(), ''
        FROM first, jsonb_array_elements({told()}::jsonb) AS listed (one)"""


class Migration(migrations.Migration):
    dependencies = [("guide", "0002_row_security")]
    operations = [first_rows("guide_first", FIRST_GUIDE)]
