"""A consent is given, joined, taken back, renewed and left to run out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.sharing import actions, queries
from sikkerhedsnet.sharing.commands import JoinConsent, Paper, RenewConsent, SeenConsent, WithdrawConsent
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, ConsentVoice, SharingSettings
from sikkerhedsnet.sharing.states import Form, Service, Topic
from tests.meetings.conftest import taken_concern
from tests.personas import NOW, TODAY, Town
from tests.sharing.conftest import PDF, a_consent, a_yes, holders

Give = Callable[..., Consent]


def holds(consent: Consent, on: date = TODAY) -> bool:
    return queries.holds_on(consent, consent.child, on, TODAY)


def test_both_parents_yes_holds_for_a_year(town: Town, consent: Consent) -> None:
    assert consent.expires_on == date(2027, 11, 22)
    assert holds(consent)
    assert holds(consent, consent.expires_on)
    assert not holds(consent, consent.expires_on + timedelta(days=1))
    assert set(consent.voices.values_list("name", flat=True)) == {"Amira Haddad", "Peter Bæk"}
    assert ChangeLine.objects.filter(action="consent.given", child_id=consent.child_id).count() == 1


def test_the_same_form_sent_twice_is_one_consent(town: Town, child: Child) -> None:
    command = a_consent(child)
    first, again = (actions.give_consent(town.actor("jonas"), command, now=NOW) for _ in range(2))
    assert first.pk == again.pk
    assert ConsentVoice.objects.count() == 2


def test_one_parents_yes_waits_for_the_others_and_then_holds(town: Town, child: Child, give: Give) -> None:
    mother, father = holders(child)
    consent = give(said={"guardian_ids": (mother,)})
    assert not holds(consent)
    standing = queries.consents_of(town.actor("jonas"), child, TODAY)[0]
    assert standing.waiting == ("Peter Bæk",) and standing.open and not standing.valid
    join = JoinConsent(consent.pk, a_yes(child, guardian_ids=(father,), form=Form.SPOKEN, witness="Maja Krogh"))
    for _ in range(2):
        actions.join_consent(town.actor("jonas"), join, now=NOW)
    assert holds(Consent.objects.get())
    assert ConsentVoice.objects.count() == 2


def test_one_parent_is_enough_where_the_municipality_has_said_so(town: Town, child: Child, give: Give) -> None:
    SharingSettings.objects.create(
        municipality=town.municipality, one_holder_topics=["health"], consent_months=6, changed_at=NOW
    )
    one = {"said": {"guardian_ids": holders(child)[:1]}}
    assert holds(give(topics=(Topic.HEALTH,), **one))
    both = give(topics=(Topic.HEALTH, Topic.FAMILY), **one)
    assert not holds(both)
    assert both.expires_on == date(2027, 5, 22)


def test_a_parent_without_custody_is_not_asked(town: Town, child: Child, give: Give) -> None:
    _mother, father = holders(child)
    Custody.objects.filter(child=child, guardian_id=father).update(has_custody=False)
    with pytest.raises(Invalid, match="not_a_holder"):
        give(said={"guardian_ids": (father,)})
    assert holds(give())


def test_from_fifteen_the_young_person_says_yes_too(town: Town, child: Child, give: Give) -> None:
    with pytest.raises(Invalid, match="not_young"):
        give(said={"young": True})
    child.birth_date = date(2011, 11, 23)
    child.save()
    without = give()
    assert not holds(without)
    assert queries.consents_of(town.actor("jonas"), child, TODAY)[0].young_missing
    assert holds(give(said={"young": True}))


def test_a_consent_stops_when_the_child_turns_fifteen_without_a_yes_of_its_own(child: Child, give: Give) -> None:
    child.birth_date = date(2011, 11, 25)
    child.save()
    consent = give()
    assert holds(consent, date(2026, 11, 24))
    assert not holds(consent, date(2026, 11, 25))


@pytest.mark.parametrize(("changes", "field"), [
    ({"receivers": ()}, "receivers"),
    ({"topics": ()}, "topics"),
    ({"purpose": " "}, "purpose"),
    ({"receivers": (Service.EXTERNAL,)}, "external_name"),
    ({"said": {"guardian_ids": ()}}, "guardians"),
    ({"said": {"form": Form.SPOKEN}}, "witness"),
    ({"said": {"form": Form.PAPER}}, "paper"),
    ({"said": {"on": TODAY + timedelta(days=1)}}, "on"),
    ({"said": {"on": TODAY - timedelta(days=400)}}, "on"),
    ({"expires_on": TODAY - timedelta(days=1)}, "expires_on"),
    ({"said": {"form": Form.PAPER, "paper": Paper("x.pdf", "application/pdf", b"<html>")}}, "paper"),
])  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_kept(give: Give, changes: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as found, transaction.atomic():
        give(**changes)
    assert list(found.value.errors) == [field]
    assert not Consent.objects.exists()


def test_a_scan_is_kept_with_the_yes_it_proves(give: Give) -> None:
    paper = Paper("samtykke.pdf", "text/html", PDF)
    consent = give(said={"form": Form.PAPER, "paper": paper})
    sheet = ConsentPaper.objects.get()
    assert sheet.content_type == "application/pdf", "what it holds counts, not what it is called"
    assert {voice.paper_id for voice in consent.voices.all()} == {sheet.pk}


@pytest.mark.parametrize("key", ["mette", "anders", "lars", "bo", "admin", "amira"])
def test_whoever_does_not_lead_or_treat_writes_no_consent(town: Town, child: Child, key: str) -> None:
    with pytest.raises(Refused):
        actions.give_consent(town.actor(key), a_consent(child), now=NOW)


@pytest.mark.parametrize("key", ["sara", "nabo", "rikke"])
def test_whoever_does_not_work_with_the_child_finds_nothing(
    town: Town, child: Child, consent: Consent, key: str
) -> None:
    with pytest.raises(Child.DoesNotExist):
        actions.give_consent(town.actor(key), a_consent(child), now=NOW)
    with pytest.raises(Consent.DoesNotExist):
        actions.withdraw_consent(town.actor(key), WithdrawConsent(consent.pk, 1, "Peter Bæk"), now=NOW)


# Taken back


def test_taken_back_it_counts_no_more_from_that_day_and_as_before_for_the_days_before(
    town: Town, consent: Consent
) -> None:
    later = NOW + timedelta(days=10)
    command = WithdrawConsent(consent.pk, consent.version, "Peter Bæk", "Vi vil gerne vente.")
    for _ in range(2):
        actions.withdraw_consent(town.actor("jonas"), command, now=later)
    consent.refresh_from_db()
    assert consent.withdrawn_on == TODAY + timedelta(days=10)
    assert holds(consent, TODAY + timedelta(days=9))
    assert not holds(consent, TODAY + timedelta(days=10))
    assert ChangeLine.objects.filter(action="consent.withdrawn").count() == 1


def test_only_somebody_of_the_family_takes_it_back(town: Town, consent: Consent) -> None:
    with pytest.raises(Invalid, match="who_took_back"):
        actions.withdraw_consent(town.actor("jonas"), WithdrawConsent(consent.pk, 1, "Jonas Holm"), now=NOW)


def test_who_takes_it_back_in_an_old_version_is_told_who_came_first(town: Town, consent: Consent) -> None:
    actions.let_lapse(town.actor("dorte"), SeenConsent(consent.pk, 1), now=NOW)
    with pytest.raises(Stale) as late:
        actions.withdraw_consent(town.actor("jonas"), WithdrawConsent(consent.pk, 1, "Peter Bæk"), now=NOW)
    assert late.value.who == "Dorte Skov"


# Renewed, or not


def test_renewed_it_is_a_new_consent_with_the_same_scope(town: Town, consent: Consent) -> None:
    near = NOW + timedelta(days=350)
    yes = a_yes(consent.child, on=clock.day_of(near))
    new = actions.renew_consent(town.actor("jonas"), RenewConsent(consent.pk, 1, yes), now=near)
    assert (new.receivers, new.topics, new.purpose) == (consent.receivers, consent.topics, consent.purpose)
    assert new.expires_on == date(2028, 11, 7)
    consent.refresh_from_db()
    assert consent.expires_on == date(2027, 11, 22), "the one before stands"
    with pytest.raises(Stale):
        actions.renew_consent(town.actor("jonas"), RenewConsent(consent.pk, 2, yes), now=near)


def test_the_reminder_stands_on_the_desk_of_whoever_wrote_it_for_the_last_thirty_days(
    town: Town, consent: Consent
) -> None:
    def reminded(day: date, key: str = "jonas") -> list[Any]:
        with clock.fixed(clock.at(day, 9)):
            return queries.tasks(town.actor(key), day)

    # somebody who leads keeps her access however long it takes; Jonas's runs out after half a year
    Consent.objects.update(owner=town.user("dorte"))
    last = consent.expires_on
    assert reminded(last - timedelta(days=31), "dorte") == []
    (task,) = reminded(last - timedelta(days=30), "dorte")
    assert (task.due_on, task.url_name, task.url_args) == (last, "sharing:consent", (consent.pk,))
    assert len(reminded(last, "dorte")) == 1
    assert reminded(last + timedelta(days=1), "dorte") == []
    assert reminded(last, "hanne") == []
    actions.let_lapse(town.actor("dorte"), SeenConsent(consent.pk, 1), now=NOW)
    assert reminded(last, "dorte") == []


def test_when_whoever_wrote_it_has_left_the_one_with_the_concern_is_reminded(town: Town, child: Child) -> None:
    consent = actions.give_consent(
        town.actor("dorte"), a_consent(child, expires_on=TODAY + timedelta(days=20)), now=NOW
    )
    taken_concern(town, child)
    assert queries.tasks(town.actor("jonas"), TODAY) == []
    town.user("dorte").employments.update(end_on=TODAY - timedelta(days=1))
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert task.url_args == (consent.pk,)


# A suspicion


def test_while_a_suspicion_is_open_whoever_sees_it_asks_no_parent(town: Town, child: Child, give: Give) -> None:
    taken_concern(town, child, suspicion=True)
    with pytest.raises(Invalid, match="suspicion"):
        give()
    assert not Message.objects.filter(about__contains="amtykke").exists()


def test_a_suspicion_changes_nothing_for_those_who_do_not_see_it(town: Town, child: Child) -> None:
    taken_concern(town, child, suspicion=True)
    command = a_consent(child, expires_on=TODAY + timedelta(days=20))
    assert actions.give_consent(town.actor("hanne"), command, now=NOW)
    (task,) = queries.tasks(town.actor("hanne"), TODAY)
    assert "mistanke" not in str(task.what)
    Consent.objects.update(owner=town.user("jonas"))
    (task,) = queries.tasks(town.actor("jonas"), TODAY)
    assert "mistanken" in str(task.what)


# What was recorded stands


@pytest.mark.parametrize("change", [
    lambda voice: ConsentVoice.objects.filter(pk=voice.pk).update(on=TODAY - timedelta(days=9)),
    lambda voice: ConsentVoice.objects.filter(pk=voice.pk).delete(),
])  # fmt: skip
def test_nobody_changes_who_said_yes_and_when(consent: Consent, change: Callable[[ConsentVoice], Any]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        change(consent.voices.first())
