"""What every check may ask for. The database is off unless a check asks for it."""

from __future__ import annotations

import os

import hypothesis
import pytest

from tests.personas import committed_town, now, town
from tests.support.browser import browser, page, served, served_db
from tests.support.database import committed_db, django_db_setup
from tests.support.network import no_network

__all__ = [
    "browser",
    "committed_db",
    "committed_town",
    "django_db_setup",
    "no_network",
    "now",
    "page",
    "served",
    "served_db",
    "town",
]

hypothesis.settings.register_profile("local", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "local")

TOGETHER = ("tests/simulation/", "tests/tooling/", "tests/architecture/")
"""Folders whose tests share something dear, and so run in one worker when there are several."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that share a served site, a loaded demo or the machine's ports stay together."""
    for item in items:
        folder = next((f for f in TOGETHER if item.nodeid.startswith(f)), "")
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif folder:
            item.add_marker(pytest.mark.xdist_group(folder))
