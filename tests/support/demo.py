"""The demo municipality in a database of its own, loaded once for everything that looks at it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.simulation import demo
from tests.personas import NOW
from tests.support.database import connected_to, drop_database, kept, make_database, migrated
from tests.support.names import PREFIX, of_everything


@pytest.fixture(scope="session")
def demo_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database with the demo as it is at `NOW`; who changes something does so in a copy, or undoes it."""
    name = f"{PREFIX}_{os.getpid()}_demo"
    with django_db_blocker.unblock():
        try:
            make_database(name, kept(of_everything("demo"), migrated(), load))
            yield name
        finally:
            drop_database(name)


def load(name: str) -> None:
    with connected_to(name), clock.fixed(NOW):
        demo.load(NOW, lambda text: None)


@pytest.fixture
def fjordby(demo_database: str, django_db_blocker: Any) -> Iterator[Municipality]:
    """The demo with the clock standing at the hour it was loaded; what a check changes is taken back."""
    with django_db_blocker.unblock(), connected_to(demo_database), clock.fixed(NOW), transaction.atomic():
        yield Municipality.objects.get(name="Fjordby Kommune")
        transaction.set_rollback(True)
