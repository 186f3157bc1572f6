"""Rounds opened, listed and followed, as each person meets them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.people.models import Enrolment
from sikkerhedsnet.screening.commands import Place
from sikkerhedsnet.screening.models import (
    AssessmentRound,
)
from tests.personas import TODAY, Town

from . import walk
from .forms_sent import UGLY, group_url, joint_url, text


def open_data(town: Town, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()), "name": "Trivselsrunde efterår 2026", "opens_on": "2026-11-23",
        "closes_on": "2026-12-04", "institutions": [town.day_care.pk], **changes,
    }  # fmt: skip


def test_a_leader_opens_a_round_and_a_second_submit_opens_no_other(town: Town) -> None:
    client = town.client("dorte")
    data = open_data(town)
    page = text(client.post(reverse("screening:open_round"), data, follow=True))
    assert "Runden er åbnet." in page and "0 af 4 børn har en fælles vurdering" in page
    client.post(reverse("screening:open_round"), data)
    assert AssessmentRound.objects.count() == 1


def test_an_overlapping_round_is_refused_and_what_was_typed_stays(town: Town) -> None:
    walk.open_round(town)
    answer = town.client("dorte").post(reverse("screening:open_round"), open_data(town, name=UGLY))
    assert answer.status_code == 422
    assert "allerede en runde i den periode" in text(answer) and "😀" in text(answer)


def test_a_leader_cannot_choose_another_institution(town: Town) -> None:
    answer = town.client("dorte").post(
        reverse("screening:open_round"), open_data(town, institutions=[town.other_day_care.pk])
    )
    assert answer.status_code == 422
    assert not AssessmentRound.objects.exists()


@pytest.mark.parametrize("who", ["mette", "karin", "jonas", "admin", "hanne"])
def test_only_leaders_and_chiefs_open_rounds(town: Town, who: str) -> None:
    assert town.client(who).get(reverse("screening:open_round")).status_code == 403


def test_the_list_of_rounds_leads_each_person_on(town: Town) -> None:
    round_ = walk.open_round(town)
    url = reverse("screening:rounds")
    assert "Vurder Mariehønsene" in text(town.client("mette").get(url))
    dorte = text(town.client("dorte").get(url))
    assert "Åbn en runde" in dorte and "Se dækningen" in dorte
    assert "0 af 4 færdige" in text(town.client("karin").get(url))
    assert "Her kommer runderne" in text(town.client("anders").get(url))
    for who in ("mette", "maja"):
        walk.rate(town, who, walk.place(town, round_), walk.everyone(town))
    assert "Tal sammen om Mariehønsene" in text(town.client("mette").get(url))


def test_the_coverage_names_children_for_the_leader_only(town: Town) -> None:
    round_ = walk.open_round(town)
    url = reverse("screening:round", args=[round_.pk])
    dorte = text(town.client("dorte").get(url))
    assert "Freja Bæk" in dorte and "mangler Maja Krogh, Mette Lund" in dorte
    for who in ("karin", "bo", "mette"):
        page = text(town.client(who).get(url))
        assert "Freja" not in page and "Maja Krogh mangler 4" in page
    assert town.client("anders").get(url).status_code == 404
    assert town.client("nabo").get(url).status_code == 403


def test_the_list_of_rounds_takes_the_same_number_of_statements_however_many(
    town: Town, django_assert_max_num_queries: Any
) -> None:
    walk.open_round(town)
    client = town.client("mette")
    client.get(reverse("screening:rounds"))
    with django_assert_max_num_queries(30):
        client.get(reverse("screening:rounds"))
    for n in range(1, 8):
        start = walk.CLOSES + timedelta(days=20 * n)
        walk.open_round(town, opens_on=start, closes_on=start + timedelta(days=10))
    with django_assert_max_num_queries(30):
        client.get(reverse("screening:rounds"))


def test_an_empty_group_says_what_will_come(town: Town) -> None:
    round_ = walk.open_round(town)
    Enrolment.objects.update(end_on=TODAY - timedelta(days=1))
    assert "Her kommer børnene" in text(town.client("mette").get(group_url(round_, town)))
    assert "Her kommer børnene" in text(town.client("mette").get(joint_url(round_, town)))


def test_a_round_or_a_group_that_does_not_exist_is_not_found(town: Town) -> None:
    round_ = walk.open_round(town)
    client = town.client("mette")
    for url in (
        reverse("screening:group", args=[round_.pk, town.class_group.pk]),
        reverse("screening:group", args=[999_999, town.group.pk]),
        reverse("screening:group", args=[round_.pk, 999_999]),
        reverse("screening:group_place", args=[round_.pk, 999_999]),
        reverse("screening:assessment", args=[999_999]),
    ):
        assert client.get(url).status_code == 404


def test_children_without_a_group_are_rated_by_those_without_fixed_groups(town: Town) -> None:
    from sikkerhedsnet.access.roles import Function

    child = town.child("Uden")
    Enrolment.objects.filter(child=child).update(group=None)
    town.hire("vikar", "Viggo Vikar", Function.PEDAGOGUE, institution=town.day_care)
    round_ = walk.open_round(town)
    url = reverse("screening:group_place", args=[round_.pk, town.day_care.pk])
    assert "Uden Madsen" in text(town.client("vikar").get(url))
    assert town.client("mette").get(url).status_code == 403
    saved = walk.rate(town, "vikar", Place(round_.pk, town.day_care.pk, None), {child: "green"})
    assert saved.handed_in == (child.name,)
    assert "Børn uden stue eller klasse" in text(town.client("dorte").get(reverse("screening:round", args=[round_.pk])))


def test_names_of_sixty_letters_and_a_child_settled_already_are_shown(town: Town) -> None:
    child = town.child("Maximiliane-Alexandra Elisabeth", "von Bülow-Christoffersen til Ørnø")
    walk.watched(town, child)
    page = text(town.client("mette").get(group_url(AssessmentRound.objects.get(), town)))
    assert child.name in page and "Se den fælles vurdering" in page
