"""A group's focus point is for those who work with the group; what a family was told, for those who work with the child."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import (
    WORKS_WITH,
    ids_of,
    may,
    protect,
    protect_child_rows,
    protect_parts,
)

HERE = "municipality_id = (SELECT net_municipality())"
SETTLES = "'pedagogue', 'childminder', 'teacher', 'leader', 'health_visitor'"
FORWARD = f"""
CREATE FUNCTION net_settles(place bigint, room bigint) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    asking bigint := net_user();
    today date := net_day();
BEGIN
    RETURN EXISTS (
        SELECT FROM organisation_employment e LEFT JOIN organisation_groupassignment g ON g.employment_id = e.id
            AND g.start_on <= today AND (g.end_on IS NULL OR g.end_on >= today)
        WHERE e.user_id = asking AND e.institution_id = place AND e.function IN ({SETTLES})
            AND e.start_on <= today AND (e.end_on IS NULL OR e.end_on >= today)
            AND (g.id IS NULL OR g.group_id = room)
    );
END
$$;
CREATE FUNCTION screening_notice_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what parents were told is not changed afterwards' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER approved_notice_stands BEFORE UPDATE ON screening_parentsnotice
    FOR EACH ROW WHEN (OLD.state = 'approved') EXECUTE FUNCTION screening_notice_stands();
CREATE TRIGGER given_notice_stands BEFORE UPDATE ON screening_noticegiven
    FOR EACH ROW EXECUTE FUNCTION screening_notice_stands();
"""
BACKWARD = """
DROP TRIGGER given_notice_stands ON screening_noticegiven;
DROP TRIGGER approved_notice_stands ON screening_parentsnotice;
DROP FUNCTION screening_notice_stands(), net_settles(bigint, bigint);
"""
PLACES = f"institution_id IN (SELECT id FROM organisation_institution WHERE {HERE})"


class Migration(migrations.Migration):
    dependencies = [("screening", "0007_joint_in_full"), ("people", "0011_night_check")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        protect("screening_groupfocus", inside=PLACES, see="net_settles(institution_id, group_id)"),
        ids_of("screening_groupfocus"),
        protect_parts("screening_groupfocuslook", "focus_id", "screening_groupfocus"),
        protect("screening_parentsnotice", inside=HERE, see=HERE),
        protect_child_rows("screening_noticegiven", see=f"{may('assessment_see')} AND child_id = ANY ({WORKS_WITH})"),
    ]
