"""Who sees which rows, in the database itself: what is about a meeting with the meeting, what is about a worry with the
worry; and why a meeting was not held is never changed."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, ids_of, may, protect, protect_parts, take_rights

HERE = "municipality_id = (SELECT net_municipality())"
WORRY = "concern_id = ANY (ARRAY(SELECT net_ids_of_concerns_concern()))"
KEEPS = f"{SCOPE} <> 'person' OR {may('measure_keep')}"
KEPT = f"""
CREATE POLICY kept_new ON appointments_meetingways AS RESTRICTIVE FOR INSERT WITH CHECK ({KEEPS});
CREATE POLICY kept ON appointments_meetingways AS RESTRICTIVE FOR UPDATE USING ({KEEPS});
CREATE POLICY kept_gone ON appointments_meetingways AS RESTRICTIVE FOR DELETE USING ({KEEPS});
"""
KEPT_BACK = """
DROP POLICY kept_new ON appointments_meetingways;
DROP POLICY kept ON appointments_meetingways;
DROP POLICY kept_gone ON appointments_meetingways;
"""
NEVER_FOR_THE_FAMILY = """
CREATE FUNCTION appointments_never_on_a_suspicion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    about record;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT c.suspicion, c.child_id INTO about FROM concerns_concern c WHERE c.id = NEW.concern_id;
    PERFORM set_config('net.note', note, true);
    IF about.suspicion OR about.child_id <> NEW.child_id THEN
        RAISE EXCEPTION 'the family is offered nothing on a suspicion, and it is about the concern''s own child'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER never_on_a_suspicion BEFORE INSERT OR UPDATE OF concern_id, child_id ON appointments_timeoffer
    FOR EACH ROW EXECUTE FUNCTION appointments_never_on_a_suspicion();
CREATE TRIGGER never_on_a_suspicion BEFORE INSERT OR UPDATE OF concern_id, child_id ON appointments_notheld
    FOR EACH ROW EXECUTE FUNCTION appointments_never_on_a_suspicion();
"""
NEVER_BACK = """
DROP TRIGGER never_on_a_suspicion ON appointments_timeoffer;
DROP TRIGGER never_on_a_suspicion ON appointments_notheld;
DROP FUNCTION appointments_never_on_a_suspicion();
"""


def of_the_worry(table: str) -> migrations.RunSQL:
    """Seen by those who see the worry and can sit at a meeting."""
    return protect(
        table,
        inside="concern_id IN (SELECT net_ids_of_concerns_concern())",
        see=f"{may('meeting_see')} AND {WORRY}",
        child="child_id",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0001_initial"),
        ("meetings", "0003_kinds"),
        ("concerns", "0003_row_security"),
        ("people", "0004_row_security"),
    ]
    operations = [
        protect("appointments_meetingways", inside=HERE, see=HERE),
        migrations.RunSQL(KEPT, KEPT_BACK),
        of_the_worry("appointments_timeoffer"),
        ids_of("appointments_timeoffer"),
        protect_parts("appointments_timeslot", "offer_id", "appointments_timeoffer"),
        of_the_worry("appointments_notheld"),
        protect_parts("appointments_interpreter", "meeting_id", "meetings_meeting"),
        protect_parts("appointments_agenda", "meeting_id", "meetings_meeting"),
        protect_parts("appointments_agendaline", "meeting_id", "meetings_meeting"),
        migrations.RunSQL(take_rights("UPDATE", "appointments_notheld", "appointments_agendaline"), migrations.RunSQL.noop),
        migrations.RunSQL(NEVER_FOR_THE_FAMILY, NEVER_BACK),
    ]
