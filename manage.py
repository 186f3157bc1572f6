"""The command line: opens the database, brings it up to date, and runs one command as the application's role."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent

WITHOUT_DATABASE = {
    "",
    "help",
    "version",
    "makemessages",
    "compilemessages",
    "collectstatic",
    "diffsettings",
    "evaluate",
    "startapp",
}
WITHOUT_MIGRATING = {
    "check",
    "makemigrations",
    "migrate",
    "showmigrations",
    "sqlmigrate",
    "squashmigrations",
    "optimizemigration",
    "sqlflush",
    "dbshell",
    "test",
}
AS_OWNER = {"migrate", "flush", "createcachetable", "drop_log_month"}


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    command = arguments[1] if len(arguments) > 1 else ""
    wants_help = not {"-h", "--help", "--version"}.isdisjoint(arguments[1:])
    without_database = command in WITHOUT_DATABASE or command.startswith("-") or wants_help

    from django.core.management import execute_from_command_line

    from config.postgres.cluster import DatabaseUnavailable

    lease = None
    try:
        if without_database:
            execute_from_command_line(arguments)
            return 0
        from config.postgres.startup import open_database

        lease = open_database(say)
        import django

        django.setup()
        from config.postgres.migrating import migrate_if_behind, owner_at_work
        from config.postgres.roles import refuse_privileged_role

        refuse_privileged_role()
        if command not in WITHOUT_MIGRATING:
            migrate_if_behind(say)
        from sikkerhedsnet.core import context

        with owner_at_work() if command in AS_OWNER else context.asking(context.system()):
            execute_from_command_line(arguments)
        return 0
    except DatabaseUnavailable as error:
        say(str(error))
        return 1
    finally:
        if lease is not None:
            from django.db import connections

            connections.close_all()
            lease.close()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    try:
        sys.exit(main(sys.argv))
    except KeyboardInterrupt:
        sys.exit(130)
