"""Where the database is: the embedded one in the data directory, or a real server named by DATABASE_URL."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.postgres.cluster import PORT, SUPERUSER, Cluster, DatabaseUnavailable

OWNER_ROLE = "sikkerhedsnet_owner"
APP_ROLE = "sikkerhedsnet_app"
DATABASE = "sikkerhedsnet"
ROOT = Path(__file__).resolve().parents[2]


def data_directory() -> Path:
    """`$SIKKERHEDSNET_DATA`, else `.data` in the project."""
    return Path(os.environ.get("SIKKERHEDSNET_DATA") or ROOT / ".data").expanduser().absolute()


def embedded() -> bool:
    return not os.environ.get("DATABASE_URL")


def app_settings() -> dict[str, Any]:
    """Django's settings for the application's role."""
    if embedded():
        return _embedded_settings(APP_ROLE)
    return _from_url(os.environ["DATABASE_URL"], "DATABASE_URL")


def owner_settings() -> dict[str, Any] | None:
    """Django's settings for the owner, or None when nobody has told us the owner's address."""
    if embedded():
        return _embedded_settings(OWNER_ROLE)
    url = os.environ.get("DATABASE_OWNER_URL")
    return _from_url(url, "DATABASE_OWNER_URL") if url else None


def unbound_settings() -> dict[str, Any] | None:
    """The embedded server's own superuser, whom no row-level security binds; only the benchmark asks for it."""
    return _embedded_settings(SUPERUSER) if embedded() else None


def _embedded_settings(role: str) -> dict[str, Any]:
    cluster = Cluster(data_directory())
    return {
        "ENGINE": "config.postgres.backend",
        "NAME": DATABASE,
        "USER": role,
        "PASSWORD": "",
        "HOST": str(cluster.socket_directory),
        "PORT": str(PORT),
        "OPTIONS": {},
    }


def _from_url(url: str, variable: str) -> dict[str, Any]:
    parts = urlsplit(url)
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", "") or (unquote(parts.hostname) if parts.hostname else "")
    port = options.pop("port", "") or (str(parts.port) if parts.port else "")
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgres", "postgresql") or not name:
        raise DatabaseUnavailable(
            f"{variable} skal have formen postgresql://ROLLE:KODE@VÆRT:PORT/DATABASE. Sikkerhedsnet bruger kun PostgreSQL."
        )
    return {
        "ENGINE": "config.postgres.backend",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "OPTIONS": options,
    }
