"""Read concerns: one with what its reader may see, and a child's chronology."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core import states as tables
from sikkerhedsnet.core.privacy import Piece
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.guide import signs
from sikkerhedsnet.organisation.queries import advisers_of, away_on, covers_of, leader_of, staff_with
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_line, enrolments_of, marked, own_family_user_ids
from sikkerhedsnet.statements.queries import Pins, pinned
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web.words import day_words

from . import following_queries, level_queries, notification_queries, policy, rules
from .commands import RaiseConcern
from .desk import owing, tasks, waiting
from .holes import holes
from .labels import CLOSE_REASON, CONTACT_HOW, PARENTS_KNOW
from .models import Concern, ConcernQuerySet, Notifier, ParentContact
from .states import NOT_CLOSED, TABLE, CloseReason, ContactHow, Move, ParentsKnow, State

heirs = notification_queries.heirs
levels_of = level_queries.sides
level_name = level_queries.level_name
promises_of = following_queries.promises_of
must_read = following_queries.must_read

__all__ = [
    "Case",
    "colleagues",
    "events",
    "handlers_of",
    "has_taken",
    "heirs",
    "holes",
    "level_name",
    "levels_of",
    "must_read",
    "open_concern",
    "open_on_child",
    "owing",
    "people_of",
    "promises_of",
    "receiver",
    "signs_of",
    "stands",
    "tasks",
    "waiting",
    "within_reach",
]


def within_reach(actor: Actor, pk: int) -> Concern:
    """The concern with the people around it loaded, or Concern.DoesNotExist."""
    around = (
        "child__municipality",
        "district",
        "institution",
        "raised_by",
        "owner",
        "offered_to",
        "escalated_to",
        "leader_told",
    )
    concern: Concern = Concern.objects.visible_to(actor).select_related(*around).get(pk=pk)
    return concern


def has_taken(actor: Actor, pk: int) -> bool:
    """Whether the concern is this person's and she has already said so."""
    mine = Concern.objects.visible_to(actor).filter(pk=pk, owner_id=actor.id, taken_at__isnull=False)
    return mine.exclude(state=State.RAISED).exists()


def handlers_of(concern: Concern, today: date) -> frozenset[int]:
    """Who acts on it: its owner, and her cover while she is away; of a suspicion its owner alone."""
    if concern.owner_id is None:
        return frozenset()
    if concern.suspicion:
        return frozenset({concern.owner_id})
    return covers_of(concern.owner_id, concern.child.municipality_id, today) | {concern.owner_id}


def people_of(concern: Concern, today: date) -> policy.People:
    """The people around the concern as the policies ask for them."""
    parents = own_family_user_ids(concern.child, today)
    advisers = staff_with(concern.child.municipality_id, Function.PREVENTION_ADVISER, today)
    others = {user.pk for user in advisers} - parents - {concern.raised_by_id}
    return policy.People(
        raised_by=concern.raised_by_id,
        owner=concern.owner_id,
        covers=handlers_of(concern, today) - {concern.owner_id},
        offered_to=concern.offered_to_id,
        escalated_to=concern.escalated_to_id,
        leader_told=concern.leader_told_id,
        parents=parents,
        alone=not others,
    )


def colleagues(concern: Concern, today: date) -> list[User]:
    """The advisers a concern can be offered to, the district's own first."""
    people = people_of(concern, today)
    return [
        user
        for user in advisers_of(concern.district, concern.child.municipality_id, today)
        if policy.may_be_offered(user.pk, people)
    ]


def openly_about(actor: Actor, child_id: int) -> ConcernQuerySet:
    """The worries about the child that this person may see and that are no suspicion."""
    found: ConcernQuerySet = Concern.objects.visible_to(actor).filter(child_id=child_id, suspicion=False)
    return found


def receiver(sender_id: int, child: Child, today: date) -> User | None:
    """Who a worry about the child goes to when this person writes it; None when the municipality has nobody."""
    advisers = advisers_of(child.district, child.municipality_id, today)
    chiefs = staff_with(child.municipality_id, Function.CHIEF, today)
    found = rules.receiver(
        [user.pk for user in advisers],
        [user.pk for user in chiefs],
        sender=sender_id,
        parents=own_family_user_ids(child, today),
    )
    return next((user for user in (*advisers, *chiefs) if user.pk == found), None)


def leader_to_tell(actor: Actor, child: Child, today: date) -> User | None:
    """The sender's own leader where the child goes, unless she is the sender herself or the child's family."""
    mine = {post.institution_id for post in actor.posts}
    family = own_family_user_ids(child, today)
    for place in enrolments_of([child.pk], today)[child.pk]:
        leader = leader_of(place.institution, today) if place.institution_id in mine else None
        if leader is not None and leader.pk != actor.id and leader.pk not in family:
            return leader
    return None


def signs_of(concern: Concern) -> list[str]:
    """The ticked signs in words."""
    return signs.named(concern.signs)


def sent_before(actor: Actor, command: RaiseConcern, today: date) -> Concern | None:
    """The same words this person sent about this child earlier today, still open: a page gone back to and sent again.

    What is told by somebody else, comes from paper or a follow-up, or must pass the leader by, is never taken for it.
    """
    if command.told_by or command.paper or command.follow_up_id is not None or command.leader_is_close:
        return None
    words = {
        "assessment_id": command.assessment_id,
        "signs": list(command.signs),
        "observation": command.observation,
        "works": command.works,
        "tried": command.tried,
        "parents_know": ParentsKnow.MUST_NOT if command.suspicion else command.parents_know,
        "parents_know_note": command.parents_know_note,
        "suspicion": command.suspicion,
        "stage": rules.stage_of(command.stage, suspicion=command.suspicion),
    }
    mine = Concern.objects.visible_to(actor).filter(
        child_id=command.child_id, raised_by_id=actor.id, state__in=Concern.OPEN, raised_at__gte=clock.at(today, 0)
    )
    return mine.filter(**words).order_by("pk").first()


def open_on_child(actor: Actor, child: Child) -> list[Concern]:
    """Concerns on the child that are not closed and that this person may see, the oldest first."""
    return list(
        Concern.objects.visible_to(actor)
        .filter(child=child, state__in=NOT_CLOSED)
        .select_related("owner", "raised_by")
        .order_by("raised_at", "id")
    )


@dataclass(frozen=True)
class Contact:
    """One talk with the parents, in words."""

    id: int
    on: date
    how: str
    said: str
    by: str
    whom: str
    private: bool


@dataclass(frozen=True)
class Case:
    """One concern as one reader may see it, with what this reader can do about it now."""

    concern: Concern
    line: str
    signs: list[str]
    parents_know: str
    stands: str
    close_reason: str
    contacts: list[Contact]
    pins: Pins
    notifier: Notifier | None
    reads_case: bool
    is_sender: bool
    sees_child: bool
    can_take: bool
    can_answer_offer: bool
    can_offer: bool
    can_note_contact: bool
    can_call_meeting: bool
    can_close: bool
    may_state: bool
    can_rate: bool
    can_move_stage: bool
    can_notify: bool

    @property
    def can_something(self) -> bool:
        return (
            self.can_take
            or self.can_answer_offer
            or self.can_offer
            or self.can_note_contact
            or self.can_call_meeting
            or self.can_close
        )


def open_concern(actor: Actor, pk: int, *, now: datetime) -> Case:
    """The concern as this person may see it, and a line in the read log; out of reach: Concern.DoesNotExist."""
    concern = within_reach(actor, pk)
    today = clock.local(now).date()
    people = people_of(concern, today)
    state = State(concern.state)
    reads = policy.reads_case(actor, people)
    handles = bool(policy.may_handle(actor, people))
    audit.read(actor, "concern.read", concern, at=now, child_id=concern.child_id)
    # where a child spends its day now is not for somebody who no longer works with it
    sees_child = Child.objects.visible_to(actor, today).filter(pk=concern.child_id).exists()

    def can(move: Move) -> bool:
        return tables.can(TABLE, state, move)

    return Case(
        concern=concern,
        line=child_line(concern.child, today, reader=actor, enrolments=None if sees_child else ()),
        signs=signs.named(concern.signs),
        parents_know=str(PARENTS_KNOW[ParentsKnow(concern.parents_know)]),
        stands=" ".join(filter(None, (stands(concern, today), _owner_away(concern, today)))),
        close_reason=str(CLOSE_REASON[CloseReason(concern.close_reason)]) if concern.close_reason else "",
        contacts=_contacts(concern) if reads else [],
        pins=pinned(Whole.CONCERN, concern.pk),
        notifier=_notifier(actor, concern),
        reads_case=reads,
        is_sender=concern.raised_by_id == actor.id,
        sees_child=sees_child,
        can_take=can(Move.TAKE) and bool(policy.may_take(actor, people)),
        can_answer_offer=can(Move.ACCEPT) and bool(policy.may_accept(actor, people)),
        can_offer=can(Move.ACCEPT) and concern.offered_to_id is None and bool(policy.may_offer(actor, people)),
        can_note_contact=can(Move.NOTE_CONTACT)
        and bool(policy.may_note_contact(actor, people, suspicion=concern.suspicion)),
        can_call_meeting=can(Move.CALL_MEETING) and handles and actor.has(Permission.MEETING_CALL),
        can_close=state is State.TAKEN and handles,
        may_state=handles,
        can_rate=state is not State.CLOSED and bool(policy.may_rate(actor, people)),
        can_move_stage=state is not State.CLOSED and handles,
        can_notify=state is not State.CLOSED and bool(notification_queries.may_notify(actor, concern, today)),
    )


def _contacts(concern: Concern) -> list[Contact]:
    return [
        Contact(
            c.pk,
            c.on,
            str(CONTACT_HOW[ContactHow(c.how)]),
            c.said,
            c.by.name,
            c.guardian.name if c.guardian else "",
            c.private,
        )
        for c in ParentContact.objects.filter(concern=concern).select_related("by", "guardian").order_by("on", "id")
    ]


def _notifier(actor: Actor, concern: Concern) -> Notifier | None:
    """Who told, for those who received it."""
    found = Notifier.objects.visible_to(actor).filter(concern=concern).first()
    about = redaction.About(receives=found is not None)
    shown = redaction.ruling(redaction.staff(actor), marked(concern.child), Piece.NOTIFIER, about)
    return found if shown else None


def stands(concern: Concern, today: date) -> str:
    """One sentence: who does what next, and by when; or how it ended."""
    who = concern.owner.name if concern.owner else ""
    if concern.state == State.RAISED:
        words = {"who": who, "day": day_words(concern.answer_due_on, today)}
        if concern.answer_due_on < today:
            return _("%(who)s skulle have taget kontakt senest %(day)s.") % words
        return _("%(who)s tager kontakt senest %(day)s.") % words
    if concern.state == State.TAKEN:
        words = {"who": who, "day": day_words(concern.due_on, today) if concern.due_on else ""}
        return _("%(who)s har taget imod. Næste skridt er senest %(day)s.") % words
    if concern.state == State.AT_MEETING:
        return _("%(who)s har indkaldt til et møde.") % {"who": who}
    if concern.state == State.IN_PLAN:
        return _("Der er aftalt en plan. %(who)s følger op på den.") % {"who": who}
    ended = day_words(concern.closed_at, today) if concern.closed_at else ""
    reason = CLOSE_REASON[CloseReason(concern.close_reason)]
    return _("%(who)s afsluttede %(day)s: %(reason)s.") % {"who": who, "day": ended, "reason": reason}


def _owner_away(concern: Concern, today: date) -> str:
    """Whom to reach while the one who has it is away; of a suspicion nobody is named."""
    found = away_on(concern.child.municipality_id, today).get(concern.owner_id or 0)
    if found is None or concern.state == State.CLOSED:
        return ""
    words = {"who": found.absence.user.name, "day": day_words(found.absence.end_on, today)}
    family = own_family_user_ids(concern.child, today)
    if found.cover is None or concern.suspicion or found.cover.pk in family:
        return _("%(who)s er fraværende til og med %(day)s. Ring til lederen, hvis det ikke kan vente.") % words
    words["other"] = found.cover.name
    return _("%(who)s er fraværende til og med %(day)s. %(other)s tager imod.") % words


def events(actor: Actor, child: Child) -> list[Event]:
    """What happened to the concerns this person may see on the child, in the order it happened; five queries."""
    rows = list(
        Concern.objects.visible_to(actor)
        .filter(child=child)
        .select_related("raised_by", "owner", "offered_to", "escalated_to")
        .order_by("raised_at", "id")
    )
    read = [row.pk for row in rows if actor.id in (row.owner_id, row.offered_to_id, row.escalated_to_id)]
    found = [event for row in rows for event in _own_events(row)]
    found += level_queries.events(row.pk for row in rows)
    found += notification_queries.events(actor, child)
    for contact in ParentContact.objects.filter(concern_id__in=read).select_related("by"):
        found.append(
            Event(
                kind="concerns.contact",
                on=contact.on,
                at=contact.recorded_at if clock.day_of(contact.recorded_at) == contact.on else None,
                title=_("Kontakt med forældrene: %(how)s") % {"how": CONTACT_HOW[ContactHow(contact.how)]},
                text=contact.said,
                by=contact.by.name,
                url_name="concerns:concern",
                url_args=(contact.concern_id,),
                texts=((contact._meta.label_lower, contact.pk, "said"),),
            )
        )
    return sorted(found, key=lambda event: (event.on, event.at or clock.at(event.on, 0)))


def _own_events(row: Concern) -> list[Event]:
    page, owner = ("concerns:concern", (row.pk,)), row.owner.name if row.owner else ""
    table = row._meta.label_lower
    seen = [
        Event(
            "concerns.raised",
            clock.day_of(row.raised_at),
            row.raised_at,
            _("Bekymring"),
            row.observation,
            row.raised_by.name,
            "",
            *page,
            texts=((table, row.pk, "observation"),),
        )
    ]
    if row.taken_at:
        title = _("%(who)s tog imod bekymringen") % {"who": owner}
        seen.append(Event("concerns.taken", clock.day_of(row.taken_at), row.taken_at, title, "", owner, "", *page))
    if row.closed_at:
        title = _("Afsluttet: %(reason)s") % {"reason": CLOSE_REASON[CloseReason(row.close_reason)]}
        on = clock.day_of(row.closed_at)
        answer = ((table, row.pk, "answer"),)
        seen.append(
            Event("concerns.closed", on, row.closed_at, title, row.answer, row.changed_by_name, "", *page, texts=answer)
        )
    return seen
