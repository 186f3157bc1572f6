"""Danish words for functions and for why something is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .actor import UserKind
from .roles import Function
from .rules import Lapse

FUNCTION = {
    Function.PEDAGOGUE: _("pædagog"),
    Function.CHILDMINDER: _("dagplejer"),
    Function.TEACHER: _("lærer"),
    Function.HEALTH_VISITOR: _("sundhedsplejerske"),
    Function.PREVENTION_ADVISER: _("forebyggelsesrådgiver"),
    Function.LEADER: _("leder"),
    Function.DISTRICT_FACILITATOR: _("distriktsfacilitator"),
    Function.EDUCATIONAL_PSYCHOLOGIST: _("PPR-psykolog"),
    Function.SPEECH_AND_HEARING_THERAPIST: _("audiologopæd"),
    Function.DENTAL_PROFESSIONAL: _("tandplejer"),
    Function.FAMILY_ADVISER: _("familierådgiver"),
    Function.CHIEF: _("chef"),
    Function.POLITICIAN: _("udvalgsformand"),
    Function.RESEARCHER: _("forsker"),
    Function.ANALYST: _("analytiker"),
    Function.DATA_PROTECTION_OFFICER: _("databeskyttelsesrådgiver"),
    Function.SYSTEM_ADMIN: _("systemadministrator"),
}

KIND_OF_USER = {UserKind.PARENT.value: _("forælder"), UserKind.YOUNG_PERSON.value: _("ung")}


def function_words(key: str) -> str:
    """What a line in the log calls the one who acted: a function, a parent, a young person; empty when it does not say."""
    words = {**{function.value: text for function, text in FUNCTION.items()}, **KIND_OF_USER}
    return str(words.get(key, ""))


REFUSAL = {
    "last_factor": _("Det er dit eneste andet trin. Tilføj et nyt først, så kan du fjerne det her."),
    "own_account": _("Din egen konto kan du ikke hjælpe her. Brug Min konto, eller spørg en anden administrator."),
    "account_closed": _("Kontoen er lukket eller er ikke en medarbejders."),
    "four_eyes": _(
        "Du har lige hjulpet med den anden halvdel af login. Derfor skal en anden administrator gøre det her, "
        "eller vent en uge. Så kan ingen overtage en kollegas konto alene."
    ),
}

LAPSE = {
    Lapse.IDLE: _("Du har været væk længe. Log ind igen for at fortsætte."),
    Lapse.AGE: _("Du har været logget ind hele dagen. Log ind igen for at fortsætte."),
}
