"""A municipality by chance with its oracle, which the application and the database are asked about in turn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

from django.db import transaction
from django.db.models import Model

from sikkerhedsnet.core import clock, context
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child
from tests.access.chance import Chance
from tests.access.plain_sets import BEHIND, MODELS, Oracle
from tests.access.recalls_met import met_at_recalls
from tests.personas import Town


class World:
    """One municipality by chance with its oracle, and the people and days to ask about."""

    def __init__(self, town: Town, seed: int) -> None:
        chance = Chance(town, seed, people=24, children=24)
        self.oracle: Oracle = chance.build()
        self.asked = list(chance.days())
        self.expected = [self.oracle.seen(user.pk, day) for user, day in self.asked]
        self.known = [self.oracle.known(user.pk, day) for user, day in self.asked]
        self.met = [self.oracle.met_at_recalls(user.pk, day) for user, day in self.asked]
        self.actors = [actor_for(user, day) for user, day in self.asked]
        self.order = list(range(len(self.asked)))
        self.models: list[type[Model]] = [*MODELS, *BEHIND]

    def differs(
        self, found: Callable[[Any, Any], set[int]], *, known: bool, anew: bool = False, first: Any = None
    ) -> str:
        """The first thing somebody sees too much or too little of; empty when all is as expected.

        Who and what showed a difference last is asked first, for the next dropped clause is often like the one before.
        `known`: the database is asked; it guards more than the application asks for by itself.
        `anew`: whom each is kept from is worked out again. `first`: the rows whose rule was changed are asked for before
        all others, which is most often enough.
        """
        all_models = [model for model in self.models if known or model not in BEHIND]
        rounds = [[first], all_models] if first else [all_models]
        for models, (turn, number) in product(rounds, list(enumerate(self.order))):
            (user, day), actor = self.asked[number], self.actors[number]
            actor = replace(actor, kept_from={}) if anew else actor
            with clock.fixed(clock.at(day, 12)):
                for model in models:
                    extra = self.known[number] if known and model is Child else set()
                    if found(model, actor) ^ (self.expected[number][model] | extra):
                        self.order.insert(0, self.order.pop(turn))
                        self.models.insert(0, self.models.pop(self.models.index(model)))
                        return f"{user.name}, {day}, {model.__name__}"
        return ""

    def application(self, *, anew: bool = False, first: Any = None) -> str:
        def found(model: Any, actor: Any) -> set[int]:
            return set(model.objects.visible_to(actor).values_list("pk", flat=True))

        return self.differs(found, known=False, anew=anew, first=first)

    def recalls(self) -> str:
        """The same of the consents that meet somebody because she keeps a child's recall."""
        for (user, day), actor, expected in zip(self.asked, self.actors, self.met, strict=True):
            with clock.fixed(clock.at(day, 12)):
                if met_at_recalls(actor, day) != expected:
                    return f"{user.name}, {day}, met at recalls"
        return ""

    def database(self, first: Any = None) -> str:
        def found(model: Any, actor: Any) -> set[int]:
            with transaction.atomic(), context.asking(context.person(actor)):
                return set(model._base_manager.values_list("pk", flat=True))

        return self.differs(found, known=True, first=first)
