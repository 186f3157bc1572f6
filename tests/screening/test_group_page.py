"""A group rated on one page, as each person meets it."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.screening.models import (
    OwnAssessment,
)
from tests.personas import TODAY, Town

from . import walk
from .forms_sent import UGLY, fields, group_url, joint_url, text


def test_the_group_stands_in_danish_order_with_age_progress_and_the_last_day(town: Town) -> None:
    town.child("Åse", "Aagaard")
    town.child("Ærlig", "Ask")
    round_ = walk.open_round(town)
    page = text(town.client("mette").get(group_url(round_, town)))
    names = re.findall(r"<b>(.*?)</b>\s*<span class=\"sn-muted\">4", page)
    assert names == ["Freja Bæk", "Ida Sørensen", "Yusuf Demir", "Ærlig Ask", "Øjvind Jensen", "Åse Aagaard"]
    assert "0 af 6 vurderet" in page
    assert "Maja mangler at aflevere 6" in page
    assert "Runden slutter fredag 4. december" in page
    assert "ikke vurderet her før" in page


def test_the_keys_that_choose_are_told(town: Town) -> None:
    page = town.client("mette").get(group_url(walk.open_round(town), town)).content.decode()
    assert "pil op og ned skifter barn" in page


def test_opening_the_group_leaves_a_read_line_for_every_child(town: Town) -> None:
    round_ = walk.open_round(town)
    town.client("mette").get(group_url(round_, town))
    lines = ReadLine.objects.filter(action="group.read", actor_id=town.user("mette").pk)
    assert {line.child_id for line in lines} == {c.pk for c in town.children}


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("mette", 200),
        ("maja", 200),
        ("stranger", 404),
        ("anders", 404),
        ("dorte", 403),
        ("jonas", 403),
        ("bo", 403),
        ("nabo", 403),
        ("admin", 403),
    ],
)
def test_only_the_groups_own_people_open_its_page(town: Town, who: str, status: int) -> None:
    round_ = walk.open_round(town, "bo", town.day_care, town.other_day_care, town.school)
    assert town.client(who).get(group_url(round_, town)).status_code == status
    assert town.client(who).post(group_url(round_, town), fields(town.children[0], "green")).status_code == (
        302 if status == 200 else status
    )


def test_a_draft_is_saved_and_said_and_shown_again(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    child = town.children[0]
    answer = client.post(group_url(round_, town), fields(child, "yellow", UGLY), follow=True)
    page = text(answer)
    assert "Gemt 10.00. Kun du kan se det." in page
    assert "&lt;script&gt;" in page and "<script>alert" not in page and "😀" in page
    assert "1 af 4 vurderet" in page and "Gemt 10.00" in page
    assert OwnAssessment.objects.get().comment == UGLY


def test_handing_in_names_who_is_missing_and_loses_nothing(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    freja, ida, yusuf, _ = town.children
    data = {**fields(freja, "green"), **fields(ida, "", "Jeg er i tvivl."), **fields(yusuf), "hand_in": "1"}
    page = text(client.post(group_url(round_, town), data, follow=True))
    assert "Du har afleveret 1 barn." in page
    assert "Ikke vurderet endnu: Ida Sørensen, Yusuf Demir, Øjvind Jensen" in page
    assert "Jeg er i tvivl." in page
    assert "Tag op igen" in page


def test_a_colleagues_words_are_nowhere_in_the_page_before_both_have_handed_in(town: Town) -> None:
    round_ = walk.open_round(town)
    where = walk.place(town, round_)
    child = town.children[0]
    walk.rate(town, "maja", where, {child: "red"}, comment="HEMMELIGT ORD")
    client = town.client("mette")
    urls = [
        group_url(round_, town), joint_url(round_, town),
        reverse("screening:assessment", args=[walk.assessment_of(child).pk]),
        reverse("screening:round", args=[round_.pk]), reverse("screening:rounds"),
    ]  # fmt: skip
    for url in urls:
        page = text(client.get(url))
        assert "HEMMELIGT" not in page and "sn-mark--red" not in re.sub(r"<details.*?</details>", "", page, flags=re.S)
    walk.rate(town, "mette", where, {child: "green"}, hand_in=False)
    assert not any("HEMMELIGT" in text(client.get(url)) for url in urls)
    walk.rate(town, "mette", where, {child: "green"})
    assert "HEMMELIGT" in text(client.get(urls[1]))


def test_saving_while_writing_answers_with_the_time(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    lines = ReadLine.objects.count()
    answer = client.post(
        group_url(round_, town), fields(town.children[0], "green"), headers={"Accept": "application/json"}
    )
    assert json.loads(answer.content) == {"saved": "10.00"}
    assert OwnAssessment.objects.get().handed_in_at is None
    assert ReadLine.objects.count() == lines


def test_a_rating_is_taken_up_again_and_what_else_was_typed_is_kept(town: Town) -> None:
    round_ = walk.open_round(town)
    freja, ida = town.children[:2]
    walk.rate(town, "mette", walk.place(town, round_), {freja: "green"})
    answer = town.client("mette").post(
        group_url(round_, town), {**fields(ida, "red", "Græder."), "take_up": str(freja.pk)}, follow=True
    )
    assert answer.redirect_chain[0][0].endswith(f"#barn-{freja.pk}")
    assert OwnAssessment.objects.get(assessment__child=freja).handed_in_at is None
    assert OwnAssessment.objects.get(assessment__child=ida).comment == "Græder."


def test_a_locked_rating_says_so_and_cannot_be_taken_up(town: Town) -> None:
    round_ = walk.open_round(town)
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), {town.children[0]: "green"})
    client = town.client("mette")
    page = text(client.get(group_url(round_, town)))
    assert "din kollega har også afleveret" in page
    answer = client.post(group_url(round_, town), {"take_up": str(town.children[0].pk)})
    assert answer.status_code == 403 and "låst" in text(answer)


def test_a_text_that_is_too_long_is_not_lost(town: Town) -> None:
    round_ = walk.open_round(town)
    child = town.children[0]
    answer = town.client("mette").post(group_url(round_, town), fields(child, "yellow", "å" * 20_001))
    assert answer.status_code == 422
    page = text(answer)
    assert "å" * 20_001 in page and "Freja Bæk: Teksten er for lang" in page
    assert not OwnAssessment.objects.exists()
    answer = town.client("mette").post(group_url(round_, town), fields(child, "yellow", "å" * 10_000))
    assert answer.status_code == 302 and len(OwnAssessment.objects.get().comment) == 10_000


def test_a_position_that_does_not_exist_is_refused(town: Town) -> None:
    round_ = walk.open_round(town)
    assert town.client("mette").post(group_url(round_, town), fields(town.children[0], "blue")).status_code == 422


def test_the_same_hand_in_sent_twice_is_one(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    data = {**fields(town.children[0], "green"), "hand_in": "1"}
    client.post(group_url(round_, town), data)
    client.post(group_url(round_, town), data)
    assert OwnAssessment.objects.count() == 1


def test_a_group_before_the_round_begins_is_shown_but_not_rated(town: Town) -> None:
    round_ = walk.open_round(town, opens_on=TODAY + timedelta(days=2))
    client = town.client("mette")
    page = text(client.get(group_url(round_, town)))
    assert "Runden begynder onsdag 25. november" in page and "Aflever min vurdering" not in page
    assert client.post(group_url(round_, town), fields(town.children[0], "green")).status_code == 403


def test_reading_and_saving_a_group_of_32_takes_as_many_statements_as_one_of_4(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    client.get(group_url(round_, town))
    with django_assert_max_num_queries(34):
        client.get(group_url(round_, town))
    town.children += [town.child(f"Barn {n}") for n in range(28)]
    data: dict[str, str] = {"hand_in": "1"}
    for child in town.children:
        data |= fields(child, "green", "Griner.")
    with django_assert_max_num_queries(34):
        assert "0 af 32" in text(client.get(group_url(round_, town)))
    with django_assert_max_num_queries(56):
        assert client.post(group_url(round_, town), data).status_code == 302


def test_a_childminder_sees_her_children_without_a_group(town: Town) -> None:
    ada = town.child("Ada", institution=town.childminding)
    round_ = walk.open_round(town, "bo", town.childminding)
    url = reverse("screening:group_place", args=[round_.pk, town.childminding.pk])
    client = town.client("inge")
    page = text(client.post(url, {**fields(ada, "yellow", "Græder."), "hand_in": "1"}, follow=True))
    assert "Skriv næste skridt for 1 barn" in page
    joint = text(client.get(reverse("screening:joint_place", args=[round_.pk, town.childminding.pk])))
    assert "Ada Madsen" in joint and "Græder." in joint
    assert town.client("mette").get(url).status_code == 404
