"""Log lines can be added and read, nothing else: a trigger refuses, and the application's role has no right to try."""

from __future__ import annotations

from django.db import migrations

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
DO $$
DECLARE holder record;
BEGIN
    FOR holder IN
        SELECT DISTINCT grantee, table_name FROM information_schema.role_table_grants
        WHERE table_name IN ('audit_changeline', 'audit_readline') AND table_schema = current_schema()
          AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %s', holder.table_name,
                       CASE holder.grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(holder.grantee) END);
    END LOOP;
END
$$;
"""
BACKWARD = """
DROP TRIGGER change_line_stands ON audit_changeline;
DROP TRIGGER read_line_stands ON audit_readline;
DROP FUNCTION audit_line_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
