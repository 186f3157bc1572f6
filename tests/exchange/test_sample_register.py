"""The sample register, taken from one end to the other and compared with what was found in it by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.models import ImportRun, UploadedFile
from sikkerhedsnet.organisation.models import District, DistrictTeamMember, Employment, Institution
from sikkerhedsnet.organisation.queries import actor_for
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian
from tests.exchange import oracle
from tests.personas import NOW, TODAY

REGISTER = Path(__file__).parent / "register"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _stopped_clock():
    with clock.fixed(NOW):
        yield


def run(capsys, *options: str) -> tuple[int, dict]:
    with pytest.raises(SystemExit) as left:
        call_command("import_register", str(REGISTER), "--json", *options)
    return left.value.code, json.loads(capsys.readouterr().out)


def brief(found: list[dict]) -> list[tuple]:
    return [(row["line"], row["field"], row["value"]) for row in found]


def told_as(rows: list[dict], words: str) -> list[int]:
    return [row["line"] for row in rows if words in row["reason"]]


def test_exactly_the_bad_rows_are_reported_and_the_dry_run_says_the_same_as_the_import(capsys):
    code, dry = run(capsys, "--dry-run")
    assert code == 3
    assert not Municipality.objects.exists() and not Child.objects.exists() and not ImportRun.objects.exists()
    code, taken = run(capsys)
    assert code == 3
    assert taken == dry
    assert {file: brief(found["rejected"]) for file, found in taken["files"].items()} == oracle.REJECTED
    assert {file: found["new"] for file, found in taken["files"].items()} == oracle.NEW
    for file, found in taken["files"].items():
        assert set(found) == {"new", "changed", "unchanged", "rejected", "warnings"}, file


def test_lost_letters_repeats_and_missing_numbers_are_remarks(capsys):
    _, told = run(capsys, "--dry-run")
    for file, columns in oracle.LOST.items():
        warnings = told["files"][file]["warnings"]
        for column, lines in columns.items():
            lost = told_as([row for row in warnings if row["field"] == column], "bogstav")
            assert lost == lines, (file, column)
    children = told["files"]["boern.csv"]["warnings"]
    assert told_as(children, "samme som linje 66") == [183]
    assert told_as(children, "intet CPR-nummer") == oracle.WITHOUT_NUMBER
    assert len(children) == sum(map(len, oracle.LOST["boern.csv"].values())) + 2


def test_everything_good_is_there_afterwards_and_stands_in_its_place(capsys):
    run(capsys, "--municipality", "260 Halsnæs Kommune")
    municipality = Municipality.objects.get()
    assert (municipality.code, municipality.name, municipality.is_demo) == ("260", "Halsnæs Kommune", False)
    assert (District.objects.count(), Institution.objects.count(), Child.objects.count()) == (5, 34, 296)
    assert User.objects.count() == Employment.objects.count() == 160
    assert Child.objects.filter(first_name="Konrad").exists()
    assert not Child.objects.filter(first_name__contains="  ").exists()
    assert Child.objects.filter(cpr_number="8511169976").exists()
    quoted = Child.objects.get(cpr_number="6102258087")
    assert quoted.last_name == "Sørensen;Kjær"
    two_homes = Child.objects.get(cpr_number="6511127087")
    assert two_homes.address == "Ny Vej 7"
    assert not Child.objects.filter(cpr_number__in=["7305178493", "8510206694", "7202149659", "6809135596"]).exists()
    twice = Child.objects.get(cpr_number="8511225928")
    assert twice.enrolments.get().group.name == "Bjørnene"
    assert {c.guardian.name for c in twice.custodies.all()} == {"Ella Mortensen", "William Kowalska"}
    protected = Child.objects.get(cpr_number="8703199504")
    assert protected.protected_address
    assert {c.guardian.protected_address for c in protected.custodies.filter(same_address=True)} == {True}
    assert not Guardian.objects.filter(protected_address=True, custodies__same_address=False).exclude(
        custodies__same_address=True
    )
    infant = Child.objects.get(first_name="Josefine", last_name="Nielsen", birth_date="2026-09-23")
    assert infant.district.code == "FRV" and not infant.enrolments.exists()


def test_who_has_left_is_known_but_gets_no_access_and_nobody_has_a_password(capsys):
    run(capsys)
    left = User.objects.get(username="lae004")
    assert left.employments.get().end_on.isoformat() == "2026-06-30"
    assert not actor_for(left, TODAY).posts
    assert actor_for(User.objects.get(username="lae001"), TODAY).posts
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert DistrictTeamMember.objects.filter(district__code="ØLS").count() == 5


def test_a_second_import_changes_nothing_at_all(capsys):
    run(capsys)
    before = {
        model: list(model.objects.order_by("pk").values())
        for model in (Child, Guardian, Custody, Enrolment, Employment, User, Institution, DistrictTeamMember)
    }
    code, told = run(capsys)
    assert code == 3
    assert all((found["new"], found["changed"]) == (0, 0) for found in told["files"].values())
    assert {file: found["unchanged"] for file, found in told["files"].items()} == oracle.NEW
    for model, rows in before.items():
        assert list(model.objects.order_by("pk").values()) == rows, model


def test_each_child_and_employee_has_its_line_in_the_log_and_each_file_one(capsys):
    run(capsys)
    assert ChangeLine.objects.filter(action="child.registered").values("child_id").distinct().count() == 296
    assert ChangeLine.objects.filter(action="employee.registered").count() == 160
    assert [line.details["file"] for line in ChangeLine.objects.filter(action="register.taken")] == list(oracle.NEW)
    names = set(Child.objects.values_list("first_name", flat=True))
    assert not any(name in json.dumps(line.details) for line in ChangeLine.objects.all() for name in names)


def test_the_stored_report_hides_the_serials_and_no_file_is_kept(capsys):
    run(capsys)
    stored = ImportRun.objects.get()
    assert stored.state == "taken" and not UploadedFile.objects.exists()
    [own] = [row for row in stored.report["boern.csv"]["rejected"] if row["line"] == 9]
    assert own["value"] == "730517****"
    assert "8511225928" not in json.dumps(stored.report)
