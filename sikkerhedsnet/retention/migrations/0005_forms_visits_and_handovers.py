"""Answers to forms and hand-overs have clocks of their own; they, visits and all that came with them are erased by rule alone."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.retention.guarding import guard
from sikkerhedsnet.retention.kinds import Event, Kind

OF_A_CHILD = (
    "visits_plannedvisit", "visits_visit", "visits_indicatorobservation", "visits_growthmeasurement",
    "visits_feedingobservation", "visits_examfinding", "visits_intervention", "visits_dentalrecall",
    "fbu_heldback", "fbu_deliveredreport", "fbu_resourceid", "fbu_receiveditem", "screening_noticegiven",
)
PARTS_OF_VISITS = (
    ("visits_plannedturn", "visits_plannedvisit", "planned_id"),
    ("visits_visitguardian", "visits_visit", "visit_id"),
    ("visits_visithelp", "visits_visit", "visit_id"),
    ("visits_dentalturn", "visits_dentalrecall", "recall_id"),
)
PARTS_OF_HANDOVERS = ("handoverpart", "handovertalk", "handoverturn", "leftout", "sentpart")
GUARDED = (
    *((table, "child", "child_id", "child_id") for table in OF_A_CHILD),
    *((table, "child", "child_id", "child_id", whole, column) for table, whole, column in PARTS_OF_VISITS),
    ("screening_notassessed", "assessment", "assessment_id", "child_id"),
    ("screening_keptrating", "assessment", "id", "child_id", "screening_wellbeingassessment", "assessment_id"),
    ("instruments_followup", "response", "id", "child_id", "instruments_response", "response_id"),
    ("instruments_response", "response", "id", "child_id"),
    ("handover_handover", "handover", "id", "child_id"),
    *(
        (f"handover_{table}", "handover", "id", "child_id", "handover_handover", "handover_id")
        for table in PARTS_OF_HANDOVERS
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0004_guard_of_later_tables"),
        ("visits", "0004_recall_to_whom"),
        ("fbu", "0002_row_security"),
        ("screening", "0012_kept_rating_reach"),
        ("instruments", "0002_row_security"),
        ("handover", "0004_assessments_stay"),
    ]
    operations = [
        migrations.AlterField("retentionrule", "kind", models.CharField(choices=[(k, k) for k in Kind], max_length=12)),
        migrations.AlterField("retentionrule", "event", models.CharField(choices=[(e, e) for e in Event], max_length=20)),
        migrations.AlterField("erasureitem", "kind", models.CharField(choices=[(k, k) for k in Kind], max_length=12)),
        *(guard(*guarded) for guarded in GUARDED),
    ]
