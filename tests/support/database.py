"""A database of its own for each run: made and migrated by the owner, used by the application's role."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from config.postgres.address import embedded
from config.postgres.migrating import owner_at_work
from config.postgres.roles import refuse_privileged_role
from config.postgres.startup import open_database
from tests.support.again import forget

PREFIX = "test_sikkerhedsnet"


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
        of = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
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
    for (name,) in rows:
        found = re.match(rf"{PREFIX}_(\d+)", name)
        if found and not process_lives(int(found[1])):
            drop_database(name)


def process_lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: Any) -> Iterator[None]:
    """The run's database, migrated by the owner; the application's role uses it and could not have made it."""
    name = f"{PREFIX}_{os.getpid()}"
    template = f"{name}_template"
    lease = open_database(lambda text: None)
    with django_db_blocker.unblock():
        if embedded():
            drop_leftovers()
        try:
            make_database(template)
            with connected_to(template), owner_at_work():
                call_command("migrate", verbosity=0, interactive=False)
            make_database(name, template)
            connections["default"].close()
            connections["default"].settings_dict["NAME"] = name
            refuse_privileged_role()
            connections["default"].close()
            yield
        finally:
            connections.close_all()
            drop_database(name)
            drop_database(template)
            if lease is not None:
                lease.close()


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
            make_database(name, f"{name}_template")
            forget()
