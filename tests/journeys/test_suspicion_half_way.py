"""The same road, where a suspicion arises half-way: what the parents are given is as if it had never been written."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pypdf
import pytest

from sikkerhedsnet.childfile.access import who_has_access
from sikkerhedsnet.childfile.queries import family_reader, looks_told
from sikkerhedsnet.concerns.models import Concern, Notification
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.rights import paper
from sikkerhedsnet.rights.gathering import copy_of
from sikkerhedsnet.rights.models import AccessRequest
from tests.journeys.small_town import TownSite, town_site
from tests.journeys.test_sign_to_closed_plan import (
    GOAL,
    HOPES,
    MET,
    MOTHER,
    READS,
    begins,
    books_the_interpreter,
    calls_the_meeting,
    day,
    freja,
    makes_a_step,
    nobody_falls_through,
    raises_a_worry,
    says,
    takes_it_and_talks_with_the_parents,
)
from tests.journeys.visits import TABLET, Visitor, visit
from tests.rights.conftest import asked

__all__ = ["freja"]

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

MARKS = "Freja har to blå mærker på hver overarm og siger, at far tager fat."
GIVEN_AWAY = ("mistanke", "mærker", "underret", "tager fat", "§ 133")
"""What no page, paper or list of the parents' may hold."""


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("half_way", django_db_blocker, tmp_path_factory.mktemp("half_way")) as made:
        yield made


def test_what_the_parents_see_stays_clean_when_a_suspicion_arises_at_the_table(
    browser: Any, site: TownSite, freja: Child
) -> None:
    served = site.serve()
    with visit(browser, served, "mette", viewport=TABLET) as mette:
        raises_a_worry(mette, site, freja)
    with visit(browser, served, "jonas") as jonas:
        takes_it_and_talks_with_the_parents(jonas, site, freja)
        meeting = calls_the_meeting(jonas, site)
        books_the_interpreter(jonas, site, meeting)
    with site.at_hand() as town:
        asked(town, freja)
    served = site.serve(day(MET, 14))
    with (
        visit(browser, served, "jonas") as jonas,
        visit(browser, served, "mette", viewport=TABLET) as mette,
        visit(browser, served, "maja") as maja,
    ):
        begins(jonas, site, meeting)
        jonas.opens(meeting)
        says(jonas, MOTHER, HOPES)
        mette.opens(f"/boern/{freja.pk}/")
        colleagues, before = colleague_sees(maja, freja), parents_see(jonas, site, freja, meeting)
        _suspects(mette, site, freja)
        assert parents_see(jonas, site, freja, meeting) == before
        assert colleague_sees(maja, freja) == colleagues
        _notifies(mette, site)
        assert parents_see(jonas, site, freja, meeting) == before, "nor once the notification is sent"
        makes_a_step(jonas, meeting)
        _agrees_the_plan(jonas, site, meeting)
        seen = parents_see(jonas, site, freja, meeting)
    with visit(browser, served, "sara") as sara:
        _receives(sara, site)
    with visit(browser, served, "dorte") as dorte:
        dorte.opens("/").reads("Mette Lund har skrevet noget, du skal læse i dag").meets_no_barrier("the leader's desk")
    for given_away in GIVEN_AWAY:
        assert given_away not in json.dumps(seen, ensure_ascii=False).lower(), given_away
    assert HOPES in seen["copy"] and GOAL in seen["copy"] and READS in seen["paper"], "what they did say is there"


def parents_see(jonas: Visitor, site: TownSite, freja: Child, meeting: str) -> dict[str, Any]:
    """The paper they take home, a copy of the child's file, and the lists of who can look and who has looked."""
    answer = jonas.page.request.get(f"{meeting}referat.pdf")
    assert answer.ok, answer.status
    with site.at_hand():
        made = json.loads(paper.as_json(copy_of(AccessRequest.objects.get(), now=site.now)))
        child = Child.objects.get(pk=freja.pk)
        family = family_reader(child)
        made["parts"].pop("looks")  # counts the looks of these very visits; told apart from them below
        return {
            "paper": text_of(answer.body()),
            "copy": json.dumps(made, ensure_ascii=False, sort_keys=True),
            "access": repr(who_has_access(child, site.now.date(), reader=family)),
            "looks": sorted(
                {(str(v.day), v.function, v.unit, *sorted(v.what), *sorted(v.why)) for v in looks_told(child)}
            ),
        }


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(sheet.extract_text().split()) for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def colleague_sees(maja: Visitor, freja: Child) -> list[str]:
    """Whoever works in the same room and is not told: the child's page, who has access to it, and her desk."""
    addresses = (f"/boern/{freja.pk}/", f"/boern/{freja.pk}/adgang/", "/")
    return [maja.opens(address).page.locator("main").inner_text() for address in addresses]


def _suspects(mette: Visitor, site: TownSite, freja: Child) -> None:
    mette.opens(f"/boern/{freja.pk}/").follows("Skriv en bekymring").reads("Er der mistanke om vold eller overgreb?")
    mette.writes("Hvad har du set?", MARKS).picks("Jeg har mistanke om vold eller overgreb")
    mette.reads("Tal ikke med forældrene om mistanken.").meets_no_barrier("a suspicion, before it is sent")
    mette.presses("Send til Jonas Holm").reads("Bekymringen er sendt")
    with site.at_hand() as town:
        row = Concern.objects.get(suspicion=True)
        assert (row.child_id, row.leader_told) == (freja.pk, town.user("dorte"))
    nobody_falls_through(site)


def _notifies(mette: Visitor, site: TownSite) -> None:
    """From the page that says it is sent: what she wrote stands there already."""
    mette.presses("Skriv en underretning")
    mette.reads(MARKS).meets_no_barrier("the notification, a draft")
    mette.presses("Gem kladden").picks("Sara Birk")
    mette.presses("Send underretningen").reads("24 timer")
    with site.at_hand():
        assert Notification.objects.get().sent_at is not None
    nobody_falls_through(site)


def _agrees_the_plan(jonas: Visitor, site: TownSite, meeting: str) -> None:
    jonas.opens(meeting).follows("Læs op og afslut").does_not_read(MARKS).follows("Lav planen").reads(READS)
    jonas.page.get_by_label("Mål 1", exact=True).fill(GOAL)
    jonas.page.get_by_label("Hører til").first.select_option(label="Mål 1")
    jonas.presses("Aftal planen, og slut mødet").reads("Planen er aftalt.", GOAL).does_not_read(MARKS)
    nobody_falls_through(site)


def _receives(sara: Visitor, site: TownSite) -> None:
    with site.at_hand():
        address = f"/bekymringer/underretning/{Notification.objects.get().pk}/"
    sara.opens(address).reads(MARKS).presses("Jeg har modtaget underretningen").meets_no_barrier("received")
    with site.at_hand() as town:
        assert Notification.objects.get().acknowledged_by == town.user("sara")
    nobody_falls_through(site)
