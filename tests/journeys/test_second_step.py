"""A municipality that is no demo, as its people meet it: a link on paper, a passkey, a code without scripts."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pyotp
import pytest
from django.db import connections

from config.translations import compile_catalogues
from sikkerhedsnet.access.models import Municipality, User
from tests.journeys.visits import LAPTOP, PATIENCE, PHONE, Visitor
from tests.personas import build_town
from tests.support.browser import Served, serving, surroundings
from tests.support.database import connected_to, drop_database, make_database, migrated

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSWORD = "fire-ord-uden-forbindelse"
CHOSEN = "syv-grønne-heste-løber"


@pytest.fixture(scope="module")
def guarded(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """The small town, requiring a second step, on a free port; passkeys want a name, so it is `localhost`."""
    name = connections["default"].settings_dict["NAME"]
    database, log = f"{name}_guarded", tmp_path_factory.mktemp("guarded") / "server.log"
    compile_catalogues()
    with django_db_blocker.unblock():
        make_database(database, migrated())
        with connected_to(database):
            town = build_town()
            Municipality.objects.update(second_factor_required=True)
            for key in ("admin", "maja", "mette"):
                town.user(key).set_password(PASSWORD)
                town.user(key).save()
            User.objects.filter(username="mette").update(password="!")
        try:
            with serving({**os.environ, **surroundings(database)}, log) as port:
                yield Served(f"http://localhost:{port}", database)
        finally:
            drop_database(database)


@contextmanager
def tab(browser: Any, served: Served, *, scripts: bool = True, viewport: dict[str, int] = LAPTOP) -> Iterator[Visitor]:
    context = browser.new_context(base_url=served.url, locale="da-DK", viewport=viewport, java_script_enabled=scripts)
    context.set_default_timeout(PATIENCE)
    try:
        yield Visitor(context.new_page(), "")
    finally:
        context.close()


def virtual_key(page: Any) -> Any:
    """A passkey in the browser that says yes to everything, as a person with a finger does."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    kind = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
    return session


def gives_password(at: Visitor, name: str, password: str = PASSWORD) -> None:
    at.opens("/log-ind/").writes("Brugernavn", name).writes("Adgangskode", password).presses("Log ind")


def sets_up_app(at: Visitor) -> str:
    """Reads the key from the page as who cannot scan does, and writes the code of an app; answers the key."""
    at.follows("Brug en kode-app")
    shown = at.page.locator(".sn-secret").text_content()
    secret = re.sub(r"\s", "", shown)
    at.writes("Kode fra appen", pyotp.TOTP(secret).now()).presses("Tilføj kode-appen")
    return secret


def test_an_administrator_with_an_app_invites_a_colleague_who_makes_a_passkey(browser: Any, guarded: Served) -> None:
    with tab(browser, guarded) as admin:
        gives_password(admin, "admin")
        admin.reads("Sæt et andet trin op").meets_no_barrier("choosing a second step")
        admin.follows("Brug en kode-app").meets_no_barrier("a new app")
        admin.opens("/log-ind/andet-trin/")
        sets_up_app(admin)
        admin.reads("Dine gendannelseskoder").meets_no_barrier("recovery codes")
        admin.presses("Jeg har gemt koderne").reads("Alma Drift")
        admin.chooses_in_menu("Medarbejdere").reads("Mette Lund").meets_no_barrier("colleagues")
        admin.opens("/medarbejdere/?q=mette").follows("Inviter").meets_no_barrier("inviting")
        admin.presses("Lav linket").reads("Til Mette Lund").meets_no_barrier("the link")
        link = admin.page.locator("#link").input_value()

    with tab(browser, guarded, viewport=PHONE) as mette:
        virtual_key(mette.page)
        mette.opens(urlsplit(link).path).reads("Velkommen, Mette Lund").meets_no_barrier("choosing a password")
        mette.writes("Ny adgangskode", CHOSEN).writes("Adgangskoden igen", CHOSEN).presses("Vælg adgangskoden")
        mette.follows("Brug en adgangsnøgle").meets_no_barrier("a new passkey")
        mette.presses("Tilføj adgangsnøglen").reads("Dine gendannelseskoder")
        code = mette.page.locator(".sn-codes code").first.text_content()
        mette.presses("Jeg har gemt koderne").opens("/min-konto/").reads("Denne maskine", "det er her")
        mette.meets_no_barrier("my account")
        mette.page.context.clear_cookies()
        gives_password(mette, "mette", CHOSEN)
        mette.reads("Vis, at det er dig").meets_no_barrier("the second step")
        mette.presses("Brug min adgangsnøgle").opens("/boern/").reads("Freja Bæk")
        mette.page.context.clear_cookies()
        gives_password(mette, "mette", CHOSEN)
        mette.writes("Kode", code).presses("Log ind").opens("/min-konto/").reads("9 gendannelseskoder")

    with tab(browser, guarded) as other:
        virtual_key(other.page)  # another machine, without her passkey
        gives_password(other, "mette", CHOSEN)
        other.page.get_by_role("button", name="Brug min adgangsnøgle").click()
        other.reads("Det lykkedes ikke").opens("/boern/").reads("Log ind")
        other.complaints.assert_none("another machine")


def test_everything_but_passkeys_works_without_scripts(browser: Any, guarded: Served) -> None:
    with tab(browser, guarded, scripts=False, viewport=PHONE) as maja:
        gives_password(maja, "maja")
        maja.follows("Brug en adgangsnøgle").reads("Den her browser kan ikke lave adgangsnøgler")
        maja.follows("Fortryd")
        sets_up_app(maja)
        maja.presses("Jeg har gemt koderne").opens("/min-konto/").reads("Min telefon").fits("my account")
        maja.follows("Skift adgangskode").writes("Din adgangskode", PASSWORD)
        maja.writes("Ny adgangskode", CHOSEN).writes("Adgangskoden igen", CHOSEN).presses("Skift adgangskoden")
        maja.reads("Din adgangskode er ændret")
        maja.follows("Lav nye koder").writes("Din adgangskode", CHOSEN).presses("Lav ti nye koder")
        maja.reads("Dine gendannelseskoder").presses("Jeg har gemt koderne")
