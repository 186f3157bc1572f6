"""What every check may ask for. The database is off unless a check asks for it."""

from __future__ import annotations

import os
from typing import Any

import hypothesis
import pytest

from config.translations import compile_catalogues
from sikkerhedsnet.core import context
from tests.personas import committed_town, now, town
from tests.support.browser import browser, page, served, served_db
from tests.support.database import committed_db, django_db_setup, right_database
from tests.support.demo import demo_database, fjordby
from tests.support.network import no_network
from tests.worlds import cases

__all__ = [
    "browser",
    "cases",
    "committed_db",
    "committed_town",
    "demo_database",
    "django_db_setup",
    "fjordby",
    "no_network",
    "now",
    "page",
    "right_database",
    "served",
    "served_db",
    "town",
]

context.fallback = context.system()  # what a check does itself; requests say who asks

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")


def pytest_configure(config: pytest.Config) -> None:
    """The English of the pages is read from compiled catalogues, which a fresh copy has not got."""
    if not hasattr(config, "workerinput"):
        compile_catalogues()


BOTH_SERVERS = (
    "tests/access/test_row_security.py",
    "tests/access/test_accounts_apart.py",
    "tests/access/test_own_ratings.py",
    "tests/accounts/test_at_once.py",
    "tests/audit/",
    "tests/glass/test_approving.py",
    "tests/glass/test_committed.py",
    "tests/people/test_children_page.py",
    "tests/people/test_protection.py",
    "tests/reach/",
    "tests/retention/test_erasing.py",
    "tests/ties/",
    "tests/tooling/test_roles.py",
    "tests/tooling/test_production.py",
    "/test_races.py",
)
"""What the server behind has a say in: row-level security, roles, triggers and constraints, the chained log, locks and
several at once, search and order, erasing, and starting on a fresh database. The rest is Python's, and asked once."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow comes first and is dealt out evenly, so that no worker sits with a long check when others are done."""
    for item in items:
        if any(part in item.nodeid for part in BOTH_SERVERS) and not item.get_closest_marker("once"):
            item.add_marker(pytest.mark.both_servers)
        if (isinstance(item, pytest.Function) and "django_db_setup" in item.fixturenames) or item.get_closest_marker(
            "django_db"
        ):
            item.fixturenames.insert(0, "right_database")
    slow = [item for item in items if item.get_closest_marker("slow")]
    quick = [item for item in items if not item.get_closest_marker("slow")]
    half = len(quick) // 2
    items[:] = [*slow[::2], *quick[:half], *slow[1::2], *quick[half:]]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """What a check has measured stands in the closing lines, with `record_property("printed", …)`."""
    for report in terminalreporter.stats.get("passed", []):
        for name, text in getattr(report, "user_properties", ()):
            if name == "printed":
                terminalreporter.write_line(str(text))
