"""Who sees which rows, in the database itself; what was observed stands, and is only ever marked as wrong."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, ids_of, knows_by, may, own, own_rows, protect, protect_child_rows, protect_parts

HERE = "municipality_id = (SELECT net_municipality())"
AT_WORK = "ARRAY(SELECT net_children_at_work())"
JOURNAL = f"{may('visit_see')} AND child_id = ANY ({AT_WORK})"
RECALL = f"{may('recall_keep')} AND {own('recall', 'owner_id')}"

STANDS = """
CREATE FUNCTION visits_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb := to_jsonb(OLD) - TG_ARGV;
    after jsonb := to_jsonb(NEW) - TG_ARGV;
BEGIN
    IF before IS DISTINCT FROM after THEN
        RAISE EXCEPTION 'what was observed is never changed, only marked as wrong' USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (to_jsonb(OLD) ->> 'wrong_at') IS NOT NULL AND (to_jsonb(NEW) ->> 'wrong_at') IS NULL THEN
        RAISE EXCEPTION 'what was marked as wrong stays so' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END
$$;
"""
WRONG = ("wrong_at", "wrong_by_id", "wrong_because")
KEPT = {
    "visits_indicatorobservation": WRONG,
    "visits_growthmeasurement": WRONG,
    "visits_feedingobservation": (*WRONG, "to_on"),
    "visits_examfinding": WRONG,
    "visits_intervention": (*WRONG, "state", "activity", "end_on"),
    "visits_plannedturn": (),
    "visits_dentalturn": (),
}
"""Which columns of a kept row may change."""


def stands(table: str, columns: tuple[str, ...]) -> str:
    named = ", ".join(f"'{column}'" for column in columns)
    return f"CREATE TRIGGER row_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION visits_row_stands({named})"


ONLY_CHIEF = "CREATE POLICY only_chief_{verb} ON {table} AS RESTRICTIVE FOR {verb} {clause} ({scope} <> 'person' OR {may})"


def only_chief(table: str) -> migrations.RunSQL:
    """Whoever may see the schedule may not therefore write in it."""
    verbs = {"INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}
    words = {"table": table, "scope": SCOPE, "may": may("visit_scheme")}
    return migrations.RunSQL(
        [ONLY_CHIEF.format(verb=verb, clause=clause, **words) for verb, clause in verbs.items()],
        [f"DROP POLICY only_chief_{verb} ON {table}" for verb in verbs],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_initial"),
        ("people", "0012_children_at_work"),
        ("access", "0005_row_security"),
        ("organisation", "0002_row_security"),
    ]
    operations = [
        knows_by("(g.why = 'recall' AND net_may('recall_keep'))"),
        protect("visits_visitscheme", inside=HERE, see=HERE),
        only_chief("visits_visitscheme"),
        protect("visits_visitchoices", inside=HERE, see=HERE),
        only_chief("visits_visitchoices"),
        protect_child_rows("visits_plannedvisit", see=JOURNAL),
        ids_of("visits_plannedvisit"),
        protect_parts("visits_plannedturn", "planned_id", "visits_plannedvisit"),
        protect_child_rows("visits_visit", see=JOURNAL),
        ids_of("visits_visit"),
        protect_parts("visits_visitguardian", "visit_id", "visits_visit"),
        protect_parts("visits_visithelp", "visit_id", "visits_visit"),
        protect_child_rows("visits_indicatorobservation", see=JOURNAL),
        protect_child_rows("visits_growthmeasurement", see=JOURNAL),
        protect_child_rows("visits_feedingobservation", see=JOURNAL),
        protect_child_rows("visits_examfinding", see=JOURNAL),
        protect_child_rows("visits_intervention", see=JOURNAL),
        own_rows("visits_dentalrecall", "recall", "owner_id"),
        protect_child_rows("visits_dentalrecall", see=RECALL),
        ids_of("visits_dentalrecall"),
        protect_parts("visits_dentalturn", "recall_id", "visits_dentalrecall"),
        migrations.RunSQL(
            [STANDS, *(stands(table, columns) for table, columns in KEPT.items())],
            [*(f"DROP TRIGGER row_stands ON {table}" for table in KEPT), "DROP FUNCTION visits_row_stands()"],
        ),
    ]
