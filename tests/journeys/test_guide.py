"""The handleguide stands beside the worry as its signs are ticked, and a question without a child is asked and answered."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from sikkerhedsnet.concerns.models import Concern
from tests.journeys import addresses as at
from tests.journeys.visits import LAPTOP, PHONE, visit
from tests.support.browser import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

SIGN = "Siger få ord i forhold til alderen"
ADVICE = "Barnet har få ord eller er svært at forstå"
WROTE = "Siger få ord og peger. Æ, ø, å, 👧🏽 og <b>to</b>."


def worry() -> str:
    return f"/bekymringer/barn/{at.child('Ida Sørensen')}/ny/"


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_guide_follows_the_signs_as_they_are_ticked_beside_the_worry(
    browser: Any, served: Served, served_db: None, viewport: dict[str, int]
) -> None:
    with visit(browser, served, "mette", viewport=viewport) as mette:
        mette.opens(worry()).writes("Hvad har du set?", WROTE)
        panel = mette.page.locator("aside[aria-labelledby=guide]")
        expect(panel).not_to_contain_text(ADVICE)
        expect(mette.page.get_by_role("button", name="Vis råd til de tegn")).to_be_hidden()
        mette.page.locator("main summary", has_text="Se tegn").click()
        mette.picks(SIGN)
        expect(panel).to_contain_text(ADVICE)
        expect(panel.get_by_role("status")).to_contain_text("passer til det, du har valgt")
        mette.meets_no_barrier("a worry with the guide beside it")
        box, form = panel.bounding_box(), mette.page.locator("#worry").bounding_box()
        assert box and form
        if viewport is LAPTOP:
            assert box["x"] > form["x"] + form["width"] - 1, "beside the form"
        else:
            assert box["y"] >= form["y"] + form["height"] - 1, "below the form"
        mette.page.get_by_label(SIGN).uncheck()
        expect(panel).not_to_contain_text(ADVICE)
        assert mette.page.get_by_label("Hvad har du set?").input_value() == WROTE
        mette.page.evaluate("document.querySelector('#worry').dataset.snClean = '1'")  # it may be left as it is


def test_without_scripts_a_button_shows_the_guide_and_everything_typed_stays(
    browser: Any, served: Served, served_db: None
) -> None:
    with visit(browser, served, "mette", scripts=False) as mette:
        mette.opens(worry()).writes("Hvad har du set?", WROTE).writes("Hvad fungerer?", "Leger med vand.")
        mette.page.locator("main summary", has_text="Se tegn").click()
        mette.picks(SIGN).picks("Jeg er bekymret for barnets trivsel.").picks("Nej, ikke endnu")
        before = Concern.objects.count()
        mette.presses("Vis råd til de tegn, jeg har valgt").reads(ADVICE)
        assert Concern.objects.count() == before
        assert mette.page.get_by_label("Hvad har du set?").input_value() == WROTE
        assert mette.page.get_by_label("Hvad fungerer?").input_value() == "Leger med vand."
        expect(mette.page.get_by_label(SIGN)).to_be_checked()
        expect(mette.page.get_by_label("Nej, ikke endnu")).to_be_checked()
        mette.does_not_read("fejl i skemaet")


def test_the_guide_is_found_from_the_start_page_and_searched(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "hanne") as hanne:
        hanne.chooses_in_menu("Handleguide").meets_no_barrier("the guide")
        hanne.writes("Søg", "tandplejens").presses("Vis").reads("Barnet har tandpine eller dårlige tænder")
        hanne.does_not_read(ADVICE).meets_no_barrier("the guide, searched")
        hanne.follows("Udgaver").reads("Udgave 1", "Gjaldt fra").meets_no_barrier("the guide's versions")


def test_a_question_without_a_child_is_looked_through_asked_and_answered(
    browser: Any, served: Served, served_db: None
) -> None:
    with visit(browser, served, "mette") as mette:
        mette.chooses_in_menu("Anonym sparring").follows("Spørg uden navn").meets_no_barrier("a question")
        label = "Hvad har du set, og hvad vil du gerne have hjælp til?"
        mette.writes(label, "Barnet, 010121-1234, bygger kun med Lego.").presses("Send til Jonas Holm")
        mette.reads("Der står et CPR-nummer", "“Lego” er ikke et navn").meets_no_barrier("a question sent back")
        mette.writes(label, "Barnet bygger kun med Lego.").picks("“Lego” er ikke et navn")
        mette.presses("Send til Jonas Holm").reads("Spørgsmålet er sendt", "Handleguiden siger")
        mette.meets_no_barrier("a question that was asked")
        address = mette.page.url
    with visit(browser, served, "jonas", viewport=PHONE) as jonas:
        jonas.opens("/?art=guide").reads("Svar på anonym sparring")
        jonas.opens(address).meets_no_barrier("a question to answer")
        jonas.writes("Dit svar", "Byg med, og gør legen lidt større.").presses("Send svaret til Mette Lund")
        jonas.reads("Dit svar er sendt til Mette Lund")
    with visit(browser, served, "mette") as mette:
        mette.opens(address).reads("Byg med, og gør legen lidt større.")


def test_the_facilitator_writes_and_another_approves(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "karin") as karin:
        karin.chooses_in_menu("Handleguide").follows("Udgaver").presses("Ret handleguiden")
        karin.meets_no_barrier("the draft").follows("Skriv et nyt råd").meets_no_barrier("new advice")
        karin.writes("Overskrift", "Barnet sover ikke om dagen").writes("Det skal du", "Spørg forældrene")
        karin.presses("Gem i kladden").follows("Se, hvordan det bliver").reads("Barnet sover ikke om dagen")
        karin.follows("Ret i kladden").writes("Gælder fra", "2026-11-30").presses("Send til godkendelse")
        karin.reads("Udgaven er sendt til godkendelse")
        address = karin.page.url
        karin.opens("/handleguide/tal/").meets_no_barrier("what followed the signs")
    with visit(browser, served, "bo") as bo:
        bo.opens(address).meets_no_barrier("a version to approve").picks("Ja, den skal gælde").presses("Send dit svar")
        bo.reads("Dit svar er gemt", "Kommer til at gælde fra")
