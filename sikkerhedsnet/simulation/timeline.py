"""Who does what at which hour: everything is put on one line first and then done in the order it happened."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.queries import actor_for

from .municipality import Place

Deed = Callable[[datetime], object]


@dataclass
class Timeline:
    """Deeds in the order of their hour; of the same hour, in the order they were put here. A deed may put new ones."""

    _deeds: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _put: int = 0

    def put(self, at: datetime, deed: Deed) -> None:
        self._put += 1
        heapq.heappush(self._deeds, (at, self._put, deed))

    def run(self, said: Callable[[int], None], every: int = 200) -> int:
        """Does everything, each deed with the clock standing at its hour; tells how far it is now and then."""
        done = 0
        while self._deeds:
            at, _, deed = heapq.heappop(self._deeds)
            with clock.fixed(at):
                deed(at)
            done += 1
            if done % every == 0:
                said(done)
        return done


@dataclass
class Cast:
    """The people of one municipality as actors, by the names the documents use."""

    place: Place
    _known: dict[str, Actor] = field(default_factory=dict)

    def username(self, name: str) -> str:
        """`mette` is a user name, `spurvene/0` the group's first rater, `regnbuen` the institution's leader."""
        if "/" in name:
            group, number = name.split("/")
            return self.place.raters[group][int(number)]
        return self.place.leaders.get(name, name)

    def user_id(self, name: str) -> int:
        return self.place.users[self.username(name)].pk

    def actor(self, name: str) -> Actor:
        """With the posts held at the clock's day; nobody in the demo changes post but by leaving."""
        username = self.username(name)
        if username not in self._known:
            self._known[username] = actor_for(self.place.users[username], clock.today())
        return self._known[username]
