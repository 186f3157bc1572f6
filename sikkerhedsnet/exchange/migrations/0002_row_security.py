"""Uploaded registers and what was wrong in them, for those who import into the municipality."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import ids_of, may, protect, protect_parts

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("access", "0002_who_asks")]
    operations = [
        protect("exchange_importrun", inside=HERE, see=f"{may('register_import')} AND {HERE}"),
        ids_of("exchange_importrun"),
        protect_parts("exchange_uploadedfile", "run_id", "exchange_importrun"),
    ]
