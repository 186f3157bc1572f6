"""What somebody wrote is not lost with their session, not shown to anybody else, and not sent twice."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from sikkerhedsnet.concerns.models import Concern
from tests.journeys import addresses as at
from tests.journeys.visits import Visitor, days_on, sign_in, visit
from tests.support.browser import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WROTE = "Sidder under bordet ved frokost og siger: “Ikke mig.” Æ, ø, å, 👧🏽 og <b>to</b> & tre."


def _worries(text: str) -> int:
    return Concern.objects.filter(observation=text).count()


def _writes_a_worry(mette: Visitor, child: int, text: str) -> None:
    mette.opens(f"/bekymringer/barn/{child}/ny/").writes("Hvad har du set?", text).picks(
        "Jeg er bekymret for barnets trivsel."
    ).picks("Nej, ikke endnu")


def _is_signed_out(visitor: Visitor) -> None:
    """The session ends behind the back of the open page."""
    visitor.page.context.clear_cookies(name="sikkerhedsnet_session")


def test_a_worry_typed_while_the_session_ended_comes_back_after_sign_in_and_is_sent_once(
    browser: Any, served: Served, served_db: None
) -> None:
    child = at.child("Malthe Poulsen")
    with visit(browser, served, "mette") as mette:
        _writes_a_worry(mette, child, WROTE)
        _is_signed_out(mette)
        mette.presses("Send til Jonas Holm").reads("Log ind").does_not_read("Ikke mig.")
        mette.meets_no_barrier("sign-in with something kept")
        sign_in(mette.page, "mette")
        mette.reads("Dit indlæg er ikke sendt endnu").meets_no_barrier("the text, back again")
        assert mette.page.get_by_label(re.compile("Det skrev du")).first.input_value() == WROTE
        assert _worries(WROTE) == 0
        mette.presses("Send igen").reads("Bekymringen er sendt", "Jonas Holm")
        assert _worries(WROTE) == 1
        mette.follows("Læs det, du sendte").reads(WROTE)


def test_nobody_else_who_signs_in_there_gets_the_text(browser: Any, served: Served, served_db: None) -> None:
    text = WROTE + " Skrevet af Mette."
    with visit(browser, served, "mette") as mette:
        _writes_a_worry(mette, at.child("Yasmin Demir"), text)
        _is_signed_out(mette)
        mette.presses("Send til Jonas Holm")
        sign_in(mette.page, "maja")
        mette.reads("Indlægget hører til en anden").meets_no_barrier("somebody else's text")
        assert "Ikke mig." not in mette.page.content()
        assert _worries(text) == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_double_click_makes_one_worry(browser: Any, served: Served, served_db: None, scripts: bool) -> None:
    text = f"{WROTE} Dobbelt {scripts}."
    with visit(browser, served, "mette", scripts=scripts) as mette:
        _writes_a_worry(mette, at.child("Ada Østergaard"), text)
        mette.page.get_by_role("button", name="Send til Jonas Holm").dblclick()
        expect(mette.page.get_by_role("heading", level=1)).to_have_text("Bekymringen er sendt")
        assert _worries(text) == 1


def test_going_back_to_the_form_and_sending_it_again_makes_no_second_worry(
    browser: Any, served: Served, served_db: None
) -> None:
    text = f"{WROTE} Tilbage."
    with visit(browser, served, "mette") as mette:
        _writes_a_worry(mette, at.child("Ada Østergaard"), text)
        form = mette.page.locator("main form").evaluate("f => Object.fromEntries(new FormData(f))")
        mette.presses("Send til Jonas Holm").reads("Bekymringen er sendt")
        answer = mette.page.request.post(
            f"/bekymringer/barn/{at.child('Ada Østergaard')}/ny/", form=form, headers={"Referer": served.url + "/"}
        )
        assert answer.ok
        assert "Bekymringen er sendt" in answer.text()
        assert _worries(text) == 1


def test_a_browser_that_forgot_every_cookie_leads_to_sign_in_with_the_text_in_hand(
    browser: Any, served: Served, served_db: None
) -> None:
    text = f"{WROTE} Uden en eneste cookie."
    with visit(browser, served, "mette") as mette:
        _writes_a_worry(mette, at.child("Malthe Poulsen"), text)
        mette.page.context.clear_cookies()
        mette.presses("Send til Jonas Holm").reads("Siden var for gammel til at blive sendt")
        mette.meets_no_barrier("too old to be sent")
        mette.presses("Log ind, og send igen")
        sign_in(mette.page, "mette")
        mette.presses("Send igen").reads("Bekymringen er sendt")
        assert _worries(text) == 1


def test_an_old_tab_is_told_who_came_first_and_shown_what_it_wrote(
    browser: Any, served: Served, served_db: None
) -> None:
    with visit(browser, served, "mette") as mette:
        _writes_a_worry(mette, at.child("Nanna-Sofie Friis-Holm"), f"{WROTE} To faner.")
        mette.presses("Send til Jonas Holm").follows("Læs det, du sendte")
        address = mette.page.url
    with visit(browser, served, "jonas") as jonas:
        jonas.opens(address).presses("Tag imod bekymringen")
        old_tab = Visitor(jonas.page.context.new_page(), "jonas").opens(f"{address}samtale/")
        _notes_the_talk(old_tab, "De siger nej tak til et møde lige nu.")
        _notes_the_talk(jonas.opens(f"{address}samtale/"), "De vil gerne mødes.")
        jonas.presses("Gem samtalen").reads("De vil gerne mødes.")
        old_tab.presses("Gem samtalen").reads(
            "Nogen kom før dig", "Jonas Holm", "De siger nej tak til et møde lige nu."
        )
        old_tab.meets_no_barrier("somebody came first")
        old_tab.follows("Se, hvordan det står nu").does_not_read("De siger nej tak")


def _notes_the_talk(jonas: Visitor, said: str) -> None:
    jonas.writes("Hvornår talte I sammen?", days_on(0)).picks("I telefon")
    jonas.writes("Hvad siger forældrene?", said).writes("Næste dato", days_on(3))


def test_the_back_button_shows_nothing_personal_after_sign_out(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "jonas") as jonas:
        jonas.opens(at.child_page("Freja Bæk")).reads("Freja Bæk", "Amira Haddad")
        jonas.presses("Log af", within="header").reads("Log ind")
        jonas.page.go_back()
        jonas.reads("Log ind")
        assert "Freja" not in jonas.page.content()
        assert "Amira" not in jonas.page.content()
        jonas.page.go_back()
        assert "Storm" not in jonas.page.content()
