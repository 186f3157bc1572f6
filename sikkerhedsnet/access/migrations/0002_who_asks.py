"""The functions that read the signed note of who asks; the key is the owner's alone."""

from __future__ import annotations

from typing import Any

from django.db import migrations

from sikkerhedsnet.core import context
from sikkerhedsnet.core.row_security import take_rights

KEY = """
CREATE TABLE access_notekey (
    id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
    inner_key bytea NOT NULL,
    outer_key bytea NOT NULL
);
"""
FORWARD = """
CREATE FUNCTION net_sign(body text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT encode(sha256(outer_key || sha256(inner_key || convert_to(body, 'UTF8'))), 'hex') FROM public.access_notekey
$$;
REVOKE ALL ON FUNCTION net_sign(text) FROM PUBLIC;
CREATE FUNCTION net_note() RETURNS text[]
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := nullif(current_setting('net.note', true), '');
    body text := substr(note, 66);
    parts text[] := string_to_array(body, '|');
BEGIN
    IF note IS NULL OR left(note, 65) <> net_sign(body) || '|' THEN
        RETURN NULL;
    END IF;
    IF parts[1]::bigint < extract(epoch FROM clock_timestamp()) THEN
        RETURN NULL;
    END IF;
    RETURN parts;
END
$$;
CREATE FUNCTION net_scope() RETURNS text LANGUAGE plpgsql STABLE AS $$BEGIN RETURN (net_note())[2]; END$$;
CREATE FUNCTION net_user() RETURNS bigint LANGUAGE plpgsql STABLE AS $$BEGIN RETURN nullif((net_note())[3], '')::bigint; END$$;
CREATE FUNCTION net_municipality() RETURNS bigint LANGUAGE plpgsql STABLE AS $$BEGIN RETURN nullif((net_note())[4], '')::bigint; END$$;
CREATE FUNCTION net_day() RETURNS date LANGUAGE plpgsql STABLE AS $$BEGIN RETURN nullif((net_note())[5], '')::date; END$$;
CREATE FUNCTION net_may(permission text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$BEGIN RETURN permission = ANY (string_to_array((net_note())[6], ',')); END$$;
CREATE FUNCTION net_leads() RETURNS bigint[] LANGUAGE plpgsql STABLE AS $$BEGIN RETURN string_to_array(nullif((net_note())[7], ''), ',')::bigint[]; END$$;
CREATE FUNCTION net_system_note() RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    SELECT net_sign(body) || '|' || body
    FROM (SELECT (extract(epoch FROM clock_timestamp())::bigint + 60) || '|system||||' || '|' AS body) AS fresh
$$;
REVOKE ALL ON FUNCTION net_system_note() FROM PUBLIC;
"""
BACKWARD = """
DROP FUNCTION net_system_note(), net_leads(), net_may(text), net_day(), net_municipality(), net_user(), net_scope();
DROP FUNCTION net_note(), net_sign(text);
DROP TABLE access_notekey;
"""


def keep_key(apps: Any, schema_editor: Any) -> None:
    context.keep_key(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunSQL([KEY, take_rights("ALL", "access_notekey"), FORWARD], BACKWARD), migrations.RunPython(keep_key, migrations.RunPython.noop)]
