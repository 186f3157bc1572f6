"""Anybody who acts adds a line; in a person's own work only her own lines can be read back."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER

HERE = "municipality_id = (SELECT net_municipality())"


def guard(table: str) -> migrations.RunSQL:
    reads = (
        f"{SCOPE} = 'system' OR ({SCOPE} = 'municipality' AND (municipality_id IS NULL OR {HERE})) "
        f"OR ({SCOPE} = 'person' AND actor_id = {USER})"
    )
    return migrations.RunSQL(
        [
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY reach ON {table} FOR SELECT USING ({reads})",
            f"CREATE POLICY anybody_adds ON {table} FOR INSERT WITH CHECK ({SCOPE} IS NOT NULL)",
        ],
        [
            f"DROP POLICY anybody_adds ON {table}",
            f"DROP POLICY reach ON {table}",
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only"), ("access", "0002_who_asks")]
    operations = [guard("audit_changeline"), guard("audit_readline")]
