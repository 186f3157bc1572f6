"""Bringing the tables up to date, as the owner, one process at a time."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from config.postgres.roles import as_owner, grant_to_app
from sikkerhedsnet.core import context

MIGRATION_LOCK = 5_418_902_731  # any number; only this program uses it in this database


def behind(alias: str = "default") -> bool:
    """Some migration in the code has not been run in the database."""
    executor = MigrationExecutor(connections[alias])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def owner_at_work(alias: str = "default") -> Iterator[Any]:
    """The connection is the owner's, rights are in place, and no other process migrates meanwhile."""
    from django.conf import settings

    with as_owner(alias) as connection:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
        grant_to_app(connection, settings.DATABASE_APP_ROLE)
        context.keep_key(connection)
        with context.asking(context.system()):
            yield connection  # closing the connection gives the lock back


def migrate_if_behind(say: Callable[[str], None], alias: str = "default") -> bool:
    """Runs the missing migrations; answers whether there were any. Afterwards the database reads our notes."""
    if not behind(alias):
        if not context.believed(connections[alias]):
            with owner_at_work(alias):  # the key was changed: the owner tells the database the new one
                pass
        return False
    with owner_at_work(alias):
        if not behind(alias):
            return True
        say("Opdaterer databasens tabeller …")
        call_command("migrate", verbosity=0, interactive=False, database=alias, stdout=sys.stderr)
    return True
