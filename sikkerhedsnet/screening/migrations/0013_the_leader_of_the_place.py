"""A leader answers for the whole place, and a health visitor for her families: a group they lend a hand in narrows nothing."""

from __future__ import annotations

from django.db import migrations

BEFORE = "ON g.employment_id = e.id"
AFTER = "ON g.employment_id = e.id AND e.function IN (''pedagogue'', ''childminder'', ''teacher'')"


def change(stands: str, instead: str) -> str:
    return f"""
DO $$
DECLARE
    before text := pg_get_functiondef('net_settles(bigint, bigint)'::regprocedure);
    after text := replace(before, '{stands}', '{instead}');
BEGIN
    IF before = after THEN
        RAISE EXCEPTION 'net_settles() is not as this migration expects it';
    END IF;
    EXECUTE after;
END
$$"""


class Migration(migrations.Migration):
    dependencies = [("screening", "0012_kept_rating_reach")]
    operations = [migrations.RunSQL(change(BEFORE, AFTER), change(AFTER, BEFORE))]
