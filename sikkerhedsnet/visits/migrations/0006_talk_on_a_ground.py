from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.visits.states import RecallTurn


class Migration(migrations.Migration):
    dependencies = [("visits", "0005_recall_by_its_owner")]
    operations = [
        migrations.RenameField("dentalturn", "consent", "ground"),
        migrations.AlterField("dentalturn", "ground", models.CharField(blank=True, max_length=300)),
        migrations.AlterField(
            "dentalturn", "turn", models.CharField(choices=[(turn, turn) for turn in RecallTurn], max_length=10)
        ),
    ]
