"""Ratings that a device kept without a network: once each, in any order, and none dropped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.organisation.models import GroupAssignment
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening import actions
from sikkerhedsnet.screening.commands import DecideKept, Kept, OwnRating, Place, TakeKept
from sikkerhedsnet.screening.models import AssessmentRound, KeptRating, OwnAssessment
from sikkerhedsnet.screening.queries import holes, tasks
from sikkerhedsnet.screening.states import KeptMove, KeptState, Position
from tests.personas import NOW, TODAY, Town

from . import walk

AN_HOUR = timedelta(hours=1)


def kept(
    child: Child, position: str = "yellow", comment: str = "", *, at: datetime = NOW, base: datetime | None = None
) -> Kept:
    return Kept(uuid4(), OwnRating(child.pk, Position(position) if position else None, comment), at, base)


def send(
    town: Town, where: Place, *items: Kept, by: str = "mette", hand_in: bool = False, now: datetime = NOW
) -> dict[UUID, KeptState | None]:
    answers = actions.take_kept(town.actor(by), TakeKept(where, items, hand_in), now=now)
    return {answer.key: answer.state for answer in answers}


def own(child: Child, by: str, town: Town) -> OwnAssessment:
    return OwnAssessment.objects.get(assessment__child=child, rater=town.user(by))


@pytest.fixture
def where(town: Town) -> Place:
    return walk.place(town, walk.open_round(town))


def test_thirty_ratings_sent_twice_and_out_of_order_are_there_once_each(town: Town, where: Place) -> None:
    children = [*town.children, *(town.child(f"Barn{n}") for n in range(25))]
    items = [kept(child, comment=f"Nr. {n} æøå 👧🏽 =1+1") for n, child in enumerate(children)]
    first = send(town, where, *reversed(items[:20]))
    again = send(town, where, *items)
    once_more = send(town, where, *reversed(items))
    assert set(again.values()) == {KeptState.TAKEN}
    assert first.items() <= again.items()
    assert once_more == again
    assert OwnAssessment.objects.count() == len(children)
    assert KeptRating.objects.count() == len(items)
    assert own(children[7], "mette", town).comment == "Nr. 7 æøå 👧🏽 =1+1"
    assert ChangeLine.objects.filter(action="own.sent_later").count() == 2


def test_what_is_put_in_keeps_no_words_beside_it(town: Town, where: Place) -> None:
    send(town, where, kept(town.children[0], comment="Trist i dag"))
    row = KeptRating.objects.get()
    assert (row.position, row.comment, row.what_works) == ("", "", "")
    assert row.written_at == NOW


def test_handed_in_without_a_network_is_handed_in_when_it_comes_and_only_those_sent(town: Town, where: Place) -> None:
    first, second, third = town.children[:3]
    send(town, where, kept(third))
    send(town, where, kept(first, "green"), kept(second, ""), hand_in=True)
    assert own(first, "mette", town).handed_in_at == NOW
    assert not OwnAssessment.objects.filter(assessment__child=second, handed_in_at__isnull=False).exists()
    assert own(third, "mette", town).handed_in_at is None


def test_the_latest_of_two_devices_counts_and_the_other_is_set_aside_for_the_same_person(
    town: Town, where: Place
) -> None:
    child, other = town.children[:2]
    for each in (child, other):
        walk.rate(town, "mette", where, {each: "green"}, hand_in=False, comment="På computeren", now=NOW)
    later, earlier = NOW + AN_HOUR, NOW - AN_HOUR
    got = send(
        town, where, kept(child, comment="På tabletten", at=later), kept(other, comment="Tidligere", at=earlier),
        now=NOW + 2 * AN_HOUR,
    )  # fmt: skip
    assert list(got.values()) == [KeptState.TAKEN, KeptState.ASIDE]
    assert own(child, "mette", town).comment == "På tabletten"
    assert own(other, "mette", town).comment == "På computeren"
    aside = KeptRating.objects.filter(state=KeptState.ASIDE).order_by("assessment__child_id")
    assert sorted(row.comment for row in aside) == ["På computeren", "Tidligere"]
    assert [task.kind for task in tasks(town.actor("mette"), TODAY) if task.kind == "screening.kept"]


def test_an_answer_that_was_lost_does_not_make_the_device_argue_with_itself(town: Town, where: Place) -> None:
    child = town.children[0]
    first = kept(child, comment="Et", at=NOW)
    send(town, where, first, now=NOW + AN_HOUR)  # the device hears nothing of this
    second = replace(kept(child, comment="Et og to", at=NOW + timedelta(minutes=1)), earlier=(first.key,))
    got = send(town, where, second, now=NOW + 2 * AN_HOUR)
    assert got[second.key] is KeptState.TAKEN
    assert own(child, "mette", town).comment == "Et og to"
    assert not KeptRating.objects.filter(state=KeptState.ASIDE).exists()


def test_what_was_handed_in_meanwhile_is_not_changed_and_the_words_are_not_lost(town: Town, where: Place) -> None:
    child = town.children[0]
    walk.rate(town, "mette", where, {child: "green"}, comment="Afleveret")
    got = send(town, where, kept(child, "red", "Skrevet før", at=NOW - AN_HOUR))
    assert list(got.values()) == [KeptState.ASIDE]
    assert own(child, "mette", town).position == "green"
    assert KeptRating.objects.get().comment == "Skrevet før"


def test_a_page_with_nothing_left_to_rate_still_sends_what_lies_on_the_device(town: Town, where: Place) -> None:
    walk.rate(town, "mette", where, dict.fromkeys(town.children, "green"))
    page = town.client("mette").get(f"/trivsel/{where.round_id}/stue/{where.group_id}/").content.decode()
    assert "Aflever min vurdering" not in page
    assert "data-sn-kept=" in page and "data-sn-kept-bar" in page and "data-sn-saved></p>" in page


def _moves_away_from(town: Town, key: str) -> None:
    other = town.day_care.groups.exclude(pk=town.group.pk).first() or town.day_care.groups.create(name="Bierne")
    GroupAssignment.objects.filter(employment__user=town.user(key)).update(end_on=TODAY - timedelta(days=1))
    post = town.user(key).employments.get()
    GroupAssignment.objects.create(employment=post, group=other, start_on=TODAY)


def test_who_no_longer_rates_the_group_has_her_ratings_held_for_the_leader(town: Town, where: Place) -> None:
    child = town.children[0]
    _moves_away_from(town, "mette")
    item = kept(child, comment="Skrevet i går", at=NOW - timedelta(days=1))
    assert send(town, where, item) == {item.key: KeptState.HELD}
    assert not OwnAssessment.objects.exists()
    assert [task.what for task in tasks(town.actor("dorte"), TODAY) if task.kind == "screening.kept"]
    page = town.client("dorte").get("/trivsel/eftersendt/").content.decode()
    assert child.name in page
    assert "Skrevet i går" not in page
    assert child.name not in town.client("maja").get("/trivsel/eftersendt/").content.decode()


def _held(town: Town, where: Place, position: str = "yellow") -> KeptRating:
    _moves_away_from(town, "mette")
    send(town, where, kept(town.children[0], position, "Skrevet i går", at=NOW - timedelta(days=1)))
    return KeptRating.objects.get()


def test_the_leader_lets_it_in_and_it_opens_with_the_others(town: Town, where: Place) -> None:
    row = _held(town, where)
    actions.decide_kept(town.actor("dorte"), DecideKept(row.pk, row.version, KeptMove.LET_IN), now=NOW)
    rating = own(town.children[0], "mette", town)
    assert (rating.position, rating.comment, rating.handed_in_at) == ("yellow", "Skrevet i går", NOW)
    row.refresh_from_db()
    assert (row.state, row.comment) == (KeptState.LET_IN, "")


def test_the_leader_leaves_it_out_and_says_why(town: Town, where: Place) -> None:
    row = _held(town, where)
    leave = DecideKept(row.pk, row.version, KeptMove.LEAVE_OUT)
    with pytest.raises(Invalid):
        actions.decide_kept(town.actor("dorte"), leave, now=NOW)
    done = actions.decide_kept(town.actor("dorte"), replace(leave, why="Barnet er vurderet på ny"), now=NOW)
    assert (done.state, done.comment) == (KeptState.LEFT_OUT, "Skrevet i går")
    with pytest.raises(Stale):
        actions.decide_kept(town.actor("dorte"), replace(leave, why="Igen"), now=NOW)


def test_a_rating_without_a_position_cannot_be_let_in(town: Town, where: Place) -> None:
    row = _held(town, where, "")
    with pytest.raises(Refused, match="no_position"):
        actions.decide_kept(town.actor("dorte"), DecideKept(row.pk, row.version, KeptMove.LET_IN), now=NOW)


def test_nobody_else_decides_about_it(town: Town, where: Place) -> None:
    row = _held(town, where)
    let_in = DecideKept(row.pk, row.version, KeptMove.LET_IN)
    for key in ("maja", "jonas", "rikke", "nabo", "bo"):
        with pytest.raises(KeptRating.DoesNotExist):
            actions.decide_kept(town.actor(key), let_in, now=NOW)
    with pytest.raises(Refused, match="leader_decides"):
        actions.decide_kept(town.actor("mette"), let_in, now=NOW)


def test_the_rater_uses_what_was_set_aside_or_puts_it_away(town: Town, where: Place) -> None:
    child, other = town.children[:2]
    walk.rate(town, "mette", where, {child: "green", other: "green"}, hand_in=False)
    send(town, where, kept(child, "red", "Før", at=NOW - AN_HOUR), kept(other, "red", "Før", at=NOW - AN_HOUR))
    use, away = KeptRating.objects.order_by("assessment__child_id")
    with pytest.raises(KeptRating.DoesNotExist):
        actions.decide_kept(town.actor("maja"), DecideKept(use.pk, use.version, KeptMove.USE), now=NOW)
    actions.decide_kept(town.actor("mette"), DecideKept(use.pk, use.version, KeptMove.USE), now=NOW)
    actions.decide_kept(town.actor("mette"), DecideKept(away.pk, away.version, KeptMove.PUT_AWAY), now=NOW)
    assert own(use.assessment.child, "mette", town).position == "red"
    assert own(away.assessment.child, "mette", town).position == "green"
    assert not KeptRating.objects.exclude(comment="").exists()


def test_a_child_she_never_rated_there_is_no_business_of_the_device(town: Town, where: Place) -> None:
    stranger = town.child("Fremmed", institution=town.other_day_care, group=None)
    item = kept(stranger)
    assert send(town, where, item) == {item.key: None}
    assert send(town, where, kept(town.children[0]), by="anders") != {}
    assert not KeptRating.objects.filter(rater=town.user("anders")).exists()
    with pytest.raises(AssessmentRound.DoesNotExist):
        send(town, where, kept(town.children[0]), by="nabo")


def test_what_has_waited_too_long_for_the_leader_is_a_hole_in_the_net(town: Town, where: Place) -> None:
    _held(town, where)
    assert not [h for h in holes(town.municipality.pk, NOW) if h.kind == "screening.kept_waits"]
    late = [h for h in holes(town.municipality.pk, NOW + timedelta(days=7)) if h.kind == "screening.kept_waits"]
    assert [hole.place for hole in late] == [town.day_care.name]


@pytest.mark.slow
def test_the_same_sending_twice_at_once_is_taken_once(committed_town: Town) -> None:
    town = committed_town
    where = walk.place(town, walk.open_round(town))
    items = [kept(child, comment="Sammen") for child in town.children]

    def run(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(run, [lambda: send(town, where, *items)] * 2)
    assert first == second
    assert KeptRating.objects.count() == len(items)
    assert OwnAssessment.objects.count() == len(items)
