"""A party's words about a text are written down: the text stays as it is, and the words stand with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.queries import guardians_of, own_family_user_ids
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.statements.states import Capacity, Whole

from . import policy
from .commands import MakeStatement
from .texts import texts_of, whole_within_reach


@transaction.atomic
def make_statement(actor: Actor, command: MakeStatement, *, now: datetime) -> Statement:
    """The words, verbatim, pinned to the text they are about; the same key answers with the same statement.

    Raises Invalid when the text is not one of this thing's, or when who said it is no parent of the child.
    """
    whole, today = Whole(command.whole), clock.day_of(now)
    found = whole_within_reach(actor, whole, command.whole_id)
    child = found.child
    with context.beyond_reach():
        parents = own_family_user_ids(child, today)
        guardians = {custody.guardian_id: custody.guardian for custody in guardians_of(child, today)}
    shared = whole is Whole.ASSESSMENT
    require(policy.may_state(actor, owner_id=found.owner_id, shared=shared, parent_ids=parents))
    if (command.row, command.row_id, command.field) not in {(t.row, t.row_id, t.field) for t in texts_of(whole, found)}:
        raise Invalid({"about": "no_such_text"})
    if command.guardian_id is not None and command.guardian_id not in guardians:
        raise Invalid({"who": "not_a_custody_holder"})
    if command.said_on > today:
        raise Invalid({"said_on": "future"})
    if not command.text.strip():
        raise Invalid({"text": "required"})
    capacity = Capacity.PARENT if command.guardian_id else Capacity.YOUNG_PERSON
    name = guardians[command.guardian_id].name if command.guardian_id else child.name
    if command.representative:
        capacity, name = Capacity.REPRESENTATIVE, command.representative
    statement, new = create_once(
        Statement,
        command.key,
        lambda: Statement.objects.create(
            idempotency_key=command.key,
            child=child,
            whole=whole,
            whole_id=command.whole_id,
            row=command.row,
            row_id=command.row_id,
            field=command.field,
            guardian_id=command.guardian_id,
            by_name=name,
            capacity=capacity,
            said_on=command.said_on,
            text=command.text,
            written_by_id=actor.id,
            written_at=now,
        ),
    )
    if not new:
        first: Statement = Statement.objects.get(
            pk=statement.pk, written_by_id=actor.id, whole=whole, whole_id=command.whole_id
        )
        return first
    details = {"about": f"{command.row}:{command.row_id}:{command.field}"}
    audit.record(actor, "statement.made", statement, at=now, child_id=child.pk, details=details)
    return statement
