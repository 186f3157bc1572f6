"""Every page for somebody who needs it, on a phone and on a laptop; main forms without scripts; the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.urls import resolve
from playwright.sync_api import expect

from config.access import ACCESS, Anyone
from tests.journeys import addresses as at
from tests.journeys.pages import NO_PAGE, ONLY_ANSWERS, PAGES, Address, found, of
from tests.journeys.visits import LAPTOP, PHONE, TABLET, Visitor, days_on, sign_in, tabs_to, visit
from tests.support.browser import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REFUSED: list[tuple[str, str, Address, int, str]] = [
    ("jonas", "no such child", "/boern/999999/", 404, "Siden findes ikke her"),
    ("nabo", "a child of the neighbours'", of(at.child_page, "Freja Bæk"), 404, "Siden findes ikke her"),
    ("mette", "not hers to import", "/import/", 403, "Det har du ikke adgang til"),
    ("jonas", "not his to open a round", "/trivsel/ny/", 403, "Det har du ikke adgang til"),
    ("amira", "a worry about her child", of(at.concern, "Freja Bæk"), 403, "Det har du ikke adgang til"),
]

EMPTY: list[tuple[str, str, Address]] = [
    ("mette", "a worry", lambda: f"/bekymringer/barn/{at.child('Ida Sørensen')}/ny/"),
    ("dorte", "a round", "/trivsel/ny/"),
    ("hanne", "a visit", lambda: f"/trivsel/barn/{at.child('Ellen Dam')}/"),
    ("hanne", "telling the parents", of(at.assessment, "Ellen Dam", "foraeldre/")),
    ("hanne", "following up a position", of(at.assessment, "Ellen Dam", "opfoelgning/")),
    ("jonas", "the talk with the parents", of(at.concern, "Ida Sørensen", "samtale/")),
    ("jonas", "handing over", of(at.concern, "Ida Sørensen", "overdrag/")),
    ("jonas", "closing with an answer", of(at.concern, "Ida Sørensen", "afslut/")),
    ("jonas", "calling a meeting", of(at.call, "Noor Al-Hassan")),
    ("jonas", "inviting more", of(at.meeting, "Emma Kjær", "inviter/")),
    ("jonas", "moving a meeting", of(at.meeting, "Emma Kjær", "flyt/")),
    ("jonas", "calling a meeting off", of(at.meeting, "Emma Kjær", "aflys/")),
    ("jonas", "agreeing a plan", of(at.plan_of_meeting, "Yusuf Demir")),
    ("jonas", "a new step", of(at.plan, "Freja Bæk", "nyt-skridt/")),
    ("jonas", "handing over a plan", of(at.plan, "Freja Bæk", "overdrag/")),
    ("jonas", "a follow-up", of(at.plan, "Noah Winther", "opfoelgning/")),
    ("mette", "how a step went", of(at.step, "Freja Bæk")),
    ("jonas", "a consent", of(at.sharing, "Freja Bæk", "samtykke/")),
    ("jonas", "passing on", of(at.sharing, "Freja Bæk", "giv-videre/")),
    ("jonas", "a consent renewed", of(at.consent, "Noah Winther", "forny/")),
    ("lars", "one more legal ground", "/deling/grundlag/nyt/"),
    ("hanne", "a visit because of a need", of(at.visits_of, "Ellen Dam", "behov/")),
    ("hanne", "a visit to write", of(at.visits_of, "Ellen Dam", "skriv/two_months/")),
    ("hanne", "an intervention to end", of(at.help_of, "Ellen Dam")),
    ("hanne", "a form to fill in", of(at.forms_of, "Ellen Dam", "m_adbb/")),
    ("hanne", "what was done about an answer", of(at.asked_about, "Aaron Østergaard")),
    ("tove", "a child that stayed away", of(at.recall, "Malthe Poulsen")),
    ("dorte", "a child to leave out", of(at.to_leave_out, "Mariehønsene")),
    ("karin", "how often in day care", lambda: f"/trivsel/plan/{at.round_plan('day_care')}/"),
    ("karin", "a course", "/kurser/nyt/"),
    ("karin", "a course date", lambda: f"/kurser/{at.course('adbb')}/ny-dato/"),
    ("mette", "a hand-over to begin", lambda: f"/overgange/barn/{at.child('Freja Bæk')}/"),
    ("mette", "going through it with the family", of(at.handover, "Ida Sørensen", "familien/")),
    ("anders", "asking for a correction", of(at.handover, "Malthe Poulsen", "send-tilbage/")),
    ("dorte", "a receipt from another municipality", of(at.handover, "Nanna-Sofie Friis-Holm", "kvittering/")),
    ("admin", "an import", "/import/"),
]

IN_ENGLISH: list[tuple[str, Address]] = [
    ("mette", "/"),
    ("mette", "/trivsel/"),
    ("jonas", of(at.concern, "Ida Sørensen", "samtale/")),
    ("jonas", of(at.plan, "Noah Winther", "opfoelgning/")),
    ("jonas", of(at.sharing, "Freja Bæk")),
    ("jonas", of(at.sharing, "Freja Bæk", "giv-videre/")),
    ("lars", "/deling/grundlag/"),
    ("karin", "/nettet/"),
    ("hanne", "/besoeg/"),
    ("hanne", of(at.visits_of, "Ellen Dam", "behov/")),
    ("bo", "/besoeg/besoegsplan/tal/"),
    ("karin", "/kurser/"),
    ("mette", "/overgange/"),
    ("admin", "/import/"),
]


@pytest.fixture(scope="session")
def people(browser: Any, served: Served) -> Iterator[Callable[..., Any]]:
    """Opens a tab for somebody; each person signs in once, and the browser remembers the site's files for them."""
    with ExitStack() as open_windows:
        known: dict[str, Any] = {}

        @contextmanager
        def tab(username: str, viewport: dict[str, int] = LAPTOP) -> Iterator[Visitor]:
            if username not in known:
                first = open_windows.enter_context(visit(browser, served, username))
                known[username] = first.page.context
            page = known[username].new_page()
            page.set_viewport_size(viewport)
            try:
                yield Visitor(page, username)
            finally:
                page.close()

        yield tab


def test_every_page_that_opens_for_somebody_is_among_them(served: Served, served_db: None) -> None:
    """A new page stands in PAGES, or in the list of doors without one with the reason why."""
    walked = {resolve(found(address).partition("?")[0]).view_name for _who, _what, address in PAGES}
    doors = {name for name, door in ACCESS.items() if door not in (Anyone.PUBLIC, Anyone.HALFWAY)}
    outside = ONLY_ANSWERS | set(NO_PAGE)
    assert doors - walked - outside == set(), "pages nobody walks"
    assert outside & walked == set(), "stands in both"
    assert outside - set(ACCESS) == set(), "no such door"


@pytest.mark.parametrize(("username", "what", "address"), PAGES, ids=[f"{p[0]}: {p[1]}" for p in PAGES])
def test_the_page_has_no_barrier_on_phone_or_laptop(
    people: Any, served_db: None, username: str, what: str, address: Address
) -> None:
    with people(username) as visitor:
        answer = visitor.page.goto(found(address))
        assert answer.status == 200
        assert answer.url.endswith(found(address)), f"led to {answer.url}"
        expect(visitor.page.locator("h1")).to_have_count(1)
        visitor.meets_no_barrier(f"{what}, laptop")
        visitor.page.set_viewport_size(PHONE)
        visitor.meets_no_barrier(f"{what}, phone")
        visitor.page.set_viewport_size(TABLET)
        visitor.fits(f"{what}, tablet")


@pytest.mark.parametrize(("username", "what", "address", "status", "says"), REFUSED, ids=[r[1] for r in REFUSED])
def test_a_refusal_is_a_page_that_says_what_to_do(
    people: Any, served_db: None, username: str, what: str, address: Address, status: int, says: str
) -> None:
    with people(username, PHONE) as visitor:
        assert visitor.page.goto(found(address)).status == status
        visitor.reads(says, "Gå til forsiden").does_not_read("Freja").meets_no_barrier(what)


@pytest.mark.parametrize(("username", "what", "address"), EMPTY, ids=[e[1] for e in EMPTY])
def test_an_empty_form_says_what_is_missing_and_takes_you_there(
    people: Any, served_db: None, username: str, what: str, address: Address
) -> None:
    with people(username, PHONE) as visitor:
        visitor.opens(found(address))
        form = visitor.page.locator("main form", has=visitor.page.locator(".button-primary")).first
        form.evaluate(
            """f => f.querySelectorAll("textarea, input[type=text], input[type=date], input[type=time]")
            .forEach(e => { e.value = ""; })"""
        )
        with visitor.page.expect_navigation():
            form.locator(".button-primary").first.click()
        summary = visitor.page.locator(".sn-errors")
        expect(summary).to_be_focused()
        visitor.reads("Der er fejl i skemaet").meets_no_barrier(f"{what}, with errors")
        assert summary.locator("li").all_inner_texts()
        for link in summary.get_by_role("link").all():
            target = str(link.get_attribute("href"))
            expect(visitor.page.locator(target), f"{target} is where the summary leads").to_have_count(1)


@pytest.mark.parametrize(("username", "address"), IN_ENGLISH, ids=[str(n) for n in range(len(IN_ENGLISH))])
def test_the_language_switch_turns_the_page_to_english(
    people: Any, served_db: None, username: str, address: Address
) -> None:
    with people(username) as visitor:
        visitor.opens(found(address))
        danish = visitor.page.locator("h1").inner_text()
        visitor.presses("English", within="header").reads("Sign out")
        expect(visitor.page.locator("html")).to_have_attribute("lang", "en")
        assert visitor.page.url.endswith(found(address)), "the switch stays on the page"
        assert visitor.page.locator("h1").inner_text() != danish
        visitor.meets_no_barrier("in English")
        visitor.presses("Dansk", within="header").reads("Log af")


def test_sign_in_says_what_is_wrong_and_no_more(browser: Any, page: Any) -> None:
    visitor = Visitor(page, "nobody")
    visitor.opens("/").reads("Log ind").meets_no_barrier("sign-in")
    visitor.presses("Log ind").meets_no_barrier("sign-in, empty")
    visitor.writes("Brugernavn", "ingen").writes("Adgangskode", "forkert").presses("Log ind")
    visitor.does_not_read("findes ikke").meets_no_barrier("sign-in, wrong")


def test_a_group_is_rated_and_handed_in_with_the_keyboard_alone(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "kirsten") as kirsten:
        page = kirsten.page
        kirsten.opens(at.group("Hos Kirsten"))
        names = page.locator(".sn-kid b").all_inner_texts()
        assert names
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Gå til sidens indhold")).to_be_focused()
        page.keyboard.press("Enter")
        tabs_to(page, page.locator(".sn-kid .sn-pick input").first)
        for number, _name in enumerate(names):
            page.keyboard.press("2" if number == 0 else "1")
            if number == 0:
                page.keyboard.press("Tab")
                page.keyboard.type("Griber ikke efter kuglerne.")
                page.keyboard.press("Shift+Tab")
            page.keyboard.press("ArrowDown")
        tabs_to(page, page.get_by_role("button", name="Aflever min vurdering"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        kirsten.reads(f"Du har afleveret {len(names)} bør", "Griber ikke efter kuglerne.")


def test_without_scripts_a_group_is_saved_and_a_worry_is_written_and_taken(
    browser: Any, served: Served, served_db: None
) -> None:
    saw = "Noor-pigen sover ikke længere til middag, og hun græder, når hun skal ligge."
    with visit(browser, served, "bettina", scripts=False) as bettina:
        page = bettina.page
        bettina.opens(at.group("Hos Bettina"))
        name = page.locator(".sn-kid b").first.inner_text()
        row = page.locator(".sn-kid").first
        row.get_by_label("Opmærksomhed").check()
        row.get_by_label("Hvad ser du?").fill(saw)
        bettina.presses("Gem og fortsæt senere").reads("Kun du kan se det.")
        assert page.locator(".sn-kid").first.get_by_label("Hvad ser du?").input_value() == saw
        bettina.opens("/boern/").follows(name).follows("Skriv en bekymring")
        bettina.writes("Hvad har du set?", saw).picks("Jeg er bekymret for barnets trivsel.").picks("Nej, ikke endnu")
        bettina.presses("Send til Jonas Holm").reads("Bekymringen er sendt", "Jonas Holm")
    with visit(browser, served, "jonas", scripts=False) as jonas:
        jonas.page.locator(".sn-row", has_text=name).get_by_role("link").first.click()
        jonas.reads(saw).presses("Tag imod bekymringen").follows("Skriv samtale med forældrene")
        jonas.writes("Hvornår talte I sammen?", days_on(0)).picks("I telefon")
        jonas.writes("Hvad siger forældrene?", "Vi ser det også.").writes("Næste dato", days_on(3))
        jonas.presses("Gem samtalen").reads("Vi ser det også.")


def test_one_can_sign_in_again_as_somebody_else_in_the_same_browser(browser: Any, served: Served) -> None:
    with visit(browser, served, "karin") as window:
        window.presses("Log af", within="header").reads("Log ind")
        sign_in(window.page, "mette")
        window.reads("Hej Mette").does_not_read("Karin")
