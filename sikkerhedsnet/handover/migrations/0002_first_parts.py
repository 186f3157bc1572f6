"""Every municipality's first list of parts, made by the database for those that are there and those to come.

The parts are those of local transition forms and consent lists (instruments.md 2.9); wording and choice are the
municipality's own, and `source_mark` says what has to be checked.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows

CHECK = "forslag: bør gennemgås fagligt"
FROM = "2024-01-01"
# key, name, help, topic, sources, must read, consent only
PARTS = (
    ("resources", "Det er barnet god til og glad for", "Interesser, venner og det, der får øjnene til at lyse.", "development", "{}", False, False),
    ("worked", "Det virker for barnet", "Det, I voksne har gjort, som hjalp. Skriv, så en ny kollega kan gøre det i morgen.", "development", "{}", False, False),
    ("wellbeing", "Trivsel hos os", "En position beskriver, hvordan det gik ét sted på én dag. Den siger ikke, hvordan barnet er.", "development", "{assessments,follow_ups}", False, True),
    ("language", "Sprog", "", "development", "{}", False, False),
    ("motor", "Krop og bevægelse", "", "development", "{}", False, False),
    ("play", "Leg og relationer", "", "development", "{}", False, False),
    ("change", "Når noget er nyt", "Hvordan barnet tager imod skift, og hvad der hjælper.", "development", "{}", False, False),
    ("family", "Familien og det, der er sket", "Kun det, familien gerne vil have med. Aldrig det, én forælder har sagt alene.", "family", "{}", False, True),
    ("health", "Helbred, der skal tages hensyn til", "Barnets eget: allergi, hørelse, medicin. Ikke forældrenes helbred.", "health", "{}", False, True),
    ("special", "Særlige hensyn og støtte", "Støtte, hjælpemidler og aftaler, der skal være klar fra første dag.", "school", "{}", False, False),
    ("plan", "Det, vi er i gang med", "Mål og skridt, der fortsætter.", "school", "{goals,steps}", False, False),
    ("others", "Andre, barnet har kontakt med", "Fagpersoner, som den nye kan ringe til, når familien siger ja.", "health", "{}", False, True),
    ("worries", "Tidligere bekymringer", "Kun dem, forældrene kender. Modtageren kvitterer for hver enkelt.", "development", "{worries}", True, False),
    ("parents", "Forældrenes egne ord", "Det, de selv vil have med, som de sagde det.", "family", "{talks}", False, True),
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


ROWS = ", ".join(
    f"({quoted(key)}, {quoted(name)}, {quoted(text)}, {quoted(topic)}, '{sources}'::varchar(12)[], {must}, {consent}, "
    f"{quoted(CHECK)}, {number * 10})"
    for number, (key, name, text, topic, sources, must, consent) in enumerate(PARTS, start=1)
)
FIRST_LIST = f"""
    INSERT INTO handover_partkind
        (municipality_id, key, name, help, topic, sources, must_read, consent_only, source_mark, "order", valid_from)
        SELECT here, p.*, DATE '{FROM}' FROM (VALUES {ROWS}) AS p"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial"), ("access", "0002_who_asks")]
    operations = [first_rows("handover_first_parts", FIRST_LIST)]
