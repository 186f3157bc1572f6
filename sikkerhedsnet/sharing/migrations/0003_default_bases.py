"""Every municipality's first list of legal bases, made by the database for those that are there and those to come.

The wording is a start, not legal advice: what stands in `source_mark` has to be checked before it is used.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows

CHECK = "bør kontrolleres"
FROM = "2024-01-01"
# key, kind, name, paragraph, mark, note, decision
DEFAULTS = (
    ("consent", "consent", "Samtykke fra familien", "forvaltningsloven § 28", f"{CHECK}: nummer og et års frist", False, False),
    (
        "one_off", "one_off", "Engangsudveksling i det forebyggende samarbejde (SSD)", "tidligere serviceloven § 49 a",
        f"{CHECK}: paragraffen i barnets lov er ikke fastslået", True, False,
    ),
    ("within", "within", "Inden for samme forvaltning", "", f"{CHECK}: bygger på en ældre lokal læsning", True, False),
    ("duty", "duty", "Underretningspligt", "barnets lov § 133", "", False, False),
    ("duty_move", "duty", "Underretning ved flytning til en anden kommune", "barnets lov § 132", "", False, False),
    (
        "childrens_house", "childrens_house", "Børnehus: udveksling i en sag om overgreb", "barnets lov § 126", "", True, False,
    ),
    (
        "without_consent", "without_consent", "Myndigheden indhenter uden samtykke", "retssikkerhedsloven § 11 c, stk. 1, nr. 1",
        "", True, False,
    ),
    (
        "value_balance", "value_balance", "Værdispring: hensynet til barnet vejer tungere", "forvaltningsloven § 28",
        CHECK, True, True,
    ),
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


ROWS = ", ".join(
    f"({quoted(key)}, {quoted(kind)}, {quoted(name)}, {quoted(paragraph)}, {quoted(mark)}, {note}, {decision}, {number * 10})"
    for number, (key, kind, name, paragraph, mark, note, decision) in enumerate(DEFAULTS, start=1)
)
FIRST_LIST = f"""
    INSERT INTO sharing_legalbasis
        (municipality_id, key, kind, name, paragraph, source_mark, needs_note, needs_decision, "order", valid_from, changed_by_name)
        SELECT here, d.*, DATE '{FROM}', '' FROM (VALUES {ROWS}) AS d"""


class Migration(migrations.Migration):
    dependencies = [("sharing", "0002_row_security"), ("access", "0002_who_asks")]
    operations = [first_rows("sharing_first_list", FIRST_LIST)]
