"""What a round's page and the list of those seen but not helped say is what stands in the tables, read off the screen."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import WellbeingAssessment
from tests.journeys.small_town import TownSite, town_site
from tests.journeys.visits import LAPTOP, PHONE, Visitor, visit
from tests.personas import TODAY
from tests.screening.test_coverage_agrees import COVERAGE, UNHELPED, Chance, asked

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

SEED = 26
DONE, WITHOUT = re.compile(r"(\d+) af (\d+) færdige"), re.compile(r"(\d+) gule? eller røde? uden handling")


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("numbers", django_db_blocker, tmp_path_factory.mktemp("numbers")) as made:
        yield made


@pytest.fixture(scope="module")
def round_(site: TownSite) -> Any:
    with site.at_hand() as town:
        return Chance(town, SEED).round


def _places(site: TownSite, pk: int) -> dict[tuple[str, str], list[int]]:
    """Straight from the tables: enrolled, rated, settled and the four reasons, by institution and group."""
    with site.at_hand():
        rows = asked(COVERAGE, pk, TODAY, TODAY, TODAY)
        institutions = dict(Institution.objects.values_list("pk", "name"))
        groups = dict(Group.objects.values_list("pk", "name"))
    return {(institutions[i], groups.get(g, "")): list(numbers) for i, g, *numbers in rows}


def _unhelped(site: TownSite) -> list[WellbeingAssessment]:
    with site.at_hand() as town:
        pks = [pk for (pk,) in asked(UNHELPED, TODAY - timedelta(weeks=town.municipality.action_weeks))]
        rows = WellbeingAssessment.objects.filter(pk__in=pks).select_related("institution", "group", "child")
        return list(rows)


def test_the_coverage_on_the_screen_is_the_tables(browser: Any, site: TownSite, round_: Any) -> None:
    wanted, lacking = _places(site, round_.pk), _unhelped(site)
    assert len(wanted) > 3 and lacking, "chance has made something to count"
    with visit(browser, site.serve(), "karin", viewport=LAPTOP) as karin:
        karin.opens(f"/trivsel/{round_.pk}/").reads(round_.name).meets_no_barrier("the round")
        assert _read_places(karin) == {place: _settled_of(numbers) for place, numbers in wanted.items()}
        total = [sum(column) for column in zip(*wanted.values(), strict=True)]
        facts = dict(_facts(karin))
        assert facts["Børn i alt"] == [total[0], total[2], sum(total[3:]), total[0] - total[2] - sum(total[3:])]
        assert facts["Vurderet hver for sig"] == [total[1], total[0] - sum(total[3:])]
        here = {place for place, _group in wanted}
        assert facts["Gule eller røde uden handling"] == [sum(row.institution.name in here for row in lacking)]


def _settled_of(numbers: list[int]) -> tuple[int, int]:
    return numbers[2], numbers[0] - sum(numbers[3:])


def _read_places(karin: Visitor) -> dict[tuple[str, str], tuple[int, int]]:
    """Each row of the page: its institution, its group, and how many of how many."""
    found = {}
    for heading in karin.page.locator("main .sn-institution").all():
        institution = heading.evaluate("e => e.firstChild.textContent.trim()")
        for row in heading.locator("xpath=following-sibling::ul[1]").locator("> .sn-row").all():
            name = row.locator(".sn-what").inner_text().strip()
            done, total = map(int, DONE.search(row.inner_text()).groups())  # type: ignore[union-attr]
            group = "" if name in (institution, "Børn uden stue eller klasse") else name
            found[(institution, group)] = (done, total)
    return found


def _facts(karin: Visitor) -> Iterator[tuple[str, list[int]]]:
    for fact in karin.page.locator("main .sn-facts > div").all():
        text = fact.locator("dd").inner_text()
        yield fact.locator("dt").inner_text(), [int(n) for n in re.findall(r"\d+", text)]


def test_those_seen_but_not_helped_on_the_screen_are_the_tables(browser: Any, site: TownSite, round_: Any) -> None:
    """The facilitator reads numbers and no name; the leader of the place reads the names."""
    lacking = _unhelped(site)
    wanted = Counter((row.institution.name, row.group.name if row.group else "") for row in lacking)
    served = site.serve()
    with visit(browser, served, "karin", viewport=PHONE) as karin:
        karin.opens(f"/trivsel/{round_.pk}/").follows("Se dem").meets_no_barrier("seen but not helped, in numbers")
        assert f"{len(lacking)} børn er set" in karin.page.locator("main").inner_text()
        found = {}
        for heading in karin.page.locator("main .sn-institution").all():
            institution = heading.evaluate("e => e.firstChild.textContent.trim()")
            for row in heading.locator("xpath=following-sibling::ul[1]").locator("> .sn-row").all():
                name = row.locator(".sn-what").inner_text().strip()
                group = "" if name == "Børn uden stue eller klasse" else name
                found[(institution, group)] = int(row.locator(".sn-when").inner_text().split()[0])
        assert found == wanted
        karin.does_not_read(*{row.child.name for row in lacking})
    with site.at_hand() as town:
        mine = Child.objects.visible_to(town.actor("dorte"), TODAY)
        names = Counter(row.child.name for row in lacking if row.child in mine and row.institution == town.day_care)
    with visit(browser, served, "dorte", viewport=LAPTOP) as dorte:
        dorte.opens("/set-men-ikke-hjulpet/").meets_no_barrier("seen but not helped, by name")
        assert Counter(dorte.page.locator("main .sn-row .sn-what").all_inner_texts()) == names
