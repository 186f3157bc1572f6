"""A real server over a demo database of its own, and a real browser in front of it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connections

from config.translations import compile_catalogues
from sikkerhedsnet.core import clock
from tests.personas import NOW
from tests.support.database import connected_to, drop_database, make_database

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "demo-sikkerhedsnet"
SERVED_FROM = NOW.isoformat()  # an ordinary Monday morning, on whatever day and at whatever hour this runs


@dataclass(frozen=True)
class Served:
    """A running site: its address, and the name of the database behind it."""

    url: str
    database: str


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def url_of(database: str) -> str:
    """A DATABASE_URL for the application's role."""
    app = settings.DATABASES["default"]
    who = settings.DATABASE_APP_ROLE + (f":{quote(app['PASSWORD'], safe='')}" if app["PASSWORD"] else "")
    return f"postgresql://{who}@/{database}?host={quote(app['HOST'], safe='')}&port={app['PORT']}"


@pytest.fixture(scope="session")
def served(demo_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site on a free port of 127.0.0.1, with the demo municipality in it; shared by the whole run."""
    with demo_site("served", demo_database, django_db_blocker, tmp_path_factory) as site:
        yield site


@contextmanager
def demo_site(
    name: str, demo_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A site of its own with the demo municipality in it, for as long as the block lasts."""
    database = f"{connections['default'].settings_dict['NAME']}_{name}"
    log = tmp_path_factory.mktemp(name) / "server.log"
    compile_catalogues()
    with django_db_blocker.unblock():
        try:
            make_database(database, demo_database)
            environment = {**os.environ, **surroundings(database), clock.ENVIRONMENT_VARIABLE: SERVED_FROM}
            with serving(environment, log) as port:
                yield Served(f"http://127.0.0.1:{port}", database)
        finally:
            drop_database(database)


def surroundings(database: str) -> dict[str, str]:
    """What a served site is told, besides what every process here is."""
    return {
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": url_of(database),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
    }


@contextmanager
def serving(environment: Mapping[str, str], log: Path) -> Iterator[int]:
    """The site as it is served, on a free port of 127.0.0.1 for as long as the block lasts."""
    port = free_port()
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "config.serve", "--only-serve", "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}/", server, log)
        yield port
    finally:
        server.terminate()
        server.wait(10)


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not answer:\n{log.read_text()}")


@pytest.fixture
def served_db(served: Served, django_db_blocker: Any) -> Iterator[None]:
    """Lets the check itself read the database behind the served site."""
    with django_db_blocker.unblock(), connected_to(served.database):
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One Chromium for the whole run."""
    if not Path(CHROMIUM).exists() and shutil.which("chromium") is None:
        pytest.fail("Chromium mangler. Kør ./test, som installerer den, eller: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django would refuse its database there; nothing here is async.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"],
        )
        try:
            yield chromium
        finally:
            chromium.close()


@pytest.fixture
def page(browser: Any, served: Served) -> Iterator[Any]:
    """A fresh tab with no cookies, in Danish, where an address like `/` means the served site."""
    context = browser.new_context(base_url=served.url, locale="da-DK", timezone_id="Europe/Copenhagen")
    context.set_default_timeout(10_000)
    try:
        yield context.new_page()
    finally:
        context.close()
