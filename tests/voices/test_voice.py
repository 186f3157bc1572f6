"""What a child says is its own: shown at the table, kept when it asks, and of harm for few."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.voices import actions, queries
from sikkerhedsnet.voices.commands import Decide, Tell
from sikkerhedsnet.voices.models import ChildVoice
from sikkerhedsnet.voices.states import How, Keep
from tests.personas import NOW, TODAY, Town
from tests.scans.sheets import drawing

pytestmark = pytest.mark.django_db
WORDS = "Kanariedrømmen"


def words(town: Town, **changes: Any) -> Tell:
    told = {"child_id": town.children[0].pk, "on": TODAY, "how": How.TOLD, "words": {"dreams": WORDS}, "key": uuid4()}
    return Tell(**{**told, **changes})


def pages(meeting: Meeting) -> dict[str, str]:
    return {
        "meeting": reverse("meetings:meeting", args=[meeting.pk]),
        "child": reverse("childfile:child", args=[meeting.child_id]),
    }


def seen(town: Town, who: str, address: str, word: str = WORDS) -> bool:
    answer = town.client(who).get(address)
    assert answer.status_code == 200, answer.status_code
    return word in answer.content.decode()


def test_the_childs_words_stand_on_its_page_and_beside_the_agenda(
    town: Town, planned: Meeting, running: Meeting
) -> None:
    actions.tell(town.actor("mette"), words(town, meeting_id=planned.pk, face=4, helped_by="Mormor"), now=NOW)
    assert all(seen(town, "jonas", page) for page in pages(planned).values())


def test_what_it_asks_to_have_kept_lies_on_no_table_until_the_adviser_says_so(town: Town, planned: Meeting) -> None:
    row = actions.tell(
        town.actor("mette"), words(town, meeting_id=planned.pk, keep_asked=True, keep_from="min far"), now=NOW
    )
    page = pages(planned)
    assert not seen(town, "jonas", page["meeting"]) and seen(town, "jonas", page["child"])
    assert [task.url_args for task in queries.tasks(town.actor("jonas"), TODAY)] == [(row.pk,)]
    with pytest.raises(Refused, match="adviser_decides"):
        actions.decide(town.actor("mette"), Decide(row.pk, row.version, Keep.SHOWN, "Fordi"), now=NOW)
    decided = actions.decide(town.actor("jonas"), Decide(row.pk, row.version, Keep.SHOWN, "Barnet sagde ja"), now=NOW)
    assert seen(town, "jonas", page["meeting"]) and queries.tasks(town.actor("jonas"), TODAY) == []
    with pytest.raises(Stale):
        actions.decide(town.actor("jonas"), Decide(row.pk, row.version, Keep.KEPT, "Nej"), now=NOW)
    assert ChildVoice.objects.get().keep == Keep.SHOWN == decided.keep


def request_of(town: Town, **fields: Any) -> AccessRequest:
    jonas, child = town.user("jonas"), town.children[0]
    return AccessRequest.objects.create(
        child=child, kind="data_access", received_on=TODAY, first_due_on=TODAY, registered_by=jonas, registered_at=NOW,
        owner=jonas, due_on=TODAY, idempotency_key=uuid4(), changed_at=NOW, changed_by_name="test", **fields,
    )  # fmt: skip


def test_a_parents_copy_is_byte_for_byte_as_if_the_kept_words_were_never_said(town: Town, planned: Meeting) -> None:
    child = town.children[0]
    mother = child.custodies.order_by("pk")[0].guardian
    request = request_of(town, guardian=mother)
    before = repr(copy_of(request, now=NOW))
    row = actions.tell(
        town.actor("mette"),
        words(town, keep_asked=True, keep_from="mor", paper=Paper("Freja", TODAY, "En hemmelig tegning", drawing())),
        now=NOW,
    )
    assert repr(copy_of(request, now=NOW)) == before
    own = repr(copy_of(request_of(town), now=NOW))
    assert WORDS in own and "En hemmelig tegning" in own
    actions.decide(town.actor("jonas"), Decide(row.pk, row.version, Keep.SHOWN, "Barnet sagde ja"), now=NOW)
    assert WORDS in repr(copy_of(request, now=NOW))


def test_words_of_harm_are_for_the_writer_and_those_with_the_suspicion(town: Town, planned: Meeting) -> None:
    row = actions.tell(town.actor("mette"), words(town, harm=True), now=NOW)
    address = reverse("voices:voice", args=[row.pk])
    assert town.client("mette").get(address).status_code == 200
    for who in ("maja", "dorte", "hanne", "jonas"):
        client = town.client(who)
        assert client.get(address).status_code == 404, who
    for who in ("maja", "dorte", "jonas"):
        assert not seen(town, who, pages(planned)["child"]), who
    assert not seen(town, "mette", pages(planned)["meeting"])


def test_a_look_at_words_of_harm_is_not_on_the_list_of_looks(town: Town) -> None:
    row = actions.tell(town.actor("mette"), words(town, harm=True), now=NOW)
    address = reverse("childfile:looks", args=[row.child_id])
    client = town.client("dorte")
    client.get(address)
    before = client.get(address).content
    town.client("mette").get(reverse("voices:voice", args=[row.pk]))
    assert client.get(address).content.count(b"Mette") == before.count(b"Mette")


def test_a_drawing_comes_with_the_childs_own_explanation(town: Town) -> None:
    client, child = town.client("mette"), town.children[0]
    address = reverse("voices:tell", args=[child.pk])
    from django.core.files.uploadedfile import SimpleUploadedFile

    sent = {"on": "23.11.2026", "how": "paper", "drawing_words": "Det er mig i huset", "description": "Et gult hus",
            "face": "", "key": str(uuid4()), "paper": SimpleUploadedFile("../cpr 1111.exe", drawing())}  # fmt: skip
    answer = client.post(address, sent)
    assert answer.status_code == 302
    page = client.get(answer["Location"]).content.decode()
    assert "Det er mig i huset" in page and "Et gult hus" in page
    scan = Scan.objects.get()
    shown = client.get(reverse("scans:scan", args=[scan.pk])).content.decode()
    assert 'alt="Et gult hus"' in shown
    file = client.get(reverse("scans:file", args=[scan.pk]))
    assert file["Content-Type"] == "image/jpeg" and file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Disposition"] == 'attachment; filename="Papir 2026-11-23.jpg"'
    assert "default-src 'none'" in file["Content-Security-Policy"] and "sandbox" in file["Content-Security-Policy"]


@pytest.mark.parametrize("changes", [
    {"words": {}}, {"on": TODAY + timedelta(days=1)}, {"face": 6},
    {"paper": Paper("Freja", TODAY, "Et hus", b"<html>")}, {"paper": Paper("Freja", TODAY, "", drawing())},
])  # fmt: skip
def test_what_cannot_be_kept_leaves_nothing_behind(town: Town, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        actions.tell(town.actor("mette"), words(town, **changes), now=NOW)
    assert not ChildVoice.objects.exists() and not Scan.objects.exists()


def test_sent_twice_it_is_said_once(town: Town) -> None:
    said = words(town, paper=Paper("Freja", TODAY, "Et hus", drawing()))
    first = actions.tell(town.actor("mette"), said, now=NOW)
    assert actions.tell(town.actor("mette"), replace(said, words={"good": "Andet"}), now=NOW).pk == first.pk
    assert ChildVoice.objects.count() == 1 == Scan.objects.count()


def test_a_stranger_writes_nothing_and_hears_nothing(town: Town) -> None:
    row = actions.tell(town.actor("mette"), words(town), now=NOW)
    stranger = town.client("stranger")
    assert stranger.get(reverse("voices:voice", args=[row.pk])).status_code == 404
    assert stranger.get(reverse("voices:tell", args=[row.child_id])).status_code == 404
    assert stranger.get(reverse("scans:add", args=["voices.childvoice", row.pk])).status_code == 404
    assert stranger.get(reverse("scans:add", args=["people.child", row.child_id])).status_code == 404


def test_the_houses_are_printed_without_a_place(town: Town) -> None:
    import io

    from pypdf import PdfReader

    answer = town.client("mette").get(reverse("voices:houses_pdf", args=[town.children[0].pk]))
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
    assert "Drømmenes hus" in text and "Freja" in text and "Regnbuen" not in text
