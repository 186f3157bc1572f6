"""Each layer alone shows the guide and a sparring to the same people; every clause of the application is needed."""

from __future__ import annotations

import inspect
import re
import textwrap
from typing import Any

import pytest
from django.db import connection, transaction

from sikkerhedsnet.core import context
from sikkerhedsnet.guide.models import (
    GuideEntry,
    GuideVersion,
    GuideVersionQuerySet,
    Sparring,
    SparringQuerySet,
)
from tests.guide.conftest import Keeping
from tests.personas import NOW, TODAY, Town

READERS = {"mette", "maja", "dorte", "anders", "rikke", "inge", "jonas", "signe", "hanne", "pia", "lone", "tove", "sara", "stranger"}  # fmt: skip
EDITORS = {"bo", "karin"}


def furnished(town: Town, keeping: Keeping) -> dict[tuple[str, str], set[int]]:
    """An approved guide here and next door and drafts of both; a question here and one next door. Who should see what."""
    first = keeping.in_force()
    draft = keeping.draft()
    away = GuideVersion.objects.get(municipality=town.neighbour)
    GuideVersion.objects.filter(pk=away.pk).update(
        state="approved", in_force_on=TODAY, decided_by=town.user("nabo"), decided_at=NOW
    )
    here = keeping.asked()
    Sparring.objects.filter(pk=here.pk).update(escalated_to=town.user("bo"))
    stamp: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "x", "due_on": TODAY, "asked_at": NOW}
    moved = Sparring.objects.create(  # asked before somebody moved to the municipality next door
        municipality=town.neighbour, asked_by=town.user("maja"), owner=town.user("nabo"), situation="x", **stamp
    )
    expected: dict[tuple[str, str], set[int]] = {}
    for who in town.users:
        guides = {first.pk} if who in READERS else {first.pk, draft.pk} if who in EDITORS else set()
        expected[who, "guideversion"] = {away.pk} if who == "nabo" else guides
        mine = {here.pk} if who in ("mette", "jonas", "bo") else set()
        expected[who, "sparring"] = {moved.pk} if who == "nabo" else mine
    return expected


MODELS = (GuideVersion, Sparring)


def application(town: Town, who: str, model: Any) -> set[int]:
    return set(model.objects.visible_to(town.actor(who)).values_list("pk", flat=True))


def database(town: Town, who: str, model: Any) -> set[int]:
    with transaction.atomic(), context.asking(context.person(town.actor(who))):
        found = set(model._base_manager.values_list("pk", flat=True))
        if model is GuideVersion:
            assert set(GuideEntry._base_manager.values_list("guide_id", flat=True)) == found, who
        return found


def differs(town: Town, expected: dict[tuple[str, str], set[int]], layer: Any) -> list[str]:
    return [
        f"{who}: {model.__name__}"
        for who in town.users
        for model in MODELS
        if layer(town, who, model) != expected[who, model._meta.model_name]
    ]


CLAUSES: list[tuple[Any, str, str]] = [
    (GuideVersionQuerySet, "not actor.has(Permission.GUIDE_SEE)", "False"),
    (GuideVersionQuerySet, "municipality_id=actor.municipality_id", ""),
    (GuideVersionQuerySet, "actor.has(Permission.GUIDE_KEEP) or actor.has(Permission.GUIDE_APPROVE)", "True"),
    (GuideVersionQuerySet, "actor.has(Permission.GUIDE_KEEP) or actor.has(Permission.GUIDE_APPROVE)", "False"),
    (SparringQuerySet, "Q(asked_by_id=actor.id) | ", ""),
    (SparringQuerySet, "Q(owner_id=actor.id) | ", ""),
    (SparringQuerySet, " | Q(escalated_to_id=actor.id)", ""),
    (SparringQuerySet, ", municipality_id=actor.municipality_id", ""),
]

POLICIES = [
    ("guide_guideversion", r"\(municipality_id = \( SELECT net_municipality\(\) AS net_municipality\)\)"),
    ("guide_guideversion", r"\( SELECT net_may\('guide_see'::text\) AS net_may\)"),
    ("guide_guideversion", r"\(\(state\)::text = 'approved'::text\)"),
    ("guide_sparring", r"\(municipality_id = \( SELECT net_municipality\(\) AS net_municipality\)\)"),
    *(("guide_sparring", rf"\(\( SELECT net_user\(\) AS net_user\) = {name}\)") for name in ("asked_by_id", "owner_id", "escalated_to_id")),
]  # fmt: skip


def test_each_layer_by_itself_and_every_clause_of_the_application_is_needed(
    town: Town, keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = furnished(town, keeping)
    assert differs(town, expected, application) == differs(town, expected, database) == []
    for queryset, stands, instead in CLAUSES:
        source = textwrap.dedent(inspect.getsource(queryset.visible_to))
        assert source.count(stands) == 1, stands
        space: dict[str, Any] = {}
        exec(compile(source.replace(stands, instead), stands, "exec"), queryset.visible_to.__globals__, space)
        with monkeypatch.context() as patch:
            patch.setattr(queryset, "visible_to", space["visible_to"])
            assert differs(town, expected, application) != [], f"{stands} -> {instead}"
    for table, clause in POLICIES:
        with connection.cursor() as cursor:
            cursor.execute("SELECT qual FROM pg_policies WHERE tablename = %s AND policyname = 'reach'", [table])
            (policy,) = cursor.fetchone()
        assert re.search(clause, policy), f"{table}: {clause} is not in {policy}"
