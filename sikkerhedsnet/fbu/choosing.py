"""Which municipality a command is for."""

from __future__ import annotations

from django.conf import settings

from sikkerhedsnet.access.models import Municipality


class Unclear(Exception):
    """The arguments cannot be used; the sentence says what to do."""


def municipality_named(named: str | None) -> Municipality:
    """The one that is named, else the settings' one, else the only one. A code is the same with leading zeros or without."""
    code = str(named or settings.SIKKERHEDSNET_MUNICIPALITY).strip().partition(" ")[0]
    known = list(Municipality.objects.order_by("pk"))
    found = [one for one in known if one.code.lstrip("0") == code.lstrip("0")]
    if found:
        return found[0]
    if not named and len(known) == 1:
        return known[0]
    there = ", ".join(f"{one.code} {one.name}" for one in known)
    if not there:
        raise Unclear("Databasen har ingen kommune endnu.")
    raise Unclear(f"Kommunen {code} findes ikke her. Vælg med --municipality en af: {there}.")
