"""Children within reach, how to reach their parents, and one line that says who a child is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Q, QuerySet, Value
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import DomainModel
from sikkerhedsnet.core.names import danish_sort_key
from sikkerhedsnet.core.privacy import Piece, piece_of
from sikkerhedsnet.organisation.models import Employment, Group, Institution
from sikkerhedsnet.web.words import age_words

from . import redaction
from .conflicts import own_family_pairs as own_family_pairs
from .labels import INSTEAD
from .models import HOME, Child, Custody, Enrolment, Guardian, Persona, Protection, Tie
from .models import Home as SameHome
from .owners import owners_reach as owners_reach
from .personas import same_people as same_people
from .personas import same_person as same_person
from .redaction import About, Because, Home, Reader

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
    child: Child,
    today: date,
    *,
    reader: Actor | Reader = redaction.ANYBODY,
    enrolments: Iterable[Enrolment] | None = None,
) -> str:
    """`4 år 7 mdr. · Børnehuset Regnbuen, Mariehønsene`, without the place where this reader may not know it.

    Lists of children use `child_lines`: this one asks the database unless it is given the enrolments.
    """
    places = list(enrolments) if enrolments is not None else enrolments_of([child.pk], today)[child.pk]
    return " · ".join(filter(None, [age_of(child, today), *_told_places(child, places, reader)]))


def places_shown(child: Child, today: date, *, reader: Actor | Reader) -> list[str]:
    """Where the child spends today, as far as this reader may know it; one query."""
    return _told_places(child, enrolments_of([child.pk], today)[child.pk], reader)


def _told_places(child: Child, places: Iterable[Enrolment], reader: Actor | Reader) -> list[str]:
    return [place_name(e) for e in places if knows_place(reader, child, e.institution_id, e.group_id)]


def knows_place(
    reader: Actor | Reader,
    child: Child,
    institution_id: int | None,
    group_id: int | None = None,
    *,
    meeting_id: int | None = None,
) -> bool:
    """Whether this reader may read that the child spends, or spent, its day there, or is met there."""
    about = About(institution_id=institution_id, group_id=group_id, meeting_id=meeting_id)
    return redaction.where(redaction.reading(reader), marked(child), about) is None


def place_or_district(child: Child, place: str) -> str:
    """`Børnehuset Regnbuen` for a list that anybody may come by; of a protected child the district alone."""
    if place and redaction.where(redaction.ANYBODY, marked(child)) is None:
        return place
    return gettext("Distrikt %(name)s") % {"name": child.district.name} if child.district else ""


def marked(child: Child) -> Home:
    """The home as the child's own row says; the database keeps the mark in step with the parents who live there."""
    return Home(child.pk, child.protected_address)


def home_of(child: Child, custodies: Iterable[Custody]) -> Home:
    """The home, with the parents it is protected against; one query besides the custodies that are at hand."""
    against = list(Protection.objects.standing().filter(child=child).values_list("against_id", flat=True))
    protected = child.protected_address or any(c.same_address and c.guardian.protected_address for c in custodies)
    return Home(child.pk, protected or bool(against), frozenset(pk for pk in against if pk is not None))


def child_lines(
    children: Iterable[Child], today: date, *, reader: Actor | Reader = redaction.ANYBODY
) -> dict[int, str]:
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


def own_family_user_ids(child: Child, today: date) -> frozenset[int]:
    """Users who may never meet the child at work: parents, whoever lives where it lives, and those with a tie to it.

    The other way round of `models.own_family`; five queries. Who somebody is besides, and whom she has a tie to, is
    nobody else's to read, so the system asks.
    """
    with context.asking(context.system()):
        at_home = Custody.objects.on(today).filter(same_address=True)
        parents = set(Custody.objects.filter(child=child).values_list("guardian_id", flat=True))
        near = at_home.filter(guardian__in=at_home.filter(child=child).values("guardian")).values_list(
            "child_id", flat=True
        )
        if child.address:
            same = Child.objects.exclude(address="").annotate(home=HOME)
            same = same.filter(home=SameHome(Value(child.address), Value(child.postcode)))
            near = near.union(same.values_list("pk", flat=True))
        living = at_home.filter(child_id__in=list(near)).values("guardian_id")
        around = Guardian.objects.filter(Q(pk__in=parents) | Q(pk__in=living))
        known = set(around.values_list("user_id", "cpr_number"))
        users = {user for user, _number in known if user is not None}
        users |= set(Tie.objects.on(today).filter(found__child=child).values_list("user_id", flat=True))
        hers = Q(user_id__in=users) | Q(person__cpr_number__in={number for _user, number in known if number})
        persons = Persona.objects.filter(hers).values("person_id")
        return frozenset(users | set(Persona.objects.filter(person__in=persons).values_list("user_id", flat=True)))


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


def protections_of(child: Child) -> list[Protection]:
    """What protects the child's home today, the oldest first, with the people around each; one query."""
    around = ("against", "set_by", "lift_asked_by")
    return list(Protection.objects.standing().filter(child=child).select_related(*around).order_by("set_at", "id"))


def as_parent(guardian_id: int | None, custodies: Iterable[Custody], home: Home) -> Reader:
    """One parent as a reader; whoever is not known to live with the child does not."""
    mine = next((c for c in custodies if c.guardian_id == guardian_id), None)
    return Reader(
        redaction.Kind.PARENT,
        guardian_id=guardian_id,
        lives_there=bool(mine and mine.same_address),
        shut_out=guardian_id in home.against,
    )


@dataclass(frozen=True)
class Told:
    """One fact as one reader may see it: kept back, `text` is empty and `instead` says why."""

    text: str = ""
    instead: str = ""
    protected: bool = False


@dataclass(frozen=True)
class GuardianContact:
    """One parent as one reader may see them; from whom the home is kept above all, `shut_out` says so."""

    id: int
    name: str
    has_custody: bool
    same_address: bool
    phone: Told
    email: Told
    needs_interpreter: bool
    address: Told
    shut_out: bool


@dataclass(frozen=True)
class Sibling:
    """A brother or sister this reader works with as well."""

    id: int
    name: str
    line: str


@dataclass(frozen=True)
class ContactView:
    """How to reach a child's family, already narrowed to what this reader may see."""

    address: Told
    guardians: tuple[GuardianContact, ...]
    siblings: tuple[Sibling, ...]
    language: str
    needs_interpreter: bool


def contact_view(actor: Actor, child: Child, today: date) -> ContactView:
    """The family as `actor` may see it; whoever lives where an address is protected shares the protection."""
    custodies = guardians_of(child, today)
    reader, home = redaction.staff(actor), home_of(child, custodies)
    siblings = list(siblings_of(child).filter(pk__in=Child.objects.visible_to(actor, today).values("pk")))
    lines = child_lines(siblings, today, reader=reader)
    where = " ".join(filter(None, [child.postcode, child.city]))
    lives = told(reader, home, child, "address", ", ".join(filter(None, [child.address, where])))
    return ContactView(
        address=replace(lives, protected=home.protected),
        guardians=tuple(_contact(reader, home, custody) for custody in custodies),
        siblings=tuple(Sibling(s.pk, s.name, lines[s.pk]) for s in siblings),
        language=child.language,
        needs_interpreter=any(c.guardian.needs_interpreter for c in custodies),
    )


def _contact(reader: Reader, home: Home, custody: Custody) -> GuardianContact:
    parent = custody.guardian
    protected = parent.protected_address or (custody.same_address and home.protected)
    about = About(guardian_id=parent.pk, protected=protected)
    return GuardianContact(
        id=parent.pk,
        name=parent.name,
        has_custody=custody.has_custody,
        same_address=custody.same_address,
        phone=told(reader, home, parent, "phone", parent.phone, about),
        email=told(reader, home, parent, "email", parent.email, about),
        needs_interpreter=parent.needs_interpreter,
        address=replace(told(reader, home, parent, "address", parent.address, about), protected=protected),
        shut_out=parent.pk in home.against,
    )


def told(
    reader: Reader, home: Home, row: DomainModel, name: str, text: str, about: About = redaction.NOTHING_MORE
) -> Told:
    """One stored field for this reader: the text, or the words for why it is kept back."""
    piece = piece_of(name, row.privacy, row.redaction) or Piece.NOTIFIER  # what nobody has decided is told to nobody
    because = redaction.kept_from(reader, home, piece, about)
    if because is None or (not text and because is not Because.PROTECTED):
        return Told(text)
    return Told("", str(INSTEAD.get(because, "")))


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
    """Protected children whose place this reader may not learn by narrowing the list to it: `redaction.where` in SQL."""
    reader = redaction.staff(actor)
    if reader.sees_protected:
        return Q(protected_address=True, pk__in=reader.glass)
    own = Q(institution_id__in=reader.institution_ids) | Q(group_id__in=reader.group_ids)
    known = Enrolment.objects.filter(own).values("child_id")
    return Q(protected_address=True) & (~Q(pk__in=known) | Q(pk__in=reader.glass))


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


def telling_names(child: Child, places: Iterable[Institution] = (), rooms: Iterable[str] = ()) -> set[str]:
    """Names and numbers that say where the child lives, goes or is met; `places` and `rooms` are those a later step knows."""
    rows = list(Enrolment.objects.filter(child=child).select_related("institution", "group"))
    found = {child.address, child.postcode, child.city, child.district.name if child.district else ""}
    for place in {*places, *(row.institution for row in rows)}:
        found |= {place.name, place.phone, *redaction.distinctive(place.name)}
    found |= {row.group.name for row in rows if row.group}
    for room in rooms:
        found |= {room, *redaction.distinctive(room)}
    return found


def colleagues_there(child: Child, places: Iterable[Institution] = ()) -> set[str]:
    """The names of those who work, or worked, where the child goes or went: as good as the place's own name."""
    went = Enrolment.objects.filter(child=child).values_list("institution_id", flat=True)
    ids = {*went, *(place.pk for place in places)}
    return set(Employment.objects.filter(institution_id__in=ids).values_list("user__name", flat=True))


def kept_from_families(child: Child, today: date, places: Iterable[Institution] = ()) -> list[redaction.Telling]:
    """What a paper that lies at home may not say; nothing where anybody may know the place. Whoever works there is as good
    as the place's name, for it may be read by a parent that the address is kept from."""
    home = home_of(child, guardians_of(child, today))
    if redaction.where(redaction.ANYBODY, home) is None:
        return []
    places = list(places)
    names = telling_names(child, places) | colleagues_there(child, places)
    return list(redaction.telling(names, redaction.Because.PROTECTED))


def nothing_here(actor: Actor) -> str:
    """What an empty list of children says: why it is empty, and how a child gets here."""
    if actor.group_ids or actor.whole_institution_ids or actor.district_ids:
        return gettext("Her kommer de børn, der er indmeldt hos jer. Der er ingen endnu.")
    return gettext(
        "Her kommer de børn, du arbejder med. Du får adgang til et barn, når du får en bekymring, "
        "bliver inviteret til et møde eller får et skridt i en plan."
    )
