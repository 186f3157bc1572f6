"""What is agreed at the table becomes a step, a measure, a consent or the next date, and nothing is typed twice."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.meetings import actions
from sikkerhedsnet.meetings.commands import Agree, ConcludeWithoutPlan
from sikkerhedsnet.meetings.models import Agreement, Meeting
from sikkerhedsnet.meetings.states import Becomes
from sikkerhedsnet.plans import actions as plans
from sikkerhedsnet.plans.commands import AgreePlan
from sikkerhedsnet.sharing.models import Consent
from tests.meetings.forms_sent import HTMX, at, shown
from tests.personas import TODAY, Town


def sent(meeting: Meeting, becomes: str, **changes: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "what": "", "who": "", "due_on": "", "emne": "steps", "becomes": becomes, **changes}


def who(meeting: Meeting, name: str) -> str:
    return str(meeting.participants.get(name=name).pk)


def test_the_next_meeting_needs_no_more_than_its_date(town: Town, running: Meeting) -> None:
    client = town.client("jonas")
    client.post(at(running, "aftal/"), sent(running, "next", due_on="2026-12-14"))
    made = Agreement.objects.get()
    running.refresh_from_db()
    assert (made.what, made.becomes, made.settled_at is not None) == ("Vi mødes igen", "next", True)
    assert running.next_on == date(2026, 12, 14)
    page = client.get(at(running))
    assert "mandag 14. december" in shown(page)
    actions.withdraw_agreement(town.actor("jonas"), made.pk, now=made.settled_at)
    running.refresh_from_db()
    assert running.next_on is None


@pytest.mark.parametrize("day", ["2026-11-23", "2027-11-23"])
def test_a_next_meeting_today_or_beyond_half_a_year_is_refused(town: Town, running: Meeting, day: str) -> None:
    answer = town.client("jonas").post(at(running, "aftal/"), sent(running, "next", due_on=day))
    assert answer.status_code == 400
    assert not Agreement.objects.exists()


def test_the_plan_begins_with_the_date_that_was_agreed(town: Town, running: Meeting, now: datetime) -> None:
    jonas = town.actor("jonas")
    peter = running.participants.get(name="Peter Bæk")
    command = Agree("Vi ses", peter.pk, date(2026, 12, 14), becomes=Becomes.NEXT)
    actions.agree(jonas, running.pk, command, now=now)
    page = town.client("jonas").get(reverse("plans:agree", args=[running.pk]))
    assert page.context["form"].initial["review_on"] == date(2026, 12, 14)


def test_a_consent_waits_by_the_agreement_and_is_written_from_the_same_words(
    town: Town, running: Meeting, now: datetime
) -> None:
    client, words = town.client("jonas"), "Amira siger ja til, at børnehaven taler med Lone"
    form = sent(running, "consent", what=words, who=who(running, "Amira Haddad"))
    answer = client.post(at(running, "aftal/"), form, **HTMX)
    made = Agreement.objects.get()
    assert (made.becomes, made.settled_at, made.due_on) == ("consent", None, TODAY + timedelta(weeks=1))
    address = f"{reverse('sharing:give', args=[running.child_id])}?aftale={made.pk}"
    assert "Skriv samtykket ned" in shown(answer) and address in shown(answer)
    page = client.get(address)
    initial = page.context["form"].initial
    guardian = running.participants.get(name="Amira Haddad").guardian_id
    assert (initial["purpose"], initial["guardians"]) == (words, [str(guardian)])
    given = client.post(
        address,
        {
            "key": str(uuid4()), "receivers": ["ppr"], "topics": [str(page.context["form"].fields["topics"].choices[0][1][0][0])],
            "purpose": words, "guardians": [str(pk) for pk in running.child.custodies.values_list("guardian_id", flat=True)],
            "on": "2026-11-23", "form": "spoken", "witness": "Mette Lund", "expires_on": "2027-05-01",
        },
    )  # fmt: skip
    assert given.status_code == 302, shown(given)
    assert given.url == at(running)
    made.refresh_from_db()
    assert Consent.objects.get().purpose == words
    assert made.settled_at is not None
    assert "skrevet ned" in shown(client.get(at(running)))


def test_somebody_elses_agreement_number_gives_nothing_away(
    town: Town, running: Meeting, meeting_on: Any, now: datetime
) -> None:
    jonas = town.actor("jonas")
    other = meeting_on("Ingrid")
    actions.begin(jonas, other.pk, now=now)
    seat = other.participants.filter(role="parent")[0]
    command = Agree("Om Ingrid", seat.pk, TODAY, becomes=Becomes.CONSENT)
    elsewhere = actions.agree(jonas, other.pk, command, now=now)
    for asked in (elsewhere.pk, "987654", "x", ""):
        page = town.client("jonas").get(f"{reverse('sharing:give', args=[running.child_id])}?aftale={asked}")
        assert page.status_code == 200 and "Om Ingrid" not in shown(page)


def test_a_measure_is_begun_from_the_agreement_with_its_words(town: Town, running: Meeting) -> None:
    client = town.client("jonas")
    offers = client.get(at(running)).context["agree_form"].measures
    assert offers, "the adviser may start something at the table"
    _name, url = offers[0]
    form = sent(running, url, what="At de andre børn hører, hvad hun siger")
    onwards = client.post(at(running, "aftal/"), form, **HTMX)
    made = Agreement.objects.get()
    assert onwards["HX-Redirect"] == f"{url}?aftale={made.pk}"
    assert client.post(at(running, "aftal/"), form).url == f"{url}?aftale={made.pk}", "a double press leads there too"
    page = client.get(onwards["HX-Redirect"])
    assert page.context["form"].initial["aim"] == "At de andre børn hører, hvad hun siger"
    sent_on = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    owner = str(page.context["form"].fields["owner"].choices[0][1][0][0])
    ground = {"necessity": "Hun kan ikke hjælpe ellers.", "basis": "value_balance", "decided_by": "Dorte Skov"}
    answer = client.post(
        onwards["HX-Redirect"],
        {**sent_on, **ground, "owner": sent_on.get("owner") or owner, "key": str(uuid4()), "start_on": "2026-11-23",
         "follow_up_on": sent_on["follow_up_on"].isoformat(), "asked_on": "2026-11-23",
         "asked_how": sent_on["asked_how"].value, "decided_on": "2026-11-23"},
    )  # fmt: skip
    assert answer.status_code == 302, dict(answer.context["form"].errors)
    made.refresh_from_db()
    assert made.settled_at is not None and made.due_on == sent_on["follow_up_on"]
    assert "sat i gang" in shown(client.get(at(running)))


def test_an_address_nobody_offered_is_no_measure(town: Town, running: Meeting) -> None:
    form = sent(running, "https://example.org/", what="x", who=who(running, "Peter Bæk"), due_on="2026-11-30")
    answer = town.client("jonas").post(at(running, "aftal/"), form)
    assert answer.url.startswith(at(running))
    assert Agreement.objects.get().becomes == "step"


def test_what_became_something_is_no_step_and_what_did_not_is_one(town: Town, running: Meeting, now: datetime) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    step = actions.agree(jonas, running.pk, Agree("Ringe", peter.pk, TODAY), now=now)
    waits = actions.agree(jonas, running.pk, Agree("Samtykke", peter.pk, TODAY, becomes=Becomes.CONSENT), now=now)
    done = actions.agree(jonas, running.pk, Agree("PPR ser", peter.pk, TODAY, becomes=Becomes.MEASURE), now=now)
    actions.settle(jonas, done.pk, now=now)
    actions.settle(jonas, done.pk, now=now)
    shown_on_page = tuple((pk, 1) for pk in (step.pk, waits.pk))
    plan = plans.agree_plan(
        jonas, AgreePlan(running.pk, ("Ro",), TODAY + timedelta(days=28), shown_on_page, "", uuid4()), now=now
    )
    assert sorted(plan.steps.values_list("what", flat=True)) == ["Ringe", "Samtykke"]


def test_the_end_without_a_plan_waits_for_what_is_not_settled_alone(
    town: Town, running: Meeting, now: datetime
) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    waits = actions.agree(jonas, running.pk, Agree("Samtykke", peter.pk, TODAY, becomes=Becomes.CONSENT), now=now)
    end = ConcludeWithoutPlan(running.version, "solved", "Det går godt", "Tak")
    with pytest.raises(Invalid):
        actions.conclude_without_plan(jonas, running.pk, end, now=now)
    actions.settle(jonas, waits.pk, now=now)
    assert actions.conclude_without_plan(jonas, running.pk, end, now=now).state == "concluded"


def test_before_the_end_the_page_says_what_is_not_written_down(town: Town, running: Meeting, now: datetime) -> None:
    jonas, peter = town.actor("jonas"), running.participants.get(name="Peter Bæk")
    command = Agree("Peter siger ja til PPR", peter.pk, TODAY, becomes=Becomes.CONSENT)
    actions.agree(jonas, running.pk, command, now=now)
    page = shown(town.client("jonas").get(at(running, "laes-op/")))
    assert "Mangler at blive skrevet ned" in page and "Peter siger ja til PPR" in page
