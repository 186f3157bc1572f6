"""A round, and who opened it, is known inside the municipality."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("screening", "0004_roundkept"), ("access", "0002_who_asks")]
    operations = [protect("screening_assessmentround", inside=HERE, see=HERE)]
