"""Who set the practice of the municipality is known inside it."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("rights", "0002_row_security"), ("access", "0002_who_asks")]
    operations = [protect("rights_practice", inside=HERE, see=HERE)]
