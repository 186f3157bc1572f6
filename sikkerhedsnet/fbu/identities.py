"""The ids our rows have in every delivery: minted once, kept for life, and shared where a late fact fills an empty place."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

from sikkerhedsnet.people.models import Child, Guardian

from .building import ADDRESS
from .models import ResourceId

Key = tuple[int, str, int, str]


class Identities:
    """The ids of some children's rows, read at once; what is minted meanwhile is written by `keep`."""

    def __init__(self, child_ids: Iterable[int]) -> None:
        rows = ResourceId.objects.filter(child_id__in=list(child_ids))
        self._known: dict[Key, UUID] = {(r.child_id, r.row, r.row_id, r.part): r.uid for r in rows}
        self._taken = {(r.child_id, r.uid): (r.row, r.row_id, r.part) for r in rows if r.row != LACKED}
        self._new: list[ResourceId] = []

    def of_row(self, child_id: int, row: models.Model) -> str:
        """The row's own id where it has one from its birth, else the one minted for it."""
        key = (child_id, row._meta.label_lower, int(row.pk), "")
        if key in self._known:
            return str(self._known[key])
        born_with: UUID | None = getattr(row, "uid", None)
        return str(born_with) if born_with else self._mint(key)

    def of_child(self, child: Child) -> str:
        return self._mint((child.pk, "people.child", child.pk, ""))

    def of_parent(self, child: Child, guardian: Guardian) -> str:
        return self._mint((child.pk, "people.guardian", guardian.pk, ""))

    def of_tie(self, child: Child, guardian: Guardian) -> str:
        return self._mint((child.pk, "people.guardian", guardian.pk, "tie"))

    def of_lack(self, child_id: int, visit_id: int, part: str) -> str:
        """What a visit lacked when its two days had run out."""
        return self._mint((child_id, LACKED, visit_id, part))

    def fill(self, child_id: int, visit_id: int, part: str, row: models.Model) -> None:
        """What was lacking has been documented after all: the first row that says it takes over the id it went under."""
        lacked = self._known.get((child_id, LACKED, visit_id, part))
        mine = (row._meta.label_lower, int(row.pk), "")
        if lacked is None or self._taken.setdefault((child_id, lacked), mine) != mine:
            return
        key = (child_id, *mine)
        if key not in self._known:
            self._add(key, lacked)

    def keep(self) -> None:
        """Writes what was minted; another delivery made at the same moment keeps its own."""
        ResourceId.objects.bulk_create(self._new, batch_size=1000)
        self._new = []

    def _mint(self, key: Key) -> str:
        if key not in self._known:
            self._add(key, None)
        return str(self._known[key])

    def _add(self, key: Key, uid: UUID | None) -> None:
        child_id, row, row_id, part = key
        made = ResourceId(child_id=child_id, row=row, row_id=row_id, part=part, **({"uid": uid} if uid else {}))
        self._known[key] = made.uid
        self._new.append(made)


LACKED = "visits.visit"


def of_school(sender: str, number: str) -> str:
    """A school's id follows from who sends and the school's number; it is nobody's personal fact."""
    return str(uuid5(NAMESPACE_URL, f"{ADDRESS}{sender}/Location/{number}"))
