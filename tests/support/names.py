"""The names of databases that are kept from one run to the next, for as long as nothing they are made from has changed."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable
from pathlib import Path

PREFIX = "test_sikkerhedsnet"
ROOT = Path(__file__).resolve().parents[2]
ALWAYS = ("config/postgres/*.py", "config/settings/*.py", "requirements.lock", "sikkerhedsnet/**/*.yaml")


def of_the_migrations() -> str:
    """A name that is another as soon as a migration, or anything it imports, is another."""
    return f"{PREFIX}_kept_{_digest(_with_imports(ROOT.glob('sikkerhedsnet/*/migrations/*.py')))}"


def of_everything(what: str) -> str:
    """A name that is another as soon as any line of the product is another."""
    files = [*ROOT.glob("sikkerhedsnet/**/*.py"), *ROOT.glob("config/**/*.py"), *ROOT.glob("fixtures/**/*.*")]
    return f"{PREFIX}_kept_{what}_{_digest([*files, ROOT / 'tests/personas.py'])}"


def _digest(files: Iterable[Path]) -> str:
    found = hashlib.sha256()
    for path in sorted({*files, *(path for pattern in ALWAYS for path in ROOT.glob(pattern))}):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _with_imports(files: Iterable[Path]) -> set[Path]:
    """These files and every file of the project that one of them imports, however far down."""
    found: set[Path] = set()
    waiting = list(files)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        waiting += _imported(path)
    return found


def _imported(path: Path) -> Iterable[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            package = path.relative_to(ROOT).parts[: -node.level] if node.level else ()
            start = ".".join([*package, *([node.module] if node.module else [])])
            names = [start, *(f"{start}.{alias.name}" for alias in node.names)]
        else:
            continue
        for name in names:
            if name.startswith(("sikkerhedsnet.", "config.")):
                file = ROOT.joinpath(*name.split("."))
                yield from (found for found in (file.with_suffix(".py"), file / "__init__.py") if found.exists())
