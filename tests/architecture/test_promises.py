"""Promises about the whole tree, kept by looking at it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.privacy import Piece, missing_and_double, piece_of, undecided, unknown
from sikkerhedsnet.organisation.models import Owed
from sikkerhedsnet.people.models import Child

ROOT = Path(settings.ROOT)
OURS = [model for model in apps.get_models() if model.__module__.startswith("sikkerhedsnet.")]
JOURNEY = [name.rsplit(".", 1)[-1] for name in settings.INSTALLED_APPS if name.startswith("sikkerhedsnet.")]


def own_fields(model: type[models.Model]) -> list[models.Field]:
    return [f for f in model._meta.get_fields() if not f.auto_created or f.concrete]


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_every_field_has_exactly_one_privacy_class(model: type[DomainModel]) -> None:
    names = [field.name for field in own_fields(model)]
    assert missing_and_double(names, model.privacy) == ([], [])
    assert unknown(names, model.privacy) == []


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_of_every_personal_field_it_is_decided_what_it_would_tell(model: type[DomainModel]) -> None:
    """A new field without a decision in `redaction` stops the build: nobody has said who may be told."""
    assert undecided(model.privacy, model.redaction) == []
    decided = [name for names in model.redaction.values() for name in names]
    assert sorted(decided) == sorted(set(decided)), "one decision each"
    assert set(decided) <= {field.name for field in own_fields(model)}, "a decision for a field that is gone"


def about_a_child(model: type[models.Model]) -> bool:
    return any(getattr(field, "related_model", None) is Child for field in own_fields(model))


PLACES = {"organisation.institution", "organisation.group"}


@pytest.mark.parametrize("model", [m for m in OURS if about_a_child(m)], ids=lambda m: m._meta.label)
def test_what_names_a_childs_place_is_told_as_a_place(model: type[DomainModel]) -> None:
    for field in own_fields(model):
        target = getattr(field, "related_model", None)
        if isinstance(target, type) and target._meta.label_lower in PLACES:
            assert piece_of(field.name, model.privacy, model.redaction) is Piece.PLACE, field.name


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_foreign_keys_point_backwards_on_the_journey(model: type[models.Model]) -> None:
    for field in own_fields(model):
        target = getattr(field, "related_model", None)
        if target is not None and isinstance(target, type) and target.__module__.startswith("sikkerhedsnet."):
            mine, theirs = JOURNEY.index(model._meta.app_label), JOURNEY.index(target._meta.app_label)
            assert mine <= theirs, f"{model._meta.label}.{field.name} points forward to {target._meta.label}"


@pytest.mark.parametrize("model", OURS, ids=lambda m: m._meta.label)
def test_no_row_takes_another_with_it(model: type[models.Model]) -> None:
    for field in own_fields(model):
        if isinstance(field, models.ForeignKey):
            assert field.remote_field.on_delete is models.PROTECT, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize("model", [m for m in OURS if issubclass(m, Owed)], ids=lambda m: m._meta.label)
def test_the_database_keeps_owner_and_date_on_every_open_row(model: type[Owed]) -> None:
    named = [c for c in model._meta.constraints if c.name.endswith("_owed")]
    assert len(named) == 1
    assert all(str(state) in str(named[0].condition) for state in model.OPEN)


def python_files() -> list[Path]:
    return [path for path in sorted((ROOT / "sikkerhedsnet").rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", python_files(), ids=lambda p: str(p.relative_to(ROOT)))
def test_steps_meet_only_through_their_open_files(path: Path) -> None:
    open_files = {"actions", "queries", "models", "rules", "states", "kinds", "labels", "commands", "roles", "actor",
                  "redaction", "standard", "signs", "suppression", "definition", "identifying"}  # fmt: skip
    free = {"core", "web", "audit", "outbox"}
    app = path.relative_to(ROOT / "sikkerhedsnet").parts[0]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sikkerhedsnet."):
            parts = node.module.split(".")
            other = parts[1]
            if other in free or other == app:
                continue
            files = [parts[2]] if len(parts) > 2 else [alias.name for alias in node.names]
            assert set(files) <= open_files, f"{path}:{node.lineno} imports {other}.{files}"


def test_no_signals_are_used() -> None:
    for path in python_files():
        text = path.read_text()
        assert "django.dispatch" not in text, path
        assert "django.db.models.signals" not in text, path


def test_no_text_of_this_workplace_and_no_registry_in_the_tree() -> None:
    forbidden = ["/work/" + "main", "pythonhosted" + ".org", "pypi" + ".org", "registry.npmjs" + ".org"]
    for path in ROOT.rglob("*"):
        if not path.is_file() or path.suffix not in {
            ".py",
            ".md",
            ".txt",
            ".lock",
            ".in",
            ".toml",
            ".html",
            ".yaml",
            ".sh",
        }:
            continue
        if set(path.relative_to(ROOT).parts) & {".venv", ".git", ".data", "node_modules", "staticfiles"}:
            continue
        text = path.read_text(errors="replace")
        for word in forbidden:
            assert word not in text, f"{path} says {word}"


def test_templates_carry_no_inline_code_or_style() -> None:
    for path in (ROOT / "sikkerhedsnet").rglob("*.html"):
        text = path.read_text()
        for mark in (" style=", "<style", "onclick=", "onsubmit=", "onchange=", "javascript:"):
            assert mark not in text, f"{path} holds {mark}"
        assert "|safe" not in text, path
