"""Where the child spends its day, and how that changes with its history kept; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sikkerhedsnet.organisation.kinds import InstitutionKind

from .rows import ChildRow
from .world import KnownChild, KnownPlace, World, key


@dataclass(frozen=True)
class PlaceNow:
    """An institution's code and a group's name (or none)."""

    institution: str
    group: str


@dataclass(frozen=True)
class PlaceWrites:
    """Places that end, the one that begins, and one that began today (or was to begin) and is put right."""

    end: tuple[tuple[int, date], ...] = ()
    begin: PlaceNow | None = None
    correct: tuple[tuple[int, PlaceNow], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.end or self.begin or self.correct)


def last_day(start_on: date, today: date) -> date:
    """The day before a change made today; what began today ends today."""
    return max(start_on, today - timedelta(days=1))


def place_writes(row: ChildRow, known: KnownChild | None, world: World, today: date) -> PlaceWrites:
    """The old place ends yesterday and the new one begins today; no place in the file means at home."""
    wanted = PlaceNow(row.institution, row.group) if row.institution else None
    places = known.places if known else ()
    here = [place for place in places if wanted and key(place.institution) == key(wanted.institution)]
    others = [place for place in places if place not in here and place.start_on <= today]
    if wanted is None:
        return PlaceWrites(end=_ended(others, today))
    elsewhere = [place for place in others if not _club_beside_school(place, wanted, world)]
    if here:
        place = here[0]
        group = wanted.group or place.group
        told = PlaceNow(place.institution, group)
        reopened = known is not None and known.left_on is not None and place.end_on is not None
        same = key(group) == key(place.group)
        if same and place.start_on <= today and not reopened:
            return PlaceWrites(end=_ended(elsewhere, today))
        if place.start_on >= today or same:
            return PlaceWrites(end=_ended(elsewhere, today), correct=((place.pk, told),))
        if len(here) > 1:
            return PlaceWrites(end=_ended([place, *elsewhere], today), correct=((here[1].pk, told),))
        return PlaceWrites(end=_ended([place, *elsewhere], today), begin=told)
    if elsewhere and elsewhere[0].start_on >= today:
        return PlaceWrites(end=_ended(elsewhere[1:], today), correct=((elsewhere[0].pk, wanted),))
    return PlaceWrites(end=_ended(elsewhere, today), begin=wanted)


def _ended(places: list[KnownPlace], today: date) -> tuple[tuple[int, date], ...]:
    return tuple((place.pk, last) for place in places if (last := last_day(place.start_on, today)) != place.end_on)


def _club_beside_school(place: KnownPlace, wanted: PlaceNow, world: World) -> bool:
    """A place in the after-school club beside the school, given by hand, stands while the school stays in the district."""
    club, school = world.institution(place.institution), world.institution(wanted.institution)
    return (
        club is not None
        and school is not None
        and club.kind is InstitutionKind.AFTER_SCHOOL_CARE
        and school.kind is InstitutionKind.SCHOOL
        and club.district == school.district
    )
