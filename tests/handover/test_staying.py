"""A wellbeing assessment is not read in the next setting unless the municipality has said that it follows, in both layers."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sikkerhedsnet.core import context
from sikkerhedsnet.handover import actions
from sikkerhedsnet.handover.choices import HandoverSettings, settings_of
from sikkerhedsnet.handover.commands import ChangeRules
from sikkerhedsnet.handover.states import OnLeaving
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.retention.kinds import Event, Kind
from sikkerhedsnet.retention.queries import things
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.worklists.actions import tick
from tests.handover import road
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
RULES = ChangeRules(0, True, True, OnLeaving.DELETED, 0, 2, 90, 14, 42, 12, 6, "Byrådet har besluttet det")


def seen(town: Town, who: str) -> tuple[int, int]:
    actor = town.actor(who)
    with context.asking(context.person(actor)):
        by_database = WellbeingAssessment.objects.count()
    return WellbeingAssessment.objects.visible_to(actor).count(), by_database


def test_what_the_day_care_made_is_left_there_when_the_child_begins_school(town: Town) -> None:
    child = town.children[0]
    made = WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, raters_required=2, state="done", position="green", settled_on=TODAY,
        settled_by=town.user("mette"), changed_at=NOW, changed_by_name="test",
    )  # fmt: skip
    begins = {"institution": town.school, "group": town.class_group, "start_on": TODAY}
    Enrolment.objects.create(child=child, **begins)
    assert seen(town, "anders") == (1, 1)  # the child still goes to the day care as well
    assert not list(things(town.municipality.pk, Kind.ASSESSMENT, Event.SETTING_LEFT, TODAY))
    Enrolment.objects.filter(child=child, institution=town.day_care).update(end_on=TODAY - timedelta(days=1))
    assert seen(town, "anders") == (0, 0)
    assert seen(town, "rikke") == (0, 0)
    assert seen(town, "hanne") == (1, 1)  # who follows the child across places reads it as before
    left = list(things(town.municipality.pk, Kind.ASSESSMENT, Event.SETTING_LEFT, TODAY))
    assert [(thing.root, thing.began) for thing in left] == [(made.pk, TODAY - timedelta(days=1))]
    actions.change_rules(town.actor("bo"), RULES, now=NOW)
    assert seen(town, "anders") == (1, 1)


def test_a_municipality_that_has_chosen_nothing_has_the_strictest_rules(town: Town) -> None:
    assert not HandoverSettings.objects.filter(municipality=town.municipality).exists()
    chosen = settings_of(town.municipality.pk)
    assert not chosen.assessments_follow and chosen.health_needs_consent
    assert (chosen.on_leaving, chosen.keep_months) == (OnLeaving.DELETED, 0)


def test_when_the_receiver_leaves_her_leader_answers_for_it_and_is_given_nothing_more(town: Town) -> None:
    handover, _yes = road.ready(town, town.children[0])
    road.sent(town, handover)
    actions.accept(town.actor("anders"), road.answer(handover), now=NOW)
    Employment.objects.filter(user=town.user("anders")).update(end_on=TODAY - timedelta(days=1))
    tick(NOW)
    handover.refresh_from_db()
    assert handover.owner == town.user("rikke")
    assert not Child.objects.visible_to(town.actor("rikke")).exists()
    page = town.client("rikke").get(f"/overgange/{handover.pk}/")
    assert page.status_code == 200 and "Skriv, hvordan skiftet gik" in page.content.decode()
