"""Who looked at a child: for those who may know it, in words, and with no trace of a suspicion for the others."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.childfile.looks import Visit, looks
from sikkerhedsnet.childfile.queries import looks_told
from sikkerhedsnet.concerns.actions import raise_concern
from sikkerhedsnet.concerns.commands import RaiseConcern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import context
from sikkerhedsnet.logcontrol.models import ControlSettings
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child, Relation
from tests.access.world import Case
from tests.personas import NOW, TODAY, Town


def address(child: Child, name: str = "looks") -> str:
    return reverse(f"childfile:{name}", args=[child.pk])


def answer(town: Town, key: str, child: Child, name: str = "looks") -> str:
    return town.client(key).get(address(child, name)).content.decode()


def seen_by(town: Town, key: str, child: Child, *, names: bool = True) -> list[tuple[str, tuple[str, ...]]]:
    actor = town.actor(key)
    with context.asking(context.person(actor)):
        return [(visit.name, visit.what) for visit in looks(actor, child, names=names)]


def look(town: Town, key: str, child: Child, *, days_ago: int = 0, action: str = "child.read") -> None:
    audit.read(town.actor(key), action, child, at=NOW - timedelta(days=days_ago), child_id=child.pk)


def test_the_leader_reads_who_when_what_and_why(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "mette", child)
    text = answer(town, "dorte", child)
    for word in ("Mette Lund", "Børnehuset Regnbuen", "10.00", "Åbnede barnets side",
                 "Arbejder på barnets stue eller i klassen"):  # fmt: skip
        assert word in text


def test_a_colleague_reads_function_and_place_and_no_name(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "hanne", child)
    text = answer(town, "maja", child)
    assert "Hanne Toft" not in text
    assert "Sundhedsplejen" in text


def test_one_person_and_day_is_one_line_and_the_newest_stands_first(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    for days_ago, key in ((2, "maja"), (1, "mette"), (1, "mette"), (0, "maja")):
        look(town, key, child, days_ago=days_ago)
    assert [name for name, _ in seen_by(town, "dorte", child)] == ["Maja Krogh", "Mette Lund", "Maja Krogh"]


def test_a_look_without_a_relation_says_so(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "stranger", child)
    assert "Ingen tilknytning den dag" in answer(town, "dorte", child)


def test_the_reason_is_the_one_of_that_day(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "mette", child, days_ago=3)
    Employment.objects.filter(user=town.user("mette")).update(end_on=TODAY - timedelta(days=2))
    assert "Arbejder på barnets stue" in answer(town, "dorte", child)


@pytest.mark.parametrize("reader", ["maja", "dorte", "hanne", "lars"])
def test_a_suspicion_leaves_neither_a_look_nor_a_gap(town: Town, cases: dict[str, Case], reader: str) -> None:
    child = cases["suspicion"].child
    Relation.objects.filter(child=child).update(start_on=TODAY - timedelta(days=30))
    for kind in ("adviser", "participant"):
        Relation.objects.filter(child=child, kind=kind).update(kind=f"quiet_{kind}")
    relation = Relation.objects.get(child=child, kind="quiet_adviser")
    relation.source = f"concern:{child.concerns.first().pk}"
    relation.save()
    look(town, "dorte", child, days_ago=1)
    before = seen_by(town, reader, child)
    look(town, "jonas", child)
    look(town, "lone", child)
    for concern in child.concerns.filter(suspicion=True):
        audit.read(town.actor("maja"), "concern.read", concern, at=NOW, child_id=child.pk)
    for meeting in child.meetings.all():
        audit.read(town.actor("jonas"), "meeting.read", meeting, at=NOW, child_id=child.pk)
    audit.read_children(town.actor("mette"), "desk.read", [child.pk], at=NOW)
    assert seen_by(town, reader, child) == before
    for who in ("jonas", "mette"):
        assert {"Jonas Holm", "Maja Krogh"} <= {name for name, _ in seen_by(town, who, child)}, "they see the suspicion"


def test_the_family_sees_function_and_place_and_nothing_of_a_suspicion(town: Town) -> None:
    child = town.children[0]
    look(town, "mette", child)
    Relation.objects.create(
        child=child, user=town.user("jonas"), kind="quiet_adviser", source="concern:0", start_on=TODAY, end_on=TODAY
    )
    look(town, "jonas", child)
    parent = town.actor("amira")
    with context.asking(context.person(parent)):
        visits = looks(parent, child, names=False)
    assert [(visit.name, visit.unit) for visit in visits] == [("", "Børnehuset Regnbuen")]


def test_a_protected_place_is_not_given_away_by_who_looked(town: Town) -> None:
    child = town.child("Skjult", "Madsen", protected_address=True)
    look(town, "mette", child)
    for reader in ("hanne", "lars"):
        text = answer(town, reader, child)
        assert "En ansat, hvor barnet går" in text
        assert "Regnbuen" not in text.split("<main")[1]
        assert "Mette Lund" not in text
    assert "Mette Lund" in answer(town, "dorte", child)


def test_the_data_protection_officer_finds_any_child_and_the_search_is_written_down(town: Town) -> None:
    child = town.child("Storm", "Madsen", cpr_number="7104221234")
    client = town.client("lars")
    for text in ("madsen st", "710422-1234"):
        page = client.post(reverse("childfile:log_search"), {"q": text}).content.decode()
        assert address(child) in page
        assert "1234" not in page.replace('value="710422-1234"', "")
    assert ReadLine.objects.filter(action="log.searched", actor_id=town.user("lars").pk).count() == 2
    assert ReadLine.objects.filter(action="log.found", child_id=child.pk).count() == 2
    look(town, "mette", child)
    assert "Mette Lund" in client.get(address(child)).content.decode()
    assert client.get(reverse("childfile:child", args=[child.pk])).status_code == 403
    assert "Holder øje med loggen" in client.get(address(child)).content.decode()


def test_not_even_the_data_protection_officer_reads_the_log_of_her_own_child(town: Town) -> None:
    child = town.children[1]
    guardian = child.custodies.first().guardian
    guardian.user = town.user("lars")
    guardian.save()
    client = town.client("lars")
    assert client.get(address(child)).status_code == 404
    assert "Sørensen" not in client.post(reverse("childfile:log_search"), {"q": "ida"}).content.decode()


def test_reading_the_list_is_a_look_too(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    answer(town, "maja", child)
    assert "hvem der har slået barnet op" in answer(town, "dorte", child)


def test_the_list_on_paper_names_nobody_and_can_be_read_aloud(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "mette", child)
    pdf = PdfReader(io.BytesIO(town.client("lars").get(address(child, "looks_pdf")).content))
    text = " ".join("\n".join(page.extract_text() for page in pdf.pages).split())
    assert "Storm Madsen" in text and "Børnehuset Regnbuen" in text and "Åbnede barnets side" in text
    assert "Mette" not in text
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_more_looks_cost_no_more_queries(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    counted = []
    for _ in range(2):
        actor = town.actor("dorte")
        for days_ago in range(20):
            for key in ("mette", "maja", "hanne", "stranger"):
                look(town, key, child, days_ago=days_ago + 20 * len(counted))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            looks(actor, child, names=True)
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 32


def test_a_long_list_is_paged(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    for days_ago in range(60):
        look(town, "mette", child, days_ago=days_ago)
    page = answer(town, "dorte", child)
    assert "side 1 af 2" in page
    assert "side 2 af 2" in town.client("dorte").get(address(child) + "?page=2").content.decode()


def test_the_municipality_chooses_whether_the_familys_list_has_names(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "mette", child)
    ControlSettings.objects.create(
        municipality=town.municipality, family_sees_names=True, changed_at=NOW, changed_by_name="test"
    )
    pdf = PdfReader(io.BytesIO(town.client("maja").get(address(child, "looks_pdf")).content))
    assert "Mette Lund" in " ".join("\n".join(page.extract_text() for page in pdf.pages).split())


def test_the_page_is_told_in_english_too(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    client = town.client("dorte")
    client.cookies["sikkerhedsnet_language"] = "en"
    look(town, "mette", child)
    text = client.get(address(child)).content.decode()
    assert "Works in the child's group" in unescape(text) and "Arbejder på" not in text


def test_the_reason_is_the_one_the_line_kept_whatever_is_corrected_afterwards(town: Town) -> None:
    child = town.child("Storm", "Madsen")
    look(town, "mette", child)
    child.enrolments.all().delete()
    Employment.objects.filter(user=town.user("mette")).update(institution=town.other_day_care)
    text = answer(town, "lars", child)
    assert "Arbejder på barnets stue" in text and "Børnehuset Regnbuen" in text


def told_after(town: Town, child: Child, **typed: str) -> list[Visit]:
    """What the family reads once Mette has opened the form for a worry, pressed send and read what came; then taken back."""
    page, client = reverse("concerns:raise", args=[child.pk]), town.client("mette")
    fields = {
        "parents_know": "not_yet",
        "parents_why_not": "Barnet skal være trygt først.",
        "key": str(uuid4()),
        **typed,
    }
    with transaction.atomic():
        client.get(page)
        answer = client.post(page, fields, follow=True)
        assert answer.status_code == (200 if "observation" in typed else 400)
        found = looks_told(child)
        transaction.set_rollback(True)
    return found


def test_a_suspicion_that_was_sent_is_told_as_a_form_that_was_opened_and_never_sent(town: Town) -> None:
    child = town.children[0]
    look(town, "mette", child, days_ago=1)
    look(town, "maja", child)
    given_up = told_after(town, child, stage="worry")
    assert told_after(town, child, stage="suspicion", observation="Blå mærker på begge arme.") == given_up
    assert told_after(town, child, stage="worry", observation="Freja går fra legen.") != given_up, (
        "an ordinary one is told"
    )


def suspected(town: Town, child: Child, *, at: datetime) -> None:
    command = RaiseConcern(
        child_id=child.pk, observation="Blå mærker.", parents_know=ParentsKnow.NOT_YET, key=uuid4(), suspicion=True
    )
    raise_concern(town.actor("mette"), command, now=at)


def test_what_was_told_before_the_suspicion_is_told_after_it_too(town: Town) -> None:
    """Earlier on the same day as well: whoever has read the list once finds no line gone."""
    child = town.children[0]
    for who in ("mette", "jonas"):
        look(town, who, child, action="desk.read")
    before = looks_told(child)
    suspected(town, child, at=NOW + timedelta(minutes=1))
    assert looks_told(child) == before and len(before) == 2


def test_a_desk_is_told_of_where_something_else_than_the_suspicion_puts_the_child_there(town: Town) -> None:
    openly, quietly = town.children[0], town.children[1]
    raise_concern(
        town.actor("mette"),
        RaiseConcern(child_id=openly.pk, observation="Går fra legen.", parents_know=ParentsKnow.NOT_YET, key=uuid4()),
        now=NOW,
    )
    for child in (openly, quietly):
        suspected(town, child, at=NOW)
    assert town.client("jonas").get(reverse("worklists:desk")).status_code == 200
    for child, told in ((openly, ["forebyggelsesrådgiver"]), (quietly, [])):
        assert [visit.function for visit in looks_told(child)] == told
    lines = ReadLine.objects.filter(action="desk.listed", child_id=quietly.pk)
    assert set(lines.values_list("object_type", flat=True)) == {"concerns.concern"}
    assert all(visit.name == "Jonas Holm" for visit in looks(town.actor("jonas"), quietly, names=True))
