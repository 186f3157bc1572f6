"""The demo municipality in a database of its own, loaded once a run for everything that looks at it."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.simulation import demo
from tests.personas import NOW
from tests.support.database import PREFIX, connected_to, drop_database, make_database


class Shared:
    """One thing that several processes use: the first makes it, the last to leave takes it away."""

    def __init__(self, directory: Path, name: str) -> None:
        self.made, self.users, self.lock = (directory / f"{name}.{part}" for part in ("made", "users", "lock"))

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self.lock.open("a") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            yield

    def _count(self, more: int) -> int:
        number = (int(self.users.read_text()) if self.users.exists() else 0) + more
        self.users.write_text(str(number))
        return number

    @contextmanager
    def use(self, make: Callable[[], None], drop: Callable[[], None]) -> Iterator[None]:
        with self._alone():
            if not self.made.exists():
                make()
                self.made.touch()
            self._count(1)
        try:
            yield
        finally:
            with self._alone():
                if self._count(-1) == 0:
                    self.made.unlink()
                    drop()


@pytest.fixture(scope="session")
def demo_database(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The name of a database with the demo as it is at `NOW`; who changes something does so in a copy, or undoes it."""
    one_of_several = "PYTEST_XDIST_WORKER" in os.environ
    run = os.getppid() if one_of_several else os.getpid()
    directory = tmp_path_factory.getbasetemp()
    name = f"{PREFIX}_{run}_demo"

    def make() -> None:
        drop_database(name)  # a load that was cut short
        make_database(name, f"{PREFIX}_{os.getpid()}_template")
        with connected_to(name), clock.fixed(NOW):
            demo.load(NOW, lambda text: None)

    shared = Shared(directory.parent if one_of_several else directory, name)
    with django_db_blocker.unblock(), shared.use(make, lambda: drop_database(name)):
        yield name


@pytest.fixture
def fjordby(demo_database: str, django_db_blocker: Any) -> Iterator[Municipality]:
    """The demo with the clock standing at the hour it was loaded; what a check changes is taken back."""
    with django_db_blocker.unblock(), connected_to(demo_database), clock.fixed(NOW), transaction.atomic():
        yield Municipality.objects.get(name="Fjordby Kommune")
        transaction.set_rollback(True)
