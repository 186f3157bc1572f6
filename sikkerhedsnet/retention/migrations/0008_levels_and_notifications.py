"""Levels, stages, notifications and what was written about a worry's course go with the worry, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard

PARTS = ("concernrating", "stageturn", "earlierread", "stalltold")
GUARDED = (
    *(
        (f"concerns_{table}", "course", "id", "child_id", "concerns_concern", "concern_id")
        for table in PARTS
    ),
    ("concerns_notificationtalk", "course", "concern_id", "child_id", "concerns_notification", "notification_id"),
    ("concerns_notification", "course", "concern_id", "child_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0007_guard_of_measures"),
        ("concerns", "0008_levels_and_notifications_security"),
    ]
    operations = [guard(*guarded) for guarded in GUARDED]
