"""What the data-protection officer and the second person see and do."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.models import Erasure, Hold, RetentionRule
from tests.personas import NOW, Town
from tests.retention.conftest import confirm_all, old_child


def post(client: Client, name: str, *args: Any, **fields: Any) -> Any:
    return client.post(reverse(f"retention:{name}", args=args), {"key": str(uuid4()), **fields})


def text(answer: Any) -> str:
    content: str = answer.content.decode()
    return content


def test_lars_confirms_a_rule_asks_for_the_list_and_bo_approves(town: Town) -> None:
    child = old_child(town, "Hemmeligfred")
    actions.ship_proposals(town.municipality, now=NOW)
    lars, bo = town.client("lars"), town.client("bo")
    page = text(lars.get(reverse("retention:overview")))
    assert "Forslag, ikke bekræftet" in page and "bør kontrolleres" in page
    answer = post(lars, "rule", "message", event="message_written", period="p1y", source="Egen beslutning")
    assert answer.status_code == 302
    assert RetentionRule.objects.get(kind="message", state="confirmed").period == "P1Y"
    confirm_all(town)
    due = text(lars.get(reverse("retention:due")))
    assert f"Barn {child.pk}" in due and "Hemmeligfred" not in due
    seen = len(queries.dry_run(town.municipality.pk, NOW).erasable)
    assert post(lars, "due", seen=seen).status_code == 302
    erasure = Erasure.objects.get()
    where = reverse("retention:erasure", args=[erasure.pk])
    assert "Godkend, at det bliver slettet" not in text(lars.get(where))
    assert "Godkend, at det bliver slettet" in text(bo.get(where))
    assert f"Liste {erasure.pk}" in text(bo.get(reverse("retention:erasures")))
    assert post(lars, "approve", erasure.pk, version=1).status_code == 403
    assert post(bo, "approve", erasure.pk, version=1).status_code == 302
    call_command("tick", "--until", NOW.isoformat())
    assert not Concern.objects.filter(child=child).exists()
    assert "Slettet" in text(lars.get(where))
    told = {"retention.confirmed", "erasure.proposed", "erasure.approved", "erasure.done", "erased"}
    assert told <= set(ChangeLine.objects.values_list("action", flat=True))


def test_a_list_sent_twice_is_one_and_an_old_page_is_told(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    lars, key = town.client("lars"), str(uuid4())
    seen = len(queries.dry_run(town.municipality.pk, NOW).erasable)
    first = lars.post(reverse("retention:due"), {"key": key, "seen": seen})
    second = lars.post(reverse("retention:due"), {"key": key, "seen": seen})
    assert first.url == second.url and Erasure.objects.count() == 1
    assert post(lars, "due", seen=seen).status_code == 403
    assert post(lars, "due", seen="").status_code == 200


def test_a_hold_is_placed_shown_and_lifted_with_reasons(town: Town) -> None:
    child, lars = old_child(town), town.client("lars")
    assert post(lars, "hold", child_number="0", reason="Klagesag", until="").status_code == 400
    assert post(lars, "hold", child_number=child.pk, reason=" ", until="").status_code == 400
    assert post(lars, "hold", child_number=child.pk, reason="Klagesag 12/3", until="").status_code == 302
    assert "Klagesag 12/3" in text(lars.get(reverse("retention:overview")))
    hold = Hold.objects.get()
    assert post(lars, "lift", hold.pk, reason="").status_code == 400
    assert post(lars, "lift", hold.pk, reason="Afgjort").status_code == 302
    assert "Afgjort" in text(lars.get(reverse("retention:overview")))
    assert {"hold.placed", "hold.lifted"} <= set(ChangeLine.objects.values_list("action", flat=True))


@pytest.mark.parametrize(("period", "told"), [("5 år", "P5Y"), ("P0Y", "nul"), ("P999Y", "for lang")])
def test_a_period_that_is_none_is_told_and_stays(town: Town, period: str, told: str) -> None:
    answer = post(town.client("lars"), "rule", "course", event="course_closed", period=period, source="KLE 27")
    assert answer.status_code == 400
    assert told in text(answer) and f'value="{period}"' in text(answer) and "KLE 27" in text(answer)


def test_a_kind_that_is_none_is_not_there(town: Town) -> None:
    assert town.client("lars").get(reverse("retention:rule", args=["alt"])).status_code == 404


def test_the_neighbour_sees_nothing_of_our_lists(town: Town) -> None:
    old_child(town)
    confirm_all(town)
    seen = len(queries.dry_run(town.municipality.pk, NOW).erasable)
    post(town.client("lars"), "due", seen=seen)
    town.hire("lise", "Lise Bo", Function.DATA_PROTECTION_OFFICER, municipality=town.neighbour)
    where = reverse("retention:erasure", args=[Erasure.objects.get().pk])
    assert town.client("lise").get(where).status_code == 404
    assert "Liste" not in text(town.client("lise").get(reverse("retention:erasures"))).split("Sletninger</h1>")[-1]


def test_the_pages_take_as_many_queries_for_five_children_as_for_one(town: Town) -> None:
    confirm_all(town)
    lars = town.client("lars")

    def counted() -> list[int]:
        found = []
        for name in ("overview", "due"):
            with CaptureQueriesContext(connection) as queries_made:
                assert lars.get(reverse(f"retention:{name}")).status_code == 200
            found.append(len(queries_made))
        return found

    old_child(town)
    counted()
    few = counted()
    for number in range(4):
        old_child(town, f"Barn {number}")
    assert counted() == few


def test_the_command_shows_what_would_go_and_changes_nothing(town: Town) -> None:
    child = old_child(town)
    out = StringIO()
    call_command("retention", "--json", stdout=out)
    ours = next(m for m in json.loads(out.getvalue()) if m["municipality"] == town.municipality.code)
    course = next(rule for rule in ours["rules"] if rule["kind"] == "course")
    assert (course["confirmed"], course["due"]) == (False, 1)
    assert course["list"][0]["child"] == child.pk and Concern.objects.filter(child=child).exists()
    out = StringIO()
    call_command("retention", stdout=out)
    assert "FORSLAG, sletter intet" in out.getvalue()
