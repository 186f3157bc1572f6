"""Who may see what a scan belongs to may see the scan: in the database itself, and kept as it was laid there."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect_child_rows, take_rights

THINGS = (
    "instruments_response",
    "visits_visit",
    "concerns_concern",
    "meetings_meeting",
    "voices_preparation",
    "voices_childvoice",
    "plans_plan",
)
SEE = " OR ".join(
    f"(about = '{table.replace('_', '.', 1)}' AND about_id = ANY (ARRAY(SELECT net_ids_of_{table}())))"
    for table in THINGS
)


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0001_initial"),
        ("instruments", "0002_row_security"),
        ("visits", "0002_row_security"),
        ("plans", "0004_row_security"),
        ("voices", "0002_row_security"),
    ]
    operations = [
        protect_child_rows("scans_scan", see=SEE),
        migrations.RunSQL(take_rights("UPDATE, TRUNCATE", "scans_scan"), migrations.RunSQL.noop),
    ]
