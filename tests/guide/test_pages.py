"""The guide's pages: found by words, kept by two people, beside the worry."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.worklists.actions import tick
from sikkerhedsnet.worklists.queries import net
from tests.guide.conftest import Keeping
from tests.personas import NOW, TODAY, Town

GUIDE = "/handleguide/"


def page(town: Town, who: str, address: str = GUIDE, **params: str) -> str:
    answer = town.client(who).get(address, params)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def test_the_guide_says_that_there_is_none_before_the_first_is_approved(town: Town) -> None:
    assert "endnu ingen handleguide, der gælder" in page(town, "mette")


def test_danish_words_are_found_however_they_are_inflected_and_by_their_beginning(town: Town, keeping: Keeping) -> None:
    keeping.in_force()
    for asked in ("tandplejens", "tandplejen", "tandpl"):
        assert "Barnet har tandpine eller dårlige tænder" in page(town, "mette", q=asked), asked
    assert "Barnet har tandpine" not in page(town, "mette", q="skilsmisse")
    assert "Ingen råd passer" in page(town, "mette", q="xyzzy")
    assert "Ingen råd passer" in page(town, "mette", q="'); -- & | ! :*")


def test_filters_in_the_address_narrow_the_guide(town: Town, keeping: Keeping) -> None:
    keeping.in_force()
    teeth = page(town, "mette", tegn="teeth")
    assert "Ubehandlede tænder" in teeth and "Barnet har tandpine" in teeth and "Barnet har få ord" not in teeth
    assert "Ubehandlede tænder" not in page(town, "mette", tegn="teeth", funktion="pedagogue")
    assert "Barnet har få ord" not in page(town, "mette", alder="13-17")
    assert "Du ved eller har mistanke om" in page(town, "mette", niveau="5")
    assert page(town, "mette", tegn="nonsense", alder="x", niveau="9999999999999999999999")


def folded(text: str) -> tuple[int, int]:
    """How many pieces of advice stand open on the page, and how many are folded."""
    parts = re.findall(r'<details class="sn-advice-page"[^>]*>', text)
    return sum(part.endswith(" open>") for part in parts), sum(not part.endswith(" open>") for part in parts)


def test_the_whole_guide_is_headings_and_what_was_sought_stands_open(town: Town, keeping: Keeping) -> None:
    guide = keeping.in_force()
    entries = guide.entries.count()
    assert folded(page(town, "mette")) == (0, entries)
    assert folded(page(town, "mette", aaben="1")) == (entries, 0)
    opened, shut = folded(page(town, "mette", q="tandpine"))
    assert opened and not shut
    keeping.proposed(keeping.draft(), on=TODAY)
    waits = reverse("guide:version", args=(GuideVersion.objects.latest("number").pk,))
    assert folded(page(town, "bo", waits)) == (entries, 0), "whoever approves reads all of it"
    assert folded(page(town, "karin", waits)) == (0, entries)


def test_the_figures_of_the_guide_stand_under_the_guide_in_the_menu(town: Town) -> None:
    shown = page(town, "karin", reverse("worklists:followed"))
    assert re.search(r'href="/handleguide/"[^>]*aria-current="true"', shown)
    assert not re.search(r'href="/"[^>]*aria-current', shown)


def test_the_page_asks_a_constant_number_of_questions(town: Town, keeping: Keeping) -> None:
    guide = keeping.in_force()
    client = town.client("mette")
    client.get(GUIDE)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(GUIDE)
    row = keeping.draft()
    for number in range(5):
        keeping.entry(row, title=f"Nyt råd {number}")
    keeping.approved(row, on=TODAY)
    assert GuideVersion.objects.filter(pk=guide.pk).exists()
    with CaptureQueriesContext(connection) as many:
        client.get(GUIDE)
    assert len(many) == len(few)


def test_a_draft_is_previewed_as_it_will_look_and_the_old_version_stays_readable_with_its_days(
    town: Town, keeping: Keeping
) -> None:
    first = keeping.in_force()
    second = keeping.draft()
    keeping.entry(second, title="Ring til hinanden")
    preview = reverse("guide:version", args=(second.pk,))
    assert "Ring til hinanden" in page(town, "karin", preview)
    assert town.client("mette").get(preview).status_code == 404
    keeping.approved(second, on=TODAY + timedelta(days=3))
    assert "Ring til hinanden" not in page(town, "mette")
    listed = page(town, "mette", reverse("guide:versions"))
    assert "Kommer til at gælde fra" in listed and "Gælder fra" in listed and "Gjaldt fra" not in listed
    assert "Udgave 1" in page(town, "mette", reverse("guide:version", args=(first.pk,)))


def test_beside_the_worry_stands_what_fits_the_ticked_signs_and_the_childs_age(town: Town, keeping: Keeping) -> None:
    keeping.in_force()
    child = town.children[1]  # four years old
    address = reverse("concerns:raise", args=(child.pk,))
    client = town.client("mette")
    assert "Vælg tegn i skemaet" in client.get(address).content.decode()
    answer = client.post(reverse("guide:beside"), {"signs": ["few_words"], "guide_age": "3-5"}).content.decode()
    assert answer.index("Barnet har få ord") < answer.index("Når du undrer dig")
    assert (
        "Barnet har få ord"
        not in client.post(reverse("guide:beside"), {"signs": ["few_words"], "guide_age": "13-17"}).content.decode()
    )
    hard = client.post(reverse("guide:beside"), {"stage": "suspicion"}).content.decode()
    assert "Du ved eller har mistanke om" in hard


def test_a_lost_session_leaves_the_form_somebody_writes_in_as_it_stands(town: Town, client: object) -> None:
    asked = {"HX-Request": "true", "X-Beside-A-Form": "1"}
    answer = client.post(reverse("guide:beside"), {"signs": ["few_words"]}, headers=asked)  # type: ignore[attr-defined]
    assert (answer.status_code, answer.content, answer.get("HX-Retarget")) == (401, b"", None)
    assert "X-Beside-A-Form" in page(town, "mette", reverse("concerns:raise", args=(town.children[1].pk,)))


def test_without_scripts_a_button_shows_the_guide_and_keeps_everything_that_was_typed(
    town: Town, keeping: Keeping
) -> None:
    keeping.in_force()
    key = str(uuid4())
    typed = {
        "key": key, "observation": "Siger få ord. Æ 👧 <b>", "works": "Leger", "tried": "", "signs": ["few_words", "alone"],
        "told_by_other": "on", "told_by_name": "Naboen", "parents_know": "not_yet", "parents_know_note": "I morgen",
        "show_guide": "1",
    }  # fmt: skip
    answer = town.client("mette").post(reverse("concerns:raise", args=(town.children[1].pk,)), typed)
    text = answer.content.decode()
    assert answer.status_code == 200 and not Concern.objects.exists()
    assert "Barnet har få ord" in text and "fejl i skemaet" not in text
    form = answer.context["form"]
    assert {name: form[name].value() for name in ("observation", "works", "signs", "told_by_name", "parents_know_note")} == {
        "observation": typed["observation"], "works": "Leger", "signs": ["few_words", "alone"], "told_by_name": "Naboen",
        "parents_know_note": "I morgen",
    }  # fmt: skip
    assert form["told_by_other"].value() and form["parents_know"].value() == "not_yet"
    assert str(form["key"].value()) == key


def test_the_guide_is_printed_as_tagged_pdf(town: Town, keeping: Keeping) -> None:
    keeping.in_force()
    answer = town.client("mette").get(reverse("guide:pdf"), {"tegn": "teeth"})
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    assert b"/StructTreeRoot" in answer.content and b"pdfuaid" in answer.content


# Sparring

REFUSED = "Anna har nummer 010117-1234 og bor Havnegade 12. Ring 12 34 56 78."


def ask_with(town: Town, text: str, **more: str) -> object:
    data = {"key": str(uuid4()), "anonymous": text, "age": "3-5", "function": "pedagogue", "signs": ["sad"], **more}
    return town.client("mette").post(reverse("guide:ask"), data)


def test_a_text_that_tells_which_child_comes_back_and_is_kept_nowhere(
    town: Town, keeping: Keeping, caplog: pytest.LogCaptureFixture
) -> None:
    with CaptureQueriesContext(connection) as asked:
        answer = ask_with(town, REFUSED)
    text = answer.content.decode()  # type: ignore[attr-defined]
    assert answer.status_code == 400 and not Sparring.objects.exists()  # type: ignore[attr-defined]
    for said in ("CPR-nummer", "telefonnummer", "en adresse", REFUSED):
        assert said in text
    assert "010117" not in caplog.text
    assert not any("010117" in query["sql"] for query in asked.captured_queries)


def test_somebody_without_a_session_finds_nothing_of_the_text_on_the_sign_in_page(town: Town, client: object) -> None:
    answer = client.post(reverse("guide:ask"), {"anonymous": REFUSED, "sn_who": "x" * 40})  # type: ignore[attr-defined]
    text = answer.content.decode()
    assert answer.status_code == 401 and "010117" not in text and 'name="kept"' not in text
    assert "Dit indlæg er ikke sendt" in text


def test_a_word_that_may_be_a_name_is_asked_about_and_sent_when_it_is_none(town: Town, keeping: Keeping) -> None:
    keeping.in_force()
    answer = ask_with(town, "Barnet leger kun med Lego og vil ikke andet.")
    assert answer.status_code == 400 and "“Lego” er ikke et navn" in answer.content.decode()  # type: ignore[attr-defined]
    answer = ask_with(town, "Barnet leger kun med Lego og vil ikke andet.", not_names="Lego")
    row = Sparring.objects.get()
    assert answer.status_code == 302 and row.owner == town.user("jonas") and row.due_on > TODAY  # type: ignore[attr-defined]
    own = page(town, "mette", reverse("guide:sparring", args=(row.pk,)))
    assert "Jonas Holm" in own and "Det lille barn er ked af det" in own


def test_a_known_childs_whole_name_is_refused_and_its_first_name_asked_about(town: Town) -> None:
    assert "et navn på et barn" in ask_with(town, "det er freja bæk").content.decode()  # type: ignore[attr-defined]
    assert "“Freja” er ikke et navn" in ask_with(town, "Freja slår.").content.decode()  # type: ignore[attr-defined]
    assert not Sparring.objects.exists()


def test_the_adviser_answers_and_the_sender_alone_reads_it(town: Town, keeping: Keeping) -> None:
    row = keeping.asked()
    address = reverse("guide:sparring", args=(row.pk,))
    assert "Svar på anonym sparring" in page(town, "jonas", "/")
    sent = {"key": str(uuid4()), "version": row.version, "anonymous_answer": "Prøv en fast voksen i døren."}
    refused = town.client("jonas").post(address, {**sent, "anonymous_answer": "Ring 12345678"})
    assert refused.status_code == 400
    assert town.client("jonas").post(address, sent).status_code == 302
    assert "Prøv en fast voksen" in page(town, "mette", address)
    assert "har svaret på din anonyme sparring" in page(town, "mette", "/")
    for other in ("maja", "signe", "dorte", "nabo", "karin"):
        assert town.client(other).get(address).status_code == 404, other
    assert "Svar på anonym sparring" not in page(town, "jonas", "/")


def test_a_late_answer_is_told_of_and_one_whose_adviser_left_gets_another(town: Town, keeping: Keeping) -> None:
    row = keeping.asked()
    late = NOW + timedelta(days=20)
    assert [hole.kind for hole in net(town.municipality.pk, late).holes if "sparring" in str(hole.what)] == [
        "overdue_not_escalated"
    ]
    tick(late)
    row.refresh_from_db()
    assert row.escalated_to == town.user("bo")
    assert [hole.kind for hole in net(town.municipality.pk, late).holes if "sparring" in str(hole.what)] == []
    town.user("jonas").employments.update(end_on=TODAY)
    tick(late + timedelta(days=1))
    row.refresh_from_db()
    assert row.owner == town.user("signe")


def test_somebody_elses_entry_is_not_overwritten_from_a_stale_tab(town: Town, keeping: Keeping) -> None:
    guide = keeping.draft()
    row = guide.entries.first()
    assert isinstance(row, GuideEntry)
    keeping.entry(guide, row=row, title="Først")
    sent = {"key": str(uuid4()), "version": 1, "title": "Sidst", "must_do": "Noget"}
    answer = town.client("karin").post(reverse("guide:entry", args=(guide.pk, row.pk)), sent)
    row.refresh_from_db()
    assert answer.status_code == 409 and row.title == "Først"
