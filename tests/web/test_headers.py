"""What every kind of answer tells the browser, whoever asks and however it went."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.exchange.models import ImportRun
from tests.exchange.files import ALMA, CHILDREN, text
from tests.personas import Town

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def assert_guarded(answer: Any) -> None:
    for name, wanted in ALWAYS.items():
        assert answer[name] == wanted, name
    policy = dict(part.split(" ", 1) for part in answer["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"] and "*" not in answer["Content-Security-Policy"]
    limits = answer["Permissions-Policy"].split(", ")
    assert {"camera=()", "microphone=()", "geolocation=()", "publickey-credentials-get=(self)"} <= set(limits)


@pytest.mark.parametrize(
    ("persona", "address", "status"),
    [
        ("mette", "/", 200),
        ("mette", "/boern/", 200),
        ("mette", "/min-konto/", 200),
        ("mette", "/findes-ikke/", 404),
        ("mette", "/boern/999999/", 404),
        ("mette", "/import/", 403),
        ("mette", "/boern", 301),
        ("admin", "/medarbejdere/", 200),
        (None, "/", 302),
        (None, "/log-ind/", 200),
        (None, "/velkommen/ukendt/", 404),
        (None, "/findes-ikke/", 404),
    ],
)
def test_pages(town: Town, persona: str | None, address: str, status: int) -> None:
    client = town.client(persona) if persona else Client()
    answer = client.get(address)
    assert answer.status_code == status
    assert_guarded(answer)
    assert_guarded(client.head(address))


def test_forms_that_fail(town: Town) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert_guarded(strict.post("/log-ind/", {"username": "x"}))
    answer = Client().post("/log-ind/", {"username": "mette", "password": "forkert"})
    assert answer.status_code == 400
    assert_guarded(answer)
    answer = town.client("mette").post("/boern/")
    assert answer.status_code == 405
    assert_guarded(answer)


def test_downloads(town: Town) -> None:
    client = town.client("admin")
    bad = text(CHILDREN, {**ALMA, "foedselsdato": "31-02-2021"}).encode()
    client.post(reverse("exchange:import"), {"key": str(uuid4()), "boern": SimpleUploadedFile("x.csv", bad)})
    answer = client.get(reverse("exchange:rejected", args=[ImportRun.objects.get().pk]))
    assert_guarded(answer)
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    pdf = town.client("mette").get(reverse("childfile:looks_pdf", args=[town.children[0].pk]))
    assert pdf.status_code == 200
    assert_guarded(pdf)
    assert pdf["Content-Disposition"].startswith("attachment; filename=")


def test_a_page_that_breaks(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("sikkerhedsnet.access.queries.codes_left", broken)
    client = town.client("mette")
    client.raise_request_exception = False
    answer = client.get("/min-konto/")
    assert answer.status_code == 500
    assert_guarded(answer)
    assert "ZeroDivision" not in answer.content.decode()


def test_signing_out_empties_what_the_browser_kept(town: Town) -> None:
    client = town.client("mette")
    before = client.cookies["sikkerhedsnet_session"].value
    answer = client.post(reverse("access:sign_out"))
    assert_guarded(answer)
    assert {'"cache"', '"storage"'} <= set(answer["Clear-Site-Data"].split(", "))
    assert answer.cookies["sikkerhedsnet_session"].value != before
