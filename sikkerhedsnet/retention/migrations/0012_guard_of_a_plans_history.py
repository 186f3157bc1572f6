"""How a plan stood, how much help it was, who coordinated it and when it was taken up again go with the course, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard

PARTS = ("planversion", "planlevel", "planrole", "lookagain", "reopening")


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0011_guard_of_voices"),
        ("plans", "0006_newer_tables_security"),
    ]
    operations = [
        guard(f"plans_{part}", "course", "concern_id", "child_id", "plans_plan", "plan_id") for part in PARTS
    ]
