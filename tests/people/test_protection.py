"""A protected address: set by one and at once, never taken away by a register, lifted by two, and kept from whom it is against."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people import protecting, queries, redaction
from sikkerhedsnet.people.commands import AnswerLift, AskToLift, Protect
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian, Person, Persona, Protection
from sikkerhedsnet.people.queries import Wanted, contact_view
from tests.meetings.conftest import a_call, taken_concern
from tests.personas import NOW, TODAY, Town


@pytest.fixture
def child(town: Town) -> Child:
    """Two parents at the same address, in the day care; Dorte leads the place and Jonas has the course."""
    taken_concern(town, town.children[1])
    return town.children[1]


def father(child: Child) -> Guardian:
    return child.custodies.order_by("id")[1].guardian


def protected(town: Town, child: Child, key: str = "dorte", *, against: int | None = None) -> Protection:
    return protecting.protect(town.actor(key), Protect(child.pk, against, "Tilhold", uuid4()), now=NOW)


def lifted(town: Town, child: Child, row: Protection, first: str = "dorte", second: str = "jonas") -> Protection:
    protecting.ask_to_lift(town.actor(first), AskToLift(child.pk, row.pk, "Tilholdet er væk"), now=NOW)
    return protecting.answer_lift(town.actor(second), AnswerLift(child.pk, row.pk, True), now=NOW)


def test_it_holds_from_the_moment_it_is_set(town: Town, child: Child) -> None:
    row = protected(town, child, against=father(child).pk)
    child.refresh_from_db()
    assert child.protected_address and row.set_by == town.user("dorte")
    assert "Havnegade" not in str(contact_view(town.actor("mette"), child, TODAY))
    assert "Regnbuen" not in queries.child_line(child, TODAY)
    shut_out = {c.id for c in contact_view(town.actor("mette"), child, TODAY).guardians if c.shut_out}
    assert shut_out == {father(child).pk}
    assert ChangeLine.objects.filter(action="protection.set", child_id=child.pk).count() == 1


def test_brothers_and_sisters_in_the_same_home_are_protected_with_the_child(town: Town, child: Child) -> None:
    """Also one nobody here works with: where they go gives the home away."""
    mother = child.custodies.order_by("id")[0].guardian
    near, away, other = town.child("Nær", parents=0), town.child("Skole", parents=0, enrol=False), town.child("Fri")
    for sibling, lives in ((near, True), (away, True), (other, False)):
        Custody.objects.create(
            child=sibling, guardian=mother, has_custody=True, same_address=lives, start_on=TODAY - timedelta(days=9)
        )
    protected(town, child, against=father(child).pk)
    for sibling, kept in ((near, True), (away, True), (other, False)):
        sibling.refresh_from_db()
        assert sibling.protected_address is kept
        assert sibling.protections.filter(against=father(child)).exists() is kept
    lines = ChangeLine.objects.filter(action="protection.set")
    assert set(lines.values_list("child_id", flat=True)) == {child.pk, near.pk, away.pk}


def test_sent_twice_or_set_again_against_the_same_person_it_is_one(town: Town, child: Child) -> None:
    command = Protect(child.pk, father(child).pk, "Tilhold", uuid4())
    first = protecting.protect(town.actor("dorte"), command, now=NOW)
    assert protecting.protect(town.actor("dorte"), command, now=NOW) == first
    assert protected(town, child, "jonas", against=father(child).pk) == first
    assert Protection.objects.count() == 1


def test_two_different_people_lift_it_and_both_are_in_the_log(town: Town, child: Child) -> None:
    row = protected(town, child)
    protecting.ask_to_lift(town.actor("dorte"), AskToLift(child.pk, row.pk, "Ikke mere"), now=NOW)
    child.refresh_from_db()
    assert child.protected_address, "one alone changes nothing"
    with pytest.raises(Refused, match="second_person"):
        protecting.answer_lift(town.actor("dorte"), AnswerLift(child.pk, row.pk, True), now=NOW)
    protecting.answer_lift(town.actor("jonas"), AnswerLift(child.pk, row.pk, True), now=NOW)
    child.refresh_from_db()
    assert not child.protected_address
    lines = ChangeLine.objects.filter(action__startswith="protection.lift").order_by("id")
    assert [(line.action, line.actor_name) for line in lines] == [
        ("protection.lift_asked", "Dorte Skov"), ("protection.lifted", "Jonas Holm"),
    ]  # fmt: skip


def test_a_no_lets_it_stand_and_a_late_yes_is_told_so(town: Town, child: Child) -> None:
    row = protected(town, child)
    protecting.ask_to_lift(town.actor("dorte"), AskToLift(child.pk, row.pk, "Ikke mere"), now=NOW)
    protecting.answer_lift(town.actor("jonas"), AnswerLift(child.pk, row.pk, False), now=NOW)
    with pytest.raises(Stale):
        protecting.answer_lift(town.actor("jonas"), AnswerLift(child.pk, row.pk, True), now=NOW)
    child.refresh_from_db()
    assert child.protected_address


def test_the_database_itself_wants_two(town: Town, child: Child) -> None:
    row = protected(town, child)
    dorte, jonas = town.user("dorte").pk, town.user("jonas").pk
    for fields in (
        {"lifted_by_id": jonas, "lifted_at": NOW},
        {"lifted_by_id": dorte, "lifted_at": NOW, "lift_asked_by_id": dorte, "lift_asked_at": NOW},
        {"lifted_at": NOW, "lift_asked_by_id": dorte},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Protection.objects.filter(pk=row.pk).update(**fields)


def test_what_the_register_says_stands_when_what_was_set_here_is_lifted(town: Town, child: Child) -> None:
    Child.objects.filter(pk=child.pk).update(protected_address=True)
    lifted(town, child, protected(town, child, against=father(child).pk))
    child.refresh_from_db()
    assert child.protected_address
    register = Protection.objects.standing().get(child=child)
    assert register.source == "register" and register.against is None
    lifted(town, child, register, "jonas", "dorte")
    child.refresh_from_db()
    assert not child.protected_address


def test_the_registers_own_mark_is_lifted_by_two_as_well(town: Town, child: Child) -> None:
    Child.objects.filter(pk=child.pk).update(protected_address=True)
    Guardian.objects.filter(custodies__child=child).update(protected_address=True)
    asked = protecting.ask_to_lift(town.actor("dorte"), AskToLift(child.pk, None, "Flyttet"), now=NOW)
    protecting.answer_lift(town.actor("jonas"), AnswerLift(child.pk, asked.pk, True), now=NOW)
    child.refresh_from_db()
    assert not child.protected_address
    assert not Guardian.objects.filter(custodies__child=child, protected_address=True).exists()


@pytest.mark.parametrize("key", ["mette", "hanne", "lone"])
def test_only_advisers_and_leaders_who_work_with_the_child_set_it(town: Town, child: Child, key: str) -> None:
    with pytest.raises((Refused, Child.DoesNotExist)):
        protected(town, child, key)
    with pytest.raises(Child.DoesNotExist):
        protected(town, child, "rikke")  # another place's leader
    assert town.client(key).get(reverse("people:protection", args=(child.pk,))).status_code in (403, 404)


def test_a_stranger_and_an_empty_reason_are_refused(town: Town, child: Child) -> None:
    somebody = Guardian.objects.exclude(custodies__child=child).first()
    assert somebody is not None
    with pytest.raises(Invalid):
        protected(town, child, against=somebody.pk)
    with pytest.raises(Invalid):
        protecting.protect(town.actor("dorte"), Protect(child.pk, None, "  "), now=NOW)


def test_a_home_is_protected_as_soon_as_somebody_who_lives_there_is(town: Town) -> None:
    """The database keeps the mark, so that every list can trust the child's own row."""
    first, second = town.children[1], town.children[2]
    Guardian.objects.filter(pk=father(first).pk).update(protected_address=True)
    first.refresh_from_db()
    assert first.protected_address
    tie = Custody.objects.create(
        child=second, guardian=father(first), has_custody=False, same_address=False, start_on=TODAY
    )
    second.refresh_from_db()
    assert not second.protected_address
    tie.same_address = True
    tie.save()
    second.refresh_from_db()
    assert second.protected_address
    moved_out = Custody.objects.create(
        child=town.children[3], guardian=father(first), has_custody=False, same_address=True,
        start_on=TODAY - timedelta(days=9), end_on=TODAY - timedelta(days=1),
    )  # fmt: skip
    moved_out.child.refresh_from_db()
    assert not moved_out.child.protected_address


def test_whom_it_is_against_is_not_invited_to_where_the_child_spends_its_day(town: Town, child: Child) -> None:
    concern = child.concerns.get()
    protected(town, child, "jonas", against=father(child).pk)
    with pytest.raises(Invalid) as refused:
        meetings.call_meeting(town.actor("jonas"), concern.pk, a_call(town, child), now=NOW)
    assert refused.value.errors == {"guardians": "shut_out"}
    elsewhere = {"institution_id": None, "place": "Lokalet på Regnbuen"}
    with pytest.raises(Invalid):  # said in words it is the same place
        meetings.call_meeting(town.actor("jonas"), concern.pk, a_call(town, child, **elsewhere), now=NOW)
    neutral = {"institution_id": None, "place": "Rådhuset"}
    assert meetings.call_meeting(town.actor("jonas"), concern.pk, a_call(town, child, **neutral), now=NOW).pk


def test_the_meetings_place_is_for_those_at_the_table_and_those_who_must_know(town: Town, child: Child) -> None:
    meeting = meetings.call_meeting(
        town.actor("jonas"), child.concerns.get().pk, a_call(town, child, guests={"staff_ids": (town.user("lone").pk,)}),
        now=NOW,
    )  # fmt: skip
    Child.objects.filter(pk=child.pk).update(protected_address=True)
    for key, told in (("jonas", True), ("lone", True), ("dorte", True)):
        page = town.client(key).get(reverse("meetings:meetings")).content.decode()
        assert ("Børnehuset Regnbuen, mødelokalet" in page) is told, key
    meeting.child.refresh_from_db()
    from sikkerhedsnet.meetings.queries import with_places

    (seen,) = with_places(town.actor("bo"), [meeting])
    assert seen.told_place == "Adressen er beskyttet."


def test_the_list_is_narrowed_by_the_same_rule_in_the_database_as_on_the_page(town: Town) -> None:
    """`redaction.where` and the SQL that narrows a list to a place agree for every reader and every child."""
    children = [town.child(f"Gemt {number}", protected_address=number % 2 == 0) for number in range(4)]
    children[3].enrolments.update(group=None)
    wanted = Wanted(institution_id=town.day_care.pk)
    for key in ("mette", "dorte", "hanne", "jonas", "sara", "lone"):
        actor = town.actor(key)
        found = set(queries.children_within_reach(actor, wanted, now=NOW).values_list("pk", flat=True))
        for child in Child.objects.visible_to(actor, TODAY).filter(enrolments__institution=town.day_care):
            place = Enrolment.objects.get(child=child)
            knows = queries.knows_place(actor, child, place.institution_id, place.group_id)
            assert (child.pk in found) is knows, (key, child.first_name)


def test_the_page_is_walked_from_setting_to_lifting(town: Town, child: Child) -> None:
    page = reverse("people:protection", args=(child.pk,))
    dorte, jonas = town.client("dorte"), town.client("jonas")
    bad = dorte.post(page, {"against": "", "why": "", "key": str(uuid4())})
    assert bad.status_code == 400
    sent = dorte.post(
        page, {"against": str(father(child).pk), "why": "Tilhold <b>nu</b>", "key": str(uuid4())}, follow=True
    )
    shown = sent.content.decode()
    assert f"{father(child).name} må ikke vide, hvor barnet er" in shown and "&lt;b&gt;" in shown
    row = Protection.objects.get()
    lift = reverse("people:lift_protection", args=(child.pk,))
    assert dorte.post(lift, {"protection": row.pk, "because": ""}).status_code == 400
    asked = dorte.post(lift, {"protection": row.pk, "because": "Ophørt"}, follow=True).content.decode()
    assert "Ja, ophæv beskyttelsen" not in asked and "En anden end den, der bad om det" in asked
    assert "Ja, ophæv beskyttelsen" in jonas.get(page).content.decode()
    answer = reverse("people:answer_lift", args=(child.pk,))
    assert dorte.post(answer, {"protection": row.pk, "lift": "true"}).status_code == 403
    assert jonas.post(answer, {"protection": "x"}).status_code == 302
    done = jonas.post(answer, {"protection": row.pk, "lift": "true"}, follow=True).content.decode()
    assert "Beskyttelsen er ophævet." in done
    assert jonas.post(answer, {"protection": row.pk, "lift": "true"}).status_code == 404
    child.refresh_from_db()
    assert not child.protected_address
    assert "Beskyt adressen" in dorte.get(reverse("childfile:child", args=(child.pk,))).content.decode()


def test_the_page_takes_as_many_queries_for_many_protections_as_for_one(town: Town, child: Child) -> None:
    client, page = town.client("dorte"), reverse("people:protection", args=(child.pk,))
    protected(town, child)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    for custody in child.custodies.all():
        protected(town, child, against=custody.guardian_id)
    with CaptureQueriesContext(connection) as many:
        client.get(page)
    assert len(many) == len(few)


def test_through_broken_glass_nothing_is_set(town: Town, child: Child) -> None:
    from dataclasses import replace

    town.hire("ude", "Ude Fra", Function.FAMILY_ADVISER)
    actor = replace(town.actor("ude"), glass=frozenset({child.pk}))
    from sikkerhedsnet.people import policy

    assert policy.may_protect(actor, child.pk).reason == "protected_address"
    assert policy.may_protect(town.actor("sara"), child.pk)
    assert not policy.may_lift(town.actor("sara"), child.pk, asked_by=None, herself=())
    assert redaction.where(redaction.staff(actor), redaction.Home(child.pk, True)) is not None
    assert clock.day_of(NOW) == TODAY


def test_who_can_say_yes_is_told_and_nobody_else(town: Town, child: Child) -> None:
    row = protected(town, child)
    protecting.ask_to_lift(town.actor("dorte"), AskToLift(child.pk, row.pk, "Tilholdet er væk"), now=NOW)
    told = Message.objects.filter(kind="protection.lift_asked")
    assert [message.to for message in told] == [town.user("jonas")]
    assert child.first_name not in told[0].about and "Havnegade" not in told[0].about
    assert town.client("jonas").get(reverse("people:protection", args=[told[0].url_arg])).status_code == 200


def test_one_human_being_with_two_users_is_not_two_people(town: Town, child: Child) -> None:
    row = protected(town, child)
    protecting.ask_to_lift(town.actor("dorte"), AskToLift(child.pk, row.pk, "Tilholdet er væk"), now=NOW)
    person = Person.objects.create(municipality=town.municipality)
    for key in ("dorte", "jonas"):
        Persona.objects.create(person=person, user=town.user(key), linked_by_name="Alma Drift", linked_at=NOW)
    with pytest.raises(Refused, match="second_person"):
        protecting.answer_lift(town.actor("jonas"), AnswerLift(child.pk, row.pk, True), now=NOW)
