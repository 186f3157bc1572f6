from __future__ import annotations

import pytest

from sikkerhedsnet.plans.models import Plan
from tests.personas import Town

from .road import Table, at_the_table


@pytest.fixture
def table(town: Town) -> Table:
    """The meeting about Freja is running, with two agreements."""
    return at_the_table(town, town.children[0])


@pytest.fixture
def plan(table: Table) -> Plan:
    """The plan agreed at that meeting."""
    return table.plan()
