"""What is kept from one run to the next is what would be made now."""

from __future__ import annotations

from pathlib import Path

import pytest

from sikkerhedsnet.access.models import Municipality
from tests.support import names


@pytest.mark.slow
def test_the_demo_is_there(fjordby: Municipality) -> None:
    assert fjordby.children.count() > 100


def test_a_changed_line_in_what_a_migration_imports_makes_a_new_database(monkeypatch: pytest.MonkeyPatch) -> None:
    before, read = names.of_the_migrations(), Path.read_bytes
    for part in ("people/migrations/0001_initial.py", "core/row_security.py", "visits/standard.yaml"):
        assert any(path.as_posix().endswith(part) for path in names.ROOT.glob("sikkerhedsnet/**/*"))

        def changed(path: Path, part: str = part) -> bytes:
            return read(path) + (b"\n# changed" if path.as_posix().endswith(part) else b"")

        with monkeypatch.context() as patch:
            patch.setattr(Path, "read_bytes", changed)
            assert names.of_the_migrations() != before, part
    assert names.of_the_migrations() == before
