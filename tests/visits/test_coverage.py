"""The coverage of the visits counts what stands in the tables, whichever way it is parted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.visits.coverage import PartFigures, coverage
from sikkerhedsnet.visits.models import PlannedVisit
from sikkerhedsnet.visits.states import NotHeld, Per, PlannedState
from tests.personas import TODAY, Town
from tests.visits.road import infant, plan

LAST = TODAY - timedelta(days=20)
COUNTED = tuple[int, int, int, int, int]


def owed(child: Child, *, reason: NotHeld | None = None, last: date = LAST) -> None:
    """The next standard visit was due by `last`; it still waits, or was not held for the reason."""
    closed = {} if reason is None else {
        "state": PlannedState.NOT_HELD, "not_held": reason, "closed_on": last + timedelta(days=2), "due_on": None,
    }  # fmt: skip
    rows = PlannedVisit.objects.filter(pk=plan(child)[0].pk)
    rows.update(**{"due_on": last, "window_from": last - timedelta(days=9), "window_to": last, **closed})


def counted(part: PartFigures) -> COUNTED:
    figures = part.figures
    return figures.due, figures.in_time, figures.late, figures.overdue, figures.not_held


def parted(town: Town, per: Per, who: str = "bo") -> dict[str, COUNTED]:
    return {part.name: counted(part) for part in coverage(town.actor(who), TODAY, per=per).parts}


def spread(town: Town) -> None:
    """Two in Mariehønsene, one of them elsewhere since; one in the day care without a group; one nowhere."""
    first, second = infant(town, "Freja", days=1), infant(town, "Villads", days=1)
    third, fourth = infant(town, "Aya", days=1), infant(town, "Emil", days=1)
    group = Group.objects.get(name="Mariehønsene")
    day_care = group.institution
    began = LAST - timedelta(days=100)
    for child, where in ((first, group), (second, group), (third, None)):
        Enrolment.objects.create(child=child, institution=day_care, group=where, start_on=began)
    elsewhere = Group.objects.get(name="1.B")
    Enrolment.objects.filter(child=second).update(end_on=LAST)
    Enrolment.objects.create(
        child=second, institution=elsewhere.institution, group=elsewhere, start_on=LAST + timedelta(days=1)
    )
    owed(first)
    owed(second, reason=NotHeld.OBJECTION)
    owed(third)
    owed(fourth, reason=NotHeld.ABSENT)


def test_by_district_place_and_group_it_is_the_same_visits(town: Town) -> None:
    spread(town)
    whole = coverage(town.actor("bo"), TODAY)
    day_care = Group.objects.get(name="Mariehønsene").institution.name
    assert parted(town, Per.PLACE) == {day_care: (3, 0, 0, 2, 1), "": (1, 0, 0, 0, 1)}
    assert parted(town, Per.GROUP) == {f"{day_care}, Mariehønsene": (2, 0, 0, 1, 1), "": (2, 0, 0, 1, 1)}
    for per in Per:
        sums = Counter[int]()
        for row in parted(town, per).values():
            sums.update(dict(enumerate(row)))
        assert tuple(sums[n] for n in range(5)) == counted(PartFigures("", whole.total)) == (4, 0, 0, 2, 2)


def test_a_place_is_where_the_child_was_when_the_visit_was_due(town: Town) -> None:
    spread(town)
    assert not any("1.B" in name for name in parted(town, Per.GROUP))


def test_a_school_comes_before_the_after_school_care_of_the_same_days(town: Town) -> None:
    child = infant(town, "Freja", days=1)
    group = Group.objects.get(name="1.B")
    club = Institution.objects.create(
        municipality=town.municipality, code="901", name="SFO Tovet", kind=InstitutionKind.AFTER_SCHOOL_CARE
    )
    for place, where in ((group.institution, group), (club, None)):
        Enrolment.objects.create(child=child, institution=place, group=where, start_on=LAST - timedelta(days=9))
    owed(child)
    assert list(parted(town, Per.PLACE)) == [group.institution.name]
    assert list(parted(town, Per.GROUP)) == [f"{group.institution.name}, 1.B"]


def test_who_left_before_it_was_due_makes_no_line(town: Town) -> None:
    child = infant(town, "Rejst", days=1)
    owed(child, reason=NotHeld.MOVED)
    PlannedVisit.objects.filter(child=child).update(closed_on=LAST - timedelta(days=1))
    assert parted(town, Per.DISTRICT) == {}


def test_the_page_changes_between_them_keeps_the_series_and_survives_an_odd_address(town: Town) -> None:
    spread(town)
    client = town.client("bo")
    page = client.get("/besoeg/daekning/", {"pr": "sted", "serie": "small"}).content.decode()
    assert "Besøg pr. sted" in page and "Går ikke noget sted" in page
    assert "?pr=gruppe&amp;serie=small" in page
    assert "1 forældrene har sagt nej tak" in page and "Villads" not in page
    assert "Besøg pr. distrikt" in client.get("/besoeg/daekning/", {"pr": "<script>"}).content.decode()


def test_more_children_cost_no_more_questions(town: Town) -> None:
    actor = town.actor("bo")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            coverage(actor, TODAY, per=Per.GROUP)
        return len(found)

    owed(infant(town, "En", days=1))
    before = asked()
    spread(town)
    assert asked() == before
