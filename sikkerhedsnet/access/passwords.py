"""Which passwords are too easy to guess here, on top of Django's own lists."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = frozenset(
    [
        "sikkerhedsnet",
        "kommune",
        "kommunen",
        "velkommen",
        "adgangskode",
        "kodeord",
        "password",
        "login",
        "hemmelig",
        "sommer",
        "vinter",
        "foraar",
        "forår",
        "efteraar",
        "efterår",
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
        "mandag",
        "tirsdag",
        "onsdag",
        "torsdag",
        "fredag",
        "danmark",
        "skole",
        "boernehave",
        "børnehave",
        "dagpleje",
    ]
)


class NotOurOwnWords:
    """Refuses a password that is nothing but the words everybody here would try first, with numbers and marks around."""

    def validate(self, password: str, user: Any = None) -> None:
        municipality = str(getattr(user, "municipality", "") or "")
        easy = WORDS | {word.casefold() for word in re.findall(r"\w+", municipality)}
        rest = re.sub(r"[\W\d_]+", " ", password.casefold()).strip()
        if not rest or all(word in easy for word in rest.split()) or _is_made_of(rest.replace(" ", ""), easy):
            raise ValidationError(
                _("Adgangskoden er for let at gætte. Brug for eksempel fire ord, der ikke har med hinanden at gøre."),
                code="our_own_words",
            )

    def get_help_text(self) -> str:
        return _("Ikke ord som «sommer», «velkommen» eller kommunens navn med tal efter.")


def _is_made_of(text: str, words: frozenset[str] | set[str]) -> bool:
    """Whether the text is some of the words one after another."""
    reached = {0}
    for start in range(len(text)):
        if start in reached:
            reached |= {start + len(word) for word in words if text.startswith(word, start)}
    return len(text) in reached
