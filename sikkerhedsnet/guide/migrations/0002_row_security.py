"""The guide is read inside the municipality, a draft by those who write and approve it; a sparring by its own people.

What has been approved is never changed by anybody.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import USER, ids_of, may, protect

HERE = "municipality_id = (SELECT net_municipality())"
EDITOR = f"({may('guide_keep')} OR {may('guide_approve')})"
READ = f"{HERE} AND {may('guide_see')} AND (state = 'approved' OR {EDITOR})"
PARTS = f"{HERE} AND guide_id = ANY (ARRAY(SELECT net_ids_of_guide_guideversion()))"
OWN = f"{HERE} AND {USER} IN (asked_by_id, owner_id, escalated_to_id)"

FIXED = """
CREATE FUNCTION guide_approved_is_fixed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    about bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.guide_id ELSE NEW.guide_id END;
    stands text;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT state INTO stands FROM guide_guideversion WHERE id = about;
    PERFORM set_config('net.note', note, true);
    IF stands = 'approved' THEN
        RAISE EXCEPTION 'an approved guide is never changed' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$$;
CREATE TRIGGER guide_approved_is_fixed BEFORE INSERT OR UPDATE OR DELETE ON guide_guideentry
    FOR EACH ROW EXECUTE FUNCTION guide_approved_is_fixed();
"""
FIXED_BACK = "DROP TRIGGER guide_approved_is_fixed ON guide_guideentry; DROP FUNCTION guide_approved_is_fixed();"

WRITERS = f"(SELECT net_scope()) <> 'person' OR {EDITOR}"
WRITTEN = "; ".join(
    f"CREATE POLICY written_by_editors_{name} ON {table} AS RESTRICTIVE FOR {verb} {clause} ({WRITERS})"
    for table in ("guide_guideversion", "guide_guideentry")
    for name, verb, clause in (
        ("new", "INSERT", "WITH CHECK"),
        ("changed", "UPDATE", "USING"),
        ("gone", "DELETE", "USING"),
    )
)
WRITTEN_BACK = "; ".join(
    f"DROP POLICY written_by_editors_{name} ON {table}"
    for table in ("guide_guideversion", "guide_guideentry")
    for name in ("new", "changed", "gone")
)


class Migration(migrations.Migration):
    dependencies = [
        ("guide", "0001_initial"),
        ("organisation", "0002_row_security"),
        ("access", "0005_row_security"),
    ]
    operations = [
        protect("guide_guideversion", inside=HERE, see=READ),
        ids_of("guide_guideversion"),
        protect("guide_guideentry", inside=HERE, see=PARTS),
        protect("guide_sparring", inside=HERE, see=OWN),
        migrations.RunSQL(WRITTEN, WRITTEN_BACK),
        migrations.RunSQL(FIXED, FIXED_BACK),
    ]
