"""A review is for the officer who controls access and the leader it was sent to; the period is the municipality's own."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, may, protect

HERE = "municipality_id = (SELECT net_municipality())"


class Migration(migrations.Migration):
    dependencies = [("oversight", "0001_initial"), ("access", "0002_who_asks")]
    operations = [
        protect(
            "oversight_accessreview",
            inside=HERE,
            see=f"{HERE} AND (owner_id = {USER} OR by_id = {USER} OR {may('access_review')})",
        ),
        protect("oversight_oversightsettings", inside=HERE, see=HERE),
    ]
