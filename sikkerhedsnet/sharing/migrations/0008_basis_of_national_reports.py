"""What obliges a municipality to report to the national database, as far as it is established; the mark says how far.

Established: the order on municipalities' reporting of information on children's health (in force 1 December 2011), made under
sundhedsloven § 195, about examinations under § 121, stk. 1 and 2: weight, height, tobacco smoke and nutrition, within four
months. Not established: whether it has been changed or replaced since, and whether anything obliges to the rest of the
delivery (wellbeing positions, forms, indicators). So the municipality has to check it, and can write its own wording.
"""

from __future__ import annotations

from django.db import migrations

NAME = "Indberetning til den nationale børnedatabase"
PARAGRAPH = "sundhedsloven § 195 med bekendtgørelse om kommunernes indberetning af oplysninger om børns sundhed (2011)"
MARK = (
    "bør kontrolleres: bekendtgørelsen nævner vægt, højde, tobaksrøg og ernæring inden 4 måneder. Om den er ændret, og om "
    "andet end det dækker resten, er ikke fastslået"
)
OLD_MARK = "bør kontrolleres: hvilken paragraf der pålægger indberetningen, er ikke fastslået"


def function(paragraph: str, mark: str) -> str:
    """The function every new municipality is given its row by."""
    return f"""
CREATE OR REPLACE FUNCTION sharing_national_basis(here bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    INSERT INTO sharing_legalbasis
        (municipality_id, key, kind, name, paragraph, source_mark, needs_note, needs_decision, "order", valid_from, changed_by_name)
        VALUES (here, 'national', 'reporting', '{NAME}', '{paragraph}', '{mark}', false, false, 100, DATE '2024-01-01', '');
    PERFORM set_config('net.note', note, true);
END
$$;
"""


def rows(before: str, paragraph: str, mark: str) -> str:
    """The rows nobody has changed or used are given the wording too."""
    return f"""
DO $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    UPDATE sharing_legalbasis b SET paragraph = '{paragraph}', source_mark = '{mark}'
        WHERE key = 'national' AND changed_by_name = '' AND paragraph = '{before}'
        AND NOT EXISTS (SELECT 1 FROM sharing_disclosure d WHERE d.basis_id = b.id);
    PERFORM set_config('net.note', note, true);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0007_national_reports")]
    operations = [
        migrations.RunSQL(
            [function(PARAGRAPH, MARK), rows("", PARAGRAPH, MARK)],
            [function("", OLD_MARK), rows(PARAGRAPH, "", OLD_MARK)],
        )
    ]
