"""A place can be asked for."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.training.states import Attendance


class Migration(migrations.Migration):
    dependencies = [("training", "0005_begins_at")]
    operations = [
        migrations.AlterField(
            "participation",
            "state",
            models.CharField(choices=[(a, a) for a in Attendance], default=Attendance.SIGNED_UP, max_length=12),
        ),
    ]
