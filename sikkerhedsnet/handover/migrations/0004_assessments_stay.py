"""A wellbeing assessment stays where it was made when the child goes on, unless the municipality says that it follows."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE

ACROSS = "'health_visitor', 'prevention_adviser', 'family_adviser', 'educational_psychologist'"
STAYING = f"""
CREATE FUNCTION net_follows_children() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT 1 FROM handover_handoversettings
                   WHERE municipality_id = net_municipality() AND assessments_follow)
        OR EXISTS (SELECT 1 FROM organisation_employment
                   WHERE user_id = net_user() AND function IN ({ACROSS})
                   AND start_on <= net_day() AND (end_on IS NULL OR end_on >= net_day()));
END
$$;
CREATE FUNCTION net_settings_left() RETURNS SETOF text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN QUERY SELECT child_id || ':' || institution_id FROM people_enrolment
        GROUP BY child_id, institution_id
        HAVING NOT bool_or(start_on <= net_day() AND (end_on IS NULL OR end_on >= net_day()));
END
$$;
CREATE POLICY stays_where_it_was_made ON screening_wellbeingassessment AS RESTRICTIVE USING (
    CASE {SCOPE} WHEN 'person' THEN
        (SELECT net_follows_children())
        OR institution_id = ANY (ARRAY(SELECT net_my_places()))
        OR (state IN ('own', 'watched') AND coalesce(owner_id = (SELECT net_user()), false))
        OR (child_id || ':' || institution_id) <> ALL (ARRAY(SELECT net_settings_left()))
    ELSE true END
);
"""
BACK = """
DROP POLICY stays_where_it_was_made ON screening_wellbeingassessment;
DROP FUNCTION net_settings_left(), net_follows_children();
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0003_row_security"), ("screening", "0003_row_security")]
    operations = [migrations.RunSQL(STAYING, BACK)]
