"""The English catalogue has every Danish sentence on screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> list[polib.POEntry]:
    """The catalogue as it would be if every sentence were collected again now."""
    copy = tmp_path_factory.mktemp("tree")
    for name in ("sikkerhedsnet", "config", "locale"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("static", "__pycache__", "*.mo"))
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "-l", "en", "--no-location", "--no-obsolete", "-v", "0"],
        cwd=copy,
        check=True,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "", "PYTHONWARNINGS": "ignore"},
    )
    return list(polib.pofile(str(copy / "locale/en/LC_MESSAGES/django.po")))


def test_every_sentence_has_an_english_translation(catalogue: list[polib.POEntry]) -> None:
    missing = [entry.msgid for entry in catalogue if not entry.translated()]
    assert missing == [], f"{len(missing)} sentences lack English; run makemessages and translate"


def test_no_translation_loses_or_invents_a_placeholder(catalogue: list[polib.POEntry]) -> None:
    for entry in catalogue:
        for text in (entry.msgstr_plural or {0: entry.msgstr}).values():
            wanted = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
            assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid
