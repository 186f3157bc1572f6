"""The database itself knows who sees what was delivered, what waits and what came."""

from __future__ import annotations

import pytest

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.core import context
from sikkerhedsnet.fbu import actions
from sikkerhedsnet.fbu.models import (
    DeliveredReport,
    DeliveryRun,
    HeldBack,
    ReceivedFile,
    ReceivedItem,
    ResourceId,
    Sender,
)
from sikkerhedsnet.fbu.rules import Period
from tests.fbu.rows import baby, may_deliver, visit
from tests.fbu.test_taking import foreign, take
from tests.fbu.worlds import LARS
from tests.personas import NOW, TODAY, Town

pytestmark = pytest.mark.django_db
DELIVERERS = (DeliveryRun, DeliveredReport, ReceivedFile, Sender)


@pytest.fixture
def full(town: Town) -> Town:
    """One child sent and received, one that waits, and a file nobody has answered."""
    may_deliver(town)
    visit(town, baby(town))
    visit(town, baby(town, cpr="", mother=""))
    baby(town, cpr=LARS, mother="")
    system = System(municipality_id=town.municipality.pk)
    actions.deliver(system, town.municipality, Period(TODAY, TODAY), now=NOW)
    take(town, foreign())
    ReceivedFile.objects.create(municipality=town.municipality, name="x", by_name="Bo", uploaded_at=NOW, content=b"{}")
    return town


def seen(town: Town, key: str, model: type) -> tuple[int, int]:
    """How many rows the application's rule gives, and how many the database alone."""
    actor = town.actor(key)
    with context.asking(context.person(actor)):
        by_rule = model.objects.visible_to(actor).count() if hasattr(model.objects, "visible_to") else 0
        return by_rule, model._base_manager.count()


@pytest.mark.parametrize("model", DELIVERERS, ids=lambda model: model.__name__)
def test_only_who_delivers_sees_deliveries(full: Town, model: type) -> None:
    by_rule, by_database = seen(full, "bo", model)
    assert by_rule == by_database > 0
    for key in ("hanne", "mette", "dorte", "admin", "lars", "karin", "nabo"):
        assert seen(full, key, model) == (0, 0), key


def test_only_the_journals_keeper_sees_what_came(full: Town) -> None:
    assert seen(full, "hanne", ReceivedItem) == (16, 16)
    for key in ("bo", "mette", "jonas", "sara", "admin", "lars", "nabo"):
        assert seen(full, key, ReceivedItem) == (0, 0), key


def test_what_waits_is_seen_by_who_delivers_and_by_the_journals_keeper(full: Town) -> None:
    for key in ("bo", "hanne"):
        assert seen(full, key, HeldBack) == (1, 1), key
    for key in ("mette", "jonas", "sara", "admin", "lars", "karin", "nabo", "amira"):
        assert seen(full, key, HeldBack) == (0, 0), key


def test_no_person_reads_the_ids(full: Town) -> None:
    assert ResourceId.objects.exists()
    for key in ("bo", "hanne", "admin"):
        assert seen(full, key, ResourceId) == (0, 0)


def test_a_parent_reads_nothing_of_it_here(full: Town) -> None:
    for key in ("amira", "peter"):
        for model in (*DELIVERERS, ReceivedItem, ResourceId):
            assert seen(full, key, model) == (0, 0)
