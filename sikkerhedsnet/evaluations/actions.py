"""Asking for an evaluation, and dropping an answer into the box."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from django.db import connection, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.quarters import Quarter
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import District

from . import asked, policy, rules
from .commands import Ask, Enter, Said
from .models import SlipEntered, Ticket
from .states import About, Statement


@transaction.atomic
def ask(actor: Actor, command: Ask, *, now: datetime) -> str:
    """A link's secret, shown once; sent twice, the second one holds and the first is gone."""
    require(policy.may_ask(actor))
    _check_district(actor.municipality_id, command.district_id)
    today, token = clock.day_of(now), secrets.token_urlsafe(24)
    mark = _mark(token)
    with context.beyond_reach():  # nobody reads a link again, and what has run out goes
        Ticket.objects.filter(municipality_id=actor.municipality_id, expires_on__lt=today).delete()
        row, new = create_once(
            Ticket,
            command.key,
            lambda: Ticket.objects.create(
                municipality_id=actor.municipality_id,
                district_id=command.district_id,
                about=command.about,
                mark=mark,
                expires_on=rules.expires_on(today),
                idempotency_key=command.key,
            ),
        )
        if not new:
            Ticket.objects.filter(pk=row.pk, municipality_id=actor.municipality_id).update(mark=mark)
    audit.record(actor, "evaluation.asked", None, at=now, details={"about": command.about})
    return token


def ticket_for(token: str, now: datetime) -> Ticket | None:
    """The link that can be used, with its municipality; None when it was used, has run out or never was."""
    with transaction.atomic(), context.asking(context.system()):
        found = Ticket.objects.filter(mark=_mark(token), expires_on__gte=clock.day_of(now))
        return found.select_related("municipality").first()


@transaction.atomic
def answer(token: str, said: Said, *, now: datetime) -> bool:
    """Drops the answer into the box and the link out of the world; False when somebody was faster.

    It writes no line in the log: a line has its moment and where it came from, and would say who answered.
    """
    with context.asking(context.system()):
        ticket = Ticket.objects.select_for_update().filter(mark=_mark(token)).first()
        if ticket is None or ticket.expires_on < clock.day_of(now):
            return False
        ticket.delete()
        _drop(ticket.municipality_id, ticket.district_id, About(ticket.about), said, now)
    return True


@transaction.atomic
def enter(actor: Actor, command: Enter, *, now: datetime) -> SlipEntered:
    """A slip of paper into the same box; who typed it in, and when, is kept apart from it."""
    require(policy.may_ask(actor))
    _check_district(actor.municipality_id, command.district_id)
    row, new = create_once(
        SlipEntered,
        command.key,
        lambda: SlipEntered.objects.create(
            municipality_id=actor.municipality_id,
            about=command.about,
            by_id=actor.id,
            at=now,
            idempotency_key=command.key,
        ),
    )
    if new:
        with context.beyond_reach():
            _drop(actor.municipality_id, command.district_id, command.about, command.said, now)
        audit.record(actor, "evaluation.slip_entered", row, at=now)
    return row


def _mark(token: str) -> str:
    """What is kept of a link: its secret is long and random, so nothing leads back from here."""
    return hashlib.sha256(f"evaluation {token}".encode()).hexdigest()


def _check_district(municipality_id: int, district_id: int | None) -> None:
    districts = District.objects.filter(municipality_id=municipality_id)
    if not (districts.filter(pk=district_id).exists() if district_id else not districts.exists()):
        raise Invalid({"district": "no_district"})


def _drop(municipality_id: int, district_id: int | None, about: About, said: Said, now: datetime) -> None:
    """The database alone opens the box: it lays the answer among the quarter's others and shuffles them."""
    numbers = [said.answers.get(one, 0) for one in Statement]
    if not all(0 <= number <= 5 for number in numbers):
        raise Invalid({"heard": "no_answer"})
    remark = " ".join(said.remark.split())[: rules.LONGEST_REMARK]
    quarter = Quarter.of(clock.day_of(now)).first
    values = [municipality_id, district_id, quarter, about, asked.newest(), *numbers, remark]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT net_drop_evaluation(%s, %s, %s, %s, %s::smallint, %s::smallint, %s::smallint, %s::smallint, "
            "%s::smallint, %s)",
            values,
        )
