"""Application and database each by itself give everybody the same preparations, children's words and papers; and no more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import RaiseConcern
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import context
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.voices import actions
from sikkerhedsnet.voices.commands import Prepare, Tell
from sikkerhedsnet.voices.models import ChildVoice, Preparation
from sikkerhedsnet.voices.states import How
from tests.personas import NOW, TODAY, Town
from tests.scans.sheets import drawing

pytestmark = [pytest.mark.django_db, pytest.mark.both_servers]
MODELS: tuple[Any, ...] = (Preparation, ChildVoice, Scan)


def sheet(who: str) -> Paper:
    return Paper(who, TODAY, f"Ark fra {who}", drawing())


def say(town: Town, who: str, **changes: Any) -> ChildVoice:
    words = {"good": "Is"}
    told = {"child_id": town.children[0].pk, "on": TODAY, "how": How.TOLD, "words": words, "key": uuid4(), **changes}
    return actions.tell(town.actor(who), Tell(**told), now=NOW)


def worry(town: Town, who: str, *, suspicion: bool) -> Concern:
    know = ParentsKnow.MUST_NOT if suspicion else ParentsKnow.YES
    command = RaiseConcern(town.children[0].pk, "Set og hørt", know, suspicion=suspicion, paper=sheet(who))
    return concerns.raise_concern(town.actor(who), command, now=NOW)


@pytest.fixture
def written(town: Town, planned: Meeting) -> Meeting:
    """A colleague's own, the mother's, words of harm and not, and papers with an open worry and with a suspicion."""
    for seat in planned.participants.exclude(role="child"):
        own = seat.user is not None
        if own and seat.user_id != town.user("mette").pk:
            continue
        who = "mette" if own else "jonas"
        command = Prepare(
            seat.pk, {"seen": "x", "good": "y"}, TODAY, How.SCREEN if own else How.PAPER, paper=sheet(who), key=uuid4()
        )
        actions.prepare(town.actor(who), command, now=NOW)
    say(town, "mette")
    say(town, "mette", meeting_id=planned.pk, paper=sheet("Freja"), keep_asked=True)
    say(town, "maja", harm=True, paper=sheet("Freja"))
    worry(town, "mette", suspicion=False)
    worry(town, "maja", suspicion=True)
    return planned


def both(town: Town) -> dict[str, dict[str, tuple[set[int], set[int]]]]:
    found: dict[str, dict[str, tuple[set[int], set[int]]]] = {}
    for who in town.users:
        actor = town.actor(who)
        by_application = {model: set(model.objects.visible_to(actor).values_list("pk", flat=True)) for model in MODELS}
        with context.asking(context.person(actor)):
            by_database = {model: set(model.objects.values_list("pk", flat=True)) for model in MODELS}
        found[who] = {m.__name__: (by_application[m], by_database[m]) for m in MODELS}
    return found


@pytest.mark.parametrize("begin", [False, True], ids=["before", "at the table"])
def test_the_two_layers_agree_about_everybody(town: Town, written: Meeting, begin: bool) -> None:
    if begin:
        meetings.begin(town.actor("jonas"), written.pk, now=NOW)
    found = both(town)
    differing = {
        (who, name): sets for who, kinds in found.items() for name, sets in kinds.items() if sets[0] != sets[1]
    }
    assert differing == {}
    assert found["stranger"]["Scan"][0] == found["nabo"]["Scan"][0] == set()
    assert found["mette"]["Scan"][0] != found["jonas"]["Scan"][0]


def counted(rows: Callable[[], Any]) -> int:
    return len(set(rows().values_list("pk", flat=True)))


def test_a_paper_about_a_suspicion_is_there_for_its_sender_and_its_adviser_alone(town: Town, written: Meeting) -> None:
    suspicion = Concern.objects.get(suspicion=True)
    quiet = Scan.objects.filter(about="concerns.concern", about_id=suspicion.pk)
    seen = {who for who in town.users if quiet.filter(pk__in=Scan.objects.visible_to(town.actor(who))).exists()}
    assert seen >= {"maja"} and not seen & {
        "mette",
        "hanne",
        "anders",
        "lone",
        "stranger",
        "nabo",
        "bo",
        "karin",
        "lars",
    }
    harm = ChildVoice.objects.get(suspicion=True)
    heard = {who for who in town.users if ChildVoice.objects.visible_to(town.actor(who)).filter(pk=harm.pk).exists()}
    assert "maja" in heard and not heard & {"mette", "hanne", "anders", "lone", "stranger", "nabo"}


def test_the_page_of_the_open_meeting_is_the_same_byte_for_byte_when_words_of_harm_are_written(
    town: Town, planned: Meeting
) -> None:
    from django.urls import reverse

    def page() -> bytes:
        import re

        body: bytes = town.client("mette").get(reverse("meetings:meeting", args=[planned.pk])).content
        return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body)

    before = page()
    say(town, "mette", harm=True, paper=sheet("Freja"))
    say(town, "mette", keep_asked=True, keep_from="mor")
    assert page() == before
