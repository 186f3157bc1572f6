"""Who sees which rows, in the database itself; a party's statement is seen by those who see what it is pinned to."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import WORKS_WITH, knows_by, may, own, own_rows, protect_child_rows

OWN = own("request", "owner_id, escalated_to_id")
SEE = f"{OWN} OR ({may('rights_handle')} AND child_id = ANY ({WORKS_WITH}))"
WHOLES = ("screening_wellbeingassessment", "concerns_concern", "meetings_meeting", "plans_plan")
PINNED = " OR ".join(
    f"(whole = '{table.replace('_', '.', 1)}' AND whole_id = ANY (ARRAY(SELECT net_ids_of_{table}())))" for table in WHOLES
)


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0001_initial"),
        ("statements", "0001_initial"),
        ("plans", "0004_row_security"),
        ("screening", "0003_row_security"),
    ]
    operations = [
        knows_by("g.why = 'request'"),
        own_rows("rights_accessrequest", "request", "owner_id", "escalated_to_id"),
        protect_child_rows("rights_accessrequest", see=SEE),
        protect_child_rows("statements_statement", see=PINNED),
    ]
