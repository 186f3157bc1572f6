"""Whoever lives with a protected child is protected with it, as the child is with a protected parent: a home is one home."""

from __future__ import annotations

from django.db import migrations

WHOLE = """
CREATE FUNCTION net_protect_parents(children bigint[], ties bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    UPDATE people_guardian SET protected_address = true WHERE NOT protected_address AND id IN (
        SELECT c.guardian_id FROM people_custody c JOIN people_child k ON k.id = c.child_id
        WHERE k.protected_address AND c.same_address AND c.end_on IS NULL
            AND (k.id = ANY (children) OR c.id = ANY (ties))
    );
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION net_protect_parents(bigint[], bigint[]) FROM PUBLIC;

CREATE FUNCTION net_parents_follow_homes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM net_protect_parents(ARRAY[NEW.id], '{}');
    RETURN NULL;
END
$$;
CREATE TRIGGER parents_follow_homes AFTER UPDATE OF protected_address ON people_child
    FOR EACH ROW WHEN (NEW.protected_address AND NOT OLD.protected_address) EXECUTE FUNCTION net_parents_follow_homes();

CREATE OR REPLACE FUNCTION net_homes_follow_ties() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE found bigint[];
BEGIN
    SELECT array_agg(id) INTO found FROM named;
    IF found IS NOT NULL THEN
        PERFORM net_protect_homes('{}', found);
        PERFORM net_protect_parents('{}', found);
    END IF;
    RETURN NULL;
END
$$;
SELECT net_protect_parents((SELECT coalesce(array_agg(id), '{}') FROM people_child), '{}');
"""
BACK = """
CREATE OR REPLACE FUNCTION net_homes_follow_ties() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE found bigint[];
BEGIN
    SELECT array_agg(id) INTO found FROM named;
    IF found IS NOT NULL THEN
        PERFORM net_protect_homes('{}', found);
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER parents_follow_homes ON people_child;
DROP FUNCTION net_parents_follow_homes();
DROP FUNCTION net_protect_parents(bigint[], bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_night_check")]
    operations = [migrations.RunSQL(WHOLE, BACK)]
