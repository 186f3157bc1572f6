"""The small town as a served site of one story's own; the same database can be served again on a later day."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections

from config.translations import compile_catalogues
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core import clock, context
from tests.personas import NOW, Town, build_town
from tests.support.browser import PASSWORD, Served, serving, surroundings
from tests.support.database import connected_to, drop_database, make_database, migrated


@dataclass
class TownSite:
    """A town, its database, and the sites that have been started over it."""

    database: str
    town: Town
    logs: Path
    open_sites: ExitStack = field(default_factory=ExitStack)
    now: datetime = NOW

    @contextmanager
    def at_hand(self) -> Iterator[Town]:
        """The database itself, on the story's own day: for preparing, and for counting straight from the tables."""
        with connected_to(self.database), clock.fixed(self.now), context.asking(context.system()):
            yield self.town

    def serve(self, now: datetime = NOW) -> Served:
        """The site with its clock at that moment; what was served before stops."""
        self.open_sites.close()
        self.now = now
        environment = {**os.environ, **surroundings(self.database), clock.ENVIRONMENT_VARIABLE: now.isoformat()}
        port = self.open_sites.enter_context(serving(environment, self.logs / f"{now:%m%d}.log"))
        return Served(f"http://127.0.0.1:{port}", self.database)


@contextmanager
def town_site(name: str, blocker: Any, logs: Path) -> Iterator[TownSite]:
    """A town that nobody else uses, in which everybody can sign in."""
    run = connections["default"].settings_dict["NAME"]
    database = f"{run}_{name}"
    compile_catalogues()
    with blocker.unblock():
        make_database(database, migrated())
        try:
            with connected_to(database), clock.fixed(NOW):
                town = build_town()
                let_everybody_sign_in()
            site = TownSite(database, town, logs)
            with site.open_sites:
                yield site
        finally:
            drop_database(database)


def let_everybody_sign_in() -> None:
    """One password, hashed once: the checks sign in as everybody."""
    first = User.objects.order_by("pk")[0]
    first.set_password(PASSWORD)
    User.objects.update(password=first.password)
