"""Accounts are seen inside their municipality, secrets by their owner, and all of it by whoever finds out who knocks."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER, ids_of, may, protect

HERE = "municipality_id = (SELECT net_municipality())"
COLLEAGUE = "user_id = ANY (ARRAY(SELECT net_ids_of_access_user()))"
OWN = f"user_id = {USER}"
MANAGED = f"{OWN} OR ({may('account_manage')} AND {COLLEAGUE})"
SECRETS = ("access_authenticator", "access_passkey", "access_recoverycode", "access_wrongcode", "access_invitation")
TRIES = ("axes_accessattempt", "axes_accessattemptexpiration", "axes_accessfailurelog", "axes_accesslog")

ONLY_ONES_OWN = f"""
CREATE POLICY only_ones_own ON access_user AS RESTRICTIVE FOR UPDATE
    USING ({SCOPE} <> 'person' OR id = {USER} OR {may('account_manage')});
CREATE POLICY nobody_makes_a_colleague ON access_user AS RESTRICTIVE FOR INSERT WITH CHECK ({SCOPE} <> 'person');
CREATE POLICY nobody_removes_a_colleague ON access_user AS RESTRICTIVE FOR DELETE USING ({SCOPE} <> 'person');
"""
ONLY_ONES_OWN_BACK = """
DROP POLICY only_ones_own ON access_user;
DROP POLICY nobody_makes_a_colleague ON access_user;
DROP POLICY nobody_removes_a_colleague ON access_user;
"""
TAKEN = """
CREATE FUNCTION net_usernames_taken(asked text[]) RETURNS SETOF text
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE note text := coalesce(current_setting('net.note', true), '');
BEGIN
    IF net_scope() NOT IN ('municipality', 'system') THEN
        RETURN;
    END IF;
    PERFORM set_config('net.note', net_system_note(), true);
    RETURN QUERY SELECT u.username::text FROM access_user u WHERE u.username = ANY (asked);
    PERFORM set_config('net.note', note, true);
END
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_the_moment"), ("axes", "0010_accessattemptexpiration")]
    operations = [
        protect("access_user", inside=HERE, see=HERE, door=True),
        migrations.RunSQL(ONLY_ONES_OWN, ONLY_ONES_OWN_BACK),
        ids_of("access_user"),
        migrations.RunSQL(TAKEN, "DROP FUNCTION net_usernames_taken(text[])"),
        protect("access_session", inside=COLLEAGUE, see=MANAGED, door=True),
        *(protect(table, inside="false", see=MANAGED, door=True) for table in SECRETS),
        *(protect(table, inside="false", see="false", door=True) for table in TRIES),
    ]
