"""A state that many checks begin from: walked through the real actions once, then put back row by row."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models

from sikkerhedsnet.concerns.models import LevelScale, LevelText
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion
from sikkerhedsnet.handover.models import PartKind
from sikkerhedsnet.measures.models import MeasureKind
from sikkerhedsnet.people.models import Conflict, Grant, TieKind
from sikkerhedsnet.screening.models import RoundPlan
from sikkerhedsnet.sharing.models import LegalBasis
from sikkerhedsnet.training.models import Course
from sikkerhedsnet.visits.models import VisitChoices, VisitScheme

T = TypeVar("T")
Rows = dict[type[models.Model], dict[Any, dict[str, Any]]]

KEPT_BY_TRIGGERS = (Grant, Conflict)
SEEDED_BY_TRIGGERS = (
    LegalBasis, TieKind, Course, VisitChoices, VisitScheme, PartKind, RoundPlan, MeasureKind, GuideEntry, GuideVersion,
    LevelScale,
)  # fmt: skip
_kept: dict[tuple[str, str], bytes] = {}


def forget() -> None:
    """The database was made anew: everything is walked again."""
    _kept.clear()


def again(name: str, walk: Callable[[], T]) -> T:
    """What `walk` gave the first time, with every row it made or changed; `name` says which walk, from which state."""
    key = (str(connection.settings_dict["NAME"]), name)
    if key not in _kept:
        before = _every_row()
        given = walk()
        _kept[key] = pickle.dumps((given, _differences(before, _every_row())))
        return given
    given_then: T
    given_then, differences = pickle.loads(_kept[key])
    for model, made, changed in differences:
        if model in SEEDED_BY_TRIGGERS:  # the ones made now have other numbers than the ones that were walked with
            here = {row["municipality_id"] for row in made}
            if model is LevelScale:
                LevelText._base_manager.filter(scale__municipality_id__in=here).delete()
            model._base_manager.filter(municipality_id__in=here).delete()
        model._base_manager.bulk_create([model(**row) for row in made])
        for row in changed:
            model._base_manager.filter(pk=row[model._meta.pk.attname]).update(**row)
    return given_then


def _every_row() -> Rows:
    # the steps of the journey stand in the settings with the last one first
    tables = [
        m for app in reversed(list(apps.get_app_configs())) for m in app.get_models() if m not in KEPT_BY_TRIGGERS
    ]
    return {model: {row[model._meta.pk.attname]: row for row in _rows(model)} for model in tables}


def _rows(model: type[models.Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values(*(field.attname for field in model._meta.concrete_fields)))


def _differences(before: Rows, after: Rows) -> list[tuple[type[models.Model], list[Any], list[Any]]]:
    """Table by table, in the order in which apps know each other: rows that are new, and rows that changed."""
    found = []
    for model, rows in after.items():
        made = [row for pk, row in rows.items() if pk not in before[model]]
        changed = [row for pk, row in rows.items() if pk in before[model] and row != before[model][pk]]
        assert not before[model].keys() - rows.keys(), f"{model.__name__}: rows that are taken away cannot be put back"
        if made or changed:
            found.append((model, made, changed))
    return found
