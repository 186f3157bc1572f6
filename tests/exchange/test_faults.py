"""Crashes, two imports at once, files that cannot be used, and how many statements it takes."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.exchange import actions, writing_children
from sikkerhedsnet.exchange.locking import ImportUnderWay, alone
from sikkerhedsnet.organisation.models import District, Employment, Group
from sikkerhedsnet.people.models import Child, Enrolment, Guardian
from tests.exchange.files import ALMA, BODIL, CHILDREN, DISTRICTS, INSTITUTIONS, KAJ, STAFF, table, text
from tests.personas import NOW

FOUR = {
    DISTRICTS: [{"kode": "HAV", "navn": "Havnen"}],
    INSTITUTIONS: [{"kode": "HAV-D", "navn": "Regnbuen", "type": "dagtilbud", "distrikt": "HAV"}],
    STAFF: [BODIL],
    CHILDREN: [ALMA, KAJ],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for file, rows in FOUR.items():
        (tmp_path / file.value).write_bytes(text(file, *rows).encode("cp1252"))
    return tmp_path


def run(folder: Path, capsys, *options: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        call_command("import_register", str(folder), *options)
    told = capsys.readouterr()
    return left.value.code, told.out, told.err


def test_a_failure_in_the_middle_leaves_nothing_of_that_file_and_all_of_those_before(committed_town, monkeypatch):
    def fail(*args: object) -> None:
        raise DatabaseError("the plug was pulled")

    town = committed_town
    before = (Child.objects.count(), Guardian.objects.count(), Group.objects.count(), Enrolment.objects.count())
    monkeypatch.setattr(writing_children, "_places", fail)
    tables = {STAFF: table(STAFF, BODIL), CHILDREN: table(CHILDREN, {**ALMA, "gruppe": "Ny stue"})}
    with pytest.raises(DatabaseError):
        actions.take_files(System(town.municipality.pk), town.municipality, tables, now=NOW)
    assert (Child.objects.count(), Guardian.objects.count(), Group.objects.count(), Enrolment.objects.count()) == before
    assert not ChangeLine.objects.filter(action="child.registered").exists()
    assert Employment.objects.filter(external_id=BODIL["id"]).exists()
    with alone(town.municipality.pk):
        pass  # the lock was given back


def test_the_second_of_two_imports_at_once_is_told_to_wait(committed_town):
    town = committed_town
    said: list[object] = []

    def second() -> None:
        try:
            actions.take_files(
                System(town.municipality.pk), town.municipality, {CHILDREN: table(CHILDREN, ALMA)}, now=NOW
            )
        except ImportUnderWay as told:
            said.append(told)
        finally:
            connection.close()

    with alone(town.municipality.pk):
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(20)
        with alone(town.neighbour.pk):
            pass  # another municipality does not wait
    assert len(said) == 1
    assert not Child.objects.filter(cpr_number=ALMA["cpr"]).exists()


@pytest.mark.django_db
def test_a_child_changed_by_somebody_meanwhile_stops_the_file(town, monkeypatch):
    tables = {CHILDREN: table(CHILDREN, ALMA)}
    actions.take_files(System(town.municipality.pk), town.municipality, tables, now=NOW)
    original = actions.load_world

    def world_and_then_somebody(*args):
        world = original(*args)
        Child.objects.filter(cpr_number=ALMA["cpr"]).update(version=9, changed_by_name="Dorte Skov")
        return world

    monkeypatch.setattr(actions, "load_world", world_and_then_somebody)
    tables = {CHILDREN: table(CHILDREN, {**ALMA, "adresse": "Ny Vej 7"})}
    with pytest.raises(Stale) as told:
        actions.take_files(System(town.municipality.pk), town.municipality, tables, now=NOW)
    assert told.value.who == "Dorte Skov"


@pytest.mark.django_db
def test_all_taken_is_nothing_to_complain_of(folder, capsys):
    code, out, err = run(folder, capsys, "--json")
    assert code == 0
    assert json.loads(out)["files"]["boern.csv"]["new"] == 2
    assert "boern.csv: 2 nye" in err


@pytest.mark.django_db
def test_without_json_the_rows_are_told_in_words(folder, capsys):
    (folder / CHILDREN.value).write_text(text(CHILDREN, {**ALMA, "foedselsdato": "31-02-2021"}))
    code, out, _ = run(folder, capsys)
    assert code == 3
    assert "Afvist: boern.csv linje 2, foedselsdato: 31-02-2021: Datoen findes ikke" in out


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Filen er tom"),
        (b"PK\x03\x04", "regneark"),
        (bytes(range(256)), "ikke en tekstfil"),
        (text(CHILDREN, ALMA).replace("foedselsdato", "født").encode(), "mangler: foedselsdato. I stedet fandt vi: født"),
        (text(STAFF, BODIL).encode(), "ligner personale.csv"),
        (None, "findes ikke i mappen"),
    ],
)  # fmt: skip
def test_one_file_that_cannot_be_used_stops_all_four_before_anything_is_written(folder, capsys, content, words):
    if content is None:
        (folder / CHILDREN.value).unlink()
    else:
        (folder / CHILDREN.value).write_bytes(content)
    code, out, err = run(folder, capsys, "--json")
    assert code == 2
    assert words in err and "boern.csv" in err
    told = json.loads(out)
    assert told["files"] == {} and words in told["unusable"][0]["reason"]
    assert not Municipality.objects.exists() and not District.objects.exists()


@pytest.mark.django_db
def test_a_folder_that_is_none_is_said_plainly(tmp_path, capsys):
    code, _, err = run(tmp_path / "findes-ikke", capsys)
    assert code == 2 and "findes ikke" in err


@pytest.mark.django_db
def test_the_municipality_is_the_named_one_and_never_guessed_among_several(town, folder, capsys):
    Municipality.objects.filter(pk=town.municipality.pk).update(code="101")
    code, _, err = run(folder, capsys, "--dry-run")
    assert code == 2 and "101" in err and "998" in err
    assert run(folder, capsys, "--municipality", "101 Fjordby Kommune")[0] == 0
    assert run(folder, capsys, "--municipality", "Fjordby")[0] == 2
    assert District.objects.filter(municipality=town.municipality).count() == 2


@pytest.mark.django_db
def test_a_hundred_children_take_no_more_statements_than_ten(town):
    def statements(start: int, number: int) -> int:
        rows = [{**ALMA, "cpr": "", "vaerge1_cpr": "", "fornavn": f"Alma {n}"} for n in range(start, start + number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            actions.take_files(
                System(town.municipality.pk), town.municipality, {CHILDREN: table(CHILDREN, *rows)}, now=NOW
            )
        return len(queries)

    assert statements(0, 10) == statements(1000, 100)


@pytest.mark.django_db
def test_ugly_text_is_kept_as_it_is_and_does_no_harm(town):
    name = "Æøå 🐢 <script>alert(1)</script> =1+1"
    actions.take_files(
        System(town.municipality.pk), town.municipality, {CHILDREN: table_utf8({**ALMA, "fornavn": name})}, now=NOW
    )
    assert Child.objects.get(cpr_number=ALMA["cpr"]).first_name == name


def table_utf8(row: dict[str, str]):
    return actions.read_files({CHILDREN: text(CHILDREN, row).encode()})[CHILDREN]
