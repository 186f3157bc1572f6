"""Whoever was told at a meeting sees the child for as long as what she was told may be used, in both layers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.sharing import actions, queries, rules
from sikkerhedsnet.sharing.commands import ChangeSettings, WithdrawConsent
from tests.meetings.conftest import taken_concern
from tests.personas import NOW, TODAY, Town
from tests.sharing.grounds import ONCE
from tests.sharing.test_crossing import call, call_off, consented

pytestmark = pytest.mark.django_db


@pytest.fixture
def apart(town: Town) -> Concern:
    """About a child that Pia does not meet at work but at the table."""
    return taken_concern(town, town.child("Nora", "Holm"))


def sees(town: Town, who: str, child: Child, day: Any) -> tuple[bool, bool]:
    with clock.fixed(clock.at(day, 12)):
        actor = town.actor(who)
        application = Child.objects.visible_to(actor).filter(pk=child.pk).exists()
        with transaction.atomic(), context.asking(context.person(actor)):
            return application, Child.objects.filter(pk=child.pk).exists()


def conclude(town: Town, meeting: Meeting, day: Any) -> None:
    now = clock.at(day, 15)
    with clock.fixed(now):
        fresh = Meeting.objects.get(pk=meeting.pk)
        actions.held(town.actor("jonas"), fresh, now=now)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ahead=st.integers(0, 20), days=st.integers(0, 40), held=st.booleans(), asked=st.integers(-3, 3))
def test_not_one_day_too_long_and_not_one_too_short(
    town: Town, apart: Concern, ahead: int, days: int, held: bool, asked: int
) -> None:
    with transaction.atomic():
        actions.change_settings(town.actor("lars"), ChangeSettings(0, 12, days, 30, ()), now=NOW)
        on = TODAY + timedelta(days=ahead)
        times = {"starts_at": clock.at(on, 13), "ends_at": clock.at(on, 14)}
        meeting = call(town, apart, ONCE, "pia", **times)
        if held:
            conclude(town, meeting, on)
        last = on + timedelta(days=days)
        assert sees(town, "pia", apart.child, last) == (True, True)
        assert sees(town, "pia", apart.child, last + timedelta(days=1)) == (False, False)
        day = last + timedelta(days=asked)
        free = TODAY <= day <= last
        assert sees(town, "pia", apart.child, day) == (free, free)
        transaction.set_rollback(True)


def test_a_consent_taken_back_ends_it_at_once_and_a_new_basis_opens_it_again(town: Town, apart: Concern) -> None:
    ground = consented(town, apart.child)
    call(town, apart, ground, "pia")
    assert sees(town, "pia", apart.child, TODAY) == (True, True)
    consent = apart.child.consents.get()
    back = WithdrawConsent(consent.pk, consent.version, consent.voices.first().name, "Fortrudt")
    actions.withdraw_consent(town.actor("jonas"), back, now=NOW)
    assert sees(town, "pia", apart.child, TODAY) == (False, False)


def test_the_consents_own_last_day_comes_first(town: Town, apart: Concern) -> None:
    ground = consented(town, apart.child, expires_on=TODAY + timedelta(days=3))
    call(town, apart, ground, "pia")
    assert sees(town, "pia", apart.child, TODAY + timedelta(days=3)) == (True, True)
    assert sees(town, "pia", apart.child, TODAY + timedelta(days=4)) == (False, False)


def test_called_off_it_is_over_and_a_colleague_of_ones_own_service_is_not_touched(town: Town, apart: Concern) -> None:
    meeting = call(town, apart, ONCE, "pia", "signe")
    kept = Relation.objects.get(user=town.user("signe"), child=apart.child, kind="participant")
    assert kept.end_on > TODAY + timedelta(days=100)
    call_off(town, meeting)
    assert sees(town, "pia", apart.child, TODAY) == (False, False)


@given(ends=st.dates(), consent=st.none() | st.dates(), withdrawn=st.booleans())
def test_the_first_of_the_two_days_counts(ends: Any, consent: Any, withdrawn: bool) -> None:
    last = rules.usable_until(ends, consent, withdrawn=withdrawn)
    if withdrawn:
        assert last is None
    else:
        assert last == min(day for day in (ends, consent) if day is not None)


def test_from_which_age_is_the_municipalitys_own(town: Town) -> None:
    child = town.children[0]
    fifteen = queries.young_day(child)
    assert fifteen is not None and fifteen.year == child.birth_date.year + 15
    actions.change_settings(
        town.actor("lars"), ChangeSettings(0, 12, 14, 30, (), young_from_years=12, young_from_mark="§ 5"), now=NOW
    )
    assert queries.young_day(child).year == child.birth_date.year + 12
    assert queries.family_of(child, TODAY).young_from == queries.young_day(child)
