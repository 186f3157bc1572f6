"""A dental professional tells others of a child that stays away on a consent that holds, or on a basis in law, and else not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.models import ChangeLine, ReadLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import GiveConsent, WithdrawConsent, Yes
from sikkerhedsnet.sharing.models import Consent, Disclosure
from sikkerhedsnet.sharing.queries import tasks as sharing_tasks
from sikkerhedsnet.sharing.states import Form, Service, Topic
from sikkerhedsnet.visits import actions
from sikkerhedsnet.visits.commands import TalkAbout
from sikkerhedsnet.visits.models import DentalRecall, DentalTurn
from sikkerhedsnet.visits.recalling import call
from tests.personas import NOW, TODAY, Town


@pytest.fixture
def recall(town: Town) -> DentalRecall:
    call(System(town.municipality.pk), town.children[0], TODAY, 12, now=NOW)
    return DentalRecall.objects.get()


def holders(child: Child) -> list[int]:
    return list(child.custodies.filter(has_custody=True).order_by("id").values_list("guardian_id", flat=True))


def asked(town: Town, recall: DentalRecall, who: list[int] | None = None, **more: Any) -> Any:
    """What Tove sends from the page when the family has answered her."""
    sent = {
        "key": str(uuid4()), "receivers": ["health_visiting"], "purpose": "Tandlæge", "on": "23.11.2026", "form": "spoken",
        "witness": "Klinikassistenten", "guardians": who or holders(recall.child), **more,
    }  # fmt: skip
    return town.client("tove").post(f"/deling/tandplejen/{recall.pk}/", sent)


def told(town: Town, recall: DentalRecall, basis: str, **more: Any) -> Any:
    """What Tove sends when she has talked with the health visitor."""
    recall.refresh_from_db()
    sent = {
        "key": str(uuid4()), "version": recall.version, "service": "health_visiting", "to_name": "Hanne, sundhedsplejerske",
        "on": "23.11.2026", "content": "Er udeblevet tre gange.", "basis": basis, "purpose": "Tandlæge", **more,
    }  # fmt: skip
    return town.client("tove").post(f"/besoeg/tandplejen/{recall.pk}/samtale/", sent)


def consent_of(recall: DentalRecall) -> Consent:
    return Consent.objects.get(child=recall.child)


def test_without_a_consent_there_is_no_talk(town: Town, recall: DentalRecall) -> None:
    for basis in ("", "consent", "consent:1", "consent:999999"):
        assert told(town, recall, basis).status_code == 422, basis
    command = TalkAbout(recall.pk, recall.version, "school", "Skolen", "Bliver væk", TODAY, {"basis": "consent"})
    with pytest.raises(Invalid):
        actions.talk(town.actor("tove"), command, now=NOW)
    assert not Disclosure.objects.exists() and not DentalTurn.objects.filter(turn="talk").exists()


def test_with_a_yes_from_everybody_who_must_say_it_the_talk_is_written_and_recorded(
    town: Town, recall: DentalRecall
) -> None:
    assert asked(town, recall).status_code == 302
    consent = consent_of(recall)
    key = str(uuid4())
    for _again in range(2):
        assert told(town, recall, f"consent:{consent.pk}", key=key).status_code == 302
    row = Disclosure.objects.get()
    assert (row.consent, row.to_service, row.by, row.about_id, row.told) == (
        consent, "health_visiting", town.user("tove"), recall.pk, "told",
    )  # fmt: skip
    turn = DentalTurn.objects.get(turn="talk")
    assert "23. november" in turn.ground
    assert turn.ground in town.client("tove").get(f"/besoeg/tandplejen/{recall.pk}/").content.decode()
    assert ReadLine.objects.filter(action="recall.consents", child_id=recall.child_id).exists()


def test_one_parents_yes_is_not_enough_when_two_have_custody(town: Town, recall: DentalRecall) -> None:
    both = holders(recall.child)
    assert len(both) == 2
    assert asked(town, recall, both[:1]).status_code == 302
    assert told(town, recall, f"consent:{consent_of(recall).pk}").status_code == 422
    assert not Disclosure.objects.exists()


def test_a_consent_for_the_health_service_does_not_open_the_school(town: Town, recall: DentalRecall) -> None:
    asked(town, recall)
    assert told(town, recall, f"consent:{consent_of(recall).pk}", service="school").status_code == 422
    assert not Disclosure.objects.exists()


def test_a_consent_others_were_given_is_neither_shown_nor_used(town: Town, recall: DentalRecall) -> None:
    yes = Yes(TODAY, Form.SPOKEN, tuple(holders(recall.child)), witness="Mette")
    receivers = (Service.SCHOOL, Service.HEALTH_VISITING)
    command = GiveConsent(recall.child_id, receivers, (Topic.HEALTH,), "Hun drikker.", yes)
    theirs = sharing.give_consent(town.actor("hanne"), command, now=NOW)
    text = town.client("tove").get(f"/deling/tandplejen/{recall.pk}/").content.decode()
    assert "Hun drikker" not in text and "Det har familien sagt" not in text
    assert told(town, recall, f"consent:{theirs.pk}").status_code == 422


def test_a_consent_a_former_dental_professional_was_given_in_her_new_post_is_not_the_dental_services(
    town: Town, recall: DentalRecall
) -> None:
    day = TODAY - timedelta(days=30)
    Employment.objects.create(
        user=town.user("hanne"), municipality=town.municipality, function="dental_professional",
        start_on=day - timedelta(days=300), end_on=day,
    )  # fmt: skip
    yes = Yes(TODAY, Form.SPOKEN, tuple(holders(recall.child)), witness="Mette")
    command = GiveConsent(recall.child_id, (Service.SCHOOL,), (Topic.HEALTH,), "Hun drikker.", yes)
    given = sharing.give_consent(town.actor("hanne"), command, now=NOW)
    page = f"/deling/tandplejen/{recall.pk}/"
    taking_back = reverse("sharing:recall_withdraw", args=[recall.pk, given.pk])
    assert taking_back not in town.client("tove").get(page).content.decode()
    assert told(town, recall, f"consent:{given.pk}", service="school").status_code == 422
    for number, seen in ((0, True), (1, False)):  # the last day of her post counts
        Consent.objects.filter(pk=given.pk).update(recorded_at=clock.at(day + timedelta(days=number), 23))
        assert (taking_back in town.client("tove").get(page).content.decode()) == seen


def test_taken_back_it_closes_the_step_and_ends_what_was_told_on_it(town: Town, recall: DentalRecall) -> None:
    asked(town, recall)
    consent = consent_of(recall)
    basis = f"consent:{consent.pk}"
    told(town, recall, basis)
    by = consent.voices.first().name
    sent = {"key": str(uuid4()), "version": consent.version, "by": by, "because": ""}
    address = f"/deling/tandplejen/{recall.pk}/traek-tilbage/{consent.pk}/"
    assert town.client("tove").post(address, sent).status_code == 302
    assert Disclosure.objects.told().get().ends_on == TODAY
    assert told(town, recall, basis).status_code == 422
    assert basis not in town.client("tove").get(f"/besoeg/tandplejen/{recall.pk}/samtale/").content.decode()
    assert Disclosure.objects.count() == 1


def test_taken_back_with_somebody_else_the_dental_professional_is_told_and_led_to_the_recall(
    town: Town, recall: DentalRecall
) -> None:
    asked(town, recall)
    consent = consent_of(recall)
    told(town, recall, f"consent:{consent.pk}")
    command = WithdrawConsent(consent.pk, consent.version, consent.voices.first().name)
    sharing.withdraw_consent(town.actor("hanne"), command, now=NOW)
    message = Message.objects.get(kind="consent.withdrawn")
    assert (message.to, message.url_name, message.url_arg) == (town.user("tove"), "visits:recall", recall.pk)


def test_a_basis_in_law_asks_what_the_parents_were_told(town: Town, recall: DentalRecall) -> None:
    more = {"necessity": "Barnet har ondt."}
    assert told(town, recall, "without_consent", **more).status_code == 422
    assert told(town, recall, "without_consent", **more, not_told_because="Ingen tager telefonen.").status_code == 302
    row = Disclosure.objects.get()
    assert (row.consent, row.told, row.not_told_because) == (None, "later", "Ingen tager telefonen.")


def test_nothing_but_a_consent_and_the_laws_own_exceptions_carries_a_talk(town: Town, recall: DentalRecall) -> None:
    more = {"necessity": "Barnet har ondt.", "told_on": "23.11.2026"}
    for basis in ("one_off", "within", "duty", "childrens_house"):
        assert told(town, recall, basis, **more).status_code == 422, basis


def test_a_suspicion_changes_not_one_byte_of_what_the_dental_service_sees(town: Town, recall: DentalRecall) -> None:
    client = town.client("tove")
    asked(town, recall)
    pages = (f"/besoeg/tandplejen/{recall.pk}/samtale/", f"/deling/tandplejen/{recall.pk}/")

    def seen() -> list[str]:
        texts = [client.get(page).content.decode() for page in pages]
        return [without_keys(text) for text in texts]

    before = seen()
    Concern.objects.create(
        child=recall.child, district=town.district, raised_by=town.user("mette"), raised_at=NOW, observation="x",
        parents_know="must_not", suspicion=True, state="taken", answer_due_on=TODAY, due_on=TODAY,
        owner=town.user("jonas"), changed_at=NOW, changed_by_name="test",
    )  # fmt: skip
    assert seen() == before


def without_keys(text: str) -> str:
    import re

    return re.sub(r'(name="(?:key|csrfmiddlewaretoken)" value=")[^"]*|nonce="[^"]*"', r"\1", text)


def test_a_recall_that_is_a_colleagues_opens_no_consent(town: Town, recall: DentalRecall) -> None:
    asked(town, recall)
    DentalRecall.objects.update(owner=town.user("hanne"))
    for page in ("samtale/", ""):
        assert town.client("tove").get(f"/besoeg/tandplejen/{recall.pk}/{page}").status_code == 404
    assert town.client("tove").get(f"/deling/tandplejen/{recall.pk}/").status_code == 404
    assert town.client("hanne").get(f"/deling/tandplejen/{recall.pk}/").status_code == 403


ASK_AGAIN = "Spørg familien igen"


def runs_out_in(recall: DentalRecall, days: int) -> None:
    Consent.objects.filter(child=recall.child).update(expires_on=TODAY + timedelta(days=days))


@pytest.mark.parametrize(("days", "word"), [(30, "udløber"), (0, "udløber"), (-1, "udløb"), (-30, "udløb")])
def test_a_yes_that_runs_out_stands_on_the_desk_and_on_the_list_until_the_family_is_asked_again(
    town: Town, recall: DentalRecall, days: int, word: str
) -> None:
    asked(town, recall)
    runs_out_in(recall, days)
    task = next(one for one in sharing_tasks(town.actor("tove"), TODAY) if one.kind == "sharing.recall")
    assert f"Samtykket {word} " in task.what and ASK_AGAIN in task.what
    assert (task.url_name, task.url_args) == ("sharing:recall_consent", (recall.pk,))
    assert task.due_on == TODAY + timedelta(days=days)
    for page in ("/besoeg/tandplejen/", "/"):
        assert ASK_AGAIN in town.client("tove").get(page, follow=True).content.decode(), page
    assert asked(town, recall).status_code == 302
    assert sharing_tasks(town.actor("tove"), TODAY) == []
    assert ASK_AGAIN not in town.client("tove").get("/besoeg/tandplejen/").content.decode()


@pytest.mark.parametrize("days", [31, -31])
def test_a_yes_that_holds_for_long_or_ended_long_ago_reminds_nobody(
    town: Town, recall: DentalRecall, days: int
) -> None:
    asked(town, recall)
    runs_out_in(recall, days)
    assert sharing_tasks(town.actor("tove"), TODAY) == []


def test_a_yes_about_somebody_elses_recall_or_taken_back_or_given_to_others_reminds_her_not(
    town: Town, recall: DentalRecall
) -> None:
    asked(town, recall)
    runs_out_in(recall, 5)
    DentalRecall.objects.update(owner=town.user("hanne"))
    assert sharing_tasks(town.actor("tove"), TODAY) == []
    DentalRecall.objects.update(owner=town.user("tove"))
    assert len(sharing_tasks(town.actor("tove"), TODAY)) == 1
    Consent.objects.update(owner=town.user("hanne"))
    assert sharing_tasks(town.actor("tove"), TODAY) == []
    Consent.objects.update(owner=town.user("tove"), withdrawn_on=TODAY, withdrawn_by="Far")
    assert sharing_tasks(town.actor("tove"), TODAY) == []


def test_a_yes_that_may_run_out_reminds_nobody_and_still_holds(town: Town, recall: DentalRecall) -> None:
    asked(town, recall)
    Consent.objects.filter(child=recall.child).update(expires_on=TODAY + timedelta(days=10))
    consent = consent_of(recall)
    assert sharing_tasks(town.actor("tove"), TODAY)
    address = f"/deling/tandplejen/{recall.pk}/loeb-ud/{consent.pk}/"
    page = town.client("tove").get(f"/deling/tandplejen/{recall.pk}/").content.decode()
    assert address in page and "Lad det løbe ud" in page
    sent = {"key": str(uuid4()), "version": consent.version}
    assert town.client("tove").post(address, {"key": str(uuid4()), "version": ""}).status_code == 302
    for _again in range(2):
        assert town.client("tove").post(address, sent).status_code == 302
    consent.refresh_from_db()
    assert consent.lapses and sharing_tasks(town.actor("tove"), TODAY) == []
    assert ChangeLine.objects.filter(action="consent.lapses").count() == 1
    page = town.client("tove").get(f"/deling/tandplejen/{recall.pk}/").content.decode()
    assert address not in page and "løber ud på sin dag" in page
    assert told(town, recall, f"consent:{consent.pk}").status_code == 302
    assert town.client("mette").post(address, sent).status_code == 403


def test_somebody_elses_consent_is_not_left_to_run_out(town: Town, recall: DentalRecall) -> None:
    yes = Yes(TODAY, Form.SPOKEN, tuple(holders(recall.child)), witness="Mette")
    command = GiveConsent(recall.child_id, (Service.SCHOOL,), (Topic.HEALTH,), "Andet.", yes)
    theirs = sharing.give_consent(town.actor("hanne"), command, now=NOW)
    address = f"/deling/tandplejen/{recall.pk}/loeb-ud/{theirs.pk}/"
    assert town.client("tove").post(address, {"key": str(uuid4()), "version": theirs.version}).status_code == 404
    theirs.refresh_from_db()
    assert not theirs.lapses


def test_the_reminders_cost_the_same_for_one_child_as_for_many(town: Town, recall: DentalRecall) -> None:
    def cost(children: int) -> int:
        for row in DentalRecall.objects.all():
            asked(town, row)
        Consent.objects.update(expires_on=TODAY + timedelta(days=5))
        actor = town.actor("tove")
        with CaptureQueriesContext(connection) as seen:
            assert len({one.child_id for one in sharing_tasks(actor, TODAY)}) == children
        return len(seen)

    one = cost(1)
    call(System(town.municipality.pk), town.children[1], TODAY, 12, now=NOW)
    assert cost(2) == one


def test_a_family_that_has_said_yes_is_not_asked_for_the_same_twice(town: Town, recall: DentalRecall) -> None:
    key = str(uuid4())
    for _sent_twice in range(2):
        assert asked(town, recall, key=key, receivers=["health_visiting", "school"]).status_code == 302
    for again in (["health_visiting"], ["school", "health_visiting"]):
        answer = asked(town, recall, receivers=again)
        assert answer.status_code == 400
        assert "Familien har allerede sagt ja" in answer.content.decode()
    yes = Yes(TODAY, Form.SPOKEN, tuple(holders(recall.child)), witness="Klinikassistenten")
    command = GiveConsent(recall.child_id, (Service.SCHOOL,), (Topic.HEALTH,), "Tandlæge", yes)
    with pytest.raises(Invalid, match="answered_already"):
        sharing.give_for_recall(town.actor("tove"), recall, command, now=NOW)
    assert Consent.objects.count() == 1


def test_a_family_is_asked_again_when_it_answered_in_part_or_for_somebody_else_or_the_yes_runs_out(
    town: Town, recall: DentalRecall
) -> None:
    assert asked(town, recall, holders(recall.child)[:1]).status_code == 302  # the other parent is missing
    assert asked(town, recall).status_code == 302
    assert asked(town, recall, receivers=["school"]).status_code == 302
    assert asked(town, recall).status_code == 400
    runs_out_in(recall, 30)
    assert asked(town, recall).status_code == 302
