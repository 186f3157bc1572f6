"""A drawn look-up is for the one who explains it and the one who controls the log: never for the one who looked, never about one's own family. A drawing stands as it was made: it can be neither changed nor deleted."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER, may, protect, take_rights

HERE = "municipality_id = (SELECT net_municipality())"
LOOK = "logcontrol_sampledlook"


class Migration(migrations.Migration):
    dependencies = [("logcontrol", "0001_initial"), ("people", "0006_broken_glass_reach")]
    operations = [
        protect(
            LOOK, inside=HERE, see=f"owner_id = {USER} OR ({may('log_control')} AND {HERE})", child="child_number"
        ),
        migrations.RunSQL(
            f"CREATE POLICY never_own_look ON {LOOK} AS RESTRICTIVE USING ({SCOPE} <> 'person' OR actor_id <> {USER})",
            f"DROP POLICY never_own_look ON {LOOK}",
        ),
        protect("logcontrol_drawing", inside=HERE, see="false"),
        migrations.RunSQL(take_rights("UPDATE, DELETE, TRUNCATE", "logcontrol_drawing"), migrations.RunSQL.noop),
        protect("logcontrol_controlsettings", inside=HERE, see="false"),
    ]
