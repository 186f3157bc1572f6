"""A delivery is passed on like anything else, child by child; what it held back stands with the one who can mend it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.fbu import actions, queries
from sikkerhedsnet.fbu.answers import answers_of
from sikkerhedsnet.fbu.building import as_json
from sikkerhedsnet.fbu.checks import Rule
from sikkerhedsnet.fbu.models import HeldBack, ReceivedItem
from sikkerhedsnet.fbu.parsing import parse
from sikkerhedsnet.fbu.questionnaires import questionnaires
from sikkerhedsnet.fbu.report import Answers, Delivery, Indication
from sikkerhedsnet.fbu.rules import Period
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.redaction import ANYBODY
from sikkerhedsnet.rights.tables import TABLES
from sikkerhedsnet.sharing.models import Disclosure, LegalBasis
from sikkerhedsnet.visits.models import Visit
from tests.fbu.rows import answered, baby, may_deliver, visit
from tests.fbu.test_taking import foreign, take
from tests.fbu.worlds import LARS, NOON, two_months
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db


def deliver(town: Town, *, days: int = 0, **options: Any) -> actions.Made:
    moment = NOW + timedelta(days=days)
    first = TODAY + timedelta(days=days)
    system = System(municipality_id=town.municipality.pk)
    return actions.deliver(system, town.municipality, Period(first, first), now=moment, **options)


@pytest.fixture
def ready(town: Town) -> Town:
    may_deliver(town)
    return town


def test_what_obliges_the_municipality_to_report_stands_on_the_page_with_what_is_not_established(ready: Town) -> None:
    basis = LegalBasis.objects.get(municipality=ready.municipality, key="national")
    assert "sundhedsloven § 195" in basis.paragraph and basis.source_mark.startswith("bør kontrolleres")
    for who, address in (("bo", reverse("fbu:deliveries")), ("lars", reverse("sharing:bases"))):
        text = ready.client(who).get(address).text
        assert basis.paragraph in text and basis.source_mark in text, address


def test_each_delivery_is_one_record_for_each_child_on_the_municipalitys_own_basis(ready: Town) -> None:
    child, waits = baby(ready), baby(ready, cpr="", mother="")
    visit(ready, child)
    visit(ready, waits)
    deliver(ready, keep=False)
    assert not Disclosure.objects.exists(), "what was only tried is not passed on"
    made = deliver(ready)
    row = Disclosure.objects.get()
    assert made.run is not None and row.child == child
    assert (row.what, row.basis.key, row.by, row.on, row.until) == ("national", "national", None, TODAY, TODAY)
    assert row.content == "Sundhedsplejens indberetning: 1 besøg, 10 fund og målinger, 0 indsatser, 0 skemaer"
    assert row.about_label == "fbu.deliveredreport" and row.about_id == made.run.delivered.get().pk
    assert not Disclosure.objects.filter(child=waits).exists()


def test_the_parents_insight_and_the_childs_page_say_so(ready: Town) -> None:
    child = baby(ready)
    visit(ready, child)
    deliver(ready)
    page = ready.client("hanne").get(reverse("sharing:child", args=[child.pk])).content.decode()
    assert "Indberettet til den nationale database" in page and "Den nationale børnedatabase" in page
    assert "Indberetning til den nationale børnedatabase" in page
    table = next(one for one in TABLES if one.model is Disclosure)
    [row] = table.rows(child, ANYBODY)
    given = [str(column.value(row)) for column in table.columns]
    assert any("Sundhedsplejens indberetning: 1 besøg" in value for value in given)


def test_a_municipality_that_has_ended_the_basis_keeps_its_wording(ready: Town) -> None:
    LegalBasis.objects.filter(municipality=ready.municipality, key="national").update(valid_to=TODAY)
    visit(ready, baby(ready))
    deliver(ready, days=0)
    assert Disclosure.objects.get().basis.key == "national"


def held_tasks(town: Town, key: str) -> list[Any]:
    return [task for task in queries.tasks(town.actor(key), TODAY) if task.kind == "fbu.held"]


def test_a_child_without_a_number_stands_on_the_desk_of_who_visited_it_and_nobody_elses(ready: Town) -> None:
    child = baby(ready, cpr="", mother="")
    visit(ready, child)
    deliver(ready)
    [task] = held_tasks(ready, "hanne")
    assert "kan ikke leveres" in str(task.what) and "CPR-nummer" in str(task.what)
    assert (task.url_name, task.url_args) == ("childfile:child", (child.pk,))
    assert "kan ikke leveres" in ready.client("hanne").get("/").content.decode()
    for key in ("dorte", "bo", "mette", "nabo"):
        assert held_tasks(ready, key) == [], key


def test_what_a_visit_lacks_is_told_once(ready: Town) -> None:
    held = visit(ready, baby(ready), without=("weight",))
    deliver(ready)
    assert held_tasks(ready, "hanne") == [], "it stands there already as a visit to be finished"
    held.owner = ready.user("dorte")
    held.save()
    [task] = held_tasks(ready, "hanne")
    assert "mangler" in str(task.what) and (task.url_name, task.url_args) == ("visits:visit", (held.pk,))


def test_when_the_visitor_has_left_whoever_keeps_the_journal_has_it(ready: Town) -> None:
    child = baby(ready, cpr="", mother="")
    held = visit(ready, child)
    Visit.objects.filter(pk=held.pk).update(held_by=ready.user("dorte"))
    deliver(ready)
    assert held_tasks(ready, "hanne") == []
    Employment.objects.filter(user=ready.user("dorte")).update(end_on=TODAY - timedelta(days=1))
    assert len(held_tasks(ready, "hanne")) == 1


def test_the_chiefs_page_names_no_child_and_asks_the_same_however_much_waits(ready: Town) -> None:
    bo = ready.client("bo")

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = bo.get(reverse("fbu:deliveries")).content.decode()
        assert "Rikke" not in page and "Prøve" not in page
        return len(captured)

    visit(ready, baby(ready, cpr="", mother=""))
    visit(ready, baby(ready, cpr=LARS, mother=""), without=("weight",))
    deliver(ready)
    asked()
    few = asked()
    for _n in range(6):
        visit(ready, baby(ready, cpr="", mother=""), without=("height",))
    deliver(ready)
    assert HeldBack.objects.count() > 6
    assert asked() == few


def test_what_another_municipality_said_before_is_kept_and_shown(town: Town) -> None:
    child = baby(town)
    take(town, foreign())
    assert not any(row.earlier for row in ReceivedItem.objects.all())
    sleep = next(one for one in two_months().observations if isinstance(one, Indication) and one.indicator == "sleep")
    others = tuple(one for one in two_months().observations if one.id != sleep.id)
    later = replace(sleep, value="c25b5cda-3f6b-4ef7-998d-c22c58c6dd18")
    changed = foreign("r2", timestamp=NOON + timedelta(hours=1), observations=(*others, later))
    take(town, changed)
    take(town, changed)
    row = ReceivedItem.objects.exclude(earlier=[]).get()
    assert (row.resource_id, len(row.earlier), row.earlier[0]["reported_at"]) == ("sleep", 1, NOON.isoformat())
    page = town.client("hanne").get(reverse("fbu:received", args=[child.pk])).content.decode()
    assert page.count("Rettet af afsenderen") == 1


def test_after_a_no_the_questions_that_follow_are_left_out_and_a_foreign_file_with_them_is_remarked() -> None:
    form = questionnaires()["sdq4-10"]
    assert form.left_out[0] == "27difficultiesPeriod" and form.left_out[-1] == "33AffectOthers"
    assert form.not_asked({"26difficulties": "Nej"}) == set(form.left_out) and not form.not_asked(
        {"26difficulties": "Ja"}
    )
    told = Answers("sdq", "barn", "sdq4-10", NOON, (("26difficulties", "Nej"), ("28difficultiesUnhappy", "Slet ikke")))
    read = parse(as_json(Delivery(NOON, (foreign(answers=(told,)),))).encode())
    assert [(one.rule, one.refuses, one.details["found"]) for one in read.all_mistakes] == [
        (Rule.NOT_ASKED, False, "28difficultiesUnhappy")
    ]


def test_our_own_sdq_goes_without_what_is_not_asked_after_a_no(ready: Town) -> None:
    child = baby(ready)
    given = {"1friendly": 2, "26difficulties": "Nej", "27difficultiesPeriod": "x", "28difficultiesUnhappy": 0}
    told = answers_of(answered(ready, child, "sdq_4_10", given))
    assert told is not None and [link for link, _answer in told.items] == ["1friendly", "26difficulties"]
