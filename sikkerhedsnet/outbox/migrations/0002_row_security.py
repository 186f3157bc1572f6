"""Messages are for their receiver; who writes one does it beyond her own reach."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect


class Migration(migrations.Migration):
    dependencies = [("outbox", "0001_initial"), ("access", "0002_who_asks")]
    operations = [
        protect(
            "outbox_message",
            inside="to_id IN (SELECT id FROM access_user WHERE municipality_id = (SELECT net_municipality()))",
            see=f"to_id = {USER}",
        ),
    ]
