"""A rating that came late is the rater's own, and only while she works with the child."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect


class Migration(migrations.Migration):
    dependencies = [("screening", "0011_kept_rating")]
    operations = [
        protect(
            "screening_keptrating",
            inside="assessment_id IN (SELECT net_ids_of_screening_wellbeingassessment())",
            see=f"rater_id = {USER} AND assessment_id = ANY (ARRAY(SELECT net_ids_of_screening_wellbeingassessment()))",
        )
    ]
