"""Foreign files taken in: what is new, what is refused and where, who is unknown; and our own, which change nothing."""

from __future__ import annotations

import io
import json
import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.fbu import actions
from sikkerhedsnet.fbu.building import as_json, build
from sikkerhedsnet.fbu.models import DeliveryRun, ReceivedFile, ReceivedItem, Sender
from sikkerhedsnet.fbu.parsing import parse
from sikkerhedsnet.fbu.questionnaires import SCORE, questionnaires
from sikkerhedsnet.fbu.report import Answers, Delivery, Indication
from sikkerhedsnet.fbu.states import Fate, FileState
from sikkerhedsnet.people.models import Child, Guardian
from tests.fbu.rows import baby, may_deliver, visit
from tests.fbu.worlds import KIRSTEN, LARS, NOON, OTHER_SOR, RIKKE, SOR, two_months
from tests.personas import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
FILES = Path(__file__).parent / "files"


def take(town, *reports, take_good: bool = False, now=NOW):
    """Takes the reports as a file in any order."""
    shuffled = list(reports)
    random.Random(4).shuffle(shuffled)
    read = parse(as_json(Delivery(NOON, tuple(shuffled))).encode())
    return actions.receive(System(municipality_id=town.municipality.pk), town.municipality, read,
                           take_good=take_good, name="fil.json", now=now)  # fmt: skip


def foreign(pk: str = "r1", **fields):
    return replace(two_months(pk, sender=OTHER_SOR), **fields)


def rows() -> list[tuple]:
    return sorted(
        (r.child_id, r.sender, r.kind, r.resource_id, r.reported_at, json.dumps(r.value, sort_keys=True), r.in_error,
         r.guardian_id, r.about_parent)
        for r in ReceivedItem.objects.all()
    )  # fmt: skip


def run(command: str, *arguments: object) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = 0
    try:
        call_command(command, *[str(one) for one in arguments], stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_everything_in_a_report_about_a_known_child_is_taken_once(town):
    child = baby(town)
    outcome = take(town, foreign())
    assert outcome.all_taken and outcome.fates == {Fate.NEW: 16} and outcome.children == {child.pk}
    before = rows()
    again = take(town, foreign(), now=NOW + HOUR)
    assert again.all_taken and again.fates == {Fate.UNCHANGED: 16} and rows() == before
    about = {row.about_parent: row.guardian_id for row in ReceivedItem.objects.order_by("pk")}
    assert about == {False: None, True: child.custodies.get().guardian_id}
    assert ChangeLine.objects.filter(action="fbu.received", child_id=child.pk).count() == 1


def test_the_later_report_wins_whatever_the_order(town):
    baby(town)
    sleep = next(one for one in two_months().observations if isinstance(one, Indication) and one.indicator == "sleep")
    others = tuple(one for one in two_months().observations if one.id != sleep.id)
    late = foreign("r2", timestamp=NOON + HOUR,
                   observations=(*others, replace(sleep, value="c25b5cda-3f6b-4ef7-998d-c22c58c6dd18")))  # fmt: skip
    take(town, foreign(), late)
    kept = rows()
    assert (
        "c25b5cda" in ReceivedItem.objects.get(resource_id="sleep").value["valueCodeableConcept"]["coding"][0]["code"]
    )
    outcome = take(town, foreign())
    assert outcome.fates[Fate.OLDER] == 16 and rows() == kept
    third = "451000016888"
    take(town, replace(late, citizens=tuple(replace(one, sender=third) for one in late.citizens)))
    take(town, two_months("r1", sender=third))
    assert [(*row[:1], OTHER_SOR, *row[2:]) for row in rows() if row[1] == third] == kept


def test_what_the_sender_takes_back_is_hidden_and_kept(town):
    baby(town)
    take(town, foreign())
    visits = tuple(replace(one, status="entered-in-error") for one in foreign().encounters)
    take(town, foreign("r2", timestamp=NOON + HOUR, encounters=visits))
    row = ReceivedItem.objects.get(kind="Encounter")
    assert row.in_error and row.value["status"] == "entered-in-error"
    assert not ReceivedItem.objects.right().filter(kind="Encounter").exists()


def test_a_file_with_a_mistake_is_left_alone_unless_its_good_reports_are_asked_for(town):
    baby(town)
    raw = build(Delivery(NOON, (foreign("r1"), foreign("r2"))))
    raw["entry"][1]["resource"]["entry"][0]["resource"]["birthDate"] = "2026-09-23"
    read = parse(json.dumps(raw).encode())
    system = System(municipality_id=town.municipality.pk)
    left = actions.receive(system, town.municipality, read, take_good=False, name="fil.json", now=NOW)
    assert not left.taken and left.refused == 2 and not ReceivedItem.objects.exists()
    taken = actions.receive(system, town.municipality, read, take_good=True, name="fil.json", now=NOW)
    assert taken.taken and taken.refused == 1 and not taken.all_taken and ReceivedItem.objects.count() == 16


def test_a_child_nobody_knows_is_listed_and_never_created(town):
    children, guardians = Child.objects.count(), Guardian.objects.count()
    outcome = take(town, foreign())
    assert outcome.unknown == [("Bundle.entry[0].resource", "050520-****")] and not outcome.all_taken
    assert (Child.objects.count(), Guardian.objects.count(), ReceivedItem.objects.count()) == (children, guardians, 0)


def test_a_child_nobody_knows_is_listed_also_when_a_mistake_keeps_the_file_out(town):
    raw = build(Delivery(NOON, (foreign("r1"), foreign("r2"))))
    raw["entry"][1]["resource"]["timestamp"] = "2026-11-23T12:00:00"
    read = parse(json.dumps(raw).encode())
    assert [one.rule.value for one in read.all_mistakes] == ["zone"]  # once, though library and rules both meet it
    system = System(municipality_id=town.municipality.pk)
    outcome = actions.receive(system, town.municipality, read, take_good=False, name="fil.json", now=NOW)
    assert outcome.unknown == [("Bundle.entry[0].resource", "050520-****")]
    assert not outcome.taken and outcome.refused == 2 and not ReceivedItem.objects.exists()


def test_the_same_thing_on_another_child_is_not_moved(town):
    baby(town)
    baby(town, cpr=LARS, mother="")
    take(town, foreign())
    other = foreign("r2", timestamp=NOON + HOUR)
    citizens = (replace(other.citizens[0], cpr=LARS), other.citizens[1])
    outcome = take(town, replace(other, citizens=citizens))
    assert outcome.fates == {Fate.OTHER_CHILD: 16} and not outcome.all_taken


def test_a_neighbour_with_the_same_child_gets_nothing(town):
    baby(town, municipality=town.neighbour, district=None)
    assert take(town, foreign()).unknown


def test_our_own_delivery_changes_nothing(town, tmp_path):
    may_deliver(town)
    visit(town, baby(town))
    file = tmp_path / "ud.json"
    with clock.fixed(NOW):
        day = NOW.date()
        assert run("export_fbu", "--from", day, "--to", day, file)[0] == 0
        before = ChangeLine.objects.exclude(action__startswith="fbu.").count()
        code, out, _ = run("import_fbu", file, "--json")
    told = json.loads(out)
    assert code == 0 and told["own"] == 11 and told["new"] == told["changed"] == 0
    assert not ReceivedItem.objects.exists()
    assert ChangeLine.objects.exclude(action__startswith="fbu.").count() == before


def test_what_one_municipality_sends_the_other_takes_whole(town, tmp_path):
    may_deliver(town)
    visit(town, baby(town))
    baby(town, municipality=town.neighbour, district=None)
    Sender.objects.create(municipality=town.neighbour, sor=OTHER_SOR, changed_at=NOW, changed_by_name="test")
    file = tmp_path / "ud.json"
    with clock.fixed(NOW):
        assert run("export_fbu", "--from", NOW.date(), "--to", NOW.date(), file)[0] == 0
        code, _, err = run("import_fbu", file, "--municipality", "998 Nabo")
    assert code == 0, err
    sent = parse(file.read_bytes()).delivery.reports[0]
    assert {(r.kind, r.resource_id) for r in ReceivedItem.objects.all()} == {
        (one.KIND, one.id) for one in sent.resources() if one.KIND in ("Encounter", "Observation")
    }


def test_the_commands_say_with_their_code_how_it_went(town, tmp_path):
    baby(town)
    out = tmp_path / "ud.json"
    with clock.fixed(NOW):
        assert run("export_fbu", out)[0] == 2 and not out.exists()
        may_deliver(town)
        assert run("export_fbu", "--from", "i går", out)[0] == 2
        assert run("export_fbu", "--from", "2026-11-23", "--to", "2026-11-01", out)[0] == 2
        assert run("export_fbu", "--from", "2026-11-23", "--to", "2027-11-01", out)[0] == 2
        assert run("export_fbu", tmp_path / "ikke" / "ud.json")[0] == 2
        assert run("export_fbu", "--demo-numbers", out)[0] == 2
        assert run("export_fbu", "--municipality", "997", out)[0] == 2
        assert run("export_fbu", "--dry-run", out)[0] == 0 and not out.exists() and not DeliveryRun.objects.exists()
        code, told, _ = run("export_fbu", "--json", out)
        assert code == 0 and json.loads(told)["reports"] == 0 and parse(out.read_bytes()).whole
        assert out.stat().st_mode & 0o077 == 0
        assert run("import_fbu", tmp_path / "mangler.json")[0] == 2
        (tmp_path / "halv.json").write_text("{")
        assert run("import_fbu", tmp_path / "halv.json")[0] == 2
        good, bad = tmp_path / "god.json", tmp_path / "fejl.json"
        good.write_text(as_json(Delivery(NOON, (foreign(),))))
        raw = json.loads(good.read_text())
        raw["entry"][0]["resource"]["entry"][0]["resource"]["name"] = [{"text": "x"}]
        bad.write_text(json.dumps(raw))
        code, told, _ = run("import_fbu", bad)
        assert (
            code == 3 and "Bundle.entry[0].resource.entry[0].resource (Patient/barn), name: Det må ikke sendes" in told
        )
        assert "[P]" in told and not ReceivedItem.objects.exists()
        assert run("import_fbu", bad, "--take-good")[0] == 3
        assert run("import_fbu", "--dry-run", good)[0] == 0 and not ReceivedItem.objects.exists()
        assert run("import_fbu", good)[0] == 0 and ReceivedItem.objects.count() == 16
        taken = [(one.name, one.state, one.content) for one in ReceivedFile.objects.order_by("pk")]
        assert taken == [("fejl.json", FileState.TAKEN, None), ("god.json", FileState.TAKEN, None)]
        page = town.client("bo").get("/national/").text
        assert all(f'href="/national/fil/{one.pk}/"' in page for one in ReceivedFile.objects.all())


def test_replacement_numbers_are_refused_outside_a_demo(town, tmp_path):
    file = tmp_path / "demo.json"
    file.write_text(as_json(Delivery(NOON, (two_months(cpr="6505209996", sender=OTHER_SOR),))))
    assert run("import_fbu", file)[0] == 3 and run("import_fbu", file, "--demo-numbers")[0] == 2
    town.municipality.is_demo = True
    town.municipality.save()
    baby(town, cpr="6505209996")
    assert run("import_fbu", file, "--demo-numbers")[0] == 0


@pytest.mark.parametrize("path", sorted(FILES.glob("*.json")), ids=lambda path: path.stem)
def test_files_written_by_hand_are_read_as_their_names_say(path):
    found = {one.rule.value for one in parse(path.read_bytes()).all_mistakes}
    assert found == set() if path.stem.startswith("hel") else path.stem.split("-", 1)[1] in found


# the pages


def send(client, content: bytes, key: str = "0b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11"):
    return client.post(reverse("fbu:deliveries"), {"key": key, "file": SimpleUploadedFile("nabo.json", content)})


def test_the_chief_looks_a_file_through_and_takes_it_in(town):
    baby(town)
    client = town.client("bo")
    content = as_json(Delivery(NOON, (foreign(),))).encode()
    for _ in range(2):
        answer = send(client, content)
    [file] = ReceivedFile.objects.all()
    assert answer.url == reverse("fbu:file", args=[file.pk]) and not ReceivedItem.objects.exists()
    assert "Det er der i filen" in client.get(answer.url).content.decode()
    for _ in range(2):
        answer = client.post(reverse("fbu:take", args=[file.pk]), {"key": "1b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11"})
        assert answer.status_code == 302
    file.refresh_from_db()
    assert file.state == FileState.TAKEN and file.content is None and ReceivedItem.objects.count() == 16
    assert ReadLine.objects.filter(action="fbu.file_read").exists()
    page = client.get(reverse("fbu:file", args=[file.pk])).content.decode()
    assert RIKKE not in page and KIRSTEN not in page


def test_a_file_with_mistakes_asks_before_the_good_reports_are_taken(town):
    baby(town)
    client = town.client("bo")
    raw = build(Delivery(NOON, (foreign("r1"), foreign("r2"))))
    raw["entry"][1]["resource"]["entry"][0]["resource"]["name"] = [{"text": "<script>alert(1)</script>"}]
    page = client.get(send(client, json.dumps(raw).encode()).url).content.decode()
    assert "Bundle.entry[1].resource.entry[0].resource (Patient/barn), name" in page and "alert(1)" not in page
    file = ReceivedFile.objects.get()
    data = {"key": "1b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11"}
    assert client.post(reverse("fbu:take", args=[file.pk]), data).status_code == 422
    assert not ReceivedItem.objects.exists()
    assert client.post(reverse("fbu:take", args=[file.pk]), {**data, "take_good": "on"}).status_code == 302
    assert ReceivedItem.objects.count() == 16


def test_a_file_thrown_away_or_never_answered_is_gone(town):
    client = town.client("bo")
    send(client, as_json(Delivery(NOON, ())).encode())
    file = ReceivedFile.objects.get()
    client.post(reverse("fbu:cancel", args=[file.pk]))
    file.refresh_from_db()
    assert file.content is None and client.post(reverse("fbu:take", args=[file.pk]), {
        "key": "1b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11"}).status_code == 409  # fmt: skip
    send(client, as_json(Delivery(NOON, ())).encode(), "2b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11")
    actions.forget(clock.now() + timedelta(days=2))
    assert ReceivedFile.objects.filter(state=FileState.FORGOTTEN, content=None).count() == 1


def test_the_chief_writes_the_sor_code_and_sees_what_waits_without_a_childs_name(town):
    client = town.client("bo")
    key = {"key": "1b5e0b1c-2f0c-4f0e-9b0a-0d6f4f5b8a11", "version": "0"}
    assert client.post(reverse("fbu:sender"), {**key, "sor": "123"}).status_code == 422
    assert client.post(reverse("fbu:sender"), {**key, "sor": SOR}).status_code == 302
    visit(town, baby(town), without=("weight",))
    with clock.fixed(NOW):
        actions.deliver(System(municipality_id=town.municipality.pk), town.municipality,
                        actions.since_last(town.municipality, NOW.date()), now=NOW)  # fmt: skip
    page = client.get(reverse("fbu:deliveries")).content.decode()
    assert "Besøg hos det ca. 2 måneder gamle barn" in page and "Mangler: Vægt" in page and "Hanne Toft" in page
    assert "Rikke" not in page and RIKKE not in page


def test_what_was_answered_elsewhere_is_read_in_words_and_an_answer_about_harm_asks_for_something_today(town):
    child = baby(town)
    report = foreign()
    mother = report.citizens[1].id
    links = [link for link in questionnaires()["epds"].items if link != SCORE]
    told = (*((link, int(link == "10harm")) for link in links), (SCORE, 1))
    others = tuple(one for one in report.answers if one.questionnaire != "epds")
    take(town, replace(report, answers=(*others, Answers("epds", mother, "epds", NOON, told))))
    page = town.client("hanne").get(reverse("fbu:received", args=[child.pk])).content.decode()
    assert "Sum 1. Kan le og se det sjove: 0;" in page and "1humor" not in page and "1facialExpression" not in page
    assert page.count("Her skal der handles") == 1 and "tanker om at gøre skade på sig selv" in page


def test_the_health_visitor_reads_what_came_and_nobody_else_does(town):
    child = baby(town)
    take(town, foreign())
    page = town.client("hanne").get(reverse("fbu:received", args=[child.pk])).content.decode()
    assert "Ammes" in page or "Fuldamning" in page
    assert "57,5 cm" in page and "ADBB" in page and OTHER_SOR in page
    assert ReadLine.objects.filter(action="fbu.received_read", child_id=child.pk).count() == 1
    for key in ("bo", "mette", "jonas", "admin", "lars"):
        assert town.client(key).get(reverse("fbu:received", args=[child.pk])).status_code in (403, 404)
