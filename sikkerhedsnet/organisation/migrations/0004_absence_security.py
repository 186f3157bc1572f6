"""When a colleague is away is known inside the municipality by whoever works there."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import may, protect

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0003_absence"), ("access", "0002_who_asks")]
    operations = [protect("organisation_absence", inside=HERE, see=f"{HERE} AND {may('desk')}")]
