"""What was held back is read by those who keep the child's journal as well; what a sender said before is kept."""

from __future__ import annotations

from django.db import migrations, models

from sikkerhedsnet.core.row_security import SCOPE, may

JOURNAL = f"{SCOPE} = 'person' AND {may('visit_see')} AND child_id = ANY (ARRAY(SELECT net_children_at_work()))"


class Migration(migrations.Migration):
    dependencies = [("fbu", "0002_row_security"), ("sharing", "0007_national_reports")]
    operations = [
        migrations.AddField("receiveditem", "earlier", models.JSONField(default=list)),
        migrations.RunSQL(
            f"CREATE POLICY kept_in_the_journal ON fbu_heldback FOR SELECT USING ({JOURNAL})",
            "DROP POLICY kept_in_the_journal ON fbu_heldback",
        ),
    ]
