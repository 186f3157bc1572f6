"""The list of children."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from tests.personas import Town

URL = "/boern/"


def text(response: Any) -> str:
    return response.content.decode()


def test_it_shows_the_children_one_works_with(town: Town):
    said = text(town.client("mette").get(URL))
    assert "Freja Bæk" in said
    assert "4 år 7 mdr. · Børnehuset Regnbuen, Mariehønsene" in said
    assert reverse("concerns:raise", args=[town.children[0].pk]) in said


@pytest.mark.parametrize("key", ["stranger", "anders", "jonas", "nabo"])
def test_it_is_empty_for_those_who_work_with_none_and_says_why(town: Town, key: str):
    said = text(town.client(key).get(URL))
    assert "Freja" not in said
    assert "Her kommer de børn" in said


@pytest.mark.parametrize("key", ["karin", "bo", "admin", "michael", "amira"])
def test_functions_without_children_are_refused(town: Town, key: str):
    assert town.client(key).get(URL).status_code == 403


def test_a_search_stands_in_the_address_and_is_logged(town: Town):
    response = town.client("mette").get(URL, {"q": "yus"})
    said = text(response)
    assert "Yusuf Demir" in said
    assert "Freja" not in said
    assert 'value="yus"' in said
    assert ReadLine.objects.filter(action="children.searched", actor_id=town.user("mette").pk).count() == 1


def test_a_search_for_nobody_says_what_to_do(town: Town):
    assert "Ingen af de børn, du arbejder med, passer." in text(town.client("mette").get(URL, {"q": "xyzzy"}))


def test_one_letter_is_too_little_and_says_so(town: Town):
    said = text(town.client("mette").get(URL, {"q": "y"}))
    assert "Skriv mindst to bogstaver" in said
    assert "Freja" in said


@pytest.mark.parametrize(
    "query",
    [
        {"q": "<script>alert(1)</script>"},
        {"q": "x" * 5000},
        {"institution": "abc", "group": "-1", "page": "9999"},
        {"institution": "9" * 40, "page": "x"},
        {"q": "\u202e🙂%_'\""},
    ],
)
def test_odd_addresses_are_answered(town: Town, query: dict[str, str]):
    response = town.client("mette").get(URL, query)
    assert response.status_code == 200
    assert "<script>alert" not in text(response)


def test_a_protected_child_is_marked_and_its_place_kept_back(town: Town):
    child = town.children[0]
    child.protected_address = True
    child.save()
    said = text(town.client("hanne").get(URL))
    row = said.split("Freja Bæk")[1].split("</li>")[0]
    assert "Beskyttet adresse" in row
    assert "Regnbuen" not in row


def test_it_is_split_in_pages_that_keep_the_search(town: Town):
    for n in range(60):
        town.child(f"Karl{n}", parents=0)
    first = text(town.client("mette").get(URL, {"q": "karl"}))
    assert "side 1 af 2" in first
    assert "?q=karl&amp;page=2" in first
    assert "side 2 af 2" in text(town.client("mette").get(URL, {"q": "karl", "page": "2"}))


def test_it_costs_the_same_for_few_and_many(town: Town, django_assert_max_num_queries):
    mette = town.client("mette")
    mette.get(URL)
    with django_assert_max_num_queries(21) as few:
        mette.get(URL)
    for n in range(25):
        town.child(f"Barn {n}", parents=1)
    with django_assert_max_num_queries(len(few)):
        assert text(mette.get(URL)).count('<li class="sn-row">') == 29
