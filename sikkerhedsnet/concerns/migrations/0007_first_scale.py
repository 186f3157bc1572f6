"""Every municipality's first scale of levels, made by the database for those that are there and those to come.

Five levels on two axes in own words after what municipalities use (instruments.md 8.1); levels 3-5 of parental care are
cut off in the sources and are our own. All of it is a proposal until professionals have approved it.
"""

from __future__ import annotations

from django.db import migrations

from sikkerhedsnet.core.first_rows import first_rows

MARK = "forslag, skal godkendes fagligt; omsorg på niveau 3-5 er skrevet uden kilde"
TEXTS = {
    "child": (
        ("Trives", "Barnet udvikler sig, som man kan vente. Dårlige dage går over igen."),
        (
            "Er presset",
            "Noget fylder: lidt hele tiden eller meget for en tid, for eksempel skilsmisse, død eller mobning. Man kan se "
            "det på uro, konflikter, søvn, vækst, ondt i hovedet eller maven, eller at skolen er svær.",
        ),
        (
            "Mistrives",
            "Flere tegn på, at barnet ikke har det godt, i kroppen, i sindet eller i det, det gør: ked af det, alene, bagud, "
            "udadreagerende, mobbet, svært ved at tale eller forstå. Eller et handicap, der fylder i hverdagen.",
        ),
        (
            "Er udsat",
            "Det har været tungt længe, og det ses tydeligt: færdigheder går tabt, barnet kan ikke lege, er isoleret, "
            "passer de voksne, eller er tidligt ude i misbrug eller kriminalitet.",
        ),
        (
            "Er truet",
            "Hver dag er der tegn på, at barnets udvikling eller helbred er i fare: det har det meget dårligt, skader sig "
            "selv eller andre, eller taler om at dø.",
        ),
    ),
    "care": (
        ("Er god", "Forældrene ser, hvad barnet har brug for, søger selv råd og har nogen at trække på."),
        ("Er presset for en tid", "En krise tager kræfterne. Forældrene kan stadig bruge råd og hjælp."),
        ("Svinger", "Omsorgen er god nogle dage og mangler andre. Råd hjælper, men holder ikke længe."),
        ("Rækker ikke", "Barnet får ofte ikke det, det har brug for, også når forældrene får råd og hjælp."),
        ("Mangler eller skader", "Barnet mangler det nødvendige, eller det kan komme til skade."),
    ),
}


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


ROWS = ", ".join(
    f"('{axis}', {level}, {quoted(name)}, {quoted(text)})"
    for axis, texts in TEXTS.items()
    for level, (name, text) in enumerate(texts, start=1)
)
FIRST_SCALE = f"""
    WITH first AS (
        INSERT INTO concerns_levelscale (municipality_id, number, source_mark, valid_from, written_by_name, approved_by_name)
            VALUES (here, 1, {quoted(MARK)}, DATE '2024-01-01', '', '') RETURNING id
    )
    INSERT INTO concerns_leveltext (scale_id, axis, level, name, text)
        SELECT first.id, t.* FROM first, (VALUES {ROWS}) AS t"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0006_levels_notifications_and_promises"), ("access", "0002_who_asks")]
    operations = [first_rows("concerns_first_scale", FIRST_SCALE)]
