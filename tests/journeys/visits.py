"""One person at one screen: signs in as people do, and goes from page to page by what the page says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from tests.journeys.axe import Complaints, assert_accessible, assert_fits
from tests.support.browser import PASSWORD, SERVED_FROM, Served

PHONE, TABLET, LAPTOP = (
    {"width": 390, "height": 844},
    {"width": 820, "height": 1180},
    {"width": 1366, "height": 900},
)
PATIENCE = 30_000  # milliseconds; a machine may be busy with other checks
TODAY = datetime.fromisoformat(SERVED_FROM).date()


def days_on(days: int) -> str:
    """That many days from the served site's today, as a date field takes it."""
    return (TODAY + timedelta(days=days)).isoformat()


class Visitor:
    """A tab of one person's, with the few moves a person makes."""

    def __init__(self, page: Any, username: str) -> None:
        self.page, self.username = page, username
        self.complaints = Complaints(page)

    def opens(self, address: str) -> Visitor:
        self.page.goto(address)
        return self

    def follows(self, name: str, *, within: str = "main") -> Visitor:
        """Clicks the first link with this name."""
        self.page.locator(within).get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        return self

    def chooses_in_menu(self, name: str) -> Visitor:
        self.page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name=name, exact=True).click()
        self.page.wait_for_load_state()
        return self

    def presses(self, name: str, *, within: str = "main") -> Visitor:
        """Presses a button that sends a form, and waits for the page that answers."""
        with self.page.expect_navigation():
            self.page.locator(within).get_by_role("button", name=name).first.click()
        return self

    def writes(self, label: str, text: str) -> Visitor:
        self.page.locator("main").get_by_label(label).first.fill(text)
        return self

    def picks(self, label: str) -> Visitor:
        """Chooses a radio button or ticks a box, by the words beside it."""
        self.page.locator("main").get_by_label(label).first.check()
        return self

    def reads(self, *texts: str) -> Visitor:
        """Each text stands visibly on the page."""
        for text in texts:
            found = self.page.get_by_text(text).locator("visible=true").first
            found.wait_for(timeout=PATIENCE)
        return self

    def does_not_read(self, *texts: str) -> Visitor:
        shown = self.page.locator("body").inner_text()
        for text in texts:
            assert text not in shown, f"{text!r} stands on {self.page.url}"
        return self

    def fits(self, where: str) -> Visitor:
        """Nothing scrolls sideways."""
        assert_fits(self.page, where)
        return self

    def meets_no_barrier(self, where: str) -> Visitor:
        """axe, the width and the browser's own complaints."""
        assert_accessible(self.page, where)
        assert_fits(self.page, where)
        self.complaints.assert_none(where)
        return self


def sign_in(page: Any, username: str) -> None:
    """Fills the sign-in form that the page shows and waits for what follows."""
    page.get_by_label("Brugernavn").fill(username)
    page.get_by_label("Adgangskode").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Log ind").click()


def tabs_to(page: Any, target: Any) -> None:
    """Presses Tab until the target has the focus, and sees that the focus shows."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            return
    raise AssertionError("the keyboard never came there")


@contextmanager
def visit(
    browser: Any, served: Served, username: str, *, viewport: dict[str, int] = LAPTOP, scripts: bool = True
) -> Iterator[Visitor]:
    """A fresh browser window in which this person has signed in."""
    context = browser.new_context(
        base_url=served.url,
        locale="da-DK",
        timezone_id="Europe/Copenhagen",
        viewport=viewport,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE)
    try:
        page = context.new_page()
        visitor = Visitor(page, username)
        page.goto("/log-ind/")
        sign_in(page, username)
        yield visitor
    finally:
        context.close()
