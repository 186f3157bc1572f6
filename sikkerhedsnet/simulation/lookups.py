"""What people opened in the month before, so that there is something to draw and explain."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

from sikkerhedsnet.audit.months import months_after
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.calendar import is_working_day
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import open_child

from .timeline import Cast, Timeline

WHO = ("mette", "anders", "hanne", "jonas", "dorte", "pia", "sara")
EACH = 9
AT_NIGHT = ("mette", 21, 40)
"""A rule points at it, so it is drawn whatever the seed, and her leader has it on her desk."""


def schedule(cast: Cast, timeline: Timeline, now: datetime) -> None:
    """Each opens some of her children on working days of the month that ended, and one of them once late at night."""
    chance = random.Random(11)
    days = working_days(months_after(clock.day_of(now), -1))
    for name in WHO:
        for _ in range(EACH):
            _look(
                cast,
                timeline,
                chance,
                name,
                clock.at(chance.choice(days), chance.randint(8, 15), chance.randint(0, 59)),
            )
    name, hour, minute = AT_NIGHT
    _look(cast, timeline, chance, name, clock.at(days[-3], hour, minute))


def working_days(month: date) -> list[date]:
    """The working days of the month that begins there."""
    end = months_after(month, 1)
    days = (month + timedelta(days=number) for number in range((end - month).days))
    return [day for day in days if is_working_day(day)]


def _look(cast: Cast, timeline: Timeline, chance: random.Random, name: str, at: datetime) -> None:
    place = chance.random()

    def deed(moment: datetime) -> None:
        actor = cast.actor(name)
        found = list(Child.objects.visible_to(actor, clock.day_of(moment)).order_by("pk").values_list("pk", flat=True))
        if found:
            open_child(actor, found[int(place * len(found))], now=moment)

    timeline.put(at, deed)
