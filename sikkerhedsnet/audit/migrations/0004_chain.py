"""Every log line is a link in its child's chain, forged by the database when the transaction commits (ADR 11)."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import take_rights

LOGS = {"change": "audit_changeline", "read": "audit_readline"}

TABLES = """
CREATE TABLE audit_chainhead (
    log text NOT NULL CHECK (log IN ('change', 'read')),
    child_id bigint NOT NULL,
    number bigint NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (log, child_id)
);
CREATE TABLE audit_link (
    log text NOT NULL CHECK (log IN ('change', 'read')),
    child_id bigint NOT NULL,
    number bigint NOT NULL,
    line_id bigint NOT NULL,
    previous_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (log, child_id, number)
);
"""
TABLES_BACK = "DROP TABLE audit_link; DROP TABLE audit_chainhead;"

FIELDS = (
    "which", "chain::text", "(last_number + 1)::text", "line_id::text", "audit_moment(at)", "municipality::text",
    "actor::text", "actor_name", "action", "object_type", "object_id::text", "child::text", "details",
)
PARTS = " || ".join(f"coalesce(octet_length({field}) || ':' || {field}, '~')" for field in FIELDS)

FUNCTIONS = f"""
CREATE FUNCTION audit_moment(at timestamptz) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT (extract(epoch FROM at) * 1000000)::bigint::text
$$;

CREATE FUNCTION audit_forge(
    which text, line_id bigint, at timestamptz, municipality bigint, actor bigint, actor_name text, action text,
    object_type text, object_id bigint, child bigint, details text
) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    chain bigint := coalesce(child, 0);
    last_number bigint;
    last_hash bytea;
    this_hash bytea;
BEGIN
    LOOP
        SELECT h.number, h.hash INTO last_number, last_hash FROM public.audit_chainhead h
            WHERE h.log = which AND h.child_id = chain FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO public.audit_chainhead (log, child_id, number, hash) VALUES (which, chain, 0, '')
            ON CONFLICT DO NOTHING;
    END LOOP;
    this_hash := sha256(convert_to({PARTS}, 'UTF8') || last_hash);
    INSERT INTO public.audit_link VALUES (which, chain, last_number + 1, line_id, last_hash, this_hash);
    UPDATE public.audit_chainhead h SET number = last_number + 1, hash = this_hash
        WHERE h.log = which AND h.child_id = chain;
END
$$;
REVOKE ALL ON FUNCTION audit_forge(
    text, bigint, timestamptz, bigint, bigint, text, text, text, bigint, bigint, text
) FROM PUBLIC;

CREATE FUNCTION audit_lock_heads(chains text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    INSERT INTO public.audit_chainhead (log, child_id, number, hash)
        SELECT DISTINCT split_part(c, ':', 1) AS log, split_part(c, ':', 2)::bigint AS child, 0, ''::bytea
        FROM unnest(string_to_array(chains, ',')) AS c ORDER BY log, child
        ON CONFLICT DO NOTHING;
    PERFORM 1 FROM public.audit_chainhead
        WHERE (log, child_id) IN (
            SELECT split_part(c, ':', 1), split_part(c, ':', 2)::bigint FROM unnest(string_to_array(chains, ',')) AS c
        )
        ORDER BY log, child_id FOR UPDATE;
END
$$;
REVOKE ALL ON FUNCTION audit_lock_heads(text) FROM PUBLIC;

CREATE FUNCTION audit_remember_chains() RETURNS trigger
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM set_config('audit.chains', concat_ws(',', nullif(current_setting('audit.chains', true), ''), (
        SELECT string_agg(DISTINCT TG_ARGV[0] || ':' || coalesce(child_id, 0), ',') FROM added
    )), true);
    RETURN NULL;
END
$$;

CREATE FUNCTION audit_forge_link() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    chains text := current_setting('audit.chains', true);
    details text;
BEGIN
    IF chains <> '' THEN
        PERFORM audit_lock_heads(chains);
        PERFORM set_config('audit.chains', '', true);
    END IF;
    IF TG_ARGV[0] = 'change' THEN
        details := NEW.details::text;
    END IF;
    PERFORM audit_forge(
        TG_ARGV[0], NEW.id, NEW.at, NEW.municipality_id, NEW.actor_id, NEW.actor_name, NEW.action, NEW.object_type,
        NEW.object_id, NEW.child_id, details
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION audit_heads() RETURNS SETOF audit_chainhead
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF net_scope() = 'system' THEN
        RETURN QUERY SELECT * FROM audit_chainhead WHERE number > 0;
    END IF;
END
$$;
CREATE FUNCTION audit_links(which text) RETURNS SETOF audit_link
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF net_scope() = 'system' THEN
        RETURN QUERY SELECT * FROM audit_link WHERE log = which;
    END IF;
END
$$;
"""
FUNCTIONS_BACK = """
DROP FUNCTION audit_links(text), audit_heads(), audit_forge_link(), audit_remember_chains(), audit_lock_heads(text);
DROP FUNCTION audit_forge(text, bigint, timestamptz, bigint, bigint, text, text, text, bigint, bigint, text);
DROP FUNCTION audit_moment(timestamptz);
"""


def chain(log: str, table: str) -> migrations.RunSQL:
    """Links those there, oldest first, and from now on each line when its transaction commits."""
    details = "details::text" if log == "change" else "NULL"
    return migrations.RunSQL(
        [
            "SELECT set_config('net.note', net_system_note(), true)",
            f"SELECT count(audit_forge('{log}', id, at, municipality_id, actor_id, actor_name, action, object_type, "
            f"object_id, child_id, {details})::text) FROM (SELECT * FROM {table} ORDER BY id) AS oldest_first",
            f"CREATE TRIGGER chains_are_remembered AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
            f"FOR EACH STATEMENT EXECUTE FUNCTION audit_remember_chains('{log}')",
            f"CREATE CONSTRAINT TRIGGER line_is_linked AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
            f"FOR EACH ROW EXECUTE FUNCTION audit_forge_link('{log}')",
        ],
        [f"DROP TRIGGER line_is_linked ON {table}", f"DROP TRIGGER chains_are_remembered ON {table}"],
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_row_security")]
    operations = [
        migrations.RunSQL([TABLES, take_rights("ALL", "audit_chainhead", "audit_link")], TABLES_BACK),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        *(chain(log, table) for log, table in LOGS.items()),
    ]
