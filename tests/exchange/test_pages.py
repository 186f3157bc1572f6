"""The administrator's pages: choose, look through, take in, see what was left out."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange import actions
from sikkerhedsnet.exchange.models import ImportRun, RunState, UploadedFile
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.spreadsheet import harmless
from tests.exchange.files import ALMA, BODIL, CHILDREN, KAJ, STAFF, text
from tests.personas import NOW

pytestmark = pytest.mark.django_db
START = "exchange:import"


def send(client, key=None, complete=False, **files: bytes):
    data = {name: SimpleUploadedFile(f"{name}.csv", content) for name, content in files.items()}
    return client.post(reverse(START), {"key": str(key or uuid4()), **({"complete": "on"} if complete else {}), **data})


def children(*rows) -> bytes:
    return text(CHILDREN, *rows).encode()


BAD = {**KAJ, "foedselsdato": "31-02-2021"}


def test_preview_changes_nothing_and_confirm_takes_exactly_the_previewed_files(town):
    client = town.client("admin")
    before = Child.objects.count()
    answer = send(client, boern=children(ALMA, BAD), personale=text(STAFF, BODIL).encode())
    run = ImportRun.objects.get()
    assert answer.url == reverse("exchange:run", args=[run.pk])
    page = client.get(answer.url).content.decode()
    assert "Intet er ændret endnu" in page and "31-02-2021" in page and "Datoen findes ikke" in page
    assert "Bodil Juhl" in page and "Aya" not in page and "Kaj" not in page
    assert Child.objects.count() == before
    answer = client.post(reverse("exchange:confirm", args=[run.pk]))
    page = client.get(answer.url).content.decode()
    assert "Det er taget ind" in page and "31-02-2021" in page and "Aya" not in page
    assert Child.objects.filter(cpr_number=ALMA["cpr"]).get().changed_by_name == "Alma Drift"
    assert not UploadedFile.objects.exists()
    assert ChangeLine.objects.filter(action="register.taken", actor_id=town.user("admin").pk).count() == 2
    assert ReadLine.objects.filter(action="register.read", object_id=run.pk).count() == 2


def test_sending_twice_makes_one_import_and_answering_twice_takes_it_once(town):
    client, key = town.client("admin"), uuid4()
    for _ in range(2):
        answer = send(client, key, boern=children(ALMA))
        assert answer.status_code == 302
    [run] = ImportRun.objects.all()
    for _ in range(2):
        assert client.post(reverse("exchange:confirm", args=[run.pk])).status_code == 302
    assert ChangeLine.objects.filter(action="child.registered").count() == 1


def test_cancel_deletes_the_files_and_a_late_confirm_is_told_so(town):
    client = town.client("admin")
    send(client, boern=children(ALMA, BAD))
    run = ImportRun.objects.get()
    client.post(reverse("exchange:cancel", args=[run.pk]))
    assert not UploadedFile.objects.exists()
    assert "31-02-2021" not in str(ImportRun.objects.get().report)
    assert client.post(reverse("exchange:confirm", args=[run.pk])).status_code == 409
    assert not Child.objects.filter(cpr_number=ALMA["cpr"]).exists()


def test_files_nobody_answered_are_gone_after_a_day_and_rows_after_a_month(town):
    client = town.client("admin")
    send(client, boern=children(ALMA))
    send(client, boern=children(BAD))
    first, second = ImportRun.objects.order_by("pk")
    client.post(reverse("exchange:confirm", args=[second.pk]))
    assert actions.forget(NOW + timedelta(hours=23)) == 0
    assert actions.forget(NOW + timedelta(hours=25)) == 1
    first.refresh_from_db()
    assert first.state == RunState.FORGOTTEN and not UploadedFile.objects.exists()
    assert actions.forget(NOW + timedelta(days=31)) >= 1
    second.refresh_from_db()
    assert second.report["boern.csv"]["rejected"] == [] and second.report["boern.csv"]["rejected_rows"] == 1
    assert actions.forget(NOW + timedelta(days=31)) == 0
    page = client.get(reverse("exchange:run", args=[second.pk])).content.decode()
    assert "De enkelte rækker er slettet igen" in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04", "regneark"),
        (bytes(range(256)), "ikke en tekstfil"),
        (b"navn;alder\r\nAlma;5\r\n", "ikke kolonnernes navne"),
        (text(STAFF, BODIL).encode(), "ligner personale.csv"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_at_its_field(town, content, words):
    answer = send(town.client("admin"), boern=content)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert words in page and "Der er fejl i skemaet" in page
    assert not ImportRun.objects.exists()


def test_more_than_fifty_megabytes_get_a_sentence_and_no_error_page(town, monkeypatch):
    monkeypatch.setattr("sikkerhedsnet.exchange.forms.LARGEST", 100)
    answer = send(town.client("admin"), boern=children(ALMA))
    assert answer.status_code == 422 and "over 50 MB" in answer.content.decode()


def test_an_empty_choice_and_a_complete_file_that_is_not_there_are_refused(town):
    client = town.client("admin")
    assert "Vælg mindst én fil" in send(client).content.decode()
    page = send(client, complete=True, personale=text(STAFF, BODIL).encode()).content.decode()
    assert "Vælg filen, eller fjern krydset" in page


def test_complete_is_repeated_as_a_warning_before_the_answer(town):
    client = town.client("admin")
    page = client.get(send(client, complete=True, boern=children(ALMA)).url).content.decode()
    assert "bliver afsluttet som fraflyttede" in page


def test_the_rejected_rows_come_as_a_file_that_runs_nothing(town):
    client = town.client("admin")
    send(client, boern=children({**BAD, "distrikt": "=HYPERLINK(1)", "foedselsdato": "01-05-2021"}))
    run = ImportRun.objects.get()
    answer = client.get(reverse("exchange:rejected", args=[run.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    content = answer.content.decode("utf-8-sig")
    header, *rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert header == ["fil", "slags", "linje", "felt", "værdi", "årsag"]
    [bad] = [row for row in rows if row[1] == "afvist"]
    assert bad[:5] == ["boern.csv", "afvist", "2", "distrikt", "'=HYPERLINK(1)"]
    assert ReadLine.objects.filter(action="register.read", object_id=run.pk).count() == 1


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", " =1"])
def test_no_cell_begins_like_a_formula(cell):
    assert harmless(cell) == "'" + cell


def test_script_in_a_rejected_value_is_shown_as_it_was_written(town):
    client = town.client("admin")
    page = client.get(send(client, boern=children({**KAJ, "distrikt": "<script>x"})).url).content.decode()
    assert "&lt;script&gt;x" in page and "<script>x" not in page


@pytest.mark.parametrize("who", ["mette", "dorte", "jonas", "karin", "bo", "lars", "amira"])
@pytest.mark.parametrize("name", ["import", "run", "rejected"])
def test_only_the_administrator_comes_here(town, who, name):
    send(town.client("admin"), boern=children(ALMA))
    address = reverse(f"exchange:{name}", args=[] if name == "import" else [ImportRun.objects.get().pk])
    assert town.client(who).get(address).status_code == 403


def test_who_is_not_signed_in_is_asked_to_sign_in(town, client):
    assert client.get(reverse(START)).status_code in (302, 403)
    assert send(client, boern=children(ALMA)).status_code != 422
    assert not ImportRun.objects.exists()


def test_the_neighbours_administrator_does_not_find_our_import(town):
    from sikkerhedsnet.access.roles import Function

    send(town.client("admin"), boern=children(ALMA))
    run = ImportRun.objects.get()
    town.hire("naboadmin", "Nora Drift", Function.SYSTEM_ADMIN, municipality=town.neighbour)
    client = town.client("naboadmin")
    for name in ("run", "rejected"):
        assert client.get(reverse(f"exchange:{name}", args=[run.pk])).status_code == 404
    for name in ("confirm", "cancel"):
        assert client.post(reverse(f"exchange:{name}", args=[run.pk])).status_code == 404
    assert str(reverse("exchange:run", args=[run.pk])) not in client.get(reverse(START)).content.decode()
    run.refresh_from_db()
    assert run.state == RunState.PREVIEW


@pytest.mark.parametrize("name", ["confirm", "cancel"])
def test_an_answer_is_never_a_link(town, name):
    send(town.client("admin"), boern=children(ALMA))
    run = ImportRun.objects.get()
    assert town.client("admin").get(reverse(f"exchange:{name}", args=[run.pk])).status_code == 405


def test_another_import_under_way_is_told_and_nothing_is_taken(town, monkeypatch):
    from sikkerhedsnet.exchange.locking import ImportUnderWay

    def busy(*args, **kwargs):
        raise ImportUnderWay

    client = town.client("admin")
    send(client, boern=children(ALMA))
    run = ImportRun.objects.get()
    monkeypatch.setattr("sikkerhedsnet.exchange.actions.take_files", busy)
    page = client.post(reverse("exchange:confirm", args=[run.pk]), follow=True).content.decode()
    assert "En anden import er i gang" in page and "Tag filerne ind" in page


def test_the_list_takes_the_same_number_of_statements_however_many_imports(town, django_assert_max_num_queries):
    client = town.client("admin")
    for _ in range(3):
        ImportRun.objects.create(municipality=town.municipality, by_name="x", uploaded_at=clock.now())
    client.get(reverse(START))
    with django_assert_max_num_queries(20) as few:
        client.get(reverse(START))
    for _ in range(15):
        ImportRun.objects.create(municipality=town.municipality, by_name="x", uploaded_at=clock.now())
    with django_assert_max_num_queries(len(few)):
        client.get(reverse(START))
