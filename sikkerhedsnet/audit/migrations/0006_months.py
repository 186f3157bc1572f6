"""Both logs lie month by month (Danish months), so that a month whose time has come can be dropped whole (ADR 17).

A partition is reached through its log alone: nobody but the owner has a right to it, and row-level security without a
policy shows not even the owner a line there. What has no month of its own yet goes to the rest: no line is refused.
"""

from __future__ import annotations


from django.db import migrations, models

from sikkerhedsnet.core.row_security import SCOPE, USER

LOGS = {"change": "audit_changeline", "read": "audit_readline"}
INDEXES = {
    "audit_changeline": {"change_by_child": "(child_id, id)", "change_by_object": "(object_type, object_id)"},
    "audit_readline": {"read_by_child": "(child_id, id)", "read_by_day": "(municipality_id, at)"},
}
STANDS = {"audit_changeline": "change_line_stands", "audit_readline": "read_line_stands"}
HERE = "municipality_id = (SELECT net_municipality())"

FUNCTIONS = """
ALTER TABLE audit_link ADD COLUMN dropped date;

CREATE FUNCTION audit_table(which text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT CASE which WHEN 'change' THEN 'audit_changeline' WHEN 'read' THEN 'audit_readline' END $$;

CREATE FUNCTION audit_month_begins(month date) RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT date_trunc('month', month::timestamp) AT TIME ZONE 'Europe/Copenhagen' $$;

CREATE FUNCTION audit_close_to_all(part text) RETURNS void
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE holder record;
BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
    FOR holder IN
        SELECT DISTINCT a.grantee FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
        WHERE c.oid = part::regclass AND a.grantee <> c.relowner
    LOOP
        EXECUTE format('REVOKE ALL ON %I FROM %s', part,
                       CASE holder.grantee WHEN 0 THEN 'PUBLIC' ELSE holder.grantee::regrole::text END);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION audit_close_to_all(text) FROM PUBLIC;

CREATE FUNCTION audit_open_months(first_day date, last_day date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public SET lock_timeout = '2s' AS $$
DECLARE
    which text;
    log_table text;
    part text;
    month date;
    opened bigint := 0;
BEGIN
    IF net_scope() IS DISTINCT FROM 'system' OR last_day - first_day > 36600 THEN
        RAISE EXCEPTION 'only the system opens months' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM pg_advisory_xact_lock(5418902733);
    FOREACH which IN ARRAY ARRAY['change', 'read'] LOOP
        log_table := audit_table(which);
        month := date_trunc('month', first_day::timestamp)::date;
        WHILE month <= last_day LOOP
            part := log_table || to_char(month, '_YYYY_MM');
            IF to_regclass(part) IS NULL THEN
                BEGIN
                    EXECUTE format('CREATE TABLE public.%I (LIKE %I INCLUDING DEFAULTS)', part, log_table);
                    PERFORM audit_close_to_all(part);
                    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', log_table, part,
                        audit_month_begins(month), audit_month_begins((month + interval '1 month')::date));
                    opened := opened + 1;
                EXCEPTION WHEN check_violation THEN
                    NULL; -- lines of that month lie in the rest already, and stay there until the owner moves them
                END;
            END IF;
            month := (month + interval '1 month')::date;
        END LOOP;
    END LOOP;
    RETURN opened;
END
$$;

CREATE FUNCTION audit_empty_rest(which text) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    log_table text := audit_table(which);
    rest text := audit_table(which) || '_rest';
    first_day date;
    last_day date;
    moved bigint;
    note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', log_table);
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', log_table, rest);
    EXECUTE format('ALTER TABLE %I NO FORCE ROW LEVEL SECURITY', rest);
    EXECUTE format('ALTER TABLE %I RENAME TO %I', rest, rest || '_before');
    EXECUTE format('SELECT min(at AT TIME ZONE ''Europe/Copenhagen'')::date, max(at AT TIME ZONE ''Europe/Copenhagen'')::date FROM %I',
                   rest || '_before') INTO first_day, last_day;
    IF first_day IS NOT NULL THEN
        PERFORM audit_open_months(first_day, last_day);
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE %I INCLUDING DEFAULTS)', rest, log_table);
    PERFORM audit_close_to_all(rest);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I DEFAULT', log_table, rest);
    EXECUTE format('ALTER TABLE %I DISABLE TRIGGER USER', log_table);
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', log_table, rest || '_before');
    GET DIAGNOSTICS moved = ROW_COUNT;
    EXECUTE format('ALTER TABLE %I ENABLE TRIGGER USER', log_table);
    EXECUTE format('DROP TABLE %I', rest || '_before');
    PERFORM set_config('net.note', note, true);
    RETURN moved;
END
$$;
REVOKE ALL ON FUNCTION audit_empty_rest(text) FROM PUBLIC;

CREATE FUNCTION audit_drop_month(which text, month date, moment timestamptz) RETURNS bigint
    LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
DECLARE
    log_table text := audit_table(which);
    part text := audit_table(which) || to_char(month, '_YYYY_MM');
    begins timestamptz := audit_month_begins(month);
    ends timestamptz := audit_month_begins((month + interval '1 month')::date);
    lines bigint;
    digest text;
    note text := coalesce(current_setting('net.note', true), '');
BEGIN
    IF to_regclass(part) IS NULL THEN
        RAISE EXCEPTION 'there is no such month' USING ERRCODE = 'undefined_table';
    END IF;
    PERFORM set_config('net.note', net_system_note(), true);
    EXECUTE format('LOCK TABLE %I IN ACCESS EXCLUSIVE MODE', log_table);
    EXECUTE format('UPDATE audit_link k SET dropped = $1 FROM %I l WHERE k.log = $2 AND k.line_id = l.id '
                   'AND l.at >= $3 AND l.at < $4', log_table) USING month, which, begins, ends;
    SELECT count(*), encode(sha256(convert_to(coalesce(string_agg(child_id || ':' || number || ':' || encode(hash, 'hex'), E'\\n'
            ORDER BY child_id, number), ''), 'UTF8')), 'hex')
        INTO lines, digest FROM audit_link WHERE log = which AND dropped = month;
    IF which = 'change' THEN -- what this month says of months dropped before is said again
        INSERT INTO audit_changeline (at, actor_name, action, object_type, details)
            SELECT moment, actor_name, action, object_type, details FROM audit_changeline
            WHERE action = 'log.month_dropped' AND at >= begins AND at < ends ORDER BY id;
    END IF;
    INSERT INTO audit_changeline (at, actor_name, action, object_type, details) VALUES (
        moment, 'Sikkerhedsnet', 'log.month_dropped', '',
        jsonb_build_object('log', which, 'month', month, 'lines', lines, 'digest', digest)
    );
    SET CONSTRAINTS ALL IMMEDIATE;
    EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', log_table, part);
    EXECUTE format('DROP TABLE %I', part);
    PERFORM set_config('net.note', note, true);
    RETURN lines;
END
$$;
REVOKE ALL ON FUNCTION audit_drop_month(text, date, timestamptz) FROM PUBLIC;
"""
FUNCTIONS_BACK = """
DROP FUNCTION audit_drop_month(text, date, timestamptz), audit_empty_rest(text), audit_open_months(date, date),
    audit_close_to_all(text), audit_month_begins(date), audit_table(text);
ALTER TABLE audit_link DROP COLUMN dropped;
"""


def dressed(log: str, table: str) -> list[str]:
    """Rights, policies and triggers, the same for a log in one piece and for one in months."""
    reads = (
        f"{SCOPE} = 'system' OR ({SCOPE} = 'municipality' AND (municipality_id IS NULL OR {HERE})) "
        f"OR ({SCOPE} = 'person' AND actor_id = {USER})"
    )
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY reach ON {table} FOR SELECT USING ({reads})",
        f"CREATE POLICY anybody_adds ON {table} FOR INSERT WITH CHECK ({SCOPE} IS NOT NULL)",
        f"INSERT INTO {table} SELECT * FROM {table}_before",
        f"CREATE TRIGGER {STANDS[table]} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION audit_line_stands()",
        f"CREATE TRIGGER line_is_explained BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION audit_explain()",
        f"CREATE TRIGGER chains_are_remembered AFTER INSERT ON {table} REFERENCING NEW TABLE AS added "
        f"FOR EACH STATEMENT EXECUTE FUNCTION audit_remember_chains('{log}')",
        f"CREATE CONSTRAINT TRIGGER line_is_linked AFTER INSERT ON {table} DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW EXECUTE FUNCTION audit_forge_link('{log}')",
    ]


def rights(table: str) -> str:
    """Who could read and add before can read and add now, and nothing more; the numbers come with it."""
    return f"""
DO $$
DECLARE holder text;
BEGIN
    PERFORM audit_close_to_all('{table}');
    FOR holder IN
        SELECT DISTINCT a.grantee::regrole::text FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) AS a
        WHERE c.oid = '{table}_before'::regclass AND a.grantee NOT IN (0, c.relowner) AND a.privilege_type = 'INSERT'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT ON {table} TO %s', holder);
        EXECUTE format('GRANT USAGE, SELECT ON SEQUENCE {table}_numbers TO %s', holder);
    END LOOP;
END
$$
"""


def laid_anew(log: str, table: str, key: str, layout: str, parts: list[str]) -> list[str]:
    """The log's lines in another layout, with their numbers, rights, policies and triggers."""
    return [
        "SELECT set_config('net.note', net_system_note(), true)",
        *(f"DROP INDEX IF EXISTS {index}" for index in INDEXES[table]),
        f"ALTER TABLE {table} RENAME TO {table}_before",
        f"ALTER TABLE {table}_before RENAME CONSTRAINT {table}_pkey TO {table}_before_pkey",
        f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS){layout}",
        f"CREATE SEQUENCE {table}_numbers OWNED BY {table}.id",
        f"SELECT setval('{table}_numbers', coalesce((SELECT max(id) FROM {table}_before), 0) + 1, false)",
        f"ALTER TABLE {table} ALTER COLUMN id SET DEFAULT nextval('{table}_numbers')",
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY {key}",
        *(f"CREATE INDEX {name} ON {table} {columns}" for name, columns in INDEXES[table].items()),
        rights(table),
        *parts,
        *dressed(log, table),
        f"DROP TABLE {table}_before",
        f"ALTER SEQUENCE {table}_numbers RENAME TO {table}_id_seq",
    ]


def rest(table: str) -> list[str]:
    return [f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT", f"SELECT audit_close_to_all('{table}_rest')"]


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_who_why_where")]
    operations = [
        migrations.AddIndex("readline", models.Index(fields=["municipality_id", "at"], name="read_by_day")),
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        *(
            migrations.RunSQL(
                laid_anew(log, table, "(id, at)", " PARTITION BY RANGE (at)", rest(table)),
                laid_anew(log, table, "(id)", "", []),
            )
            for log, table in LOGS.items()
        ),
        migrations.RunSQL(
            [
                "SELECT set_config('net.note', net_system_note(), true)",
                "SELECT audit_empty_rest('change'), audit_empty_rest('read')",
                "SELECT audit_open_months(current_date, (current_date + interval '3 months')::date)",
            ],
            migrations.RunSQL.noop,
        ),
    ]
