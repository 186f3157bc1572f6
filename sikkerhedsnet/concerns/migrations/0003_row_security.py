"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import WORKS_WITH, granted, ids_of, may, own, own_rows, protect_child_rows, protect_parts

SEE = (
    f"{own('concern', 'raised_by_id, owner_id, offered_to_id, escalated_to_id')} "
    f"OR ({may('concern_see')} AND NOT suspicion AND child_id = ANY ({WORKS_WITH}))"
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0002_close_reason_unchanged"), ("people", "0004_row_security")]
    operations = [
        own_rows("concerns_concern", "concern", "raised_by_id", "owner_id", "offered_to_id", "escalated_to_id"),
        protect_child_rows("concerns_concern", see=SEE),
        ids_of("concerns_concern"),
        protect_parts("concerns_parentcontact", "concern_id", "concerns_concern"),
    ]
