"""Every municipality's first catalogue, in own words, made by the database for those that are there and those to come.

The tiers follow the usual division into universal, selective, indicated and special help; examples are of the kind Danish
municipalities name. Which function may start what, how long, and at what price is the municipality's own: each row says so.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows
from sikkerhedsnet.core.names import danish_sort_key

PROPOSAL = "forslag: kommunen skal selv beslutte, hvem der kan sætte den i gang, og hvor længe den varer"
TEAM = ("prevention_adviser", "health_visitor", "leader")
ALL = (*TEAM, "pedagogue", "childminder", "teacher", "educational_psychologist", "speech_and_hearing_therapist")
# name, tier, what, purpose, starters, doers, weeks, follow-up weeks
DEFAULTS = (
    (
        "Fast voksen ved aflevering og hentning", "universal",
        "Den samme voksen tager imod barnet og siger farvel i en periode.", "Barnet kommer trygt ind i dagen.",
        ALL, ("pedagogue", "childminder", "teacher"), 8, 4,
    ),
    (
        "Legegruppe med en voksen", "universal", "En lille gruppe leger fast sammen med en voksen, der hjælper legen på vej.",
        "Barnet er med i legen.", ALL, ("pedagogue", "teacher"), 12, 6,
    ),
    (
        "Samtalegruppe for børn i to hjem", "selective",
        "Børn, hvis forældre er gået fra hinanden, taler sammen med to voksne.",
        "Barnet kan sætte ord på det nye og møder andre i samme situation.",
        (*TEAM, "teacher"), ("educational_psychologist", "prevention_adviser"), 10, 5,
    ),
    (
        "Støtte til unge mødre", "selective", "Gruppe og hjemmebesøg for forældre, der er blevet det tidligt.",
        "Forældrene er trygge ved deres barn og kender nogen at spørge.", TEAM, ("health_visitor",), 26, 8,
    ),
    (
        "Ekstra besøg af sundhedsplejersken", "indicated", "Besøg ud over de faste, med en aftale om hvad I ser på.",
        "Samspil, søvn og mad falder på plads.", TEAM, ("health_visitor",), 8, 3,
    ),
    (
        "Audiologopæd i dagtilbuddet", "indicated",
        "Audiologopæden er med i barnets egen gruppe, viser hvad der virker, og vejleder de voksne.",
        "Barnet bliver forstået og forstår.", TEAM, ("speech_and_hearing_therapist",), 12, 6,
    ),
    (
        "Vejledning fra PPR-psykolog", "indicated", "Psykologen ser barnet i dets hverdag og vejleder personale og forældre.",
        "De voksne ved, hvad de skal gøre mere af.", TEAM, ("educational_psychologist",), 10, 5,
    ),
    (
        "Korte familiesamtaler", "indicated",
        "Tre til seks samtaler med familien om håb, det der allerede virker, og små skridt.",
        "Familien finder selv det næste skridt.", TEAM, ("prevention_adviser",), 12, 4,
    ),
    (
        "Mere voksentid i gruppen", "indicated", "Barnet får en aftalt tid med en voksen hver dag.",
        "Barnet oplever, at det lykkes.", ("leader", "prevention_adviser"), ("pedagogue", "teacher"), 8, 4,
    ),
    (
        "Støttende indsats efter barnets lov", "special",
        "Familieafdelingen træffer afgørelse. Sikkerhedsnettet viser den her, så alle ved, hvor vejen går.",
        "Barnet får den særlige støtte, det har brug for.", (), ("family_adviser",), None, 12,
    ),
)  # fmt: skip


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def array(values: tuple[str, ...]) -> str:
    return f"ARRAY[{', '.join(quoted(value) for value in values)}]::varchar[]"


ROWS = ", ".join(
    f"({quoted(name)}, {quoted(danish_sort_key(name))}, {quoted(tier)}, {quoted(what)}, {quoted(purpose)}, "
    f"{array(starters)}, {array(doers)}, {weeks if weeks else 'NULL'}::smallint, {follow_up})"
    for name, tier, what, purpose, starters, doers, weeks, follow_up in DEFAULTS
)
FIRST_CATALOGUE = f"""
    INSERT INTO measures_measurekind
        (municipality_id, name, sort_key, tier, what, purpose, starters, doers, weeks, follow_up_weeks, price_kr, price_mark,
         mark, is_offered, version, changed_at, changed_by_name)
        SELECT here, d.name, d.sort_key, d.tier, d.what, d.purpose, d.starters, d.doers, d.weeks, d.follow_up, NULL, '',
            {quoted(PROPOSAL)}, true, 1, now(), ''
        FROM (VALUES {ROWS}) AS d (name, sort_key, tier, what, purpose, starters, doers, weeks, follow_up)"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0002_row_security")]
    operations = [first_rows("measures_first_catalogue", FIRST_CATALOGUE)]
