"""The demo municipality as a whole: places, people, and what has happened until now."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from sikkerhedsnet.audit.months import open_ahead
from sikkerhedsnet.core import clock
from sikkerhedsnet.logcontrol import actions as logcontrol
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.retention.actions import ship_proposals
from sikkerhedsnet.worklists import actions as worklists

from . import around, earlier, exchange, forms, lookups, ordinary
from .documents import document
from .guidance import Guidance
from .municipality import Hiring, Place, build_places
from .numbers import Numbers
from .people import Families, family_users
from .rounds import Rounds
from .stories import Story
from .timeline import Cast, Timeline
from .training import Training
from .visiting import Visiting

PASSWORD = "demo-sikkerhedsnet"
SEED = 7
READ_AFTER = timedelta(days=5)
HISTORY = timedelta(days=400)
"""So far back the log lies in months from the beginning."""


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
    open_ahead(now, since=clock.day_of(now) - HISTORY)
    _plan_for_full_tables()
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
    demo = Demo(now, fjordby, neighbour, own, others)
    _live(demo, say)
    return demo


def _live(demo: Demo, say: Callable[[str], None]) -> None:
    """Everything that has happened until now, in the order it happened, and then what is due today."""
    stories = document("stories")
    timeline = Timeline()
    cast, others = Cast(demo.fjordby), Cast(demo.neighbour)
    Rounds(demo.fjordby, cast, timeline, demo.families.children, demo.now).schedule()
    for noted in stories["stories"]:
        Story(demo.families.children[noted["child"]], cast, demo.families, demo.now).schedule(timeline, noted["steps"])
    for noted in stories["neighbour"]:
        families = demo.neighbour_families
        Story(families.children[noted["child"]], others, families, demo.now).schedule(timeline, noted["steps"])
    Visiting(cast, demo.families.children, demo.fjordby.municipality.pk, timeline, demo.now).schedule()
    lookups.schedule(cast, timeline, demo.now)
    forms.schedule(cast, timeline, demo.now)
    Training(cast, timeline, demo.now).schedule()
    Guidance(cast, timeline, demo.now).schedule()
    around.schedule(cast, timeline, demo.families.children, demo.now)
    exchange.schedule(cast, timeline, demo.now)
    earlier.schedule(cast, demo.families, timeline, demo.now)
    say("Fortæller et halvt års historie: trivselsrunder, bekymringer, møder og planer …")
    with _one_transaction_only():
        done = timeline.run(lambda number: say(f"  {number} hændelser …"))
    say(f"  {done} hændelser i alt.")
    for user_id, messages in _old_messages(demo.now).items():
        outbox.mark_seen(user_id, messages, now=demo.now)
    for place in (demo.fjordby, demo.neighbour):
        ship_proposals(place.municipality, now=demo.now)
    logcontrol.keep(demo.now)
    worklists.tick(demo.now)


def _plan_for_full_tables() -> None:
    """Until the load is committed the database believes the tables to be empty, and would read them from end to end
    for every row of another; indexes are right at any size."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL jit = off")


@contextmanager
def _one_transaction_only() -> Iterator[None]:
    """Blocks inside the load need no savepoint of their own, because the first error undoes all of it anyway.

    That saves every fourth statement.
    """
    features = connection.features
    before, features.uses_savepoints = features.uses_savepoints, False
    try:
        yield
    finally:
        features.uses_savepoints = before


def _old_messages(now: datetime) -> dict[int, list[int]]:
    """What people have read long ago, by receiver."""
    found: dict[int, list[int]] = defaultdict(list)
    for to_id, pk in Message.objects.filter(created_at__lt=now - READ_AFTER).values_list("to_id", "pk"):
        found[to_id].append(pk)
    return found


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
