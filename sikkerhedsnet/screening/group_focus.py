"""A group's focus points: agreed by colleagues, owed by one of them, looked at again, and seen by all who work there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.tasks import Task
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.organisation.queries import gone_user_ids
from sikkerhedsnet.people.models import Child, Enrolment

from . import joint_rules, policy
from .models import GroupFocus, GroupFocusLook
from .policy import Setting
from .raters import responsible_in
from .states import FOCUS_TABLE, Around, FocusMove, FocusState


@dataclass(frozen=True)
class MakeFocus:
    """What colleagues will pay attention to in a group, and what they change."""

    institution_id: int
    group_id: int | None
    attention: str
    adults_change: str
    around: tuple[Around, ...]
    begins_on: date
    look_on: date | None
    owner_id: int | None
    key: UUID | None = None


@dataclass(frozen=True)
class LookAtFocus:
    """What had changed, and the next day or the end."""

    focus_id: int
    version: int
    changed: str
    next_on: date | None = None
    ends: bool = False
    owner_id: int | None = None
    key: UUID | None = None


@dataclass(frozen=True)
class FocusPlace:
    """A group with its focus points, those under way first."""

    institution: Institution
    group: Group | None
    running: tuple[GroupFocus, ...]
    ended: tuple[GroupFocus, ...]

    @property
    def name(self) -> str:
        return self.group.name if self.group else self.institution.name


def place_of(actor: Actor, institution_id: int, group_id: int | None) -> tuple[Institution, Group | None]:
    """The place, when this person settles there; else DoesNotExist, and Refused for a group that is not hers."""
    institution = Institution.objects.filter(pk__in=actor.institution_ids(Permission.ASSESSMENT_SETTLE)).get(
        pk=institution_id
    )
    group = None if group_id is None else Group.objects.get(pk=group_id, institution=institution)
    require(policy.may_settle(actor, Setting(institution_id, group_id), alone=False))
    return institution, group


def focus_place(actor: Actor, institution_id: int, group_id: int | None) -> FocusPlace:
    """The focus points of one group, for those who work there."""
    institution, group = place_of(actor, institution_id, group_id)
    rows = list(
        GroupFocus.objects.visible_to(actor)
        .filter(institution=institution, group=group)
        .select_related("owner", "made_by", "institution", "group")
        .prefetch_related("looks__by")
    )
    return FocusPlace(
        institution,
        group,
        tuple(row for row in rows if row.state == FocusState.RUNNING),
        tuple(row for row in rows if row.state != FocusState.RUNNING),
    )


def first_names(actor: Actor, institution_id: int, group_id: int | None, today: date) -> set[str]:
    """The first names no text about the group may hold."""
    here = Enrolment.objects.on(today).filter(institution_id=institution_id)
    here = here if group_id is None else here.filter(group_id=group_id)
    names = Child.objects.visible_to(actor, today).filter(pk__in=here.values("child_id"))
    return {name.split()[0] for name in names.values_list("first_name", flat=True) if name.split()}


@transaction.atomic
def make_focus(actor: Actor, command: MakeFocus, *, now: datetime) -> GroupFocus:
    """A focus point for a group, owed by a colleague on a day; a second submit answers with the first."""
    today = clock.local(now).date()
    institution, group = place_of(actor, command.institution_id, command.group_id)
    setting = Setting(command.institution_id, command.group_id)
    joint_rules.check_group_focus(
        attention=command.attention,
        adults_change=command.adults_change,
        begins_on=command.begins_on,
        look_on=command.look_on,
        today=today,
        owner_id=command.owner_id,
        owners=[c.id for c in responsible_in(setting, today)],
        names=first_names(actor, command.institution_id, command.group_id, today),
    )
    made, new = create_once(
        GroupFocus,
        command.key,
        lambda: GroupFocus.objects.create(
            idempotency_key=command.key,
            institution=institution,
            group=group,
            attention=command.attention,
            adults_change=command.adults_change,
            around=[a.value for a in command.around],
            begins_on=command.begins_on,
            due_on=command.look_on,
            owner_id=command.owner_id,
            made_by_id=actor.id,
            made_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        audit.record(actor, "group_focus.made", made, at=now)
    return made


def focus_in_reach(actor: Actor, pk: int) -> GroupFocus:
    """The focus point with its place, owner and looks, for those who work with the group."""
    return (
        GroupFocus.objects.visible_to(actor)
        .select_related("institution", "group", "owner", "made_by")
        .prefetch_related("looks__by")
        .get(pk=pk)
    )


@transaction.atomic
def look_at_focus(actor: Actor, command: LookAtFocus, *, now: datetime) -> GroupFocusLook:
    """What had changed; then the next day, or the end. Any colleague of the group may, and may take it over."""
    today = clock.local(now).date()
    focus = focus_in_reach(actor, command.focus_id)
    found = GroupFocusLook.objects.filter(idempotency_key=command.key, focus=focus).first()
    if command.key is not None and found is not None:
        return found
    move = FocusMove.END if command.ends else FocusMove.LOOK
    if not can(FOCUS_TABLE, FocusState(focus.state), move):
        raise Stale(who=focus.changed_by_name, what=focus.state, at=focus.changed_at)
    joint_rules.check_focus_look(
        changed=command.changed,
        ends=command.ends,
        next_on=command.next_on,
        today=today,
        names=first_names(actor, focus.institution_id, focus.group_id, today),
    )
    owner_id = command.owner_id or focus.owner_id
    owners = {c.id for c in responsible_in(Setting(focus.institution_id, focus.group_id), today)}
    if not command.ends and owner_id not in owners:
        raise Invalid({"owner_id": "owner"})
    next_on = None if command.ends else command.next_on
    focus.version = command.version
    change(
        focus,
        by_name=actor.name,
        at=now,
        state=step(FOCUS_TABLE, FocusState(focus.state), move),
        due_on=next_on,
        owner_id=owner_id,
        escalated_at=None,
        escalated_to=None,
    )
    made = GroupFocusLook.objects.create(
        idempotency_key=command.key, focus=focus, at=now, by_id=actor.id, changed=command.changed, next_on=next_on
    )
    audit.record(actor, f"group_focus.{move}", focus, at=now)
    return made


def tasks(actor: Actor, today: date) -> Iterable[Task]:
    """What this person is to look at again; the leader also what is overdue or whose owner has left."""
    if not actor.has(Permission.ASSESSMENT_SETTLE):
        return
    rows = GroupFocus.objects.visible_to(actor).open().select_related("institution", "group", "owner")
    gone = gone_user_ids(actor.municipality_id, today) if actor.led_institution_ids else set()
    for row in rows.order_by("due_on", "pk"):
        mine = row.owner_id == actor.id
        leads = row.institution_id in actor.led_institution_ids
        if not mine and not (leads and (row.due_on < today or row.owner_id in gone)):
            continue
        name = row.group.name if row.group else row.institution.name
        words = gettext("Se på fokuspunktet for %(name)s") if mine else gettext("Fokuspunkt venter: %(name)s")
        yield Task(
            kind="screening.group_focus",
            what=words % {"name": name},
            child_line=row.institution.name,
            to_whom=gettext("jer selv") if mine else row.owner.name,
            since=clock.day_of(row.made_at),
            due_on=row.due_on,
            url_name="screening:focus_point",
            url_args=(row.pk,),
            action_label=gettext("Skriv, hvad der er sket"),
        )
