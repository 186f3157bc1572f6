"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.core.row_security import WORKS_WITH, grant_those_there, granted, ids_of, may, own, own_rows, protect_child_rows, protect_parts

SEE = (
    f"{may('plan_see')} AND ({own('plan', 'owner_id, escalated_to_id, offered_to_id')} OR id = ANY ({granted('step')}) "
    f"OR (child_id = ANY ({WORKS_WITH}) AND NOT suspicion))"
)
SUSPICIONS = """
SELECT set_config('net.note', net_system_note(), true);
UPDATE plans_plan AS p SET suspicion = true FROM concerns_concern AS c WHERE c.id = p.concern_id AND c.suspicion;
"""
STEPS = """
CREATE FUNCTION net_grant_step() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    whole bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.plan_id ELSE NEW.plan_id END;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    DELETE FROM people_grant WHERE why = 'step' AND source_id = whole;
    INSERT INTO people_grant (user_id, child_id, why, via, source_id)
        SELECT DISTINCT who, whole_row.child_id, 'step', '', whole
        FROM plans_step AS part JOIN plans_plan AS whole_row ON whole_row.id = part.plan_id
        CROSS JOIN LATERAL unnest(ARRAY[part.owner_id, part.escalated_to_id]) AS named (who)
        JOIN access_user u ON u.id = who
        JOIN people_child c ON c.id = whole_row.child_id AND c.municipality_id = u.municipality_id
        WHERE part.plan_id = whole;
    PERFORM set_config('net.note', note, true);
    RETURN NULL;
END
$$;
CREATE TRIGGER own_rows_are_granted AFTER INSERT OR UPDATE OR DELETE ON plans_step
    FOR EACH ROW EXECUTE FUNCTION net_grant_step();
"""
STEPS_THERE = """
SELECT DISTINCT who, whole_row.child_id, 'step', whole_row.id
FROM plans_step AS part JOIN plans_plan AS whole_row ON whole_row.id = part.plan_id
CROSS JOIN LATERAL unnest(ARRAY[part.owner_id, part.escalated_to_id]) AS named (who)
"""
STEPS_BACK = """
DROP TRIGGER own_rows_are_granted ON plans_step;
DROP FUNCTION net_grant_step();
"""
AT_THE_TABLE = """
CREATE FUNCTION net_meetings_of_plans() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT meeting_id FROM plans_plan;
    RETURN QUERY SELECT meeting_id FROM plans_review WHERE meeting_id IS NOT NULL;
END
$$;
CREATE POLICY named_in_a_plan ON meetings_participant FOR SELECT USING (
    (SELECT net_scope()) = 'person' AND (
        meeting_id = ANY (ARRAY(SELECT net_meetings_of_plans()))
    )
)
"""
AT_THE_TABLE_BACK = "DROP POLICY named_in_a_plan ON meetings_participant; DROP FUNCTION net_meetings_of_plans();"


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_plan_offered_to"), ("meetings", "0002_row_security")]
    operations = [
        migrations.AddField("plan", "suspicion", models.BooleanField(default=False)),
        migrations.RunSQL(SUSPICIONS, migrations.RunSQL.noop),
        own_rows("plans_plan", "plan", "owner_id", "escalated_to_id", "offered_to_id"),
        migrations.RunSQL([STEPS, *grant_those_there(STEPS_THERE)], STEPS_BACK),
        protect_child_rows("plans_plan", see=SEE),
        ids_of("plans_plan"),
        protect_parts("plans_goal", "plan_id", "plans_plan"),
        protect_parts("plans_step", "plan_id", "plans_plan"),
        protect_parts("plans_review", "plan_id", "plans_plan"),
        ids_of("plans_review"),
        protect_parts("plans_stepreview", "review_id", "plans_review"),
        protect_parts("plans_scalevalue", "plan_id", "plans_plan"),
        migrations.RunSQL(AT_THE_TABLE, AT_THE_TABLE_BACK),
    ]
