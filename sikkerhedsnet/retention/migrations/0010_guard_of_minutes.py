"""Drafts and earlier wordings go with the meeting they belong to, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard


class Migration(migrations.Migration):
    dependencies = [("retention", "0009_guard_of_appointments"), ("meetings", "0004_observed")]
    operations = [
        guard("meetings_wording", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
        guard("meetings_draft", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
    ]
