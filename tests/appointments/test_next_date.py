"""The day agreed at the table is not typed a second time."""

from __future__ import annotations

from datetime import timedelta

from django.urls import reverse

from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import Agree
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import Becomes, Kind
from sikkerhedsnet.plans import actions as plans
from tests.personas import NOW, TODAY, Town
from tests.plans.road import IN_TWO_WEEKS, Table, at_the_table

NEXT = IN_TWO_WEEKS


def a_plan_with_a_next_meeting(town: Town) -> Table:
    """The next meeting is agreed at the table, and the plan follows that date, as its form proposes."""
    table = at_the_table(town, town.children[0])
    seat = table.meeting.participants.get(user=town.user("jonas"))
    agreed = Agree("Vi mødes igen", seat.pk, NEXT, becomes=Becomes.NEXT)
    meetings.agree(town.actor("jonas"), table.meeting.pk, agreed, now=NOW)
    plans.agree_plan(town.actor("jonas"), table.command(review_on=NEXT), now=NOW)
    return table


def test_the_day_agreed_at_the_table_stands_in_the_form_that_calls_the_next_meeting(town: Town) -> None:
    table = a_plan_with_a_next_meeting(town)
    page = town.client("jonas").get(reverse("meetings:call", args=[table.concern.pk]))
    form = page.context["form"]
    assert (form["day"].value(), form["kind"].value()) == (NEXT, Kind.FOLLOW_UP.value)
    assert form["staff"].value() == [str(town.user("mette").pk)], "whoever sat there last time"
    assert "På sidste møde aftalte I næste gang" in page.content.decode()


def test_a_time_the_parents_chose_since_goes_before_the_day_agreed(town: Town) -> None:
    table, other = a_plan_with_a_next_meeting(town), NEXT + timedelta(days=2)
    query = {"dag": other.isoformat(), "fra": "09:00", "til": "10:00"}
    form = town.client("jonas").get(reverse("meetings:call", args=[table.concern.pk]), query).context["form"]
    assert form["day"].value() == other


def test_a_day_that_has_gone_by_is_not_proposed(town: Town) -> None:
    table = a_plan_with_a_next_meeting(town)
    Meeting.objects.filter(pk=table.meeting.pk).update(next_on=TODAY - timedelta(days=1))
    page = town.client("jonas").get(reverse("meetings:call", args=[table.concern.pk]))
    assert page.context["form"]["day"].value() is None and "Datoen er sat ind" not in page.content.decode()
