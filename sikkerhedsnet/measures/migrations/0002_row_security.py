"""Who sees a measure, in the database itself; the catalogue is known inside the municipality and kept by a few."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import (
    SCOPE,
    WORKS_WITH,
    ids_of,
    knows_by,
    may,
    own,
    own_rows,
    protect,
    protect_child_rows,
    protect_parts,
)

HERE = "municipality_id = (SELECT net_municipality())"
SEE = f"{may('plan_see')} AND ({own('measure', 'owner_id, escalated_to_id')} OR child_id = ANY ({WORKS_WITH}))"
KEEPS = f"{SCOPE} <> 'person' OR {may('measure_keep')}"
KEPT = f"""
CREATE POLICY kept_new ON measures_measurekind AS RESTRICTIVE FOR INSERT WITH CHECK ({KEEPS});
CREATE POLICY kept ON measures_measurekind AS RESTRICTIVE FOR UPDATE USING ({KEEPS});
CREATE POLICY kept_gone ON measures_measurekind AS RESTRICTIVE FOR DELETE USING ({KEEPS});
"""
KEPT_BACK = """
DROP POLICY kept_new ON measures_measurekind;
DROP POLICY kept ON measures_measurekind;
DROP POLICY kept_gone ON measures_measurekind;
"""
NEVER_ON_A_SUSPICION = """
CREATE FUNCTION measures_never_on_a_suspicion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    about record;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    SELECT c.suspicion, c.child_id INTO about FROM concerns_concern c WHERE c.id = NEW.concern_id;
    PERFORM set_config('net.note', note, true);
    IF about.suspicion OR about.child_id <> NEW.child_id THEN
        RAISE EXCEPTION 'a measure is never started on a suspicion, and is about the concern''s own child'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER never_on_a_suspicion BEFORE INSERT OR UPDATE OF concern_id, child_id ON measures_measure
    FOR EACH ROW EXECUTE FUNCTION measures_never_on_a_suspicion();
"""
NEVER_BACK = "DROP TRIGGER never_on_a_suspicion ON measures_measure; DROP FUNCTION measures_never_on_a_suspicion();"


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("visits", "0002_row_security"), ("rights", "0002_row_security")]
    operations = [
        protect("measures_measurekind", inside=HERE, see=HERE),
        migrations.RunSQL(KEPT, KEPT_BACK),
        knows_by("(g.why = 'measure' AND plans)"),
        own_rows("measures_measure", "measure", "owner_id", "escalated_to_id"),
        protect_child_rows("measures_measure", see=SEE),
        ids_of("measures_measure"),
        protect_parts("measures_measurelook", "measure_id", "measures_measure"),
        migrations.RunSQL(NEVER_ON_A_SUSPICION, NEVER_BACK),
    ]
