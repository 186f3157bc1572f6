"""Rows every municipality begins with: for those there are, and by a trigger for those to come."""

from __future__ import annotations

from django.db.migrations.operations import RunSQL


def first_rows(name: str, insert: str) -> RunSQL:
    """`insert` is a statement that makes them for the municipality `here`; `name` names the function and the trigger."""
    forward = f"""
CREATE FUNCTION {name}(here bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    {insert};
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION {name}(bigint) FROM PUBLIC;
CREATE FUNCTION {name}_begin() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM {name}(NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER {name} AFTER INSERT ON access_municipality FOR EACH ROW EXECUTE FUNCTION {name}_begin();
SELECT {name}(id) FROM access_municipality;
"""
    return RunSQL(forward, f"DROP TRIGGER {name} ON access_municipality; DROP FUNCTION {name}_begin(), {name}(bigint);")
