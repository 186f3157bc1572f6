"""A database of its own for each run: made and migrated by the owner, used by the application's role."""

from __future__ import annotations

import os
import pickle
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config.postgres.address import DATABASE, embedded
from config.postgres.migrating import owner_at_work
from config.postgres.roles import refuse_privileged_role
from config.postgres.startup import open_database
from tests.support.again import forget
from tests.support.names import PREFIX, of_everything, of_the_migrations


def owner_connection(database: str | None = None) -> psycopg.Connection[Any]:
    """A connection of the owner's, outside Django; to the database in use when none is named."""
    owner = settings.DATABASE_OWNER
    return psycopg.connect(
        host=owner["HOST"],
        port=owner["PORT"],
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=database or connections["default"].settings_dict["NAME"],
        autocommit=True,
    )


def make_database(name: str, template: str | None = None) -> None:
    """An empty database, or a copy of the template; whatever is lost in a power cut may be lost here."""
    app = sql.Identifier(settings.DATABASE_APP_ROLE)
    with owner_connection("postgres") as connection:
        of = sql.SQL("")
        if template:  # copied file by file: three times as quick as through the log, where nothing waits for the disk
            of = sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
        connection.execute(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), of))
        for statement in (
            "ALTER DATABASE {name} SET synchronous_commit = off",
            "REVOKE ALL ON DATABASE {name} FROM PUBLIC",
            "GRANT CONNECT ON DATABASE {name} TO {app}",
        ):
            connection.execute(sql.SQL(statement).format(name=sql.Identifier(name), app=app))


def drop_database(name: str) -> None:
    """Ends whatever of the application's still uses it, and drops it; asks again while a process is on its way out."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with owner_connection("postgres") as connection:
        for _ in range(40):
            end_connections(name)
            try:
                connection.execute(drop)
                return
            except (psycopg.errors.InsufficientPrivilege, psycopg.errors.ObjectInUse):
                time.sleep(0.25)
        connection.execute(drop)


def exists(name: str) -> bool:
    with owner_connection("postgres") as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def rename_database(name: str, new: str) -> None:
    with owner_connection("postgres") as connection:
        connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new)))


def migrated() -> str:
    """The database that every other is a copy of: freshly migrated by the owner, and nothing more."""
    return kept(of_the_migrations(), None, migrate)


def migrate(name: str) -> None:
    with connected_to(name), owner_at_work():
        call_command("migrate", verbosity=0, interactive=False)


def kept(name: str, template: str | None, fill: Callable[[str], None]) -> str:
    """The database of this name; made, filled and only then given its name, once for all who ask at the same time."""
    with owner_connection("postgres") as waiting:
        waiting.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])  # until the connection closes
        if not exists(name):
            half = f"{name}_half"
            drop_database(half)
            make_database(half, template)
            fill(half)
            rename_database(half, name)
    return name


def end_connections(name: str) -> None:
    """As the application's role, which alone may end its own processes."""
    app = settings.DATABASES["default"]
    with psycopg.connect(
        host=app["HOST"],
        port=app["PORT"],
        user=settings.DATABASE_APP_ROLE,
        password=app["PASSWORD"] or None,
        dbname="postgres",
        autocommit=True,
    ) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Inside the block Django's connection goes to the named database."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def drop_leftovers() -> None:
    """Databases of runs on this machine that were killed before they could tidy up."""
    with owner_connection("postgres") as connection:
        rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [PREFIX + "%"]).fetchall()
    owners = {name: int(found[1]) for (name,) in rows if (found := re.match(rf"{PREFIX}_(\d+)", name))}
    for name, pid in owners.items():
        if not process_lives(pid):
            drop_database(name)
    if not any(process_lives(pid) for pid in owners.values()):
        current = (of_the_migrations(), of_everything("demo"))
        for (name,) in rows:
            # one that is half made may be in the making this moment; whoever makes it anew drops it herself
            if name.startswith(f"{PREFIX}_kept_") and name.removesuffix("_half") not in current:
                drop_database(name)


def process_lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def wait_for_no_disk() -> None:
    """The embedded server of the checks loses nothing that matters in a power cut; one that somebody uses is left alone."""
    unbound = settings.DATABASE_UNBOUND
    address = {"host": unbound["HOST"], "port": unbound["PORT"], "user": unbound["USER"], "autocommit": True}
    with psycopg.connect(**address, dbname=DATABASE) as connection:
        if connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0] is not None:
            return
        for setting in ("fsync", "full_page_writes"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The run's database, migrated by the owner; the application's role uses it and could not have made it."""
    name = f"{PREFIX}_{os.getpid()}"
    lease = open_database(lambda text: None)
    with django_db_blocker.unblock():
        if embedded():
            wait_for_no_disk()
            drop_leftovers()
        try:
            make_database(name, migrated())
            connections["default"].close()
            connections["default"].settings_dict["NAME"] = name
            refuse_privileged_role()
            connections["default"].close()
            yield
        finally:
            connections.close_all()
            for world in _worlds:
                drop_database(f"{name}_{world}")
            drop_database(name)
            if lease is not None:
                lease.close()


WORLDS: dict[str, Callable[[], dict[str, Any]]] = {}
"""What stands committed in a database of its own, for every check that asks for the fixture of that name.

Each builder gives the fixtures' values by their names; where a check asks for several, the first here is its world.
"""
_worlds: dict[str, dict[str, bytes]] = {}


def stands(fixture: str) -> Any:
    """What the world in use gives for this fixture: fresh objects for each check, of rows that are there already."""
    name = connections["default"].settings_dict["NAME"].removeprefix(f"{PREFIX}_{os.getpid()}_")
    return pickle.loads(_worlds[name][fixture])


def _build(name: str, home: str) -> None:
    database = f"{home}_{name}"
    make_database(database, migrated())
    with connected_to(database):
        _worlds[name] = {fixture: pickle.dumps(value) for fixture, value in WORLDS[name]().items()}


@pytest.fixture
def right_database(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> None:
    """Before anything else: Django's connection goes to the world the check asks for, or to the empty database."""
    settings_dict = connections["default"].settings_dict
    home = f"{PREFIX}_{os.getpid()}"
    wanted = next((name for name in WORLDS if name in request.fixturenames), None)
    with django_db_blocker.unblock():
        if wanted and wanted not in _worlds:
            _build(wanted, home)
        target = f"{home}_{wanted}" if wanted else home
        if settings_dict["NAME"] != target:
            connections["default"].close()
            settings_dict["NAME"] = target


@pytest.fixture
def committed_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database where commits and threads are real; afterwards it is as freshly migrated again."""
    name = connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        connections["default"].close()
        try:
            yield
        finally:
            connections.close_all()
            drop_database(name)
            make_database(name, migrated())
            forget()
