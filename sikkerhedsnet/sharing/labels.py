"""Danish words for services, topics, forms, kinds of basis, and what is wrong with a field."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Form, Kind, Service, Told, Topic, Turn, What

SERVICE = {
    Service.DAY_CARE: _("Dagtilbud og dagpleje"),
    Service.SCHOOL: _("Skole og SFO"),
    Service.HEALTH_VISITING: _("Sundhedsplejen"),
    Service.DENTAL_CARE: _("Tandplejen"),
    Service.PPR: _("PPR"),
    Service.SOCIAL: _("Familieafdelingen og forebyggelsen"),
    Service.EXTERNAL: _("Nogen uden for kommunen"),
}

TOPIC = {
    Topic.DEVELOPMENT: _("Trivsel, udvikling og adfærd"),
    Topic.FAMILY: _("Familien og hjemmet"),
    Topic.SCHOOL: _("Dagtilbud, skole og læring"),
    Topic.HEALTH: _("Helbred"),
    Topic.LEISURE: _("Fritid og venner"),
}

FORM = {
    Form.DIGITAL: _("Skriftligt, digitalt"),
    Form.PAPER: _("Underskrevet på papir"),
    Form.SPOKEN: _("Mundtligt, med et vidne"),
}

KIND = {
    Kind.CONSENT: _("Samtykke"),
    Kind.ONE_OFF: _("Engangsudveksling"),
    Kind.DUTY: _("Pligt til at underrette"),
    Kind.CHILDRENS_HOUSE: _("Børnehus"),
    Kind.WITHOUT_CONSENT: _("Indhentet uden samtykke"),
    Kind.VALUE_BALANCE: _("Værdispring"),
    Kind.REPORTING: _("Pligt til at indberette"),
    Kind.WITHIN: _("Inden for samme forvaltning"),
}

WHAT = {
    What.MEETING: _("Møde"),
    What.HAND_OVER: _("Forløbet givet videre"),
    What.CONCERN: _("Bekymring sendt"),
    What.COPY: _("Kopi sendt"),
    What.SPECIALIST: _("Ekstern specialist spurgt"),
    What.NATIONAL: _("Indberettet til den nationale database"),
    What.PHONE: _("Fortalt i telefon eller ved en samtale"),
    What.MEASURE: _("En indsats sat i gang"),
}

TOLD = {
    Told.TOLD: _("Forældrene ved det"),
    Told.LATER: _("Forældrene får det at vide senere"),
    Told.SUSPICION: _("Forældrene må ikke vide det"),
    Told.NOBODY: _("Barnet har ingen forældremyndighedsindehaver at fortælle det til"),
}

TURN = {
    Turn.MOVED: _("Ny dato"),
    Turn.CALLED_OFF: _("Blev ikke til noget"),
    Turn.ENDED: _("Sluttede"),
}

REFUSAL = {
    "consent_role": _(
        "En leder, en rådgiver, sundhedsplejen, tandplejen eller PPR skriver samtykket. Spørg en af dem."
    ),
}

STALE = {
    "withdrawn": _("Samtykket er trukket tilbage."),
    "renewed": _("Samtykket er fornyet. Se det nye på barnets side."),
    "lapses": _("Det er bestemt, at samtykket løber ud."),
    "basis_changed": _("Grundlaget har fået en ny ordlyd."),
}

INVALID = {
    "future": _("Datoen ligger fremme i tiden. Skriv den dag, det skete."),
    "too_old": _("Det er for længe siden. Så er samtykket løbet ud. Bed om et nyt."),
    "past": _("Datoen er gået. Vælg i dag eller senere."),
    "too_far": _("Datoen ligger mere end fem år fremme. Vælg en tidligere dag."),
    "no_receiver": _("Vælg, hvem der må få noget at vide."),
    "answered_already": _(
        "Familien har allerede sagt ja til det, og samtykket gælder stadig. Spørg først igen, når det er ved at udløbe, "
        "eller vælg en, de ikke har svaret om."
    ),
    "no_topic": _("Vælg, hvad samtykket handler om."),
    "purpose": _("Skriv, hvad det skal bruges til."),
    "nobody_said_yes": _("Vælg, hvem der har sagt ja."),
    "not_a_holder": _("En af dem, du valgte, har ikke forældremyndighed i dag. Vælg igen."),
    "not_young": _("Barnet er ikke gammelt nok til selv at give samtykket."),
    "said_already": _("Vedkommende har allerede sagt ja. Vælg den, der mangler."),
    "witness": _("Skriv navnet på den, der hørte samtykket sammen med dig."),
    "paper": _("Vælg filen med det underskrevne papir."),
    "external_name": _("Skriv navnet på den uden for kommunen, der må få noget at vide."),
    "who_took_back": _("Vælg, hvem der trækker samtykket tilbage."),
    "suspicion": _("Der er mistanke om vold eller overgreb. Spørg ikke forældrene om samtykke."),
    "basis_required": _(
        "Ikke alle, der får noget at vide, arbejder i samme tjeneste som du. Vælg, hvorfor du må dele oplysninger med dem."
    ),
    "basis_gone": _("Det grundlag gælder ikke længere. Vælg et andet."),
    "basis_not_here": _("Det grundlag kan ikke bruges her. Vælg et andet."),
    "not_within": _("Ikke alle, du deler med, er i samme forvaltning. Skolen er en anden. Vælg et andet grundlag."),
    "third_time": _(
        "Engangsudvekslingen er brugt to gange i denne sag, og der er ikke en tredje. Bed familien om samtykke, eller få "
        "din leder til at afgøre det: vælg værdispring, og skriv, hvem der har afgjort det og hvornår."
    ),
    "special_reason": _(
        "Det er andet møde i sagen på engangsudvekslingen. Skriv, hvad der er særligt, eller brug et samtykke. "
        "Et tredje møde kan ikke holdes på den."
    ),
    "necessity": _("Skriv, hvorfor det er nødvendigt at dele. Et par linjer er nok."),
    "decided_by": _("Skriv navnet på den leder, der har afgjort det."),
    "decided_on": _("Skriv, hvornår det er afgjort."),
    "consent_missing": _("Vælg det samtykke, du bygger på."),
    "consent_not_valid": _("Samtykket gælder ikke den dag. Bed om et nyt, eller vælg et andet grundlag."),
    "consent_not_covering": _(
        "Samtykket dækker ikke alle, du deler med. Bed om et, der gør, eller vælg et andet grundlag."
    ),
    "told_on": _("Skriv, hvornår forældrene fik det at vide."),
    "not_told_because": _("Skriv, hvorfor de ikke ved det nu, og hvornår de får det at vide."),
    "content": _("Skriv, hvad du gav videre. Emnet og dokumentets navn er nok."),
    "to_name": _("Skriv, hvem du gav det til."),
    "same_service": _("Vedkommende er i din egen tjeneste. Der skal ikke skrives noget ned."),
    "consent_ends": _(
        "Samtykket, mødet bygger på, gælder ikke den dag. Vælg en tidligere dag, eller bed om et nyt samtykke."
    ),
    "used": _("Den ordlyd er brugt eller begynder senere. Vælg en senere dag for den nye."),
    "name": _("Skriv, hvad grundlaget hedder."),
}
