"""What has come since is erased by rule alone as well."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard

GUARDED = (
    ("concerns_notifier", "course", "id", "child_id", "concerns_concern", "concern_id"),
    ("people_protection", "child", "child_id", "child_id"),
    ("glass_glassasking", "child", "child_id", "child_id", "glass_glassapproval", "approval_id"),
    ("glass_glassapproval", "child", "child_id", "child_id"),
    ("logcontrol_sampledlook", "child", "child_number", "child_number"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0003_inside_the_municipality"),
        ("concerns", "0005_notifier_reach"),
        ("people", "0010_conflict_of_interest"),
        ("glass", "0004_approval_row_security"),
        ("logcontrol", "0002_row_security"),
    ]
    operations = [guard(*guarded) for guarded in GUARDED]
