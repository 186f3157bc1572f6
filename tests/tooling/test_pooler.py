"""Through a pooler that lends one connection to everybody, a transaction at a time, each still meets her own children."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import psycopg
import pytest
from django.conf import settings
from django.db import connections, transaction
from django.test import Client

from config.postgres.keeper import die_with_parent
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child
from tests.personas import NOW, TODAY
from tests.support.browser import SERVED_FROM, Served, free_port, serving, surroundings
from tests.support.database import connected_to, drop_database, make_database
from tests.support.debian_server import identity

pytestmark = [pytest.mark.slow, pytest.mark.real_server]

PEOPLE = ("mette", "jonas", "hanne", "dorte", "anders", "nabo")
PROGRAM = "/usr/sbin/pgbouncer"
PAGE = re.compile(r"/boern/(\d+)/")


@contextmanager
def pooler(database: str, home: Path) -> Iterator[int]:
    """PgBouncer in transaction mode with a single connection to the server; gives its port."""
    if not Path(PROGRAM).exists():
        pytest.fail("PgBouncer mangler. Kør ./test, som installerer den, eller: apt-get install pgbouncer")
    app, port = settings.DATABASES["default"], free_port()
    target = f"host={app['HOST']} port={app['PORT']} user={settings.DATABASE_APP_ROLE} password={app['PASSWORD']}"
    (home / "pooler.ini").write_text(
        f"[databases]\n{database} = {target}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
        "auth_type = any\npool_mode = transaction\ndefault_pool_size = 1\nunix_socket_dir =\n"
    )
    for path in (home, home / "pooler.ini"):
        if who := identity():
            os.chown(path, who["user"], who["group"])
    log = (home / "pooler.log").open("wb")
    with (
        log,
        subprocess.Popen(
            [PROGRAM, str(home / "pooler.ini")],
            stdout=log,
            stderr=log,
            cwd="/",
            preexec_fn=die_with_parent(signal.SIGINT),
            **identity(),
        ) as process,
    ):
        try:
            for _ in range(100):
                try:
                    psycopg.connect(host="127.0.0.1", port=port, dbname=database, user="anybody").close()
                    break
                except psycopg.OperationalError:
                    time.sleep(0.1)
            else:
                raise AssertionError((home / "pooler.log").read_text())
            yield port
        finally:
            process.terminate()


@pytest.fixture
def pooled(demo_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site behind the pooler, with the demo municipality in it."""
    home = Path("/tmp") / tmp_path_factory.mktemp("pooler").name
    database = f"{connections['default'].settings_dict['NAME']}_pooled"
    home.mkdir(exist_ok=True)
    with django_db_blocker.unblock():
        try:
            make_database(database, demo_database)
            with pooler(database, home) as port:
                environment = {
                    **os.environ,
                    **surroundings(database),
                    "DATABASE_URL": f"postgresql://{settings.DATABASE_APP_ROLE}@127.0.0.1:{port}/{database}",
                    clock.ENVIRONMENT_VARIABLE: SERVED_FROM,
                }
                with serving(environment, home / "site.log") as site:
                    yield Served(f"http://127.0.0.1:{site}", database)
        finally:
            drop_database(database)


def test_each_meets_her_own_children_on_a_connection_lent_to_everybody(pooled: Served) -> None:
    cookies, hers = {}, {}
    with connected_to(pooled.database), clock.fixed(NOW), context.asking(context.system()):
        for name in PEOPLE:
            user = User.objects.select_related("municipality").get(username=name)
            client = Client()
            with transaction.atomic():
                client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
            actor = actor_for(user, TODAY)
            hers[name] = set(Child.objects.visible_to(actor).values_list("pk", flat=True))
    assert len({frozenset(children) for children in hers.values()}) >= 4, "people with different children"

    def look(name: str) -> tuple[str, int, set[int]]:
        asked = Request(f"{pooled.url}/boern/", headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookies[name]}"})
        with urlopen(asked, timeout=60) as answer:
            return name, answer.status, {int(pk) for pk in PAGE.findall(answer.read().decode())}

    with ThreadPoolExecutor(6) as at_once:
        for name, status, children in at_once.map(look, PEOPLE * 8):
            assert status == 200
            assert children <= hers[name] and bool(children) == bool(hers[name]), name
