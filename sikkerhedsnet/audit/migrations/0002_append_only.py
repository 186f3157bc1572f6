"""Log lines can be added and read, nothing else: a trigger refuses, and the application's role has no right to try."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import take_rights

FORWARD = """
CREATE FUNCTION audit_line_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a log line is never changed or deleted' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER change_line_stands BEFORE UPDATE OR DELETE ON audit_changeline
    FOR EACH ROW EXECUTE FUNCTION audit_line_stands();
CREATE TRIGGER read_line_stands BEFORE UPDATE OR DELETE ON audit_readline
    FOR EACH ROW EXECUTE FUNCTION audit_line_stands();
"""
BACKWARD = """
DROP TRIGGER change_line_stands ON audit_changeline;
DROP TRIGGER read_line_stands ON audit_readline;
DROP FUNCTION audit_line_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.RunSQL(
            [FORWARD, take_rights("UPDATE, DELETE, TRUNCATE", "audit_changeline", "audit_readline")], BACKWARD
        )
    ]
