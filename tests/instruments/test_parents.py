"""The parents' own answers: beside the staff's, about one parent alone, and never in the other's papers."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import pypdf
import pytest
from django.db import transaction

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.glass.actions import break_glass
from sikkerhedsnet.instruments.actions import child_in_reach
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.instruments.reading import shipped
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.rights.gathering import copy_of
from tests.glass.test_breaking import asks
from tests.instruments.filling import SIX, adbb, certify, newest, sent
from tests.personas import NOW, TODAY, Town
from tests.rights.conftest import asked, parent_of

pytestmark = pytest.mark.django_db
CANARY = "Kanarieord"


@pytest.fixture
def baby(town: Town) -> Child:
    certify(town, "hanne")
    return town.child("Bo", "Baby", group=town.group, birth_date=TODAY - timedelta(days=75))


def epds(town: Town, child: Child, answers: dict[str, Any] | None = None, number: int = 0, **more: Any) -> Any:
    guardian = parent_of(child, number)
    fields = sent(town, "epds", answers, guardian=guardian, informant="citizen", **more)
    return town.client("hanne").post(f"/skemaer/barn/{child.pk}/epds/", fields)


def test_before_the_birth_only_what_is_about_a_parent_is_offered_and_taken(town: Town) -> None:
    certify(town, "hanne")
    child = town.child("Nor", "Lind", group=town.group, birth_date=TODAY)
    Child.objects.filter(pk=child.pk).update(birth_date=None, expected_on=TODAY + timedelta(days=60))
    page = town.client("hanne").get(f"/skemaer/barn/{child.pk}/").content.decode()
    assert set(re.findall(rf"/skemaer/barn/{child.pk}/(\w+)/", page)) == {"epds"}
    assert adbb(town, child).status_code == 403 and not Response.objects.exists()
    assert epds(town, child).status_code == 302 and newest().child_id == child.pk


def test_thoughts_of_self_harm_open_a_calm_page_at_once_and_the_leader_is_told_without_a_name(
    town: Town, baby: Child
) -> None:
    boss = town.hire("sundchef", "Sonja Leder", Function.LEADER, institution=town.health)
    answer = epds(town, baby, {"10harm": 1})
    row = FollowUp.objects.get()
    assert (row.do, row.due_on) == ("act_now", TODAY)
    assert answer["Location"] == f"/skemaer/opfoelgning/{row.pk}/"
    page = town.client("hanne").get(answer["Location"]).text
    assert "Gør noget i dag" in page and "Ring 112" in page and "Mor til Bo" in page
    message = Message.objects.get(to=boss)
    assert "Hanne Toft" in message.about and "Bo" not in message.about and not message.url_name
    assert "Gør noget i dag" in town.client("hanne").get("/").text
    assert town.client("hanne").get(f"/skemaer/svar/{row.response_id}/").status_code == 200


def test_an_unanswered_question_leaves_no_sum_and_the_alarm_is_heard(town: Town, baby: Child) -> None:
    epds(town, baby, {"1humor": None, "10harm": 2})
    made = newest(child=baby)
    assert made.score is None and made.positive and FollowUp.objects.get().do == "act_now"


def test_the_answers_are_about_one_of_the_childs_own_parents(town: Town, baby: Child) -> None:
    stranger = parent_of(town.child("Ida", "Anden"))
    fields = sent(town, "epds", guardian=stranger, informant="citizen")
    assert town.client("hanne").post(f"/skemaer/barn/{baby.pk}/epds/", fields).status_code == 422
    assert not Response.objects.exists()


def copy_for(town: Town, child: Child, number: int) -> str:
    request = asked(town, child, key="dorte", number=number)
    return json.dumps(asdict(copy_of(request, now=NOW)), default=str, ensure_ascii=False)


def test_the_other_parents_copy_says_nothing_of_it_and_her_own_says_it_in_words(town: Town, baby: Child) -> None:
    epds(town, baby, {"10harm": 1, "1humor": 3, "8sad": 3, "9cry": 3, "5anxious": 3}, described=CANARY)
    row = FollowUp.objects.get(do="act_now")
    fields = {"version": row.version, "action": f"{CANARY} gjort"}
    town.client("hanne").post(f"/skemaer/opfoelgning/{row.pk}/", fields)
    hers, his = copy_for(town, baby, 0), copy_for(town, baby, 1)
    assert CANARY in hers and "EPDS" in hers and "Dine svar kan tyde på" in hers
    assert CANARY not in his and "EPDS" not in his and "Dine svar" not in his
    assert "13 af 30" not in hers


def test_the_copy_tells_an_adbb_in_words_and_never_in_numbers(town: Town, baby: Child) -> None:
    adbb(town, baby, described="Bo kiggede væk, da jeg smilede.")
    copy = copy_for(town, baby, 1)
    assert "Bo kiggede væk" in copy and "trak sig lidt" in copy
    assert "6 af 32" not in copy and "Trin 4" not in copy and '"score"' not in copy and "8attraction" not in copy


def test_the_familys_answer_stands_beside_the_staffs_on_one_page(town: Town) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group)
    who = town.client("mette")
    address = f"/skemaer/barn/{child.pk}/external/"
    for informant, words in (("staff", "Pædagogens ord"), ("relative", "Morens ord")):
        fields = sent(town, "external", {"test": "TRASMO", "made_by": "Os", "result": words, "number": None})
        assert who.post(address, {**fields, "informant": informant}).status_code == 302
    page = who.get(f"/skemaer/svar/{newest(informant='relative').pk}/").text
    assert "Pædagogens ord" in page and "Morens ord" in page and "Skrevet ind af Mette" in page


def test_each_score_of_a_language_assessment_is_read_with_its_own_band(town: Town) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group)
    left = dict.fromkeys(item.id for item in shipped()["language"].items)
    fields = sent(town, "language", {**left, "spoken": 60, "preliterate": 4, "rhyme": 11})
    client = town.client("mette")
    answer = client.post(f"/skemaer/barn/{child.pk}/language/", {**fields, "informant": "staff"})
    assert answer.status_code == 302
    page = re.sub(r"<[^>]+>", "", client.get(f"/skemaer/svar/{newest().pk}/").text)
    assert "60 percentil, Generel indsats" in page and "4 percentil, Særlig indsats" in page
    assert "11 percentil, Fokuseret indsats" in page


def test_ugly_input_is_kept_and_shown_as_typed_and_a_spreadsheet_runs_nothing(town: Town) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group)
    ugly = "=1+1 æøå 😀 \u202eabc <script>alert(1)</script>"
    fields = sent(town, "external", {"test": ugly, "made_by": "@x", "result": "x" * 3999, "number": None})
    client = town.client("mette")
    assert client.post(f"/skemaer/barn/{child.pk}/external/", {**fields, "informant": "staff"}).status_code == 302
    page = client.get(f"/skemaer/svar/{newest().pk}/").text
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    file = client.get(f"/skemaer/barn/{child.pk}/skemaer.csv").content.decode()
    assert "\"'=1+1" in file and '"\'@x"' in file
    assert client.get(f"/skemaer/svar/{newest().pk}/pdf/").content.startswith(b"%PDF")
    too_long = {**fields, "item_result": "x" * 10_000, "informant": "staff"}
    answer = client.post(f"/skemaer/barn/{child.pk}/external/", too_long)
    assert answer.status_code == 422 and "x" * 10_000 in answer.text


def test_the_empty_form_is_on_paper_too(town: Town) -> None:
    certify(town, "hanne")
    assert town.client("hanne").get("/skemaer/skema/adbb/papir/").content.startswith(b"%PDF")
    assert town.client("hanne").get("/skemaer/skema/epds/papir/").content.startswith(b"%PDF")
    assert town.client("mette").get("/skemaer/skema/adbb/papir/").status_code == 403


def test_topi_is_on_paper_too_with_a_place_for_the_position_though_it_is_rated_in_a_round(town: Town) -> None:
    answer = town.client("mette").get("/skemaer/skema/topi_3_6/papir/")
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages)
    for words in ("Position", "Trives", "Hvad fungerer?", "Fællesskab", "Forslag"):
        assert words in text, words
    assert town.client("tove").get("/skemaer/skema/topi_3_6/papir/").status_code == 403
    child = town.children[0]
    assert town.client("mette").get(f"/skemaer/barn/{child.pk}/topi_3_6/").status_code == 403


def test_through_broken_glass_no_form_is_seen(town: Town, baby: Child) -> None:
    adbb(town, baby, answers=SIX)
    away = town.hire("helle", "Helle Fjern", Function.HEALTH_VISITOR, institution=town.health,
                     district=town.other_district)  # fmt: skip
    made = newest(child=baby)
    baby.cpr_number = "7104224455"
    baby.save()
    assert break_glass(town.actor("helle"), asks(baby), now=NOW) is not None
    with clock.fixed(NOW):
        actor = town.actor("helle")
        assert Child.objects.visible_to(actor).filter(pk=baby.pk).exists()
        assert not Response.objects.visible_to(actor).exists() and not FollowUp.objects.visible_to(actor).exists()
        with pytest.raises(Child.DoesNotExist):
            child_in_reach(actor, baby.pk, TODAY)
        with transaction.atomic(), context.asking(context.person(actor)):
            assert Child.objects.filter(pk=baby.pk).exists()
            assert not Response.objects.exists() and not FollowUp.objects.exists()
    assert away.pk and town.client("helle").get(f"/skemaer/svar/{made.pk}/").status_code == 404
