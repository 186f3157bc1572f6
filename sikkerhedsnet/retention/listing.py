"""A list of what is to be erased, as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sikkerhedsnet.audit import actions as audit

from .models import Erasure, ErasureItem, RetentionRule
from .queries import Due
from .states import State


def waiting(municipality_id: int) -> set[tuple[str, int]]:
    """What stands on a list that is not carried out yet, by kind and number."""
    rows = ErasureItem.objects.filter(
        municipality_id=municipality_id, ended_at=None, erasure__state__in=(State.PROPOSED, State.APPROVED)
    )
    return set(rows.values_list("kind", "root_number"))


def made_list(
    author: audit.Author,
    proposed_by_id: int,
    found: Sequence[tuple[RetentionRule, Due]],
    *,
    now: datetime,
    key: UUID | None = None,
    by_clock: bool = False,
) -> Erasure:
    """The list with everything found on it, and its line in the log."""
    municipality_id = found[0][0].municipality_id
    erasure = Erasure.objects.create(
        idempotency_key=key,
        municipality_id=municipality_id,
        proposed_by_id=proposed_by_id,
        proposed_at=now,
        by_clock=by_clock,
        changed_at=now,
        changed_by_name=author.name,
    )
    ErasureItem.objects.bulk_create(
        [
            ErasureItem(
                erasure=erasure,
                municipality_id=municipality_id,
                rule=rule,
                kind=thing.kind,
                child_number=thing.child,
                root_number=thing.root,
                due_on=thing.due_on,
            )
            for rule, thing in found
        ],
        batch_size=1000,
    )
    details = {"things": len(found), "children": len({thing.child for _rule, thing in found})}
    audit.record(author, "erasure.proposed", erasure, at=now, details=details)
    return erasure
