"""What a colleague has rated, walked for on every road: no byte of any answer depends on what she said before it is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from config.access import ACCESS, Anyone
from sikkerhedsnet.exchange.models import ImportRun
from sikkerhedsnet.screening import rules
from sikkerhedsnet.screening.models import AssessmentRound, NotAssessed, OwnAssessment
from sikkerhedsnet.screening.queries import place_url
from tests.access.test_matrix import application_alone, paper_in_plain, personas
from tests.access.world import Case, case
from tests.personas import NOW, Town
from tests.screening import walk

__all__ = ["paper_in_plain"]

ASIDE = {
    "access:sign_out", "set_language", "access:invitation", "web:styleguide", "evaluations:answer",
    "access:account", "access:add_app", "access:add_passkey",  # one's own secrets, new each time
}  # fmt: skip
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="\w+"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|nonce-[\w+/=-]+|'
    r'name="author" value="[^"]*"|name="_author" value="[^"]*"'
)
"""What is new in every answer: keys, and the signatures of forms."""


@dataclass
class World:
    town: Town
    case: Case
    round: AssessmentRound

    def roads(self) -> list[tuple[str, str]]:
        """Every address that can be formed about the children of the group, the group and its round."""
        numbers = self.case.numbers
        found = [
            (page, reverse(page, args=numbers.get(page, ())))
            for page, door in ACCESS.items()
            if door is not Anyone.HALFWAY and page not in ASIDE
        ]
        where = walk.place(self.town, self.round)
        for page in ("group", "joint"):
            name, args = place_url(where, page)
            found.append((name, reverse(name, args=args)))
        for row in self.round.assessments.order_by("pk"):
            found += [(f"screening:{n}", reverse(f"screening:{n}", args=(row.pk,))) for n in ("assessment", "told")]
            found.append(("childfile:child", reverse("childfile:child", args=(row.child_id,))))
        return found


@pytest.fixture
def world(town: Town) -> World:
    """Mette has handed in all but the last, whom she has only begun; Maja has begun one. Nobody may see another's yet."""
    round_ = walk.open_round(town)
    run = ImportRun.objects.create(municipality=town.municipality, by_name="Alma Drift", uploaded_at=NOW)
    found = case(
        town, "own group", "Egernstue", round_, run, group=town.group, adviser="jonas", sender="mette", guest="lone"
    )
    NotAssessed.objects.filter(child=found.child).update(state="back", holds=False)
    where = walk.place(town, round_)
    walk.rate(town, "mette", where, dict.fromkeys([*town.children[:3], found.child], "green"))
    walk.rate(town, "mette", where, {town.children[3]: "green"}, hand_in=False)
    walk.rate(town, "maja", where, {town.children[0]: "green"}, hand_in=False)
    return World(town, found, round_)


def say(town: Town, *, position: str, words: str) -> None:
    """What Mette thinks of the children, all at once."""
    mine = OwnAssessment.objects.filter(rater=town.user("mette"), assessment__round__isnull=False)
    assert mine.update(position=position, comment=words, what_works=words) == 5


def answers(world: World, persona: str, roads: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    client = world.town.client(persona)
    for page, address in roads:
        for headers in ({}, {"HTTP_ACCEPT": "application/json"}):
            with transaction.atomic():
                answer = client.get(address, **headers)
                transaction.set_rollback(True)
            said = "\n".join(f"{k}: {v}" for k, v in sorted(answer.headers.items()) if k != "Content-Security-Policy")
            body = answer.content.decode(errors="replace")
            yield f"{persona} {page} {address} {headers}", CHANGING.sub("", f"{answer.status_code}\n{said}\n{body}")
            if not address.endswith(("/sammen/",)) and "stue" not in address:
                break


def differences(world: World, people: list[str], roads: list[tuple[str, str]]) -> list[str]:
    """Every answer that changes, in a single byte or in its length, when Mette has said something else."""
    said = ({"position": "green", "words": ""}, {"position": "red", "words": "Kanarieord om barnet, ret mange af dem"})
    heard: list[dict[str, str]] = []
    for words in said:
        say(world.town, **words)
        heard.append({where: body for persona in people for where, body in answers(world, persona, roads)})
    first, second = heard
    return [where for where, body in first.items() if body != second[where]]


@pytest.mark.slow
@pytest.mark.usefixtures("paper_in_plain")
def test_no_answer_to_anybody_depends_on_what_a_colleague_has_said_alone(world: World, record_property: Any) -> None:
    people, roads = [p for p in personas() if p != "mette"], world.roads()
    close = ["maja", "dorte", "jonas", "bo", "lars"]
    wrong = differences(world, close, roads)
    near = [road for road in roads if road[0].startswith(("screening:", "worklists:", "childfile:"))]
    wrong += differences(world, [p for p in people if p not in close], near)
    assert wrong == [], "\n".join(wrong[:40])
    record_property("printed", f"own ratings: {len(roads)} addresses, {len(people)} people, not a byte depends on them")


@contextmanager
def rule_dropped() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "may_see_others", lambda **asked: rules.ALLOWED)
        yield


@pytest.mark.parametrize(("rule", "database"), [(True, True), (False, True), (True, False), (False, False)])
def test_each_layer_alone_keeps_it_and_without_both_the_walk_sees_it(world: World, rule: bool, database: bool) -> None:
    where = walk.place(world.town, world.round)
    roads = [
        (page, reverse(*[place_url(where, page)[0]], args=place_url(where, page)[1])) for page in ("joint", "group")
    ]
    with ExitStack() as dropped:
        if not rule:
            dropped.enter_context(rule_dropped())
        if not database:
            dropped.enter_context(application_alone())
        seen = differences(world, ["maja", "dorte"], roads)
    assert bool(seen) == (not rule and not database), seen


def test_what_is_saved_by_itself_answers_the_same_whatever_a_colleague_said(world: World) -> None:
    town = world.town
    name, args = place_url(walk.place(town, world.round), "group")
    prefix = f"child-{town.children[1].pk}"
    heard = []
    for position in ("green", "red"):
        say(town, position=position, words=position)
        with transaction.atomic():
            answer = town.client("maja").post(
                reverse(name, args=args), {f"{prefix}-position": "yellow"}, HTTP_ACCEPT="application/json"
            )
            transaction.set_rollback(True)
        heard.append(answer.content)
    assert heard[0] == heard[1]
    assert b"saved" in heard[0]


def test_it_opens_when_both_are_there(world: World) -> None:
    town, where = world.town, walk.place(world.town, world.round)
    walk.rate(town, "maja", where, dict.fromkeys(town.children, "green"))
    name, args = place_url(where, "joint")
    say(town, position="red", words="Kanarieord")
    page = town.client("maja").get(reverse(name, args=args)).content.decode()
    assert page.count("Kanarieord") == 6, "three children, and of each what she saw and what works"
