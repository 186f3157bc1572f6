"""Measures go with the course they belong to, by rule alone."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.retention.guarding import guard


class Migration(migrations.Migration):
    dependencies = [("retention", "0006_erasure_by_clock"), ("measures", "0003_first_catalogue")]
    operations = [
        guard("measures_measurelook", "course", "concern_id", "child_id", "measures_measure", "measure_id"),
        guard("measures_measure", "course", "concern_id", "child_id"),
    ]
