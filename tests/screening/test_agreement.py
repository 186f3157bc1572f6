"""How alike colleagues see: counted by unit, small ones hidden, no names and no ranking."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from sikkerhedsnet.screening.agreement import agreement_seen
from sikkerhedsnet.screening.joint_rules import Agreement
from tests.personas import TODAY, Town

from . import walk
from .forms_sent import text


def rated(town: Town, many: int = 8) -> None:
    for number in range(many):
        town.child(f"Barn{number}")
    from sikkerhedsnet.people.models import Child

    children = list(Child.objects.order_by("pk"))
    round_ = walk.open_round(town)
    where = walk.place(town, round_)
    walk.rate(town, "mette", where, dict.fromkeys(children, "green"))
    said = dict.fromkeys(children, "green") | {children[0]: "red", children[1]: "yellow", children[2]: "yellow"}
    walk.rate(town, "maja", where, said)


def test_leader_facilitator_and_chief_read_how_many_were_seen_alike(town: Town) -> None:
    rated(town)
    for key in ("dorte", "karin", "bo"):
        (row,) = agreement_seen(town.actor(key), TODAY)
        assert row.whole.figures == Agreement(alike=9, one=2, two=1)
        page = text(town.client(key).get(reverse("screening:agreement")))
        assert "Af 12 børn så kollegerne ens på 9" in page and "Mariehønsene" in page
        assert not re.search("Mette|Maja|Barn1|Freja", page.split("<main")[1]), "neither raters nor children"
    for key in ("mette", "jonas", "lars", "hanne", "amira"):
        assert town.client(key).get(reverse("screening:agreement")).status_code == 403


def test_a_leader_sees_her_own_place_alone(town: Town) -> None:
    rated(town)
    assert agreement_seen(town.actor("rikke"), TODAY) == []


def test_a_small_unit_is_not_told_of(town: Town) -> None:
    rated(town, many=3)
    page = text(town.client("dorte").get(reverse("screening:agreement")))
    assert "For få til at vise." in page and "for få til at vise" in page
    assert "(" not in re.sub(r"\s", "", page.split("<tbody>")[1].split("</tbody>")[0]).replace("&", "")


def test_what_is_not_open_yet_is_not_counted(town: Town) -> None:
    round_ = walk.open_round(town)
    walk.rate(town, "mette", walk.place(town, round_), walk.everyone(town))
    for key in ("dorte", "karin"):
        page = town.client(key).get(reverse("screening:agreement"))
        assert "Her kommer tallene" in text(page)


@pytest.mark.parametrize("key", ["dorte", "karin"])
def test_the_number_of_queries_does_not_grow(town: Town, key: str, django_assert_max_num_queries: object) -> None:
    rated(town, many=20)
    client = town.client(key)
    with django_assert_max_num_queries(30):  # type: ignore[operator]
        client.get(reverse("screening:agreement"))
