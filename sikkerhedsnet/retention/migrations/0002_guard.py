"""Nothing is erased but by a confirmed rule and an approved list, and never under a hold: the database says so itself."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import protect
from sikkerhedsnet.retention.guarding import guard

HERE = "municipality_id = (SELECT net_municipality())"
GUARD = """
CREATE FUNCTION retention_guard() RETURNS trigger
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
    ("outbox_message", "message", "id", "child_id"),
    ("rights_accessrequest", "request", "id", "child_id"),
    ("concerns_concern", "course", "id", "child_id"),
    ("meetings_meeting", "course", "concern_id", "child_id"),
    ("plans_plan", "course", "concern_id", "child_id"),
    ("screening_wellbeingassessment", "assessment", "id", "child_id"),
    ("people_custody", "child", "child_id", "child_id"),
    ("people_networkmember", "child", "child_id", "child_id"),
    ("people_child", "child", "id", "id"),
    ("sharing_disclosureturn", "course", "concern_id", "child_id", "sharing_disclosure", "disclosure_id"),
    ("sharing_disclosure", "course", "concern_id", "child_id"),
    ("sharing_consentvoice", "child", "child_id", "child_id", "sharing_consent", "consent_id"),
    ("sharing_consentpaper", "child", "child_id", "child_id", "sharing_consent", "consent_id"),
    ("sharing_consent", "child", "child_id", "child_id"),
    ("glass_glassreview", "child", "child_id", "child_id"),
    ("people_brokenglass", "child", "child_id", "child_id"),
)


class Migration(migrations.Migration):
    dependencies = [
        ("retention", "0001_initial"),
        ("rights", "0002_row_security"),
        ("plans", "0004_row_security"),
        ("outbox", "0002_row_security"),
        ("sharing", "0002_row_security"),
        ("glass", "0002_row_security"),
        ("people", "0006_broken_glass_reach"),
    ]
    operations = [
        protect("retention_hold", inside=HERE, see="false"),
        protect("retention_erasureitem", inside=HERE, see="false"),
        migrations.RunSQL(GUARD, "DROP FUNCTION retention_guard()"),
        *(guard(*guarded) for guarded in GUARDED),
    ]
