"""A group of twenty rated by two colleagues and then together, with every tap, key and field counted by the browser itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connections

from config.translations import compile_catalogues
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import OwnAssessment, WellbeingAssessment
from tests.journeys.visits import LAPTOP, PHONE, TABLET, Visitor, days_on, visit
from tests.personas import NOW, Town, build_town
from tests.screening.walk import open_round
from tests.support.browser import PASSWORD, SERVED_FROM, Served, serving, surroundings
from tests.support.database import connected_to, drop_database, make_database, migrated

pytestmark = [pytest.mark.browser, pytest.mark.slow]

GREEN, YELLOW = 25, 45
"""The most a rater should have to do when all thrive, and when three do not."""
COUNTED = """
(() => {
  const more = (n) => sessionStorage.setItem("counted", String(Number(sessionStorage.getItem("counted") || 0) + n));
  const text = (t) => t.matches && t.matches("textarea, input[type=text], input[type=date]");
  addEventListener("pointerdown", (e) => { if (e.isTrusted) more(1); }, true);
  addEventListener("keydown", (e) => { if (e.isTrusted && !text(e.target)) more(1); }, true);
  const written = new Set();
  addEventListener("input", (e) => { if (text(e.target) && !written.has(e.target)) { written.add(e.target); more(1); } }, true);
  addEventListener("change", (e) => { if (e.target.matches("select")) more(2); }, true);
})();
"""
"""A tap counts one, a key outside a text one, a text written one beside the tap into it, a choice from a list two."""
SAW = "Står ofte for sig selv efter middag."


@dataclass
class House:
    """The small town on a free port, and how a group of twenty is made in it."""

    served: Served
    town: Town

    def group_of_twenty(self, key: str) -> list[str]:
        """A group with two colleagues and a round that is open; answers with the children's first names."""
        town = self.town
        with connected_to(self.served.database), clock.fixed(NOW), context.asking(context.system()):
            where = Institution.objects.create(
                municipality=town.municipality, district=town.district, code=f"T-{key}", name=f"Børnehuset {key}",
                kind="day_care",
            )  # fmt: skip
            room = where.groups.create(name=f"Stue {key}")
            town.hire(f"a-{key}", f"Anna {key}", Function.PEDAGOGUE, institution=where, groups=(room,))
            town.hire(f"b-{key}", f"Bente {key}", Function.PEDAGOGUE, institution=where, groups=(room,))
            town.hire(f"leder-{key}", f"Lene {key}", Function.LEADER, institution=where)
            for user in User.objects.filter(username__endswith=f"-{key}"):
                user.set_password(PASSWORD)
                user.save()
            for number in range(20):
                town.child(f"Barn{chr(65 + number)}", f"Fra{key.title()}", institution=where, group=room)
            open_round(town, f"leder-{key}", where)
            here = Child.objects.filter(enrolments__group=room).order_by("sort_key")
            return list(here.values_list("first_name", flat=True))


@pytest.fixture(scope="module")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    name = connections["default"].settings_dict["NAME"]
    database, log = f"{name}_twenty", tmp_path_factory.mktemp("twenty") / "server.log"
    compile_catalogues()
    with django_db_blocker.unblock():
        make_database(database, migrated())
        with connected_to(database), clock.fixed(NOW):
            town = build_town()
        environment = {**os.environ, **surroundings(database), clock.ENVIRONMENT_VARIABLE: SERVED_FROM}
        try:
            with serving(environment, log) as port:
                yield House(Served(f"http://127.0.0.1:{port}", database), town)
        finally:
            drop_database(database)


def begin(visitor: Visitor) -> None:
    """Counts from the desk."""
    visitor.page.add_init_script(COUNTED)
    visitor.opens("/").page.evaluate("sessionStorage.removeItem('counted')")


def counted(visitor: Visitor) -> int:
    return int(visitor.page.evaluate("sessionStorage.getItem('counted') || 0"))


def row(visitor: Visitor, name: str) -> Any:
    return visitor.page.locator(".sn-kid", has=visitor.page.get_by_text(name, exact=False))


def writes(visitor: Visitor, where: Any, words: str) -> None:
    where.click()
    where.press_sequentially(words) if where.get_attribute("type") != "date" else where.fill(words)


def choose(visitor: Visitor, name: str, word: str) -> None:
    row(visitor, name).locator("label.sn-pick-one", has_text=word).click()


def says_what(visitor: Visitor, name: str) -> None:
    """What she sees and what works, in words."""
    writes(visitor, row(visitor, name).locator("textarea").nth(0), SAW)
    writes(visitor, row(visitor, name).locator("textarea").nth(1), "Sammen med én til.")


def hands_in(visitor: Visitor) -> None:
    visitor.presses("Aflever min vurdering").reads("Du har afleveret 20 børn.")


def one_by_one(visitor: Visitor, names: list[str], yellow: list[str]) -> int:
    """Every child is given its position by a tap of its own."""
    begin(visitor)
    visitor.follows("Vurder").reads("0 af 20 vurderet")
    for name in names:
        choose(visitor, name, "Opmærksomhed" if name in yellow else "Trives")
        if name in yellow:
            says_what(visitor, name)
    hands_in(visitor)
    return counted(visitor)


def with_the_rest(visitor: Visitor, names: list[str], yellow: list[str]) -> int:
    """Those she wonders about first; then she reads the other names and says that they thrive."""
    begin(visitor)
    visitor.follows("Vurder").reads("0 af 20 vurderet")
    for name in yellow:
        choose(visitor, name, "Opmærksomhed")
        says_what(visitor, name)
    visitor.presses("Trives resten?").reads("Læs navnene, og tænk på hvert barn")
    visitor.meets_no_barrier("the rest, asked")
    for name in names:
        assert (name in visitor.page.locator("#resten").inner_text()) == (name not in yellow)
    visitor.presses("Ja, de").reads("Det er ikke afleveret endnu")
    hands_in(visitor)
    return counted(visitor)


def together(visitor: Visitor, yellow: list[str]) -> int:
    """The talk: those seen differently, those seen alike, and all who thrive at once."""
    begin(visitor)
    visitor.follows("Bliv enige").reads("I er enige om, at de trives").meets_no_barrier("the talk")
    page = visitor.page
    for name in yellow:
        page.get_by_role("link", name=f"Bliv enige {name}").click()
        page.locator("main label.sn-pick-one", has_text="Opmærksomhed").click()
        writes(visitor, page.get_by_label("Fokuspunkt"), "Hvem hun leger med efter middag.")
        writes(visitor, page.get_by_label("Hvad vil vi voksne ændre?"), "Vi går ud i to hold.")
        writes(visitor, page.get_by_label("Næste dato"), days_on(14))
        page.locator("label", has_text="Ved aflevering eller hentning").click()
        visitor.presses("Gem den fælles vurdering").reads("Tal sammen")
    page.locator("label", has_text="Vi har talt om børnene og er enige").click()
    visitor.presses("Gem Trives for").reads("I er færdige med alle børnene her.")
    return counted(visitor)


@pytest.mark.parametrize("many", [0, 3])
def test_twenty_children_rated_by_two_and_together(
    browser: Any, house: House, many: int, record_property: Callable[[str, str], None]
) -> None:
    key = f"tyve{many}"
    names, served = house.group_of_twenty(key), house.served
    most = YELLOW if many else GREEN
    first, other = [], []
    if many:
        first, other = (
            names[3:6],
            [names[3], names[4], names[9]],
        )  # two they agree on, and one that each alone wonders about
    with visit(browser, served, f"a-{key}", viewport=TABLET) as one:
        each = one_by_one(one, names, first)
    with visit(browser, served, f"b-{key}", viewport=LAPTOP) as two:
        rest = with_the_rest(two, names, other)
    with visit(browser, served, f"b-{key}", viewport=PHONE) as two:
        talk = together(two, sorted({*first, *other}))
    assert each <= most, f"one by one: {each}"
    assert rest <= most, f"with the rest: {rest}"
    with connected_to(served.database), context.asking(context.system()):
        rows = WellbeingAssessment.objects.filter(institution__code=f"T-{key}")
        assert rows.count() == 20 and rows.exclude(settled_on=None).count() == 20
        assert rows.filter(position="yellow").count() == len({*first, *other})
        assert OwnAssessment.objects.filter(assessment__in=rows).exclude(handed_in_at=None).count() == 40
    record_property(
        "printed",
        f"interactions, 20 children, {many} yellow each (goal {most}): one by one {each}, with the rest {rest}; "
        f"the talk ({len({*first, *other})} yellow) {talk}",
    )
