"""Planted words that nobody could write by chance, and every road walked: who may not read them is given none of their bytes,
and who may is given them somewhere, so that the walk is not blind."""

from __future__ import annotations

import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from config.access import ACCESS, Anyone
from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.childfile import paper as looks_paper
from sikkerhedsnet.childfile.queries import family_reader, looks_told, who_has_access
from sikkerhedsnet.concerns.models import Notifier
from sikkerhedsnet.exchange.models import ImportRun
from sikkerhedsnet.meetings import handout
from sikkerhedsnet.meetings.minutes import minutes_of
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child, Custody, Guardian, NetworkMember, Protection, Relation
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.rights import paper
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.statements.models import Statement
from tests.access.test_matrix import paper_in_plain, personas
from tests.access.world import LATER, STAMP, Case, case, concern_of, meeting_of, passed_on
from tests.personas import NOW, TODAY, Town
from tests.screening.walk import open_round

__all__ = ["paper_in_plain"]

NAME = "Skjultegern"
ADDRESS = ("Kanarievej 987", "59871234", "kanarie@post.example", "Kanarieby")
UNIT = ("Kanariehuset Sollyst", "Kanariestuen", "59876543")
PLACE = ("Kanariesalen",)
NOTIFIER = ("Nabo Notabene", "59990011")
PRIVATE = ("Farsfortrolige",)
SUSPICION = ("Mistankekanarie", "Mistankesalen", "Mistankemoster")
SECRETS = {
    "address": ADDRESS, "unit": UNIT, "place": PLACE, "notifier": NOTIFIER, "private": PRIVATE, "suspicion": SUSPICION,
}  # fmt: skip

ENTITLED: dict[str, set[str]] = {
    # the adviser with the course; vera works in the group and wrote the worries; vibe leads the place; lone sat at the open
    # table, and pia at the one on the suspicion; sara was sent the notification, and has to find the child
    "address": {"jonas", "sara"},
    "unit": {"jonas", "vera", "vibe"},
    "place": {"jonas", "vera", "vibe", "lone"},
    "notifier": {"jonas", "vibe"},
    "private": {"jonas"},
    "suspicion": {"jonas", "vera", "pia"},
}


@dataclass
class World:
    """One child with something to hide in every corner."""

    town: Town
    case: Case
    requests: dict[str, AccessRequest]

    @property
    def child(self) -> Child:
        return self.case.child


@pytest.fixture
def world(town: Town) -> World:
    """With a suspicion as well."""
    found = unsuspected(town)
    suspect(town, found.child, raised="vera")
    return found


def unsuspected(town: Town) -> World:
    house = town.day_care.__class__.objects.create(
        municipality=town.municipality, district=town.district, code="KAN", name=UNIT[0], kind=town.day_care.kind,
        phone=UNIT[2],
    )  # fmt: skip
    room = house.groups.create(name=UNIT[1])
    town.hire("vera", "Vera Viol", Function.PEDAGOGUE, institution=house, groups=(room,))
    town.hire("vibe", "Vibe Vang", Function.LEADER, institution=house)
    found = case(
        town, "canary", NAME, open_round(town, "dorte", town.day_care),
        ImportRun.objects.create(municipality=town.municipality, by_name="Alma Drift", uploaded_at=NOW),
        adviser="jonas", sender="vera", guest="lone", institution=house, group=room, protected_address=True,
    )  # fmt: skip
    child = found.child
    Child.objects.filter(pk=child.pk).update(address=ADDRESS[0], city=ADDRESS[3])
    mother, father = (custody.guardian for custody in child.custodies.order_by("id"))
    Guardian.objects.filter(pk=mother.pk).update(address=ADDRESS[0], phone=ADDRESS[1], email=ADDRESS[2])
    Guardian.objects.filter(pk=father.pk).update(address="Fars Vej 1", phone="59000000")
    Custody.objects.filter(child=child, guardian=father).update(same_address=False)
    Protection.objects.create(child=child, against=father, source="local", set_at=NOW, why="Tilhold")
    for key, guardian in (("mor", mother), ("far", father)):
        town.users[key] = User.objects.create(
            username=key, name=guardian.name, municipality=town.municipality, kind=UserKind.PARENT
        )
        Guardian.objects.filter(pk=guardian.pk).update(user=town.users[key])
    child.meetings.update(place=PLACE[0], institution=house)
    child.concerns.update(institution=house)
    child.refresh_from_db()
    loose = child.concerns.order_by("id").last()
    loose.observation = f"{NOTIFIER[0]} ringede fra {NOTIFIER[1]} om larm."
    Notifier.objects.create(concern=loose, name=NOTIFIER[0], reach=NOTIFIER[1])
    type(loose).objects.filter(pk=loose.pk).update(observation="Der er larm om natten.")
    loose.contacts.create(
        on=TODAY, how="phone", guardian=father, private=True, said=f"{PRIVATE[0]} ord", by=town.user("jonas"),
        recorded_at=NOW,
    )  # fmt: skip
    found.child = child
    requests = {key: asked_by(town, child, guardian) for key, guardian in
                (("mor", mother), ("far", father), ("barn", None))}  # fmt: skip
    return World(town, found, requests)


def asked_by(town: Town, child: Child, guardian: Guardian | None) -> AccessRequest:
    return AccessRequest.objects.create(
        child=child, kind="data_access", guardian=guardian, received_on=TODAY, first_due_on=LATER,
        registered_by=town.user("jonas"), registered_at=NOW, owner=town.user("jonas"), due_on=LATER,
        idempotency_key=uuid4(), **STAMP,
    )  # fmt: skip


def suspect(town: Town, child: Child, *, raised: str) -> None:
    """A suspicion with a meeting, a plan, people let in, looks, messages and things passed on, all of it quiet."""
    jonas, sender = town.user("jonas"), town.user(raised)
    concern = concern_of(child, sender, jonas, True, state="in_plan", due_on=None, owner=jonas)
    type(concern).objects.filter(pk=concern.pk).update(observation=SUSPICION[0])
    Notifier.objects.create(concern=concern, name=SUSPICION[2])
    meeting = meeting_of(concern, jonas, state="concluded", concluded_at=NOW, owner=jonas, due_on=None)
    type(meeting).objects.filter(pk=meeting.pk).update(place=SUSPICION[1])
    member = NetworkMember.objects.create(child=child, name=SUSPICION[2], tie="moster")
    seat = meeting.participants.create(
        role="network", name=member.name, network_member=member, invited_how="phone", invited_on=TODAY
    )
    meeting.participants.create(
        role="professional", name="Pia Ravn", user=town.user("pia"), invited_how="system", invited_on=TODAY
    )
    meeting.entries.create(topic="hopes", text=SUSPICION[0], said_by=seat, written_by=jonas, written_at=NOW, **STAMP)
    plan = Plan.objects.create(
        child=child, concern=concern, meeting=meeting, suspicion=True, agreed_at=NOW, owner=jonas, due_on=LATER,
        idempotency_key=uuid4(), **STAMP,
    )  # fmt: skip
    step = plan.steps.create(what=SUSPICION[0], doer=seat, owner=jonas, due_on=LATER, **STAMP)
    passed_on(meeting, jonas, town.user("pia"))
    Statement.objects.create(
        child=child, whole="plans.plan", whole_id=plan.pk, row="plans.step", row_id=step.pk, field="what",
        by_name="Ingen", capacity="representative", said_on=TODAY, text=SUSPICION[0], written_by=jonas, written_at=NOW,
    )  # fmt: skip
    for user, kind in ((jonas, "quiet_adviser"), (town.user("pia"), "quiet_participant")):
        about = {"source": f"concern:{concern.pk}", "start_on": TODAY, "end_on": LATER}
        Relation.objects.update_or_create(child=child, user=user, kind=kind, defaults=about)
    seen = {"municipality_id": town.municipality.pk, "child_id": child.pk, "at": NOW}
    for key, row in (("jonas", concern), ("pia", meeting), ("jonas", plan), (raised, concern)):
        ReadLine.objects.create(
            **seen, actor_id=town.user(key).pk, actor_name=town.user(key).name, action="concern.read",
            object_type=row._meta.label_lower, object_id=row.pk,
        )  # fmt: skip
    for key in ("pia", "jonas"):
        outbox.enqueue(
            "meeting.called", to_id=town.user(key).pk, about="Jonas Holm har inviteret dig", at=NOW, child_id=child.pk,
            url_name="meetings:meeting", url_arg=meeting.pk,
        )  # fmt: skip


def held_in(body: str, secret: str) -> bool:
    """Whether any of the secret's words stand there, also without their spaces."""
    plain = body.replace(" ", "")
    return any(word in body or word.replace(" ", "") in plain for word in SECRETS[secret])


def telling(answer: Any) -> str:
    """Everything an answer carries: status line, headers with the file's name, and the body with its title."""
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{answer.status_code}\n{headers}\n{answer.content.decode(errors='replace')}"


def addresses(world: World) -> list[tuple[str, str]]:
    """Every address of the table that can be formed here, about this child where it takes one, and every narrowed list."""
    found, numbers = [], world.case.numbers
    aside = ("access:sign_out", "set_language", "access:invitation", "web:styleguide", "evaluations:answer")
    for page, door in ACCESS.items():
        if door is Anyone.HALFWAY or page in aside:
            continue
        args = numbers.get(page, ())
        found.append((page, reverse(page, args=args)))
    house = world.child.enrolments.get().institution_id
    found += [("people:children", f"{reverse('people:children')}?institution={house}")]
    found += [("people:children", f"{reverse('people:children')}?q={word}") for word in (NAME, ADDRESS[0], UNIT[0])]
    found += [("worklists:desk", f"{reverse('worklists:desk')}?kind={kind}") for kind in ("concerns", "meetings")]
    for request in world.requests.values():
        found += [(name, reverse(name, args=(request.pk,))) for name in ("rights:request", "rights:copy")]
    quiet = {
        "concerns:concern": world.child.concerns.get(suspicion=True).pk,
        "meetings:meeting": world.child.meetings.get(suspicion=True).pk,
        "meetings:minutes_pdf": world.child.meetings.get(suspicion=True).pk,
        "plans:plan": world.child.plans.get(suspicion=True).pk,
    }
    found += [(name, reverse(name, args=(pk,))) for name, pk in quiet.items()]
    return found


SENDERS = {"jonas", "vera", "vibe", "lone", "hanne", "sara", "lars", "bo", "far"}
"""Those with some relation to the child also send an empty form to every page that takes one."""


def answers(client: Client, address: str, *, sends: bool) -> Iterator[Any]:
    """What the address answers when it is read, and when an empty form is sent to it."""
    with transaction.atomic():
        read = client.get(address)
        transaction.set_rollback(True)
    yield read
    if sends and (b'method="post"' in read.content or read.status_code == 405):
        with transaction.atomic():
            yield client.post(address, {"key": str(uuid4()), "version": "1"})
            transaction.set_rollback(True)


EVERY_PLACE = {"handover:begin"}
"""Pages about a child on which a place is chosen from the list of them all."""


def walked(world: World, people: list[str], roads: list[tuple[str, str]]) -> tuple[dict[str, set[str]], list[str]]:
    """Who has read which secret, and every place where it was somebody who may not."""
    seen: dict[str, set[str]] = defaultdict(set)
    wrong: list[str] = []
    for persona in people:
        client = world.town.client(persona)
        for page, address in roads:
            for answer in answers(client, address, sends=persona in SENDERS):
                body = telling(answer)
                for typed in (ADDRESS[0], UNIT[0]):
                    body = body.replace(typed, "") if f"q={typed}" in address else body  # what one has typed oneself
                for secret in SECRETS:
                    # the house is no secret, and stands in any list of places; that this child goes there is
                    about = secret != "unit" or (NAME in body and page not in EVERY_PLACE)
                    if about and held_in(body, secret):
                        seen[secret].add(persona)
                        if persona not in ENTITLED[secret]:
                            wrong.append(f"{persona} {address} ({page}): {secret}")
    return seen, wrong


@pytest.mark.slow
@pytest.mark.usefixtures("paper_in_plain")
@pytest.mark.parametrize("part", [0, 1])
def test_a_secret_reaches_nobody_on_any_address_who_may_not_have_it(
    world: World, part: int, record_property: Callable[[str, str], None]
) -> None:
    people, roads = [*personas(), "vera", "vibe", "mor", "far"][part::2], addresses(world)
    seen, wrong = walked(world, people, roads)
    assert wrong == [], "\n".join(wrong[:60])
    for secret, entitled in ENTITLED.items():
        assert entitled & set(people) <= seen[secret], f"{secret}: the walk is blind to {entitled}"
    record_property("printed", f"secrets: {len(SECRETS)} kinds, {len(roads)} addresses x {len(people)} people, 0 bytes")


@pytest.mark.usefixtures("paper_in_plain")
@pytest.mark.parametrize(
    ("clause", "persona", "page", "secret"),
    [
        ("where", "hanne", "childfile:child", "unit"),
        ("_address", "vera", "childfile:child", "address"),
        ("kept_from", "hanne", "childfile:child", "address"),
    ],
)
def test_the_walk_sees_a_rule_that_has_been_dropped(
    world: World, clause: str, persona: str, page: str, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    roads = [road for road in addresses(world) if road[0] == page]
    assert walked(world, [persona], roads)[1] == []
    monkeypatch.setattr(redaction, clause, lambda *asked: None)
    assert any(found.endswith(secret) for found in walked(world, [persona], roads)[1])


READS: dict[str, set[str]] = {
    # what each of the family may find in its own copy; of the rest not one byte
    "mor": {"address", "unit", "place"},
    "far": {"private"},
    "barn": {"address", "unit", "place"},
}


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


@pytest.mark.parametrize("asker", list(READS))
def test_each_of_the_family_gets_its_own_and_nothing_that_is_hidden_from_it(world: World, asker: str) -> None:
    copy = copy_of(world.requests[asker], now=NOW)
    texts = {
        "json": paper.as_json(copy).decode(),
        "pdf": pdf_text(paper.as_pdf(copy)),
        "name": paper.file_name(copy, "pdf"),
    }
    for road, text in texts.items():
        for secret in set(SECRETS) - READS[asker]:
            assert not held_in(text, secret), f"{asker}, {road}: {secret}"
    for secret in READS[asker]:
        assert held_in(texts["json"], secret), f"{asker} should have {secret}"
    words = json.loads(texts["json"])
    assert "notifier" not in json.dumps(words) and "suspicion" not in json.dumps(words), "not even as a reason"


def test_who_told_is_named_nowhere_in_the_familys_copy_and_leaves_no_gap(world: World) -> None:
    """Also when the sender wrote the name into the text: somebody stands there, and no mark of anything left out."""
    loose = Notifier.objects.get(name=NOTIFIER[0]).concern
    type(loose).objects.filter(pk=loose.pk).update(observation=f"{NOTIFIER[0]} ringede fra {NOTIFIER[1]} om larm.")
    text = paper.as_json(copy_of(world.requests["mor"], now=NOW)).decode()
    assert "en person, der kender familien ringede" in text
    assert not held_in(text, "notifier")
    NetworkMember.objects.create(child=world.child, name=NOTIFIER[0], tie="nabo")
    text = paper.as_json(copy_of(world.requests["mor"], now=NOW)).decode()
    assert "en person, der kender familien ringede" in text and f'"{NOTIFIER[0]}"' in text, (
        "whom the family names itself is still named there"
    )


def test_papers_that_lie_about_name_no_protected_place(world: World) -> None:
    held = world.child.meetings.get(suspicion=False, state="concluded")
    held.entries.create(
        topic="hopes", text=f"Vi ses i {UNIT[0].upper()}s have ved {ADDRESS[0]}.", written_by=world.town.user("jonas"),
        written_at=NOW, **STAMP,
    )  # fmt: skip
    held.participants.create(
        role="parent", name="Far", guardian=world.child.custodies.order_by("id")[1].guardian, invited_how="phone",
        invited_on=TODAY,
    )  # fmt: skip
    text = pdf_text(handout.minutes_pdf(minutes_of(held)))
    looked = pdf_text(looks_paper.looks_pdf(world.child, looks_told(world.child), now=NOW))
    for paper_text in (text, looked, handout.file_name(minutes_of(held)), looks_paper.file_name(world.child, NOW)):
        for secret in SECRETS:
            assert not held_in(paper_text, secret), secret
    assert "Vera Viol" not in text, "whoever works there gives the place away to the parent at the table"
    assert "Vi ses i […]" in text and NAME in text


def test_mails_and_messages_say_nothing_of_the_child(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from sikkerhedsnet.meetings import actions as meetings
    from sikkerhedsnet.meetings.commands import CancelMeeting

    loose_meeting = world.child.meetings.get(state="running")
    type(loose_meeting).objects.filter(pk=loose_meeting.pk).update(state="planned")
    meetings.cancel(
        world.town.actor("jonas"), loose_meeting.pk, CancelMeeting(1, f"{PLACE[0]} {ADDRESS[0]}", LATER), now=NOW
    )
    monkeypatch.setattr(settings, "MAIL_ENABLED", True)
    assert outbox.send_due(NOW + timedelta(minutes=5)) > 0
    sent = [f"{letter.subject}\n{letter.body}\n{letter.message()}" for letter in mail.outbox]
    waiting = [f"{row.about}\n{row.kind}\n{row.dedup_key}" for row in Message.objects.all()]
    assert sent and waiting
    for text in (*sent, *waiting):
        assert NAME not in text and not any(held_in(text, secret) for secret in SECRETS), text


def roads_of_a_parent(child: Child, requests: dict[str, AccessRequest], signed_in: dict[str, Client]) -> dict[str, str]:
    """Everything somebody of the family is ever given, as bytes; what making it leaves in the log is taken back."""
    found: dict[str, str] = {}
    with transaction.atomic():
        for key, request in requests.items():
            copy = copy_of(request, now=NOW)
            found[f"copy {key} json"] = paper.as_json(copy).decode()
            found[f"copy {key} pdf"] = json.dumps(paper.as_data(copy), default=str)
            found[f"copy {key} left out"] = repr(copy.left_out) + repr(copy.let_in) + repr(copy.reasons)
        found["looks"] = repr(looks_told(child))
        found["access"] = repr(who_has_access(child, TODAY, reader=family_reader(child)))
        held = child.meetings.filter(suspicion=False, state="concluded").get()
        found["minutes"] = json.dumps(handout.document(minutes_of(held)), default=str)
        transaction.set_rollback(True)
    for persona in ("mor", "far"):
        client = signed_in[persona]
        for page in ("worklists:desk", "access:account", "childfile:child"):
            args = (child.pk,) if page == "childfile:child" else ()
            found[f"{persona} {page}"] = without_keys(telling(client.get(reverse(page, args=args))))
    with transaction.atomic():
        client = signed_in["jonas"]  # who sees the suspicion himself, and prints the papers for the family
        for page, args in (("childfile:looks_pdf", (child.pk,)), ("rights:copy_json", (requests["mor"].pk,))):
            found[f"printed {page}"] = without_keys(telling(client.get(reverse(page, args=args))))
        transaction.set_rollback(True)
    return found


def without_keys(text: str) -> str:
    """The answer without one-time keys and cookies."""
    text = re.sub(r"(csrfmiddlewaretoken\W+value=\W?)\w+", r"\1", text)
    text = re.sub(r"nonce[-=]\S+", "nonce", text)
    return re.sub(r'value="[0-9a-f]{8}-[0-9a-f-]{27}"', "", text)


@pytest.mark.slow
@pytest.mark.usefixtures("paper_in_plain")
def test_with_and_without_a_suspicion_the_family_is_given_the_same_bytes(town: Town) -> None:
    world = unsuspected(town)
    seen = {
        "municipality_id": town.municipality.pk,
        "child_id": world.child.pk,
        "at": NOW,
        "object_type": "people.child",
    }
    for key in ("jonas", "vera"):
        ReadLine.objects.create(
            **seen, actor_id=town.user(key).pk, actor_name=key, action="child.read", object_id=world.child.pk
        )
    clients = {key: town.client(key) for key in ("mor", "far", "jonas")}
    without = roads_of_a_parent(world.child, world.requests, clients)
    for _ in range(2):
        suspect(town, world.child, raised="vera")
        given = roads_of_a_parent(world.child, world.requests, clients)
        for road, text in without.items():
            assert given[road] == text, road
    assert held_in(telling(town.client("jonas").get(reverse("childfile:child", args=(world.child.pk,)))), "suspicion")
