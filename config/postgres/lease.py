"""Joining the embedded database, or starting it; and leaving it so that nothing is left behind."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import time
from pathlib import Path

from config.postgres.cluster import Cluster, DatabaseUnavailable
from config.postgres.locks import FileLock

JOIN_SECONDS = 150
LEAVE_SECONDS = 5
ROOT = Path(__file__).resolve().parents[2]


class Lease:
    """While it is open the embedded database runs; it also ends with the process, however that ends."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        cluster.make_directory()
        self._owner = os.getpid()
        self._clients = FileLock(cluster.clients_lock)
        self._clients.share()  # waits here while a keeper is stopping the server
        try:
            self.renew()
        except BaseException:
            self._clients.close()
            raise
        atexit.register(self.close)

    def renew(self) -> None:
        """The server runs and answers; started, also again when its keeper has been killed under us."""
        starting = FileLock(self.cluster.start_lock)
        try:
            starting.own()
            self._join_or_start()
        finally:
            starting.close()

    def keep(self) -> None:
        """Cheap enough to call every second: starts the server again when its keeper is gone."""
        if not keeper_alive(self.cluster):
            self.renew()

    def close(self) -> None:
        """Lets go, and waits for the server to stop when nobody else uses it."""
        if os.getpid() != self._owner:
            return
        atexit.unregister(self.close)
        self._clients.close()
        began = time.monotonic()
        while time.monotonic() - began < LEAVE_SECONDS:
            if not keeper_alive(self.cluster) or used_by_others(self.cluster):
                return
            time.sleep(0.02)

    def _join_or_start(self) -> None:
        began = time.monotonic()
        while time.monotonic() - began < JOIN_SECONDS:
            if not keeper_alive(self.cluster):
                start_keeper(self.cluster)
                return
            if server_takes_us(self.cluster):
                return
            time.sleep(0.05)
        raise DatabaseUnavailable(f"Databasen i {self.cluster.directory} svarer ikke. Se {self.cluster.log}.")


def keeper_alive(cluster: Cluster) -> bool:
    lock = FileLock(cluster.keeper_lock)
    try:
        return not lock.try_share()
    finally:
        lock.close()


def used_by_others(cluster: Cluster) -> bool:
    """Another client holds its share; a keeper that is stopping holds the whole lock, which is not a client."""
    lock = FileLock(cluster.clients_lock)
    try:
        return not lock.try_own() and lock.try_share()
    finally:
        lock.close()


def server_takes_us(cluster: Cluster) -> bool:
    import psycopg

    from config.postgres.cluster import SUPERUSER

    try:
        psycopg.connect(cluster.url(SUPERUSER, "postgres"), connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def start_keeper(cluster: Cluster) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "config.postgres.keeper", str(cluster.directory)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None and process.stderr is not None
    process.wait()  # the first of the two forks ends at once
    words = []
    for line in process.stdout:
        if line.strip() == "ready":
            process.stdout.close()
            process.stderr.close()
            return
        words.append(line.rstrip())
    raise DatabaseUnavailable("\n".join(words) or process.stderr.read() or "Databasen kunne ikke starte.")
