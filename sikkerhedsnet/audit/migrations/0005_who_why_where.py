"""A line says in which function and unit, why the child was within reach, and from where; all of it inside the hash.

The database decides function, unit and basis when the line is written, from the same grants that row-level security
reads: no page and no action can forget it, and none pays a query for it. Lines from before say nothing (`origin` is
empty) and keep the hash they have.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

LOGS = {"change": "audit_changeline", "read": "audit_readline"}
MODELS = ("changeline", "readline")
FIELDS = {"function": 40, "unit": 40, "basis": 20, "origin": 20, "network": 45, "device": 60}

RATERS = "('pedagogue', 'childminder', 'teacher')"
WITH_CHILDREN = (
    "('pedagogue', 'childminder', 'teacher', 'health_visitor', 'prevention_adviser', 'leader', "
    "'educational_psychologist', 'speech_and_hearing_therapist', 'dental_professional', 'family_adviser')"
)
WHY = f"""
CREATE FUNCTION audit_explain() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    day date := (NEW.at AT TIME ZONE 'Europe/Copenhagen')::date;
    note text;
    reason text;
    way text;
    who text;
    posts bigint := 0;
BEGIN
    NEW.origin := coalesce(nullif(NEW.origin, ''), 'command');
    NEW.function := '';
    NEW.unit := '';
    NEW.basis := '';
    IF NEW.actor_id IS NULL THEN
        NEW.function := 'system';
        NEW.basis := CASE WHEN NEW.child_id IS NULL THEN '' ELSE 'system' END;
        RETURN NEW;
    END IF;
    IF NEW.child_id IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM people_conflict f WHERE f.user_id = NEW.actor_id AND f.child_id = NEW.child_id) THEN
            reason := 'own_family';
        ELSE
            SELECT g.why, g.via INTO reason, way FROM people_grant g
                WHERE g.user_id = NEW.actor_id AND g.child_id = NEW.child_id
                AND (g.start_on IS NULL OR g.start_on <= day) AND (g.end_on IS NULL OR g.end_on >= day)
                AND (g.until IS NULL OR g.until >= NEW.at)
                ORDER BY coalesce(array_position(ARRAY['group', 'no_group', 'institution', 'district', 'relation'],
                                                 g.via::text), 6), g.why <> 'work', g.why <> 'glass', g.id LIMIT 1;
        END IF;
    END IF;
    SELECT u.kind, e.function, coalesce('institution:' || e.institution_id, 'district:' || e.district_id, ''),
            count(e.id) OVER ()
        INTO who, NEW.function, NEW.unit, posts
        FROM access_user u LEFT JOIN organisation_employment e ON e.user_id = u.id AND e.start_on <= day
            AND (e.end_on IS NULL OR e.end_on >= day)
        WHERE u.id = NEW.actor_id
        ORDER BY (way IN ('group', 'no_group') AND e.function IN {RATERS}) DESC NULLS LAST,
            (way = 'institution' AND e.function = 'leader') DESC NULLS LAST,
            (way = 'district' AND e.function = 'health_visitor') DESC NULLS LAST,
            (e.function IN {WITH_CHILDREN}) DESC NULLS LAST, e.id LIMIT 1;
    NEW.function := coalesce(NEW.function, '');
    NEW.unit := coalesce(NEW.unit, '');
    IF who <> 'staff' THEN
        NEW.function := who;
    END IF;
    IF NEW.child_id IS NULL THEN
        RETURN NEW;
    END IF;
    IF way = 'relation' OR (way <> '' AND posts > 1) THEN
        note := coalesce(current_setting('net.note', true), '');
        PERFORM set_config('net.note', net_system_note(), true);
        IF way = 'relation' THEN
            SELECT r.kind INTO reason FROM people_relation r
                WHERE r.user_id = NEW.actor_id AND r.child_id = NEW.child_id AND r.start_on <= day AND r.end_on >= day
                ORDER BY r.kind LIKE 'quiet%', array_position(ARRAY['adviser', 'owner', 'step_owner', 'participant'],
                    replace(r.kind, 'quiet_', '')) LIMIT 1;
        ELSE
            SELECT e.function, 'institution:' || e.institution_id INTO NEW.function, NEW.unit
                FROM organisation_employment e JOIN people_enrolment n ON n.institution_id = e.institution_id
                WHERE e.user_id = NEW.actor_id AND n.child_id = NEW.child_id
                AND e.start_on <= day AND (e.end_on IS NULL OR e.end_on >= day)
                AND n.start_on <= day AND (n.end_on IS NULL OR n.end_on >= day)
                AND (way = 'institution') = (e.function = 'leader')
                UNION ALL SELECT NEW.function, NEW.unit LIMIT 1;
        END IF;
        PERFORM set_config('net.note', note, true);
    END IF;
    NEW.basis := CASE
        WHEN who <> 'staff' AND reason = 'own_family' THEN 'family'
        WHEN way = 'institution' THEN 'leader'
        WHEN way = 'no_group' THEN 'institution'
        WHEN way IN ('group', 'district') THEN way
        WHEN reason = 'work' THEN coalesce(nullif(way, ''), 'work')
        WHEN reason IS NOT NULL THEN reason
        WHEN NEW.action IN ('glass.read', 'glass.reviewed', 'look.checked', 'look.answered') THEN 'review'
        WHEN NEW.function = 'data_protection_officer' THEN 'control'
        WHEN NEW.function <> '' AND NEW.function NOT IN {WITH_CHILDREN} THEN 'duty'
        ELSE 'none'
    END;
    RETURN NEW;
END
$$;
"""
WHY_BACK = "DROP FUNCTION audit_explain();"

EXPLAINED = tuple(FIELDS)
OLD = (
    "which text, line_id bigint, at timestamptz, municipality bigint, actor bigint, actor_name text, action text, "
    "object_type text, object_id bigint, child bigint, details text"
)
NEW = OLD + "".join(f", {name} text" for name in EXPLAINED)
PARTS = (
    "which", "chain::text", "(last_number + 1)::text", "line_id::text", "audit_moment(at)", "municipality::text",
    "actor::text", "actor_name", "action", "object_type", "object_id::text", "child::text", "details",
)
CALL = (
    "TG_ARGV[0], NEW.id, NEW.at, NEW.municipality_id, NEW.actor_id, NEW.actor_name, NEW.action, NEW.object_type, "
    "NEW.object_id, NEW.child_id, details"
)


def told(fields: tuple[str, ...]) -> str:
    """Each field with its length before it; nothing and empty differ."""
    return " || ".join(f"coalesce(octet_length({field}) || ':' || {field}, '~')" for field in fields)


def forge(parameters: str, parts: str, more: str, drop: str) -> str:
    """The function that links a line, and the trigger function that calls it with this line's fields."""
    types = ", ".join(part.split()[1] for part in drop.split(", "))
    own = ", ".join(part.split()[1] for part in parameters.split(", "))
    return f"""
DROP FUNCTION audit_forge({types});
CREATE FUNCTION audit_forge({parameters}) RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
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
    this_hash := sha256(convert_to({parts}, 'UTF8') || last_hash);
    INSERT INTO public.audit_link (log, child_id, number, line_id, previous_hash, hash)
        VALUES (which, chain, last_number + 1, line_id, last_hash, this_hash);
    UPDATE public.audit_chainhead h SET number = last_number + 1, hash = this_hash
        WHERE h.log = which AND h.child_id = chain;
END
$$;
REVOKE ALL ON FUNCTION audit_forge({own}) FROM PUBLIC;
CREATE OR REPLACE FUNCTION audit_forge_link() RETURNS trigger
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
    PERFORM audit_forge({CALL}{more});
    RETURN NULL;
END
$$;
"""


NEW_PARTS = f"{told(PARTS)} || CASE WHEN origin = '' THEN '' ELSE {told(EXPLAINED)} END"
FORWARD = forge(NEW, NEW_PARTS, "".join(f", NEW.{name}" for name in EXPLAINED), OLD)
BACKWARD = forge(OLD, told(PARTS), "", NEW)


def add(model: str) -> list[Any]:
    return [
        migrations.AddField(model, name, models.CharField(max_length=length, default=""))
        for name, length in FIELDS.items()
    ]


def explain(table: str) -> migrations.RunSQL:
    defaults = [f"ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT ''" for name in FIELDS]
    trigger = f"CREATE TRIGGER line_is_explained BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION audit_explain()"
    return migrations.RunSQL([*defaults, trigger], f"DROP TRIGGER line_is_explained ON {table}")


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_chain"), ("people", "0006_broken_glass_reach"), ("organisation", "0001_initial")]
    operations = [
        *(operation for model in MODELS for operation in add(model)),
        migrations.RunSQL(WHY, WHY_BACK),
        migrations.RunSQL(FORWARD, BACKWARD),
        *(explain(table) for table in LOGS.values()),
    ]
