from __future__ import annotations

import pytest

from sikkerhedsnet.plans.models import Plan
from tests.personas import Town
from tests.plans.road import Table, at_the_table
from tests.support.again import again


@pytest.fixture
def table(town: Town) -> Table:
    """The meeting about Freja is running, with two agreements."""
    found = again("a running meeting about Freja", lambda: at_the_table(town, town.children[0]))
    found.town = town
    return found


@pytest.fixture
def plan(table: Table) -> Plan:
    """The plan agreed at that meeting."""
    return again("a plan for Freja", table.plan)
