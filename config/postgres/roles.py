"""The two roles: the owner migrates, the application's role reads and writes rows and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connections
from psycopg import sql

from config.postgres.address import APP_ROLE, DATABASE, OWNER_ROLE
from config.postgres.cluster import SUPERUSER, Cluster, DatabaseUnavailable
from sikkerhedsnet.core import context

PREPARING_LOCK = 5_418_902_730  # any number; only this program uses it in the server's first database


def prepare_cluster(cluster: Cluster) -> None:
    """Both roles and the database exist in the embedded server; cheap, safe to repeat and to do twice at once."""
    with psycopg.connect(cluster.url(SUPERUSER, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [PREPARING_LOCK])  # held until the connection closes
        found = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        if OWNER_ROLE not in found:
            # CREATEDB only so that the checks can make their own databases on this server
            connection.execute(f"CREATE ROLE {OWNER_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS CREATEDB NOCREATEROLE")
        if APP_ROLE not in found:
            connection.execute(f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}")


def grant_to_app(connection: Any, app_role: str) -> None:
    """As owner: what the owner creates from now on, the application's role may read and write, never more.

    Only default privileges, never a grant on the tables there are: a migration that takes a right away
    (a log line cannot be changed) is not undone by running this again.
    """
    app = sql.Identifier(app_role)
    with connection.cursor() as cursor:
        database = cursor.execute("SELECT current_database()").fetchone()[0]
        name = sql.Identifier(database)
        for statement in (
            sql.SQL("REVOKE ALL ON DATABASE {name} FROM PUBLIC"),
            sql.SQL("GRANT CONNECT ON DATABASE {name} TO {app}"),
            sql.SQL("REVOKE CREATE ON SCHEMA public FROM PUBLIC"),
            sql.SQL("GRANT USAGE ON SCHEMA public TO {app}"),
            sql.SQL(
                "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}"
            ),
            sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}"),
        ):
            cursor.execute(statement.format(name=name, app=app))


def refuse_unread_notes(alias: str = "default") -> None:
    """Raises when the database does not know the key that says who asks: every page would be empty."""
    if not context.believed(connections[alias]):
        raise DatabaseUnavailable(
            "Sikkerhedsnet starter ikke: databasen kender ikke nøglen, som programmet skriver under med. "
            "Den følger SIKKERHEDSNET_SECRET_KEY. Kør ./manage migrate med DATABASE_OWNER_URL sat."
        )


@contextmanager
def as_owner(alias: str = "default") -> Iterator[Any]:
    """Inside the block the connection is the owner's; outside it is the application's again."""
    from django.conf import settings

    owner = settings.DATABASE_OWNER
    if owner is None:
        raise DatabaseUnavailable(
            "Databasens tabeller er ikke oprettet eller ikke de nyeste, og kun ejeren må ændre dem. "
            "Sæt DATABASE_OWNER_URL til ejerens adresse (den rolle, der ejer databasen), og kør: ./manage migrate"
        )
    connection = connections[alias]
    connection.close()
    before = dict(connection.settings_dict)
    name = before["NAME"]
    connection.settings_dict.update({**owner, "NAME": name})
    try:
        yield connection
    finally:
        connection.close()
        connection.settings_dict.update(before)


def refuse_privileged_role(alias: str = "default") -> None:
    """Raises when the application is signed in as a role that no rule in the database binds."""
    with connections[alias].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper, rolbypassrls, rolcreaterole, "
            "pg_has_role(current_user, (SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE') "
            "FROM pg_roles WHERE rolname = current_user"
        )
        role, superuser, bypass, createrole, owns = cursor.fetchone()
    rights = {"superbruger": superuser, "BYPASSRLS": bypass, "CREATEROLE": createrole, "ejer af databasen": owns}
    held = [name for name, has in rights.items() if has]
    if held:
        raise DatabaseUnavailable(
            f"Sikkerhedsnet starter ikke: databaserollen «{role}» har for mange rettigheder ({', '.join(held)}). "
            f"Lad DATABASE_URL pege på rollen {APP_ROLE}, som docs/adr/0004 viser hvordan oprettes."
        )
