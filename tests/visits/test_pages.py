"""The pages as a health visitor, a chief and a dental professional meet them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.visits.models import DentalRecall, PlannedVisit, Visit
from sikkerhedsnet.visits.recalling import call
from sikkerhedsnet.visits.states import NotHeld, VisitState
from tests.personas import NOW, TODAY, Town
from tests.visits.road import CHILDS, held, infant, plan, value


def filled(child: Any, **changes: Any) -> dict[str, Any]:
    """The two-month visit's form, filled in on a tablet."""
    mother = child.custodies.order_by("id").first().guardian_id
    data = {
        "key": str(uuid4()), "version": "0", "save": "1", "on": "22.11.2026", "begins": "10", "ends": "11",
        "visit_class": "home", "present": [str(mother)], "g_weight": "5200", "g_height": "57,5", "g_height_how": "lying",
        "g_head": "38.5", "feeding": "breast_mainly", "told_parents": "Hun følger dig med øjnene.", "notes": "<script>æøå",
        f"i_parent_mental_state__{mother}": value("parent_mental_state"), **{f"i_{key}": value(key) for key in CHILDS},
    }  # fmt: skip
    return {**data, **changes}


def feeding_key() -> str:
    from sikkerhedsnet.visits.standard import standard

    return next(iter(standard().feeding))


def test_a_two_month_visit_is_written_on_one_page(town: Town) -> None:
    child = infant(town)
    plan(child)
    client = town.client("hanne")
    address = f"/besoeg/barn/{child.pk}/skriv/two_months/"
    page = client.get(address)
    assert page.status_code == 200
    assert "Forventelig psykisk reaktion" in page.content.decode()
    answer = client.post(address, filled(child, feeding=feeding_key()))
    visit = Visit.objects.get()
    assert answer.status_code == 302, answer.context["form"].errors
    assert (visit.state, visit.notes) == (VisitState.WHOLE, "<script>æøå")
    shown = client.get(f"/besoeg/{visit.pk}/").content.decode()
    assert "57,5 cm, liggende" in shown and "&lt;script&gt;" in shown and "<script>æ" not in shown
    assert ReadLine.objects.filter(child_id=child.pk, action="visits.read").exists()


def test_what_cannot_be_read_is_shown_again_with_all_that_was_typed(town: Town) -> None:
    child = infant(town)
    answer = town.client("hanne").post(
        f"/besoeg/barn/{child.pk}/skriv/two_months/", filled(child, g_weight="fire kilo", feeding=feeding_key())
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "fire kilo" in text and "Hun følger dig med øjnene." in text
    assert not Visit.objects.exists()


def test_an_unusual_number_has_a_way_on(town: Town) -> None:
    child = infant(town)
    client, address = town.client("hanne"), f"/besoeg/barn/{child.pk}/skriv/two_months/"
    sent = filled(child, g_weight="520", feeding=feeding_key())
    asked = client.post(address, sent)
    assert asked.status_code == 422 and "g_weight_sure" in asked.content.decode()
    assert client.post(address, {**sent, "g_weight_sure": "on"}).status_code == 302


def test_a_draft_is_saved_by_itself_and_goes_on_where_it_was(town: Town) -> None:
    child = infant(town)
    client, address = town.client("hanne"), f"/besoeg/barn/{child.pk}/skriv/two_months/"
    sent = filled(child, g_weight="fire", on="ikke endnu", feeding="")
    del sent["save"]
    answer = client.post(address, sent, headers={"Accept": "application/json"})
    draft = Visit.objects.get()
    assert answer.json()["version"] == draft.version
    again = client.post(address, {**sent, "version": answer.json()["version"]}, headers={"Accept": "application/json"})
    assert again.status_code == 200 and Visit.objects.count() == 1
    page = client.get(f"/besoeg/{draft.pk}/").content.decode()
    assert "fire" in page and "ikke endnu" in page and "Hun følger dig med øjnene." in page
    assert "Skriv besøget færdigt" in client.get("/").content.decode()


def test_my_visits_takes_as_many_queries_for_forty_as_for_two(town: Town) -> None:
    client = town.client("hanne")
    for number in range(2):
        plan(infant(town, f"Barn {number}", days=1))
    client.get("/besoeg/")
    with CaptureQueriesContext(connection) as few:
        client.get("/besoeg/")
    for number in range(10):
        plan(infant(town, f"Flere {number}", days=1))
    with CaptureQueriesContext(connection) as many:
        assert client.get("/besoeg/").status_code == 200
    assert len(many) == len(few)


def test_the_chief_sees_numbers_per_district_and_no_child(town: Town) -> None:
    late = infant(town, "Sentbarn", days=1)
    row = plan(late)[0]
    gone = infant(town, "Nejtak", days=1)
    other = plan(gone)[0]
    past = {"window_from": TODAY - timedelta(days=30), "window_to": TODAY - timedelta(days=20)}
    PlannedVisit.objects.filter(pk=row.pk).update(due_on=TODAY - timedelta(days=20), **past)
    PlannedVisit.objects.filter(pk=other.pk).update(
        state="not_held", not_held=NotHeld.OBJECTION, closed_on=TODAY, due_on=None, **past
    )
    text = town.client("bo").get("/besoeg/daekning/").content.decode()
    assert "Havnen" in text and "1 forældrene har sagt nej tak" in text
    assert "Sentbarn" not in text and "Nejtak" not in text
    assert "Sentbarn" in town.client("hanne").get("/besoeg/daekning/").content.decode()
    assert town.client("dorte").get("/besoeg/daekning/").status_code == 403


def test_the_dental_ladder_is_climbed_step_by_step_and_nothing_is_sent(town: Town) -> None:
    child = town.children[0]
    call(System(town.municipality.pk), child, TODAY, 12, now=NOW)
    recall = DentalRecall.objects.get()
    client, address = town.client("tove"), f"/besoeg/tandplejen/{recall.pk}/"
    for turn, fields in (
        ("missed", {}), ("new_date", {"next_on": "2026-12-01"}), ("missed", {}), ("phoned", {"to_whom": "Mor"}),
        ("missed", {}), ("letter", {"to_whom": "Far"}),
    ):  # fmt: skip
        recall.refresh_from_db()
        sent = {"key": str(uuid4()), "version": recall.version, "turn": turn, "on": "2026-11-23", **fields}
        assert client.post(address, sent).status_code == 302, turn
        assert client.post(address, sent).status_code == 302  # the same form once more changes nothing
    recall.refresh_from_db()
    assert recall.missed == 3
    assert list(recall.turns.values_list("turn", flat=True)) == [
        "called", "missed", "new_date", "missed", "phoned", "missed", "letter",
    ]  # fmt: skip
    assert child.address not in client.get(address).content.decode()
    seen = {"key": str(uuid4()), "version": recall.version, "on": "2026-11-23", "months": "6", "because": "Caries"}
    assert client.post(f"{address}set/", seen).status_code == 302
    following = DentalRecall.objects.get(state="called")
    assert (following.months, following.because, following.decided_by) == (6, "Caries", town.user("tove"))


def test_a_reminder_says_where_wellbeing_was_seen_so_and_nothing_of_what_the_child_is(town: Town) -> None:
    child = infant(town)
    WellbeingAssessment.objects.create(
        child=child, institution=town.health, group=None, raters_required=1, state="done", position="red",
        settled_on=TODAY, settled_by=town.user("hanne"), changed_at=NOW, changed_by_name="test",
    )  # fmt: skip
    page = town.client("hanne").get(f"/besoeg/barn/{child.pk}/").content.decode()
    assert f"Trivslen er set som Opmærksomhed eller Bekymring ({town.health.name})." in page
    assert "Barnet er vurderet" not in page


def test_a_step_that_is_taken_is_no_longer_asked_for_on_the_page_the_list_or_the_desk(town: Town) -> None:
    call(System(town.municipality.pk), town.children[0], TODAY, 12, now=NOW)
    recall = DentalRecall.objects.get()
    client, address = town.client("tove"), f"/besoeg/tandplejen/{recall.pk}/"
    pages = (address, "/besoeg/tandplejen/", "/")
    for turn, asks in (("missed", True), ("new_date", False), ("missed", False)):
        recall.refresh_from_db()
        sent = {
            "key": str(uuid4()),
            "version": recall.version,
            "turn": turn,
            "on": "2026-11-23",
            "next_on": "2026-11-30",
        }
        assert client.post(address, sent).status_code == 302
        for page in pages:
            words = client.get(page).content.decode()
            assert ("Giv en ny tid, og send en sms." in words) is asks, (turn, page)
            assert ("Trinet er gjort." in words) is (turn == "new_date"), (turn, page)
    assert all("Ring til forældrene." in client.get(page).content.decode() for page in pages)


def test_a_missing_indicator_is_filled_in_on_the_visits_own_page(town: Town) -> None:
    visit = held(town, infant(town), without=("sleep", "motor"))
    client = town.client("hanne")
    assert "Søvn, Motorik" in client.get(f"/besoeg/{visit.pk}/").content.decode()
    sent = {"key": str(uuid4()), "version": visit.version, "i_sleep": value("sleep"), "i_motor": "absent:not-performed"}
    assert client.post(f"/besoeg/{visit.pk}/", sent).status_code == 302
    visit.refresh_from_db()
    assert visit.state == VisitState.WHOLE
