"""What personale.csv would change: people, what they are employed to do and where, from when to when; pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from .planning import Plan, kept
from .problems import Problem, Reason, problem
from .rows import StaffRow
from .sifting import Sifted
from .world import KnownPerson, KnownPost, World

MOST_NAMED = 50


@dataclass(frozen=True)
class PostWrite:
    """An employment: made when `pk` is none, else given these values."""

    pk: int | None
    values: dict[str, Any]


@dataclass(frozen=True)
class PersonWrite:
    """One employee with everything that changes; made when `pk` is none."""

    external_id: str
    pk: int | None
    values: dict[str, str]
    posts: tuple[PostWrite, ...]
    aspects: frozenset[str] = field(default_factory=frozenset)


def plan_staff(sifted: Sifted[StaffRow], world: World, today: date) -> Plan[PersonWrite]:
    """The writes for the rows that are taken; nobody is ended because the file does not name them."""
    by_person: dict[str, list[StaffRow]] = defaultdict(list)
    for row in sifted.taken:
        by_person[row.id].append(row)
    writes: list[PersonWrite] = []
    warnings: list[Problem] = []
    new = changed = unchanged = 0
    for external_id, told in by_person.items():
        known = world.people.get(external_id)
        if known is None:
            writes.append(_new_person(external_id, told))
            new += len(told)
            continue
        warnings.extend(_left_with_open(known, told, world, today))
        write, rows_changed = _changed_person(external_id, known, told, today)
        changed += rows_changed
        unchanged += len(told) - rows_changed
        if write:
            writes.append(write)
    warnings.extend(_missing(sifted, by_person, world, today))
    aspects = Counter(aspect for write in writes for aspect in write.aspects)
    return Plan(tuple(writes), new, changed, unchanged, aspects, tuple(warnings))


def _post_values(row: StaffRow, **changes: Any) -> dict[str, Any]:
    return {
        "function": row.function, "institution": row.institution, "district": row.district,
        "start_on": row.start_on, "end_on": row.end_on, "external_id": row.id, **changes,
    }  # fmt: skip


def _new_person(external_id: str, told: list[StaffRow]) -> PersonWrite:
    posts = tuple(PostWrite(None, _post_values(row)) for row in told)
    return PersonWrite(external_id, None, {"name": told[0].name, "email": told[0].email}, posts)


def _changed_person(
    external_id: str, known: KnownPerson, told: list[StaffRow], today: date
) -> tuple[PersonWrite | None, int]:
    values = {}
    if (name := kept(known.name, told[0].name)) != known.name:
        values["name"] = name
    if told[0].email and told[0].email != known.email:
        values["email"] = told[0].email
    posts: list[PostWrite] = []
    aspects = set(values)
    rows_changed = 0
    held = {post.function: post for post in known.posts}
    for row in told:
        before = len(posts)
        post = held.get(row.function)
        if post is None:
            posts.append(PostWrite(None, _post_values(row)))
            aspects.add("function")
        else:
            posts.extend(_post_changes(post, row, today))
            aspects |= _post_aspects(post, row) if len(posts) > before else set()
        rows_changed += len(posts) > before or (bool(values) and row is told[0])
    named = {row.function for row in told}
    for post in known.posts:
        if post.function not in named and (post.end_on is None or post.end_on >= today):
            posts.append(PostWrite(post.pk, _over(post, today)))
            aspects.add("ended")
            rows_changed = max(rows_changed, 1)
    if not values and not posts:
        return None, 0
    return PersonWrite(external_id, known.pk, values, tuple(posts), frozenset(aspects)), rows_changed


def _post_changes(post: KnownPost, row: StaffRow, today: date) -> list[PostWrite]:
    """The same employment with new dates; or the old one ended and a new one begun, so that history is kept."""
    moved = (post.institution, post.district) != (row.institution, row.district)
    over = post.end_on is not None and post.end_on < today
    again = over and post.end_on is not None and row.start_on > post.end_on
    ended = row.end_on is not None and row.end_on < today
    if again or (moved and not ended and not over and post.start_on < today):
        start = row.start_on if row.start_on > (post.end_on or post.start_on) else today
        closing: dict[str, Any] = {"external_id": ""}
        if not over:
            closing["end_on"] = start - timedelta(days=1)
        end = row.end_on if row.end_on is None or row.end_on >= start else start
        return [PostWrite(post.pk, closing), PostWrite(None, _post_values(row, start_on=start, end_on=end))]
    wanted = _post_values(row)
    if post.follows:
        wanted["start_on"] = post.start_on
        if row.end_on is not None and row.end_on < post.start_on:
            wanted["end_on"] = post.start_on
    values = {
        name: wanted[name]
        for name in ("institution", "district", "start_on", "end_on")
        if getattr(post, name) != wanted[name]
    }
    return [PostWrite(post.pk, values)] if values else []


def _post_aspects(post: KnownPost, row: StaffRow) -> set[str]:
    aspects = set()
    if (post.institution, post.district) != (row.institution, row.district):
        aspects.add("place")
    if post.end_on != row.end_on:
        aspects.add("ended" if row.end_on else "again")
    return aspects or {"dates"}


def _over(post: KnownPost, today: date) -> dict[str, Any]:
    """Ended yesterday; a post that was only to begin gives no access on any day."""
    yesterday = today - timedelta(days=1)
    return {"start_on": min(post.start_on, yesterday), "end_on": yesterday}


def _left_with_open(known: KnownPerson, told: list[StaffRow], world: World, today: date) -> list[Problem]:
    """Whoever has left and still answers for something: it has to be given to somebody who works here."""
    number = world.open_by_owner.get(known.pk, 0)
    if not number or any(row.end_on is None or row.end_on >= today for row in told):
        return []
    row = told[0]
    return [problem(row.line, "til", str(row.end_on), Reason.EMPLOYEE_LEFT_WITH_OPEN, id=row.id, number=number)]


def _missing(
    sifted: Sifted[StaffRow], by_person: dict[str, list[StaffRow]], world: World, today: date
) -> list[Problem]:
    turned_away = {record.cells.get("id", "").strip() for record in sifted.turned_away}
    missing = [
        external_id
        for external_id, person in world.people.items()
        if external_id not in by_person
        and external_id not in turned_away
        and any(post.end_on is None or post.end_on >= today for post in person.posts)
    ]
    found = [problem(0, "id", external_id, Reason.EMPLOYEE_MISSING) for external_id in missing[:MOST_NAMED]]
    if len(missing) > MOST_NAMED:
        found.append(problem(0, "id", "", Reason.MORE_MISSING, number=len(missing) - MOST_NAMED))
    return found
