"""Every municipality begins with a proposal, in both languages, that nobody reads before it is approved."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from sikkerhedsnet.core import context
from sikkerhedsnet.guide import signs
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion
from sikkerhedsnet.guide.proposal import entries
from sikkerhedsnet.guide.states import LEVELS, PROFESSIONS, AgeBand
from tests.personas import NOW, TODAY, Town


def test_a_new_municipality_has_the_proposal_as_a_draft_of_its_own(town: Town) -> None:
    for municipality in (town.municipality, town.neighbour):
        guide = GuideVersion.objects.get(municipality=municipality)
        assert (guide.number, guide.state, guide.in_force_on) == (1, "draft", None)
        rows = list(guide.entries.all())
        assert len(rows) == len(entries(1)) > 25
        assert all(row.is_proposal and row.municipality_id == municipality.pk for row in rows)
        assert [row.title for row in rows] == [one["title"] for one in entries(1)]
        assert [row.english["title"] for row in rows] == [one["english"]["title"] for one in entries(1)]


def test_the_proposal_speaks_of_every_sign_and_of_nothing_that_does_not_exist() -> None:
    every = {sign.key for group in signs.groups() for sign in group.signs}
    told = entries(1)
    assert {sign for one in told for sign in one["signs"]} == every
    assert {level for one in told for level in one["levels"]} <= set(LEVELS)
    assert {age for one in told for age in one["ages"]} <= set(AgeBand)
    assert {function for one in told for function in one["functions"]} <= set(PROFESSIONS)
    assert all(one["may_do"].count("\n") == one["english"]["may_do"].count("\n") for one in told)
    assert all(one["must_do"].count("\n") == one["english"]["must_do"].count("\n") for one in told)


def test_a_draft_is_read_by_those_who_write_and_approve_it_alone_in_each_layer(town: Town) -> None:
    for who, sees in {"karin": True, "bo": True, "mette": False, "jonas": False, "admin": False, "nabo": False}.items():
        actor = town.actor(who)
        assert GuideVersion.objects.visible_to(actor).filter(municipality=town.municipality).exists() is sees, who
        with transaction.atomic(), context.asking(context.person(actor)):
            assert GuideVersion._base_manager.filter(municipality=town.municipality).exists() is sees, who
            assert GuideEntry._base_manager.filter(municipality=town.municipality).exists() is sees, who


def test_what_is_approved_can_be_changed_by_nobody(town: Town) -> None:
    guide = GuideVersion.objects.get(municipality=town.municipality)
    guide.state, guide.in_force_on, guide.decided_by, guide.decided_at = "approved", TODAY, town.user("bo"), NOW
    guide.save()
    for change in (
        lambda: guide.entries.update(title="Andet"),
        lambda: guide.entries.first().delete(),
        lambda: GuideEntry.objects.create(
            municipality=town.municipality, guide=guide, position=99, title="Nyt", changed_at=NOW, changed_by_name="x"
        ),
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            change()
