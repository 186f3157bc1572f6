"""One human being behind several users."""

from __future__ import annotations

from collections import defaultdict

from sikkerhedsnet.core import context

from .models import Persona


def same_person(user_id: int) -> set[int]:
    """Every user of the same person, herself included; one query."""
    with context.beyond_reach():
        same = Persona.objects.filter(person__personas__user_id=user_id)
        return {user_id, *same.values_list("user_id", flat=True)}


def same_people(municipality_id: int) -> dict[int, set[int]]:
    """Every user who is the same person as another of the municipality's, with all of that person's users; one query."""
    with context.beyond_reach():
        rows = Persona.objects.filter(person__municipality_id=municipality_id).values_list("person_id", "user_id")
        behind: dict[int, set[int]] = defaultdict(set)
        for person_id, user_id in rows:
            behind[person_id].add(user_id)
    return {user_id: users for users in behind.values() if len(users) > 1 for user_id in users}
