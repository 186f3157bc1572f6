"""Who sees a protection, and that a home is one home: a child is protected with a parent who lives there, and they with it."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect_child_rows

KEPT = """
CREATE FUNCTION net_protect_homes(parents bigint[], ties bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    UPDATE people_child SET protected_address = true WHERE NOT protected_address AND id IN (
        SELECT c.child_id FROM people_custody c JOIN people_guardian g ON g.id = c.guardian_id
        WHERE g.protected_address AND c.same_address AND c.end_on IS NULL
            AND (g.id = ANY (parents) OR c.id = ANY (ties))
    );
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION net_protect_homes(bigint[], bigint[]) FROM PUBLIC;

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

CREATE FUNCTION net_homes_follow_parents() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM net_protect_homes(ARRAY[NEW.id], '{}');
    RETURN NULL;
END
$$;
CREATE FUNCTION net_parents_follow_homes() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM net_protect_parents(ARRAY[NEW.id], '{}');
    RETURN NULL;
END
$$;
CREATE FUNCTION net_homes_follow_ties() RETURNS trigger
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
CREATE TRIGGER homes_follow_parents AFTER UPDATE OF protected_address ON people_guardian
    FOR EACH ROW WHEN (NEW.protected_address AND NOT OLD.protected_address) EXECUTE FUNCTION net_homes_follow_parents();
CREATE TRIGGER parents_follow_homes AFTER UPDATE OF protected_address ON people_child
    FOR EACH ROW WHEN (NEW.protected_address AND NOT OLD.protected_address) EXECUTE FUNCTION net_parents_follow_homes();
CREATE TRIGGER homes_follow_new_ties AFTER INSERT ON people_custody
    REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION net_homes_follow_ties();
CREATE TRIGGER homes_follow_changed_ties AFTER UPDATE ON people_custody
    REFERENCING NEW TABLE AS named FOR EACH STATEMENT EXECUTE FUNCTION net_homes_follow_ties();
"""
KEPT_BACK = """
DROP TRIGGER homes_follow_changed_ties ON people_custody;
DROP TRIGGER homes_follow_new_ties ON people_custody;
DROP TRIGGER parents_follow_homes ON people_child;
DROP TRIGGER homes_follow_parents ON people_guardian;
DROP FUNCTION net_homes_follow_ties(), net_parents_follow_homes(), net_homes_follow_parents();
DROP FUNCTION net_protect_parents(bigint[], bigint[]), net_protect_homes(bigint[], bigint[]);
"""
THOSE_THERE = (
    "SELECT net_protect_homes((SELECT coalesce(array_agg(id), '{}') FROM people_guardian), '{}')",
    "SELECT net_protect_parents((SELECT coalesce(array_agg(id), '{}') FROM people_child), '{}')",
)


class Migration(migrations.Migration):
    dependencies = [("people", "0007_protection")]
    operations = [
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(
            ["SELECT set_config('net.note', net_system_note(), true)", *THOSE_THERE], migrations.RunSQL.noop
        ),
        protect_child_rows("people_protection"),
    ]
