"""The children somebody has a lasting reason to work with: broken glass opens no health journal."""

from __future__ import annotations

from django.db import migrations

AT_WORK = """
CREATE FUNCTION net_children_at_work() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    asking bigint := net_user();
    today date := net_day();
BEGIN
    RETURN QUERY SELECT g.child_id FROM people_grant g WHERE g.user_id = asking AND g.why = 'work'
        AND g.start_on <= today AND (g.end_on IS NULL OR g.end_on >= today);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0011_night_check")]
    operations = [migrations.RunSQL(AT_WORK, "DROP FUNCTION net_children_at_work()")]
