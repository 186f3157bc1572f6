"""Back from an absence, an adviser sees what others wrote in her cases meanwhile, and nothing she may not see."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sikkerhedsnet.absences import actions
from sikkerhedsnet.absences.commands import End
from sikkerhedsnet.absences.meanwhile import SHOWN, meanwhile
from sikkerhedsnet.audit.models import ReadLine
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import Close, RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason, ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Absence
from tests.personas import NOW, TODAY, Town

from .test_covering import LAST, away, worry

pytestmark = pytest.mark.django_db
BACK = LAST + timedelta(days=1)


def done_by_the_cover(town: Town, number: int = 1) -> Concern:
    """A worry of jonas that signe takes while he is away."""
    row = worry(town, town.children[number])
    if not Absence.objects.exists():
        actions.register(town.actor("jonas"), away(town), now=NOW)
    actions.give_access(town.actor("jonas"), town.municipality.pk, now=NOW)
    return concerns.take(town.actor("signe"), Seen(row.pk, row.version), now=NOW + timedelta(hours=1))


def told(town: Town, who: str = "jonas", on: date = BACK) -> list[tuple[str, str, int, str]]:
    found = meanwhile(town.actor(who), on)
    return [(row.what, row.stands, row.pk, row.by) for row in found.rows] if found else []


def desk_page(town: Town, who: str, now: datetime) -> str:
    with clock.fixed(now):
        return str(town.client(who).get("/").content.decode())


def test_back_at_the_desk_she_reads_what_the_cover_did_and_the_look_is_logged(town: Town) -> None:
    row = done_by_the_cover(town)
    assert told(town) == [("En bekymring", "Taget imod", row.pk, "Signe Friis")]
    page = desk_page(town, "jonas", clock.at(BACK, 9))
    assert "Mens du var væk" in page and "Signe Friis" in page and f"/bekymringer/{row.pk}/" in page
    assert ReadLine.objects.filter(child_id=row.child_id, actor_id=town.user("jonas").pk, action="desk.listed").exists()


def test_not_while_she_is_away_nor_after_two_weeks_nor_to_anybody_else(town: Town) -> None:
    done_by_the_cover(town)
    assert told(town, on=LAST) == []
    assert told(town, on=LAST + SHOWN + timedelta(days=1)) == []
    assert told(town, "signe") == told(town, "mette") == told(town, "nabo") == []


def test_ended_early_it_is_told_the_same_day_and_called_off_never(town: Town) -> None:
    done_by_the_cover(town)
    absence = Absence.objects.get()
    actions.end(town.actor("jonas"), End(absence.pk, absence.version), now=NOW + timedelta(hours=2))
    assert [one[1] for one in told(town, on=TODAY)] == ["Taget imod"]
    Absence.objects.update(start_on=TODAY + timedelta(days=1))
    assert told(town, on=BACK) == []


def test_what_she_has_written_in_since_is_gone_from_the_list_and_what_is_closed_is_not(town: Town) -> None:
    first, second = done_by_the_cover(town), done_by_the_cover(town, 2)
    signe, jonas = town.actor("signe"), town.actor("jonas")
    answer = "Tak. Vi har aftalt en fast morgen."
    close = Close(first.pk, first.version, CloseReason.SOLVED, answer)
    concerns.close(signe, close, now=NOW + timedelta(hours=2))
    assert {one[1] for one in told(town)} == {"Afsluttet", "Taget imod"}
    with clock.fixed(clock.at(BACK, 9)):
        concerns.close(jonas, Close(second.pk, second.version, CloseReason.SOLVED, answer), now=clock.at(BACK, 9))
    assert [one[1] for one in told(town)] == ["Afsluttet"]


def test_a_suspicion_is_there_with_a_lock_for_whom_it_lies_with_and_for_nobody_else(town: Town) -> None:
    row = done_by_the_cover(town)
    quiet = RaiseConcern(row.child_id, "Blå mærker.", ParentsKnow.NOT_YET, suspicion=True)
    mistrust = concerns.raise_concern(town.actor("mette"), quiet, now=NOW + timedelta(hours=1))
    assert {one[2] for one in told(town)} == {row.pk, mistrust.pk}
    assert desk_page(town, "jonas", clock.at(BACK, 9)).count("Lukket for andre") == 2, "its own row, and this one"
    Concern.objects.filter(pk=mistrust.pk).update(owner=town.user("signe"))
    assert [one[2] for one in told(town)] == [row.pk]
    assert "Lukket for andre" not in desk_page(town, "jonas", clock.at(BACK, 9))


def test_many_cases_cost_no_more_questions_than_one(town: Town) -> None:
    done_by_the_cover(town)

    def asked() -> int:
        actor = town.actor("jonas")
        with CaptureQueriesContext(connection) as found:
            meanwhile(actor, BACK)
        return len(found)

    before = asked()
    for number in (0, 2, 3):
        done_by_the_cover(town, number)
    assert asked() == before and len(told(town)) == 4
