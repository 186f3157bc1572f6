"""A municipality's own version of a form beside the old one: the old answer keeps its words, and the new has the new."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from sikkerhedsnet.instruments.models import FormVersion, Response
from sikkerhedsnet.people.models import Child
from tests.instruments.filling import certify
from tests.journeys.small_town import TownSite, town_site
from tests.journeys.visits import LAPTOP, PHONE, Visitor, visit
from tests.personas import TODAY
from tests.visits.road import infant

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

OLD, NEW = "Tilbagetrukket i kontakten", "Trækker sig i kontakten"


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("version", django_db_blocker, tmp_path_factory.mktemp("version")) as made:
        yield made


def test_an_own_version_stands_beside_the_old_and_changes_no_answer_that_was_given(
    browser: Any, site: TownSite
) -> None:
    with site.at_hand() as town:
        child = infant(town, "Ellen", days=80)
        certify(town, "hanne")
    served = site.serve()
    with visit(browser, served, "hanne", viewport=PHONE) as hanne:
        before = _answers(hanne, site, child, (TODAY - timedelta(days=3)).isoformat())
        hanne.reads(OLD)
    with visit(browser, served, "karin", viewport=LAPTOP) as karin:
        version = _makes_an_own_version(karin, site)
    with visit(browser, served, "hanne", viewport=PHONE) as hanne:
        hanne.opens(f"/skemaer/svar/{before.pk}/").reads(OLD).does_not_read(NEW, "nyere udgave")
    with visit(browser, served, "bo", viewport=LAPTOP) as bo:
        _approves_it(bo, version)
    with visit(browser, served, "hanne", viewport=PHONE) as hanne:
        after = _answers(hanne, site, child, TODAY.isoformat())
        hanne.reads(NEW).does_not_read(OLD)
        hanne.opens(f"/skemaer/svar/{before.pk}/").reads(OLD, "Der er en nyere udgave nu.").does_not_read(NEW)
        hanne.meets_no_barrier("an answer on the old version")
        hanne.opens(f"/skemaer/barn/{child.pk}/").reads(OLD, NEW).meets_no_barrier("both answers")
    with site.at_hand():
        before.refresh_from_db()
        assert (before.form.number, before.form.municipality_id) == (1, None)
        assert after.form.pk == version.pk != before.form.pk
        rows = FormVersion.objects.filter(key="adbb")
    with visit(browser, served, "karin", viewport=LAPTOP) as karin:
        karin.opens("/skemaer/skema/adbb/").reads("kommunens egen, er i brug", "Gemt til de svar, der er givet på den")
        versions = karin.page.locator(".sn-row", has_text="Udgave")
        with site.at_hand():
            assert versions.count() == rows.count() == 2


def _answers(hanne: Visitor, site: TownSite, child: Child, day: str) -> Response:
    hanne.opens(f"/skemaer/barn/{child.pk}/adbb/").writes("Hvilken dag?", day)
    for group in hanne.page.locator(".in-item").all():
        group.get_by_label("Trin 1", exact=True).check()
    hanne.presses("Gem svaret").reads("Svaret er gemt")
    with site.at_hand():
        return Response.objects.filter(child=child).select_related("form").latest("pk")


def _makes_an_own_version(karin: Visitor, site: TownSite) -> FormVersion:
    karin.chooses_in_menu("Skemaer").meets_no_barrier("the forms")
    karin.follows("ADBB").meets_no_barrier("one form")
    karin.presses("Lav jeres egen udgave")
    with site.at_hand():
        row = FormVersion.objects.get(key="adbb", municipality=site.town.municipality)
    if "/ret/" not in karin.page.url:
        karin.follows("Ret teksten")
    text = karin.page.get_by_label("Skemaet som tekst")
    text.fill(text.input_value().replace(OLD, NEW))
    karin.meets_no_barrier("the text of a form")
    karin.presses("Gem teksten").reads(NEW).meets_no_barrier("the text of a form, saved")
    karin.presses("Send til godkendelse").reads("Venter på godkendelse").meets_no_barrier("a version that waits")
    assert karin.page.get_by_role("button", name="Gem dit svar").count() == 0, "nobody approves her own"
    return row


def _approves_it(bo: Visitor, version: FormVersion) -> None:
    bo.follows("En ny udgave af skemaet ADBB venter på din godkendelse").reads(NEW, OLD)
    bo.meets_no_barrier("a version to approve")
    bo.picks("Godkend udgaven").presses("Gem dit svar").reads("Godkendt").meets_no_barrier("approved")
