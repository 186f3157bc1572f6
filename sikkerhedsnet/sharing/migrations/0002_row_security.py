"""Who sees which rows, in the database itself; and what was recorded once is never changed."""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.row_security import SCOPE, USER, WORKS_WITH, ids_of, may, protect, protect_child_rows, protect_parts, take_rights

HERE = "municipality_id = (SELECT net_municipality())"
SEE_CONSENT = f"{may('sharing_see')} AND child_id = ANY ({WORKS_WITH})"
ANSWERS_FOR = f"ARRAY(SELECT id FROM concerns_concern WHERE owner_id = {USER})"
SEE_DISCLOSURE = (
    f"{may('sharing_see')} AND child_id = ANY ({WORKS_WITH}) "
    f"AND (NOT suspicion OR by_id = {USER} OR to_user_id = {USER} OR concern_id = ANY ({ANSWERS_FOR}))"
)
ONLY_CONTROL = """
CREATE POLICY only_control_{verb} ON {table} AS RESTRICTIVE FOR {verb} {clause} ({scope} <> 'person' OR {may})
"""
STANDS = ("sharing_consentvoice", "sharing_consentpaper", "sharing_disclosure", "sharing_disclosureturn")
FORWARD = """
CREATE FUNCTION sharing_row_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was recorded is never changed' USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
TRIGGER = """
CREATE TRIGGER row_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION sharing_row_stands();
"""


def only_control(table: str) -> migrations.RunSQL:
    """Whoever may see the list may not therefore write in it."""
    verbs = {"INSERT": "WITH CHECK", "UPDATE": "USING", "DELETE": "USING"}
    words = {"table": table, "scope": SCOPE, "may": may("sharing_control")}
    return migrations.RunSQL(
        [ONLY_CONTROL.format(verb=verb, clause=clause, **words) for verb, clause in verbs.items()],
        [f"DROP POLICY only_control_{verb} ON {table}" for verb in verbs],
    )


class Migration(migrations.Migration):
    dependencies = [("sharing", "0001_initial"), ("concerns", "0003_row_security"), ("people", "0004_row_security")]
    operations = [
        protect("sharing_legalbasis", inside=HERE, see=HERE),
        only_control("sharing_legalbasis"),
        protect("sharing_sharingsettings", inside=HERE, see=HERE),
        only_control("sharing_sharingsettings"),
        protect_child_rows("sharing_consent", see=SEE_CONSENT),
        ids_of("sharing_consent"),
        protect_parts("sharing_consentpaper", "consent_id", "sharing_consent"),
        protect_parts("sharing_consentvoice", "consent_id", "sharing_consent"),
        protect_child_rows("sharing_disclosure", see=SEE_DISCLOSURE),
        ids_of("sharing_disclosure"),
        protect_parts("sharing_disclosureturn", "disclosure_id", "sharing_disclosure"),
        migrations.RunSQL(
            [FORWARD, *(TRIGGER.format(table=table) for table in STANDS), take_rights("UPDATE, TRUNCATE", *STANDS)],
            [*(f"DROP TRIGGER row_stands ON {table}" for table in STANDS), "DROP FUNCTION sharing_row_stands()"],
        ),
    ]
