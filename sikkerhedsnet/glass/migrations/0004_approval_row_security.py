"""An asking is for the one who asks and those who are asked."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect, protect_child_rows

COLLEAGUE = "user_id = ANY (ARRAY(SELECT net_ids_of_access_user()))"
ASKED = """
CREATE FUNCTION net_asked_for_glass() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT approval_id FROM glass_glassasking WHERE user_id = net_user();
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("glass", "0003_approval"), ("access", "0005_row_security"), ("people", "0010_conflict_of_interest")]
    operations = [
        migrations.RunSQL(ASKED, "DROP FUNCTION net_asked_for_glass();"),
        protect_child_rows(
            "glass_glassapproval", see=f"user_id = {USER} OR id = ANY (ARRAY(SELECT net_asked_for_glass()))"
        ),
        # told apart from the approval's own policy, which reads this table
        protect("glass_glassasking", inside=COLLEAGUE, see=COLLEAGUE),
    ]
