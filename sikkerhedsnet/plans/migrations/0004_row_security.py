"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.core.row_security import WORKS_WITH, granted, ids_of, may, own, own_parts, own_rows, protect_child_rows, protect_parts

SEE = (
    f"{may('plan_see')} AND ({own('plan', 'owner_id, escalated_to_id, offered_to_id')} OR id = ANY ({granted('step')}) "
    f"OR (child_id = ANY ({WORKS_WITH}) AND NOT suspicion))"
)
SUSPICIONS = """
SELECT set_config('net.note', net_system_note(), true);
UPDATE plans_plan AS p SET suspicion = true FROM concerns_concern AS c WHERE c.id = p.concern_id AND c.suspicion;
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
        own_parts("plans_step", "plan_id", "plans_plan", "step", "owner_id", "escalated_to_id"),
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
