"""Files are judged by what is in them and how large they are; their names are neither trusted nor kept."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sikkerhedsnet.exchange import forms, reading
from sikkerhedsnet.exchange.models import ImportRun, UploadedFile
from tests.exchange.files import ALMA, CHILDREN, text
from tests.personas import Town

GOOD = text(CHILDREN, ALMA).encode()


def send(client: Client, content: bytes, name: str = "boern.csv", kind: str = "text/csv") -> Any:
    file = SimpleUploadedFile("x", content, content_type=kind)
    file._name = name  # as it comes, before anything has looked at it
    return client.post(reverse("exchange:import"), {"key": str(uuid4()), "boern": file})


def zipped(content: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("boern.csv", content)
    return held.getvalue()


@pytest.mark.parametrize(
    "name",
    [
        "børn æøå ÆØÅ.csv", "../../../etc/passwd", "..\\..\\boern.csv", "/etc/cron.d/x", "boern.html", "boern.svg",
        "boern.csv.exe", "con.csv", "x" * 300 + ".csv", '"><script>alert(1)</script>.csv', "boern\r\nX: y.csv",
        "boern\u202evsc.exe", "📄.csv",
    ],
)  # fmt: skip
def test_any_name_is_as_good_as_another_and_is_kept_nowhere(town: Town, name: str, tmp_path: Path) -> None:
    client = town.client("admin")
    answer = send(client, GOOD, name)
    run = ImportRun.objects.get()
    assert answer.url == reverse("exchange:run", args=[run.pk])
    kept = " ".join(str(row) for model in (ImportRun, UploadedFile) for row in model.objects.values())
    shown = client.get(answer.url).content.decode()
    for part in ("passwd", "cron.d", "script>alert", "ÆØÅ", "exe", "📄", "x" * 100):
        assert part not in kept and part not in shown


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"   \r\n\r\n",
        b"<!doctype html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"%PDF-1.7\n<html><script>alert(1)</script></html>",
        b"GIF89a/*<script>alert(1)</script>*/=1;",
        b"\x89PNG\r\n\x1a\n" + GOOD,
        b"\xff\xd8\xff\xe1Exif" + GOOD,
        b"\x7fELF" + GOOD,
        zipped(GOOD),
        zipped(b"0" * 10_000_000),
        gzip.compress(GOOD),
        b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR",
        b"\x00" * 1000,
        GOOD[:40] + b"\x00" + GOOD[40:],
        bytes(range(256)) * 50,
    ],
    ids=lambda content: repr(content[:4]),  # what a packed file says of its time is not the same in two workers
)
def test_what_is_no_table_is_refused_with_a_sentence_whatever_it_calls_itself(town: Town, content: bytes) -> None:
    for kind in ("text/csv", "application/octet-stream", "text/html"):
        answer = send(town.client("admin"), content, kind=kind)
        assert answer.status_code == 422
        assert "form-error" in answer.content.decode()
        assert "<script>alert" not in answer.content.decode() and "<svg xmlns" not in answer.content.decode()
    assert not ImportRun.objects.exists() and not UploadedFile.objects.exists()


def test_markup_in_a_good_file_is_shown_as_text(town: Town) -> None:
    client = town.client("admin")
    answer = send(client, text(CHILDREN, {**ALMA, "foedselsdato": "<script>alert(1)</script>"}).encode())
    page = client.get(answer.url)
    assert "<script>alert" not in page.content.decode()
    download = client.get(reverse("exchange:rejected", args=[ImportRun.objects.get().pk]))
    assert download["Content-Type"].startswith("text/csv")
    assert download["X-Content-Type-Options"] == "nosniff"
    assert download["Content-Disposition"] == f'attachment; filename="afviste-{ImportRun.objects.get().pk}.csv"'


def test_one_byte_too_many_is_refused_before_it_is_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST", len(GOOD))
    assert send(town.client("admin"), GOOD).status_code == 302
    monkeypatch.setattr(forms, "read_table", lambda *told: pytest.fail("it was read"))
    answer = send(town.client("admin"), GOOD + b"\n")
    assert answer.status_code == 422 and f"{reading.LARGEST_MB} MB" in answer.content.decode()


def test_more_files_or_fields_than_the_form_has_change_nothing(town: Town) -> None:
    client = town.client("admin")
    files = {f"file{n}": SimpleUploadedFile(f"{n}.csv", GOOD) for n in range(settings.DATA_UPLOAD_MAX_NUMBER_FILES + 1)}
    answer = client.post(reverse("exchange:import"), {"key": str(uuid4()), **files})
    assert answer.status_code in (400, 413)
    assert not ImportRun.objects.exists()


def test_nobody_but_the_administrator_can_send_a_file(town: Town) -> None:
    for persona in ("mette", "bo", "amira"):
        assert send(town.client(persona), GOOD).status_code == 403
    assert not UploadedFile.objects.exists()
