"""Children within reach, how to reach their parents, and one line that says who a child is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.web.words import age_words

from . import policy
from .conflicts import own_family_pairs as own_family_pairs
from .models import HOME, Child, Custody, Enrolment, Guardian, Home, Persona, Tie

SEARCH_FROM = 2
"""How many letters a search needs before it narrows anything."""


def enrolments_of(children_ids: Iterable[int], today: date) -> dict[int, list[Enrolment]]:
    """Where each of the children spends today, institutions and groups loaded; one query, every id has a list."""
    ids = list(children_ids)
    places: dict[int, list[Enrolment]] = {pk: [] for pk in ids}
    for enrolment in (
        Enrolment.objects.on(today)
        .filter(child_id__in=ids)
        .select_related("institution", "group")
        .order_by("child_id", "institution__sort_key", "id")
    ):
        places[enrolment.child_id].append(enrolment)
    return places


def child_line(
    child: Child, today: date, *, reader: Actor | None = None, enrolments: Iterable[Enrolment] | None = None
) -> str:
    """`4 år 7 mdr. · Børnehuset Regnbuen, Mariehønsene`.

    The place is left out of a protected child's line unless `reader` works there or may see protected addresses.
    Lists of children use `child_lines`: this one asks the database unless it is given the enrolments.
    """
    places = list(enrolments) if enrolments is not None else enrolments_of([child.pk], today)[child.pk]
    shown = [place_name(e) for e in places if policy.may_see_place(reader, _place_of(child, e))]
    return " · ".join(filter(None, [age_of(child, today), *shown]))


def places_shown(child: Child, today: date, *, reader: Actor) -> list[str]:
    """Where the child spends today, as far as this reader may know it; one query."""
    rows = enrolments_of([child.pk], today)[child.pk]
    return [place_name(row) for row in rows if policy.may_see_place(reader, _place_of(child, row))]


def knows_place(reader: Actor, child: Child, institution_id: int, group_id: int | None = None) -> bool:
    """Whether this reader may read that the child spends, or spent, its day there."""
    return bool(policy.may_see_place(reader, policy.Place(child.protected_address, institution_id, group_id, child.pk)))


def child_lines(children: Iterable[Child], today: date, *, reader: Actor | None = None) -> dict[int, str]:
    """`child_line` of each child by its id, with one query for all of them."""
    found = {child.pk: child for child in children}
    places = enrolments_of(found, today)
    return {pk: child_line(child, today, reader=reader, enrolments=places[pk]) for pk, child in found.items()}


def age_of(child: Child, today: date) -> str:
    """`4 år 7 mdr.`; of a child not yet born `ikke født endnu`."""
    return age_words(child.birth_date or child.expected_on, today)


def place_name(enrolment: Enrolment) -> str:
    """`Børnehuset Regnbuen, Mariehønsene`."""
    group = enrolment.group.name if enrolment.group else ""
    return ", ".join(filter(None, [enrolment.institution.name, group]))


def guardians_of(child: Child, today: date) -> list[Custody]:
    """The child's parents today as custodies with `guardian` loaded, those with custody first."""
    return list(
        Custody.objects.on(today)
        .filter(child=child)
        .select_related("guardian", "guardian__user")
        .order_by("-has_custody", "guardian__sort_key", "id")
    )


def same_person(user_id: int) -> set[int]:
    """Every user of the same person, herself included; one query."""
    with context.beyond_reach():
        same = Persona.objects.filter(person__personas__user_id=user_id)
        return {user_id, *same.values_list("user_id", flat=True)}


def own_family_user_ids(child: Child, today: date) -> frozenset[int]:
    """Users who may never meet the child at work: parents, whoever lives where it lives, and those with a tie to it.

    The other way round of `models.own_family`; one query.
    """
    at_home = Custody.objects.on(today).filter(same_address=True)
    with_it = at_home.filter(child=child).values("guardian_id")
    near = at_home.filter(guardian_id__in=with_it).values("child_id")
    if child.address:
        same = Child.objects.exclude(address="").annotate(home=HOME)
        near = near.union(same.filter(home=Home(Value(child.address), Value(child.postcode))).values("pk"))
    parents = (
        Custody.objects.filter(child=child)
        .values("guardian_id")
        .union(at_home.filter(child_id__in=near).values("guardian_id"))
    )
    around = Guardian.objects.filter(pk__in=parents)
    numbers = around.exclude(cpr_number="").values("cpr_number")
    named = (
        around.filter(user__isnull=False)
        .values_list("user_id", flat=True)
        .union(
            Persona.objects.filter(person__cpr_number__in=numbers).values_list("user_id", flat=True),
            Tie.objects.on(today).filter(found__child=child).values_list("user_id", flat=True),
        )
    )
    persons = Persona.objects.filter(user_id__in=named).values("person_id")
    with context.asking(
        context.system()
    ):  # who somebody is besides, and whom she has a tie to, is nobody else's to read
        same_person = Persona.objects.filter(person_id__in=persons).values_list("user_id", flat=True)
        return frozenset(named.union(same_person))


def siblings_of(child: Child) -> QuerySet[Child]:
    """Children who share a parent with this one, oldest first; narrow it with `visible_to` before it is shown."""
    parents = Custody.objects.filter(child=child).values("guardian_id")
    together = Custody.objects.filter(guardian_id__in=parents).values("child_id")
    return Child.objects.filter(pk__in=together).exclude(pk=child.pk).order_by("birth_date", "sort_key", "id")


def open_child(actor: Actor, pk: int, *, now: datetime) -> Child:
    """The child, when this person works with it today, and a line in the read log; else Child.DoesNotExist."""
    child = (
        Child.objects.visible_to(actor, clock.local(now).date()).select_related("district", "municipality").get(pk=pk)
    )
    audit.read(actor, "child.read", child, at=now, child_id=child.pk)
    return child


@dataclass(frozen=True)
class Address:
    """An address as one reader may see it: `text` is empty when it is kept back, and `hidden` says so."""

    text: str
    protected: bool
    hidden: bool


@dataclass(frozen=True)
class GuardianContact:
    """One parent as one reader may see them."""

    id: int
    name: str
    has_custody: bool
    same_address: bool
    phone: str
    email: str
    needs_interpreter: bool
    address: Address


@dataclass(frozen=True)
class Sibling:
    """A brother or sister this reader works with as well."""

    id: int
    name: str
    line: str


@dataclass(frozen=True)
class ContactView:
    """How to reach a child's family, already narrowed to what this reader may see."""

    address: Address
    guardians: tuple[GuardianContact, ...]
    siblings: tuple[Sibling, ...]
    language: str
    needs_interpreter: bool


def contact_view(actor: Actor, child: Child, today: date) -> ContactView:
    """The family as `actor` may see it; whoever lives where an address is protected shares the protection."""
    custodies = guardians_of(child, today)
    home_protected = child.protected_address or any(c.same_address and c.guardian.protected_address for c in custodies)
    siblings = list(siblings_of(child).filter(pk__in=Child.objects.visible_to(actor, today).values("pk")))
    lines = child_lines(siblings, today, reader=actor)
    where = " ".join(filter(None, [child.postcode, child.city]))
    return ContactView(
        address=_address(actor, child, ", ".join(filter(None, [child.address, where])), protected=home_protected),
        guardians=tuple(
            GuardianContact(
                id=c.guardian_id,
                name=c.guardian.name,
                has_custody=c.has_custody,
                same_address=c.same_address,
                phone=c.guardian.phone,
                email=c.guardian.email,
                needs_interpreter=c.guardian.needs_interpreter,
                address=_address(
                    actor,
                    child,
                    c.guardian.address,
                    protected=c.guardian.protected_address or (c.same_address and home_protected),
                ),
            )
            for c in custodies
        ),
        siblings=tuple(Sibling(s.pk, s.name, lines[s.pk]) for s in siblings),
        language=child.language,
        needs_interpreter=any(c.guardian.needs_interpreter for c in custodies),
    )


def _address(actor: Actor, child: Child, text: str, *, protected: bool) -> Address:
    if not text and not protected:
        return Address("", protected=False, hidden=False)
    seen = bool(policy.may_see_address(actor, protected=protected, child_id=child.pk))
    return Address(text if seen else "", protected=protected, hidden=not seen)


def _place_of(child: Child, enrolment: Enrolment) -> policy.Place:
    return policy.Place(child.protected_address, enrolment.institution_id, enrolment.group_id, child.pk)


@dataclass(frozen=True)
class Wanted:
    """What a list of children is narrowed to; `text` counts from two letters."""

    text: str = ""
    institution_id: int | None = None
    group_id: int | None = None

    @property
    def searches(self) -> bool:
        return len("".join(self.text.split())) >= SEARCH_FROM


def children_within_reach(actor: Actor, wanted: Wanted, *, now: datetime) -> QuerySet[Child]:
    """The children this person works with, narrowed and in Danish order; a search by name leaves a read line."""
    today = clock.local(now).date()
    children = Child.objects.visible_to(actor, today)
    placed = Enrolment.objects.on(today)
    if wanted.institution_id:
        placed = placed.filter(institution_id=wanted.institution_id)
    if wanted.group_id:
        placed = placed.filter(group_id=wanted.group_id)
    if wanted.institution_id or wanted.group_id:
        children = children.filter(pk__in=placed.values("child_id"))
        children = children.exclude(_place_kept_back(actor))
    if wanted.searches:
        audit.read(actor, "children.searched", None, at=now)
        children = children.filter(named_like(wanted.text))
    return children.order_by("sort_key", "id")


def _place_kept_back(actor: Actor) -> Q:
    """Protected children whose place this reader may not learn by narrowing the list to it."""
    if policy.may_see_address(actor, protected=True):
        return Q(protected_address=True, pk__in=actor.glass)
    own = Q(institution_id__in=actor.whole_institution_ids) | Q(group_id__in=actor.group_ids)
    known = Enrolment.objects.filter(own).values("child_id")
    return Q(protected_address=True) & ~Q(pk__in=known)


def named_like(text: str) -> Q:
    """Every word typed stands somewhere in the name, whatever its case and however `å` is spelled."""
    found = Q()
    for word in text.split()[:8]:
        key = danish_sort_key(word).partition(" ")[0]
        found &= Q(sort_key__contains=key) if key else Q(pk__in=())
    return found


def places_within_reach(actor: Actor, today: date) -> list[tuple[Institution, list[Group]]]:
    """Institutions and groups that have children within this person's reach, to narrow a list by; one query."""
    rows = (
        Enrolment.objects.on(today)
        .filter(child__in=Child.objects.visible_to(actor, today).exclude(_place_kept_back(actor)))
        .select_related("institution", "group")
        .order_by("institution__sort_key", "institution_id", "group__sort_key", "group_id")
        .distinct("institution__sort_key", "institution_id", "group__sort_key", "group_id")
    )
    institutions: dict[int, Institution] = {}
    groups: Mapping[int, list[Group]] = defaultdict(list)
    for row in rows:
        institutions[row.institution_id] = row.institution
        if row.group:
            groups[row.institution_id].append(row.group)
    return [(institution, groups[pk]) for pk, institution in institutions.items()]


def nothing_here(actor: Actor) -> str:
    """What an empty list of children says: why it is empty, and how a child gets here."""
    if actor.group_ids or actor.whole_institution_ids or actor.district_ids:
        return gettext("Her kommer de børn, der er indmeldt hos jer. Der er ingen endnu.")
    return gettext(
        "Her kommer de børn, du arbejder med. Du får adgang til et barn, når du får en bekymring, "
        "bliver inviteret til et møde eller får et skridt i en plan."
    )
