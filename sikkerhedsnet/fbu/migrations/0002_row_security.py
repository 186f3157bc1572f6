"""Who sees which rows, in the database itself: the deliverer what went and what waits, the journal's keepers what came."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import may, protect, protect_child_rows

HERE = "municipality_id = (SELECT net_municipality())"
DELIVERS = f"{may('fbu_deliver')} AND {HERE}"
RUNS_HERE = "run_id IN (SELECT id FROM fbu_deliveryrun WHERE municipality_id = (SELECT net_municipality()))"
OF_RUN = f"{may('fbu_deliver')} AND {RUNS_HERE}"
JOURNAL = f"{may('visit_see')} AND child_id = ANY (ARRAY(SELECT net_children_at_work()))"
CHILD_HERE = "child_id IN (SELECT net_children_here())"


class Migration(migrations.Migration):
    dependencies = [("fbu", "0001_initial"), ("visits", "0002_row_security"), ("people", "0011_night_check")]
    operations = [
        protect("fbu_sender", inside=HERE, see=DELIVERS),
        protect("fbu_deliveryrun", inside=HERE, see=DELIVERS),
        protect("fbu_deliveredreport", inside=CHILD_HERE, see=OF_RUN, child="child_id"),
        protect("fbu_heldback", inside=CHILD_HERE, see=OF_RUN, child="child_id"),
        protect("fbu_resourceid", inside=CHILD_HERE, see="false", child="child_id"),
        protect("fbu_receivedfile", inside=HERE, see=DELIVERS),
        protect_child_rows("fbu_receiveditem", see=JOURNAL),
    ]
