"""Who sees the newer parts of a plan, in the database itself; a version the parents have said yes to stands."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import (
    SCOPE,
    WORKS_WITH,
    granted,
    ids_of,
    knows_by,
    may,
    own,
    own_parts,
    protect,
    protect_parts,
    see_anew,
)

MINE = f"{own('plan', 'owner_id, escalated_to_id, offered_to_id')} OR id = ANY ({granted('step')})"
OPENLY = f"(child_id = ANY ({WORKS_WITH}) AND NOT suspicion)"
BEFORE = f"{may('plan_see')} AND ({MINE} OR {OPENLY})"
SEE = f"{may('plan_see')} AND ({MINE} OR id = ANY ({granted('planrole')}) OR id = ANY ({granted('lookagain')}) OR {OPENLY})"
HERE = "municipality_id = (SELECT net_municipality())"
KEEPS = f"{SCOPE} <> 'person' OR {may('concern_rules')}"
KEPT = f"""
CREATE POLICY kept_new ON plans_ladder AS RESTRICTIVE FOR INSERT WITH CHECK ({KEEPS});
CREATE POLICY kept ON plans_ladder AS RESTRICTIVE FOR UPDATE USING ({KEEPS});
CREATE POLICY kept_gone ON plans_ladder AS RESTRICTIVE FOR DELETE USING ({KEEPS});
"""
KEPT_BACK = """
DROP POLICY kept_new ON plans_ladder;
DROP POLICY kept ON plans_ladder;
DROP POLICY kept_gone ON plans_ladder;
"""
STANDS = """
CREATE FUNCTION plans_version_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a version the parents have said yes to is not changed' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER version_stands BEFORE UPDATE ON plans_planversion
    FOR EACH ROW WHEN (OLD.agreed_on IS NOT NULL AND NEW IS DISTINCT FROM OLD) EXECUTE FUNCTION plans_version_stands();
"""
STANDS_BACK = "DROP TRIGGER version_stands ON plans_planversion; DROP FUNCTION plans_version_stands();"


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_goals_versions_levels_and_roles"), ("measures", "0002_row_security")]
    operations = [
        own_parts("plans_planrole", "plan_id", "plans_plan", "planrole", "owner_id", "escalated_to_id"),
        own_parts("plans_lookagain", "plan_id", "plans_plan", "lookagain", "owner_id", "escalated_to_id"),
        knows_by("(g.why IN ('planrole', 'lookagain') AND plans)"),
        see_anew("plans_plan", inside="child_id IN (SELECT net_children_here())", see=SEE, before=BEFORE),
        *(
            protect_parts(f"plans_{part}", "plan_id", "plans_plan")
            for part in ("planversion", "planlevel", "planrole", "lookagain", "reopening", "tag")
        ),
        ids_of("plans_goal"),
        protect_parts("plans_sign", "goal_id", "plans_goal"),
        ids_of("plans_sign"),
        protect_parts("plans_sighting", "sign_id", "plans_sign"),
        protect("plans_ladder", inside=HERE, see=HERE),
        migrations.RunSQL(KEPT, KEPT_BACK),
        migrations.RunSQL(STANDS, STANDS_BACK),
    ]
