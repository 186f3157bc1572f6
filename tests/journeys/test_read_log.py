"""Every page on which a child's name stands leaves a line in the read log for that child."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child, Guardian
from tests.journeys import addresses as at
from tests.journeys.test_every_page import PAGES, Address
from tests.personas import NOW

PARTS: list[tuple[str, str, Address]] = [
    ("jonas", "what others wrote", lambda: at.meeting("Yusuf Demir") + "?del=ord&emne=works"),
    ("jonas", "what others agreed", lambda: at.meeting("Yusuf Demir") + "?del=aftaler"),
]

SHOWN = [page for page in [*PAGES, *PARTS] if page[2] != "/stil/"]
"""The style guide's children are examples, whatever the demo's are called."""


def children_named(text: str) -> set[tuple[int, ...]]:
    """The children whose whole name stands in the text, those of one name together."""
    people = {*User.objects.values_list("name", flat=True), *Guardian.objects.values_list("name", flat=True)}
    found: dict[str, list[int]] = {}
    for child in Child.objects.all():
        if child.name in text and child.name not in people:
            found.setdefault(child.name, []).append(child.pk)
    return {tuple(pks) for name, pks in found.items() if not any(name in other for other in found if other != name)}


@pytest.mark.parametrize(("who", "what", "where"), SHOWN, ids=[f"{page[0]}: {page[1]}" for page in SHOWN])
def test_a_page_with_a_childs_name_leaves_a_line_for_that_child(
    fjordby: Municipality, who: str, what: str, where: Address
) -> None:
    client = Client()
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    before = ReadLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = client.get(where if isinstance(where, str) else where())
    assert answer.status_code in (200, 286, 302), what
    if answer.status_code == 302:
        return
    logged = set(ReadLine.objects.filter(pk__gt=before, actor_name__gt="").values_list("child_id", flat=True))
    silent = [pks for pks in children_named(answer.content.decode()) if not logged & set(pks)]
    assert silent == [], f"{what} names children without a line"


@pytest.mark.parametrize(("who", "what", "where"), PARTS, ids=[page[1] for page in PARTS])
def test_a_part_that_asks_every_few_seconds_leaves_a_line_every_ten_minutes(
    fjordby: Municipality, who: str, what: str, where: Address
) -> None:
    client = Client()
    client.force_login(User.objects.get(username=who), backend="django.contrib.auth.backends.ModelBackend")
    address = where if isinstance(where, str) else where()
    lines = ReadLine.objects.filter(action="meeting.read", child_id=at.child("Yusuf Demir"), at__gte=NOW)
    for minutes, seconds, expected in ((0, 0, 1), (0, 10, 1), (9, 59, 1), (10, 0, 2), (15, 0, 2)):
        with clock.fixed(NOW + timedelta(minutes=minutes, seconds=seconds)):
            assert client.get(address).status_code in (200, 286)
        assert lines.count() == expected, (minutes, seconds)
