"""A paper is about the child that the thing it is laid with is about: the database lets nobody lay it anywhere else.

It is asked when the transaction ends, so that rows that are put back may come in any order. Those that lie there already
are not asked; the application has never laid one with another child's thing.
"""

from __future__ import annotations

from django.db import migrations

WHOSE = {
    "instruments.response": "SELECT child_id FROM instruments_response WHERE id = NEW.about_id",
    "visits.visit": "SELECT child_id FROM visits_visit WHERE id = NEW.about_id",
    "concerns.concern": "SELECT child_id FROM concerns_concern WHERE id = NEW.about_id",
    "meetings.meeting": "SELECT child_id FROM meetings_meeting WHERE id = NEW.about_id",
    "voices.preparation": (
        "SELECT m.child_id FROM voices_preparation p JOIN meetings_meeting m ON m.id = p.meeting_id "
        "WHERE p.id = NEW.about_id"
    ),
    "voices.childvoice": "SELECT child_id FROM voices_childvoice WHERE id = NEW.about_id",
    "plans.plan": "SELECT child_id FROM plans_plan WHERE id = NEW.about_id",
}
CHILD = "\n        ".join(f"WHEN '{about}' THEN ({select})" for about, select in WHOSE.items())
FORWARD = f"""
CREATE FUNCTION scans_of_the_things_child() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    whose bigint;
    lies boolean;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    whose := CASE NEW.about
        {CHILD}
    END;
    lies := EXISTS (SELECT FROM scans_scan s WHERE s.id = NEW.id);
    PERFORM set_config('net.note', note, true);
    IF lies AND whose IS DISTINCT FROM NEW.child_id THEN
        RAISE EXCEPTION 'a paper is about the child of the thing it is laid with' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER of_the_things_child AFTER INSERT ON scans_scan DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION scans_of_the_things_child();
"""
BACK = """
DROP TRIGGER of_the_things_child ON scans_scan;
DROP FUNCTION scans_of_the_things_child();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0003_withdrawn"),
        ("instruments", "0002_row_security"),
        ("visits", "0002_row_security"),
        ("plans", "0004_row_security"),
        ("voices", "0002_row_security"),
    ]
    operations = [migrations.RunSQL(FORWARD, BACK)]
