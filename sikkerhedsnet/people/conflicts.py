"""Which children somebody may never meet at work, worked out from rows; the database works it out by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock, context

from . import models


def own_family(actor: Actor, day: date | None = None) -> frozenset[int]:
    """The children this person is kept from, whatever else she is: her own, those who live where hers do, and those she
    or her leader has told of a tie to. It follows the person, not the user.

    Asked of every row there is, also another municipality's, once for each Actor: what changes counts from the next request.
    """
    day = day or clock.today()
    if day not in actor.kept_from:
        with transaction.atomic(savepoint=False), context.asking(context.system()):
            found = _with_people([actor.id], day)
            actor.kept_from[day] = frozenset(child for child, users in found if actor.id in users)
    return actor.kept_from[day]


def own_family_pairs(user_ids: Iterable[int], child_ids: Iterable[int], today: date) -> set[tuple[int, int]]:
    """Of these users and children, each pair that may never meet at work; nine queries at most, however many."""
    users, children = set(user_ids), set(child_ids)
    return {(user, child) for child, found in _with_people(users, today) if child in children for user in found & users}


def _with_people(user_ids: Iterable[int], today: date) -> Iterator[tuple[int, set[int]]]:
    """Each child with users, of these, who are kept from it, whichever of their users it is known through."""
    users = set(user_ids)
    personas = list(
        models.Persona.objects.filter(person__personas__user_id__in=users).select_related("person").distinct()
    )
    of_person: dict[int, set[int]] = defaultdict(set)
    numbers: dict[str, set[int]] = defaultdict(set)
    for persona in personas:
        of_person[persona.person_id].add(persona.user_id)
        if persona.person.cpr_number:
            numbers[persona.person.cpr_number].add(persona.person_id)
    selves: dict[int, set[int]] = {user: {user} for user in users}
    for together in of_person.values():
        for user in together:
            selves.setdefault(user, set()).update(together & users)
    known = Q(user_id__in=selves) | Q(cpr_number__in=numbers)
    parent_is: dict[int, set[int]] = defaultdict(set)
    for pk, user_id, number in models.Guardian.objects.filter(known).values_list("pk", "user_id", "cpr_number"):
        parent_is[pk] |= selves.get(user_id, set())
        for person in numbers.get(number, set()):
            parent_is[pk] |= of_person[person] & users
    if parent_is:
        yield from _family(parent_is, today)
    told = models.TieChild.objects.filter(tie__in=models.Tie.objects.on(today).filter(user_id__in=selves))
    for child_id, user_id in told.values_list("child_id", "tie__user_id"):
        yield child_id, selves[user_id]


def _family(parent_is: Mapping[int, set[int]], today: date) -> Iterator[tuple[int, set[int]]]:
    """Each child of these parents with the parents' users: custody for ever, the household as it is on the day."""
    for guardian_id, child_id in models.Custody.objects.filter(guardian_id__in=parent_is).values_list(
        "guardian_id", "child_id"
    ):
        yield child_id, parent_is[guardian_id]
    at_home = models.Custody.objects.on(today).filter(same_address=True)
    living: dict[int, set[int]] = defaultdict(set)
    for guardian_id, child_id in at_home.filter(guardian_id__in=parent_is).values_list("guardian_id", "child_id"):
        living[child_id] |= parent_is[guardian_id]
    holders: dict[int, set[int]] = defaultdict(set)
    for guardian_id, child_id in at_home.filter(child_id__in=living).values_list("guardian_id", "child_id"):
        holders[guardian_id] |= living[child_id]
    for guardian_id, child_id in at_home.filter(guardian_id__in=holders).values_list("guardian_id", "child_id"):
        yield child_id, holders[guardian_id]
    homes: dict[str, set[int]] = defaultdict(set)
    addressed = models.Child.objects.exclude(address="").annotate(home=models.HOME)
    for pk, home in addressed.filter(pk__in=living).values_list("pk", "home"):
        homes[home] |= living[pk]
    for pk, home in addressed.filter(home__in=homes).values_list("pk", "home"):
        yield pk, homes[home]
