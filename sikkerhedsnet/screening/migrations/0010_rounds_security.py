"""Who sees why a child is not assessed, and the plan every municipality begins with: an example, decided by nobody."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.core.row_security import WORKS_WITH, may, protect, protect_child_rows

HERE = "municipality_id = (SELECT net_municipality())"
SOURCE = (
    "Lokale eksempler: to gange om året i Syddjurs (april-juni og oktober-november) og København; "
    "fra 9 måneder i Fredensborg. Bør besluttes af kommunen."
)
PLANS = f"""
INSERT INTO screening_roundplan
    (municipality_id, kind, windows, reminder_days, raters, from_months, source, reason, version, changed_at, changed_by_name)
SELECT here, kind, '[["04-15", "05-31"], ["10-01", "11-15"]]'::jsonb, 7, NULL, from_months, '{SOURCE}', '', 1, now(),
       'Sikkerhedsnet'
FROM (VALUES ('day_care', 9), ('childminding', 9), ('school', 0), ('after_school_care', 0)) AS planned (kind, from_months)
WHERE NOT EXISTS (SELECT 1 FROM screening_roundplan p WHERE p.municipality_id = here AND p.kind = planned.kind)
"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0009_rounds"), ("people", "0004_row_security")]
    operations = [
        protect_child_rows("screening_notassessed", see=f"{may('assessment_see')} AND child_id = ANY ({WORKS_WITH})"),
        protect("screening_roundplan", inside=HERE, see=HERE),
        protect("screening_roundchoices", inside=HERE, see=HERE),
        first_rows("screening_first_plans", PLANS),
    ]
