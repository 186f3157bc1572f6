"""Somebody is away and a colleague covers: it is written, ended, and access follows its days."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.calendar import next_working_day
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation import rules
from sikkerhedsnet.organisation.models import Absence
from sikkerhedsnet.organisation.queries import absences_from, as_away
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.ties.queries import child_of
from sikkerhedsnet.web.words import day_words

from . import policy, queries
from .commands import End, Register


@transaction.atomic
def register(actor: Actor, command: Register, *, now: datetime) -> Absence:
    """The absence stands, the cover is told, and when it begins today she reaches the cases at once."""
    today = clock.day_of(now)
    led = queries.advisers_led(actor, today) if command.user_id != actor.id else {}
    require(policy.may_register(actor, command.user_id, led))
    earlier: Absence | None = Absence.objects.filter(idempotency_key=command.key, registered_by_id=actor.id).first()
    if earlier is not None:
        return earlier
    rules.check_days(command.start_on, command.end_on, today)
    _one_at_a_time(command, actor.municipality_id)
    asked = rules.Away(command.user_id, command.start_on, command.end_on, command.cover_id)
    fit = queries.fit_for(command.user_id, actor.municipality_id, command.start_on, command.end_on)
    rules.check_away(
        asked,
        as_away(absences_from(actor.municipality_id, today)),
        fit={user.pk for user in fit},
        ill=command.user_id != actor.id,
    )
    absence, new = create_once(
        Absence,
        command.key,
        lambda: Absence.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            user_id=command.user_id,
            cover_id=command.cover_id,
            start_on=command.start_on,
            end_on=command.end_on,
            note=command.note.strip(),
            registered_by_id=actor.id,
            registered_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        details = {"user": absence.user_id, "cover": absence.cover_id}
        days = {"from": absence.start_on.isoformat(), "to": absence.end_on.isoformat()}
        audit.record(actor, "absence.registered", absence, at=now, details=details | days)
        give_access(actor, actor.municipality_id, now=now)
        _tell(actor, absence, "absence.registered", now)
    return absence


def _one_at_a_time(command: Register, municipality_id: int) -> None:
    """Two absences that name the same people are written one after the other, so that each is held against the other."""
    named = [pk for pk in (command.user_id, command.cover_id) if pk is not None]
    with context.beyond_reach():
        list(User.objects.select_for_update().filter(pk__in=named, municipality_id=municipality_id).order_by("pk"))


@transaction.atomic
def end(actor: Actor, command: End, *, now: datetime) -> Absence:
    """The absence is over from now: the cover's next request is refused."""
    today = clock.day_of(now)
    absence = queries.within_reach(actor, command.absence_id, today)
    led = queries.advisers_led(actor, today) if absence.user_id != actor.id else {}
    require(policy.may_end(actor, absence.user_id, led))
    if absence.ended_at is not None:
        if absence.changed_by_name == actor.name:
            return absence
        raise Stale(who=absence.changed_by_name, what="absence_ended", at=absence.changed_at)
    absence.version = command.version
    change(absence, by_name=actor.name, at=now, ended_at=now)
    audit.record(actor, "absence.ended", absence, at=now, details={"user": absence.user_id, "cover": absence.cover_id})
    give_access(actor, actor.municipality_id, now=now)
    _tell(actor, absence, "absence.ended", now)
    return absence


@transaction.atomic
def give_access(author: audit.Author, municipality_id: int, *, now: datetime) -> int:
    """The covers of today reach what the absent answer for, to the last day and no longer, and nobody else does as a cover.

    Done again whenever it is asked for: what came since is added, and what nobody is covered for any more ends.
    """
    today = clock.day_of(now)
    wanted: dict[tuple[int, int], tuple[Child, date, int]] = {}
    for one in queries.carrying(municipality_id, today):
        if one.cover_id is None:
            continue
        child = child_of(one.row)
        there = wanted.get((child.pk, one.cover_id))
        if there is None or there[1] < one.absence.end_on:
            wanted[child.pk, one.cover_id] = (child, one.absence.end_on, one.absence.pk)
    with context.beyond_reach():
        standing = Relation.objects.on(today).filter(kind=Relation.Kind.COVER, child__municipality_id=municipality_id)
        over = [row for row in standing.select_related("child") if (row.child_id, row.user_id) not in wanted]
    for row in over:
        people.end_relation(author, row.child, row.user_id, Relation.Kind.COVER, now=now)
    given = [
        people.let_cover(author, child, cover_id, last_day, source=f"absence:{absence_id}", now=now)
        for (_child_id, cover_id), (child, last_day, absence_id) in sorted(wanted.items())
    ]
    return len(over) + sum(row is not None for row in given)


def tell_covers(municipality_id: int, now: datetime) -> int:
    """Each cover hears on the working day before how many of the absent's dates fall next; once for each date."""
    today = clock.day_of(now)
    ahead: dict[tuple[int, int, date], int] = {}
    names: dict[int, str] = {}
    for one in queries.carrying(municipality_id, today):
        due = one.row.due_on
        if one.cover_id is None or one.uncovered or due is None or not today <= due <= next_working_day(today):
            continue
        place = (one.absence.pk, one.cover_id, due)
        ahead[place] = ahead.get(place, 0) + 1
        names[one.absence.pk] = one.absence.user.name
    for (absence_id, cover_id, due), count in sorted(ahead.items()):
        words = {"who": names[absence_id], "n": count, "day": day_words(due, today)}
        outbox.enqueue(
            "absence.due",
            to_id=cover_id,
            about=_("Du dækker for %(who)s. Datoer, der falder %(day)s: %(n)s") % words,
            at=now,
            url_name="worklists:desk",
            once=f"{absence_id}:{due}",
        )
    return len(ahead)


def _tell(actor: Actor, absence: Absence, kind: str, now: datetime) -> None:
    """The cover and the one who is away, but not the one who wrote it."""
    today = clock.day_of(now)
    words = {
        "by": actor.name,
        "who": absence.user.name,
        "other": absence.cover.name if absence.cover else "",
        "first": day_words(absence.start_on, today),
        "last": day_words(absence.end_on, today),
    }
    ended = kind == "absence.ended"
    if absence.cover_id and absence.cover_id != actor.id:
        text = (
            _("%(who)s er tilbage. Du dækker ikke mere.")
            if ended
            else _("Du dækker for %(who)s fra %(first)s til og med %(last)s.")
        )
        outbox.enqueue(kind, to_id=absence.cover_id, about=text % words, at=now, url_name="worklists:desk")
    if absence.user_id != actor.id:
        text = (
            _("%(by)s har afsluttet dit fravær.")
            if ended
            else _("%(by)s har skrevet, at du er fraværende til og med %(last)s.")
        )
        outbox.enqueue(kind, to_id=absence.user_id, about=text % words, at=now, url_name="absences:mine")
