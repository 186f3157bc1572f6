"""What every check may ask for. The database is off unless a check asks for it."""

from __future__ import annotations

import os
from typing import Any

import hypothesis
import pytest

from sikkerhedsnet.core import context
from tests.personas import committed_town, now, town
from tests.support.browser import browser, page, served, served_db
from tests.support.database import committed_db, django_db_setup
from tests.support.demo import demo_database, fjordby
from tests.support.network import no_network

__all__ = [
    "browser",
    "committed_db",
    "committed_town",
    "demo_database",
    "django_db_setup",
    "fjordby",
    "no_network",
    "now",
    "page",
    "served",
    "served_db",
    "town",
]

context.fallback = context.system()  # what a check does itself; requests say who asks

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

ONCE = ("tests/rules/", "tests/architecture/")
"""Folders whose checks ask no database anything."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is slow comes first and is dealt out evenly, so that no worker sits with a long check when others are done."""
    for item in items:
        if item.nodeid.startswith(ONCE):
            item.add_marker(pytest.mark.once)
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
