"""What each line of a form's text means, in the order a reader meets them; shown beside the text while it is edited."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LINES: dict[tuple[str, ...], Promise] = {
    ("key", "version"): _("Skemaets korte navn og udgavens nummer. Dem retter du ikke."),
    ("title", "long_title"): _("Navnet, som det står på skærmen, og det lange navn på papiret."),
    ("in_force_on",): _("Den dag, udgaven gælder fra: år-måned-dag. Svar fra før bliver på den gamle udgave."),
    ("licence", "rights", "permission"): _(
        "På hvilke vilkår skemaet bruges, hvem der ejer det, og hvilken tilladelse kommunen har. Et skema med licensed er "
        "lukket, til tilladelsen er skrevet."
    ),
    ("shape",): _(
        "items: punkter, der tælles. position: eksempler under tre positioner. result: et resultat fra andre."
    ),
    ("about",): _("Hvem svarene handler om: child er barnet, guardian en forælder."),
    ("functions", "seen_by"): _("Hvem der må udfylde skemaet, og hvem der må se svarene."),
    ("ages",): _("Barnets alder i måneder: from er den første, og to er den, hvor skemaet ikke længere bruges."),
    ("informants",): _("Hvem der kan have svaret: medarbejder, forælder, den unge selv, eller flere sammen."),
    ("parents",): _("Hvad forældrene ser: words er ord, numbers er tal, nothing er ingenting."),
    ("intro",): _("Det, der står øverst, når skemaet udfyldes."),
    ("certificate",): _("Det kursusbevis, man skal have, for at skemaet er åbent."),
    ("exchange",): _("Skemaets navn i den nationale udveksling."),
    ("chart",): _("true, hvis svarene over tid skal stå i en kurve."),
    ("scales", "value", "words", "sent"): _(
        "En skala med et navn: for hvert trin tallet, ordet og koden i den nationale udveksling. Et punkt bruger den med scale."
    ),
    ("items", "id", "takes", "scale", "help", "optional"): _(
        "Punkterne: deres id, ordene, hvad man svarer med (choice, yes_no, number, text), skalaen, hjælpen, og om punktet "
        "kan springes over."
    ),
    ("low", "high", "unit", "longest"): _(
        "For tal: det laveste, det højeste og enheden. For tekst: det højeste antal tegn."
    ),
    ("reverse", "healthy"): _("reverse tæller skalaen baglæns. healthy siger, om ja er det gode svar."),
    ("cuts", "from", "to", "band"): _("Grænser: fra og med, til og med, og hvilken betydning det har."),
    ("aside",): _("true, hvis punktet har sin egen betydning, men ikke er med til at afgøre det samlede resultat."),
    ("themes", "name", "green", "yellow", "red"): _("Områderne og et eksempel under hver position."),
    ("score", "method", "subscales", "least", "total", "impact", "gate", "ends"): _(
        "Hvordan svarene tælles: sum, deviations, subscales, worst eller none. En delskala siger, hvor få svar der er nok."
    ),
    ("bands", "positive"): _(
        "Hvad resultatet betyder: navnet, ordene til jer, parents er ordene til forældrene, og positive er true, når noget "
        "skal følge."
    ),
    ("alarms", "item", "above", "follow"): _("Et enkelt svar, der kræver handling, uanset hvad resten siger."),
    ("follows", "do", "days", "earliest", "when", "steps", "counts_for"): _(
        "Hvad der skal ske: observe_again er at se barnet igen, act at gøre noget, act_now at gøre det i dag. days er "
        "fristen, og steps er forslag til, hvad man kan gøre."
    ),
    ("norms", "norm", "source", "sex", "years", "falls"): _(
        "Tabeller med grænser efter køn og alder, hvor de kommer fra, og hvilken kommunen bruger."
    ),
    ("ladder", "step", "does", "persistent"): _("Trappen, når barnet udebliver: hvad der gøres efter hver gang."),
    ("notes", "note", "mark"): _(
        "Hvor sikkert noget er: M er fra hukommelsen, SYN et forslag, local lokal praksis, verify skal kontrolleres."
    ),
}
"""Names as they stand in the text, and what they mean."""
