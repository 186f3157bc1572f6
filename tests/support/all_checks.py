"""Every check of the project, one part after the other, each with its time; fails at the end with what failed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from tests.support.debian_server import debian_server, programs

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

STATIC_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("djlint", ("djlint", "sikkerhedsnet", "--lint", "--quiet")),
    ("lint-imports", ("lint-imports", "--no-cache")),
    ("mypy", ("mypy",)),
)


PYTEST = ("python", "-m", "pytest", "-n", "2", "--dist", "worksteal", "-q", "--durations=60", "--durations-min=5")
"""Two workers for two cores; each has a database of its own, and the idle one takes over half of what is left. The slowest
checks are told at the end, so that who wants it quicker knows where to begin."""


class Checks:
    """Runs parts and remembers how they went."""

    def __init__(self) -> None:
        self.times: list[tuple[str, float, bool]] = []
        self.closing_lines: list[str] = []
        self.child: subprocess.Popen[str] | None = None

    def part(self, name: str, command: tuple[str, ...], environment: Mapping[str, str] | None = None) -> None:
        print(f"\n== {name} ==", flush=True)
        began = time.monotonic()
        last = ""
        self.child = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert self.child.stdout is not None
        for line in self.child.stdout:
            print(line, end="", flush=True)
            last = line.rstrip() or last
        good = self.child.wait() == 0
        self.child = None
        seconds = time.monotonic() - began
        print(f"== {name}: {'bestået' if good else 'FEJLET'} på {seconds:.1f} s ==", flush=True)
        self.times.append((name, seconds, good))
        if command[0] == "pytest" or "pytest" in command:
            self.closing_lines.append(last)

    def summary(self) -> int:
        failed = [name for name, _, good in self.times if not good]
        print("\n== Alle dele ==")
        for name, seconds, good in self.times:
            print(f"  {seconds:7.1f} s  {'bestået' if good else 'FEJLET '}  {name}")
        print(f"  {sum(seconds for _, seconds, _ in self.times):7.1f} s  i alt")
        if failed:
            print(f"FEJLET: {', '.join(failed)}")
        for line in self.closing_lines:
            print(line)
        return 1 if failed else 0


@contextmanager
def made_ready(environment: Mapping[str, str]) -> Iterator[None]:
    """While one core looks at the text, the other migrates the database and loads the demo that the checks begin from.

    Nothing is decided here: whatever goes wrong goes wrong again, and is told, in the checks that ask for it.
    """
    command = [str(BIN / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/tooling/test_kept.py"]
    quietly = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    maker = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, **quietly)
    try:
        yield
        maker.wait()
    finally:
        if maker.poll() is None:
            maker.send_signal(signal.SIGINT)
            maker.wait(30)


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    checks = Checks()
    environment = {"SIKKERHEDSNET_DATA": str(ROOT / ".data" / "checks")}
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(variable, None)
    try:
        with made_ready(environment):
            for name, command in STATIC_PARTS:
                checks.part(name, command)
        django = {**environment, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
        checks.part("manglende migreringer", ("python", "manage.py", "makemigrations", "--check", "--dry-run"), django)
        checks.part("pytest på den indbyggede PostgreSQL 18", (*PYTEST, "-m", "not real_server"), environment)
        with debian_server() as urls:
            name = f"pytest på Debians PostgreSQL {programs().parent.name}"
            checks.part(name, (*PYTEST, "-m", "both_servers or real_server"), {**environment, **urls})
    except KeyboardInterrupt:
        if checks.child is not None:
            checks.child.send_signal(signal.SIGINT)
            checks.child.wait(30)
        print("Afbrudt.")
        return 130
    return checks.summary()


if __name__ == "__main__":
    sys.exit(main())
