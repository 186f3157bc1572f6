"""Grants kept by triggers, and the policies on every table about children and their families."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import KNOWS, protect, protect_child_rows, take_rights

SPAN = """
CREATE FUNCTION net_span(first_day date, last_day date) RETURNS daterange LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN last_day < first_day THEN 'empty'::daterange ELSE daterange(first_day, last_day, '[]') END
$$;
"""
SPAN_BACK = "DROP FUNCTION net_span(date, date);"

POST = (
    "JOIN organisation_employment e ON {tie} JOIN access_user u ON u.id = e.user_id AND u.kind = 'staff' "
    "JOIN people_child c ON c.id = {child} AND c.municipality_id = u.municipality_id"
)
RATERS = "('pedagogue', 'childminder', 'teacher')"
WITH_CHILDREN = (
    "('pedagogue', 'childminder', 'teacher', 'health_visitor', 'prevention_adviser', 'leader', "
    "'educational_psychologist', 'speech_and_hearing_therapist', 'dental_professional', 'family_adviser')"
)
HELD = "net_span(e.start_on, e.end_on)"
FREE = (
    f"CROSS JOIN LATERAL unnest(datemultirange({HELD}) - coalesce((SELECT range_agg(net_span(a.start_on, a.end_on)) "
    "FROM organisation_groupassignment a WHERE a.employment_id = e.id), '{}'::datemultirange)) AS free (span)"
)
ENROLLED = "people_enrolment n " + POST.format(tie="e.institution_id = n.institution_id", child="n.child_id")
BRANCHES: dict[str, tuple[str, str, str]] = {
    # via: the days, the tables, the condition
    "relation": (
        f"{HELD} * net_span(r.start_on, r.end_on)",
        "people_relation r " + POST.format(tie="e.user_id = r.user_id", child="r.child_id"),
        f"e.function IN {WITH_CHILDREN}",
    ),
    "institution": (f"{HELD} * net_span(n.start_on, n.end_on)", ENROLLED, "e.function = 'leader'"),
    "no_group": ("free.span * net_span(n.start_on, n.end_on)", f"{ENROLLED} {FREE}", f"e.function IN {RATERS}"),
    "group": (
        f"{HELD} * net_span(a.start_on, a.end_on) * net_span(n.start_on, n.end_on)",
        "people_enrolment n JOIN organisation_groupassignment a ON a.group_id = n.group_id "
        + POST.format(tie="e.id = a.employment_id", child="n.child_id"),
        f"e.function IN {RATERS}",
    ),
    "district": (
        HELD,
        "people_child k " + POST.format(tie="e.district_id = k.district_id", child="k.id"),
        "e.function = 'health_visitor' AND c.left_on IS NULL",
    ),
}


def found(via: str, narrowed: str = "") -> str:
    """The rows of one branch: user, child, via, first and last day."""
    days, tables, condition = BRANCHES[via]
    return (
        f"SELECT e.user_id, c.id AS child_id, '{via}' AS via, lower({days}) AS start_on, "
        f"CASE WHEN upper_inf({days}) THEN NULL ELSE upper({days}) - 1 END AS end_on "
        f"FROM {tables} WHERE {condition} AND NOT isempty({days}){narrowed}"
    )


SOURCE = "CREATE VIEW people_grant_source WITH (security_invoker = true) AS " + " UNION ".join(map(found, BRANCHES))
SOURCE_BACK = "DROP VIEW people_grant_source"

REGRANT = "".join(
    f"""
    IF '{via}' = ANY (vias) THEN
        DELETE FROM people_grant WHERE child_id = ANY (children) AND via = '{via}';
        DELETE FROM people_grant WHERE user_id = ANY (users) AND why = 'work' AND via = '{via}';
        INSERT INTO people_grant (user_id, child_id, why, via, start_on, end_on)
            SELECT user_id, child_id, 'work', via, start_on, end_on FROM (
                {found(via, " AND c.id = ANY (children)")} UNION {found(via, " AND e.user_id = ANY (users)")}
            ) AS rows_found;
    END IF;"""
    for via in BRANCHES
)

KEPT = f"""
CREATE FUNCTION net_regrant(vias text[], users bigint[], children bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);{REGRANT}
    IF 'family' = ANY (vias) THEN
        DELETE FROM people_conflict WHERE child_id = ANY (children);
        DELETE FROM people_conflict WHERE user_id = ANY (users);
        INSERT INTO people_conflict (user_id, child_id)
            SELECT g.user_id, c.child_id FROM people_custody c JOIN people_guardian g ON g.id = c.guardian_id
            WHERE g.user_id IS NOT NULL AND c.child_id = ANY (children)
            UNION
            SELECT g.user_id, c.child_id FROM people_guardian g JOIN people_custody c ON c.guardian_id = g.id
            WHERE g.user_id = ANY (users);
    END IF;
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION net_regrant(text[], bigint[], bigint[]) FROM PUBLIC;

CREATE FUNCTION net_grants_wrong() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    wrong bigint;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT count(*) INTO wrong FROM (
        (SELECT user_id, child_id, via, start_on, end_on FROM people_grant_source
         EXCEPT SELECT user_id, child_id, via, start_on, end_on FROM people_grant WHERE why = 'work')
        UNION ALL
        (SELECT user_id, child_id, via, start_on, end_on FROM people_grant WHERE why = 'work'
         EXCEPT ALL SELECT user_id, child_id, via, start_on, end_on FROM people_grant_source)
    ) AS differing;
    PERFORM set_config('net.note', note, true);
    RETURN wrong;
END
$$;

CREATE FUNCTION net_regrant_named(kind text, vias text[], named bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF kind = 'child' THEN
        PERFORM net_regrant(vias, '{{}}', named);
    ELSIF kind = 'user' THEN
        PERFORM net_regrant(vias, named, '{{}}');
    ELSE
        PERFORM net_regrant(
            vias, (SELECT array_agg(DISTINCT user_id) FROM organisation_employment WHERE id = ANY (named)), '{{}}'
        );
    END IF;
END
$$;
REVOKE ALL ON FUNCTION net_regrant_named(text, text[], bigint[]) FROM PUBLIC;

CREATE FUNCTION net_rows_added() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE named bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM added', TG_ARGV[1]) INTO named;
    IF named IS NOT NULL THEN
        PERFORM net_regrant_named(TG_ARGV[0], TG_ARGV[2]::text[], named);
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION net_row_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    now_named bigint := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE to_jsonb(NEW) ->> TG_ARGV[1] END;
    before_named bigint := to_jsonb(OLD) ->> TG_ARGV[1];
BEGIN
    PERFORM net_regrant_named(
        TG_ARGV[0], TG_ARGV[2]::text[], array_remove(ARRAY[before_named, now_named], NULL)
    );
    RETURN NULL;
END
$$;

CREATE FUNCTION net_grant_own_row() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    row_now jsonb := CASE TG_OP WHEN 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    row_before jsonb := CASE TG_OP WHEN 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    child bigint;
    source bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT 1 FROM unnest(TG_ARGV[1:]) AS c WHERE row_now ->> c IS DISTINCT FROM row_before ->> c) THEN
            RETURN NULL;
        END IF;
    END IF;
    PERFORM set_config('net.note', net_system_note(), true);
    source := coalesce(row_now, row_before) ->> 'id';
    DELETE FROM people_grant WHERE why = TG_ARGV[0] AND source_id = source;
    child := row_now ->> 'child_id';
    IF child IS NOT NULL THEN
        INSERT INTO people_grant (user_id, child_id, why, via, source_id)
            SELECT DISTINCT u.id, c.id, TG_ARGV[0], '', source
            FROM unnest(TG_ARGV[1:]) AS named
            JOIN access_user u ON u.id = (row_now ->> named)::bigint
            JOIN people_child c ON c.id = child AND c.municipality_id = u.municipality_id;
    END IF;
    PERFORM set_config('net.note', note, true);
    RETURN NULL;
END
$$;
"""
KEPT_BACK = """
DROP FUNCTION net_grant_own_row(), net_row_changed(), net_rows_added(), net_regrant_named(text, text[], bigint[]),
    net_grants_wrong(), net_regrant(text[], bigint[], bigint[]);
"""

EVERY_VIA = tuple(BRANCHES)
PLACES = ("institution", "no_group", "group")
WATCHED: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    # table, whom a row names, in which column, what depends on it, and the columns that matter when it changes
    ("organisation_employment", "user", "user_id", EVERY_VIA, ()),
    ("organisation_groupassignment", "post", "employment_id", ("no_group", "group"), ()),
    ("people_enrolment", "child", "child_id", PLACES, ()),
    ("people_relation", "child", "child_id", ("relation",), ()),
    ("people_custody", "child", "child_id", ("family",), ()),
    ("people_child", "child", "id", EVERY_VIA, ("district_id", "left_on", "municipality_id")),
    ("people_guardian", "user", "user_id", ("family",), ("user_id",)),
    ("access_user", "user", "id", EVERY_VIA, ("kind", "municipality_id")),
)


def watch(table: str, kind: str, column: str, vias: tuple[str, ...], matters: tuple[str, ...]) -> migrations.RunSQL:
    """Added rows are taken together; a changed or deleted row by itself, and only when it matters."""
    named = f"'{kind}', '{column}', '{{{','.join(vias)}}}'"
    before = ", ".join(f"OLD.{name}" for name in matters) or "OLD"
    after = ", ".join(f"NEW.{name}" for name in matters) or "NEW"
    differs = f"({before}) IS DISTINCT FROM ({after})" if matters else "OLD IS DISTINCT FROM NEW"
    triggers = {
        "added": f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
        f"EXECUTE FUNCTION net_rows_added({named})",
        "changed": f"AFTER UPDATE ON {table} FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION net_row_changed({named})",
        "deleted": f"AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION net_row_changed({named})",
    }
    return migrations.RunSQL(
        [f"CREATE TRIGGER grants_follow_{event} {trigger}" for event, trigger in triggers.items()],
        [f"DROP TRIGGER grants_follow_{event} ON {table}" for event in triggers],
    )


REACHED = """
CREATE FUNCTION net_children() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asking bigint := net_user();
    today date := net_day();
BEGIN
    RETURN QUERY SELECT g.child_id FROM people_grant g WHERE g.user_id = asking AND g.why = 'work'
        AND g.start_on <= today AND (g.end_on IS NULL OR g.end_on >= today);
END
$$;
CREATE FUNCTION net_children_known() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asking bigint := net_user();
    meetings boolean := net_may('meeting_see');
    plans boolean := net_may('plan_see');
BEGIN
    RETURN QUERY SELECT net_children();
    RETURN QUERY SELECT g.child_id FROM people_grant g WHERE g.user_id = asking
        AND (g.why = 'concern' OR (g.why = 'meeting' AND meetings) OR (g.why IN ('plan', 'step') AND plans));
END
$$;
CREATE FUNCTION net_children_here() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT id FROM people_child;
END
$$;
CREATE FUNCTION net_granted_rows(kind text) RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asking bigint := net_user();
BEGIN
    RETURN QUERY SELECT g.source_id FROM people_grant g WHERE g.user_id = asking AND g.why = kind;
END
$$;
CREATE FUNCTION net_own_family() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE asking bigint := net_user();
BEGIN
    RETURN QUERY SELECT f.child_id FROM people_conflict f WHERE f.user_id = asking;
END
$$;
"""
REACHED_BACK = """
DROP FUNCTION net_own_family(), net_granted_rows(text), net_children_here(), net_children_known(), net_children();
"""


GRANT_THOSE_THERE = (
    f"SELECT net_regrant(ARRAY{[*EVERY_VIA, 'family']}, (SELECT coalesce(array_agg(id), '{{}}') FROM access_user), '{{}}')"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0003_grants"), ("access", "0002_who_asks"), ("organisation", "0001_initial")]
    operations = [
        migrations.RunSQL(take_rights("ALL", "people_grant", "people_conflict"), migrations.RunSQL.noop),
        migrations.RunSQL(SPAN, SPAN_BACK),
        migrations.RunSQL(SOURCE, SOURCE_BACK),
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(REACHED, REACHED_BACK),
        *(watch(*watched) for watched in WATCHED),
        migrations.RunSQL(GRANT_THOSE_THERE, migrations.RunSQL.noop),
        protect(
            "people_child",
            inside="municipality_id = (SELECT net_municipality())",
            see=f"id = ANY ({KNOWS})",
            child="id",
        ),
        protect_child_rows("people_enrolment"),
        protect_child_rows("people_custody"),
        protect_child_rows("people_networkmember"),
        protect_child_rows("people_relation"),
        protect(
            "people_guardian",
            inside="municipality_id = (SELECT net_municipality())",
            see="id = ANY (ARRAY(SELECT guardian_id FROM people_custody))",
        ),
    ]
