"""Broken glass opens a child until its minute has come: a grant that the row itself keeps."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect_child_rows

KEPT = """
CREATE FUNCTION net_grant_glass() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    glass bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    DELETE FROM people_grant WHERE why = 'glass' AND source_id = glass;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO people_grant (user_id, child_id, why, via, source_id, until)
            SELECT u.id, c.id, 'glass', '', NEW.id, NEW.ends_at
            FROM access_user u JOIN people_child c ON c.municipality_id = u.municipality_id
            WHERE u.id = NEW.user_id AND c.id = NEW.child_id AND NEW.ended_at IS NULL;
    END IF;
    PERFORM set_config('net.note', note, true);
    RETURN NULL;
END
$$;
CREATE TRIGGER glass_is_granted AFTER INSERT OR UPDATE OR DELETE ON people_brokenglass
    FOR EACH ROW EXECUTE FUNCTION net_grant_glass();
"""
KEPT_BACK = "DROP TRIGGER glass_is_granted ON people_brokenglass; DROP FUNCTION net_grant_glass();"

WORK = """
    RETURN QUERY SELECT g.child_id FROM people_grant g WHERE g.user_id = asking AND g.why = 'work'
        AND g.start_on <= today AND (g.end_on IS NULL OR g.end_on >= today);"""
GLASS = """
    IF net_may('glass_break') THEN
        RETURN QUERY SELECT g.child_id FROM people_grant g WHERE g.user_id = asking AND g.why = 'glass'
            AND g.until > net_moment();
    END IF;"""


def reached(reasons: str) -> str:
    """The children a person works with for these reasons."""
    return f"""
CREATE OR REPLACE FUNCTION net_children() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asking bigint := net_user();
    today date := net_day();
BEGIN{reasons}
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0005_broken_glass"), ("access", "0004_the_moment")]
    operations = [
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(reached(WORK + GLASS), reached(WORK)),
        protect_child_rows("people_brokenglass", see=f"user_id = {USER}"),
    ]
