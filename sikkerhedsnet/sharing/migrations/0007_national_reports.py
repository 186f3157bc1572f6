"""A report to a national register is passed on as well: on a basis of its own, and by nobody when the system sends it."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations, models

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.sharing.states import Kind, What

BASIS = """
    INSERT INTO sharing_legalbasis
        (municipality_id, key, kind, name, paragraph, source_mark, needs_note, needs_decision, "order", valid_from, changed_by_name)
        VALUES (here, 'national', 'reporting', 'Indberetning til den nationale børnedatabase', '',
            'bør kontrolleres: hvilken paragraf der pålægger indberetningen, er ikke fastslået',
            false, false, 100, DATE '2024-01-01', '')"""


class Migration(migrations.Migration):
    dependencies = [
        ("sharing", "0006_concern_basis"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AlterField("legalbasis", "kind", models.CharField(choices=[(k, k) for k in Kind], max_length=20)),
        migrations.AlterField("disclosure", "what", models.CharField(choices=[(w, w) for w in What], max_length=15)),
        migrations.AlterField(
            "disclosure",
            "by",
            models.ForeignKey(null=True, on_delete=models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            "disclosure",
            models.CheckConstraint(
                condition=models.Q(by__isnull=False) | models.Q(what="national"),
                name="disclosure_by_somebody_but_a_report",
            ),
        ),
        first_rows("sharing_national_basis", BASIS),
    ]
