"""Two people write the same minutes, in two real windows: nothing either of them types is lost, and little has to be pressed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import expect

from sikkerhedsnet.meetings.models import Agreement, MinutesEntry
from tests.journeys import addresses as at
from tests.journeys.test_group_of_twenty import COUNTED
from tests.journeys.visits import LAPTOP, PHONE, TABLET, Visitor, days_on, sign_in, visit
from tests.support.browser import Served, demo_site

pytestmark = [pytest.mark.browser, pytest.mark.slow]

CHILD = "Yusuf Demir"
PARENT = "Zeynep Demir"
LONG = 20_000  # milliseconds; longer than the page waits between two looks for news


@pytest.fixture(scope="module")
def served(demo_database: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A municipality of its own: what is written here would be read by the others."""
    with demo_site("two_writers", demo_database, django_db_blocker, tmp_path_factory) as site:
        yield site


@contextmanager
def two_writers(browser: Any, served: Served, topic: str) -> Iterator[tuple[Visitor, Visitor]]:
    """The adviser and the teacher, each with the meeting open at the same point."""
    address = f"{at.meeting(CHILD)}?emne={topic}"
    with visit(browser, served, "jonas") as jonas, visit(browser, served, "anders") as anders:
        yield jonas.opens(address), anders.opens(address)


def words(visitor: Visitor) -> Any:
    return visitor.page.locator("#skriv textarea")


def types(visitor: Visitor, text: str) -> None:
    words(visitor).press_sequentially(text)


def is_kept(visitor: Visitor) -> None:
    expect(visitor.page.locator("#skriv [data-sn-draft-said]")).to_contain_text("Gemt 10.", timeout=LONG)


def says(visitor: Visitor, who: str, text: str) -> None:
    field = visitor.page.get_by_label("Hvem siger det?")
    label = next(one for one in field.locator("option").all_inner_texts() if one.split(",")[0] == who)
    field.select_option(label=label)
    words(visitor).fill(text)
    visitor.page.get_by_role("button", name="Skriv det i referatet").click()
    visitor.page.locator("#ord", has_text=text).wait_for()


def test_each_sees_what_the_other_wrote_while_her_own_words_stay_in_the_field(
    browser: Any, served: Served, served_db: None
) -> None:
    with two_writers(browser, served, "everyday") as (jonas, anders):
        types(jonas, "Halvt skrevet af Jonas ")
        says(anders, PARENT, "At vi kan spise sammen klokken seks.")
        expect(jonas.page.locator("#ord")).to_contain_text("At vi kan spise sammen klokken seks.", timeout=LONG)
        expect(words(jonas)).to_have_value("Halvt skrevet af Jonas ")
        is_kept(jonas)
        anders.opens(f"{at.meeting(CHILD)}?emne=everyday").does_not_read("Halvt skrevet")
        assert words(anders).input_value() == ""
        jonas.meets_no_barrier("writing, with a draft")


def test_a_closed_lid_and_a_lost_session_leave_the_draft_to_its_writer(
    browser: Any, served: Served, served_db: None
) -> None:
    address = f"{at.meeting(CHILD)}?emne=who_else"
    with visit(browser, served, "anders") as anders:
        types(anders.opens(address), "Skrevet lige før låget")
        is_kept(anders)
        anders.page.close()
    with visit(browser, served, "anders") as anders:
        anders.opens(address).reads("Den er ikke i referatet endnu.")
        assert words(anders).input_value() == "Skrevet lige før låget"
        anders.page.context.clear_cookies(name="sikkerhedsnet_session")
        words(anders).press("Control+End")
        types(anders, " og efter")
        expect(anders.page.locator("#skriv .sn-draft-bad")).to_contain_text("du er logget af", timeout=LONG)
        assert words(anders).input_value() == "Skrevet lige før låget og efter"
        anders.page.get_by_role("button", name="Skriv det i referatet").click()
        anders.reads("Log ind")
        sign_in(anders.page, "anders")
        anders.presses("Send igen")
        assert MinutesEntry.objects.filter(text="Skrevet lige før låget og efter").count() == 1
        anders.opens(address)
        assert words(anders).input_value() == "", "put in, the draft is gone"


def test_two_tabs_of_one_writer_never_overwrite_each_other(browser: Any, served: Served, served_db: None) -> None:
    address = f"{at.meeting(CHILD)}?emne=next"
    with visit(browser, served, "anders") as first:
        first.opens(address)
        second = Visitor(first.page.context.new_page(), "anders").opens(address)
        types(first, "Fra den ene fane")
        is_kept(first)
        types(second, "Fra den anden fane")
        second.reads("Du har skrevet her i en anden fane", "Fra den ene fane").meets_no_barrier("two tabs")
        second.page.get_by_role("button", name="Sæt begge tekster i feltet").click()
        expect(words(second)).to_have_value("Fra den ene fane\n\nFra den anden fane")
        is_kept(second)
        second.opens(address)
        assert words(second).input_value() == "Fra den ene fane\n\nFra den anden fane"


@pytest.mark.parametrize("viewport", [LAPTOP, TABLET, PHONE], ids=["laptop", "tablet", "phone"])
def test_when_both_change_the_same_line_the_second_sees_both_and_keeps_both(
    browser: Any, served: Served, served_db: None, viewport: dict[str, int]
) -> None:
    name = f"{viewport['width']}"
    with two_writers(browser, served, "hopes") as (jonas, anders):
        jonas.page.set_viewport_size(viewport)
        says(jonas, PARENT, f"Linje {name}")
        line = MinutesEntry.objects.get(text=f"Linje {name}")
        for visitor, text in ((anders, f"Anders {name}"), (jonas, f"Jonas {name}")):
            visitor.opens(f"/moeder/ord/{line.pk}/ret/")
            visitor.page.locator("main textarea").fill(text)
        anders.presses("Gem rettelsen").reads(f"Anders {name}")
        jonas.presses("Gem rettelsen").reads("I rettede samtidig", f"Anders {name}", "Anders Friis skrev", "Du skrev")
        jonas.meets_no_barrier("both texts")
        assert jonas.page.locator("main textarea").input_value() == f"Jonas {name}"
        jonas.presses("Behold begge som to linjer").reads(f"Anders {name}", f"Jonas {name}")


def test_what_is_typed_while_the_last_line_is_under_way_stays(browser: Any, served: Served, served_db: None) -> None:
    with visit(browser, served, "jonas") as jonas:
        jonas.opens(f"{at.meeting(CHILD)}?emne=works")
        words(jonas).fill("Den første linje, sendt")
        jonas.page.route("**/skriv/", lambda route: (jonas.page.wait_for_timeout(1500), route.continue_()))
        jonas.page.get_by_role("button", name="Skriv det i referatet").click()
        words(jonas).press_sequentially(" Og mere")
        jonas.page.locator("#ord", has_text="Den første linje, sendt").wait_for()
        expect(words(jonas)).to_have_value("Og mere", timeout=LONG)


def test_without_javascript_a_line_and_a_draft_are_saved_by_their_buttons(
    browser: Any, served: Served, served_db: None
) -> None:
    with visit(browser, served, "anders", scripts=False) as anders:
        anders.opens(f"{at.meeting(CHILD)}?emne=steps").writes("Skriv det med deres ord", "Uden script, halvt")
        anders.presses("Gem som kladde").reads("Kladden er gemt. Den er ikke i referatet endnu.")
        assert words(anders).input_value() == "Uden script, halvt"
        anders.page.get_by_label("Hvem siger det?").select_option(label=PARENT)
        anders.writes("Skriv det med deres ord", "Uden script, helt")
        anders.presses("Skriv det i referatet").reads("Uden script, helt")


def counted(visitor: Visitor) -> int:
    return int(visitor.page.evaluate("sessionStorage.getItem('counted') || 0"))


def starts_counting(visitor: Visitor) -> None:
    visitor.page.evaluate("sessionStorage.setItem('counted', '0')")


def test_an_agreement_of_each_kind_is_made_with_four_interactions_at_most(
    browser: Any, served: Served, served_db: None
) -> None:
    """A tap counts one and a text one, also the tap into it; the measure counts until it runs."""
    with visit(browser, served, "jonas") as jonas:
        page = jonas.page
        page.add_init_script(COUNTED)
        jonas.opens(f"{at.meeting(CHILD)}?emne=steps")
        form = page.locator("form.sn-agree--new")
        spent: dict[str, int] = {}

        def typed(what: str) -> None:
            starts_counting(jonas)
            form.locator("textarea").click()
            form.locator("textarea").press_sequentially(what)

        typed("Lægge tøjet frem om aftenen")
        form.locator("label.sn-chip", has_text=PARENT).click()
        form.get_by_role("button", name="Et skridt").click()
        page.locator("#aftaler-nu", has_text="Lægge tøjet frem om aftenen").wait_for()
        spent["step"] = counted(jonas)

        typed("Zeynep siger ja til, at skolen taler med sundhedsplejersken")
        form.locator("label.sn-chip", has_text=PARENT).click()
        form.get_by_role("button", name="Et samtykke").click()
        page.get_by_role("link", name="Skriv samtykket ned").wait_for()
        spent["consent"] = counted(jonas)

        starts_counting(jonas)
        form.locator("input[type=date]").click()
        form.locator("input[type=date]").fill(days_on(21))
        form.get_by_role("button", name="Næste møde").click()
        page.locator("#aftaler-nu", has_text="Vi mødes igen").wait_for()
        spent["next"] = counted(jonas)

        typed("At Yusuf har én at gå til om morgenen")
        form.locator("button.sn-becomes-measure").first.click()
        page.get_by_role("button", name="Sæt indsatsen i gang").wait_for()
        assert page.locator("textarea[name=aim]").input_value() == "At Yusuf har én at gå til om morgenen"
        spent["measure, chosen"] = counted(jonas)
        with page.expect_navigation():
            page.get_by_role("button", name="Sæt indsatsen i gang").click()
        spent["measure"] = counted(jonas)
        jonas.reads("er sat i gang").meets_no_barrier("the agreements, each become something")
        page.get_by_role("link", name="Skriv samtykket ned").click()
        purpose = page.locator("textarea[name=purpose]").input_value()
        assert purpose == "Zeynep siger ja til, at skolen taler med sundhedsplejersken"
        print(f"interactions, an agreement at the table (goal 4): {spent}")
        assert all(number <= 4 for number in spent.values()), spent
        assert set(Agreement.objects.filter(meeting__child_id=at.child(CHILD)).values_list("becomes", flat=True)) == {
            "step", "consent", "next", "measure",
        }  # fmt: skip
