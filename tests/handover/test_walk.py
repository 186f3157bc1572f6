"""A hand-over from day care to school on its pages: refused, corrected, accepted; and one to another municipality."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.handover import actions
from sikkerhedsnet.handover.models import HandOver, SentPart
from sikkerhedsnet.handover.states import State
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import GiveConsent, Yes
from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.sharing.states import Form, Service
from tests.handover import road
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
SECRET = "Freja sover dårligt, siger hun."


def fields(page: Any, action: str = "") -> dict[str, str]:
    """The hidden fields of the page's form (with this address, when there are several)."""
    html = page.content.decode()
    forms = re.findall(r"<form[^>]*>.*?</form>", html, re.S)
    chosen = [f for f in forms if 'method="post"' in f and (f'action="{action}"' in f if action else "csrf" in f)]
    found = {}
    for form in chosen[-1:]:
        for tag in re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", form):
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
            if name and name[1] != "csrfmiddlewaretoken":
                found[name[1]] = value[1] if value else ""
    return found


def post(client: Client, address: str, action: str = "", shown_at: str = "", **data: Any) -> Any:
    page = client.get(shown_at or address)
    assert page.status_code == 200, (shown_at or address, page.status_code)
    return client.post(address, {**fields(page, action), **data})


def username(user: Any) -> str:
    return str(user.username)


def worry(town: Town, child: Any) -> Concern:
    return Concern.objects.create(
        child=child, district=town.district, institution=town.day_care, raised_by=town.user("mette"), raised_at=NOW,
        observation=SECRET, parents_know="yes", state="taken", answer_due_on=TODAY, due_on=TODAY, owner=town.user("jonas"),
        changed_at=NOW, changed_by_name="test",
    )  # fmt: skip


def test_a_hand_over_goes_is_refused_corrected_and_accepted_on_its_pages(town: Town) -> None:
    child = town.children[0]
    yes, concern = road.consent(town, child), worry(town, child)
    mette, anders = town.client("mette"), town.client("anders")
    made = post(
        mette, f"/overgange/barn/{child.pk}/", sender=town.day_care.pk, to=town.school.pk, occasion_on="1.8.2027"
    )
    row = HandOver.objects.get(child=child)
    page = f"/overgange/{row.pk}/"
    assert made.status_code == 302 and made["Location"] == page
    assert anders.get(page).status_code == 404

    strengths, worries = road.kind(town, "resources").pk, road.kind(town, "worries").pk
    by_consent = f"consent:{yes.pk}"
    assert post(mette, f"{page}del/{strengths}/", text="Bygger flotte tårne.", basis=by_consent).status_code == 302
    shown = mette.get(page).content.decode()
    assert "Bekymring fra" in shown and "Lad det være ude" in shown  # nothing is lost without a word
    rows: dict[str, Any] = {"rows": [f"worries:{concern.pk}"], "basis": by_consent}
    assert post(mette, f"{page}del/{worries}/", **rows).status_code == 302
    assert post(mette, f"{page}modtager/", to=town.user("anders").pk).status_code == 302
    early = post(mette, f"{page}laes-op/", shown_at=page, read_aloud="on")
    assert early.status_code == 400
    talk = {"on": "23.11.2026", "how": "meeting", "who": "together", "words": "Hun glæder sig.", "corrected": "Navnet"}
    assert post(mette, f"{page}familien/", **talk).status_code == 302
    assert anders.get(page).status_code == 404
    gone = post(mette, f"{page}laes-op/", read_aloud="on")
    assert gone.status_code == 302, gone.content.decode()[-3000:]
    row.refresh_from_db()
    assert (row.state, username(row.owner), username(row.receiver), username(row.leader)) == (
        State.SENT,
        "mette",
        "anders",
        "rikke",
    )
    crossed = Disclosure.objects.filter(about_label="handover.sentpart", about_id__in=row.sent.values("pk"))
    assert {(one.to_user, one.consent) for one in crossed} == {(town.user("anders"), yes)}
    assert sorted(one.content for one in crossed) == ["Det er barnet god til og glad for", "Tidligere bekymringer"]

    assert "Læs overgangen, og svar" in anders.get("/").content.decode()
    read = anders.get(page)
    assert SECRET in read.content.decode() and "Bygger flotte tårne." in read.content.decode()
    assert "Hun glæder sig." not in read.content.decode()  # they did not ask for their words to be told
    assert anders.get(f"/born/{child.pk}/").status_code == 404  # the parts and no more
    back = post(anders, f"{page}send-tilbage/", because="Hvad hjælper, når hun er træt?")
    assert back.status_code == 302 and anders.get(page).status_code == 404
    assert "Hvad hjælper" in mette.get(page).content.decode()

    assert post(mette, f"{page}ret/", action=f"{page}ret/", shown_at=page).status_code == 302
    worked = road.kind(town, "worked").pk
    assert post(mette, f"{page}del/{worked}/", text="En pause i puderummet.", basis=by_consent).status_code == 302
    assert post(mette, f"{page}familien/", **talk).status_code == 302
    assert post(mette, f"{page}laes-op/", read_aloud="on").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.edition) == (State.SENT, 2)

    shown = anders.get(page).content.decode()
    assert "puderummet" in shown and "Kvittér" in shown and "tag-imod" not in shown
    unread = SentPart.objects.get(handover=row, edition=2, must_read=True)
    before = anders.post(f"{page}tag-imod/", {**fields(mette.get(page)), "version": row.version, "key": ""})
    row.refresh_from_db()
    assert before.status_code == 302 and row.state == State.SENT
    assert (
        post(
            anders, f"/overgange/laest/{unread.pk}/", action=f"/overgange/laest/{unread.pk}/", shown_at=page
        ).status_code
        == 302
    )
    assert "Alle tidligere bekymringer er læst" in mette.get(page).content.decode()
    assert post(anders, f"{page}tag-imod/", action=f"{page}tag-imod/", shown_at=page).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.accepted_by_name, username(row.owner)) == (State.ACCEPTED, "Anders Friis", "anders")
    assert row.accepted_at == NOW and row.due_on and row.due_on > row.occasion_on
    assert post(anders, f"{page}hvordan-gik-det/", because="Hun fandt en ven den første dag.").status_code == 302
    row.refresh_from_db()
    assert row.state == State.CLOSED and row.due_on is None


def test_what_a_health_visitor_knows_goes_to_the_day_care_with_consent_and_is_accepted_there(town: Town) -> None:
    child = town.child("Nor", "Holm", enrol=False)
    holders = tuple(child.custodies.filter(has_custody=True).values_list("guardian_id", flat=True))
    yes = Yes(on=TODAY, form=Form.DIGITAL, guardian_ids=holders)
    asked = GiveConsent(child.pk, (Service.DAY_CARE,), road.ALL_TOPICS, "En god begyndelse", yes, key=uuid4())
    consent = sharing.give_consent(town.actor("hanne"), asked, now=NOW)
    handover = road.begun(town, child, "hanne", from_id=town.health.pk, to_id=town.day_care.pk)
    assert handover.kind == "from_health"
    road.part(town, handover, "motor", "Kravler og rejser sig.", who="hanne", consent=consent)
    road.chosen(town, handover, "mette", "hanne")
    road.talked(town, handover, "hanne")
    address = f"/overgange/{handover.pk}/"
    assert town.client("mette").get(address).status_code == 404
    road.sent(town, handover, "hanne")
    assert "Kravler og rejser sig." in town.client("mette").get(address).text
    assert town.client("maja").get(address).status_code == 404
    actions.accept(town.actor("mette"), road.answer(handover), now=NOW)
    handover.refresh_from_db()
    assert (handover.state, username(handover.owner)) == (State.ACCEPTED, "mette")
    row = Disclosure.objects.get(child=child, what="hand_over")
    assert (row.to_service, row.to_user, row.consent) == ("day_care", town.user("mette"), consent)


def test_one_to_another_municipality_goes_as_a_paper_and_its_receipt_is_written_down(town: Town) -> None:
    from sikkerhedsnet.sharing.states import Service

    child = town.children[1]
    to = {"to_municipality": "Aarhus", "to_place": "Møllevangskolen", "to_person": "Lis Holm"}
    name = "Lis Holm, Møllevangskolen, Aarhus"
    yes = road.consent(town, child, to=Service.EXTERNAL, external=name)
    row = road.begun(town, child, to_id=None, **to)
    road.part(town, row, "resources", "Cykler stærkt.", consent=yes)
    road.talked(town, row)
    road.sent(town, row)
    dorte = town.client("dorte")
    paper = dorte.get(f"/overgange/{row.pk}/papir.pdf")
    assert paper.status_code == 200 and paper.content.startswith(b"%PDF")
    done = post(dorte, f"/overgange/{row.pk}/kvittering/", by_name="Lis Holm, leder", on="23.11.2026", note="Ringede")
    row.refresh_from_db()
    assert done.status_code == 302 and (row.state, row.accepted_by_name) == (State.CLOSED, "Lis Holm, leder")
    closed = dorte.get(f"/overgange/{row.pk}/").content.decode()
    assert "Taget imod i den anden kommune" in closed and "Fulgt op" not in closed
    part = row.sent.get()
    assert Disclosure.objects.get(about_id=part.pk, about_label="handover.sentpart").to_service == "external"
