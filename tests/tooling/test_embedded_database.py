"""The embedded database starts once, is shared, survives being killed, and is never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.postgres.cluster import SOCKET_PATH_LIMIT, Cluster, DatabaseUnavailable
from config.postgres.keeper import Keeper
from config.postgres.lease import Lease

pytestmark = [pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]

HOLD = """
import os, signal, sys, time
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # a background job hands on that these two are ignored
signal.signal(signal.SIGHUP, signal.SIG_DFL)
from config.postgres.cluster import Cluster, SUPERUSER
from config.postgres.lease import Lease
import psycopg
cluster = Cluster(Path(sys.argv[1]))
lease = Lease(cluster)
with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
    connection.execute("SELECT pg_advisory_lock(1)")
    connection.execute("CREATE TABLE IF NOT EXISTS visits (pid int)")
    connection.execute("INSERT INTO visits VALUES (%s)", [os.getpid()])
    print(connection.execute("SELECT count(*) FROM visits").fetchone()[0], flush=True)
time.sleep(float(sys.argv[2]))
lease.close()
"""


class Clients:
    """Starts processes that use one embedded database, and sees which server processes there are."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.started: list[subprocess.Popen[str]] = []

    def start(self, seconds: float = 0) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(self.cluster.directory), str(seconds)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def visit(self, seconds: float = 0) -> tuple[subprocess.Popen[str], int]:
        """A client that has written its row, and how many rows there are by then."""
        process = self.start(seconds)
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.communicate()[1])
        return process, int(line)

    def processes(self) -> list[int]:
        """Every living process that names the data directory, keeper and server, but not the clients."""
        mine = os.fsencode(self.cluster.directory)
        clients = {process.pid for process in self.started}
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                words = (folder / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if int(folder.name) not in clients and any(word == mine or word.startswith(mine + b"/") for word in words):
                found.append(int(folder.name))
        return found

    def keeper(self) -> int:
        server = self.cluster.running_server()
        return next(pid for pid in self.processes() if pid != server)


def eventually(condition: Callable[[], bool], seconds: float = 8) -> bool:
    began = time.monotonic()
    while not condition():
        if time.monotonic() - began > seconds:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def directory(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return tmp_path / getattr(request, "param", "data")


@pytest.fixture
def clients(directory: Path) -> Iterator[Clients]:
    clients = Clients(Cluster(directory))
    yield clients
    for process in clients.started:
        process.kill()
        process.communicate()
    assert eventually(lambda: not clients.processes()), "a database process was left behind"


def test_nothing_runs_any_more_when_the_last_client_has_ended(clients):
    process, rows = clients.visit()
    assert (rows, process.wait(10)) == (1, 0)
    assert clients.processes() == []


def test_what_was_written_is_there_the_next_time(clients):
    assert [clients.visit()[1], clients.visit()[1]] == [1, 2]


def test_two_simultaneous_first_starts_share_one_server(clients):
    both = [clients.start(1) for _ in range(3)]
    answers = [process.communicate(timeout=60) for process in both]
    assert [process.returncode for process in both] == [0, 0, 0], answers
    assert sorted(int(rows) for rows, _ in answers) == [1, 2, 3]


def test_the_server_stays_while_somebody_else_uses_it(clients):
    long, _ = clients.visit(30)
    short, _ = clients.visit()
    server = clients.cluster.running_server()
    assert short.wait(10) == 0
    time.sleep(0.5)
    assert server is not None
    assert clients.cluster.running_server() == server
    assert long.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP])
def test_a_killed_client_leaves_no_server_and_the_next_start_finds_its_data(clients, number):
    process, _ = clients.visit(60)
    process.send_signal(number)
    process.wait(30)
    assert eventually(lambda: not clients.processes(), 5)
    assert clients.visit()[1] == 2


def test_a_killed_keeper_takes_the_server_with_it(clients):
    process, _ = clients.visit(60)
    os.kill(clients.keeper(), signal.SIGKILL)
    process.kill()
    assert eventually(lambda: not clients.processes(), 5)
    assert clients.visit()[1] == 2


def test_a_killed_server_is_recovered_by_the_next_start(clients):
    process, _ = clients.visit(60)
    os.kill(clients.cluster.running_server(), signal.SIGKILL)
    process.kill()
    assert eventually(lambda: not clients.processes(), 5)
    assert clients.visit()[1] == 2


def test_a_start_right_after_everything_was_killed_waits_and_recovers(clients):
    process, _ = clients.visit(60)
    os.kill(clients.keeper(), signal.SIGKILL)
    process.kill()
    assert clients.visit()[1] == 2


def test_a_pid_file_that_names_somebody_elses_process_does_not_stop_the_start(clients):
    clients.visit()[0].wait(10)
    (clients.cluster.data / "postmaster.pid").write_text(f"{os.getppid()}\n{clients.cluster.data}\n")
    assert clients.visit()[1] == 2


def test_half_a_first_start_is_begun_again(clients):
    half = clients.cluster.directory / "pgdata.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    assert clients.visit()[1] == 1
    assert not half.exists()


def test_only_we_and_the_servers_user_may_look_inside(clients):
    clients.visit()
    assert clients.cluster.data.stat().st_mode & 0o077 == 0
    assert clients.cluster.socket_directory.stat().st_mode & 0o077 == 0
    assert clients.cluster.directory.stat().st_mode & 0o066 == 0


@pytest.mark.parametrize("directory", [Path("mappe" * 30)], indirect=True)
def test_a_path_too_long_for_a_socket_gets_a_short_one(clients):
    assert len(str(clients.cluster.socket_directory)) < SOCKET_PATH_LIMIT
    process, rows = clients.visit()
    assert (rows, process.wait(10)) == (1, 0)
    clients.cluster.socket_directory.rmdir()


def test_a_directory_that_cannot_be_made_is_told_plainly(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnavailable, match="kan ikke bruges"):
        Lease(Cluster(tmp_path / "file" / "data"))


def test_nobody_is_left_when_the_first_start_fails(tmp_path, monkeypatch, capsys):
    cluster = Cluster(tmp_path / "data")
    cluster.make_directory()
    monkeypatch.setattr(Cluster, "initdb_command", lambda self, target: ["/bin/false"])
    assert Keeper(cluster).run() == 1
    assert "kunne ikke oprettes" in capsys.readouterr().out
    assert not cluster.data.exists()
