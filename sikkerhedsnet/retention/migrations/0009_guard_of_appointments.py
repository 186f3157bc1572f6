"""What stands around a meeting before it is held goes with the course it belongs to, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard


class Migration(migrations.Migration):
    dependencies = [("retention", "0008_levels_and_notifications"), ("appointments", "0002_row_security")]
    operations = [
        guard("appointments_timeslot", "course", "concern_id", "child_id", "appointments_timeoffer", "offer_id"),
        guard("appointments_timeoffer", "course", "concern_id", "child_id"),
        guard("appointments_notheld", "course", "concern_id", "child_id"),
        guard("appointments_interpreter", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
        guard("appointments_agendaline", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
        guard("appointments_agenda", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
    ]
