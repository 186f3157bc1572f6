"""A municipality that asks for a second step, and people who come to its door."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any
from uuid import uuid4

import pyotp
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.access import factors
from sikkerhedsnet.access.models import User
from sikkerhedsnet.core import clock
from tests.personas import NOW, Town

PASSWORD = "fire-ord-uden-forbindelse"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1"
LAPTOP = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0"


def require_second_step(town: Town, *names: str) -> None:
    """From now on the town's staff need one; those named have the password these checks use."""
    type(town.municipality).objects.update(second_factor_required=True)
    for name in names:
        user = town.user(name)
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])


def give_app(user: User, secret: str = SECRET, *, now: datetime = NOW) -> None:
    row = factors.add_authenticator(user, secret, code(secret, now), "Min telefon", key=uuid4(), now=now)
    assert row is not None
    row.last_step = None  # as if it was set up long ago
    row.save(update_fields=["last_step"])


def code(secret: str = SECRET, now: datetime | None = None) -> str:
    return pyotp.TOTP(secret).at(now or clock.now())


def password(client: Client, name: str, text: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("access:sign_in"), {"username": name, "password": text, **more})


def second(client: Client, text: str, **more: str) -> Any:
    return client.post(reverse("access:second_step"), {"code": text, **more})


def come_in(name: str, secret: str = SECRET, *, agent: str = LAPTOP) -> Client:
    """Somebody with an app, signed in all the way."""
    client = Client(headers={"user-agent": agent})
    assert password(client, name)["Location"] == reverse("access:second_step")
    assert second(client, code(secret))["Location"] == reverse("worklists:desk")
    return client


def is_in(client: Client) -> bool:
    return bool(client.get(reverse("worklists:desk")).status_code == 200)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def key_in(answer: Any) -> str:
    """The one-time key of the form on a page."""
    return re.search(r'name="key" value="([^"]+)"', answer.content.decode()).group(1)  # type: ignore[union-attr]


def secret_in(answer: Any) -> str:
    """The secret that the page about a new app tells in letters."""
    found = re.search(r'class="sn-secret">([A-Z2-7 ]+)<', answer.content.decode())
    assert found
    return found.group(1).replace(" ", "")
