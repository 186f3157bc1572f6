"""What ./run does once the environment is there: database, translations, demo, and the web server."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from config.arguments import HELP_SHOWN, advice, parse, port_is_busy
from config.postgres.cluster import DatabaseUnavailable
from config.postgres.lease import Lease

TICK_SECONDS = 60
THREADS = 8
OPEN_CONNECTIONS = 800
"""A browser keeps up to six open, so a hundred people at work need more than the library's own limit of a hundred in all;
under the 1,024 files a process may usually hold open."""
STOP_SECONDS = 1
DEMO_LOCK = 5_418_902_732
PASSWORD = "demo-sikkerhedsnet"
PERSONAS = (
    ("mette", "pædagog"),
    ("anders", "lærer"),
    ("hanne", "sundhedsplejerske"),
    ("jonas", "forebyggelsesrådgiver"),
    ("dorte", "dagtilbudsleder"),
    ("karin", "distriktsfacilitator"),
    ("pia", "PPR-psykolog"),
    ("lone", "audiologopæd"),
    ("tove", "tandplejer"),
    ("sara", "familierådgiver"),
    ("bo", "chef"),
    ("michael", "udvalgsformand"),
    ("tine", "forsker"),
    ("lars", "databeskyttelsesrådgiver"),
    ("admin", "systemadministrator, ser ingen børn"),
    ("amira", "mor"),
    ("peter", "far, bor et andet sted"),
    ("noah", "ung på 15 år"),
    ("nabo", "forebyggelsesrådgiver i nabokommunen"),
)


class Stop(KeyboardInterrupt):
    """Ctrl-C or SIGTERM; not an Exception, so that no `except Exception` on the way swallows it."""


def say(text: str) -> None:
    print(text, flush=True)


def progress(text: str) -> None:
    say(f"    {text}")


def ask_stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def knows(command: str) -> bool:
    from django.core.management import get_commands

    return command in get_commands()


def prepare() -> None:
    """Translations and demo; the database is open already."""
    from django.core.management import call_command
    from django.db import connection, transaction

    from config.translations import compile_catalogues
    from sikkerhedsnet.core import context

    say("3/4 Oversættelser")
    compile_catalogues()
    say("4/4 Demodata")
    if not database_is_empty():
        progress("er der allerede")
    elif knows("load_demo"):
        began = time.monotonic()
        progress("lægger demokommunen ind …")
        with transaction.atomic():  # whole or not at all, also when it is interrupted
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DEMO_LOCK])
            if database_is_empty():
                with context.asking(context.system()):
                    call_command("load_demo", stdout=sys.stderr)
        progress(f"færdig på {time.monotonic() - began:.0f} sekunder")
    else:
        progress("databasen er tom")


def database_is_empty() -> bool:
    """No municipality has been created yet."""
    from django.apps import apps

    return not apps.get_model("access", "Municipality")._default_manager.exists()


def is_demo() -> bool:
    from django.apps import apps

    return apps.get_model("access", "Municipality")._default_manager.filter(is_demo=True).exists()


def migrate() -> None:
    from config.postgres.migrating import migrate_if_behind
    from config.postgres.roles import refuse_privileged_role

    refuse_privileged_role()
    migrate_if_behind(progress)


def tick_forever(stopping: threading.Event) -> None:
    """Runs what is due now and every minute until the server stops; one failure never ends it."""
    from django.core.management import call_command
    from django.db import connections

    from sikkerhedsnet.core import context

    while True:
        try:
            with context.asking(context.system()):
                call_command("tick", stdout=sys.stderr)
        except Exception as error:
            print(f"tick fejlede og prøves igen om et minut: {error}", file=sys.stderr, flush=True)
        finally:
            connections.close_all()
        if stopping.wait(TICK_SECONDS):
            return


def announce(port: int) -> None:
    say("")
    say(f"Sikkerhedsnet kører på http://127.0.0.1:{port}/")
    if is_demo():
        say(f"Log ind med et af disse brugernavne; adgangskoden er {PASSWORD} for dem alle:")
        for name, role in PERSONAS:
            say(f"    {name:<9} {role}")
    say("Stop med Ctrl-C.")


def behind_proxy() -> dict[str, Any]:
    """Whose word is taken for who asks and over what: the named proxy's, and nobody else's."""
    proxy = os.environ.get("SIKKERHEDSNET_PROXY", "").strip()
    if not proxy:
        return {}
    return {
        "trusted_proxy": proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def serve(port: int, lease: Lease | None, ready: Callable[[], None], with_tick: bool) -> None:
    """Serves until Stop; requests that are under way get a moment to finish."""
    from django.db import connections
    from waitress import create_server

    from config.wsgi import application

    connections.close_all()
    server: Any = create_server(
        application,
        host=os.environ.get("SIKKERHEDSNET_LISTEN") or "127.0.0.1",
        port=port,
        threads=THREADS,
        connection_limit=OPEN_CONNECTIONS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **behind_proxy(),
    )
    stopping = threading.Event()
    if with_tick and knows("tick"):
        threading.Thread(target=tick_forever, args=[stopping], name="tick", daemon=True).start()
    listener = threading.Thread(target=server.run, name="listener", daemon=True)
    listener.start()
    ready()
    try:
        while listener.is_alive():
            listener.join(1)
            if lease is not None:
                lease.keep()
    finally:
        stopping.set()
        server.task_dispatcher.shutdown(cancel_pending=True, timeout=STOP_SECONDS)


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    if options.data is not None:
        os.environ["SIKKERHEDSNET_DATA"] = str(options.data.expanduser().absolute())
    settings_module = os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if settings_module.endswith(".production"):
        options.only_serve = True  # a real installation migrates and ticks by itself, and never gets a demo
    if port_is_busy(options.port):
        print(advice(options.port), file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, ask_stop)
    signal.signal(signal.SIGINT, ask_stop)
    signal.signal(signal.SIGHUP, ask_stop)
    lease = None
    try:
        from config.postgres.startup import open_database

        if not options.only_serve:
            say("2/4 Database")
        lease = open_database(progress)
        import django

        django.setup()
        if not options.only_serve:
            migrate()
            prepare()
        whole = not options.only_serve
        serve(options.port, lease, lambda: announce(options.port) if whole else None, with_tick=whole)
        return 0
    except DatabaseUnavailable as error:
        print(str(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C does not cut the tidying short
        if not options.only_serve:
            say("\nStopper …")
        return 0
    finally:
        if lease is not None:
            from django.db import connections

            connections.close_all()
            lease.close()


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except SystemExit as ended:
        code = 0 if ended.code == HELP_SHOWN else int(ended.code or 0)
    sys.stdout.flush()
    os._exit(code)  # threads that still answer somebody do not keep us
