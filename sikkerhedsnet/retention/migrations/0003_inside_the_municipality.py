"""Rules and erasures, and who said yes to them, are known inside the municipality."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("retention", "0002_guard"), ("access", "0002_who_asks")]
    operations = [protect(table, inside=HERE, see=HERE) for table in ("retention_retentionrule", "retention_erasure")]
