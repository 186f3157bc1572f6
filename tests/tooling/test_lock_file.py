"""What is installed is exactly what was checked, from wherever this machine gets its packages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def plain(name: str) -> str:
    """A package's name as every index writes it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_package_has_a_hash_and_no_line_names_a_place(name):
    text = (ROOT / name).read_text()
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert all("--hash=sha256:" in entry for entry in entries if entry.strip())
    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted", text)


def test_the_checks_run_on_the_versions_that_people_get():
    running, checked = pins("requirements.lock"), pins("requirements-dev.lock")
    assert running.items() <= checked.items()


@pytest.mark.parametrize("source", ["requirements.in", "requirements-dev.in"])
def test_every_wish_is_in_the_lock(source):
    wishes = re.findall(r"^([A-Za-z][A-Za-z0-9._-]*)", (ROOT / source).read_text(), re.MULTILINE)
    locked = {plain(name) for name in pins(source.replace(".in", ".lock"))}
    assert {plain(wish) for wish in wishes} <= locked
