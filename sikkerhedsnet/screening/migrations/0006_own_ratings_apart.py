"""What a colleague has written alone is kept from everybody else by the database itself, until it may be seen.

Who has handed in is known to those who see the assessment; what was said is not. The ratings of an assessment are open to
somebody who settles it, when enough are handed in, her own among them if she is to rate, or when it is settled: the same
as `rules.may_see_others` and `policy.may_settle` say. A draft is its writer's alone.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, protect, protect_parts

RATES = ("pedagogue", "childminder", "teacher")
SETTLES = (*RATES, "leader", "health_visitor")


def _array(names: tuple[str, ...]) -> str:
    return "ARRAY[" + ", ".join(f"'{name}'" for name in names) + "]"


FORWARD = f"""
CREATE FUNCTION net_open_ratings() RETURNS SETOF bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    asking bigint := net_user();
    person boolean := net_scope() = 'person';
    today date := net_day();
    seen bigint[] := ARRAY(SELECT net_ids_of_screening_wellbeingassessment());
    found bigint[];
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    found := ARRAY(
        WITH posts AS (
            SELECT e.institution_id AS place, e.function, array_remove(array_agg(g.group_id), NULL) AS groups
            FROM organisation_employment e LEFT JOIN organisation_groupassignment g ON g.employment_id = e.id
                AND g.start_on <= today AND (g.end_on IS NULL OR g.end_on >= today)
            WHERE e.user_id = asking AND e.start_on <= today AND (e.end_on IS NULL OR e.end_on >= today)
            GROUP BY e.id
        ), counted AS (
            SELECT o.assessment_id, count(*) AS handed_in, bool_or(o.rater_id = asking) AS mine
            FROM screening_ownassessment o WHERE o.assessment_id = ANY (seen) AND o.handed_in_at IS NOT NULL
            GROUP BY o.assessment_id
        )
        SELECT a.id FROM screening_wellbeingassessment a JOIN counted c ON c.assessment_id = a.id
        WHERE (NOT person OR EXISTS (SELECT FROM posts p WHERE p.place = a.institution_id
                AND p.function = ANY ({_array(SETTLES)}) AND (p.groups = '{{}}' OR a.group_id = ANY (p.groups))))
            AND (a.settled_on IS NOT NULL OR (
                c.handed_in >= a.raters_required
                AND (NOT person OR c.mine OR NOT EXISTS (SELECT FROM posts p WHERE p.place = a.institution_id
                    AND p.function = ANY ({_array(RATES)}) AND (p.groups = '{{}}' OR a.group_id = ANY (p.groups))))
            ))
    );
    PERFORM set_config('net.note', note, true);
    RETURN QUERY SELECT unnest(found);
END
$$;
CREATE FUNCTION net_handed_in(asked bigint[]) RETURNS TABLE (assessment_id bigint, rater_id bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    seen bigint[] := ARRAY(SELECT a.id FROM screening_wellbeingassessment a WHERE a.id = ANY (asked));
    whose bigint[];
    who bigint[];
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT array_agg(o.assessment_id ORDER BY o.id), array_agg(o.rater_id ORDER BY o.id) INTO whose, who
        FROM screening_ownassessment o WHERE o.assessment_id = ANY (seen) AND o.handed_in_at IS NOT NULL;
    PERFORM set_config('net.note', note, true);
    RETURN QUERY SELECT * FROM unnest(whose, who);
END
$$;
DROP POLICY reach ON screening_ownassessment;
"""
AS_BEFORE = protect_parts("screening_ownassessment", "assessment_id", "screening_wellbeingassessment")
BACKWARD = [*AS_BEFORE.sql, "DROP FUNCTION net_handed_in(bigint[]), net_open_ratings()"]
OPEN = "handed_in_at IS NOT NULL AND assessment_id = ANY (ARRAY(SELECT net_open_ratings()))"
MINE = f"rater_id = {USER} AND assessment_id = ANY (ARRAY(SELECT net_ids_of_screening_wellbeingassessment()))"


class Migration(migrations.Migration):
    dependencies = [("screening", "0005_inside_the_municipality"), ("people", "0011_night_check")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        protect("screening_ownassessment", inside=OPEN, see=f"({MINE}) OR ({OPEN})"),
    ]
