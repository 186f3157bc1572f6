"""Who sees which rows, in the database itself."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import WORKS_WITH, ids_of, may, protect_child_rows, protect_parts



class Migration(migrations.Migration):
    dependencies = [("screening", "0002_wellbeingassessment_idempotency_key"), ("people", "0004_row_security")]
    operations = [
        protect_child_rows(
            "screening_wellbeingassessment", see=f"{may('assessment_see')} AND child_id = ANY ({WORKS_WITH})"
        ),
        ids_of("screening_wellbeingassessment"),
        protect_parts("screening_ownassessment", "assessment_id", "screening_wellbeingassessment"),
        protect_parts("screening_parentstold", "assessment_id", "screening_wellbeingassessment"),
        protect_parts("screening_assessmentfollowup", "assessment_id", "screening_wellbeingassessment"),
    ]
