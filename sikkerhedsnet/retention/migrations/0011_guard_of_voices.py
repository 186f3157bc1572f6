"""Papers, preparations and children's own words go with the course or the child they belong to, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard

SCANS = (
    "CREATE TRIGGER erased_by_rule_alone{name} BEFORE DELETE ON scans_scan FOR EACH ROW "
    "WHEN (OLD.about {which} 'instruments.response') EXECUTE FUNCTION retention_guard({named}, 'child_id')"
)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0010_guard_of_minutes"),
        ("voices", "0002_row_security"),
        ("scans", "0002_row_security"),
    ]
    operations = [
        guard("voices_preparation", "course", "concern_id", "child_id", "meetings_meeting", "meeting_id"),
        guard("voices_childvoice", "course", "concern_id", "child_id"),
        migrations.RunSQL(
            [SCANS.format(name="", which="<>", named="'course', 'course_id'"),
             SCANS.format(name="_of_answers", which="=", named="'response', 'about_id'")],
            [f"DROP TRIGGER erased_by_rule_alone{name} ON scans_scan" for name in ("", "_of_answers")],
        ),
    ]
