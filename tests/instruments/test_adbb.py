"""A health visitor's ADBB from the page to what follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments import queries
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.people.models import Child
from tests.instruments.filling import SIX, adbb, certify, newest, sent
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db


@pytest.fixture
def baby(town: Town) -> Child:
    certify(town, "hanne")
    return town.child("Bo", "Baby", birth_date=TODAY - timedelta(days=150), enrol=False)


def test_the_form_is_refused_to_the_uncertified_and_says_how_to_get_it(town: Town) -> None:
    baby = town.child("Bo", "Baby", birth_date=TODAY - timedelta(days=150), enrol=False)
    answer = town.client("hanne").get(f"/skemaer/barn/{baby.pk}/adbb/")
    assert answer.status_code == 403
    assert "ADBB kræver et kursusbevis" in answer.text
    assert town.user("karin").name in answer.text
    assert adbb(town, baby).status_code == 403
    assert not Response.objects.exists()


def test_six_points_ask_for_the_child_to_be_seen_again_within_one_to_two_weeks(town: Town, baby: Child) -> None:
    answer = adbb(town, baby)
    made = newest(child=baby)
    assert answer.status_code == 302 and answer["Location"] == f"/skemaer/svar/{made.pk}/"
    assert (made.score, made.band, made.positive) == (6, "withdrawn", True)
    row = FollowUp.objects.get(response=made)
    assert (row.do, row.earliest_on, row.due_on) == (
        "observe_again", TODAY + timedelta(days=7), TODAY + timedelta(days=14),
    )  # fmt: skip
    assert row.owner == town.user("hanne")
    page = town.client("hanne").get(f"/skemaer/svar/{made.pk}/").text
    assert "6 af 32" in page and "Tilbagetrukket i kontakten" in page and "Se barnet igen" in page
    assert ReadLine.objects.filter(action="response.read", object_id=made.pk).exists()
    assert [task.kind for task in queries.tasks(town.actor("hanne"), TODAY)] == ["instruments.observe_again"]
    assert "ADBB" in town.client("hanne").get("/").text


def test_four_points_ask_for_nothing(town: Town, baby: Child) -> None:
    adbb(town, baby, answers={"1facialExpression": 4})
    assert newest(child=baby).band == "usual"
    assert not FollowUp.objects.exists()


def test_seen_again_and_still_withdrawn_asks_for_action_and_closes_the_first(town: Town, baby: Child) -> None:
    adbb(town, baby, answered_on=(TODAY - timedelta(days=10)).isoformat())
    first = FollowUp.objects.get()
    adbb(town, baby)
    first.refresh_from_db()
    assert first.state == "repeated" and first.repeated_by == newest(child=baby)
    row = FollowUp.objects.get(state="open")
    assert row.do == "act" and row.due_on == TODAY + timedelta(days=7)
    page = town.client("hanne").get(f"/skemaer/opfoelgning/{row.pk}/").text
    assert "Egen læge ser på hørelse, syn og smerter" in page
    fields = {"version": row.version, "action": "Vi ringer til lægen", "steps": ["Ekstra besøg", "ukendt"]}
    assert town.client("hanne").post(f"/skemaer/opfoelgning/{row.pk}/", fields).status_code == 422
    answer = town.client("hanne").post(f"/skemaer/opfoelgning/{row.pk}/", {**fields, "steps": ["Ekstra besøg"]})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.action, row.steps) == ("acted", "Vi ringer til lægen", ["Ekstra besøg"])
    assert queries.tasks(town.actor("hanne"), TODAY) == []


def test_seen_again_and_well_closes_it(town: Town, baby: Child) -> None:
    adbb(town, baby, answered_on=(TODAY - timedelta(days=10)).isoformat())
    adbb(town, baby, answers={})
    assert FollowUp.objects.get().state == "repeated"


def test_seen_again_too_soon_leaves_the_day_as_it_was(town: Town, baby: Child) -> None:
    adbb(town, baby, answered_on=(TODAY - timedelta(days=3)).isoformat())
    due = FollowUp.objects.get().due_on
    adbb(town, baby)
    row = FollowUp.objects.get()
    assert row.state == "open" and row.due_on == due


def test_a_double_submit_makes_one_row(town: Town, baby: Child) -> None:
    fields = sent(town, "adbb", SIX)
    address = f"/skemaer/barn/{baby.pk}/adbb/"
    first, second = (town.client("hanne").post(address, fields)["Location"] for _ in range(2))
    assert first == second and Response.objects.count() == 1 and FollowUp.objects.count() == 1


def test_an_answer_too_few_is_asked_for_and_nothing_typed_is_lost(town: Town, baby: Child) -> None:
    answer = adbb(town, baby, answers={**SIX, "5vocalizations": None}, described="Så væk 😀 <script>")
    assert answer.status_code == 422 and not Response.objects.exists()
    assert "Vokalisering" in answer.text and "Så væk 😀 &lt;script&gt;" in answer.text


def test_those_who_work_with_the_child_in_other_functions_do_not_see_it(town: Town, baby: Child) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group, birth_date=TODAY - timedelta(days=75))
    adbb(town, child)
    made = newest(child=child)
    for who in ("mette", "dorte"):
        assert town.client(who).get(f"/skemaer/svar/{made.pk}/").status_code == 404
        assert "ADBB" not in town.client(who).get(f"/skemaer/barn/{child.pk}/").text
        page = town.client(who).get(f"/boern/{child.pk}/")
        assert page.status_code == 200 and "ADBB" not in page.text
    assert town.client("signe").get(f"/skemaer/barn/{child.pk}/").status_code == 404


def test_a_correction_is_a_new_row_beside_the_old_with_its_reason(town: Town, baby: Child) -> None:
    adbb(town, baby)
    old = newest(child=baby)
    address = f"/skemaer/svar/{old.pk}/ret/"
    fields = sent(town, "adbb", {}, why="Jeg trykkede forkert")
    assert town.client("hanne").post(address, {**fields, "why": ""}).status_code == 422
    assert town.client("hanne").post(address, fields).status_code == 302
    new = newest(child=baby)
    assert new.corrects == old and old.answers != new.answers and new.score == 0
    assert FollowUp.objects.get().state == "corrected"
    assert town.client("hanne").post(address, {**fields, "key": str(old.idempotency_key)[:-1] + "0"}).status_code == 409
    assert "Svaret er rettet" in town.client("hanne").get(f"/skemaer/svar/{old.pk}/").text


def test_what_nobody_did_anything_about_is_a_hole_and_on_the_list(town: Town, baby: Child) -> None:
    adbb(town, baby, answered_on=(TODAY - timedelta(days=70)).isoformat())
    assert [row.child_id for row in queries.without_action(town.municipality.pk, TODAY)] == [baby.pk]
    later = clock.at(TODAY + timedelta(days=1), 10)
    kinds = {hole.kind for hole in queries.holes(town.municipality.pk, later)}
    assert {"overdue_not_escalated", "screened_without_action"} <= kinds
    assert "overdue_not_escalated" not in {hole.kind for hole in queries.holes(town.municipality.pk, NOW)}
