"""Notifications as they are read: the sheet with what this reader may see of it, and who owes what on them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Event, Hole, Task, Waiting, sealed
from sikkerhedsnet.core.verdicts import Verdict
from sikkerhedsnet.guide import signs
from sikkerhedsnet.organisation.models import Employment, Institution
from sikkerhedsnet.organisation.queries import gone_user_ids, staff_with, who_may
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import ContactView, age_of, child_lines, contact_view, own_family_user_ids

from . import policy, rules
from .labels import NOTIFICATION
from .models import Concern, Notification, NotificationTalk
from .states import NotificationState

AROUND = (
    "child__municipality", "child__district", "concern__raised_by", "concern__owner", "place", "begun_by", "sent_by",
    "acknowledged_by", "owner", "escalated_to",
)  # fmt: skip


def may_notify(actor: Actor, concern: Concern, today: date) -> Verdict:
    """Whether it is this person's to write, for a concern within her reach."""
    people = policy.People(
        raised_by=concern.raised_by_id,
        owner=concern.owner_id,
        leader_told=concern.leader_told_id,
        parents=own_family_user_ids(concern.child, today),
    )
    leads = concern.institution_id in actor.led_institution_ids
    return policy.may_notify(actor, people, leads_place=leads, suspicion=concern.suspicion)


def within_reach(actor: Actor, pk: int) -> Notification:
    """The notification with its people, or Notification.DoesNotExist.

    Whoever received it need not see the worry behind it: what she may know of that is on the sheet.
    """
    Notification.objects.visible_to(actor).only("pk").get(pk=pk)
    with context.beyond_reach():
        found: Notification = Notification.objects.select_related(*AROUND).get(pk=pk)
    return found


def draft_of(concern: Concern) -> Notification | None:
    """The one draft of a worry, when there is one."""
    found: Notification | None = Notification.objects.filter(concern=concern, state=NotificationState.DRAFT).first()
    return found


def prefilled(actor: Actor, concern: Concern, today: date) -> dict[str, Any]:
    """What is known already, so that nothing is typed twice; never who told when it was somebody from outside."""
    place = place_of(actor)
    with context.beyond_reach():
        family = contact_view(actor, concern.child, today)
    ticked = signs.named(concern.signs)
    told = [concern.observation, _("Tegn: %(signs)s") % {"signs": ", ".join(ticked)} if ticked else ""]
    works = _("Det fungerer: %(works)s") % {"works": concern.works} if concern.works else ""
    return {
        "relation": ", ".join(filter(None, [actor.function_label, place.name if place else ""]))[:200],
        "place": place,
        "worry": "\n\n".join(filter(None, told)),
        "other_knowledge": works,
        "efforts": concern.tried,
        "interpreter": family.needs_interpreter,
        "language": family.language[:60],
    }


def place_of(actor: Actor) -> Institution | None:
    """Where the notifier works: the address that stands on it is the place's, never her own."""
    ids = [post.institution_id for post in actor.posts if post.institution_id]
    return Institution.objects.filter(pk__in=ids).order_by("pk").first()


def receivers(row: Notification, sender_id: int, today: date) -> list[User]:
    """The family advisers it can be sent to, the district's own first; never the family, nor the sender."""
    here = row.child.municipality_id
    family = own_family_user_ids(row.child, today)
    near = set(
        Employment.objects.on(today)
        .filter(function=Function.FAMILY_ADVISER, district_id=row.child.district_id or 0)
        .values_list("user_id", flat=True)
    )
    found = [u for u in staff_with(here, Function.FAMILY_ADVISER, today) if u.pk not in family and u.pk != sender_id]
    return sorted(found, key=lambda user: user.pk not in near)


def heirs(row: Notification, today: date) -> list[User]:
    """Who has it when its owner has left: another family adviser, or of a draft the worry's adviser."""
    if row.state == NotificationState.SENT:
        return receivers(row, 0, today)
    return [row.concern.owner] if row.concern.owner else []


@dataclass(frozen=True)
class Talk:
    """One parent on the sheet: who was spoken with, and how they took it."""

    guardian_id: int
    name: str
    on: date | None
    reaction: str


@dataclass(frozen=True)
class Sheet:
    """The notification as one reader may see it, with what this reader can do about it now."""

    row: Notification
    age: str
    stands: str
    family: ContactView
    talks: tuple[Talk, ...]
    assess_by: datetime | None
    may_write: bool
    can_acknowledge: bool
    sees_concern: bool

    @property
    def draft(self) -> bool:
        return self.row.state == NotificationState.DRAFT

    @property
    def suspicion(self) -> bool:
        return bool(self.row.concern.suspicion)


def open_sheet(actor: Actor, pk: int, *, now: datetime) -> Sheet:
    """The sheet, and a line in the read log; out of reach: Notification.DoesNotExist."""
    row = within_reach(actor, pk)
    today = clock.day_of(now)
    audit.read(actor, "notification.read", row, at=now, child_id=row.child_id)
    with context.beyond_reach():  # it is the sheet's, whoever may read it: how much of it, redaction says
        family = contact_view(actor, row.child, today)
        said = {talk.guardian_id: talk for talk in NotificationTalk.objects.filter(notification=row)}
    writes = bool(may_notify(actor, row.concern, today)) and row.state == NotificationState.DRAFT
    sent_on = row.sent_at
    return Sheet(
        row=row,
        age=age_of(row.child, today),
        stands=str(NOTIFICATION[NotificationState(row.state)]),
        family=family,
        talks=tuple(
            Talk(parent.id, parent.name, said[parent.id].on, said[parent.id].reaction)
            if parent.id in said
            else Talk(parent.id, parent.name, None, "")
            for parent in family.guardians
        ),
        assess_by=rules.NOTIFICATION_ASSESSED.due_at(sent_on) if sent_on else None,
        may_write=writes,
        can_acknowledge=row.state == NotificationState.SENT
        and bool(policy.may_receive_notification(actor, row.owner_id)),
        sees_concern=Concern.objects.visible_to(actor).filter(pk=row.concern_id).exists(),
    )


def of_concern(actor: Actor, concern: Concern) -> list[tuple[Notification, str]]:
    """The notifications beside a worry that this reader may see, with how each stands."""
    rows = Notification.objects.visible_to(actor).filter(concern=concern).select_related("sent_by", "acknowledged_by")
    return [(row, str(NOTIFICATION[NotificationState(row.state)])) for row in rows.order_by("begun_at", "pk")]


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person has to send or receive; three queries."""
    if not actor.has(Permission.DESK):
        return []
    mine = Notification.objects.filter(owner_id=actor.id, child__municipality_id=actor.municipality_id).open()
    rows = list(mine.select_related("child", "sent_by").order_by("due_on", "id"))
    lines = child_lines([row.child for row in rows], today, reader=actor)
    shut = _of_suspicion(rows)
    return [_task(row, lines[row.child_id], shut=row.pk in shut) for row in rows if row.due_on]


def _of_suspicion(rows: list[Notification]) -> set[int]:
    """Those that grew from a suspicion: the sheet says so to whoever opens it, also where the worry is out of reach."""
    with context.beyond_reach():
        shut = Concern.objects.filter(pk__in={row.concern_id for row in rows}, suspicion=True)
        of = set(shut.values_list("pk", flat=True))
    return {row.pk for row in rows if row.concern_id in of}


def _task(row: Notification, line: str, *, shut: bool) -> Task:
    sent = row.state == NotificationState.SENT
    assert row.due_on is not None
    return Task(
        kind="concerns.receive" if sent else "concerns.notify",
        what=_("Kvittér for underretning") if sent else _("Send underretningen"),
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=row.sent_by.name if row.sent_by else "",
        since=clock.day_of(row.sent_at or row.begun_at),
        due_on=row.due_on,
        at=rules.NOTIFICATION_ASSESSED.due_at(row.sent_at) if sent and row.sent_at else None,
        url_name="concerns:notification",
        url_args=(row.pk,),
        sealed_by=sealed(row, shut),
        action_label=_("Læs og kvittér") if sent else _("Skriv den færdig"),
    )


def waiting(actor: Actor) -> list[Waiting]:
    """Notifications this person sent that nobody has received yet; two queries."""
    sent = Notification.objects.filter(sent_by_id=actor.id, state=NotificationState.SENT)
    rows = list(sent.select_related("child", "owner").order_by("sent_at", "id"))
    shut = _of_suspicion(rows)
    return [
        Waiting(
            _("Kvittering for din underretning"), row.child.name, row.owner.name if row.owner else "",
            clock.day_of(row.sent_at or row.begun_at), "concerns:notification", (row.pk,), row.child_id,
            sealed(row, row.pk in shut),
        )
        for row in rows
    ]  # fmt: skip


def events(actor: Actor, child: Child) -> list[Event]:
    """What was sent and received, for those who may see the notification; one query."""
    rows = Notification.objects.visible_to(actor).filter(child=child, sent_at__isnull=False)
    found = []
    for row in rows.select_related("sent_by", "acknowledged_by"):
        for kind, at, by, title in (
            ("concerns.notified", row.sent_at, row.sent_by, _("Underretning sendt")),
            ("concerns.received", row.acknowledged_at, row.acknowledged_by, _("Underretning modtaget")),
        ):
            if at is not None:
                found.append(
                    Event(
                        kind,
                        clock.day_of(at),
                        at,
                        title,
                        "",
                        by.name if by else "",
                        "",
                        "concerns:notification",
                        (row.pk,),
                    )
                )
    return found


def holes(municipality_id: int, now: datetime) -> Iterable[Hole]:
    """Notifications that nobody owns, nobody can receive, or that nobody was told are late."""
    today = clock.day_of(now)
    gone, receive = (
        gone_user_ids(municipality_id, today),
        who_may(Permission.NOTIFICATION_RECEIVE, municipality_id, today),
    )
    rows = (
        Notification.objects.filter(child__municipality_id=municipality_id)
        .open()
        .select_related("child__district", "owner")
    )
    for row in rows.order_by("due_on", "id"):
        owner = row.owner.name if row.owner else ""
        where = _("Distrikt %(name)s") % {"name": row.child.district.name} if row.child.district else ""
        since = clock.day_of(row.sent_at or row.begun_at)

        def hole(
            kind: str, what: str, since: date = since, row: Notification = row, who: str = owner, place: str = where
        ) -> Hole:
            return Hole(kind, row.child_id, what, since, who, "concerns:notification", (row.pk,), place)

        sent = row.state == NotificationState.SENT
        if row.owner_id in gone or (sent and row.owner_id not in receive):
            yield hole("owner_gone", _("En underretning ligger hos en, der ikke kan tage imod den"))
        elif row.due_on is not None and row.due_on < today and row.escalated_at is None:
            yield hole("overdue_not_escalated", _("En underretning er ikke kvitteret til tiden"), row.due_on)
