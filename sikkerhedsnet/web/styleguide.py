"""Every component on one page with invented people; to look at, to test against, never in real use."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.calendar import add_working_days

from .context import page_for
from .forms import (
    ChipsField,
    ChoiceOf,
    ClockField,
    DayField,
    FileOf,
    KeyedForm,
    LongText,
    NumberOf,
    PositionField,
    ScaleField,
    ShortText,
    SnForm,
    TickBox,
)

SIGNS = [
    (
        "Leg og venner",
        [
            ("alone", "Leger mest alene"),
            ("refuses", "Siger nej, når andre spørger"),
            ("conflict", "Mange konflikter"),
        ],
    ),
    (
        "Krop og sprog",
        [("speech", "Svær at forstå"), ("tired", "Meget træt"), ("pain", "Klager over ondt i maven")],
    ),
    (
        "Hjem og dag",
        [("late", "Kommer ofte sent"), ("sad", "Ked af det om morgenen"), ("hungry", "Sulten ved ankomst")],
    ),
]


class SampleForm(KeyedForm):
    """One of each field."""

    observation = LongText("Hvad har du set?", "Skriv det, så en, der ikke kender barnet, kan se det for sig.")
    works = LongText("Hvad fungerer?", required=False, rows=3)
    title = ShortText("Overskrift")
    day = DayField("Hvornår taler I sammen igen?", "Senest om fire uger.")
    hour = ClockField("Klokken")
    told = ChoiceOf("Ved forældrene det?", [("yes", "Ja, jeg har talt med dem"), ("no", "Nej, ikke endnu")])
    place = ChoiceOf("Sted", [("", "Vælg et sted"), ("own", "Regnbuen"), ("school", "Havneskolen")], radio=False)
    signs = ChipsField("Tegn", SIGNS, "Vælg dem, der passer.")
    position = PositionField()
    scale = ScaleField("Hvor er I nu?", "0 er det værste, 10 er, som I ønsker det.")
    number = NumberOf("Hvor mange dage om ugen?", min_value=1, max_value=7, required=False)
    file = FileOf("Fil", required=False, accept=".csv")
    agree = TickBox("Jeg har læst det op for forældrene")


class KidForm(SnForm):
    """One child in the group's rating."""

    position = PositionField(required=False)
    note = LongText("Hvad ser du? Hvad fungerer?", required=False, rows=2)


KIDS = [
    ("Ada Østergaard", date(2022, 9, 3), "green", "green", ""),
    (
        "Ida Sørensen",
        date(2022, 4, 11),
        "green",
        "yellow",
        "Står ofte ved kanten af legen og siger nej, når de andre spørger.",
    ),
    (
        "Maximiliane-Alexandrine Friis-Holm Østergaard-Christoffersen",
        date(2021, 11, 20),
        "yellow",
        "red",
        "Bliver ked af det hver morgen.",
    ),
    ("Yasmin Demir", date(2022, 11, 1), "", "", ""),
]


def styleguide(request: HttpRequest) -> HttpResponse:
    """The page, only while developing or in a demo; `?fejl=1` shows the form with errors, `?alt=1` every page state."""
    if not (settings.DEBUG or page_for(request).is_demo):
        raise Http404
    return render(request, "web/styleguide.html", sample(request.GET.get("fejl") == "1"))


def sample(with_errors: bool) -> dict[str, Any]:
    """The values the page shows."""
    today = clock.today()
    typed = {
        "day": "31. februar",
        "hour": "25.00",
        "works": 'Højtlæsning 👧🏽 <script>alert("x")</script>',
        "number": "9",
        "position": "blå",
        "key": "x",
    }
    form = SampleForm(typed) if with_errors else SampleForm()
    kids = [
        {
            "name": name,
            "born": born,
            "last": last,
            "form": KidForm(prefix=f"kid{n}", initial={"position": now, "note": note}),
        }
        for n, (name, born, last, now, note) in enumerate(KIDS)
    ]
    return {
        "form": form,
        "kids": kids,
        "today": today,
        "over": today - timedelta(days=3),
        "soon": add_working_days(today, 1),
        "later": add_working_days(today, 9),
        "moment": clock.at(add_working_days(today, 2), 13),
        "rows": [("Amira", 5, 8), ("Peter", 7, 9), ("Dorte", 4, 7), ("Freja", 10, 10), ("Lone", None, None)],
        "said": "Hun siger \"nej\" på arabisk: \u200fلا أريد\u200f, og så <script>alert('x')</script>\nNæste linje 👩‍👧‍👦 …"
        "\u202e bagvendt",
    }
