"""A group rating on a tablet outlives a lost network and a closed lid, and is sent once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from sikkerhedsnet.screening.models import KeptRating, OwnAssessment
from tests.journeys import addresses as at
from tests.journeys.visits import PATIENCE, TABLET, Visitor, sign_in, visit
from tests.support.browser import Served, demo_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def served(demo_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A municipality for each: what is rated or handed in here would be missed by the others, in whatever order they run."""
    with demo_site("no_network", demo_database, django_db_blocker, tmp_path_factory) as site:
        yield site


WROTE = "Sidder alene ved vinduet. Æ, ø, å, 👧🏽 og <b>to</b> & tre."
ON_DEVICE = """async () => {
  const database = await new Promise((yes) => { const asked = indexedDB.open("sikkerhedsnet", 1); asked.onsuccess = () => yes(asked.result); });
  const rows = await new Promise((yes) => { const asked = database.transaction("ratings").objectStore("ratings").getAll(); asked.onsuccess = () => yes(asked.result); });
  database.close();
  return rows.map((row) => ({ ...row, sealed: [...new Uint8Array(row.sealed)].map((byte) => String.fromCharCode(byte)).join("") }));
}"""

GROWS_OLD = """async () => {
  const database = await new Promise((yes) => { const asked = indexedDB.open("sikkerhedsnet", 1); asked.onsuccess = () => yes(asked.result); });
  const store = database.transaction("ratings", "readwrite").objectStore("ratings");
  const rows = await new Promise((yes) => { const asked = store.getAll(); asked.onsuccess = () => yes(asked.result); });
  await Promise.all(rows.map((row) => new Promise((yes) => { store.put({ ...row, until: 1 }).onsuccess = yes; })));
  database.close();
}"""


def _row(page: Page, child: str) -> Any:
    return page.locator(".sn-kid", has_text=child)


def _picks(page: Page, child: str, position: str, text: str = "") -> None:
    row = _row(page, child)
    row.get_by_label(position).check()
    if text:
        row.get_by_label("Hvad ser du?").fill(text)


def _own(child: str, rater: str = "mette") -> list[OwnAssessment]:
    """What the rater has written of the child in the round that is open."""
    rows = OwnAssessment.objects.filter(assessment__child=at.child(child), assessment__round=at.a_round())
    return list(rows.filter(rater__username=rater))


def _comes_true(page: Page, what: Callable[[], bool]) -> None:
    for _ in range(100):
        if what():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came true")


def _waits_on_the_device(visitor: Visitor, n: int) -> None:
    words = "1 vurdering ligger kun" if n == 1 else f"{n} vurderinger ligger kun"
    bar = visitor.page.locator("[data-sn-kept-bar]")
    expect(bar).to_be_visible(timeout=PATIENCE)
    expect(bar).to_contain_text(words)


def test_what_is_rated_without_a_network_is_sent_when_it_is_back(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        mette.opens(at.group("Mariehønsene"))
        page = mette.page
        page.context.set_offline(True)
        _picks(page, "Yasmin Demir", "Opmærksomhed", WROTE)
        _picks(page, "Malthe Poulsen", "Bekymring")
        _waits_on_the_device(mette, 2)
        mette.reads("Ingen forbindelse. Det er gemt på denne enhed")
        for child in ("Yasmin Demir", "Malthe Poulsen"):
            expect(_row(page, child).get_by_text("Ligger kun på denne enhed")).to_be_visible()
        assert not [own for own in _own("Yasmin Demir") if own.comment == WROTE]
        page.context.set_offline(False)
        expect(page.locator("[data-sn-kept-bar]")).to_be_hidden()
        _comes_true(page, lambda: [own.comment for own in _own("Yasmin Demir")] == [WROTE])
        assert page.evaluate(ON_DEVICE) == []
        expect(_row(page, "Yasmin Demir").locator(".sn-saved-line")).to_contain_text("Gemt")
        expect(_row(page, "Yasmin Demir").get_by_text("Ligger kun på denne enhed")).to_be_hidden()
        mette.fits("a group's rating on a tablet")


def test_what_lies_on_the_device_outlives_the_page_and_can_be_read_by_nobody_else(
    browser: Any, served: Served, served_db: None
) -> None:
    text = WROTE + " Lukket låg."
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        mette.opens(at.group("Mariehønsene"))
        context = mette.page.context
        context.set_offline(True)
        _picks(mette.page, "Malthe Poulsen", "Bekymring", text)
        _waits_on_the_device(mette, 1)
        mette.page.close(run_before_unload=False)
        context.set_offline(False)
        context.clear_cookies()

        page = context.new_page()
        page.goto("/log-ind/")
        sign_in(page, "maja")
        page.goto(at.group("Mariehønsene"))
        expect(page.get_by_text("Lukket låg")).to_have_count(0)
        kept = page.evaluate(ON_DEVICE)
        assert len(kept) == 1
        assert "vindue" not in str(kept)
        assert "Malthe" not in str(kept)
        assert "mette" not in str(kept).lower()
        context.clear_cookies()

        page.goto("/log-ind/")
        sign_in(page, "mette")
        expect(page.locator("[data-sn-kept-elsewhere]")).to_be_visible()  # on the desk, where she comes in
        page.get_by_role("link", name="Mariehønsene, ").first.click()
        _comes_true(page, lambda: [own.comment for own in _own("Malthe Poulsen")] == [text])
        expect(_row(page, "Malthe Poulsen").get_by_label("Hvad ser du?")).to_have_value(text)
        assert page.evaluate(ON_DEVICE) == []


def test_an_answer_lost_on_the_way_makes_nothing_twice(browser: Any, served: Served, served_db: None) -> None:
    before = KeptRating.objects.count()
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        mette.opens(at.group("Mariehønsene"))
        page = mette.page
        swallowed = []

        def reaches_the_server_and_no_further(route: Any) -> None:
            swallowed.append(route.fetch().status)
            route.abort("connectionreset")

        page.route("**/eftersend/", reaches_the_server_and_no_further, times=1)
        _picks(page, "Ada Østergaard", "Bekymring")
        _waits_on_the_device(mette, 1)
        assert swallowed == [200]
        page.get_by_role("button", name="Prøv at sende nu").click()
        expect(page.locator("[data-sn-kept-bar]")).to_be_hidden()
        assert KeptRating.objects.count() == before + 1
        assert len(_own("Ada Østergaard")) == 1
        assert not KeptRating.objects.filter(state="aside").exists()


def test_what_has_lain_too_long_is_told_of_where_she_comes_in(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        mette.opens(at.group("Mariehønsene"))
        page = mette.page
        page.context.set_offline(True)
        _picks(page, "Ada Østergaard", "Opmærksomhed")
        _waits_on_the_device(mette, 1)
        page.close(run_before_unload=False)  # as long as it is open it keeps what was typed anew
        page.context.set_offline(False)
        desk = page.context.new_page()
        desk.goto("/static/web/components.css")
        desk.evaluate(GROWS_OLD)
        desk.goto("/")
        line = desk.locator("[data-sn-kept-elsewhere]")
        expect(line).to_contain_text("1 vurdering havde ligget for længe på denne enhed og er slettet.")
        expect(line).not_to_contain_text("Åbn siden", use_inner_text=True)
        desk.reload()
        expect(line).to_be_hidden()


def test_handed_in_without_a_network_is_handed_in_when_it_is_back(
    browser: Any, served: Served, served_db: None
) -> None:
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        mette.opens(at.group("Mariehønsene"))
        page = mette.page
        page.context.set_offline(True)
        _picks(page, "Yasmin Demir", "Trives")
        page.get_by_role("button", name="Aflever min vurdering").click()
        expect(page.locator("[data-sn-kept-bar]")).to_contain_text("De bliver afleveret, så snart der er forbindelse.")
        page.context.set_offline(False)
        mette.reads("Vurderingerne er afleveret.")
        _comes_true(page, lambda: all(own.handed_in_at for own in _own("Yasmin Demir")))
        page.reload()
        expect(_row(page, "Yasmin Demir")).to_contain_text("Afleveret")


def test_who_is_signed_out_is_told_that_it_is_safe(browser: Any, served: Served, served_db: None) -> None:
    text = WROTE + " Logget af."
    with visit(browser, served, "maja", viewport=TABLET) as maja:
        maja.opens(at.group("Mariehønsene"))
        page = maja.page
        page.context.clear_cookies(name="sikkerhedsnet_session")
        name = page.locator(".sn-kid:has(.sn-pick) b").first.inner_text()
        _picks(page, name, "Opmærksomhed", text)
        maja.reads("Du er logget af. Det er gemt på denne enhed.")
        page.goto("/log-ind/")
        sign_in(page, "maja")
        page.goto(at.group("Mariehønsene"))
        _comes_true(page, lambda: [own.comment for own in _own(name, "maja")] == [text])
