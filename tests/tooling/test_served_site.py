"""The site as a browser meets it."""

from __future__ import annotations

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.db import connection

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_browser_opens_the_served_site_under_a_strict_policy(page):
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    answer = page.goto("/static/vendor/dkfds/css/dkfds.min.css")
    assert answer.status == 200
    policy = page.goto("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert not [text for text in complaints if "Content Security Policy" in text]


def test_a_check_reads_the_database_behind_the_served_site(served_db, served):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), current_user")
        assert cursor.fetchone() == (served.database, "sikkerhedsnet_app")


def test_whoever_comes_while_many_browsers_hold_connections_open_is_answered(served):
    at = urlsplit(served.url)
    with ExitStack() as browsers:
        for _number in range(300):
            browsers.enter_context(socket.create_connection((at.hostname, at.port), timeout=10))
        with urlopen(f"{served.url}/log-ind/", timeout=10) as answer:
            assert answer.status == 200
