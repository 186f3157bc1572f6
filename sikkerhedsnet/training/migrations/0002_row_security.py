"""Courses are known inside the municipality; who has learned what by herself, her leader, and those who keep the register."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER, ids_of, may, protect

HERE = "municipality_id = (SELECT net_municipality())"
COURSE_HERE = "course_id = ANY (ARRAY(SELECT net_ids_of_training_course()))"
DATE_HERE = "date_id = ANY (ARRAY(SELECT net_ids_of_training_coursedate()))"
LED = (
    "user_id = ANY (ARRAY(SELECT post.user_id FROM organisation_employment AS post "
    "WHERE post.institution_id = ANY ((SELECT net_leads())::bigint[]) AND post.start_on <= (SELECT net_day()) "
    "AND (post.end_on IS NULL OR post.end_on >= (SELECT net_day()))))"
)
OF_A_COLLEAGUE = f"(user_id = {USER} OR {may('training_follow')} OR {LED})"
TABLES = ("training_course", "training_coursedate", "training_participation", "training_certificate")


def kept_by_the_facilitator(table: str) -> migrations.RunSQL:
    """Nobody writes herself a certificate: what is written on a person's own behalf is written by the one who keeps the
    register."""
    keeps = f"{SCOPE} <> 'person' OR {may('training_keep')}"
    return migrations.RunSQL(
        f"""
CREATE POLICY kept_by_the_facilitator_new ON {table} AS RESTRICTIVE FOR INSERT WITH CHECK ({keeps});
CREATE POLICY kept_by_the_facilitator ON {table} AS RESTRICTIVE FOR UPDATE USING ({keeps});
CREATE POLICY kept_by_the_facilitator_gone ON {table} AS RESTRICTIVE FOR DELETE USING ({keeps});
""",
        f"""
DROP POLICY kept_by_the_facilitator_new ON {table};
DROP POLICY kept_by_the_facilitator ON {table};
DROP POLICY kept_by_the_facilitator_gone ON {table};
""",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("training", "0001_initial"),
        ("organisation", "0002_row_security"),
        ("access", "0005_row_security"),
    ]
    operations = [
        protect("training_course", inside=HERE, see=HERE),
        ids_of("training_course"),
        protect("training_coursedate", inside=COURSE_HERE, see=COURSE_HERE),
        ids_of("training_coursedate"),
        protect("training_participation", inside=DATE_HERE, see=f"{DATE_HERE} AND {OF_A_COLLEAGUE}"),
        protect("training_certificate", inside=HERE, see=f"{HERE} AND {OF_A_COLLEAGUE}"),
        *(kept_by_the_facilitator(table) for table in TABLES),
    ]
