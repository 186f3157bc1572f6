"""The demo municipality as a whole: places, people, and what has happened until now."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from sikkerhedsnet.core import clock

from . import ordinary
from .documents import document
from .municipality import Hiring, Place, build_places
from .numbers import Numbers
from .people import Families, family_users

PASSWORD = "demo-sikkerhedsnet"
SEED = 7


@dataclass
class Demo:
    """Everything the stories may refer to by key."""

    now: datetime
    fjordby: Place
    neighbour: Place
    families: Families
    neighbour_families: Families


@transaction.atomic
def load(now: datetime, say: Callable[[str], None]) -> Demo:
    """Fills an empty database with Fjordby Kommune and its neighbour, as they are at `now`; all of it or nothing."""
    places, personas, families = document("municipality"), document("personas"), document("families")
    password = make_password(PASSWORD)  # once: hashing is meant to be slow
    numbers, taken = Numbers(), set[str]()
    say("Opretter Fjordby Kommune og nabokommunen …")
    fjordby = _place(places, places["municipality"], personas["staff"], password, numbers, taken, now)
    neighbour = _place(places["neighbour"], places["neighbour"], personas["neighbour"], password, numbers, taken, now)
    family_users(fjordby, personas["family"], password, numbers)
    say(f"Ansætter {len(fjordby.users) + len(neighbour.users)} mennesker …")
    own = _families(fjordby, places, families["families"], numbers, now)
    others = _families(neighbour, places["neighbour"], families["neighbour"], numbers, now)
    living = sum(child.left_on is None for child in own.children.values())
    say(f"Opretter {living} børn og deres familier …")
    own.write()
    others.write()
    return Demo(now, fjordby, neighbour, own, others)


def _place(
    description: dict[str, Any],
    head: dict[str, Any],
    staff: list[dict[str, Any]],
    password: str,
    numbers: Numbers,
    taken: set[str],
    now: datetime,
) -> Place:
    place = build_places(description, {**head, "districts": description["districts"]})
    hiring = Hiring(place, password, clock.day_of(now), numbers, _chance(place), taken)
    for noted in staff:
        hiring.persona(noted)
    hiring.fill_up()
    hiring.write()
    return place


def _families(
    place: Place, description: dict[str, Any], special: list[dict[str, Any]], numbers: Numbers, now: datetime
) -> Families:
    families = Families(place, numbers, now, clock.day_of(now), _chance(place))
    for family in special:
        families.add(family)
    ordinary.fill(families, description)
    return families


def _chance(place: Place) -> random.Random:
    return random.Random(f"{place.municipality.code}:{SEED}")
