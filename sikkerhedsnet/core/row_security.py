"""Row-level security as migrations write it: who sees which rows, told in SQL beside the table it guards."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL

USER = "(SELECT net_user())"
SCOPE = "(SELECT net_scope())"
OWN_FAMILY = "ARRAY(SELECT net_own_family())"
WORKS_WITH = "ARRAY(SELECT net_children())"
KNOWS = "ARRAY(SELECT net_children_known())"


def take_rights(rights: str, *tables: str) -> str:
    """A statement that takes the rights from everybody but the owner, whoever default privileges gave them to."""
    named = ", ".join(f"'{table}'" for table in tables)
    return f"""
DO $$
DECLARE holder record;
BEGIN
    FOR holder IN
        SELECT DISTINCT grantee, table_name FROM information_schema.role_table_grants
        WHERE table_name IN ({named}) AND table_schema = current_schema() AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE {rights} ON %I FROM %s', holder.table_name,
                       CASE holder.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(holder.grantee) END);
    END LOOP;
END
$$;
"""


def may(permission: str) -> str:
    """The person who asks holds the permission today."""
    return f"(SELECT net_may('{permission}'))"


def granted(why: str) -> str:
    """The rows (not the children) that a grant of this kind points at."""
    return f"ARRAY(SELECT net_granted_rows('{why}'))"


def own(why: str, columns: str) -> str:
    """A row of the person's own: granted by `own_rows`, or just being made about a child she works with."""
    return f"(id = ANY ({granted(why)}) OR ({USER} IN ({columns}) AND child_id = ANY ({WORKS_WITH})))"


def protect(table: str, *, inside: str, see: str, child: str | None = None, door: bool = False) -> RunSQL:
    """Enables and forces row-level security on a table.

    `inside`: the row belongs to the municipality that asks; `see`: the person who asks may see it; `child`: the column
    with the child, when there is one, so that nobody meets her own family there whatever else she may; `door`: the
    rows are needed to find out who asks. Who asks is read once for each statement.
    """
    reach = _reach(inside, see, door)
    forward: list[Any] = [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY reach ON {table} USING ({reach})",
    ]
    backward: list[Any] = [
        f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"DROP POLICY reach ON {table}",
    ]
    if child:
        forward.append(
            f"CREATE POLICY never_own_family ON {table} AS RESTRICTIVE USING ({child} <> ALL ({OWN_FAMILY}))"
        )
        backward.insert(0, f"DROP POLICY never_own_family ON {table}")
    return RunSQL(forward, backward)


def _reach(inside: str, see: str, door: bool) -> str:
    everything = f"WHEN 'system' THEN true WHEN 'door' THEN {'true' if door else 'false'}"
    return f"CASE {SCOPE} WHEN 'person' THEN ({see}) WHEN 'municipality' THEN ({inside}) {everything} ELSE false END"


def see_anew(table: str, *, inside: str, see: str, before: str) -> RunSQL:
    """Says anew who sees the rows of a table that is protected already; `before` is how it was said."""
    told = f"ALTER POLICY reach ON {table} USING ({{}})"
    return RunSQL(told.format(_reach(inside, see, False)), told.format(_reach(inside, before, False)))


def protect_child_rows(table: str, *, see: str | None = None) -> RunSQL:
    """For a table with a `child_id`; without `see`: everybody who works with the child."""
    return protect(
        table,
        inside="child_id IN (SELECT net_children_here())",
        see=see or f"child_id = ANY ({WORKS_WITH})",
        child="child_id",
    )


def ids_of(table: str) -> RunSQL:
    """A function with the rows of a table that whoever asks may see; it keeps its plan, so its parts are cheap to ask."""
    return RunSQL(
        f"CREATE FUNCTION net_ids_of_{table}() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS "
        f"$$BEGIN RETURN QUERY SELECT id FROM {table}; END$$",
        f"DROP FUNCTION net_ids_of_{table}()",
    )


def protect_parts(table: str, column: str, whole: str) -> RunSQL:
    """For a table whose rows are part of another's: seen by those who see the whole (see `ids_of`)."""
    return protect(
        table,
        inside=f"{column} IN (SELECT net_ids_of_{whole}())",
        see=f"{column} = ANY (ARRAY(SELECT net_ids_of_{whole}()))",
    )


def own_rows(table: str, why: str, *columns: str) -> RunSQL:
    """Who is named in one of the columns has a row of her own about the child, and so knows which child it is."""
    named = ", ".join(f"'{column}'" for column in columns)
    trigger = (
        f"CREATE TRIGGER own_rows_are_granted AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION net_grant_own_row('{why}', {named})"
    )
    rows_there = f"SELECT id, child_id, unnest(ARRAY[{', '.join(columns)}]) AS who FROM {table}"
    return RunSQL(
        [trigger, *grant_those_there(f"SELECT DISTINCT who, child_id, '{why}', id FROM ({rows_there}) AS t")],
        f"DROP TRIGGER own_rows_are_granted ON {table}",
    )


def grant_those_there(select: str) -> list[Any]:
    """Statements that grant what `select` finds (user, child, why, source) in a database with rows already."""
    there = f"SELECT who, c, y, '', s FROM ({select}) AS found (who, c, y, s) WHERE who IS NOT NULL"
    return [
        "SELECT set_config('net.note', net_system_note(), true)",
        f"INSERT INTO people_grant (user_id, child_id, why, via, source_id) {there}",
    ]


def knows_by(clause: str) -> RunSQL:
    """Who has a grant as `clause` says (of `g`, a row of people_grant) knows which child it is, whatever else
    net_children_known() says."""
    before = "g.why = ''concern''"
    after = f"{clause.replace(chr(39), chr(39) * 2)} OR {before}"

    def change(stands: str, instead: str) -> str:
        return f"""
DO $$
DECLARE
    before text := pg_get_functiondef('net_children_known()'::regprocedure);
    after text := replace(before, '{stands}', '{instead}');
BEGIN
    IF before = after THEN
        RAISE EXCEPTION 'net_children_known() is not as this migration expects it';
    END IF;
    EXECUTE after;
END
$$"""

    return RunSQL(change(before, after), change(after, before))


def own_parts(table: str, column: str, whole: str, why: str, *columns: str) -> RunSQL:
    """Who is named in a part's columns is granted the whole, when she belongs to the child's municipality."""
    named = ", ".join(f"part.{name}" for name in columns)
    those = (
        f"SELECT DISTINCT u.id AS who, whole.child_id, '{why}' AS why, whole.id FROM {table} AS part "
        f"JOIN {whole} AS whole ON whole.id = part.{column} "
        f"CROSS JOIN LATERAL unnest(ARRAY[{named}]) AS named (user_id) JOIN access_user u ON u.id = named.user_id "
        "JOIN people_child c ON c.id = whole.child_id AND c.municipality_id = u.municipality_id"
    )
    function = f"""
CREATE FUNCTION net_grant_{why}() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    about bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.{column} ELSE NEW.{column} END;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    DELETE FROM people_grant g WHERE g.why = '{why}' AND g.source_id = about;
    INSERT INTO people_grant (user_id, child_id, why, via, source_id)
        SELECT found.who, found.child_id, found.why, '', found.id FROM ({those} WHERE whole.id = about) AS found;
    PERFORM set_config('net.note', note, true);
    RETURN NULL;
END
$$"""
    trigger = (
        f"CREATE TRIGGER own_rows_are_granted AFTER INSERT OR UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION net_grant_{why}()"
    )
    return RunSQL(
        [function, trigger, *grant_those_there(those)],
        f"DROP TRIGGER own_rows_are_granted ON {table}; DROP FUNCTION net_grant_{why}();",
    )
