"""Who sees which rows, in the database itself: the sending side its sheet, the receiving side what may still be read."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER, WORKS_WITH, granted, ids_of, may, own_rows, protect, protect_child_rows

HERE = "municipality_id = (SELECT net_municipality())"
PLACES = "ARRAY(SELECT net_my_places())"
THEIRS = "state IN ('accepted', 'closed')"
NAMED = f"(id = ANY ({granted('handover')}) OR child_id = ANY ({WORKS_WITH}))"
SENT_FROM = (
    f"({may('handover_keep')} AND {NAMED} AND (({USER} IN (owner_id, escalated_to_id) AND NOT {THEIRS}) "
    f"OR (from_institution_id = ANY ({PLACES}) AND child_id = ANY ({WORKS_WITH}))))"
)
RECEIVED = (
    f"({may('handover_keep')} AND {NAMED} AND (({USER} IN (receiver_id, leader_id) "
    "AND state IN ('sent', 'accepted', 'closed') AND readable_until >= (SELECT net_day())) "
    f"OR (state = 'accepted' AND {USER} IN (owner_id, escalated_to_id)) "
    f"OR ({THEIRS} AND to_institution_id = ANY ({PLACES}) AND child_id = ANY ({WORKS_WITH}))))"
)
SIDES = f"""
CREATE FUNCTION net_my_places() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT institution_id FROM organisation_employment
        WHERE user_id = net_user() AND institution_id IS NOT NULL
        AND start_on <= net_day() AND (end_on IS NULL OR end_on >= net_day());
END
$$;
CREATE FUNCTION net_handed_from_us() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT id FROM handover_handover WHERE {SENT_FROM};
END
$$;
CREATE FUNCTION net_handed_to_us() RETURNS SETOF bigint LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT id FROM handover_handover WHERE {RECEIVED};
END
$$;
"""
SIDES_BACK = "DROP FUNCTION net_handed_to_us(), net_handed_from_us(), net_my_places();"
FROM_US = "ARRAY(SELECT net_handed_from_us())"
TO_US = "ARRAY(SELECT net_handed_to_us())"
INSIDE = "handover_id IN (SELECT net_ids_of_handover_handover())"
STILL = "(usable_until IS NULL OR usable_until >= (SELECT net_day()))"
CONTROL = """
CREATE POLICY only_control_{verb} ON {table} AS RESTRICTIVE FOR {verb} {clause} ({scope} <> 'person' OR {may})
"""


def only_rules(table: str) -> migrations.RunSQL:
    """Whoever may read the municipality's choices may not therefore make them."""
    verbs = {"INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}
    words = {"table": table, "scope": SCOPE, "may": may("handover_rules")}
    return migrations.RunSQL(
        [CONTROL.format(verb=verb, clause=clause, **words) for verb, clause in verbs.items()],
        [f"DROP POLICY only_control_{verb} ON {table}" for verb in verbs],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0002_first_parts"),
        ("people", "0010_conflict_of_interest"),
        ("organisation", "0002_row_security"),
    ]
    operations = [
        protect("handover_partkind", inside=HERE, see=HERE),
        only_rules("handover_partkind"),
        protect("handover_handoversettings", inside=HERE, see=HERE),
        only_rules("handover_handoversettings"),
        own_rows("handover_handover", "handover", "owner_id", "escalated_to_id", "receiver_id", "leader_id"),
        migrations.RunSQL(SIDES, SIDES_BACK),
        protect_child_rows("handover_handover", see=f"({SENT_FROM} OR {RECEIVED})"),
        ids_of("handover_handover"),
        *(
            protect(f"handover_{table}", inside=INSIDE, see=f"handover_id = ANY ({FROM_US})")
            for table in ("handoverpart", "handovertalk", "leftout")
        ),
        ids_of("handover_handoverpart"),
        protect(
            "handover_partrow",
            inside="part_id IN (SELECT net_ids_of_handover_handoverpart())",
            see="part_id = ANY (ARRAY(SELECT net_ids_of_handover_handoverpart()))",
        ),
        protect(
            "handover_sentpart",
            inside=INSIDE,
            see=f"(handover_id = ANY ({FROM_US}) OR (handover_id = ANY ({TO_US}) AND {STILL}))",
        ),
        protect(
            "handover_handoverturn",
            inside=INSIDE,
            see=f"(handover_id = ANY ({FROM_US}) OR handover_id = ANY ({TO_US}))",
        ),
    ]
