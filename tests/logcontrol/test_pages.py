"""The one it is given to explains a look-up; the data-protection officer sees how it goes; no child's matter is shown."""

from __future__ import annotations

import io
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.logcontrol import actions
from sikkerhedsnet.logcontrol.models import ControlSettings, Drawing, SampledLook
from sikkerhedsnet.logcontrol.rules import WEIGHTS
from sikkerhedsnet.logcontrol.states import State
from sikkerhedsnet.people.models import Custody
from tests.personas import NOW, Town

OCTOBER = date(2026, 10, 1)
IN_OCTOBER = NOW.replace(month=10, day=13)
WORDS = "Mette havde ansvar for stuen den dag"


def looked(town: Town, key: str = "mette", child: Any = None, **more: Any) -> SampledLook:
    child = child or town.child("Storm", "Kanariefugl")
    audit.read(town.actor(key), more.pop("action", "child.read"), child, at=IN_OCTOBER, child_id=child.pk)
    actions.draw_month(town.municipality, OCTOBER, now=NOW)
    return SampledLook.objects.get(actor=town.user(key))


def address(look: SampledLook) -> str:
    return reverse("logcontrol:look", args=[look.pk])


def answer(client: Client, look: SampledLook, **fields: Any) -> Any:
    sent = {"key": str(uuid4()), "version": look.version, "move": "explain", "note": WORDS, **fields}
    return client.post(address(look), sent)


def test_the_leader_finds_it_on_her_desk_and_explains_it(town: Town) -> None:
    look, client = looked(town), town.client("dorte")
    assert "Forklar et opslag" in client.get(reverse("worklists:desk")).content.decode()
    page = client.get(address(look)).content.decode()
    for words in ("Mette Lund", "pædagog", "Børnehuset Regnbuen", "Åbnede barnets side", "Storm Kanariefugl",
                  "Arbejder på barnets stue", "Tilfældigt", "mandag 7. december"):  # fmt: skip
        assert words in page, words
    assert answer(client, look).status_code == 302
    look.refresh_from_db()
    assert (look.state, look.note, look.answered_by) == (State.EXPLAINED, WORDS, town.user("dorte"))
    line = ChangeLine.objects.get(action="look.answered")
    assert (line.details, line.child_id) == ({"state": "explained", "to": None}, None)
    assert "Forklar et opslag" not in client.get(reverse("worklists:desk")).content.decode()


def test_a_second_answer_is_told_that_it_came_too_late(town: Town) -> None:
    look, client = looked(town), town.client("dorte")
    answer(client, look)
    again = answer(client, look, move="pass_on")
    assert again.status_code == 409
    assert "allerede besvaret" in again.content.decode()
    look.refresh_from_db()
    assert look.state == State.EXPLAINED


@pytest.mark.parametrize("fields", [{"note": "ok"}, {"note": ""}, {"move": ""}, {"move": "close"}])
def test_without_an_explanation_in_words_nothing_is_saved_and_what_was_typed_stays(town: Town, fields: Any) -> None:
    look = looked(town)
    page = answer(town.client("dorte"), look, **fields)
    assert page.status_code == 400
    if "note" not in fields:
        assert WORDS in page.content.decode()
    look.refresh_from_db()
    assert look.state == State.OPEN


def test_what_cannot_be_explained_is_the_officers_to_close(town: Town) -> None:
    look = looked(town)
    answer(town.client("dorte"), look, move="pass_on")
    look.refresh_from_db()
    assert (look.state, look.owner) == (State.PASSED_ON, town.user("lars"))
    assert town.client("dorte").get(address(look)).status_code == 404, "it is out of her hands"
    lars = town.client("lars")
    assert "har sendt det videre til dig" in lars.get(reverse("worklists:desk")).content.decode()
    page = lars.get(address(look)).content.decode()
    assert WORDS in page and "konklusionen" in page and "Kanariefugl" not in page
    assert answer(lars, look, note="Talt med den ansatte og lederen").status_code == 302
    look.refresh_from_db()
    assert (look.state, look.conclusion) == (State.CLOSED, "Talt med den ansatte og lederen")


def test_without_an_officer_it_cannot_be_passed_on_to_nobody(town: Town) -> None:
    look = looked(town)
    for key in ("lars", "bo"):
        town.user(key).employments.update(end_on=date(2026, 11, 1))
    page = answer(town.client("dorte"), look, move="pass_on")
    assert page.status_code == 400
    assert "ingen databeskyttelsesrådgiver" in page.content.decode()


@pytest.mark.parametrize(("key", "status"), [("mette", 403), ("maja", 403), ("rikke", 404), ("bo", 404), ("lars", 200),
                                             ("karin", 403), ("admin", 403), ("amira", 403)])  # fmt: skip
def test_nobody_else_sees_it(town: Town, key: str, status: int) -> None:
    look = looked(town)
    assert town.client(key).get(address(look)).status_code == status


def test_the_officer_reads_and_only_the_one_asked_answers(town: Town) -> None:
    assert answer(town.client("lars"), looked(town)).status_code == 403


def test_the_officer_never_sees_the_control_of_her_own_look(town: Town) -> None:
    look = looked(town, "lars", action="looks.read")
    assert look.owner == town.user("bo")
    client = town.client("lars")
    assert client.get(address(look)).status_code == 404
    report = client.get(reverse("logcontrol:report", args=[look.drawing_id])).content.decode()
    assert "Opslag 1" not in report and "1 af 1" in report


def test_a_leader_who_does_not_see_the_child_meets_a_number(town: Town) -> None:
    child = town.child("Fjern", "Kanariefugl", institution=town.other_day_care, pk=987_654)
    look = looked(town, "mette", child)
    page = town.client("dorte").get(address(look)).content.decode()
    assert "Kanariefugl" not in page and "Navnet vises ikke her" in page
    assert str(child.pk) not in page.split("<main")[1].replace(address(look), "")
    assert "Ingen tilknytning den dag" in page
    assert not ReadLine.objects.filter(action="look.checked", child_id=child.pk).exists()


def test_a_leader_who_became_a_parent_of_the_child_does_not_see_it(town: Town) -> None:
    look = looked(town)
    guardian = Custody.objects.filter(child_id=look.child_number).first().guardian
    guardian.user = town.user("dorte")
    guardian.save()
    assert town.client("dorte").get(address(look)).status_code == 404
    assert "Opslag 1" not in town.client("dorte").get(reverse("logcontrol:mine")).content.decode()


def test_reading_the_sample_is_a_look_too(town: Town) -> None:
    look = looked(town)
    town.client("dorte").get(address(look))
    town.client("lars").get(reverse("logcontrol:report", args=[look.drawing_id]))
    town.client("lars").get(reverse("logcontrol:months"))
    town.client("dorte").get(reverse("logcontrol:mine"))
    lines = ReadLine.objects.filter(action__startswith="look.").values_list("action", "actor_name", "child_id")
    assert set(lines) == {
        ("look.checked", "Dorte Skov", look.child_number), ("look.report", "Lars Bork", None),
        ("look.listed", "Lars Bork", None), ("look.listed", "Dorte Skov", None),
    }  # fmt: skip


def test_the_report_counts_and_names_no_child(town: Town) -> None:
    for key in ("mette", "anders"):
        audit.read(town.actor(key), "child.read", town.children[0], at=IN_OCTOBER, child_id=town.children[0].pk)
    odd = town.child("Ida", "Lund")
    look = looked(town, "maja", odd)
    answer(town.client("dorte"), look)
    with clock.fixed(NOW.replace(month=12, day=20)):
        page = town.client("lars").get(reverse("logcontrol:report", args=[look.drawing_id])).content.decode()
    text = " ".join(page.split("<main")[1].split())
    for words in ("3 af 3 opslag er udtrukket", "Heraf over tiden</dt><dd>2<", "Forklaret</dt><dd>1<", look.drawing.seed,
                  "Ingen tilknytning den dag</th><td>1</td><td>1</td>"):  # fmt: skip
        assert words in text, words
    for name in ("Freja", "Bæk", "Ida"):
        assert name not in text


def test_the_report_on_paper_names_nobody_and_can_be_read_aloud(town: Town) -> None:
    look = looked(town)
    answer_ = town.client("lars").get(reverse("logcontrol:report_pdf", args=[look.drawing_id]))
    pdf = PdfReader(io.BytesIO(answer_.content))
    text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    assert "Kontrol af opslag i oktober 2026" in text and look.drawing.seed[:40] in text.replace(" ", "")
    assert "Samme efternavn" in text and "Arbejder på barnets stue" in text
    for name in ("Mette", "Dorte", "Kanariefugl"):
        assert name not in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_another_municipalitys_officer_sees_nothing(town: Town) -> None:
    from sikkerhedsnet.access.roles import Function

    look = looked(town)
    town.hire("nabolars", "Nils Bork", Function.DATA_PROTECTION_OFFICER, municipality=town.neighbour)
    client = town.client("nabolars")
    assert client.get(reverse("logcontrol:report", args=[look.drawing_id])).status_code == 404
    assert client.get(address(look)).status_code == 404
    assert "ingen endnu" in client.get(reverse("logcontrol:months")).content.decode()


def test_empty_pages_say_what_will_come(town: Town) -> None:
    assert "Der er ingen" in town.client("dorte").get(reverse("logcontrol:mine")).content.decode()
    assert "ingen endnu" in town.client("lars").get(reverse("logcontrol:months")).content.decode()


def fields(**changes: Any) -> dict[str, Any]:
    numbers = {
        "permille": 30, "least": 5, "most": 50, "most_flagged": 20, "explain_days": 7, "fresh_days": 60,
        "not_fresh_factor": 3, "many_children": 10, "many_minutes": 5, "hours_from": 7, "hours_to": 18,
        "common_permille": 5, "flags_off": ["outside_hours"], "version": 0, "key": str(uuid4()),
    }  # fmt: skip
    return {**numbers, **{f"weight_{basis}": weight for basis, weight in WEIGHTS.items()}, **changes}


def test_the_officer_chooses_the_municipalitys_numbers(town: Town) -> None:
    client, where = town.client("lars"), reverse("logcontrol:settings")
    assert 'value="20"' in client.get(where).content.decode()
    assert client.post(where, fields(weight_none=50)).status_code == 302
    row = ControlSettings.objects.get()
    assert (row.permille, row.weights["none"], row.flags_off) == (30, 50, ["outside_hours"])
    assert ChangeLine.objects.get(action="look.settings").details["explain_days"] == 7
    assert client.post(where, fields()).status_code == 409, "somebody has saved since"
    look = looked(town)
    assert (look.due_on, look.weight) == (date(2026, 11, 30), 3)
    assert look.drawing.numbers["fresh_days"] == 60


@pytest.mark.parametrize(
    "wrong", [{"hours_to": 6}, {"least": 90}, {"permille": 0}, {"weight_none": -1}, {"many_children": "x"}]
)
def test_numbers_that_make_no_sense_are_told(town: Town, wrong: Any) -> None:
    assert town.client("lars").post(reverse("logcontrol:settings"), fields(**wrong)).status_code == 400
    assert not ControlSettings.objects.exists()


def test_the_database_itself_shows_a_look_to_the_one_who_explains_it_alone(town: Town) -> None:
    looked(town)
    seen = {}
    for key in ("mette", "dorte", "rikke", "bo", "lars", "maja"):
        with context.asking(context.person(town.actor(key))), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM logcontrol_sampledlook")
            seen[key] = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM logcontrol_drawing")
            assert cursor.fetchone() == (0,)
    assert seen == {"mette": 0, "dorte": 1, "rikke": 0, "bo": 0, "lars": 1, "maja": 0}
    with context.asking(context.municipality(town.neighbour.pk)):
        assert not SampledLook.objects.exists() and not Drawing.objects.exists()


@pytest.mark.parametrize("statement", ["UPDATE logcontrol_drawing SET seed = ''", "DELETE FROM logcontrol_drawing"])
def test_a_drawing_stands_as_it_was_made(town: Town, statement: str) -> None:
    looked(town)
    with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_nobody_can_be_made_to_explain_herself(town: Town) -> None:
    look = looked(town)
    with pytest.raises(IntegrityError), transaction.atomic():
        SampledLook.objects.filter(pk=look.pk).update(owner=town.user("mette"))


def test_a_longer_list_costs_no_more_queries(town: Town) -> None:
    counted = []
    for month in (9, 10):
        for number in range(3 * month):
            child = town.child(f"B{month}{number}", "Holm")
            audit.read(town.actor("mette"), "child.read", child, at=IN_OCTOBER.replace(month=month), child_id=child.pk)
        actions.draw_month(town.municipality, date(2026, month, 1), now=NOW)
        for key, where in (("dorte", reverse("logcontrol:mine")), ("lars", reverse("logcontrol:months")),
                           ("lars", reverse("logcontrol:report", args=[Drawing.objects.first().pk]))):  # fmt: skip
            client = town.client(key)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(where).status_code == 200
            counted.append(len(queries))
    assert counted[:3] == counted[3:]
