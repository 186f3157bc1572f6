"""What was seen apart from what it was taken to mean; drafts, earlier wordings, and words that stand once read aloud."""

from __future__ import annotations

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from sikkerhedsnet.core.row_security import USER, protect, protect_parts

MANNERS = [(name, name) for name in ("observation", "interpretation")]
BECOMES = [(name, name) for name in ("step", "measure", "consent", "next")]
WHOLE = "meetings_meeting"
"""Nobody changes the family's words once they were read aloud to them: not the application, and nobody beside it."""
STANDS = """
CREATE FUNCTION meetings_stands_once_read_aloud() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'words that were read aloud are not changed' USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER stands_once_read_aloud BEFORE UPDATE ON meetings_minutesentry FOR EACH ROW
    WHEN (OLD.read_aloud_at IS NOT NULL AND (OLD.text, OLD.said_by_id, OLD.disagrees, OLD.topic, OLD.read_aloud_at)
          IS DISTINCT FROM (NEW.text, NEW.said_by_id, NEW.disagrees, NEW.topic, NEW.read_aloud_at))
    EXECUTE FUNCTION meetings_stands_once_read_aloud();
"""
STANDS_BACK = """
DROP TRIGGER stands_once_read_aloud ON meetings_minutesentry;
DROP FUNCTION meetings_stands_once_read_aloud();
"""


def to(model: str, name: str, **more: object) -> models.ForeignKey:
    return models.ForeignKey(model, on_delete=django.db.models.deletion.PROTECT, related_name=name, **more)


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("agreement", "becomes", models.CharField(choices=BECOMES, default="step", max_length=10)),
        migrations.AddField("agreement", "settled_at", models.DateTimeField(null=True)),
        migrations.AddField("minutesentry", "manner", models.CharField(blank=True, choices=MANNERS, max_length=14)),
        migrations.AddField("minutesentry", "read_aloud_at", models.DateTimeField(null=True)),
        migrations.CreateModel(
            "Wording",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("idempotency_key", models.UUIDField(editable=False, null=True, unique=True)),
                ("text", models.TextField()),
                ("disagrees", models.BooleanField(default=False)),
                ("manner", models.CharField(blank=True, choices=MANNERS, max_length=14)),
                ("stood", models.BooleanField()),
                ("by_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("entry", to("meetings.minutesentry", "wordings")),
                ("meeting", to("meetings.meeting", "wordings")),
                ("said_by", to("meetings.participant", "+", null=True)),
            ],
            options={"ordering": ["at", "id"]},
        ),
        migrations.CreateModel(
            "Draft",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                ("changed_by_name", models.CharField(max_length=200)),
                ("part", models.CharField(max_length=10)),
                ("text", models.TextField(blank=True)),
                ("disagrees", models.BooleanField(default=False)),
                ("manner", models.CharField(blank=True, choices=MANNERS, max_length=14)),
                ("entry", to("meetings.minutesentry", "drafts", null=True)),
                ("meeting", to("meetings.meeting", "drafts")),
                ("said_by", to("meetings.participant", "+", null=True)),
                ("writer", to(settings.AUTH_USER_MODEL, "+")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["meeting", "writer", "part"],
                        condition=models.Q(entry__isnull=True),
                        name="one_draft_per_part",
                    ),
                    models.UniqueConstraint(
                        fields=["entry", "writer"], condition=models.Q(entry__isnull=False), name="one_draft_per_line"
                    ),
                ]
            },
        ),
        protect_parts("meetings_wording", "meeting_id", WHOLE),
        protect(
            "meetings_draft",
            inside=f"meeting_id IN (SELECT net_ids_of_{WHOLE}())",
            see=f"writer_id = {USER} AND meeting_id = ANY (ARRAY(SELECT net_ids_of_{WHOLE}()))",
        ),
        migrations.RunSQL(STANDS, STANDS_BACK),
    ]
