"""What is only added to stands until an approved list takes it: never changed, and erased as everything else is."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import give_rights, take_rights

GUARD = """
CREATE OR REPLACE FUNCTION retention_guard() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
-- arguments: kind, the column with what the list names, the column with the child; for a part of another row also
-- that row's table and the column that points at it. A row that belongs to no such thing goes with the child.
DECLARE
    note text := coalesce(current_setting('net.note', true), '');
    today date := coalesce(net_day(), (now() AT TIME ZONE 'Europe/Copenhagen')::date);
    whole jsonb := to_jsonb(OLD);
    kind_of text := TG_ARGV[0];
    root bigint;
    child bigint;
    allowed boolean;
BEGIN
    PERFORM set_config('net.note', net_system_note(), true);
    IF TG_NARGS > 3 THEN
        EXECUTE format('SELECT to_jsonb(w) FROM %I w WHERE w.id = $1', TG_ARGV[3])
            INTO whole USING (to_jsonb(OLD) ->> TG_ARGV[4])::bigint;
    END IF;
    root := whole ->> TG_ARGV[1];
    child := whole ->> TG_ARGV[2];
    IF root IS NULL THEN
        kind_of := 'child';
        root := child;
    END IF;
    SELECT count(*) > 0 INTO allowed
        FROM retention_erasureitem i
        JOIN retention_erasure e ON e.id = i.erasure_id
        JOIN retention_retentionrule r ON r.id = i.rule_id
        WHERE i.kind = kind_of AND i.root_number = root AND i.ended_at IS NULL AND i.due_on <= today
            AND e.state = 'approved' AND e.approved_by_id <> e.proposed_by_id AND r.state = 'confirmed'
            AND NOT EXISTS (
                SELECT 1 FROM retention_hold h
                WHERE h.lifted_at IS NULL AND (h.until IS NULL OR h.until >= today)
                    AND h.municipality_id = i.municipality_id AND (h.child_number IS NULL OR h.child_number = child)
            );
    PERFORM set_config('net.note', note, true);
    IF NOT allowed THEN
        RAISE EXCEPTION 'erased only by a confirmed rule and an approved list, and never under a hold'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN OLD;
END
$$
"""
GUARDED = (
    # table, kind, what the list names, the child; and for a part: the whole's table, the column that points at it
    ("sharing_disclosureturn", "course", "concern_id", "child_id", "sharing_disclosure", "disclosure_id"),
    ("sharing_disclosure", "course", "concern_id", "child_id"),
    ("sharing_consentvoice", "child", "child_id", "child_id", "sharing_consent", "consent_id"),
    ("sharing_consentpaper", "child", "child_id", "child_id", "sharing_consent", "consent_id"),
    ("sharing_consent", "child", "child_id", "child_id"),
    ("glass_glassreview", "child", "child_id", "child_id"),
    ("people_brokenglass", "child", "child_id", "child_id"),
)
STANDS = ("sharing_consentvoice", "sharing_consentpaper", "sharing_disclosure", "sharing_disclosureturn")
COULD_NOT_BE_DELETED = (*STANDS, "glass_glassreview", "people_brokenglass")
NEVER = """
DROP TRIGGER row_stands ON {table};
CREATE TRIGGER row_stands BEFORE {verbs} ON {table} FOR EACH ROW EXECUTE FUNCTION sharing_row_stands();
"""


def guard(table: str, *arguments: str) -> migrations.RunSQL:
    named = ", ".join(f"'{argument}'" for argument in arguments)
    return migrations.RunSQL(
        f"CREATE TRIGGER erased_by_rule_alone BEFORE DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION retention_guard({named})",
        f"DROP TRIGGER erased_by_rule_alone ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0002_guard"),
        ("sharing", "0002_row_security"),
        ("glass", "0002_row_security"),
        ("people", "0006_broken_glass_reach"),
    ]
    operations = [
        # the guards that are there give no whole, and each has its root: they are answered as before
        migrations.RunSQL(GUARD, migrations.RunSQL.noop),
        *(guard(*guarded) for guarded in GUARDED),
        *(
            migrations.RunSQL(
                NEVER.format(table=table, verbs="UPDATE"), NEVER.format(table=table, verbs="UPDATE OR DELETE")
            )
            for table in STANDS
        ),
        migrations.RunSQL(
            give_rights("DELETE", *COULD_NOT_BE_DELETED), take_rights("DELETE", *COULD_NOT_BE_DELETED)
        ),
    ]
