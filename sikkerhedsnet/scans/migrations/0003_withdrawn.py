"""A paper can be taken back, once: nothing else about it can be changed, and nobody gives it back."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

COLUMNS = "withdrawn_at, withdrawn_by_id, withdrawn_because"
GRANT = f"""
DO $$
DECLARE holder text;
BEGIN
    FOR holder IN
        SELECT DISTINCT CASE grantee WHEN 'PUBLIC' THEN 'PUBLIC' ELSE quote_ident(grantee) END
        FROM information_schema.role_table_grants
        WHERE table_name = 'scans_scan' AND table_schema = current_schema() AND privilege_type = 'INSERT'
          AND grantee <> current_user
    LOOP
        EXECUTE format('GRANT UPDATE ({COLUMNS}) ON scans_scan TO %s', holder);
    END LOOP;
END
$$;
"""
ONCE = [
    """
CREATE FUNCTION net_scan_stays_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a paper that was taken back stays so' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END
$$
""",
    "CREATE TRIGGER stays_withdrawn BEFORE UPDATE ON scans_scan FOR EACH ROW EXECUTE FUNCTION net_scan_stays_withdrawn()",
]
BACK = ["DROP TRIGGER stays_withdrawn ON scans_scan", "DROP FUNCTION net_scan_stays_withdrawn()"]


class Migration(migrations.Migration):
    dependencies = [
        ("scans", "0002_row_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("scan", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField("scan", "withdrawn_because", models.TextField(blank=True, default=""), preserve_default=False),
        migrations.AddField(
            "scan",
            "withdrawn_by",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            "scan",
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_because="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_because=""),
                name="scan_withdrawn_says_why",
            ),
        ),
        migrations.RunSQL([GRANT, *ONCE], BACK),
    ]
