"""Who sees a preparation and a child's own words, in the database itself."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, WORKS_WITH, ids_of, may, protect, protect_child_rows

MEETINGS = "ARRAY(SELECT net_ids_of_meetings_meeting())"
BEGUN = "ARRAY(SELECT id FROM meetings_meeting WHERE began_at IS NOT NULL)"
SEE_PREPARATION = (
    f"meeting_id = ANY ({MEETINGS}) "
    f"AND (audience <> 'professional' OR entered_by_id = {USER} OR meeting_id = ANY ({BEGUN}))"
)
SUSPECTED = "ARRAY(SELECT child_id FROM concerns_concern WHERE suspicion)"
SEE_VOICE = (
    f"{may('plan_see')} AND child_id = ANY ({WORKS_WITH}) AND (NOT suspicion OR written_by_id = {USER} "
    f"OR meeting_id = ANY ({MEETINGS}) OR child_id = ANY ({SUSPECTED}))"
)


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial"), ("meetings", "0002_row_security"), ("concerns", "0003_row_security")]
    operations = [
        protect(
            "voices_preparation",
            inside="meeting_id IN (SELECT net_ids_of_meetings_meeting())",
            see=SEE_PREPARATION,
        ),
        ids_of("voices_preparation"),
        protect_child_rows("voices_childvoice", see=SEE_VOICE),
        ids_of("voices_childvoice"),
    ]
