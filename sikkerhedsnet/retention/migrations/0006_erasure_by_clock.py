"""A list the clock has put forward by the setting's own rule says so."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("retention", "0005_forms_visits_and_handovers"), ("handover", "0004_assessments_stay")]
    operations = [migrations.AddField("erasure", "by_clock", models.BooleanField(default=False))]
