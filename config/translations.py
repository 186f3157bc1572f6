"""Makes the catalogues that Django reads from the ones that people edit, when they have changed."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def compile_catalogues(root: Path = ROOT) -> int:
    """Writes `django.mo` beside every newer `django.po`, whole or not at all; answers how many."""
    import polib

    made = 0
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(f".mo.{os.getpid()}")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
        made += 1
    return made
