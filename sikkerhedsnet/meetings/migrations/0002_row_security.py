"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.core.row_security import WORKS_WITH, grant_those_there, granted, ids_of, may, own, own_rows, protect_child_rows, protect_parts

SEE = (
    f"{may('meeting_see')} AND ({own('meeting', 'owner_id, escalated_to_id')} OR (child_id = ANY ({WORKS_WITH}) "
    f"AND (id = ANY ({granted('seat')}) OR (institution_id = ANY (ARRAY(SELECT unnest(net_leads()))) AND NOT suspicion))))"
)
SUSPICIONS = """
SELECT set_config('net.note', net_system_note(), true);
UPDATE meetings_meeting AS m SET suspicion = true FROM concerns_concern AS c WHERE c.id = m.concern_id AND c.suspicion;
"""
SEATS = """
CREATE FUNCTION net_grant_seat() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    whole bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.meeting_id ELSE NEW.meeting_id END;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    DELETE FROM people_grant WHERE why = 'seat' AND source_id = whole;
    INSERT INTO people_grant (user_id, child_id, why, via, source_id)
        SELECT DISTINCT part.user_id, whole_row.child_id, 'seat', '', whole
        FROM meetings_participant AS part JOIN meetings_meeting AS whole_row ON whole_row.id = part.meeting_id
        WHERE part.meeting_id = whole AND part.user_id IS NOT NULL;
    PERFORM set_config('net.note', note, true);
    RETURN NULL;
END
$$;
CREATE TRIGGER own_rows_are_granted AFTER INSERT OR UPDATE OR DELETE ON meetings_participant
    FOR EACH ROW EXECUTE FUNCTION net_grant_seat();
"""
SEATS_THERE = """
SELECT DISTINCT part.user_id, whole_row.child_id, 'seat', whole_row.id
FROM meetings_participant AS part JOIN meetings_meeting AS whole_row ON whole_row.id = part.meeting_id
"""
SEATS_BACK = """
DROP TRIGGER own_rows_are_granted ON meetings_participant;
DROP FUNCTION net_grant_seat();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial"), ("concerns", "0003_row_security")]
    operations = [
        migrations.AddField("meeting", "suspicion", models.BooleanField(default=False)),
        migrations.RunSQL(SUSPICIONS, migrations.RunSQL.noop),
        own_rows("meetings_meeting", "meeting", "owner_id", "escalated_to_id"),
        migrations.RunSQL([SEATS, *grant_those_there(SEATS_THERE)], SEATS_BACK),
        protect_child_rows("meetings_meeting", see=SEE),
        ids_of("meetings_meeting"),
        protect_parts("meetings_participant", "meeting_id", "meetings_meeting"),
        protect_parts("meetings_minutesentry", "meeting_id", "meetings_meeting"),
        protect_parts("meetings_agreement", "meeting_id", "meetings_meeting"),
    ]
