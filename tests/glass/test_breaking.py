"""Breaking the glass: who, how long, how often, and what it never opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.glass import actions, queries
from sikkerhedsnet.glass.commands import BreakGlass
from sikkerhedsnet.glass.models import GlassReview
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import BrokenGlass, Child
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db

WHY = "Skadestuen har ringet: barnet sidder der alene, og ingen svarer."
HOUR = timedelta(hours=1)


def far(town: Town, **fields: Any) -> Child:
    """A child that neither Sara nor Hanne works with."""
    return town.child("Fjern", "Ukendt", district=town.other_district, cpr_number="7104224455", **fields)


def asks(child: Child, **changes: Any) -> BreakGlass:
    fields = {"cpr_number": child.cpr_number, "reason": BrokenGlass.Reason.CALLED, "why": WHY, "key": uuid4()}
    return BreakGlass(**{**fields, **changes})


def sees(town: Town, who: str, child: Child) -> tuple[bool, bool]:
    """What the application says, and what the database says to plain SQL."""
    actor = town.actor(who)
    application = Child.objects.visible_to(actor).filter(pk=child.pk).exists()
    with transaction.atomic(), context.asking(context.person(actor)):
        database = Child.objects.filter(pk=child.pk).exists()
    return application, database


@pytest.mark.parametrize("who", ["sara", "hanne"])
def test_an_hour_and_no_longer_in_both_layers(town: Town, who: str) -> None:
    child = far(town)
    assert sees(town, who, child) == (False, False)
    glass = actions.break_glass(town.actor(who), asks(child), now=NOW)
    assert glass is not None and glass.ends_at == NOW + HOUR
    assert sees(town, who, child) == (True, True)
    with clock.fixed(NOW + HOUR - timedelta(seconds=1)):
        assert sees(town, who, child) == (True, True)
    with clock.fixed(NOW + HOUR):
        assert sees(town, who, child) == (False, False)


def test_ended_early_it_is_closed_at_once_and_can_be_broken_again(town: Town) -> None:
    child, sara = far(town), town.actor("sara")
    glass = actions.break_glass(sara, asks(child), now=NOW)
    assert glass is not None
    actions.end_glass(sara, glass.pk, now=NOW)
    actions.end_glass(sara, glass.pk, now=NOW)
    assert sees(town, "sara", child) == (False, False)
    assert ChangeLine.objects.filter(action="glass.ended").count() == 1
    assert actions.break_glass(sara, asks(child), now=NOW) is not None
    assert sees(town, "sara", child) == (True, True)


def test_run_out_it_can_be_broken_again(town: Town) -> None:
    child, sara = far(town), town.actor("sara")
    actions.break_glass(sara, asks(child), now=NOW)
    later = NOW + 2 * HOUR
    with clock.fixed(later):
        assert actions.break_glass(sara, asks(child), now=later) is not None
        assert sees(town, "sara", child) == (True, True)


def test_who_changes_work_meanwhile_has_nothing_left_of_it(town: Town) -> None:
    child = far(town)
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    Employment.objects.filter(user=town.user("sara")).update(function="educational_psychologist")
    assert sees(town, "sara", child) == (False, False)


def test_nobody_elses_eyes_are_opened(town: Town) -> None:
    child = far(town)
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    assert sees(town, "hanne", child) == (False, False)


@pytest.mark.parametrize("who", ["mette", "jonas", "dorte", "bo", "lars", "admin", "karin", "michael", "pia"])
def test_only_who_may_stand_alone_with_a_child_may(town: Town, who: str) -> None:
    with pytest.raises(Refused):
        actions.break_glass(town.actor(who), asks(far(town)), now=NOW)
    assert not BrokenGlass.objects.exists()


def test_own_family_the_neighbours_and_nobody_look_the_same_and_are_written_down(town: Town) -> None:
    own = town.child("Egen", "Birk", district=town.other_district, cpr_number="6505224466")
    mother = own.custodies.first().guardian
    mother.user = town.user("sara")
    mother.save()
    next_door = town.child(
        "Nabo", "Barn", municipality=town.neighbour, district=None, enrol=False, cpr_number="6606224477"
    )
    gone = far(town, left_on=TODAY)
    for number in (own.cpr_number, next_door.cpr_number, gone.cpr_number, "6707224488"):
        assert actions.break_glass(town.actor("sara"), asks(own, cpr_number=number), now=NOW) is None
    lines = ChangeLine.objects.filter(action="glass.nobody")
    assert {(line.child_id, line.details["by"]) for line in lines} == {(None, "number")}
    assert lines.count() == 4
    assert not BrokenGlass.objects.exists()


def test_a_row_forged_for_own_family_opens_nothing(town: Town) -> None:
    own = town.child("Egen", "Birk", district=town.other_district)
    mother = own.custodies.first().guardian
    mother.user = town.user("sara")
    mother.save()
    BrokenGlass.objects.create(
        child=own,
        user=town.user("sara"),
        function="family_adviser",
        reason="danger",
        why=WHY,
        broken_at=NOW,
        ends_at=NOW + HOUR,
    )
    assert sees(town, "sara", own) == (False, False)


def test_a_name_needs_the_whole_of_it_and_the_birth_date(town: Town) -> None:
    child, sara = far(town), town.actor("sara")
    by_name = {"cpr_number": "", "born_on": child.birth_date}
    assert actions.break_glass(sara, asks(child, **by_name, name="Fjern"), now=NOW) is None
    assert actions.break_glass(sara, asks(child, **{**by_name, "born_on": TODAY}, name="Fjern Ukendt"), now=NOW) is None
    glass = actions.break_glass(sara, asks(child, **by_name, name="  fjern   UKENDT "), now=NOW)
    assert glass is not None and glass.child == child


def test_a_last_name_may_be_of_several_words(town: Town) -> None:
    child = town.child("Luna Marie", "Winther Holst", district=town.other_district)
    command = asks(child, cpr_number="", name="luna marie winther holst", born_on=child.birth_date)
    assert actions.break_glass(town.actor("sara"), command, now=NOW) is not None


def test_two_of_the_same_name_and_day_open_neither(town: Town) -> None:
    far(town)
    child = town.child("Fjern", "Ukendt", district=town.other_district)
    command = asks(child, cpr_number="", name="Fjern Ukendt", born_on=child.birth_date)
    assert actions.break_glass(town.actor("sara"), command, now=NOW) is None


@pytest.mark.parametrize("why", ["", "  ", "Det haster meget nu", "a " * 19])
def test_a_reason_is_a_sentence(town: Town, why: str) -> None:
    with pytest.raises(Invalid) as wrong:
        actions.break_glass(town.actor("sara"), asks(far(town), why=why), now=NOW)
    assert wrong.value.errors == {"why": "too_short"}


def test_a_child_she_sees_already_needs_no_glass(town: Town) -> None:
    child = town.children[0]
    Child.objects.filter(pk=child.pk).update(cpr_number="6808224499")
    child.refresh_from_db()
    with pytest.raises(Invalid) as wrong:
        actions.break_glass(town.actor("hanne"), asks(child), now=NOW)
    assert wrong.value.errors == {"": "already"}


def test_the_same_form_twice_breaks_it_once(town: Town) -> None:
    child, sara = far(town), town.actor("sara")
    command = asks(child)
    assert actions.break_glass(sara, command, now=NOW) == actions.break_glass(sara, command, now=NOW)
    assert GlassReview.objects.count() == 2
    assert ChangeLine.objects.filter(action="glass.broken", child_id=child.pk).count() == 1


def test_leader_and_officer_are_asked_the_same_day_and_never_the_family(town: Town) -> None:
    child = far(town)
    father = child.custodies.last().guardian
    father.user = town.user("bo")
    father.save()
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    asked = {review.owner.username: review.due_on for review in GlassReview.objects.select_related("owner")}
    assert "bo" not in asked
    assert asked["lars"] == TODAY
    assert {m.to.username for m in Message.objects.filter(kind="glass.broken")} == set(asked)
    assert child.first_name not in "".join(Message.objects.values_list("about", flat=True))


def test_the_look_says_why_on_the_familys_list(town: Town) -> None:
    child = far(town)
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    town.client("sara").get(f"/boern/{child.pk}/")
    assert ReadLine.objects.filter(child_id=child.pk, actor_id=town.user("sara").pk).exists()
    page = town.client("lars").get(f"/boern/{child.pk}/opslag/").content.decode()
    assert "Brugte nødadgang" in page


def test_on_now_asks_nothing_for_functions_that_may_not(town: Town, django_assert_num_queries: Any) -> None:
    mette = town.actor("mette")
    with django_assert_num_queries(0):
        assert queries.on_now(mette) == []
