"""Every municipality has a basis on which a worry crosses by itself, for those there and those to come."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows

BASIS = """
    INSERT INTO sharing_legalbasis
        (municipality_id, key, kind, name, paragraph, source_mark, needs_note, needs_decision, "order", valid_from, changed_by_name)
        VALUES (here, 'concern', 'without_consent', 'Bekymring til tidlig hjælp', '',
            'bør kontrolleres: hvilken paragraf der bærer en bekymring mellem to tjenester, er ikke fastslået',
            true, false, 90, DATE '2024-01-01', '')"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_concern_crosses")]
    operations = [first_rows("sharing_concern_basis", BASIS)]
