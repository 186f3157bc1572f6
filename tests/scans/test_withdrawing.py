"""A paper that was laid with the wrong child is taken back: nobody reads it, and a mark stands in its place."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

from sikkerhedsnet.audit.models import ChangeLine
from sikkerhedsnet.core import context
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.redaction import Kind as Who
from sikkerhedsnet.people.redaction import Reader
from sikkerhedsnet.rights.tables_of_voices import VOICES
from sikkerhedsnet.scans import actions
from sikkerhedsnet.scans.commands import Paper, Withdraw
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.voices import actions as voices
from sikkerhedsnet.voices.commands import Prepare, Tell
from sikkerhedsnet.voices.models import Preparation
from sikkerhedsnet.voices.states import How
from tests.meetings.conftest import concern, planned
from tests.personas import NOW, TODAY, Town
from tests.scans.sheets import drawing

__all__ = ["concern", "planned"]
pytestmark = pytest.mark.django_db
SHOWN, WHY = "Ark med Kanariefuglens ord", "Det var lagt ved det forkerte barn."


@pytest.fixture
def scan(town: Town, planned: Meeting) -> Scan:
    """Jonas has typed in what a mother wrote, and laid a sheet with it."""
    seat = planned.participants.filter(role="parent").order_by("order", "pk")[0]
    paper = Paper("Kanariemor", TODAY, SHOWN, drawing())
    said = Prepare(seat.pk, {"good": "Hun griner"}, TODAY, How.PAPER, paper=paper, key=uuid4())
    row = voices.prepare(town.actor("jonas"), said, now=NOW)
    found: Scan = Scan.objects.get(about=About.PREPARATION, about_id=row.pk)
    return found


def test_the_paper_is_gone_and_the_mark_and_what_was_typed_in_stand(town: Town, scan: Scan) -> None:
    client, page = town.client("jonas"), reverse("scans:scan", args=[scan.pk])
    assert reverse("scans:withdraw", args=[scan.pk]) in client.get(page).content.decode()
    answer = client.post(reverse("scans:withdraw", args=[scan.pk]), {"because": WHY}, follow=True)
    about = reverse("voices:preparation", args=[Preparation.objects.get().pk])
    assert answer.redirect_chain == [(about, 302)]
    shown = answer.content.decode()
    assert "Et papir er trukket tilbage" in shown and WHY in shown and "Hun griner" in shown and SHOWN not in shown
    mark = client.get(page).content.decode()
    assert "Papiret er trukket tilbage" in mark and WHY in mark and "Jonas" in mark
    assert SHOWN not in mark and "Kanariemor" not in mark and reverse("scans:file", args=[scan.pk]) not in mark
    for who in ("jonas", "mette", "dorte"):
        assert town.client(who).get(reverse("scans:file", args=[scan.pk])).status_code == 404, who
    line = ChangeLine.objects.get(action="scan.withdrawn")
    assert line.child_id == scan.child_id and WHY not in str(line.details)


def test_it_is_taken_back_once_and_the_second_hears_who_did(town: Town, scan: Scan) -> None:
    command = Withdraw(scan.pk, WHY)
    actions.withdraw(town.actor("jonas"), command, now=NOW)
    actions.withdraw(town.actor("jonas"), command, now=NOW)
    assert ChangeLine.objects.filter(action="scan.withdrawn").count() == 1
    with pytest.raises(Stale) as late:
        actions.withdraw(town.actor("dorte"), Withdraw(scan.pk, "Også mig"), now=NOW)
    assert late.value.who == town.user("jonas").name
    answer = town.client("dorte").post(reverse("scans:withdraw", args=[scan.pk]), {"because": "Også mig"})
    assert answer.status_code == 409 and "Papiret er allerede trukket tilbage" in answer.content.decode()


@pytest.mark.parametrize("because", ["", "  \n "])
def test_it_is_not_taken_back_without_a_reason(town: Town, scan: Scan, because: str) -> None:
    with pytest.raises(Invalid):
        actions.withdraw(town.actor("jonas"), Withdraw(scan.pk, because), now=NOW)
    assert town.client("jonas").post(reverse("scans:withdraw", args=[scan.pk]), {"because": because}).status_code == 400
    scan.refresh_from_db()
    assert scan.withdrawn_at is None


@pytest.mark.parametrize(("who", "may"), [("jonas", True), ("dorte", True), ("mette", False), ("stranger", None)])
def test_author_owner_and_leader_take_it_back_and_others_do_not(
    town: Town, scan: Scan, who: str, may: bool | None
) -> None:
    page = town.client(who).get(reverse("scans:withdraw", args=[scan.pk]))
    assert page.status_code == {True: 200, False: 403, None: 404}[may]
    if may is False:
        assert "af lederen" in page.content.decode()
        with pytest.raises(Refused):
            actions.withdraw(town.actor(who), Withdraw(scan.pk, WHY), now=NOW)


def test_the_childs_copy_says_that_it_was_taken_back_and_not_what_was_on_it(town: Town, scan: Scan) -> None:
    (table,) = (table for table in VOICES if table.key == "scans")
    columns = {column.name: column for column in table.columns}
    actions.withdraw(town.actor("jonas"), Withdraw(scan.pk, WHY), now=NOW)
    (row,) = table.rows(scan.child, Reader(Who.PARENT))
    assert columns["description"].get(row) is None and columns["said_by"].get(row) is None  # type: ignore[misc]
    assert row.withdrawn_because == WHY and "withdrawn_because" in columns


def test_the_database_lets_nobody_give_it_back_or_change_what_it_said(town: Town, scan: Scan) -> None:
    jonas = town.actor("jonas")
    actions.withdraw(jonas, Withdraw(scan.pk, WHY), now=NOW)
    for change in ({"withdrawn_at": None, "withdrawn_by": None, "withdrawn_because": ""}, {"description": "Andet"}):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            context.asking(context.person(jonas)),
        ):
            Scan.objects.filter(pk=scan.pk).update(**change)


def test_the_one_who_answers_for_the_course_takes_a_childs_drawing_back(town: Town, planned: Meeting) -> None:
    paper = Paper("Freja", TODAY, SHOWN, drawing())
    told = Tell(town.children[0].pk, TODAY, How.TOLD, {"good": "Is"}, meeting_id=planned.pk, paper=paper, key=uuid4())
    row = voices.tell(town.actor("mette"), told, now=NOW)
    found = Scan.objects.get(about=About.VOICE, about_id=row.pk)
    assert found.uploaded_by == town.user("mette")
    actions.withdraw(town.actor("jonas"), Withdraw(found.pk, WHY), now=NOW)
    assert WHY in town.client("mette").get(reverse("voices:voice", args=[row.pk])).content.decode()


def test_the_database_lets_nobody_lay_a_paper_with_another_childs_thing(town: Town, scan: Scan) -> None:
    other = Scan.objects.get(pk=scan.pk)
    for wrong in ({"child": town.children[1]}, {"about_id": 0}, {"about": About.PLAN}):
        other.pk, other.idempotency_key = None, uuid4()
        for name, value in {"child": scan.child, "about": scan.about, "about_id": scan.about_id, **wrong}.items():
            setattr(other, name, value)
        with pytest.raises(IntegrityError):
            lay(other)
    other.pk, other.about = None, scan.about
    lay(other)


def lay(paper: Scan) -> None:
    """As at the end of a transaction of its own."""
    with transaction.atomic(), connection.cursor() as cursor:
        paper.save(force_insert=True)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
