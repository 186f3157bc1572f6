"""A real installation: what it must be told, what Django's own check says of it, and what a browser gets from it."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connections

from tests.support.browser import ROOT, serving, url_of
from tests.support.database import drop_database, make_database, migrated

pytestmark = [pytest.mark.slow]

KEY = secrets.token_urlsafe(64)
GIVEN = {
    "SIKKERHEDSNET_SECRET_KEY": KEY,
    "SIKKERHEDSNET_HOSTS": "sikkerhedsnet.kommunen.example",
    "DATABASE_URL": "postgresql://app:x@/nowhere",
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "PYTHONPATH": str(ROOT),
}


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = ("SIKKERHEDSNET_", "DATABASE_", "DJANGO_")
    kept = {name: text for name, text in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=120
    )


@pytest.mark.once
def test_django_finds_nothing_to_say_of_it() -> None:
    done = run("-m", "django", "check", "--deploy", "--fail-level", "WARNING", **GIVEN)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


@pytest.mark.once
@pytest.mark.parametrize("missing", ["SIKKERHEDSNET_SECRET_KEY", "SIKKERHEDSNET_HOSTS", "DATABASE_URL"])
def test_it_does_not_start_without_what_it_must_be_told(missing: str, tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(KEY)
    for empty in ({}, {missing: " "}):
        given = {name: text for name, text in GIVEN.items() if name != missing} | empty
        done = run("-m", "django", "check", **given, SIKKERHEDSNET_DATA=str(tmp_path))
        assert done.returncode != 0
        assert f"{missing} mangler i miljøet" in done.stderr and f"{missing} is missing" in done.stderr
        assert KEY not in done.stdout + done.stderr


@pytest.mark.once
@pytest.mark.parametrize("key", ["kort", "a" * 60, "django-insecure-"])
def test_a_key_that_keeps_nothing_is_refused_and_not_repeated(key: str) -> None:
    done = run("-m", "django", "check", **{**GIVEN, "SIKKERHEDSNET_SECRET_KEY": key})
    assert done.returncode != 0
    assert "tilfældige tegn" in done.stderr
    assert f"'{key}'" not in done.stderr


@pytest.mark.once
def test_earlier_keys_come_from_the_environment_too() -> None:
    told = "from django.conf import settings; print(settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY[:4])"
    done = run("-c", told, **GIVEN, SIKKERHEDSNET_SECRET_KEY_FALLBACKS="first-key, second-key")
    assert done.stdout.split() == ["['first-key',", "'second-key']", KEY[:4]], done.stderr


@pytest.fixture(scope="module")
def behind_a_proxy(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The real settings on the real server; these checks speak as the proxy in front of it does."""
    with django_db_blocker.unblock():
        database = f"{connections['default'].settings_dict['NAME']}_production"
        log = tmp_path_factory.mktemp("production") / "server.log"
        make_database(database, migrated())
        kept = {n: t for n, t in os.environ.items() if not n.startswith("SIKKERHEDSNET_")}
        environment = {
            **kept,
            **GIVEN,
            "SIKKERHEDSNET_SECRET_KEY": settings.SECRET_KEY,
            "DATABASE_URL": url_of(database),
            "SIKKERHEDSNET_PROXY": "127.0.0.1",
        }
        collected = run("-m", "django", "collectstatic", "--noinput", "-v", "0", **environment)
        assert collected.returncode == 0, collected.stderr
        try:
            with serving(environment, log) as port:
                yield f"http://127.0.0.1:{port}"
        finally:
            drop_database(database)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Any
    body: bytes


def ask(address: str, **headers: str) -> Answer:
    """One request as it is, following nothing."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=20)
    try:
        connection.request("GET", parts.path, headers={"Host": GIVEN["SIKKERHEDSNET_HOSTS"], **headers})
        found = connection.getresponse()
        return Answer(found.status, found.headers, found.read())
    finally:
        connection.close()


OVER_HTTPS = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}


def test_plain_http_is_led_to_https(behind_a_proxy: str) -> None:
    answer = ask(f"{behind_a_proxy}/log-ind/", **{"X-Forwarded-Proto": "http"})
    assert (answer.status, answer.headers["Location"]) == (301, "https://sikkerhedsnet.kommunen.example/log-ind/")


@pytest.mark.parametrize(
    ("path", "status"), [("/log-ind/", 200), ("/findes-ikke/", 404), ("/", 302), ("/static/x", 404)]
)
def test_every_kind_of_answer_carries_the_headers(behind_a_proxy: str, path: str, status: int) -> None:
    answer = ask(behind_a_proxy + path, **OVER_HTTPS)
    assert answer.status == status
    told = answer.headers
    assert told["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert told["X-Content-Type-Options"] == "nosniff"
    assert told["Referrer-Policy"] == "same-origin"
    assert told["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in told["Permissions-Policy"]
    assert "unsafe" not in told["Content-Security-Policy"]
    assert told.get("Server") is None


def test_its_cookies_belong_to_this_host_over_https_alone(behind_a_proxy: str) -> None:
    cookies = ask(f"{behind_a_proxy}/log-ind/", **OVER_HTTPS).headers.get_all("Set-Cookie")
    assert cookies
    for cookie in cookies:
        assert cookie.startswith("__Host-")
        assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))


def test_another_host_name_is_refused_without_a_word_about_it(behind_a_proxy: str) -> None:
    answer = ask(f"{behind_a_proxy}/log-ind/", **{**OVER_HTTPS, "Host": "evil.example"})
    assert answer.status == 400
    assert b"evil.example" not in answer.body


def test_its_style_sheet_is_there_under_a_name_that_changes_with_it(behind_a_proxy: str) -> None:
    page = ask(f"{behind_a_proxy}/log-ind/", **OVER_HTTPS).body.decode()
    address = page.split('href="/static/web/sikkerhedsnet.')[1].split('"')[0]
    answer = ask(f"{behind_a_proxy}/static/web/sikkerhedsnet.{address}", **OVER_HTTPS)
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_who_asks_is_told_by_the_proxy_and_by_nobody_before_it(behind_a_proxy: str) -> None:
    def guess(asker: str) -> int:
        return ask(
            f"{behind_a_proxy}/velkommen/{secrets.token_urlsafe(8)}/", **{**OVER_HTTPS, "X-Forwarded-For": asker}
        ).status

    answers = {guess(f"10.9.{number}.1, 203.0.113.9") for number in range(61)}  # what the browser made up comes first
    assert answers == {404, 429}
    assert guess("203.0.113.9") == 429
    assert guess("203.0.113.10") == 404
