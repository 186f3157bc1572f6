"""The only part of core that knows Django: model bases, compare-and-set moves and one-time creation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import F

from . import context
from .errors import Stale
from .privacy import PieceMap, PrivacyMap


class DomainModel(models.Model):
    """Every table of ours: says what kind of personal data each field holds, and what it would tell a reader."""

    privacy: ClassVar[PrivacyMap]
    redaction: ClassVar[PieceMap] = {}

    class Meta:
        abstract = True


class Keyed(models.Model):
    """A row made by a form: the form's one-time key makes a second submit answer with the first row."""

    idempotency_key = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """A row that an edit form may overwrite only in the version it showed."""

    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


S = TypeVar("S", bound=Versioned)
M = TypeVar("M", bound=Keyed)


def change(row: S, *, by_name: str, at: datetime, **changes: Any) -> S:
    """Writes `changes` if nobody changed the row since it was loaded; else raises Stale naming who came first."""
    with context.beyond_reach():  # what was within reach when it was loaded may leave it by this very change
        done = (
            type(row)
            ._base_manager.filter(pk=row.pk, version=row.version)
            .update(version=F("version") + 1, changed_at=at, changed_by_name=by_name, **changes)
        )
        if not done:
            fresh = type(row)._base_manager.get(pk=row.pk)
            raise Stale(who=fresh.changed_by_name, what=getattr(fresh, "state", ""), at=fresh.changed_at)
        row.refresh_from_db(fields=["version", "changed_at", "changed_by_name", *changes])
    return row


def set_choices(
    model: type[S], municipality_id: int, chosen: Mapping[str, Any], *, version: int, by_name: str, at: datetime
) -> S:
    """The municipality's own row of choices, made the first time; raises Stale when somebody chose since `version`,
    which is 0 for a page that was shown before there was a row."""
    stamp = {"changed_at": at, "changed_by_name": by_name}
    row, new = model._base_manager.get_or_create(municipality_id=municipality_id, defaults={**chosen, **stamp})
    if not new:
        row.version = version
        return change(row, by_name=by_name, at=at, **chosen)
    if version:
        raise Stale(who=row.changed_by_name, at=row.changed_at)
    return row


def create_once(model: type[M], key: UUID | None, make: Callable[[], M]) -> tuple[M, bool]:
    """The row that `key` made: made now (True), or found because the same form was sent before (False)."""
    earlier = model._base_manager.filter(idempotency_key=key)
    if key is not None and (found := earlier.first()) is not None:
        return found, False
    try:
        with transaction.atomic():
            return make(), True
    except IntegrityError:
        if key is None or (found := earlier.all().first()) is None:
            raise
        return found, False
