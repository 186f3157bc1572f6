"""Who sees which rows, in the database itself: the function decides as well as the child."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import ids_of, may, protect, protect_child_rows, protect_parts

ASKED = """
CREATE FUNCTION net_functions() RETURNS text[] LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(array_agg(DISTINCT e.function::text), '{}') FROM organisation_employment e
            WHERE e.user_id = net_user() AND e.start_on <= net_day() AND (e.end_on IS NULL OR e.end_on >= net_day()));
END
$$;
"""
ASKED_BACK = "DROP FUNCTION net_functions();"
HERE = "municipality_id IS NULL OR municipality_id = (SELECT net_municipality())"
SEE = (
    f"{may('instrument_see')} AND child_id = ANY (ARRAY(SELECT net_children_at_work())) "
    "AND seen_by::text[] && (SELECT net_functions())"
)


class Migration(migrations.Migration):
    dependencies = [
        ("instruments", "0001_initial"),
        ("people", "0012_children_at_work"),
        ("organisation", "0002_row_security"),
    ]
    operations = [
        migrations.RunSQL(ASKED, ASKED_BACK),
        protect("instruments_formversion", inside=HERE, see=HERE),
        protect_child_rows("instruments_response", see=SEE),
        ids_of("instruments_response"),
        protect_parts("instruments_followup", "response_id", "instruments_response"),
    ]
