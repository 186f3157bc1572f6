"""The distribution's own PostgreSQL, on a private port with passwords, as a municipality would run it."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from config.arguments import port_is_busy
from config.postgres.address import APP_ROLE, DATABASE, OWNER_ROLE
from config.postgres.keeper import die_with_parent

PORTS = range(54_815, 54_915)


def programs() -> Path:
    """Version 15, the oldest we promise to run on, else the newest there is."""
    found = {
        path.parent.name: path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "postgres").exists()
    }
    if not found:
        raise SystemExit("PostgreSQL mangler: apt-get install postgresql-15")
    return found.get("15") or found[max(found, key=int)]


def identity() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


@contextmanager
def debian_server() -> Iterator[dict[str, str]]:
    """A fresh server with both roles; gives DATABASE_URL and DATABASE_OWNER_URL, and leaves nothing behind."""
    home = Path(tempfile.mkdtemp(prefix="sikkerhedsnet-pg-"))
    port = next(port for port in PORTS if not port_is_busy(port))
    password = secrets.token_hex(16)
    who = identity()
    if who:
        os.chown(home, who["user"], who["group"])
    secret = home / "password"
    secret.write_text(password)
    if who:
        os.chown(secret, who["user"], who["group"])
    environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    server = None
    try:
        subprocess.run(
            [programs() / "initdb", "-D", home / "data", "-U", "postgres", "--auth=scram-sha-256",
             f"--pwfile={secret}", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", env=environment, **who,
        )  # fmt: skip
        options = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={home}", "fsync=off",
                   "full_page_writes=off", "shared_buffers=128MB", "logging_collector=off")  # fmt: skip
        with (home / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(programs() / "postgres"), "-D", str(home / "data"), *(f"-c{option}" for option in options)],
                stdout=log, stderr=log, cwd="/", env=environment, preexec_fn=die_with_parent(signal.SIGINT), **who,
            )  # fmt: skip
        connection = first_connection(
            f"postgresql://postgres:{password}@127.0.0.1:{port}/postgres", server, home / "log"
        )
        with connection:
            connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB PASSWORD '{password}'")
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN PASSWORD '{password}'")
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")
        yield {
            "DATABASE_URL": f"postgresql://{APP_ROLE}:{password}@127.0.0.1:{port}/{DATABASE}",
            "DATABASE_OWNER_URL": f"postgresql://{OWNER_ROLE}:{password}@127.0.0.1:{port}/{DATABASE}",
        }
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(home, ignore_errors=True)


def first_connection(url: str, server: subprocess.Popen[bytes], log: Path) -> psycopg.Connection[Any]:
    for _ in range(300):
        try:
            return psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError:
            if server.poll() is not None:
                break
            time.sleep(0.1)
    raise SystemExit(f"Debians PostgreSQL startede ikke:\n{log.read_text(errors='replace')}")
