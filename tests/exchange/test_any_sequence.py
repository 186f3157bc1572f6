"""Whatever files arrive in whatever order on whatever day: each is taken, taking it again changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.actions import look_through, take_files
from sikkerhedsnet.organisation.models import Employment
from sikkerhedsnet.people.models import Child, Custody, Enrolment
from tests.exchange.files import ALMA, BODIL, CHILDREN, KAJ, STAFF, table
from tests.personas import NOW, Town

PARENTS = [("6203880724", "Aya Holm"), ("6503880725", "Bo Dam"), ("", "Aya Holm"), ("", "Eva Lind")]


def with_parents(row: dict[str, str], parents: tuple, flags: str) -> dict[str, str]:
    for number, (cpr, name) in enumerate(parents, 1):
        row = {
            **row,
            f"vaerge{number}_cpr": cpr,
            f"vaerge{number}_navn": name,
            f"vaerge{number}_foraeldremyndighed": flags[0],
            f"vaerge{number}_samme_adresse": flags[1],
        }
    return row


child_rows = st.builds(
    lambda base, numbered, place, group, protected, parents, flags, address: with_parents(
        {
            **base,
            "cpr": base["cpr"] if numbered else "",
            "institution": place,
            "gruppe": group,
            "adressebeskyttet": protected,
            "adresse": address,
        },
        parents,
        flags,
    ),
    st.sampled_from([ALMA, KAJ, {**KAJ, "fornavn": "Ida", "cpr": "6205215799"}]),
    st.booleans(),
    st.sampled_from(["HAV-D", "SKO-D", "HAV-S", "HAV-P", "SUND", ""]),
    st.sampled_from(["", "Mariehønsene", "Bjørnene"]),
    st.sampled_from("01"),
    st.tuples(st.sampled_from(PARENTS), st.sampled_from(PARENTS)),
    st.sampled_from(["11", "10", "01", "00"]),
    st.sampled_from(["Havnegade 4", "Ny Vej 7", ""]),
)
staff_rows = st.builds(
    lambda number, role, place, start, end: {
        **BODIL, "id": number, "rolle": role, "institution": place[0], "distrikt": place[1], "fra": start, "til": end,
    },
    st.sampled_from(["pae900", "pae901"]),
    st.sampled_from(["paedagog", "leder", "psykolog"]),
    st.sampled_from([("HAV-D", "HAV"), ("SKO-D", "SKO"), ("PPR", "HAV"), ("", "")]),
    st.sampled_from(["2021-08-01", "2026-11-20", "2026-11-25", "2027-03-01"]),
    st.sampled_from(["", "2027-03-02", "2027-12-31"]),
)  # fmt: skip
arrivals = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.one_of(
            st.tuples(st.just(CHILDREN), st.lists(child_rows, min_size=1, max_size=4)),
            st.tuples(st.just(STAFF), st.lists(staff_rows, min_size=1, max_size=3)),
        ),
        st.booleans(),
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.django_db
@settings(
    max_examples=15,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(arrivals)
def test_every_file_is_taken_and_taking_it_again_changes_nothing(town, files):
    with transaction.atomic():
        now = NOW
        for days, (file, rows), complete in files:
            now += timedelta(days=days)
            check(town, file, rows, now, complete)
        transaction.set_rollback(True)


def check(town: Town, file, rows, now, complete) -> None:
    tables = {file: table(file, *rows)}
    today = clock.local(now).date()
    expected = look_through(town.municipality.pk, tables, today, complete=complete)
    told = {}
    take_files(
        System(town.municipality.pk), town.municipality, tables, now=now, complete=complete, tell=told.__setitem__
    )
    assert told == expected
    again = look_through(town.municipality.pk, tables, today, complete=complete)[file]
    assert (again.new, again.changed) == (0, 0), (file, again.aspects)
    assert (
        again.unchanged
        == told[file].new + told[file].changed - told[file].aspects.get("left", 0) + told[file].unchanged
    )
    one_truth_a_day(today)


def one_truth_a_day(today) -> None:
    """Nobody is in two groups of one institution at once, and nobody has two custody rows with one parent."""
    held = Custody.objects.on(today).values_list("child", "guardian")
    assert len(held) == len(set(held))
    places = Enrolment.objects.on(today).values_list("child", "institution")
    assert len(places) == len(set(places))
    numbers = Child.objects.exclude(cpr_number="").values_list("municipality", "cpr_number")
    assert len(numbers) == len(set(numbers))
    posts = Employment.objects.exclude(external_id="").values_list("external_id", "function")
    assert len(posts) == len(set(posts))
