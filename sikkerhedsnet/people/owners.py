"""Whether those who answer for something can see the children it is about, asked of many at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sikkerhedsnet.access.roles import REACH, Reach
from sikkerhedsnet.organisation.models import Employment

from .conflicts import own_family_pairs
from .models import Child, Relation

OF_A_DISTRICT = [function for function, reach in REACH.items() if reach is Reach.DISTRICT]


@dataclass(frozen=True)
class OwnersReach:
    """Pairs of a user with a child, or with a district, as they are today."""

    related: frozenset[tuple[int, int]]
    districts: frozenset[tuple[int, int]]
    family: frozenset[tuple[int, int]]

    def is_family(self, user_id: int, child: Child) -> bool:
        return (user_id, child.pk) in self.family

    def is_related(self, user_id: int, child: Child) -> bool:
        """For a reason of its own, wherever the child spends its day."""
        return (user_id, child.pk) in self.related

    def in_district(self, user_id: int, child: Child) -> bool:
        return (user_id, child.district_id) in self.districts


def owners_reach(owner_ids: Collection[int], child_ids: Iterable[int], today: date) -> OwnersReach:
    """Of these users and children, whom a district or a reason of its own lets in; four queries and those for families."""
    children = set(child_ids)
    related = Relation.objects.on(today).filter(child_id__in=children, user_id__in=owner_ids).order_by()
    districts = Employment.objects.on(today).filter(
        user_id__in=owner_ids, function__in=OF_A_DISTRICT, district__isnull=False
    )
    return OwnersReach(
        related=frozenset(related.values_list("user_id", "child_id")),
        districts=frozenset(districts.values_list("user_id", "district_id")),
        family=frozenset(own_family_pairs(set(owner_ids), children, today)),
    )
