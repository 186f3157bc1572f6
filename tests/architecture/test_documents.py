"""The documents that can drift are compared with the code."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.ROOT)


def test_every_identifier_in_the_glossary_can_be_imported() -> None:
    names = re.findall(r"^\|.*\| `([\w.]+)` \|$", (ROOT / "docs/glossary.md").read_text(), re.MULTILINE)
    assert len(names) > 35
    for name in names:
        module, _, attribute = name.rpartition(".")
        assert hasattr(import_module(module), attribute), name


def test_the_journey_diagrams_are_printed_from_the_state_tables(tmp_path: Path) -> None:
    printed = tmp_path / "journey.md"
    call_command("print_journey", str(printed))
    assert printed.read_text() == (ROOT / "docs/journey.md").read_text(), "run: ./manage print_journey docs/journey.md"
