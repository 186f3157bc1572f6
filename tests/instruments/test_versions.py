"""A municipality's own version beside the old one, with the history intact."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import yaml

from sikkerhedsnet.instruments.models import FormVersion
from sikkerhedsnet.instruments.reading import shipped_texts
from sikkerhedsnet.instruments.text_help import LINES
from sikkerhedsnet.instruments.versions import in_force
from sikkerhedsnet.outbox.models import Message
from tests.instruments.filling import adbb, certify, newest, sent
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db


def draft(town: Town, key: str = "epds") -> FormVersion:
    answer = town.client("karin").post(f"/skemaer/skema/{key}/kopi/", {"key": str(uuid4())})
    assert answer.status_code == 302
    return FormVersion.objects.get(municipality=town.municipality, key=key, state="draft")


def edit(town: Town, row: FormVersion, before: str, after: str) -> FormVersion:
    row.refresh_from_db()
    assert before in row.text
    fields = {"version": row.version, "text": row.text.replace(before, after, 1)}
    assert town.client("karin").post(f"/skemaer/udgave/{row.pk}/ret/", fields).status_code == 302
    row.refresh_from_db()
    return row


def approve(town: Town, row: FormVersion) -> None:
    town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
    row.refresh_from_db()
    fields = {"version": row.version, "answer": "yes", "why": ""}
    assert town.client("bo").post(f"/skemaer/udgave/{row.pk}/svar/", fields).status_code == 302
    row.refresh_from_db()


def test_a_copy_is_edited_sent_and_approved_by_a_second_person_and_is_then_in_force(town: Town) -> None:
    row = draft(town)
    assert row.number == 2 and "version: 2" in row.text
    edit(town, row, "words: Kan le og se det sjove", "words: Den godkendte ordlyd")
    assert not in_force(town.municipality.pk, TODAY)["epds"].own
    assert "+  - {id: 1humor, words: Den godkendte ordlyd" in town.client("bo").get(f"/skemaer/udgave/{row.pk}/").text
    approve(town, row)
    assert row.state == "approved" and row.decided_by == town.user("bo") and row.prepared_by == town.user("karin")
    form = in_force(town.municipality.pk, TODAY)["epds"]
    assert form.own and form.definition.items[0].words == "Den godkendte ordlyd"
    assert not in_force(town.neighbour.pk, TODAY)["epds"].own
    assert Message.objects.filter(to=town.user("bo"), url_arg=row.pk).exists()
    assert Message.objects.filter(to=town.user("karin"), url_arg=row.pk).exists()
    page = town.client("bo").get("/skemaer/skema/epds/").text
    assert "Udgave 2" in page and "kommunens egen" in page


def test_old_answers_stay_on_the_version_they_were_given_on(town: Town) -> None:
    certify(town, "hanne")
    baby = town.child("Bo", "Baby", birth_date=TODAY - timedelta(days=150), enrol=False)
    adbb(town, baby, answered_on=(TODAY - timedelta(days=20)).isoformat())
    old = newest(child=baby)
    row = edit(town, draft(town, "adbb"), "name: Tilbagetrukket i kontakten", "name: Vores ord for det")
    approve(town, row)
    client = town.client("hanne")
    fields = sent(town, "adbb", {"1facialExpression": 4, "2eyeContact": 4})
    assert client.post(f"/skemaer/barn/{baby.pk}/adbb/", fields).status_code == 302
    new = newest(child=baby)
    assert old.form_id != new.form_id and new.form_id == row.pk and new.form.number == 2
    page = client.get(f"/skemaer/svar/{old.pk}/").text
    assert "Tilbagetrukket i kontakten" in page and "Vores ord for det" not in page and "udgave 1" in page
    assert "Vores ord for det" in client.get(f"/skemaer/svar/{new.pk}/").text
    both = client.get(f"/skemaer/barn/{baby.pk}/").text
    assert "Tilbagetrukket i kontakten" in both and "Vores ord for det" in both and "<svg" in both


def test_a_version_for_later_waits_for_its_day(town: Town) -> None:
    row = draft(town)
    later = TODAY + timedelta(days=30)
    edit(town, row, f"in_force_on: {TODAY.isoformat()}", f"in_force_on: {later.isoformat()}")
    approve(town, row)
    assert not in_force(town.municipality.pk, later - timedelta(days=1))["epds"].own
    assert in_force(town.municipality.pk, later)["epds"].own


def test_a_mistake_is_kept_as_typed_and_named_and_cannot_be_sent_on(town: Town) -> None:
    row = edit(town, draft(town), "    to: 10", "    to: 12")
    page = town.client("karin").get(f"/skemaer/udgave/{row.pk}/ret/").text
    assert "bands › 2" in page and "Grænserne passer ikke sammen" in page
    answer = town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
    row.refresh_from_db()
    assert answer.status_code == 302 and row.state == "draft"
    edit(town, row, "bands:", "bands: [")
    assert "kan ikke læses" in town.client("karin").get(f"/skemaer/udgave/{row.pk}/ret/").text
    assert town.client("bo").get(f"/skemaer/udgave/{row.pk}/").status_code == 200


def test_what_belongs_to_a_certified_form_cannot_be_changed(town: Town) -> None:
    row = edit(town, draft(town, "adbb"), "words: Ansigtsudtryk", "words: Ansigt")
    page = town.client("karin").get(f"/skemaer/udgave/{row.pk}/ret/").text
    assert "Punktet hører til uddannelsen" in page
    town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
    row.refresh_from_db()
    assert row.state == "draft"


def test_nobody_approves_her_own_and_only_the_chief_approves(town: Town) -> None:
    row = draft(town)
    town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
    row.refresh_from_db()
    yes = {"version": row.version, "answer": "yes", "why": ""}
    assert town.client("karin").post(f"/skemaer/udgave/{row.pk}/svar/", yes).status_code == 403
    FormVersion.objects.filter(pk=row.pk).update(prepared_by=town.user("bo"))
    assert town.client("bo").post(f"/skemaer/udgave/{row.pk}/svar/", yes).status_code == 403
    assert town.client("hanne").get("/skemaer/").status_code == 403


def test_sent_back_says_why_and_can_be_mended(town: Town) -> None:
    row = draft(town)
    town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
    row.refresh_from_db()
    client, address = town.client("bo"), f"/skemaer/udgave/{row.pk}/svar/"
    assert client.post(address, {"version": row.version, "answer": "no", "why": ""}).status_code == 422
    assert client.post(address, {"version": row.version, "answer": "no", "why": "Mangler kilde"}).status_code == 302
    assert "Mangler kilde" in town.client("karin").get(f"/skemaer/udgave/{row.pk}/").text
    assert edit(town, row, "intro: ", "intro: Nu ").state == "draft"


def test_a_stale_tab_is_told_who_was_first(town: Town) -> None:
    row = draft(town)
    fields = {"version": row.version, "text": row.text + "# a\n"}
    client = town.client("karin")
    assert client.post(f"/skemaer/udgave/{row.pk}/ret/", fields).status_code == 302
    assert client.post(f"/skemaer/udgave/{row.pk}/ret/", fields).status_code == 409


def test_a_form_changed_while_it_was_filled_in_keeps_the_answers_and_says_so(town: Town) -> None:
    child = town.child("Ida", "Indmeldt", group=town.group)
    fields = sent(town, "external", {"test": "TRASMO", "made_by": "Os", "result": "Godt", "number": None})
    approve(town, draft(town, "external"))
    answer = town.client("mette").post(f"/skemaer/barn/{child.pk}/external/", {**fields, "informant": "staff"})
    assert answer.status_code == 422 and "lavet om, mens du skrev" in answer.text and "TRASMO" in answer.text


def test_a_licensed_form_opens_only_with_the_municipalitys_own_permission(town: Town) -> None:
    child = town.child("Ida", "Stor", birth_date=TODAY - timedelta(days=6 * 366), enrol=False)
    client, address = town.client("hanne"), f"/skemaer/barn/{child.pk}/sdq_4_10/"
    shut = client.get(address)
    assert shut.status_code == 403 and "kræver en tilladelse" in shut.text
    row = edit(town, draft(town, "sdq_4_10"), "intro: ", "permission: Aftale 12 med Komiteen\nintro: ")
    approve(town, row)
    assert client.get(address).status_code == 200
    assert client.post(address, sent(town, "sdq_4_10", {"26difficulties": "Nej", "27difficultiesPeriod": None},
                                     informant="relative")).status_code == 302  # fmt: skip
    page = client.get(f"/skemaer/svar/{newest(child=child).pk}/").text
    assert "10 af 40" in page and "Britisk norm, 4-17 år" in page and "Belastning" in page


def test_the_groups_page_shows_the_version_in_force(town: Town) -> None:
    from tests.screening.walk import open_round

    round_ = open_round(town, "dorte", town.day_care)
    page = town.client("mette").get(f"/trivsel/{round_.pk}/stue/{town.group.pk}/")
    assert page.status_code in (200, 404)
    row = edit(town, draft(town, "topi_3_6"), "Tror på sig selv", "Står ved sig selv")
    approve(town, row)
    from django.urls import reverse

    text = town.client("mette").get(reverse("screening:group", args=(round_.pk, town.group.pk))).text
    assert "Står ved sig selv" in text and "Tror på sig selv" not in text


def test_every_shipped_text_can_be_copied(town: Town) -> None:
    for key in shipped_texts():
        row = draft(town, key)
        town.client("karin").post(f"/skemaer/udgave/{row.pk}/send/", {"version": row.version})
        row.refresh_from_db()
        assert row.state == "proposed", key


def test_a_double_click_makes_one_draft(town: Town) -> None:
    key = str(uuid4())
    for _ in range(2):
        town.client("karin").post("/skemaer/skema/epds/kopi/", {"key": key})
    assert FormVersion.objects.filter(municipality=town.municipality).count() == 1
    assert NOW


def test_every_line_of_a_text_is_explained_where_it_is_edited(town: Town) -> None:
    def names(part: object) -> set[str]:
        if isinstance(part, list):
            return set[str]().union(*map(names, part))
        if not isinstance(part, dict):
            return set()
        named = {name: part[name] for name in ("scales", "cuts") if isinstance(part.get(name), dict)}
        return set(part) | names(
            [*named.get("scales", {}).values(), *(part[name] for name in part if name not in named)]
        )

    used = set[str]().union(*(names(yaml.safe_load(text)) for text in shipped_texts().values()))
    explained = {name for line in LINES for name in line}
    assert not used - explained
    page = town.client("karin").get(f"/skemaer/udgave/{draft(town).pk}/ret/").text
    assert all(f"<code>{name}</code>" in page for name in explained)
    assert "fra 0 måneder, til barnet er 25 måneder" in page
    assert "fra 5 år, til barnet fylder 18" in town.client("karin").get("/skemaer/skema/absence/").text
