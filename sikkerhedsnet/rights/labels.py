"""Danish words for requests for access, what is left out and why, and refusals."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.people.redaction import Because

from .states import Kind, Move, State

KIND = {
    Kind.DATA_ACCESS: _("Indsigt i personoplysninger"),
    Kind.FILE_ACCESS: _("Aktindsigt som part"),
}

STATE = {
    State.RECEIVED: _("Modtaget"),
    State.EXTENDED: _("Forlænget"),
    State.ANSWERED: _("Udleveret"),
    State.PARTLY_REFUSED: _("Udleveret i uddrag"),
    State.WITHDRAWN: _("Trukket tilbage"),
}

MOVE = {
    Move.EXTEND: _("forlæng fristen"),
    Move.ANSWER: _("udlevér"),
    Move.REFUSE_PARTLY: _("udlevér i uddrag"),
    Move.WITHDRAW: _("træk tilbage"),
}

BECAUSE = {
    Because.OTHER_PARENT: _("Hører til den anden forælder alene"),
    Because.OTHER_WORDS: _("Den anden forælders egne ord"),
    Because.PROTECTED: _("Kan røbe en beskyttet adresse"),
    Because.SENDER: _("Hvem der har skrevet bekymringen"),
    Because.INTERNAL: _("Internt arbejdsnotat mellem kolleger"),
    Because.THIRD_PERSON: _("Hører til en anden end barnet og forældrene"),
    Because.WEIGHED: _("Holdt ude efter en konkret vurdering"),
}

SOMEBODY = _("en person, der kender familien")
"""Stands for who told, so that no gap says that somebody did."""

SOURCE = {
    Because.OTHER_PARENT: _("databeskyttelsesforordningen art. 15, stk. 4"),
    Because.OTHER_WORDS: _("databeskyttelsesforordningen art. 15, stk. 4, og forvaltningsloven § 15 b"),
    Because.PROTECTED: _("CPR-lovens regler om adressebeskyttelse"),
    Because.SENDER: _("forvaltningsloven § 15 b"),
    Because.INTERNAL: _("forvaltningsloven § 12"),
    Because.THIRD_PERSON: _("databeskyttelsesforordningen art. 15, stk. 4"),
    Because.WEIGHED: _("den begrundelse, der er skrevet"),
}

TO_BE_CHECKED = frozenset({Because.OTHER_WORDS, Because.PROTECTED, Because.SENDER, Because.INTERNAL})
"""Paragraphs nobody has looked up in the law itself; the employee is told so, the family reads the paragraph alone."""

REFUSAL = {
    "not_request_owner": _("Det er en andens opgave. På siden kan du se, hvem der svarer på anmodningen."),
    "not_file_owner": _("Udtalelsen skrives af den, der har forløbet. På barnets side kan du se, hvem det er."),
    "not_concluded": _("Mødet er ikke afsluttet. Skriv uenigheden i referatet, så længe det er åbent."),
    "not_released": _("Kopien er ikke udleveret."),
}

INVALID = {
    "future": _("Datoen ligger fremme i tiden. Vælg i dag eller en tidligere dag."),
    "too_early": _("Datoen ligger mere end et år tilbage. Se efter, om året er rigtigt."),
    "not_later": _("Den nye dato skal ligge efter den, der gælder nu."),
    "beyond_law": _("Loven giver højst tre måneder i alt. Vælg en tidligere dag."),
    "before_received": _("Datoen ligger før anmodningen kom."),
    "not_a_custody_holder": _("Vælg en, der har forældremyndighed, eller den unge selv."),
    "too_young": _("Barnet er for ungt til at bede om det selv. Vælg den forælder, der beder på barnets vegne."),
    "power_needed": _("Skriv, hvilken dag du har set fuldmagten."),
    "required": _("Skriv hvorfor. Det er den besked, familien får."),
    "keep_out_because": _("Skriv, hvorfor du holder noget ude. Familien får begrundelsen."),
    "no_such_text": _("Vælg den tekst, udtalelsen handler om."),
}
