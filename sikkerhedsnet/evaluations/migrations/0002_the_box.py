"""Nobody reads a link or a box by herself; the database alone drops an answer into it, and shuffles.

What is in the box is counted by a page that asks for the whole municipality. An answer is laid among the quarter's others and all
of them are written anew in a random order with new numbers, so that neither number, order nor the transaction that wrote a row
says which came last.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect, take_rights

HERE = "municipality_id = (SELECT net_municipality())"
BOXES = {
    "evaluations_answer": "form_version, heard, involved, difference, pace",
    "evaluations_remark": "text",
}
PLACE = "municipality_id, district_id, quarter, about"


def shuffled(table: str, more: str) -> str:
    return f"""
    WITH gone AS (
        DELETE FROM {table} WHERE municipality_id = m AND quarter = q RETURNING {PLACE}, {more}
    )
    INSERT INTO {table} (id, {PLACE}, {more}) SELECT gen_random_uuid(), {PLACE}, {more} FROM gone ORDER BY random();
"""


DROP_IN = f"""
CREATE FUNCTION net_drop_evaluation(
    m bigint, d bigint, q date, a text, v smallint, h smallint, i smallint, f smallint, p smallint, words text
) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
BEGIN
    IF net_scope() = 'system' OR (net_scope() = 'municipality' AND net_municipality() = m) THEN
        PERFORM set_config('net.note', net_system_note(), true);
    ELSE
        RAISE EXCEPTION 'nobody drops an evaluation by herself' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO evaluations_answer (id, {PLACE}, {BOXES["evaluations_answer"]})
        VALUES (gen_random_uuid(), m, d, q, a, v, h, i, f, p);
    IF words <> '' THEN
        INSERT INTO evaluations_remark (id, {PLACE}, text) VALUES (gen_random_uuid(), m, d, q, a, words);
    END IF;
    {"".join(shuffled(table, more) for table, more in BOXES.items())}
    PERFORM set_config('net.note', note, true);
END
$$
"""


class Migration(migrations.Migration):
    dependencies = [
        ("evaluations", "0001_initial"),
        ("organisation", "0002_row_security"),
        ("access", "0005_row_security"),
    ]
    operations = [
        protect("evaluations_ticket", inside=HERE, see="false"),
        protect("evaluations_answer", inside=HERE, see="false"),
        protect("evaluations_remark", inside=HERE, see="false"),
        protect("evaluations_slipentered", inside=HERE, see=f"{HERE} AND by_id = {USER}"),
        migrations.RunSQL(take_rights("INSERT, UPDATE, DELETE", *BOXES), migrations.RunSQL.noop),
        migrations.RunSQL(
            DROP_IN,
            "DROP FUNCTION net_drop_evaluation("
            "bigint, bigint, date, text, smallint, smallint, smallint, smallint, smallint, text)",
        ),
    ]
