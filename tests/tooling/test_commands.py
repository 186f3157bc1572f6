"""./run and ./manage as a person meets them."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.postgres.cluster import Cluster
from tests.support.browser import free_port

pytestmark = [pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]


def plain_environment(data: Path, **more: str) -> dict[str, str]:
    unwanted = {"DATABASE_URL", "DATABASE_OWNER_URL", "DJANGO_SETTINGS_MODULE", "SIKKERHEDSNET_DATA"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    return {**kept, "SIKKERHEDSNET_DATA": str(data), **more}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data directory, migrated once, for the whole file."""
    directory = tmp_path_factory.mktemp("commands") / "data"
    yield directory
    assert Cluster(directory).running_server() is None, "a database process was left behind"


def manage(data: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [ROOT / "manage", *arguments], env=plain_environment(data, **more), capture_output=True, text=True, timeout=120
    )


def test_a_command_prints_only_its_own_output_on_standard_output(data):
    first = manage(data, "migrate", "--check")
    assert first.returncode != 0, "nothing is migrated yet, and asking does not migrate"
    migrating = manage(data, "shell", "-v0", "-c", "print('{}')")
    assert (migrating.returncode, migrating.stdout) == (0, "{}\n"), migrating.stderr
    assert "Opdaterer databasens tabeller" in migrating.stderr
    assert manage(data, "migrate", "--check").returncode == 0


def test_commands_run_as_the_applications_role(data):
    code = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT current_user'); print(k.fetchone()[0])"
    assert manage(data, "shell", "-v0", "-c", code).stdout == "sikkerhedsnet_app\n"


def test_two_commands_at_once_share_the_database(data):
    both = [
        subprocess.Popen(
            [ROOT / "manage", "showmigrations", "--plan"],
            env=plain_environment(data),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    outputs = [process.communicate(timeout=120)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert outputs[0] == outputs[1] != ""


def test_the_exit_code_of_a_failing_command_is_kept(data):
    assert manage(data, "no_such_command").returncode == 1


def test_an_address_that_is_not_postgresql_is_refused_plainly(data):
    answer = manage(data, "check", DATABASE_URL="mysql://a@b/c")
    assert answer.returncode == 1
    assert "kun PostgreSQL" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_busy_port_is_told_at_once_with_another_to_try(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        port = taken.getsockname()[1]
        answer = subprocess.run(
            [ROOT / "run", "--port", str(port), "--data", str(tmp_path / "data")],
            env=plain_environment(tmp_path),
            capture_output=True,
            text=True,
            timeout=30,
        )
    assert answer.returncode == 1
    assert f"Port {port} er optaget" in answer.stderr
    assert "./run --port" in answer.stderr
    assert not (tmp_path / "data").exists(), "no work is begun for a port that cannot be had"


@pytest.mark.parametrize("arguments", [["--port", "nul"], ["--port", "0"], ["--unknown"], ["extra"]])
def test_a_misspelt_option_is_told_in_danish(tmp_path, arguments):
    answer = subprocess.run([ROOT / "run", *arguments], env=plain_environment(tmp_path), capture_output=True, text=True)
    assert answer.returncode == 2
    assert "Forkert brug af ./run" in answer.stderr


def test_help_is_shown_and_nothing_is_started(tmp_path):
    answer = subprocess.run([ROOT / "run", "--help"], env=plain_environment(tmp_path), capture_output=True, text=True)
    assert answer.returncode == 0
    assert "--port" in answer.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_site_answers_and_stops_cleanly_within_three_seconds(data, number):
    port = free_port()
    site = subprocess.Popen(
        [ROOT / "run", "--port", str(port), "--data", str(data)],
        env=plain_environment(data.parent),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        assert site.stdout is not None
        said = []
        for line in site.stdout:
            said.append(line)
            if line.startswith("Stop med"):
                break
        text = "".join(said)
        assert f"http://127.0.0.1:{port}/" in text, text
        for step in ("1/4 Miljø", "2/4 Database", "3/4 Oversættelser", "4/4 Demodata"):
            assert step in text
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/static/vendor/htmx/htmx.min.js") as answer:
            assert answer.status == 200
        began = time.monotonic()
        site.send_signal(number)
        rest = site.communicate(timeout=10)[0]
        assert time.monotonic() - began < 3
        assert site.returncode == 0, rest
        assert "Traceback" not in text + rest
    finally:
        site.kill()
        site.communicate()
    assert Cluster(data).running_server() is None
