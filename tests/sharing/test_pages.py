"""The pages: from the child's page to a consent and back, passing on, and the data-protection officer's list."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing import actions
from sikkerhedsnet.sharing.commands import Ground, WithdrawConsent
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, Disclosure, LegalBasis, SharingSettings
from tests.meetings.conftest import a_call, taken_concern
from tests.meetings.forms_sent import call_form, shown
from tests.personas import NOW, TODAY, Town
from tests.sharing.conftest import PDF, a_consent, holders
from tests.sharing.grounds import ONCE
from tests.sharing.test_crossing import passed


def page(name: str, *args: Any) -> str:
    return reverse(f"sharing:{name}", args=args)


def give_form(child: Child, **changes: Any) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "receivers": ["day_care", "ppr"],
        "topics": ["development"],
        "purpose": "Finde ud af, hvad der hjælper.",
        "guardians": [str(pk) for pk in holders(child)],
        "on": "2026-11-23",
        "form": "digital",
        "expires_on": "2027-11-22",
        **changes,
    }


def test_jonas_writes_a_consent_three_clicks_from_his_desk(town: Town, child: Child) -> None:
    client = town.client("jonas")
    taken_concern(town, child)
    here = reverse("childfile:child", args=[child.pk])
    assert page("child", child.pk) in shown(client.get(here))
    assert page("give", child.pk) in shown(client.get(page("child", child.pk)))
    answer = client.post(page("give", child.pk), give_form(child), follow=True)
    assert "Gælder til og med" in shown(answer)
    listed = shown(client.get(page("child", child.pk)))
    assert "Amira Haddad / Peter Bæk" in listed and "PPR" in listed
    assert "Familien er spurgt før" not in shown(client.get(page("give", town.children[1].pk)))
    again = shown(client.get(page("give", child.pk)))
    assert "Familien er spurgt før" in again and "Skrevet ned af Jonas" in again
    assert "Samtykke" in shown(client.get(here))


def test_what_was_typed_stays_when_something_is_missing(town: Town, child: Child) -> None:
    form = give_form(child, form="spoken", witness="", topics=[])
    answer = town.client("jonas").post(page("give", child.pk), form)
    assert answer.status_code == 400
    assert "Vælg, hvad samtykket handler om" in shown(answer)
    assert "Finde ud af, hvad der hjælper." in shown(answer)
    assert not Consent.objects.exists()


def test_a_signed_sheet_comes_back_as_an_attachment_with_its_own_type(town: Town, child: Child) -> None:
    client = town.client("jonas")
    sheet = SimpleUploadedFile('../"ark".html', PDF, content_type="text/html")
    assert client.post(page("give", child.pk), give_form(child, form="paper", paper=sheet)).status_code == 302
    answer = client.get(page("paper", ConsentPaper.objects.get().pk))
    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert ReadLine.objects.filter(action="consent.paper", child_id=child.pk).count() == 1
    assert town.client("stranger").get(page("paper", ConsentPaper.objects.get().pk)).status_code == 404


@pytest.mark.parametrize(("content", "words"), [
    (b"<svg onload=alert(1)>", "hverken en PDF eller et billede"),
    (b"%PDF-" + b" " * (4 * 1024 * 1024), "for stor"),
])  # fmt: skip
def test_a_file_that_is_no_sheet_is_refused(town: Town, child: Child, content: bytes, words: str) -> None:
    sheet = SimpleUploadedFile("ark.pdf", content, content_type="application/pdf")
    answer = town.client("jonas").post(page("give", child.pk), give_form(child, form="paper", paper=sheet))
    assert answer.status_code == 400
    assert words in shown(answer)
    assert not Consent.objects.exists()


def test_the_parents_are_not_shown_to_whoever_sees_an_open_suspicion(town: Town, child: Child) -> None:
    taken_concern(town, child, suspicion=True)
    mine = shown(town.client("jonas").get(page("give", child.pk)))
    assert "Spørg ikke forældrene" in mine and "Peter Bæk" not in mine
    others = shown(town.client("hanne").get(page("give", child.pk)))
    assert "mistanke" not in others and "Peter Bæk" in others


def test_a_consent_is_joined_renewed_left_and_taken_back_by_its_pages(town: Town, child: Child) -> None:
    client = town.client("jonas")
    mother, father = (str(pk) for pk in holders(child))
    client.post(page("give", child.pk), give_form(child, guardians=[mother]))
    consent = Consent.objects.get()
    assert "Peter Bæk" in shown(client.get(page("consent", consent.pk)))
    said = {"key": str(uuid4()), "guardians": [father], "on": "2026-11-23", "form": "spoken", "witness": "Maja Krogh"}
    assert "vidne: Maja Krogh" in shown(client.post(page("join", consent.pk), said, follow=True))
    left = {"key": str(uuid4()), "version": "1"}
    assert "løber ud på sin dag" in shown(client.post(page("lapse", consent.pk), left, follow=True))
    again = {"key": str(uuid4()), "version": "2", "guardians": [mother, father], "on": "2026-11-23", "form": "digital"}
    for _ in range(2):
        assert client.post(page("renew", consent.pk), again).status_code == 302
    new = Consent.objects.get(renews=consent)
    back = {"key": str(uuid4()), "version": str(new.version), "by": "Amira Haddad", "because": "Vi venter."}
    assert "Amira Haddad trak samtykket tilbage" in shown(client.post(page("withdraw", new.pk), back, follow=True))
    assert client.get(page("withdraw", new.pk)).status_code == 409
    assert "Samtykket er trukket tilbage" in shown(client.get(page("renew", new.pk)))


# The meeting's form


def test_the_meetings_form_chooses_the_consent_when_there_is_one_else_the_one_off_exchange(
    town: Town, child: Child
) -> None:
    concern = taken_concern(town, child)
    url = reverse("meetings:call", args=[concern.pk])
    client = town.client("jonas")
    assert client.get(url).context["form"].initial["basis"] == "one_off"
    consent = actions.give_consent(town.actor("jonas"), a_consent(child), now=NOW)
    answer = client.get(url)
    assert answer.context["form"].initial["basis"] == f"consent:{consent.pk}"
    assert "Samtykke fra Amira Haddad / Peter Bæk" in shown(answer)
    form = call_form(town, concern, basis=f"consent:{consent.pk}", necessity="", special_reason="")
    assert client.post(url, form).status_code == 302
    assert Disclosure.objects.exclude(what="concern").get().consent == consent


@pytest.mark.parametrize(("changes", "words"), [
    ({"basis": ""}, "Vælg, hvorfor du må dele oplysninger"),
    ({"necessity": ""}, "hvorfor det er nødvendigt at dele"),
    ({"basis": "value_balance"}, "navnet på den leder"),
])  # fmt: skip
def test_a_basis_that_is_missing_is_said_beside_the_field_and_the_rest_stays(
    town: Town, child: Child, changes: dict[str, str], words: str
) -> None:
    concern = taken_concern(town, child)
    form = call_form(town, concern, room="Det blå rum", **changes)
    answer = town.client("jonas").post(reverse("meetings:call", args=[concern.pk]), form)
    assert answer.status_code == 400
    assert words in shown(answer)
    assert "Det blå rum" in shown(answer)


def test_a_meeting_whose_consent_was_taken_back_gets_another_basis_before_it_begins(town: Town, child: Child) -> None:
    concern = taken_concern(town, child)
    consent = actions.give_consent(town.actor("jonas"), a_consent(child), now=NOW)
    ground = Ground("consent", consent.pk, purpose="Hjælp")
    call = a_call(town, child, guests={"ground": ground})
    meeting = meetings.call_meeting(town.actor("jonas"), concern.pk, call, now=NOW)
    actions.withdraw_consent(town.actor("dorte"), WithdrawConsent(consent.pk, 1, "Peter Bæk"), now=NOW)
    client, here = town.client("jonas"), reverse("meetings:basis", args=[meeting.pk])
    asked = client.post(reverse("meetings:begin", args=[meeting.pk]), follow=True)
    assert asked.redirect_chain[-1][0] == here
    assert "Mette Lund, pædagog" in shown(asked)
    assert client.post(here, {"key": str(uuid4()), "basis": ""}).status_code == 400
    chosen = {"key": str(uuid4()), "basis": "one_off", "purpose": "Hjælp", "necessity": "Det er aftalt."}
    assert client.post(here, chosen).status_code == 302
    client.post(reverse("meetings:begin", args=[meeting.pk]))
    meeting.refresh_from_db()
    assert meeting.state == "running"


def test_the_form_warns_at_the_second_meeting_and_has_no_third(town: Town, child: Child) -> None:
    concern = taken_concern(town, child)
    client, url = town.client("jonas"), reverse("meetings:call", args=[concern.pk])

    def another_was_held() -> None:
        concern.refresh_from_db()
        meeting = meetings.call_meeting(
            town.actor("jonas"), concern.pk, a_call(town, child, guests={"ground": ONCE}), now=NOW
        )
        type(meeting).objects.update(state="concluded", due_on=None)
        type(concern).objects.update(state="taken", due_on=TODAY, owner=town.user("jonas"))

    assert "andet møde" not in shown(client.get(url))
    another_was_held()
    second = client.get(url)
    assert "Det er andet møde i sagen" in shown(second)
    assert "special_reason" in second.context["form"].fields
    assert second.context["form"].initial["basis"] == "", "nobody slides into a second one"
    another_was_held()
    third = client.get(url)
    assert "brugt to gange" in shown(third)
    assert "one_off" not in dict(third.context["form"].fields["basis"].choices)


# By hand


def by_hand(**changes: str) -> dict[str, str]:
    return {
        "key": str(uuid4()), "what": "copy", "content": "Sprogvurderingen", "service": "external",
        "to_name": "Klinikken i Nord", "on": "2026-11-23", "until": "2026-12-23", "basis": "duty",
        "purpose": "Høreprøve", "told": "told", "told_on": "2026-11-23", **changes,
    }  # fmt: skip


def test_what_was_passed_on_stands_on_the_childs_list(town: Town, child: Child) -> None:
    client = town.client("mette")
    form = by_hand()
    for _ in range(2):
        client.post(page("pass_on", child.pk), form)
    text = shown(client.get(page("child", child.pk)))
    assert Disclosure.objects.exclude(what="concern").count() == 1
    for words in ("Klinikken i Nord", "Sprogvurderingen", "Underretningspligt", "barnets lov § 133"):
        assert words in text
    assert "Kopi sendt" in shown(client.get(reverse("childfile:child", args=[child.pk])))
    wrong = client.post(page("pass_on", child.pk), by_hand(service="day_care"))
    assert wrong.status_code == 400 and "din egen tjeneste" in shown(wrong) and "Høreprøve" in shown(wrong)


# The data-protection officer


@pytest.fixture
def much(town: Town, child: Child) -> None:
    actions.pass_on(town.actor("mette"), passed(child, to_name="=HYPERLINK(1)", content="HEMMELIGT"), now=NOW)
    concern = taken_concern(town, child)
    meetings.call_meeting(town.actor("jonas"), concern.pk, a_call(town, child, guests={"ground": ONCE}), now=NOW)
    quiet = taken_concern(town, town.children[1], suspicion=True)
    told = {"ground": ONCE, "guardian_ids": (), "asked_on": None, "staff_ids": (town.user("lone").pk,)}
    meetings.call_meeting(town.actor("jonas"), quiet.pk, a_call(town, town.children[1], guests=told), now=NOW)


@pytest.mark.usefixtures("much")
def test_lars_sees_to_whom_on_which_basis_and_when_but_never_what_or_about_whom(town: Town, child: Child) -> None:
    client = town.client("lars")
    text = shown(client.get(page("all")))
    for words in ("=HYPERLINK(1)", "Mette Lund, pædagog", "Engangsudveksling", f"Barn nr. {child.pk}", "3 linjer"):
        assert words in text
    for words in ("HEMMELIGT", ONCE.note, ONCE.purpose, child.first_name, "Lone Bech"):
        assert words not in text
    assert set(ReadLine.objects.filter(action="sharing.controlled").values_list("child_id", flat=True)) == {
        None,
        child.pk,
    }


@pytest.mark.usefixtures("much")
@pytest.mark.parametrize(("asked", "found"), [
    ({"tjeneste": "external"}, 1),
    ({"slags": "one_off"}, 1),
    ({"slags": "consent"}, 0),
    ({"fra": "24.11.2026"}, 0),
    ({"til": "23.11.2026"}, 3),
    ({"gaelder": "on"}, 3),
])  # fmt: skip
def test_the_list_is_narrowed_by_the_address(town: Town, asked: dict[str, str], found: int) -> None:
    answer = town.client("lars").get(page("all"), asked)
    assert len(answer.context["rows"]) == found
    rows = list(
        csv.reader(
            io.StringIO(town.client("lars").get(page("all_csv"), asked).content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert len(rows) == 1 + found


@pytest.mark.usefixtures("much")
def test_a_spreadsheet_runs_nothing_in_the_list(town: Town) -> None:
    text = town.client("lars").get(page("all_csv")).content.decode("utf-8-sig")
    assert '"\'=HYPERLINK(1)"' in text
    assert "HEMMELIGT" not in text and "Freja" not in text


def test_a_day_that_cannot_be_read_is_said_and_narrows_nothing(town: Town) -> None:
    answer = town.client("lars").get(page("all"), {"fra": "i går"})
    assert answer.status_code == 400
    assert "Datoen kan ikke læses" in shown(answer)


def test_the_list_asks_as_often_however_long_it_is(town: Town, child: Child) -> None:
    def asked(name: str, who: str, *args: Any) -> int:
        client = town.client(who)
        client.get(page(name, *args))
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get(page(name, *args))
        return len(found)

    def more() -> None:
        for number in range(6):
            actions.pass_on(town.actor("mette"), passed(child, to_name=f"Klinik {number}"), now=NOW)
            actions.give_consent(town.actor("jonas"), a_consent(child), now=NOW)

    more()
    before = asked("all", "lars"), asked("child", "jonas", child.pk)
    more()
    assert (asked("all", "lars"), asked("child", "jonas", child.pk)) == before


def test_a_basis_gets_a_new_wording_on_its_page_and_the_old_one_stands_below(town: Town) -> None:
    client = town.client("lars")
    basis = LegalBasis.objects.get(municipality=town.municipality, key="one_off")
    form = {
        "key": str(uuid4()),
        "name": "Engangsudveksling",
        "paragraph": "slået op",
        "needs_note": "on",
        "valid_from": "2026-12-01",
    }
    assert client.post(page("basis", basis.pk), form).status_code == 302
    text = shown(client.get(page("bases")))
    assert "slået op" in text and "tidligere serviceloven § 49 a" in text and "Andre ordlyde" in text
    late = client.post(page("basis", basis.pk), {**form, "key": str(uuid4())})
    assert late.status_code == 409
    assert (
        client.post(page("basis", LegalBasis.objects.get(municipality=town.neighbour, key="duty").pk), form).status_code
        == 404
    )


def test_a_basis_is_added_and_ended_and_the_periods_are_changed(town: Town, child: Child) -> None:
    client = town.client("lars")
    form = {"key": str(uuid4()), "name": "Lægeloven", "kind": "duty", "valid_from": "2026-11-23", "needs_note": "on"}
    for _ in range(2):
        assert client.post(page("add_basis"), form).status_code == 302
    basis = LegalBasis.objects.get(name="Lægeloven")
    offered = town.client("mette").get(page("pass_on", child.pk)).context["form"].fields["basis"].choices
    assert basis.key in dict(offered)
    ended = {"key": str(uuid4()), "last_day": "2026-11-22"}
    assert client.post(page("end_basis", basis.pk), ended).status_code == 400
    assert client.post(page("end_basis", basis.pk), {**ended, "last_day": "2026-11-23"}).status_code == 302
    with clock.fixed(NOW + timedelta(days=1)):
        offered = town.client("mette").get(page("pass_on", child.pk)).context["form"].fields["basis"].choices
    assert basis.key not in dict(offered)
    periods = {
        "key": str(uuid4()),
        "version": "0",
        "consent_months": "6",
        "meeting_days": "7",
        "remind_days": "14",
        "young_from_years": "15",
    }
    assert client.post(page("settings"), periods).status_code == 302
    assert client.post(page("settings"), {**periods, "version": "1", "consent_months": "9"}).status_code == 302
    assert client.post(page("settings"), {**periods, "version": "1"}).status_code == 409
    assert SharingSettings.objects.get().consent_months == 9


def test_a_taken_back_consent_shows_what_ended(town: Town, child: Child) -> None:
    consent = actions.give_consent(town.actor("jonas"), a_consent(child), now=NOW)
    actions.withdraw_consent(town.actor("jonas"), WithdrawConsent(consent.pk, 1, "Peter Bæk"), now=NOW)
    text = shown(town.client("mette").get(page("child", child.pk)))
    assert "Trukket tilbage" in text
