"""Who told, when that is nobody who works here; and what one parent said alone."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import NoteContact, RaiseConcern, Seen, ToldBy
from sikkerhedsnet.concerns.models import Concern, Notifier, ParentContact
from sikkerhedsnet.concerns.states import ContactHow, ParentsKnow
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid
from tests.personas import NOW, TODAY, Town

NEIGHBOUR = "Nabo Notabene"


@pytest.fixture
def told(town: Town) -> Concern:
    """Mette writes what the neighbour has told her; Jonas gets it."""
    command = RaiseConcern(
        child_id=town.children[1].pk, observation="Der er larm om natten.", parents_know=ParentsKnow.NOT_YET,
        told_by=ToldBy(NEIGHBOUR, "nabo", "59990011"), key=uuid4(),
    )  # fmt: skip
    return actions.raise_concern(town.actor("mette"), command, now=NOW)


@pytest.mark.parametrize(
    ("key", "sees"), [("jonas", True), ("dorte", True), ("mette", False), ("maja", False), ("hanne", False)]
)
def test_the_receiving_adviser_and_the_leader_read_the_name_and_nobody_else(
    town: Town, told: Concern, key: str, sees: bool
) -> None:
    page = town.client(key).get(reverse("concerns:concern", args=(told.pk,))).content.decode()
    assert "larm om natten" in page
    assert (NEIGHBOUR in page) is sees
    assert ("Har henvendt sig" in page) is sees, "nor that anybody told"
    with context.asking(context.person(town.actor(key))):
        assert Notifier._base_manager.exists() is sees, "the database by itself"
    assert Notifier.objects.visible_to(town.actor(key)).exists() is sees, "the application by itself"


def test_a_name_goes_with_the_concern_to_the_next_adviser(town: Town, told: Concern) -> None:
    Concern.objects.filter(pk=told.pk).update(owner=town.user("signe"))
    assert not Notifier.objects.visible_to(town.actor("jonas")).exists()
    assert Notifier.objects.visible_to(town.actor("signe")).exists()


def test_a_leader_reads_no_name_on_a_suspicion_she_does_not_see(town: Town, told: Concern) -> None:
    Concern.objects.filter(pk=told.pk).update(suspicion=True, stage="suspicion", parents_know="must_not")
    assert not Notifier.objects.visible_to(town.actor("dorte")).exists()


def test_the_form_takes_an_anonymous_notifier_and_asks_when_the_box_was_forgotten(town: Town) -> None:
    page = reverse("concerns:raise", args=(town.children[1].pk,))
    client = town.client("mette")
    fields = {"observation": "Larm", "stage": "worry", "parents_know": "not_yet", "key": str(uuid4())}
    forgotten = client.post(page, {**fields, "told_by_name": NEIGHBOUR})
    assert forgotten.status_code == 400 and NEIGHBOUR in forgotten.content.decode()
    assert client.post(page, {**fields, "told_by_other": "on"}).status_code == 302
    assert (Notifier.objects.get().name, Notifier.objects.get().reach) == ("", "")
    shown = town.client("jonas").get(reverse("concerns:concern", args=(Concern.objects.latest("pk").pk,)))
    assert "Vil være anonym" in shown.content.decode()
    assert client.post(page, {**fields, "told_by_other": "on"}).status_code == 302, "sent twice it is one"
    assert Notifier.objects.count() == Concern.objects.count() == 1


def note(town: Town, concern: Concern, **fields: object) -> ParentContact:
    concern = actions.take(town.actor("jonas"), Seen(concern.pk, concern.version), now=NOW)
    about = {"on": TODAY, "how": ContactHow.PHONE, "next_on": TODAY, "said": "Far er bange.", **fields}
    actions.note_contact(town.actor("jonas"), NoteContact(concern.pk, concern.version, **about), now=NOW)  # type: ignore[arg-type]
    return concern.contacts.get()


def test_a_talk_with_one_parent_can_be_kept_from_the_other(town: Town, told: Concern) -> None:
    father = told.child.custodies.order_by("id")[1].guardian
    talk = note(town, told, guardian_id=father.pk, private=True)
    assert talk.guardian == father and talk.private
    page = town.client("jonas").get(reverse("concerns:concern", args=(told.pk,))).content.decode()
    assert "den anden forælder må ikke læse det" in page and father.name in page


def test_what_is_kept_from_the_other_must_be_somebodys(town: Town, told: Concern) -> None:
    stranger = town.children[2].custodies.order_by("id")[0].guardian_id
    for fields in ({"private": True}, {"guardian_id": stranger}):
        with pytest.raises(Invalid):
            note(town, Concern.objects.get(pk=told.pk), **fields)
        Concern.objects.filter(pk=told.pk).update(state="raised", taken_at=None)
