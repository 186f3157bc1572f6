"""The note carries the moment as well, for what ends by the minute."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION net_moment() RETURNS timestamptz LANGUAGE plpgsql STABLE AS
$$BEGIN RETURN to_timestamp(nullif((net_note())[8], '')::bigint); END$$;
"""
BACKWARD = "DROP FUNCTION net_moment();"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_accounts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
