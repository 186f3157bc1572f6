"""The demo, loaded once for all the checks that only look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections, transaction

from sikkerhedsnet.core import clock
from sikkerhedsnet.simulation import demo
from tests.personas import NOW


@pytest.fixture(scope="package")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[demo.Demo]:
    """The demo as it is on the day of the checks; taken back afterwards."""
    with django_db_blocker.unblock(), clock.fixed(NOW), transaction.atomic():
        yield demo.load(NOW, lambda text: None)
        transaction.set_rollback(True)
    connections.close_all()


@pytest.fixture
def fjordby(loaded: demo.Demo, django_db_blocker: Any) -> Iterator[demo.Demo]:
    """The demo with the clock standing at the hour it was loaded; what a check changes is taken back."""
    with django_db_blocker.unblock(), clock.fixed(NOW), transaction.atomic():
        yield loaded
        transaction.set_rollback(True)
