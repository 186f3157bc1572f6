"""A recall is its owner's alone: nobody makes one in her own name, so that working with the child says nothing more."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import granted, may, own, see_anew

BEFORE = f"{may('recall_keep')} AND {own('recall', 'owner_id')}"
SEE = f"{may('recall_keep')} AND id = ANY ({granted('recall')})"
HERE = "child_id IN (SELECT net_children_here())"


class Migration(migrations.Migration):
    dependencies = [("visits", "0004_recall_to_whom")]
    operations = [see_anew("visits_dentalrecall", inside=HERE, see=SEE, before=BEFORE)]
