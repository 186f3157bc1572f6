"""A child starts school: what day care hands over is sent back, put right and accepted, by two people at two screens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.handover.models import HandOver, SentPart
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing.models import Consent, Disclosure
from tests.handover import road
from tests.journeys.small_town import TownSite, town_site
from tests.journeys.visits import LAPTOP, TABLET, Visitor, days_on, visit
from tests.personas import NOW, TODAY

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.once]

WORRY = "Freja sover dårligt, siger hun."
LIKES = "Bygger flotte tårne, og synger for de små."
ASKS = "Hvad hjælper, når hun er træt?"
HELPS = "En pause i puderummet."


@pytest.fixture(scope="module")
def site(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TownSite]:
    with town_site("handing", django_db_blocker, tmp_path_factory.mktemp("handing")) as made:
        yield made


def test_a_hand_over_is_sent_back_put_right_and_accepted(browser: Any, site: TownSite) -> None:
    with site.at_hand() as town:
        freja = town.children[0]
        road.consent(town, freja)
        worry(site, freja)
    served = site.serve()
    with (
        visit(browser, served, "mette", viewport=TABLET) as mette,
        visit(browser, served, "anders", viewport=LAPTOP) as anders,
    ):
        row = _writes_it(mette, site, freja)
        _goes_through_it_with_the_family(mette, row)
        anders.opens(f"/overgange/{row.pk}/").does_not_read(LIKES, freja.name)
        _sends_it(mette, row)
        _reads_it_and_asks(anders, site, row)
        _puts_it_right(mette, site, row)
        _reads_the_worry_and_accepts(anders, site, row)
        mette.opens(f"/overgange/{row.pk}/").reads("Taget imod:", "Anders Friis").meets_no_barrier("accepted")


def worry(site: TownSite, child: Child) -> None:
    """One the parents know of; it must be read before the hand-over is accepted."""
    town = site.town
    Concern.objects.create(
        child=child, district=town.district, institution=town.day_care, raised_by=town.user("mette"), raised_at=NOW,
        observation=WORRY, parents_know="yes", state="taken", answer_due_on=TODAY, due_on=TODAY, owner=town.user("jonas"),
        changed_at=NOW, changed_by_name="test",
    )  # fmt: skip


def _writes_it(mette: Visitor, site: TownSite, freja: Child) -> HandOver:
    page = mette.page
    mette.opens(f"/boern/{freja.pk}/").follows("Overgang").reads("Hvor skal barnet hen?")
    mette.meets_no_barrier("beginning a hand-over")
    page.get_by_label("Hvor skal barnet hen?").select_option(label="Havneskolen")
    mette.writes("Hvornår begynder barnet?", road.STARTS.isoformat())
    page.locator("main form .button-primary").first.click()
    mette.reads("Før den kan sendes").meets_no_barrier("a hand-over that is begun")
    with site.at_hand() as town:
        row = HandOver.objects.get(child=freja)
        names = {key: road.kind(town, key).name for key in ("resources", "worries")}
    mette.reads("Går noget tabt?", "Bekymring fra")
    _part(mette, row, names["resources"], LIKES)
    mette.opens(f"/overgange/{row.pk}/").follows(names["worries"])
    page.locator("main label", has_text="Bekymring fra").first.click()
    _by_consent(mette)
    mette.presses("Gem delen").reads("Alt åbent om barnet, som du kan se og må give videre, er med eller forklaret.")
    mette.follows("Vælg, hvem der tager imod").meets_no_barrier("who is to have it")
    page.locator("main select").first.select_option(label="Anders Friis")
    page.locator("main form .button-primary").first.click()
    mette.reads("Vælg en anden")
    return row


def _part(mette: Visitor, row: HandOver, name: str, text: str) -> None:
    mette.opens(f"/overgange/{row.pk}/").follows(name).meets_no_barrier(f"the part {name}")
    mette.writes("Hvad skal det nye sted vide?", text)
    _by_consent(mette)
    mette.presses("Gem delen").meets_no_barrier(f"the part {name}, written")


def _by_consent(mette: Visitor) -> None:
    group = mette.page.locator("main fieldset", has_text="Hvorfor må det gives videre?")
    group.locator("label", has_text="amtykke").first.click()


def _goes_through_it_with_the_family(mette: Visitor, row: HandOver) -> None:
    mette.opens(f"/overgange/{row.pk}/").follows("Gå det igennem med familien").reads(LIKES, WORRY)
    mette.meets_no_barrier("the talk with the family")
    mette.writes("Hvornår?", days_on(0)).picks("Ved en samtale").picks("Dem alle sammen")
    mette.writes("Hvad sagde de, med deres egne ord?", "Hun glæder sig.")
    mette.page.locator("main form .button-primary").first.click()
    mette.reads("Læs det højt, og send")


def _sends_it(mette: Visitor, row: HandOver) -> None:
    mette.opens(f"/overgange/{row.pk}/").follows("Læs det højt, og send").reads(LIKES, WORRY)
    mette.meets_no_barrier("what the receiver reads")
    mette.page.locator("main form input[type=checkbox]").first.check()
    mette.presses("Send").reads("Ligger hos").meets_no_barrier("a hand-over that is sent")


def _reads_it_and_asks(anders: Visitor, site: TownSite, row: HandOver) -> None:
    anders.opens("/").reads("Læs overgangen, og svar")
    task = anders.page.locator(".sn-row", has_text="Læs overgangen, og svar")
    with site.at_hand():
        assert task.count() == HandOver.objects.filter(receiver=site.town.user("anders"), state="sent").count() == 1
    task.get_by_role("link").last.click()
    anders.reads(LIKES, WORRY).does_not_read("Hun glæder sig.").meets_no_barrier("a hand-over to answer")
    assert anders.opens(f"/boern/{row.child_id}/").page.get_by_text("Siden findes ikke her").count() == 1
    anders.opens(f"/overgange/{row.pk}/").follows("Bed om en rettelse").meets_no_barrier("asking for a correction")
    anders.page.locator("main textarea").first.fill(ASKS)
    anders.page.locator("main form .button-primary").first.click()
    anders.page.wait_for_load_state()
    with site.at_hand():
        row.refresh_from_db()
        assert row.state == "returned"
    anders.opens(f"/overgange/{row.pk}/").reads("Siden findes ikke her").does_not_read(LIKES)


def _puts_it_right(mette: Visitor, site: TownSite, row: HandOver) -> None:
    mette.opens("/").reads("Freja Bæk")
    mette.opens(f"/overgange/{row.pk}/").reads("Den er sendt tilbage", ASKS).meets_no_barrier("sent back")
    mette.presses("Ret den")
    with site.at_hand() as town:
        name = road.kind(town, "worked").name
    _part(mette, row, name, HELPS)
    _goes_through_it_with_the_family(mette, row)
    _sends_it(mette, row)
    with site.at_hand():
        row.refresh_from_db()
        assert (row.state, row.edition) == ("sent", 2)


def _reads_the_worry_and_accepts(anders: Visitor, site: TownSite, row: HandOver) -> None:
    anders.opens(f"/overgange/{row.pk}/").reads(HELPS, "udgave 2", "Læs først de tidligere bekymringer")
    assert anders.page.get_by_role("button", name="Tag imod").count() == 0, "the worry is read first"
    anders.presses("Jeg har læst").reads("Læst").meets_no_barrier("the worry is read")
    anders.presses("Tag imod").reads("Taget imod:").meets_no_barrier("taken")
    with site.at_hand() as town:
        row.refresh_from_db()
        assert (row.state, row.accepted_by_name, row.owner) == ("accepted", "Anders Friis", town.user("anders"))
        parts = SentPart.objects.filter(handover=row, edition=2)
        assert parts.count() == 3 and not parts.filter(must_read=True, read_at=None).exists()
        _each_part_of_each_edition_is_recorded_as_passed_on_once(site, row)


def _each_part_of_each_edition_is_recorded_as_passed_on_once(site: TownSite, row: HandOver) -> None:
    """Two parts the first time, which ended when it was sent back, and three the second, which may be used still."""
    anders, yes = site.town.user("anders"), Consent.objects.get(child=row.child)
    parts = {part.pk: part for part in SentPart.objects.filter(handover=row).select_related("kind")}
    crossed = list(Disclosure.objects.filter(child=row.child, what="hand_over").told())
    assert sorted((one.about_label, one.about_id) for one in crossed) == [
        ("handover.sentpart", pk) for pk in sorted(parts)
    ]
    for one in crossed:
        part = parts[one.about_id]
        assert (one.to_user, one.to_service, one.basis, one.consent) == (anders, "school", part.basis, yes), part
        assert (one.content, one.told, one.told_on) == (part.kind.name, "told", TODAY), part
        assert (one.ends_on > TODAY, one.is_off) == (part.edition == 2, False), part
    assert sorted(part.edition for part in parts.values()) == [1, 1, 2, 2, 2]
