"""Who sees which rows, in the database itself; what was added stands, and what was sent is never changed."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations

from sikkerhedsnet.core.row_security import (
    USER,
    WORKS_WITH,
    ids_of,
    knows_by,
    own,
    own_rows,
    protect,
    protect_child_rows,
    protect_parts,
    take_rights,
)

BEFORE = import_module("sikkerhedsnet.concerns.migrations.0003_row_security").SEE
TOLD = f"{BEFORE} OR (leader_told_id = {USER} AND child_id = ANY ({WORKS_WITH}))"
HERE = "municipality_id = (SELECT net_municipality())"
WRITE = (
    f"SELECT id FROM concerns_concern WHERE {USER} IN (raised_by_id, owner_id) "
    f"OR (leader_told_id = {USER} AND child_id = ANY ({WORKS_WITH})) "
    "OR (NOT suspicion AND institution_id = ANY (ARRAY(SELECT unnest(net_leads()))))"
)
SEE = f"{own('notification', 'owner_id, escalated_to_id')} OR concern_id = ANY (ARRAY({WRITE}))"
STANDS = ("concerns_concernrating", "concerns_stageturn", "concerns_earlierread")
STAND = """
CREATE FUNCTION concerns_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was recorded is never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
SENT = """
CREATE FUNCTION concerns_what_was_sent_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    may_change text[] := ARRAY['state', 'owner_id', 'due_on', 'escalated_at', 'escalated_to_id', 'acknowledged_by_id',
                               'acknowledged_at', 'version', 'changed_at', 'changed_by_name'];
BEGIN
    IF OLD.state <> 'draft' AND (to_jsonb(NEW) - may_change) IS DISTINCT FROM (to_jsonb(OLD) - may_change) THEN
        RAISE EXCEPTION 'what was sent is never changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER what_was_sent_stands BEFORE UPDATE ON concerns_notification
    FOR EACH ROW EXECUTE FUNCTION concerns_what_was_sent_stands();
"""
SENT_BACK = """
DROP TRIGGER what_was_sent_stands ON concerns_notification; DROP FUNCTION concerns_what_was_sent_stands();
"""


def seen_anew(table: str, see: str, before: str) -> migrations.RunSQL:
    """The same table with another policy for people."""

    def policy(who: str) -> list[str]:
        return [f"DROP POLICY reach ON {table}", protect_child_rows(table, see=who).sql[2]]

    return migrations.RunSQL(policy(see), policy(before))


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0007_first_scale"),
        ("people", "0012_children_at_work"),
        ("organisation", "0002_row_security"),
    ]
    operations = [
        seen_anew("concerns_concern", TOLD, BEFORE),
        protect("concerns_levelscale", inside=HERE, see=HERE),
        ids_of("concerns_levelscale"),
        protect_parts("concerns_leveltext", "scale_id", "concerns_levelscale"),
        protect("concerns_concernsettings", inside=HERE, see=HERE),
        protect_parts("concerns_concernrating", "concern_id", "concerns_concern"),
        protect_parts("concerns_stageturn", "concern_id", "concerns_concern"),
        protect_parts("concerns_earlierread", "concern_id", "concerns_concern"),
        protect_parts("concerns_stalltold", "concern_id", "concerns_concern"),
        own_rows("concerns_notification", "notification", "owner_id", "escalated_to_id"),
        knows_by("g.why = 'notification'"),
        protect_child_rows("concerns_notification", see=SEE),
        ids_of("concerns_notification"),
        protect_parts("concerns_notificationtalk", "notification_id", "concerns_notification"),
        migrations.RunSQL(
            [
                STAND,
                *(
                    f"CREATE TRIGGER row_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION concerns_row_stands()"
                    for table in STANDS
                ),
                take_rights("UPDATE, TRUNCATE", *STANDS),
                SENT,
            ],
            [
                SENT_BACK,
                *(f"DROP TRIGGER row_stands ON {table}" for table in STANDS),
                "DROP FUNCTION concerns_row_stands()",
            ],
        ),
    ]
