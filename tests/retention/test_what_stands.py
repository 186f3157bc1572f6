"""What is only added to: the database lets no row of it go but by an approved list, and none be changed even then."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import ProgrammingError, connection, transaction

from sikkerhedsnet.concerns.models import Notifier
from sikkerhedsnet.glass.models import GlassReview
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.commands import PlaceHold
from sikkerhedsnet.retention.erasing import erase_approved
from sikkerhedsnet.retention.kinds import Kind
from sikkerhedsnet.retention.models import ErasureItem
from sikkerhedsnet.sharing.models import Disclosure, DisclosureTurn
from tests.personas import NOW, TODAY, Town
from tests.retention.conftest import approved, confirm_all, old_child
from tests.retention.test_erasing import PASSES, erase_everything

OF_CONSENT = "consent_id IN (SELECT id FROM sharing_consent WHERE child_id = %s)"
OF_DISCLOSURE = "disclosure_id IN (SELECT id FROM sharing_disclosure WHERE child_id = %s)"
OF_CHILD = "child_id = %s"
STANDS = {
    "sharing_disclosureturn": OF_DISCLOSURE,
    "sharing_disclosure": OF_CHILD,
    "sharing_consentvoice": OF_CONSENT,
    "sharing_consentpaper": OF_CONSENT,
    "sharing_consent": OF_CHILD,
    "glass_glassasking": "approval_id IN (SELECT id FROM glass_glassapproval WHERE child_id = %s)",
    "glass_glassapproval": OF_CHILD,
    "glass_glassreview": OF_CHILD,
    "people_brokenglass": OF_CHILD,
    "people_protection": OF_CHILD,
    "logcontrol_sampledlook": "child_number = %s",
}
"""In the order in which they can be deleted."""


def delete(table: str, child: Child, where: str = "") -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {STANDS[table]}{where}", [child.pk])
        return int(cursor.rowcount)


def refused(table: str, child: Child, where: str = "") -> None:
    with pytest.raises(ProgrammingError, match="erased only by a confirmed rule"):
        delete(table, child, where)


def until_the_child_is_on_an_approved_list(town: Town) -> None:
    for _ in range(PASSES):
        approved(town)
        if ErasureItem.objects.filter(kind=Kind.CHILD, ended_at=None).exists():
            return
        erase_approved(NOW)
    raise AssertionError("never came on a list")


@pytest.mark.parametrize("table", STANDS)
def test_without_a_confirmed_rule_and_an_approved_list_nothing_goes(town: Town, table: str) -> None:
    child = old_child(town)
    refused(table, child)
    confirm_all(town)
    refused(table, child)


def test_who_told_goes_with_the_course_alone(town: Town) -> None:
    child = old_child(town)
    with pytest.raises(ProgrammingError, match="erased only"), transaction.atomic():
        Notifier.objects.filter(concern__child=child).delete()
    confirm_all(town, Kind.COURSE)
    approved(town)
    erase_approved(NOW)
    assert not Notifier.objects.filter(concern__child=child).exists()


def test_under_a_hold_nothing_goes_though_the_list_is_approved(town: Town) -> None:
    child = old_child(town)
    confirm_all(town)
    until_the_child_is_on_an_approved_list(town)
    actions.place_hold(town.actor("lars"), PlaceHold(child.pk, "Klagesag", key=uuid4()), now=NOW)
    for table in STANDS:
        refused(table, child)


def test_the_approved_list_lets_them_go_and_nobody_elses(town: Town) -> None:
    child, other = old_child(town), old_child(town, "Andenfred", at=NOW)
    confirm_all(town)
    until_the_child_is_on_an_approved_list(town)
    for table in STANDS:
        refused(table, other)
        assert delete(table, child), table


def test_a_course_takes_what_was_passed_on_in_it_and_leaves_the_rest_to_the_child(town: Town) -> None:
    child = old_child(town)
    confirm_all(town, Kind.COURSE)
    approved(town)
    refused("sharing_disclosure", child, " AND concern_id IS NULL")
    beside = Disclosure.objects.get(child=child, concern=None)
    with pytest.raises(ProgrammingError, match="erased only"), transaction.atomic():
        beside.turns.all().delete()
    erase_approved(NOW)
    assert list(Disclosure.objects.filter(child=child)) == [beside]
    assert DisclosureTurn.objects.filter(disclosure__child=child).count() == 1


@pytest.mark.parametrize(("table", "column"), [("sharing_consentvoice", "name"), ("sharing_consentpaper", "name"),
                         ("sharing_disclosure", "purpose"), ("sharing_disclosureturn", "because")])  # fmt: skip
def test_an_approved_list_lets_nobody_change_a_row(town: Town, table: str, column: str) -> None:
    child = old_child(town)
    confirm_all(town)
    until_the_child_is_on_an_approved_list(town)
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with denied, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = 'x' WHERE {STANDS[table]}", [child.pk])
    with connection.cursor() as cursor:  # and the owner of the tables neither
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'row_stands' AND tgrelid = %s::regclass",
            [table],
        )
        assert "BEFORE UPDATE ON" in cursor.fetchone()[0]


def test_a_child_stays_while_somebody_still_looks_a_broken_glass_over(town: Town) -> None:
    child = old_child(town)
    review = GlassReview.objects.filter(child=child, state="fine").get()
    GlassReview.objects.filter(pk=review.pk).update(state="open", due_on=TODAY)
    confirm_all(town)
    erase_everything(town)
    assert Child.objects.filter(pk=child.pk).exists()
    GlassReview.objects.filter(pk=review.pk).update(state="fine", due_on=None)
    assert [thing.kind for _rule, thing in queries.dry_run(town.municipality.pk, NOW).erasable] == [Kind.CHILD]
    erase_everything(town)
    assert not Child.objects.filter(pk=child.pk).exists()
