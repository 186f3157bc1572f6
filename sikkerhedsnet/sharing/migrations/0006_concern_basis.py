"""Every municipality has a basis on which a worry crosses by itself, for those there and those to come."""

from __future__ import annotations

from django.db import migrations

FORWARD = """
CREATE FUNCTION sharing_concern_basis(here bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    INSERT INTO sharing_legalbasis
        (municipality_id, key, kind, name, paragraph, source_mark, needs_note, needs_decision, "order", valid_from, changed_by_name)
        VALUES (here, 'concern', 'without_consent', 'Bekymring til tidlig hjælp', '',
            'bør kontrolleres: hvilken paragraf der bærer en bekymring mellem to tjenester, er ikke fastslået',
            true, false, 90, DATE '2024-01-01', '');
    PERFORM set_config('net.note', note, true);
END
$$;
REVOKE ALL ON FUNCTION sharing_concern_basis(bigint) FROM PUBLIC;
CREATE FUNCTION sharing_municipality_has_worries() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
    PERFORM sharing_concern_basis(NEW.id);
    RETURN NULL;
END
$$;
CREATE TRIGGER basis_of_worries AFTER INSERT ON access_municipality
    FOR EACH ROW EXECUTE FUNCTION sharing_municipality_has_worries();
SELECT sharing_concern_basis(id) FROM access_municipality;
"""
BACKWARD = """
DROP TRIGGER basis_of_worries ON access_municipality;
DROP FUNCTION sharing_municipality_has_worries(), sharing_concern_basis(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0005_concern_crosses")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
