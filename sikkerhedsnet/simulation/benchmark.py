"""What a page costs beside its floor, measured in one run through one server.

The floor of a page: the same SQL statements sent straight through psycopg, plus a static page of the same size through
the same server. Only the ratio says something; the seconds depend on the machine.
"""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from waitress.server import create_server

FLOOR = "/__floor/"
WARM = 3
LOG = re.compile(r'\s*INSERT INTO "audit_', re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """One ratio: median seconds of ours over median seconds of the reference, of the same run."""

    name: str
    ours: float
    reference: float

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ours": round(self.ours, 6),
            "reference": round(self.reference, 6),
            "ratio": round(self.ours / self.reference, 2),
        }


@dataclass(frozen=True)
class Job:
    """One thing to measure: who opens which page, and what is sent when it is a save."""

    name: str
    username: str
    path: str
    sent: dict[str, str] | None = None


class Visitor:
    """A signed-in browser without a screen: one kept connection and its cookies."""

    def __init__(self, port: int) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> bytes:
        headers = {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if fields is not None:
            body = urlencode({**fields, "csrfmiddlewaretoken": self.cookies.get("sikkerhedsnet_csrf", "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.http.request(method, path, body, headers)
        answer = self.http.getresponse()
        text = answer.read()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies.update({key: morsel.value for key, morsel in SimpleCookie(line).items()})
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path} answered {answer.status}")
        return text

    def sign_in(self, username: str, password: str) -> None:
        self.ask("GET", "/log-ind/")
        self.ask("POST", "/log-ind/", {"username": username, "password": password})


@contextmanager
def served() -> Iterator[int]:
    """The site and the floor's static pages on one server in this process; gives its port."""
    django = get_wsgi_application()

    def application(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        if path.startswith(FLOOR):
            size = int(path[len(FLOOR) :])
            start("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(size))])
            return [b"x" * size]
        return django(environ, start)

    server = create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.effective_port
    finally:
        server.close()
        thread.join(5)


def measure(job: Job, port: int, password: str, rounds: int) -> list[Figure]:
    """The page beside its floor, and beside itself without row-level security and without the log.

    The reference's statements are rolled back, so only ours leave a trace.
    """
    visitor = Visitor(port)
    visitor.sign_in(job.username, password)
    page = visitor.ask("GET", job.path)
    statements = statements_of(job)
    call = (lambda: visitor.ask("POST", job.path, job.sent)) if job.sent else (lambda: visitor.ask("GET", job.path))
    answer = call()
    size = len(answer) or len(page)
    stranger = Visitor(port)
    unlogged = [statement for statement in statements if not LOG.match(statement)]
    with ExitStack() as stack:
        bound = stack.enter_context(psycopg.connect(**connection.get_connection_params()))
        turns: dict[str, Callable[[], object]] = {
            "page": call,
            "sql": lambda: _replay(bound, statements),
            "static": lambda: stranger.ask("GET", f"{FLOOR}{size}"),
            "unlogged": lambda: _replay(bound, unlogged),
        }
        if settings.DATABASE_UNBOUND:
            unbound = stack.enter_context(psycopg.connect(**_parameters(settings.DATABASE_UNBOUND)))
            turns["unbound"] = lambda: _replay(unbound, statements)
        took = _medians(turns, rounds)
    without_log = took["page"] - took["sql"] + took["unlogged"]
    figures = [
        Figure(job.name, took["page"], took["sql"] + took["static"]),
        Figure(f"{job.name}: the log", took["page"], without_log),
    ]
    if "unbound" in took:
        without_security = took["page"] - took["sql"] + took["unbound"]
        figures.append(Figure(f"{job.name}: row-level security", took["page"], without_security))
    return figures


def _medians(turns: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Median seconds of each; turn about, so that a noisy moment falls on all of them."""
    times: dict[str, list[float]] = {name: [] for name in turns}
    for turn in range(rounds + WARM):
        for name, call in turns.items():
            seconds = _timed(call)
            if turn >= WARM:
                times[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in times.items()}


def _replay(raw: psycopg.Connection[Any], statements: list[str]) -> None:
    with raw.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.encode())
            if cursor.description is not None:
                cursor.fetchall()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit would do: the log's links are forged
    raw.rollback()


def _parameters(database: dict[str, Any]) -> dict[str, Any]:
    """As psycopg takes them, in the database that is measured."""
    name = connection.settings_dict["NAME"]
    return {"host": database["HOST"], "port": database["PORT"], "user": database["USER"], "dbname": name}


def statements_of(job: Job) -> list[str]:
    """The SQL the page sends, as psycopg could send it itself; the page's own transaction is rolled back."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(
        get_user_model()._default_manager.get(username=job.username),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    with transaction.atomic():
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(job.path, job.sent) if job.sent else client.get(job.path)
        transaction.set_rollback(True)
    if answer.status_code >= 400:
        raise RuntimeError(f"{job.path} answered {answer.status_code}")
    return [
        row["sql"]
        for row in captured.captured_queries
        if re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\b", row["sql"], re.IGNORECASE)
    ]


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
