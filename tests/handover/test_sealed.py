"""A sealed file opens with its phrase alone, says if it was changed, and makes no child where it is opened."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.handover import actions, sealing
from sikkerhedsnet.handover.sealing import Closed, Sealed, is_phrase, new_phrase, seal, unseal
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing.states import Service
from tests.handover import road
from tests.handover.test_walk import post
from tests.personas import NOW, Town

RECORD = Sealed(
    child="Freja Ærø", born_on="2021-03-04", from_municipality="Fjordby Kommune", from_place="Havnens Børnehus",
    to="Lis Holm, Aarhus", occasion_on="2027-08-01", purpose="En god begyndelse", sent_on="2026-11-23",
    parts=(("Det er barnet god til", "Cykler stærkt 🚲", "Samtykke"),),
)  # fmt: skip
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=200)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(words, words, words), max_size=4))
def test_what_is_sealed_is_what_comes_out(parts: list[tuple[str, str, str]]) -> None:
    phrase, record = new_phrase(), replace(RECORD, parts=tuple(parts))
    data = seal(record, phrase)
    assert unseal(data, phrase) == record
    assert unseal(data, f" {phrase.lower().replace('-', ' ')} ") == record
    assert b"Freja" not in data and b"Cykler" not in data


def test_two_files_of_the_same_record_have_nothing_in_common() -> None:
    phrase = new_phrase()
    one, other = json.loads(seal(RECORD, phrase)), json.loads(seal(RECORD, phrase))
    assert one["salt"] != other["salt"] and one["nonce"] != other["nonce"] and one["sealed"] != other["sealed"]


def test_another_phrase_or_a_changed_letter_does_not_open_it() -> None:
    phrase = new_phrase()
    data = seal(RECORD, phrase)
    for other in (new_phrase(), "", "hemmelig", phrase[:-1], phrase[:-1] + ("A" if phrase[-1] != "A" else "B")):
        with pytest.raises(Closed):
            unseal(data, other)
    told = json.loads(data)
    for name in ("salt", "nonce", "sealed"):
        turned = ("B" if told[name][0] == "A" else "A") + told[name][1:]
        with pytest.raises(Closed):
            unseal(json.dumps(told | {name: turned}).encode(), phrase)
    for changed in ({"version": 2}, {"format": "x"}, {"salt": ""}, {"salt": 5}, {"sealed": None}, {"nonce": "AA=="}):
        with pytest.raises(Closed):
            unseal(json.dumps(told | changed).encode(), phrase)


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7", b"[]", b"null", b"{}", "æøå".encode("utf-16"), b"[" * 5000, b"9" * 5000]
)
def test_any_other_file_is_closed_and_nothing_breaks(data: bytes) -> None:
    with pytest.raises(Closed):
        unseal(data, new_phrase())


def test_what_is_sealed_by_another_program_is_read_as_text_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    phrase = new_phrase()
    for odd in ({"parts": [["a", "b"]]}, {"child": 5}, {"occasion_on": "i morgen"}, {"parts": [["a", {"x": 1}, "c"]]}):
        monkeypatch.setattr(sealing, "asdict", lambda record, odd=odd: {**vars(record), **odd})
        with pytest.raises(Closed):
            unseal(seal(RECORD, phrase), phrase)


def test_a_phrase_is_long_and_has_no_letter_that_is_taken_for_another() -> None:
    found = {new_phrase() for _n in range(200)}
    assert len(found) == 200 and all(is_phrase(one) and len(one) == 23 for one in found)
    assert not set("IOL01U") & set("".join(found))


def gone(town: Town) -> Any:
    to = {"to_municipality": "Aarhus", "to_place": "Møllevangskolen", "to_person": "Lis Holm"}
    yes = road.consent(town, town.children[1], to=Service.EXTERNAL, external="Lis Holm, Møllevangskolen, Aarhus")
    row = road.begun(town, town.children[1], to_id=None, **to)
    road.part(town, row, "resources", "Cykler stærkt.", consent=yes)
    road.talked(town, row)
    return row


@pytest.mark.django_db
def test_it_is_made_on_one_page_and_opened_on_another_and_no_child_is_made(town: Town) -> None:
    row = gone(town)
    mette, path = town.client("mette"), f"/overgange/{row.pk}/forseglet/"
    assert mette.get(path).status_code == 404, "not before it has gone"
    road.sent(town, row)
    assert "Lav en forseglet fil" in mette.get(f"/overgange/{row.pk}/").content.decode()
    assert post(mette, path, phrase="hemmelig").status_code == 400
    page = mette.get(path)
    phrase = page.context["phrase"]
    assert phrase in page.content.decode()
    made = post(mette, path, phrase=phrase)
    assert made.status_code == 200 and "attachment" in made["Content-Disposition"]
    assert row.child.first_name not in made["Content-Disposition"]
    assert ChangeLine.objects.filter(action="handover.sealed", child_id=row.child_id).count() == 1
    assert phrase not in str(list(ChangeLine.objects.values_list("details", flat=True)))

    dorte, before = town.client("dorte"), Child.objects.count()
    wrong = post(dorte, "/overgange/forseglet/", file=upload(made.content), phrase=new_phrase())
    assert wrong.status_code == 400 and "Filen kan ikke åbnes" in wrong.content.decode()
    shown = post(dorte, "/overgange/forseglet/", file=upload(made.content), phrase=phrase.lower()).content.decode()
    assert "Cykler stærkt." in shown and row.child.name in shown and "Barnet er ikke oprettet" in shown
    assert Child.objects.count() == before
    assert ChangeLine.objects.filter(action="handover.sealed_opened").count() == 1
    assert town.client("bo").get("/overgange/forseglet/").status_code == 403


@pytest.mark.django_db
def test_a_hand_over_inside_the_municipality_has_no_file_and_a_part_taken_back_is_not_in_it(town: Town) -> None:
    inside, _yes = road.ready(town, town.children[0])
    road.sent(town, inside)
    assert town.client("mette").get(f"/overgange/{inside.pk}/forseglet/").status_code == 404
    row = gone(town)
    road.sent(town, row)
    holder = row.child.custodies.filter(has_custody=True)[0].guardian.name
    actions.take_back(town.actor("mette"), row.sent.get().pk, holder, now=NOW)
    phrase = new_phrase()
    assert unseal(actions.seal(town.actor("mette"), row.pk, phrase, now=NOW), phrase).parts == ()


def upload(data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("overgang.overgang", data)
