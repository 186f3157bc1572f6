"""Each night who reaches whom is compared with its sources, and mended where it differs."""

from __future__ import annotations

from importlib import import_module

from django.db import migrations, models

FIRST = import_module("sikkerhedsnet.people.migrations.0004_row_security")
EVERYTHING = ", ".join(f"'{via}'" for via in (*FIRST.EVERY_VIA, "family"))

MEND = f"""
CREATE FUNCTION net_mend_grants() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    wrong bigint;
    everybody bigint[];
BEGIN
    IF net_scope() IS DISTINCT FROM 'system' THEN
        RAISE EXCEPTION 'only the system itself mends the grants' USING ERRCODE = 'insufficient_privilege';
    END IF;
    wrong := net_grants_wrong() + net_conflicts_wrong();
    IF wrong > 0 THEN
        PERFORM set_config('net.note', net_system_note(), true);
        SELECT coalesce(array_agg(id), '{{}}') INTO everybody FROM access_user;
        DELETE FROM people_grant WHERE why = 'work' AND user_id <> ALL (everybody);
        DELETE FROM people_conflict WHERE user_id <> ALL (everybody);
        PERFORM net_regrant(ARRAY[{EVERYTHING}], everybody, '{{}}');
        PERFORM set_config('net.note', note, true);
    END IF;
    RETURN wrong;
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0010_conflict_of_interest")]
    operations = [
        migrations.CreateModel(
            name="GrantCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("at", models.DateTimeField()),
                ("wrong", models.PositiveIntegerField(default=0)),
            ],
            options={"ordering": ["-day"]},
        ),
        migrations.RunSQL(MEND, "DROP FUNCTION net_mend_grants()"),
    ]
