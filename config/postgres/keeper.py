"""The keeper: starts PostgreSQL, and stops it as soon as nobody uses it.

Run as `python -m config.postgres.keeper DIR`. Whoever uses the database holds a shared lock on
`DIR/clients.lock`; the kernel lets go of it when that process ends, even by SIGKILL. The keeper asks for the
lock alone a few times a second, and getting it means that nobody is left. It keeps it while it stops the
server, so a newcomer waits instead of joining a server that is going down. If the keeper itself is killed,
the kernel sends the server the signal for a fast shutdown.

It reports on standard output, one word a line: `ready` once the server answers, else the error's text.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from config.postgres.cluster import PORT, Cluster, DatabaseUnavailable
from config.postgres.locks import FileLock

START_SECONDS = 120  # crash recovery of a large database takes its time
STOP_SECONDS = 20
LOOK_SECONDS = 0.1
PR_SET_PDEATHSIG = 1
LOG_LIMIT = 5_000_000


def die_with_parent(number: int) -> Callable[[], None]:
    """For Popen's preexec_fn: the kernel sends the child this signal when its parent dies."""
    keeper = os.getpid()
    prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None

    def arrange() -> None:
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, number, 0, 0, 0)
            if os.getppid() != keeper:
                os._exit(1)

    return arrange


class Keeper:
    """Owns one server process from its start to its end."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.stop_asked = False
        self.server: subprocess.Popen[bytes] | None = None

    def ask_stop(self, number: int, frame: FrameType | None) -> None:
        self.stop_asked = True

    def run(self) -> int:
        alive = FileLock(self.cluster.keeper_lock)
        if not alive.try_own():
            report("Databasen bliver allerede passet af en anden proces.")
            return 1
        clients = FileLock(self.cluster.clients_lock)
        try:
            self.prepare()
            self.start()
        except DatabaseUnavailable as error:
            report(str(error))
            self.stop()
            return 1
        report("ready")
        quiet_output()
        while not self.stop_asked and self.server is not None and self.server.poll() is None:
            if clients.try_own():
                break
            time.sleep(LOOK_SECONDS)
        self.stop()
        return 0

    def prepare(self) -> None:
        cluster = self.cluster
        cluster.make_reachable()
        self.end_leftover()
        if cluster.data.exists():
            return
        fresh = cluster.directory / "pgdata.new"  # half of it is left behind if we die, and made anew next time
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if cluster.account is not None:
            os.chown(fresh, cluster.account.pw_uid, cluster.account.pw_gid)
        made = subprocess.run(
            cluster.initdb_command(fresh),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
            preexec_fn=die_with_parent(signal.SIGKILL),
            **popen_identity(cluster),
        )
        if made.returncode:
            raise DatabaseUnavailable(f"Databasen kunne ikke oprettes i {cluster.directory}: {made.stderr.strip()}")
        fresh.rename(cluster.data)

    def end_leftover(self) -> None:
        """A server whose keeper was killed is given time to stop, then made to; a stale pid file goes."""
        began = time.monotonic()
        for number, patience in ((None, 10.0), (signal.SIGINT, 5.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
            pid = self.cluster.running_server()
            if pid is None:
                break
            if number is not None:
                try:
                    os.kill(pid, number)
                except ProcessLookupError:
                    pass
                except PermissionError as error:
                    raise DatabaseUnavailable(
                        f"En anden brugers database kører allerede i {self.cluster.directory} (proces {pid})."
                    ) from error
            began = time.monotonic()
            while self.cluster.running_server() is not None and time.monotonic() - began < patience:
                time.sleep(0.05)
        if self.cluster.running_server() is None:
            (self.cluster.data / "postmaster.pid").unlink(missing_ok=True)

    def start(self) -> None:
        cluster = self.cluster
        if cluster.log.exists() and cluster.log.stat().st_size > LOG_LIMIT:
            cluster.log.replace(cluster.log.with_suffix(".log.1"))
        with cluster.log.open("ab") as log:
            self.server = subprocess.Popen(
                cluster.server_command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                preexec_fn=die_with_parent(signal.SIGINT),
                **popen_identity(cluster),
            )
        began = time.monotonic()
        while not self.answers():
            if self.server.poll() is not None:
                raise DatabaseUnavailable(f"Databasen kunne ikke starte:\n{tail(cluster.log)}")
            if self.stop_asked or time.monotonic() - began > START_SECONDS:
                raise DatabaseUnavailable(f"Databasen svarede ikke i tide. Se {cluster.log}.")
            time.sleep(0.02)

    def answers(self) -> bool:
        """The server's own pid file says `ready`, and its socket takes a connection."""
        try:
            lines = (self.cluster.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        if len(lines) < 8 or lines[7].strip() != "ready":
            return False
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(self.cluster.socket_directory / f".s.PGSQL.{PORT}"))
            except OSError:
                return False
        return True

    def stop(self) -> None:
        if self.server is None:
            return
        for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.server.poll() is not None:
                break
            self.server.send_signal(number)
            try:
                self.server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue


def popen_identity(cluster: Cluster) -> dict[str, Any]:
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
    return {"env": environment, **cluster.drop_privileges}


def report(text: str) -> None:
    try:
        print(text, flush=True)
    except OSError:
        pass  # whoever asked has gone; the lock says so too


def quiet_output() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)


def tail(path: Path, lines: int = 8) -> str:
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""


def main() -> int:
    if os.fork():  # the second of two forks: the keeper belongs to nobody's terminal and to no client
        os._exit(0)
    keeper = Keeper(Cluster(Path(sys.argv[1])))
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, keeper.ask_stop)
    return keeper.run()


if __name__ == "__main__":
    sys.exit(main())
