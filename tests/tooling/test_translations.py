"""Catalogues are made where they are needed, with no tool but Python."""

from __future__ import annotations

import gettext
import os

from config.translations import compile_catalogues

CATALOGUE = """msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Mit bord"
msgstr "My desk"
"""


def test_a_catalogue_is_made_once_and_again_when_it_changes(tmp_path):
    folder = tmp_path / "locale" / "en" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    source, made = folder / "django.po", folder / "django.mo"
    source.write_text(CATALOGUE)
    assert compile_catalogues(tmp_path) == 1
    with made.open("rb") as catalogue:
        assert gettext.GNUTranslations(catalogue).gettext("Mit bord") == "My desk"
    assert compile_catalogues(tmp_path) == 0
    os.utime(source, ns=(made.stat().st_mtime_ns + 1, made.stat().st_mtime_ns + 1))
    assert compile_catalogues(tmp_path) == 1
    assert [path.name for path in sorted(folder.iterdir())] == ["django.mo", "django.po"]
