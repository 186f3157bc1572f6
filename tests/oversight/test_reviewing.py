"""The officer looks at one person's access: the same children as the person opens, by number, and never a suspicion."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.oversight import actions, queries, rules
from sikkerhedsnet.oversight.commands import Answer, ChangePeriod, SayOf
from sikkerhedsnet.oversight.models import AccessReview
from sikkerhedsnet.oversight.states import Move, State
from sikkerhedsnet.people.models import BrokenGlass, Child, Relation
from tests.personas import NOW, TODAY, Town

OLD = TODAY - timedelta(days=200)
LATER = TODAY + timedelta(days=30)


def relates(town: Town, who: str, child: Child, kind: str = "participant", start_on=OLD) -> Relation:
    return Relation.objects.create(
        child=child, user=town.user(who), kind=kind, source="test", start_on=start_on, end_on=LATER
    )


@pytest.mark.parametrize("who", ["mette", "dorte", "hanne", "jonas", "pia", "sara", "bo"])
def test_it_is_the_same_children_as_the_person_opens(town: Town, who: str) -> None:
    relates(town, "pia", town.children[0])
    relates(town, "jonas", town.children[1], start_on=TODAY)
    BrokenGlass.objects.create(
        child=town.children[2], user=town.user("sara"), function="family_adviser", reason="danger", why="x" * 20,
        broken_at=NOW, ends_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    guardian = town.children[3].custodies.first().guardian
    guardian.user = town.user("dorte")
    guardian.save()
    found = {one.child_id for one in queries.access_of(town.actor("lars"), town.user(who).pk, now=NOW).reached}
    assert found == set(Child.objects.visible_to(town.actor(who), TODAY).values_list("pk", flat=True))


def test_what_a_suspicion_gives_is_as_if_it_were_not_there(town: Town) -> None:
    child = town.child("Stille", enrol=False, district=None)
    before = queries.access_of(town.actor("lars"), town.user("pia").pk, now=NOW)
    relates(town, "pia", child, kind="quiet_participant")
    ReadLine.objects.create(
        at=NOW, municipality_id=town.municipality.pk, actor_id=town.user("pia").pk, actor_name="Pia",
        action="child.read", object_type="", child_id=child.pk,
    )  # fmt: skip
    after = queries.access_of(town.actor("lars"), town.user("pia").pk, now=NOW)
    assert before == after
    assert [row.old for row in queries.staff_rows(town.actor("lars"), "Pia", now=NOW)] == [0]


def test_old_reasons_stand_first_and_the_period_is_the_municipalitys_own(town: Town) -> None:
    relates(town, "pia", town.children[0])
    relates(town, "pia", town.children[1], start_on=TODAY - timedelta(days=40))
    lars = town.actor("lars")
    assert [one.old for one in queries.access_of(lars, town.user("pia").pk, now=NOW).reached] == [True, False]
    actions.change_period(lars, ChangePeriod(0, 1), now=NOW)
    assert len(queries.access_of(lars, town.user("pia").pk, now=NOW).old) == 2
    assert queries.staff_rows(lars, "", now=NOW)[0].user == town.user("pia")
    with pytest.raises(Stale):
        actions.change_period(lars, ChangePeriod(0, 3), now=NOW)


@given(since=st.dates(), days=st.integers(0, 800), months=st.integers(1, 24))
def test_a_reason_is_old_from_its_day_and_not_before(since, days: int, months: int) -> None:
    try:
        today = since + timedelta(days=days)
        first = calendar.add_months(since, months)
    except (OverflowError, ValueError):
        return
    assert rules.is_old(since, today, months) == (today >= first)


def test_something_to_end_goes_to_the_leader_who_ends_it(town: Town) -> None:
    relation = relates(town, "mette", town.child("Nora", enrol=False, district=None))
    lars, dorte = town.actor("lars"), town.actor("dorte")
    with pytest.raises(Invalid):
        actions.say_of(lars, SayOf(town.user("mette").pk, State.TO_END, " ", uuid4()), now=NOW)
    command = SayOf(town.user("mette").pk, State.TO_END, "Mødet er holdt for længst.", uuid4())
    review = actions.say_of(lars, command, now=NOW)
    assert actions.say_of(lars, command, now=NOW) == review
    assert (review.owner, review.old) == (town.user("dorte"), 1)
    assert [task.kind for task in queries.tasks(dorte, TODAY)] == ["oversight.answer"]
    assert queries.holes(town.municipality.pk, NOW) == []
    assert len(queries.holes(town.municipality.pk, NOW + timedelta(days=8))) == 1
    with pytest.raises(AccessReview.DoesNotExist):
        actions.answer(town.actor("bo"), Answer(review.pk, 1, Move.KEEP, "x"), now=NOW)
    with pytest.raises(Invalid):
        actions.answer(dorte, Answer(review.pk, 1, Move.END), now=NOW)
    with pytest.raises(Invalid):
        actions.answer(dorte, Answer(review.pk, 1, Move.KEEP), now=NOW)
    assert [one.child for one in queries.relations_held(dorte, review, TODAY)] == [f"Barn nr. {relation.child_id}"]
    actions.answer(dorte, Answer(review.pk, 1, Move.END, relation_ids=(relation.pk,)), now=NOW)
    with pytest.raises(Stale):
        actions.answer(dorte, Answer(review.pk, 1, Move.KEEP, "x"), now=NOW)
    assert relation.child_id not in Child.objects.visible_to(town.actor("mette")).values_list("pk", flat=True)
    assert ChangeLine.objects.filter(action="access.answered").count() == 1


def test_nobody_looks_at_her_own_access_and_others_not_at_all(town: Town) -> None:
    with pytest.raises(Refused):
        actions.say_of(town.actor("lars"), SayOf(town.user("lars").pk, State.REVIEWED, "", uuid4()), now=NOW)
    for who in ("dorte", "bo", "admin", "mette"):
        with pytest.raises(Refused):
            queries.access_of(town.actor(who), town.user("mette").pk, now=NOW)


def test_the_pages_name_no_child(town: Town) -> None:
    lars, mette = town.client("lars"), town.user("mette").pk
    page = lars.get(f"/adgang/{mette}/").content.decode()
    sheet = lars.get(f"/adgang/{mette}/adgang.csv").content.decode()
    listed = lars.get("/adgang/").content.decode()
    for child in town.children:
        for text in (page, sheet, listed):
            assert child.first_name not in text
        assert str(child.pk) in sheet
    sent = {"state": "reviewed", "remark": "I orden", "key": str(uuid4())}
    for _twice in range(2):
        assert lars.post(f"/adgang/{mette}/", sent).status_code == 302
    assert AccessReview.objects.count() == 1
    assert "Gennemgået" in lars.get("/adgang/").content.decode()
    who = lars.get(f"/boern/{town.children[0].pk}/adgang/")
    assert who.status_code == 200 and "Mette Lund" in who.content.decode()


def test_the_list_costs_the_same_for_few_and_many(town: Town, django_assert_max_num_queries) -> None:
    lars = town.client("lars")
    lars.get("/adgang/")
    for child in town.children:
        for who in ("pia", "lone", "sara", "jonas"):
            relates(town, who, child)
    with clock.fixed(NOW), django_assert_max_num_queries(30):
        lars.get("/adgang/")
