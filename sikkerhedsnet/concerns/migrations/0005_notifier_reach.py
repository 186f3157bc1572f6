"""Who told is for those who received it: neither its sender nor anybody else who reads the concern."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect

RECEIVED = (
    "SELECT id FROM concerns_concern "
    f"WHERE {USER} IN (owner_id, escalated_to_id) OR institution_id = ANY (ARRAY(SELECT unnest(net_leads())))"
)


class Migration(migrations.Migration):
    dependencies = [("concerns", "0004_notifier_and_private_talk")]
    operations = [
        protect(
            "concerns_notifier",
            inside="concern_id IN (SELECT net_ids_of_concerns_concern())",
            see=f"concern_id = ANY (ARRAY({RECEIVED}))",
        ),
    ]
