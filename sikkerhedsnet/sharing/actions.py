"""What crosses from one service to another is recorded in the same transaction as it crosses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child

from . import policy, queries, rules
from .bases import add_basis, change_basis, change_settings, end_basis
from .carrying import Road, carried_by, shared_of
from .commands import Ground, PassOn
from .consenting import give_consent, join_consent, let_lapse, renew_consent, withdraw_consent
from .ending import let_in_until, live_about, turn
from .models import Consent, Disclosure, LegalBasis
from .recalls import give_for_recall, withdraw_for_recall
from .reporting import Reported, reported
from .states import Service, Told, Turn, What

__all__ = [
    "Crossing",
    "Handed",
    "HandedPart",
    "Reported",
    "add_basis",
    "called_off",
    "change_basis",
    "change_settings",
    "concern_received",
    "end_basis",
    "give_consent",
    "give_for_recall",
    "groundless",
    "hand_on",
    "held",
    "join_consent",
    "let_lapse",
    "live_about",
    "moved",
    "pass_on",
    "record_crossing",
    "renew_consent",
    "reported",
    "require_live_ground",
    "turn",
    "withdraw_consent",
    "withdraw_for_recall",
]


@dataclass(frozen=True)
class Crossing:
    """What crosses with a meeting or a plan: to which colleagues, when it is held, and what the parents know."""

    what: What
    about: models.Model
    child: Child
    concern: Concern
    receivers: Mapping[int, str]
    held_on: date
    told: Told
    told_on: date | None = None


@dataclass(frozen=True)
class HandedPart:
    """One part of what follows a child: the row that holds it, what it is called, and its basis."""

    about: models.Model
    title: str
    ground: Ground


@dataclass(frozen=True)
class Handed:
    """What follows a child to its next place: to whom there, until when, and each part with its basis."""

    child: Child
    senders: frozenset[Service]
    to_service: Service
    to_user_id: int | None
    to_name: str
    until: date
    told: Told
    parts: tuple[HandedPart, ...]
    told_on: date | None = None
    not_told_because: str = ""


@transaction.atomic
def record_crossing(actor: Actor, crossing: Crossing, ground: Ground | None, *, now: datetime) -> list[Disclosure]:
    """One row for each receiver in another service than the sender's; nobody in another, nothing to record.

    Raises Invalid when somebody is in another service and the basis is missing, gone, used up or does not cover them.
    """
    today = clock.day_of(now)
    child = crossing.child
    services = queries.services_of([*crossing.receivers, actor.id], child.municipality_id, today)
    other = {pk: services[pk] for pk in crossing.receivers if rules.crosses(services[actor.id], services[pk])}
    if not other:
        return []
    if ground is None:
        raise Invalid({"basis": "basis_required"})
    to = {pk: min(found, default=Service.EXTERNAL) for pk, found in other.items()}
    road = Road(
        child,
        crossing.concern,
        crossing.what,
        senders=services[actor.id],
        receivers=frozenset(to.values()),
        days=(today, crossing.held_on),
        meeting_id=crossing.about.pk if crossing.what is What.MEETING else None,
    )
    basis, consent = _carried_by(actor, road, ground, today)
    until = rules.meeting_until(crossing.held_on, queries.settings_of(child.municipality_id).meeting_days)
    shared = shared_of(ground, basis, consent, actor, now) | {
        "child": child,
        "concern": crossing.concern,
        "suspicion": crossing.concern.suspicion,
        "what": crossing.what,
        "about_label": crossing.about._meta.label_lower,
        "about_id": crossing.about.pk,
        "told": crossing.told,
        "told_on": crossing.told_on,
        "on": today,
        "until": until,
    }
    with context.beyond_reach():  # whoever leads a meeting need not work with the child any more
        rows = Disclosure.objects.bulk_create(
            Disclosure(to_user_id=pk, to_name=crossing.receivers[pk][:300], to_service=service, **shared)
            for pk, service in to.items()
        )
    details = {"basis": basis.key, "until": until.isoformat()}
    audit.record_many(actor, [("disclosure.made", row, child.pk, details) for row in rows], at=now)
    let_in_until(actor, rows, now=now)
    return rows


@transaction.atomic
def hand_on(actor: Actor, handed: Handed, *, now: datetime) -> list[Disclosure]:
    """One row for each part, so that each can end by itself; inside one service too, for the child changes hands.

    Raises Invalid when a basis is missing, gone or does not cover the receiver.
    """
    today, child = clock.day_of(now), handed.child
    road = Road(
        child, None, What.HAND_OVER, handed.senders, frozenset({handed.to_service}), (today,), to_name=handed.to_name
    )
    carried = {part.ground: _carried_by(actor, road, part.ground, today) for part in handed.parts}
    found = []
    for part in handed.parts:
        basis, consent = carried[part.ground]
        found.append(
            Disclosure(
                child=child,
                what=What.HAND_OVER,
                about_label=part.about._meta.label_lower,
                about_id=part.about.pk,
                content=part.title,
                to_user_id=handed.to_user_id,
                to_name=handed.to_name[:300],
                to_service=handed.to_service,
                told=handed.told,
                told_on=handed.told_on,
                not_told_because=handed.not_told_because,
                on=today,
                until=handed.until,
                **shared_of(part.ground, basis, consent, actor, now),
            )
        )
    with context.beyond_reach():  # a colleague who has the record need not work with the child herself
        rows = Disclosure.objects.bulk_create(found)
    lines = [("disclosure.made", row, child.pk, {"until": handed.until.isoformat()}) for row in rows]
    audit.record_many(actor, lines, at=now)
    return rows


@transaction.atomic
def concern_received(actor: Actor, concern: Concern, from_id: int, to_id: int, *, now: datetime) -> Disclosure | None:
    """A worry that goes from one service to another is a crossing as well, on the municipality's own default basis:
    nobody fills anything in. Called by `concerns` through the composition root; None inside one service."""
    today, child = clock.day_of(now), concern.child
    services = queries.services_of([from_id, to_id], child.municipality_id, today)
    basis = queries.concern_basis(child.municipality_id, today)
    if basis is None or not rules.crosses(services[from_id], services[to_id]):
        return None
    told = {ParentsKnow.YES: Told.TOLD, ParentsKnow.NOT_YET: Told.LATER, ParentsKnow.MUST_NOT: Told.SUSPICION}
    how = Told.SUSPICION if concern.suspicion else told[ParentsKnow(concern.parents_know)]
    with context.beyond_reach():
        row = Disclosure.objects.create(
            child=child,
            concern=concern,
            suspicion=concern.suspicion,
            what=What.CONCERN,
            about_label=concern._meta.label_lower,
            about_id=concern.pk,
            to_user_id=to_id,
            to_name=User.objects.get(pk=to_id).name[:300],
            to_service=min(services[to_id], default=Service.SOCIAL),
            purpose=_("Tidlig hjælp til barnet"),
            basis=basis,
            told=how,
            told_on=today if how is Told.TOLD else None,
            not_told_because=_("Forældrene får det at vide i den første samtale") if how is Told.LATER else "",
            on=today,
            until=today + timedelta(days=rules.CONCERN_DAYS),
            by_id=from_id,
            recorded_at=now,
        )
    details = {"basis": basis.key, "until": row.until.isoformat()}
    audit.record(actor, "disclosure.made", row, at=now, child_id=child.pk, details=details)
    return row


@transaction.atomic
def pass_on(actor: Actor, command: PassOn, *, now: datetime) -> Disclosure:
    """Something passed on by hand, written down; the same form sent twice is one row."""
    require(policy.may_pass_on(actor))
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).select_related("municipality").get(pk=command.child_id)
    concern = None
    if command.concern_id is not None:
        concern = Concern.objects.visible_to(actor).filter(child=child).get(pk=command.concern_id)
    suspicion = concern is not None and concern.suspicion
    for field, text in (("content", command.content), ("to_name", command.to_name)):
        if not text.strip():
            raise Invalid({field: field})
    rules.check_given(command.on, today)
    rules.check_period(command.until, today)
    mine = queries.my_services(actor, today)
    if not rules.crosses(mine, {command.service}):
        raise Invalid({"service": "same_service"})
    told, told_on, because = _told(command, suspicion, today)
    road = Road(
        child, concern, command.what, mine, frozenset({command.service}), (command.on,), to_name=command.to_name
    )
    basis, consent = _carried_by(actor, road, command.ground, today)
    disclosure, new = create_once(
        Disclosure,
        command.key,
        lambda: Disclosure.objects.create(
            idempotency_key=command.key,
            child=child,
            concern=concern,
            suspicion=suspicion,
            what=command.what,
            content=command.content.strip(),
            to_name=normalise_text(command.to_name)[:300],
            to_service=command.service,
            told=told,
            told_on=told_on,
            not_told_because=because,
            on=command.on,
            until=command.until,
            **shared_of(command.ground, basis, consent, actor, now),
        ),
    )
    if not new:
        first: Disclosure = Disclosure.objects.visible_to(actor).filter(child=child).get(pk=disclosure.pk)
        return first
    details = {"basis": basis.key, "until": command.until.isoformat()}
    audit.record(actor, "disclosure.made", disclosure, at=now, child_id=child.pk, details=details)
    return disclosure


def moved(actor: Actor, about: models.Model, held_on: date, *, now: datetime) -> None:
    """The meeting has another day, and what was laid on its table another last day; a consent must hold that day too."""
    rows = [row for row in live_about(about) if row.ends_on >= clock.day_of(now)]
    for consent in {row.consent for row in rows if row.consent is not None}:
        if not queries.holds_on(consent, consent.child, held_on, clock.day_of(now)):
            raise Invalid({"day": "consent_ends"})
    _until(actor, rows, held_on, now)


def held(actor: Actor, about: models.Model, *, now: datetime) -> None:
    """The meeting is over: the days begin to count."""
    today = clock.day_of(now)
    _until(actor, [row for row in live_about(about) if row.ends_on >= today], today, now)


def called_off(actor: Actor, about: models.Model, *, now: datetime) -> None:
    """The meeting did not come to be, so nothing was shared at it, and it does not count."""
    turn(actor, live_about(about), Turn.CALLED_OFF, until=None, now=now)


def require_live_ground(about: models.Model, today: date) -> None:
    """Raises Invalid when somebody at the table was let in on a basis that is gone."""
    if groundless(about, today):
        raise Invalid({"begin": "basis_gone"})


def groundless(about: models.Model, today: date) -> dict[int, str]:
    """Those at the table whose basis is gone, by user: the consent was taken back, and nothing came instead."""
    rows = live_about(about)
    fresh = {row.to_user_id for row in rows if row.ends_on >= today and not _taken_back(row)}
    return {row.to_user_id: row.to_name for row in rows if row.to_user_id not in fresh}


def _taken_back(row: Disclosure) -> bool:
    return row.consent is not None and row.consent.withdrawn_on is not None


def _until(actor: Actor, rows: list[Any], held_on: date, now: datetime) -> None:
    if not rows:
        return
    days = queries.settings_of(rows[0].child.municipality_id).meeting_days
    until = rules.meeting_until(held_on, days)
    turn(actor, [row for row in rows if row.ends_on != until], Turn.MOVED, until=until, now=now)


def _carried_by(actor: Actor, road: Road, ground: Ground, today: date) -> tuple[LegalBasis, Consent | None]:
    mine = Consent.objects.visible_to(actor).filter(child=road.child, pk=ground.consent_id or 0).first()
    return carried_by(road, ground, today, mine)


def _told(command: PassOn, suspicion: bool, today: date) -> tuple[Told, date | None, str]:
    if suspicion:
        return Told.SUSPICION, None, ""
    if command.told is Told.TOLD:
        if command.told_on is None:
            raise Invalid({"told_on": "told_on"})
        rules.check_told(command.told_on, today)
        return Told.TOLD, command.told_on, ""
    if command.told is Told.LATER and not command.not_told_because.strip():
        raise Invalid({"not_told_because": "not_told_because"})
    return command.told, None, command.not_told_because.strip()
