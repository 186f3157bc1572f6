"""The copy tells what the family has said yes to, what was passed on, and that the glass was broken."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.rights.models import AccessRequest, Practice
from sikkerhedsnet.sharing.models import Consent, ConsentVoice
from tests.access.world import STAMP, Case
from tests.personas import NOW, TODAY, Town
from tests.rights.conftest import asked, passed_on
from tests.rights.test_copy import made


@pytest.fixture
def child(cases: dict[str, Case]) -> Child:
    return cases["own group"].child


@pytest.fixture
def consent(town: Town, child: Child) -> Consent:
    """Both parents say yes, each on a day of their own; the second takes it back."""
    first, second = (custody.guardian for custody in child.custodies.order_by("id")[:2])
    found = Consent.objects.create(
        child=child, receivers=["day_care", "external"], external_name="Legestedet", topics=["family"],
        purpose="Finde hjælp", expires_on=TODAY, owner=town.user("jonas"), recorded_at=NOW + timedelta(hours=1),
        withdrawn_on=TODAY, withdrawn_by=second.name, withdrawn_because="Jeg stoler ikke på dem.", **STAMP,
    )  # fmt: skip
    sheet = found.papers.create(name="anden.pdf", content_type="application/pdf", content=b"%PDF-hemmeligt", size=14)
    yes = {"consent": found, "recorded_by": town.user("jonas")}
    ConsentVoice.objects.create(guardian=first, name=first.name, on=TODAY, form="digital", **yes)
    ConsentVoice.objects.create(guardian=second, name=second.name, on=TODAY, form="paper", paper=sheet, **yes)
    return found


def facts(copy: dict[str, Any], part: str) -> list[dict[str, Any]]:
    return [item["facts"] for item in copy["parts"].get(part, [])]


def test_a_consent_is_told_with_who_said_yes_to_what(town: Town, child: Child, consent: Consent) -> None:
    copy = made(town, asked(town, child, number=1))
    told = facts(copy, "consents")[-1]
    assert (told["receivers"], told["topics"]) == (
        ["Dagtilbud og dagpleje", "Nogen uden for kommunen"], ["Familien og hjemmet"]
    )  # fmt: skip
    assert (told["external_name"], told["withdrawn_because"]) == ("Legestedet", "Jeg stoler ikke på dem.")
    mine = copy["parts"]["consent_voices"][-1]
    assert (mine["of"], mine["facts"]["form"]) == ("consents-3", "paper")
    assert facts(copy, "consent_papers")[-1] == {"name": "anden.pdf", "content_type": "application/pdf", "size": 14}
    assert "hemmeligt" not in json.dumps(copy), "the scan itself is not in it"


def test_the_other_parents_own_words_and_yes_are_weighed_first(town: Town, child: Child, consent: Consent) -> None:
    copy = made(town, asked(town, child))
    item, (*_before, own, others) = copy["parts"]["consents"][-1], copy["parts"]["consent_voices"]
    assert item["left_out"] == {"withdrawn_because": "other_words"}
    assert "left_out" not in own or not own["left_out"]
    assert others["facts"]["name"] == consent.withdrawn_by
    assert others["left_out"] == {"on": "other_words", "form": "other_words"}
    assert copy["parts"]["consent_papers"][-1]["left_out"] == {"name": "other_words"}
    assert "Jeg stoler ikke" not in json.dumps(copy, ensure_ascii=False)


def test_two_parents_of_one_name_are_not_taken_for_each_other(town: Town, child: Child, consent: Consent) -> None:
    first = child.custodies.order_by("id")[0].guardian
    first.name = consent.withdrawn_by
    first.save()
    assert made(town, asked(town, child))["parts"]["consents"][-1]["left_out"] == {"withdrawn_because": "other_words"}


def test_what_was_passed_on_is_told_without_the_working_notes(town: Town, child: Child) -> None:
    row = passed_on(
        town, child, note="NOTE", special_reason="SÆRLIGT", told="later", not_told_because="IKKE", until=TODAY
    )
    row.turns.create(turn="ended", until=TODAY, because="Det er forbi", by_name="Jonas", at=NOW)
    copy = made(town, asked(town, child))
    item, *rest = [found for found in copy["parts"]["disclosures"] if found["facts"]["what"] == "phone"]
    assert rest == []
    told = item["facts"]
    assert (told["content"], told["to_name"], told["to_service"]) == ("Fraværet", "Lone Ppr", "ppr")
    assert told["basis"].startswith(row.basis.name)
    internal = dict.fromkeys(["note", "special_reason", "not_told_because"], "internal")
    assert item["left_out"] == internal
    assert facts(copy, "disclosure_turns")[0]["because"] == "Det er forbi"
    text = json.dumps(copy, ensure_ascii=False)
    assert not [word for word in ("NOTE", "SÆRLIGT", "IKKE") if word in text]
    Practice.objects.create(municipality=town.municipality, internal_in_data_access=True, **STAMP)
    assert "SÆRLIGT" in json.dumps(made(town, AccessRequest.objects.latest("pk")), ensure_ascii=False)


def test_of_a_suspicion_nothing_is_told_as_passed_on(town: Town, cases: dict[str, Case]) -> None:
    child = cases["suspicion"].child
    assert child.disclosures.filter(suspicion=True).exists()
    assert not {"disclosures", "disclosure_turns"} & set(made(town, asked(town, child))["parts"])


def test_a_protected_address_is_not_told_by_a_receiver_or_a_day(town: Town, cases: dict[str, Case]) -> None:
    child = cases["protected address"].child
    seconds = child.custodies.order_by("id")[1]
    seconds.same_address = False
    seconds.save()
    passed_on(town, child, to_name="Klub Solsikken").turns.create(turn="moved", until=TODAY, by_name="Jonas", at=NOW)
    child.consents.update(external_name="Ridehuset")
    copy = made(town, asked(town, child, number=1))
    assert not [word for word in ("Solsikken", "Ridehuset") if word in json.dumps(copy, ensure_ascii=False)]
    for item in copy["parts"]["disclosures"]:
        assert {"to_name": "protected", "until": "protected"}.items() <= item["left_out"].items()
    assert copy["parts"]["disclosure_turns"][0]["left_out"] == {"until": "protected"}


def test_that_the_glass_was_broken_is_told_by_function_without_the_written_reason(town: Town, child: Child) -> None:
    copy = made(town, asked(town, child))
    (item,) = copy["parts"]["broken_glass"]
    assert (item["facts"]["function"], item["facts"]["reason"]) == ("family_adviser", "danger")
    assert item["left_out"] == {"why": "internal"}
    assert "midt om natten" not in json.dumps(copy, ensure_ascii=False)
    assert "Sara" not in json.dumps(item, ensure_ascii=False)
