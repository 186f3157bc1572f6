from __future__ import annotations

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("training", "0004_certificates_again")]
    operations = [
        migrations.RenameField("coursedate", "at", "begins_at"),
        migrations.AlterModelOptions("coursedate", {"ordering": ["on", "begins_at", "id"]}),
    ]
