"""A review is for the one who was given it."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect_child_rows


class Migration(migrations.Migration):
    dependencies = [("glass", "0001_initial"), ("people", "0006_broken_glass_reach")]
    operations = [
        protect_child_rows("glass_glassreview", see=f"owner_id = {USER}"),
    ]
