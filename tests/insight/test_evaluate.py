"""The command line that reckons a file: its shape, its exit codes, and nobody else waits for the library."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.rules.insight.test_survival import PLACEBO, SIX_MP

ASKED = ("--duration", "weeks", "--event", "relapse", "--group", "arm", "--json")


def reckon(file: Path, *asked: str) -> Any:
    out = StringIO()
    call_command("evaluate", "survival", str(file), *asked, stdout=out)
    return json.loads(out.getvalue())


def rows() -> list[tuple[str, int, int]]:
    return [("placebo", *row) for row in PLACEBO] + [("6-MP", *row) for row in SIX_MP]


@pytest.mark.parametrize("sign", [";", ",", "\t"])
def test_a_file_with_headings_gives_the_published_numbers(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "gehan.csv"
    lines = [sign.join(("arm", "weeks", "relapse")), *(sign.join(map(str, row)) for row in rows())]
    file.write_text("\ufeff" + "\n".join(lines) + "\n", encoding="utf-8")
    found = reckon(file, *ASKED)
    assert found["logrank"]["chi2"] == pytest.approx(16.793, abs=5e-4)
    assert found["curves"]["6-MP"][0] == pytest.approx({"time": 6, "survival": 0.8571, "se": 0.0764}, abs=5e-5)
    assert found["curves"]["placebo"][-1] == {"time": 23.0, "survival": 0.0, "se": None}


def test_a_file_without_headings_is_asked_by_numbers(tmp_path: Path) -> None:
    file = tmp_path / "gehan.dat"
    file.write_text("\n".join(f"{1 if arm == 'placebo' else 2} {weeks} {one}" for arm, weeks, one in rows()))
    found = reckon(file, "--duration", "2", "--event", "3", "--group", "1", "--json")
    assert list(found["curves"]) == ["1", "2"] and found["logrank"]["p"] == pytest.approx(4.17e-5, rel=1e-2)


def test_one_group_has_no_test(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("weeks,relapse,arm\n3,1,a\n4,0,a\n")
    assert reckon(file, *ASKED) == {
        "curves": {"a": [{"time": 3.0, "survival": 0.5, "se": pytest.approx(0.3536, abs=1e-4)}]},
        "logrank": None,
    }


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "tom"), ("weeks,arm\n1,a\n", "relapse"), ("weeks,relapse,arm\n", "ingen linjer"),
        ("weeks,relapse,arm\nx,1,a\n", "Linje 2"), ("weeks,relapse,arm\n-1,1,a\n", "Linje 2"),
        ("weeks,relapse,arm\n1,2,a\n", "hverken 1 eller 0"), ("weeks,relapse,arm\n1,1,\n", "gruppe"),
        ("weeks,relapse,arm\n1,1\n", "kolonner"), ("weeks,relapse,arm\nnan,1,a\n", "varighed"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_says_why_and_ends_with_two(tmp_path: Path, text: str, why: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(text)
    said = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate", "survival", str(file), *ASKED, stderr=said)
    assert ended.value.code == 2 and why in said.getvalue()


def test_a_file_that_is_not_there_or_no_text_ends_with_two(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00")
    for file in (tmp_path / "none.csv", odd):
        with pytest.raises(SystemExit) as ended:
            call_command("evaluate", "survival", str(file), *ASKED, stderr=StringIO())
        assert ended.value.code == 2


@pytest.mark.slow
def test_nothing_loads_the_statistics_before_somebody_asks_for_them() -> None:
    """The site with all its addresses, and the command's own module."""
    code = (
        "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.test'; django.setup(); "
        "import config.urls, sikkerhedsnet.insight.management.commands.evaluate; "
        "sys.exit(any(name in sys.modules for name in ('statsmodels', 'pandas', 'scipy', 'numpy')))"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, check=False).returncode == 0
