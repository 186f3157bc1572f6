"""A two-month visit with ADBB: the child is seen again, and does not go unhelped; and the form shut to the uncertified."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.people.models import Child, Guardian
from sikkerhedsnet.visits.models import PlannedVisit, Visit
from sikkerhedsnet.visits.standard import standard
from tests.instruments.filling import certify
from tests.journeys.small_town import TownSite, let_everybody_sign_in, town_site
from tests.journeys.visits import LAPTOP, PHONE, TABLET, Visitor, tabs_to, visit
from tests.personas import NOW, TODAY
from tests.visits.road import infant, plan

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

TOLD = "Ellen kigger væk, når jeg smiler til hende, og hun er stille. Hun spiser og sover godt."
SEEN_AGAIN = "Ellen er stadig stille, også da hun var udhvilet."
SIX = {"Ansigtsudtryk": "Trin 2", "Øjenkontakt": "Trin 2", "Barnets evne til at få og holde din opmærksomhed": "Trin 2"}


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("adbb", django_db_blocker, tmp_path_factory.mktemp("adbb")) as made:
        with made.at_hand() as town:
            certify(town, "hanne")
        yield made


@pytest.fixture
def ellen(site: TownSite) -> Child:
    """Two months old, her visit planned by the schedule."""
    with site.at_hand() as town:
        child = infant(town, "Ellen", days=72)
        plan(child)
        return child


def test_a_two_month_visit_with_adbb_is_repeated_and_followed_until_somebody_helps(
    browser: Any, site: TownSite, ellen: Child
) -> None:
    with visit(browser, site.serve(), "hanne", viewport=TABLET) as hanne:
        _opens_the_visit_from_her_desk(hanne, site, ellen)
        _saves_what_must_be_seen(hanne, site, ellen)
        first = _fills_in_adbb(hanne, site, ellen)
        _is_told_when_to_see_her_again(hanne, site, first)
    with site.at_hand() as town:
        weeks = town.municipality.action_weeks
    again_on = clock.at(TODAY + timedelta(days=10), 10, 0)
    with visit(browser, site.serve(again_on), "hanne", viewport=PHONE) as hanne:
        second = _sees_her_again(hanne, site, ellen, first)
    unhelped_on = again_on + timedelta(weeks=weeks, days=1)
    with visit(browser, site.serve(unhelped_on), "hanne", viewport=LAPTOP) as hanne:
        _stands_on_the_list(hanne, site, ellen)
        _raises_the_worry(hanne, site, ellen, second)
        _no_longer_stands_there(hanne, site, ellen)


def _opens_the_visit_from_her_desk(hanne: Visitor, site: TownSite, ellen: Child) -> None:
    with site.at_hand():
        planned = PlannedVisit.objects.get(child=ellen)
    hanne.reads("Hej Hanne", "Besøg hos det ca. 2 måneder gamle barn")
    row = hanne.page.locator(".sn-row", has_text=ellen.name)
    row.get_by_role("link").last.click()
    hanne.page.wait_for_url(f"**/besoeg/planlagt/{planned.pk}/")
    hanne.reads("Skriv besøget").meets_no_barrier("the planned visit")
    hanne.follows("Skriv besøget").reads("Det skal du se på").meets_no_barrier("the visit to write")


def _saves_what_must_be_seen(hanne: Visitor, site: TownSite, ellen: Child) -> None:
    """The indicators of the guide, each by the words on the page."""
    page, kinds = hanne.page, standard()
    asked = kinds.visit_types["two_months"].mandatory
    with site.at_hand():
        mother = ellen.custodies.order_by("pk")[0].guardian
    hanne.writes("Fra kl.", "09:00").picks(mother.name)
    for key in asked:
        if key in kinds.indicators:
            _answers(page, kinds.indicators[key].name, mother, kinds.indicators[key].values[0].name)
    hanne.writes("Vægt", "5200").writes("Længde eller højde", "58").writes("Hovedomfang", "39")
    hanne.picks(next(iter(kinds.feeding.values())).name)
    hanne.writes("Hvad har du fortalt forældrene?", TOLD)
    page.route("**/besoeg/**", _slow_drafts)  # the last field's draft is still under way when she presses the button
    hanne.presses("Gem besøget").reads("Besøget er gemt.").does_not_read("Der mangler")
    page.unroute("**/besoeg/**", _slow_drafts)
    hanne.meets_no_barrier("the visit, saved")
    with site.at_hand():
        held = Visit.objects.get(child=ellen)
        assert held.state == "whole" and held.planned is not None and held.planned.state == "held"


def _slow_drafts(route: Any) -> None:
    if "json" in route.request.headers.get("accept", ""):
        time.sleep(0.4)
    route.continue_()


def _answers(page: Any, name: str, mother: Guardian, value: str) -> None:
    """Chooses a value in the group of this name; what is about a parent is answered for the one who was there."""
    groups = page.locator("main fieldset", has=page.locator("legend", has_text=name))
    about_her = groups.filter(has=page.locator("legend", has_text=mother.name))
    (about_her if about_her.count() else groups).first.get_by_label(value, exact=True).check()


def _fills_in_adbb(hanne: Visitor, site: TownSite, ellen: Child) -> Response:
    hanne.opens(f"/boern/{ellen.pk}/").follows("Skemaer").follows("ADBB")
    hanne.meets_no_barrier("ADBB to fill in")
    _six_points(hanne)
    hanne.writes("Hvad så du?", TOLD).meets_no_barrier("ADBB, filled in")
    hanne.presses("Gem svaret").reads("Svaret er gemt", "Tilbagetrukket i kontakten", "6 af 32")
    with site.at_hand():
        made = Response.objects.get(child=ellen)
    assert (made.score, made.positive) == (6, True)
    return made


def _six_points(hanne: Visitor) -> None:
    for group in hanne.page.locator(".in-item").all():
        name = group.locator("legend").inner_text().strip()
        group.get_by_label(SIX.get(name, "Trin 0"), exact=True).check()


def _is_told_when_to_see_her_again(hanne: Visitor, site: TownSite, made: Response) -> None:
    """The page and the desk say who does it and when; the parents are told in words, never in numbers."""
    page = hanne.page
    with site.at_hand():
        row = FollowUp.objects.select_related("owner").get(response=made)
    assert row.owner is not None and row.due_on is not None
    assert (row.earliest_on - TODAY, row.due_on - TODAY) == (timedelta(weeks=1), timedelta(weeks=2))
    asked = page.locator(".sn-row", has_text="Se barnet igen").first
    assert "mandag 30. november" in asked.inner_text() and "mandag 7. december" in asked.inner_text()
    assert row.owner.name in asked.inner_text()
    words = page.locator(".sn-quote").inner_text()
    assert TOLD in words and "trak sig lidt" in words and "en til to uger" in words
    assert not any(sign.isdigit() for sign in words), "the parents read no number"
    hanne.meets_no_barrier("the answer")
    hanne.opens("/")
    asked = page.locator(".sn-row", has_text="Se barnet igen")
    assert asked.count() == 1 and "mandag 7. december" in asked.inner_text()


def _sees_her_again(hanne: Visitor, site: TownSite, ellen: Child, first: Response) -> Response:
    hanne.page.locator(".sn-row", has_text="Se barnet igen").get_by_role("link").last.click()
    hanne.reads("Tilbagetrukket i kontakten").follows("Udfyld ADBB igen")
    _six_points(hanne)
    hanne.writes("Hvad så du?", SEEN_AGAIN).presses("Gem svaret")
    hanne.reads("Barnet var tilbagetrukket to gange", "Skriv, hvad der er gjort", "Skriv en bekymring")
    hanne.meets_no_barrier("the second answer")
    with site.at_hand():
        first.refresh_from_db()
        second = Response.objects.filter(child=ellen).latest("pk")
        asked = FollowUp.objects.get(response=first)
        assert (asked.state, asked.repeated_by_id) == ("repeated", second.pk)
        owed = FollowUp.objects.get(response=second)
        assert owed.do == "act" and owed.due_on == second.answered_on + timedelta(days=7)
        assert owed.owner == site.town.user("hanne")
    hanne.opens("/").reads("Gør noget ved svaret")
    hanne.opens("/set-men-ikke-hjulpet/").does_not_read(ellen.name)
    return second


def _unhelped(site: TownSite) -> int:
    """Counted from the tables: positive answers older than the local number of weeks, with nothing done since."""
    with site.at_hand() as town:
        before = clock.day_of(site.now) - timedelta(weeks=town.municipality.action_weeks)
        rows = Response.objects.filter(positive=True, corrected_by=None, answered_on__lt=before)
        return rows.exclude(follow_ups__state__in=("repeated", "acted", "carried")).count()


def _stands_on_the_list(hanne: Visitor, site: TownSite, ellen: Child) -> None:
    hanne.chooses_in_menu("Besøg").follows("Set, men ikke hjulpet").reads(ellen.name, "ADBB", "Hanne Toft")
    rows = hanne.page.locator("main .sn-row")
    assert rows.count() == _unhelped(site) == 1
    hanne.meets_no_barrier("seen but not helped")


def _raises_the_worry(hanne: Visitor, site: TownSite, ellen: Child, second: Response) -> None:
    """What the form says must follow is offered, and taken."""
    hanne.follows("Se svaret, og gør noget").reads("Tal med forældrene om, hvad I har set")
    hanne.follows("Skriv en bekymring").writes("Hvad har du set?", SEEN_AGAIN)
    hanne.picks("Jeg er bekymret for barnets trivsel.").picks("Ja, jeg har talt med dem").presses(
        "Send til Jonas Holm"
    ).reads("Bekymringen er sendt")
    hanne.meets_no_barrier("the worry, sent")
    with site.at_hand():
        worry = Concern.objects.get(child=ellen)
        owed = FollowUp.objects.get(response=second)
        assert (owed.state, worry.raised_by.username) == ("carried", "hanne")
    hanne.opens(f"/skemaer/svar/{second.pk}/").reads("Bekymring sendt")


def _no_longer_stands_there(hanne: Visitor, site: TownSite, ellen: Child) -> None:
    hanne.chooses_in_menu("Besøg").follows("Set, men ikke hjulpet").reads("Ingen.").does_not_read(ellen.name)
    assert hanne.page.locator("main .sn-row").count() == _unhelped(site) == 0


def test_adbb_is_shut_to_a_health_visitor_without_a_certificate(browser: Any, site: TownSite) -> None:
    with site.at_hand() as town:
        child = infant(town, "Aksel")
        town.hire("nina", "Nina Ny", Function.HEALTH_VISITOR, institution=town.health, district=town.district)
        let_everybody_sign_in()
        answers = Response.objects.count()
    with visit(browser, site.serve(NOW), "nina", viewport=PHONE) as nina:
        nina.opens(f"/skemaer/barn/{child.pk}/").reads("Kræver et kursusbevis, du ikke har")
        nina.follows("ADBB").reads(
            "ADBB kræver et kursusbevis", "Sådan får du adgang", "De fører registeret", "Karin Eg"
        )
        nina.meets_no_barrier("ADBB, shut")
        assert nina.page.locator("main form").count() == 0
        token = nina.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
        answer = nina.page.request.post(
            f"/skemaer/barn/{child.pk}/adbb/",
            form={"csrfmiddlewaretoken": token, "item_1facialExpression": "2"},
            headers={"Referer": nina.page.url},
        )
        assert answer.status == 403 and "ADBB kræver et kursusbevis" in answer.text()
    with site.at_hand():
        assert Response.objects.count() == answers


def test_without_scripts_a_visit_and_its_form_are_written(browser: Any, site: TownSite) -> None:
    with site.at_hand() as town:
        child = infant(town, "Alma", days=72)
        plan(child)
    with visit(browser, site.serve(), "hanne", viewport=PHONE, scripts=False) as hanne:
        hanne.opens("/").page.locator(".sn-row", has_text=child.name).get_by_role("link").last.click()
        hanne.follows("Skriv besøget").writes("Fra kl.", "09:00").presses("Gem besøget")
        hanne.reads("Besøget er gemt. Der mangler", "Det mangler endnu")
        hanne.opens(f"/skemaer/barn/{child.pk}/adbb/")
        _six_points(hanne)
        hanne.presses("Gem svaret").reads("6 af 32", "Se barnet igen")


def test_a_form_is_filled_in_with_the_keyboard_alone(browser: Any, site: TownSite) -> None:
    with site.at_hand() as town:
        child = infant(town, "Karl", days=72)
    with visit(browser, site.serve(), "hanne", viewport=LAPTOP) as hanne:
        page = hanne.opens(f"/skemaer/barn/{child.pk}/adbb/").page
        groups = page.locator(".in-item").count()
        tabs_to(page, page.locator(".in-item input").first)
        for number in range(groups):
            page.keyboard.press("Space" if number > 2 else "ArrowRight")
            if number <= 2:
                page.keyboard.press("ArrowRight")
            page.keyboard.press("Tab")
        tabs_to(page, page.get_by_role("button", name="Gem svaret"))
        with page.expect_navigation():
            page.keyboard.press("Enter")
        hanne.reads("6 af 32", "Tilbagetrukket i kontakten")
    with site.at_hand():
        assert Response.objects.get(child=child).score == 6
