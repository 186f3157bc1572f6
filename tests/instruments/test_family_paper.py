"""One answer on paper for the parents: the form's words for them, what follows and whom to ask; and it is in the log."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pypdf
import pytest

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments.models import FollowUp
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import WellbeingAssessment
from tests.instruments.filling import adbb, certify, newest, sent
from tests.instruments.test_parents import epds
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
SEEN = "Hun kiggede væk, da jeg talte til hende."


@pytest.fixture
def baby(town: Town) -> Child:
    certify(town, "hanne")
    return town.child("Bo", "Baby", group=town.group, birth_date=TODAY - timedelta(days=75))


def read(content: bytes) -> tuple[pypdf.PdfReader, str]:
    found = pypdf.PdfReader(io.BytesIO(content))
    return found, " ".join("".join(page.extract_text() for page in found.pages).split())


def paper(town: Town, address: str, who: str = "hanne") -> str:
    with clock.fixed(NOW):
        answer = town.client(who).get(address)
    assert answer.status_code == 200, answer.content.decode()[:400]
    assert answer["Content-Type"] == "application/pdf"
    return read(answer.content)[1]


def test_six_points_of_an_adbb_are_told_in_words_with_no_number_of_it(town: Town, baby: Child) -> None:
    adbb(town, baby, described=SEEN)
    row = newest(child=baby)
    text = paper(town, f"/skemaer/svar/{row.pk}/familien/")
    for words in (
        "Dit barn trak sig lidt",
        SEEN,
        "30. november",
        "7. december",
        "Hanne Toft",
        "En medarbejder har svaret",
    ):
        assert words in text, words
    for secret in ("6 af 32", "Øjenkontakt", "Tydeligt", "Tilbagetrukken", "positiv", "leder"):
        assert secret not in text, secret
    line = ReadLine.objects.get(action="response.handed_out", child_id=baby.pk)
    assert line.actor_id == town.user("hanne").pk
    assert "Hent papiret til familien" in town.client("hanne").get(f"/skemaer/svar/{row.pk}/").text


def test_the_paper_is_tagged_and_in_danish(town: Town, baby: Child) -> None:
    adbb(town, baby, described=SEEN)
    with clock.fixed(NOW):
        answer = town.client("hanne").get(f"/skemaer/svar/{newest(child=baby).pk}/familien/")
    root = read(answer.content)[0].trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"]) and "/StructTreeRoot" in root and root["/Lang"] == "da"
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()


def test_a_hearing_test_is_told_as_it_was_written(town: Town) -> None:
    freja = town.children[0]
    answers = {"test": "Høretest", "made_by": "Ørelægen", "result": "Hører godt på begge ører.", "number": 20}
    town.client("mette").post(f"/skemaer/barn/{freja.pk}/external/", sent(town, "external", answers, informant="staff"))
    text = paper(town, f"/skemaer/svar/{newest(child=freja).pk}/familien/", "mette")
    for words in ("Høretest", "Ørelægen", "Hører godt på begge ører.", "Tal: 20", "Svaret kræver ikke mere", "Mette"):
        assert words in text, words


def test_what_one_parent_answered_about_herself_names_her_and_not_the_other(town: Town, baby: Child) -> None:
    epds(town, baby)
    row = newest(child=baby)
    text = paper(town, f"/skemaer/svar/{row.pk}/familien/")
    others = [c.guardian.name for c in baby.custodies.exclude(guardian=row.guardian)]
    assert f"Om {row.guardian.name}" in text and not any(name in text for name in others)
    assert "Dine svar tyder ikke på en depression" in text and "af 30" not in text


def test_a_corrected_answer_is_on_no_paper(town: Town, baby: Child) -> None:
    adbb(town, baby, described=SEEN)
    first = newest(child=baby)
    fields = sent(town, "adbb", {}, why="Talte forkert", informant="staff")
    assert town.client("hanne").post(f"/skemaer/svar/{first.pk}/ret/", fields).status_code == 302
    assert town.client("hanne").get(f"/skemaer/svar/{first.pk}/familien/").status_code == 403
    assert "papiret til familien" not in town.client("hanne").get(f"/skemaer/svar/{first.pk}/").text


def test_a_suspicion_and_what_was_done_about_it_change_not_one_byte(town: Town, baby: Child) -> None:
    adbb(town, baby, described=SEEN)
    row = newest(child=baby)
    address = f"/skemaer/svar/{row.pk}/familien/"
    before = paper(town, address)
    Concern.objects.create(
        child=baby, district=town.district, raised_by=town.user("hanne"), raised_at=NOW, observation="x",
        parents_know="must_not", suspicion=True, state="taken", answer_due_on=TODAY, due_on=TODAY,
        owner=town.user("jonas"), changed_at=NOW, changed_by_name="test",
    )  # fmt: skip
    FollowUp.objects.filter(response=row).update(
        state="carried", due_on=None, owner=None, ended_on=TODAY, action="Mistanke skrevet"
    )
    assert paper(town, address) == before


def test_no_place_and_nobody_who_works_there_is_named_when_the_address_is_protected(town: Town) -> None:
    freja = town.children[0]
    Child.objects.filter(pk=freja.pk).update(protected_address=True)
    seen = f"Hun hører godt i {town.day_care.name}, siger Mette Holm."
    answers: dict[str, Any] = {"test": "Høretest", "made_by": "Ørelægen", "result": seen, "number": None}
    town.client("mette").post(f"/skemaer/barn/{freja.pk}/external/", sent(town, "external", answers, informant="staff"))
    text = paper(town, f"/skemaer/svar/{newest(child=freja).pk}/familien/", "mette")
    assert town.user("mette").name not in text and town.day_care.name not in text
    assert "Spørg den, der har givet jer papiret." in text
    settled = settle(town, freja)
    text = paper(town, f"/trivsel/vurdering/{settled.pk}/familien/", "mette")
    assert town.user("mette").name not in text and town.day_care.name not in text


def settle(town: Town, child: Child) -> WellbeingAssessment:
    mette = town.user("mette")
    return WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, group=town.group, raters_required=2, state="watched", position="yellow",
        focus_point="Legen om formiddagen", adults_change="Vi er to på gulvet", what_works="Musik", settled_on=TODAY,
        settled_by=mette, owner=mette, due_on=TODAY + timedelta(days=30), tell_parents_how="talk", changed_at=NOW,
        changed_by_name="test",
    )  # fmt: skip


def test_a_joint_position_is_told_in_words_with_what_the_adults_change(town: Town) -> None:
    freja = town.children[0]
    row = settle(town, freja)
    row.own.create(rater=town.user("mette"), position="red", comment="Kun min egen", saved_at=NOW, handed_in_at=NOW)
    text = paper(town, f"/trivsel/vurdering/{row.pk}/familien/", "mette")
    for words in ("Der er noget, vi vil være opmærksomme på", "Legen om formiddagen", "Vi er to på gulvet", "Musik"):
        assert words in text, words
    for secret in ("Kun min egen", "yellow", " gul ", "Opmærksomhed"):
        assert secret not in text, secret
    assert ReadLine.objects.filter(action="assessment.handed_out", child_id=freja.pk).count() == 1


def test_before_it_is_settled_there_is_no_paper(town: Town) -> None:
    freja = town.children[0]
    row = WellbeingAssessment.objects.create(
        child=freja, institution=town.day_care, group=town.group, raters_required=2, state="own", owner=town.user("mette"),
        due_on=TODAY, changed_at=NOW, changed_by_name="test",
    )  # fmt: skip
    assert town.client("mette").get(f"/trivsel/vurdering/{row.pk}/familien/").status_code == 403
