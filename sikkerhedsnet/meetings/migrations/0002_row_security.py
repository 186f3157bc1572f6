"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.core.row_security import WORKS_WITH, granted, ids_of, may, own, own_parts, own_rows, protect_child_rows, protect_parts

SEE = (
    f"{may('meeting_see')} AND ({own('meeting', 'owner_id, escalated_to_id')} OR (child_id = ANY ({WORKS_WITH}) "
    f"AND (id = ANY ({granted('seat')}) OR (institution_id = ANY (ARRAY(SELECT unnest(net_leads()))) AND NOT suspicion))))"
)
SUSPICIONS = """
SELECT set_config('net.note', net_system_note(), true);
UPDATE meetings_meeting AS m SET suspicion = true FROM concerns_concern AS c WHERE c.id = m.concern_id AND c.suspicion;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("concerns", "0003_row_security")]
    operations = [
        migrations.AddField("meeting", "suspicion", models.BooleanField(default=False)),
        migrations.RunSQL(SUSPICIONS, migrations.RunSQL.noop),
        own_rows("meetings_meeting", "meeting", "owner_id", "escalated_to_id"),
        own_parts("meetings_participant", "meeting_id", "meetings_meeting", "seat", "user_id"),
        protect_child_rows("meetings_meeting", see=SEE),
        ids_of("meetings_meeting"),
        protect_parts("meetings_participant", "meeting_id", "meetings_meeting"),
        protect_parts("meetings_minutesentry", "meeting_id", "meetings_meeting"),
        protect_parts("meetings_agreement", "meeting_id", "meetings_meeting"),
    ]
