"""The headings of the triangle around a child, in our own words and in versions; pure data.

Instruments: ICS, the triangle of child, parents and family with network. The method's own texts are not copied; a part
tagged under one version keeps that version's heading when a newer one comes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Corner:
    """One side of the triangle with its headings, each a key and a name."""

    key: str
    name: Any
    headings: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Scheme:
    """One version; `from_on` is the day from which it is offered (an assumption; no source gives it)."""

    key: str
    from_on: date
    corners: tuple[Corner, ...]

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        for corner in self.corners:
            yield from corner.headings


SCHEMES: tuple[Scheme, ...] = (
    Scheme(
        "2024",
        date(2024, 1, 1),
        (
            Corner(
                "child",
                _("Barnets udvikling"),
                (
                    ("child_health", _("Helbred")),
                    ("child_learning", _("Dagtilbud, skole og læring")),
                    ("child_development", _("Udvikling og måden at være på")),
                    ("child_friends", _("Fritid og venner")),
                ),
            ),
            Corner(
                "parents",
                _("Forældrenes muligheder"),
                (
                    ("parents_care", _("Omsorg og tryghed")),
                    ("parents_guidance", _("Hjælp til at lære og til at finde vej")),
                    ("parents_bonds", _("Støtte til barnets relationer")),
                ),
            ),
            Corner(
                "family",
                _("Familie og omgivelser"),
                (
                    ("family_background", _("Familien og dens historie")),
                    ("family_conditions", _("Bolig, arbejde og økonomi")),
                    ("family_network", _("Netværk")),
                ),
            ),
        ),
    ),
)


def scheme_on(day: date) -> Scheme:
    """The version offered on the day."""
    return [one for one in SCHEMES if one.from_on <= day][-1] if day >= SCHEMES[0].from_on else SCHEMES[0]


def name_of(scheme: str, heading: str) -> str:
    """What a heading was called in its version; its key when nobody knows it any more."""
    names = {(one.key, key): name for one in SCHEMES for key, name in one}
    return str(names.get((scheme, heading), heading))
