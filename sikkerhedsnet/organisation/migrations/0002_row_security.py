"""Who is employed where is known inside the municipality, and by whoever finds out who knocks."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import ids_of, protect

HERE = "municipality_id = (SELECT net_municipality())"
POST_HERE = "employment_id = ANY (ARRAY(SELECT net_ids_of_organisation_employment()))"


class Migration(migrations.Migration):
    dependencies = [("organisation", "0001_initial"), ("access", "0002_who_asks")]
    operations = [
        protect("organisation_employment", inside=HERE, see=HERE, door=True),
        ids_of("organisation_employment"),
        protect("organisation_groupassignment", inside=POST_HERE, see=POST_HERE, door=True),
        protect("organisation_districtteammember", inside=POST_HERE, see=POST_HERE),
    ]
