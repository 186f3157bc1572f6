"""The fourth time in a day waits for a second person: a leader or a chief, for an hour, and never oneself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.glass import actions, queries, rules
from sikkerhedsnet.glass.models import GlassApproval, GlassReview
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import BrokenGlass, Child, Person, Persona
from tests.concerns.test_races import at_once
from tests.glass.test_breaking import HOUR, asks, far, sees
from tests.personas import NOW, TODAY, Town


def broken_three_times(town: Town) -> Child:
    """Sara has used her three; the fourth child is the answer."""
    for number in range(rules.A_DAY):
        child = town.child("Fjern", f"Nr {number}", district=town.other_district, cpr_number=f"710422441{number}")
        assert isinstance(actions.break_glass(town.actor("sara"), asks(child), now=NOW), BrokenGlass)
    return far(town)


def asked(town: Town) -> tuple[GlassApproval, Child]:
    child = broken_three_times(town)
    approval = actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    assert isinstance(approval, GlassApproval)
    return approval, child


def test_the_fourth_opens_nothing_until_a_chief_says_yes(town: Town) -> None:
    approval, child = asked(town)
    assert sees(town, "sara", child) == (False, False)
    assert {one.user.username for one in approval.askings.all()} == {"bo"}
    assert next(task.kind for task in queries.tasks(town.actor("bo"), TODAY)) == "glass.approve"
    later = NOW + timedelta(minutes=59)
    actions.approve(town.actor("bo"), approval.pk, yes=True, now=later)
    actions.approve(town.actor("bo"), approval.pk, yes=True, now=later)
    with clock.fixed(later):
        assert sees(town, "sara", child) == (True, True)
    with clock.fixed(later + HOUR):
        assert sees(town, "sara", child) == (False, False)
    assert GlassReview.objects.filter(child=child).count() == 2
    assert ChangeLine.objects.filter(action__in=["glass.asked", "glass.approved"]).count() == 2
    assert Message.objects.filter(to=town.user("sara"), kind="glass.answered").count() == 1


def test_the_same_form_twice_is_one_asking(town: Town) -> None:
    child = broken_three_times(town)
    command = asks(child)
    rows = [actions.break_glass(town.actor("sara"), command, now=NOW) for _twice in range(2)]
    assert rows[0] == rows[1]
    assert GlassApproval.objects.count() == 1
    assert Message.objects.filter(kind="glass.asked").count() == 1


def test_after_an_hour_nobody_can_approve_it(town: Town) -> None:
    approval, child = asked(town)
    with pytest.raises(Stale):
        actions.approve(town.actor("bo"), approval.pk, yes=True, now=NOW + HOUR)
    assert sees(town, "sara", child) == (False, False)


def test_a_no_stands(town: Town) -> None:
    approval, child = asked(town)
    actions.approve(town.actor("bo"), approval.pk, yes=False, now=NOW)
    with pytest.raises(Stale):
        actions.approve(town.actor("bo"), approval.pk, yes=True, now=NOW)
    assert sees(town, "sara", child) == (False, False)
    assert not BrokenGlass.objects.filter(child=child).exists()


@pytest.mark.parametrize("who", ["sara", "dorte", "lars", "hanne", "mette"])
def test_nobody_else_answers(town: Town, who: str) -> None:
    approval, _child = asked(town)
    with pytest.raises(GlassApproval.DoesNotExist):
        actions.approve(town.actor(who), approval.pk, yes=True, now=NOW)
    with transaction.atomic(), context.asking(context.person(town.actor(who))):
        assert GlassApproval.objects.filter(pk=approval.pk).exists() == (who == "sara")


def test_not_oneself_under_another_user_and_not_the_family(town: Town) -> None:
    """The only chief is Sara herself under another user: there is nobody to ask."""
    child = broken_three_times(town)
    person = Person.objects.create(municipality=town.municipality)
    for who in ("sara", "bo"):
        Persona.objects.create(person=person, user=town.user(who), linked_by_name="t", linked_at=NOW)
    with pytest.raises(Invalid) as wrong:
        actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    assert wrong.value.errors == {"": "nobody_approves"}


def test_the_page_says_why_and_not_whom(town: Town) -> None:
    approval, child = asked(town)
    bo = town.client("bo")
    page = bo.get(f"/noedadgang/godkend/{approval.pk}/").content.decode()
    assert "Skadestuen har ringet" in page and child.name not in page and child.cpr_number not in page
    assert bo.post(f"/noedadgang/godkend/{approval.pk}/", {"answer": "yes"}).status_code == 302
    assert sees(town, "sara", child) == (True, True)


@pytest.mark.slow
def test_two_answers_at_once_are_one(committed_town: Town) -> None:
    town = committed_town
    town.hire("chief2", "Carla Chef", Employment.objects.get(user=town.user("bo")).function)
    approval, _child = asked(town)
    bo, carla = town.actor("bo"), town.actor("chief2")
    got = at_once(
        lambda: actions.approve(bo, approval.pk, yes=True, now=NOW),
        lambda: actions.approve(carla, approval.pk, yes=False, now=NOW),
    )
    assert sorted(type(one).__name__ for one in got) == ["GlassApproval", "Stale"]
    assert BrokenGlass.objects.count() in (3, 4)


def test_a_new_day_begins_anew(town: Town) -> None:
    child, tomorrow = broken_three_times(town), NOW + timedelta(days=1)
    with clock.fixed(tomorrow):
        assert isinstance(actions.break_glass(town.actor("sara"), asks(child), now=tomorrow), BrokenGlass)
