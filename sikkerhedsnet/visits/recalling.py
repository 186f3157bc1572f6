"""Dental recall: children are called, seen again when the dentist says, and missed appointments climb a ladder.

Nothing is sent to anybody by this step: a letter goes to the parent the dental professional chooses, by her own hand,
so that a protected address is never copied to the other parent.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.calendar import add_months
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.instruments.queries import dental_form
from sikkerhedsnet.instruments.rules import counted_rungs
from sikkerhedsnet.organisation.models import Employment, Institution
from sikkerhedsnet.organisation.queries import leader_of, staff_with
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.web.hooks import hook

from . import policy, rules
from .checking import choices_of
from .commands import SeeChild, TakeTurn, TalkAbout
from .models import DentalRecall, DentalTurn
from .states import RECALL_TABLE, RecallMove, RecallState, RecallTurn

AHEAD = timedelta(days=30)
BY_HAND = (RecallTurn.MISSED, RecallTurn.NEW_DATE, RecallTurn.PHONED, RecallTurn.LETTER, RecallTurn.LEADER)


def call_everybody(municipality_id: int, *, now: datetime) -> int:
    """The first recall of every child whose age it is; how many. Those that were called before have their own interval."""
    today = clock.local(now).date()
    choices = choices_of(municipality_id)
    months = choices.recall_first_months
    first = add_months(today + AHEAD, -months)
    last = add_months(today, -12 * choices.recall_until_years)
    called = DentalRecall.objects.filter(child__municipality_id=municipality_id).values("child_id")
    slack = timedelta(days=62)  # who was older than this when the municipality began is called by the clinic itself
    children = (
        Child.objects.living_here()
        .filter(municipality_id=municipality_id, birth_date__lte=first, birth_date__gt=max(last, first - slack - AHEAD))
        .exclude(pk__in=called)
    )
    author = System(municipality_id)
    made = 0
    for child in children.select_related("district").order_by("pk"):
        due = max(rules.first_recall(child.birth_date, months), today) if child.birth_date else today
        made += call(author, child, due, months, now=now) is not None
    return made


@context.beyond_reach()
def call(
    author: audit.Author, child: Child, due_on: date, months: int, *, now: datetime, because: str = ""
) -> DentalRecall | None:
    """Makes somebody of the dental service owe the child a look; None when there is nobody, or the child is called."""
    today = clock.local(now).date()
    owner = _owner(child, today)
    post = (
        Employment.objects.on(today)
        .filter(user=owner, function=Function.DENTAL_PROFESSIONAL, institution__isnull=False)
        .first()
        if owner
        else None
    )
    if owner is None or post is None:
        return None
    try:
        with transaction.atomic():
            recall = DentalRecall.objects.create(
                child=child,
                institution_id=post.institution_id,
                owner=owner,
                due_on=due_on,
                called_at=now,
                months=months,
                because=because,
                decided_by_id=author.id,
                changed_at=now,
                changed_by_name=author.name,
            )
    except IntegrityError:
        return None
    _turn(author, recall, RecallTurn.CALLED, today, now, next_on=due_on)
    return recall


def _owner(child: Child, today: date) -> User | None:
    """Who saw the child last, else the one of the service with the fewest open recalls; never the child's family."""
    never = own_family_user_ids(child, today)
    here = [u for u in staff_with(child.municipality_id, Function.DENTAL_PROFESSIONAL, today) if u.pk not in never]
    before = DentalRecall.objects.filter(child=child, owner__in=here).order_by("-pk").first()
    if before is not None:
        return before.owner
    counts = dict(
        DentalRecall.objects.open().filter(owner__in=here).order_by().values_list("owner").annotate(n=Count("pk"))
    )
    return min(here, key=lambda user: counts.get(user.pk, 0), default=None)


@transaction.atomic
def take_turn(actor: Actor, command: TakeTurn, *, now: datetime) -> DentalRecall:
    """One step: nobody came, or what was done about it. Who did it and when stands."""
    recall, again = _recall(actor, command.recall_id, command.version, command.key)
    if again:
        return recall
    today = clock.local(now).date()
    _check_turn(command, recall, today)
    changes: dict[str, object] = {}
    if command.turn is RecallTurn.MISSED:
        changes["missed"] = recall.missed + 1
    if command.next_on is not None:
        changes |= {"due_on": command.next_on, "escalated_at": None, "escalated_to": None}
    if command.needs_treatment is not None:
        changes["needs_treatment"] = command.needs_treatment
    change(recall, by_name=actor.name, at=now, **changes)
    _turn(
        actor,
        recall,
        command.turn,
        command.on,
        now,
        note=command.note,
        next_on=command.next_on,
        to_whom=command.to_whom,
        key=command.key,
    )
    if command.turn is RecallTurn.LEADER:
        _tell_leader(actor, recall, today, now)
    return recall


@transaction.atomic
def talk(actor: Actor, command: TalkAbout, *, now: datetime) -> DentalRecall:
    """Another service was told: only on a consent that holds, or on a basis in law, which `sharing` has to accept.

    Raises Invalid when there is none; then nothing is written.
    """
    recall, again = _recall(actor, command.recall_id, command.version, command.key)
    if again:
        return recall
    if command.on > clock.local(now).date() or command.on < clock.day_of(recall.called_at):
        raise Invalid({"on": "future"})
    ground = hook("SIKKERHEDSNET_RECALL_TALK")(actor, recall, command, now=now)
    change(recall, by_name=actor.name, at=now)
    _turn(actor, recall, RecallTurn.TALK, command.on, now, note=command.content, to_whom=command.to_name, ground=ground,
          key=command.key)  # fmt: skip
    return recall


@transaction.atomic
def decide(actor: Actor, command: SeeChild, *, now: datetime) -> DentalRecall | None:
    """The child has been seen, and is called again when the dentist says; the next recall, or None when it is too old."""
    recall, again = _recall(actor, command.recall_id, command.version, command.key)
    if again:
        return DentalRecall.objects.open().filter(child_id=recall.child_id).first()
    today = clock.local(now).date()
    if command.on > today or command.on < clock.day_of(recall.called_at) - timedelta(days=366):
        raise Invalid({"on": "future"})
    next_on = rules.next_recall(command.on, command.months)
    change(recall, by_name=actor.name, at=now, state=RecallState.SEEN, closed_on=command.on, due_on=None,
           needs_treatment=command.needs_treatment)  # fmt: skip
    _turn(actor, recall, RecallTurn.SEEN, command.on, now, note=command.note, next_on=next_on, key=command.key)
    until = choices_of(recall.child.municipality_id).recall_until_years
    birth = recall.child.birth_date
    if birth is not None and next_on >= add_months(birth, 12 * until):
        return None
    return call(actor, recall.child, next_on, command.months, now=now, because=command.because)


@transaction.atomic
@context.beyond_reach()
def end_recalls(author: audit.Author, child: Child, *, now: datetime) -> int:
    """A child that has left is called no more, and nobody of the service knows it by its recalls any longer."""
    today = clock.local(now).date()
    rows = list(DentalRecall.objects.open().select_for_update().filter(child=child))
    for row in rows:
        change(row, by_name=author.name, at=now, state=RecallState.ENDED, closed_on=today, due_on=None)
        _turn(author, row, RecallTurn.ENDED, today, now)
    DentalRecall.objects.filter(child=child).update(owner=None)
    return len(rows)


def _recall(actor: Actor, pk: int, version: int, key: UUID | None) -> tuple[DentalRecall, bool]:
    """The open recall in the version that was shown; True when this very form was sent before."""
    require(policy.may_keep_recalls(actor))
    rows = DentalRecall.objects.visible_to(actor).select_for_update(of=("self",)).select_related("child", "institution")
    recall: DentalRecall = rows.get(pk=pk)
    if key is not None and DentalTurn.objects.filter(idempotency_key=key, recall=recall).exists():
        return recall, True
    state = RecallState(recall.state)
    if not can(RECALL_TABLE, state, RecallMove.STEP) or recall.version != version:
        raise Stale(who=recall.changed_by_name, what=recall.state, at=recall.changed_at)
    return recall, False


def _check_turn(command: TakeTurn, recall: DentalRecall, today: date) -> None:
    if command.turn not in BY_HAND:
        raise Invalid({"turn": "not_in_list"})
    if command.on > today:
        raise Invalid({"on": "future"})
    if command.turn is RecallTurn.LEADER:
        form = dental_form(recall.child.municipality_id, today)
        if recall.missed < counted_rungs(form):
            raise Invalid({"turn": "too_early"})
    if command.next_on is not None and not today <= command.next_on <= today + timedelta(days=366):
        raise Invalid({"next_on": "next_on"})
    if command.turn is RecallTurn.NEW_DATE and command.next_on is None:
        raise Invalid({"next_on": "next_on"})
    if command.turn is RecallTurn.LEADER and not (recall.needs_treatment or command.needs_treatment):
        raise Invalid({"turn": "too_early"})


def _turn(
    author: audit.Author,
    recall: DentalRecall,
    turn: RecallTurn,
    on: date,
    now: datetime,
    *,
    note: str = "",
    next_on: date | None = None,
    to_whom: str = "",
    ground: str = "",
    key: UUID | None = None,
) -> None:
    create_once(
        DentalTurn,
        key,
        lambda: DentalTurn.objects.create(
            idempotency_key=key,
            recall=recall,
            turn=turn,
            on=on,
            note=note,
            next_on=next_on,
            to_whom=to_whom,
            ground=ground,
            by_id=author.id,
            at=now,
        ),
    )
    audit.record(author, f"recall.{turn.value}", recall, at=now, child_id=recall.child_id)


def _tell_leader(actor: Actor, recall: DentalRecall, today: date, now: datetime) -> None:
    """The clinic's leader, else a chief, hears that there is a child to talk about; never which."""
    with context.beyond_reach():
        never = own_family_user_ids(recall.child, today)
        place: Institution = recall.institution
        found = [leader_of(place, today), *staff_with(recall.child.municipality_id, Function.CHIEF, today)]
        to = next((user for user in found if user is not None and user.pk not in never | {actor.id}), None)
        if to is not None:
            outbox.enqueue(
                "recall.leader",
                to_id=to.pk,
                about=_(
                    "%(who)s vil tale med dig om et barn, der har brug for behandling og bliver væk fra tandplejen."
                )
                % {"who": actor.name},
                at=now,
                url_name="worklists:desk",
                once=f"recall:{recall.pk}:{recall.missed}",
            )
