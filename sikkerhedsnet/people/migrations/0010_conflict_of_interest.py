"""Whom a child is kept from follows the person, the household and the ties told of; kept flat by triggers."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.core.row_security import USER, protect, protect_child_rows

FIRST = import_module("sikkerhedsnet.people.migrations.0004_row_security")

FOUND = """
CREATE FUNCTION net_conflicts_found(asked bigint[])
    RETURNS TABLE (user_id bigint, child_id bigint, start_on date, end_on date)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH self AS (
        SELECT who, who AS self FROM unnest(asked) AS who
        UNION
        SELECT a.user_id, b.user_id FROM people_persona a JOIN people_persona b ON b.person_id = a.person_id
        WHERE a.user_id = ANY (asked)
    ), parent AS (
        SELECT self.who, g.id AS guardian_id FROM self JOIN people_guardian g ON g.user_id = self.self
        UNION
        SELECT a.user_id, g.id FROM people_persona a JOIN people_person p ON p.id = a.person_id
        JOIN people_guardian g ON g.cpr_number = p.cpr_number AND g.cpr_number <> ''
        WHERE a.user_id = ANY (asked)
    ), hers AS (
        SELECT parent.who, c.child_id, net_span(c.start_on, c.end_on) AS days
        FROM parent JOIN people_custody c ON c.guardian_id = parent.guardian_id AND c.same_address
    ), found AS (
        SELECT parent.who, c.child_id, NULL::daterange AS days
        FROM parent JOIN people_custody c ON c.guardian_id = parent.guardian_id
        UNION
        SELECT hers.who, there.child_id,
            hers.days * net_span(with_her.start_on, with_her.end_on) * net_span(there.start_on, there.end_on)
        FROM hers JOIN people_custody with_her ON with_her.child_id = hers.child_id AND with_her.same_address
        JOIN people_custody there ON there.guardian_id = with_her.guardian_id AND there.same_address
        UNION
        SELECT hers.who, near.id, hers.days
        FROM hers JOIN people_child home ON home.id = hers.child_id AND home.address <> ''
        JOIN people_child near
            ON near.address <> '' AND net_home(near.address, near.postcode) = net_home(home.address, home.postcode)
        UNION
        SELECT self.who, to_child.child_id, net_span(t.start_on, t.end_on)
        FROM self JOIN people_tie t ON t.user_id = self.self JOIN people_tiechild to_child ON to_child.tie_id = t.id
    )
    SELECT found.who, found.child_id, lower(found.days),
        CASE WHEN upper_inf(found.days) THEN NULL ELSE upper(found.days) - 1 END
    FROM found WHERE found.days IS NULL OR NOT isempty(found.days)
$$;
REVOKE ALL ON FUNCTION net_conflicts_found(bigint[]) FROM PUBLIC;

CREATE FUNCTION net_users_around(children bigint[]) RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
    WITH near AS (
        SELECT child FROM unnest(children) AS child
        UNION
        SELECT there.child_id FROM people_custody here
        JOIN people_custody there ON there.guardian_id = here.guardian_id AND there.same_address
        WHERE here.child_id = ANY (children) AND here.same_address
        UNION
        SELECT b.id FROM people_child a JOIN people_child b
            ON b.address <> '' AND net_home(b.address, b.postcode) = net_home(a.address, a.postcode)
        WHERE a.id = ANY (children) AND a.address <> ''
    ), parent AS (
        SELECT g.id, g.user_id, g.cpr_number FROM near JOIN people_custody c ON c.child_id = near.child
        JOIN people_guardian g ON g.id = c.guardian_id
    )
    SELECT user_id FROM parent WHERE user_id IS NOT NULL
    UNION
    SELECT a.user_id FROM parent JOIN people_person p ON p.cpr_number = parent.cpr_number AND p.cpr_number <> ''
    JOIN people_persona a ON a.person_id = p.id
    UNION
    SELECT t.user_id FROM people_tiechild to_child JOIN people_tie t ON t.id = to_child.tie_id
    WHERE to_child.child_id = ANY (children)
$$;
REVOKE ALL ON FUNCTION net_users_around(bigint[]) FROM PUBLIC;

CREATE FUNCTION net_reconflict(users bigint[], children bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    affected bigint[];
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    WITH touched AS (
        SELECT who FROM unnest(users) AS who WHERE who IS NOT NULL
        UNION SELECT f.user_id FROM people_conflict f WHERE f.child_id = ANY (children)
        UNION SELECT net_users_around(children)
    )
    SELECT array_agg(who) INTO affected FROM (
        SELECT who FROM touched
        UNION SELECT b.user_id FROM touched JOIN people_persona a ON a.user_id = touched.who
        JOIN people_persona b ON b.person_id = a.person_id
    ) AS everybody;
    IF affected IS NOT NULL THEN
        DELETE FROM people_conflict WHERE user_id = ANY (affected);
        INSERT INTO people_conflict (user_id, child_id, start_on, end_on) SELECT * FROM net_conflicts_found(affected);
    END IF;
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION net_reconflict(bigint[], bigint[]) FROM PUBLIC;

CREATE FUNCTION net_conflicts_wrong() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    wrong bigint;
    everybody bigint[];
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT array_agg(id) INTO everybody FROM access_user;
    SELECT count(*) INTO wrong FROM (
        (SELECT * FROM net_conflicts_found(everybody)
         EXCEPT SELECT user_id, child_id, start_on, end_on FROM people_conflict)
        UNION ALL
        (SELECT user_id, child_id, start_on, end_on FROM people_conflict
         EXCEPT ALL SELECT * FROM net_conflicts_found(everybody))
    ) AS differing;
    PERFORM set_config('net.note', note, true);
    RETURN wrong;
END
$$;
"""
FOUND_BACK = """
DROP FUNCTION net_conflicts_wrong(), net_reconflict(bigint[], bigint[]), net_users_around(bigint[]),
    net_conflicts_found(bigint[]);
"""

REGRANT = f"""
CREATE OR REPLACE FUNCTION net_regrant(vias text[], users bigint[], children bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
#variable_conflict use_column
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);{FIRST.REGRANT}
    IF 'family' = ANY (vias) THEN
        PERFORM net_reconflict(users, children);
    END IF;
    PERFORM set_config('net.note', note, true);
END
$$;
"""
REGRANT_BACK = FIRST.KEPT.split("REVOKE ALL")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)

NAMED = """
CREATE OR REPLACE FUNCTION net_regrant_named(kind text, vias text[], named bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    users bigint[] := '{}';
    children bigint[] := '{}';
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    IF kind = 'child' THEN
        children := named;
    ELSIF kind = 'user' THEN
        users := named;
    ELSIF kind = 'person' THEN
        SELECT coalesce(array_agg(user_id), '{}') INTO users FROM people_persona WHERE person_id = ANY (named);
    ELSIF kind = 'parent' THEN
        SELECT coalesce(array_agg(child_id), '{}') INTO children FROM people_custody WHERE guardian_id = ANY (named);
    ELSE
        SELECT array_agg(DISTINCT user_id) INTO users FROM organisation_employment WHERE id = ANY (named);
    END IF;
    PERFORM set_config('net.note', note, true);
    PERFORM net_regrant(vias, users, children);
END
$$;
"""
NAMED_BACK = """
CREATE OR REPLACE FUNCTION net_regrant_named(kind text, vias text[], named bigint[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    IF kind = 'child' THEN
        PERFORM net_regrant(vias, '{}', named);
    ELSIF kind = 'user' THEN
        PERFORM net_regrant(vias, named, '{}');
    ELSE
        PERFORM net_regrant(
            vias, (SELECT array_agg(DISTINCT user_id) FROM organisation_employment WHERE id = ANY (named)), '{}'
        );
    END IF;
END
$$;
"""

WATCHED = (
    # table, whom a row names, in which column, and the columns that matter when it changes (added rows always do)
    ("people_child", "child", "id", ("address", "postcode"), False),
    ("people_guardian", "parent", "id", ("cpr_number",), False),
    ("people_person", "person", "id", ("cpr_number",), True),
    ("people_persona", "user", "user_id", ("user_id", "person_id"), True),
    ("people_persona", "person", "person_id", ("user_id", "person_id"), True),
    ("people_tie", "user", "user_id", ("user_id", "start_on", "end_on"), True),
    ("people_tiechild", "child", "child_id", ("tie_id", "child_id"), True),
)


def watch(table: str, kind: str, column: str, matters: tuple[str, ...], rows_come_and_go: bool) -> migrations.RunSQL:
    """As the grants are followed: added rows together, a changed or deleted one by itself and only when it matters."""
    named = f"'{kind}', '{column}', '{{family}}'"
    before, after = (", ".join(f"{which}.{name}" for name in matters) for which in ("OLD", "NEW"))
    differs = f"({before}) IS DISTINCT FROM ({after})"
    triggers = {
        "changed": f"AFTER UPDATE ON {table} FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION net_row_changed({named})"
    }
    if rows_come_and_go:
        triggers["added"] = (
            f"AFTER INSERT ON {table} REFERENCING NEW TABLE AS added FOR EACH STATEMENT "
            f"EXECUTE FUNCTION net_rows_added({named})"
        )
        triggers["deleted"] = f"AFTER DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION net_row_changed({named})"
    return migrations.RunSQL(
        [f"CREATE TRIGGER conflicts_follow_{kind}_{event} {trigger}" for event, trigger in triggers.items()],
        [f"DROP TRIGGER conflicts_follow_{kind}_{event} ON {table}" for event in triggers],
    )


DATED = " AND (f.start_on IS NULL OR f.start_on <= today) AND (f.end_on IS NULL OR f.end_on >= today)"


def own_family(days: str) -> str:
    """The children somebody is kept from; with `days`, as it is on the day of the note."""
    return f"""
CREATE OR REPLACE FUNCTION net_own_family() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asking bigint := net_user();
    today date := net_day();
BEGIN
    RETURN QUERY SELECT f.child_id FROM people_conflict f WHERE f.user_id = asking{days};
END
$$;
"""


OWN_PERSON = """
CREATE FUNCTION net_own_person() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    asking bigint := net_user();
    found bigint;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT a.person_id INTO found FROM people_persona a WHERE a.user_id = asking;
    PERFORM set_config('net.note', note, true);
    IF found IS NOT NULL THEN
        RETURN NEXT found;
    END IF;
END
$$;
"""
HERS = "ARRAY(SELECT net_own_person())"

FIRST_KINDS = (
    "Mit barn", "Mit barnebarn", "Min niece eller nevø", "Min søskende", "Bor sammen med mig", "Min nabo",
    "Nær ven af familien", "Andet bånd",
)  # fmt: skip
FIRST_LIST = f"""
    INSERT INTO people_tiekind (municipality_id, name, "order") SELECT here, name, place * 10
    FROM (VALUES {", ".join(f"('{name}', {place})" for place, name in enumerate(FIRST_KINDS, start=1))}) AS first (name, place)"""


class Migration(migrations.Migration):
    dependencies = [("people", "0009_ties_and_persons")]
    operations = [
        migrations.RunSQL(FOUND, FOUND_BACK),
        migrations.RunSQL(REGRANT, REGRANT_BACK),
        migrations.RunSQL(NAMED, NAMED_BACK),
        *(watch(*watched) for watched in WATCHED),
        migrations.RunSQL(own_family(DATED), own_family("")),
        migrations.RunSQL(OWN_PERSON, "DROP FUNCTION net_own_person();"),
        first_rows("people_first_tie_kinds", FIRST_LIST),
        protect("people_person", inside="municipality_id = (SELECT net_municipality())", see=f"id = ANY ({HERS})"),
        protect(
            "people_persona",
            inside="user_id IN (SELECT id FROM access_user WHERE municipality_id = (SELECT net_municipality()))",
            see=f"person_id = ANY ({HERS})",
        ),
        protect(
            "people_tie",
            inside="user_id IN (SELECT id FROM access_user WHERE municipality_id = (SELECT net_municipality()))",
            see=f"user_id = {USER} OR declared_by_id = {USER}",
        ),
        protect_child_rows("people_tiechild", see="false"),
        migrations.RunSQL(
            "SELECT net_reconflict((SELECT array_agg(id) FROM access_user), '{}')", migrations.RunSQL.noop
        ),
    ]
