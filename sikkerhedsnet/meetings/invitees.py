"""Who can be invited to a meeting about a child, and where it is on home ground."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import UserKind
from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import PERMISSIONS, REACH, Function, Permission, Reach
from sikkerhedsnet.organisation.models import DistrictTeamMember, Employment, Institution
from sikkerhedsnet.people.models import Child, Custody, NetworkMember
from sikkerhedsnet.people.queries import enrolments_of, guardians_of, home_of, own_family_user_ids

SEATED = tuple(function for function in Function if Permission.MEETING_SEE in PERMISSIONS[function])
"""Functions that may sit at a meeting."""
LET_IN = tuple(function for function in SEATED if REACH.get(function) in (Reach.RELATION, Reach.DISTRICT))
"""Functions that come to a child one by one; the others belong to a place."""
DANISH = ("dansk", "danish", "da")


@dataclass(frozen=True)
class Colleague:
    """One employee who could sit at the table."""

    user_id: int
    name: str
    title: str
    place: str
    function: str = ""


@dataclass(frozen=True)
class Invitees:
    """Everybody to choose from, already narrowed to what may be chosen, with what should be chosen from the start."""

    guardians: list[Custody]
    chosen_guardians: list[int]
    elsewhere: list[Custody]
    staff: list[tuple[str, list[Colleague]]]
    network: list[NetworkMember]
    places: list[Institution]
    interpreter: str
    protected: bool
    shut_out: frozenset[int] = frozenset()

    @property
    def custody_ids(self) -> set[int]:
        return {custody.guardian_id for custody in self.guardians if custody.has_custody}


def invitees(child: Child, today: date, *, leader_id: int, suspicion: bool) -> Invitees:
    """Parents, professionals and network of the child today; on a suspicion nobody of the family.

    Where the address is protected, a parent who lives elsewhere, or whom it is kept from, is not chosen from the start.
    """
    guardians = [] if suspicion else guardians_of(child, today)
    home = home_of(child, guardians)
    elsewhere = [c for c in guardians if home.protected and (not c.same_address or c.guardian_id in home.against)]
    places = [enrolment.institution for enrolment in enrolments_of([child.pk], today)[child.pk]]
    return Invitees(
        guardians=guardians,
        chosen_guardians=[c.guardian_id for c in guardians if c.has_custody and c not in elsewhere],
        elsewhere=elsewhere,
        staff=_staff(child, places, today, leader_id),
        network=[] if suspicion else list(NetworkMember.objects.filter(child=child).order_by("name", "pk")),
        places=places,
        interpreter=_language(child, guardians),
        protected=home.protected,
        shut_out=home.against,
    )


def _language(child: Child, guardians: Collection[Custody]) -> str:
    """The language to interpret when a parent asks for it."""
    asked = any(custody.guardian.needs_interpreter for custody in guardians)
    if not asked:
        return ""
    return child.language if child.language and child.language.lower() not in DANISH else _("ja, spørg om sproget")


def _staff(child: Child, places: list[Institution], today: date, leader_id: int) -> list[tuple[str, list[Colleague]]]:
    own_family = own_family_user_ids(child, today)
    rows = list(
        Employment.objects.on(today)
        .filter(
            municipality_id=child.municipality_id,
            function__in=SEATED,
            user__is_active=True,
            user__kind=UserKind.STAFF,
        )
        .exclude(user_id__in={leader_id, *own_family})
        .select_related("user", "institution")
        .order_by("user__sort_key", "user_id", "pk")
    )
    team = set(
        DistrictTeamMember.objects.on(today)
        .filter(district_id=child.district_id)
        .values_list("employment_id", flat=True)
        if child.district_id
        else []
    )
    groups: dict[str, list[Colleague]] = {place.name: [] for place in places}
    team_name = _("Distriktsteamet")
    other_name = _("Andre fagpersoner")
    groups[team_name], groups[other_name] = [], []
    seen: set[int] = set()

    def seat(name: str, wanted: list[Employment]) -> None:
        for row in wanted:
            if row.user_id not in seen:
                seen.add(row.user_id)
                place = row.institution.name if row.institution else ""
                groups[name].append(Colleague(row.user_id, row.user.name, title_of(row), place, row.function))

    for place in places:
        seat(place.name, [row for row in rows if row.institution_id == place.pk])
    seat(team_name, [row for row in rows if row.pk in team or _visits(row, child)])
    seat(other_name, [row for row in rows if row.function in LET_IN])
    return [(name, found) for name, found in groups.items() if found]


def _visits(row: Employment, child: Child) -> bool:
    """A health visitor of the child's own district."""
    return (
        row.function == Function.HEALTH_VISITOR
        and child.district_id is not None
        and row.district_id == child.district_id
    )


def title_of(row: Employment) -> str:
    """What somebody is, without the place, which may have to be kept back."""
    return str(FUNCTION[Function(row.function)])


def staff_titles(user_ids: Collection[int], municipality_id: int, today: date) -> dict[int, tuple[User, str]]:
    """Those of the users who may sit at a table today, each with a title in Danish, as it is kept; who is missing may
    not."""
    rows = (
        Employment.objects.on(today)
        .filter(
            user_id__in=user_ids,
            municipality_id=municipality_id,
            function__in=SEATED,
            user__is_active=True,
            user__kind=UserKind.STAFF,
        )
        .select_related("user")
        .order_by("pk")
    )
    found: dict[int, tuple[User, str]] = {}
    with translation.override("da"):
        for row in rows:
            found.setdefault(row.user_id, (row.user, title_of(row)))
    return found
