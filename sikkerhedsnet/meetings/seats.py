"""Who sits at a meeting: people are seated once, get access to the child, and lose it when the meeting is off."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import rules as concern_rules
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child, NetworkMember, Relation
from sikkerhedsnet.people.queries import enrolments_of, guardians_of, home_of, own_family_user_ids
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import Ground
from sikkerhedsnet.sharing.states import Told, What

from . import rules
from .commands import Guests
from .invitees import staff_titles
from .models import Meeting, Participant
from .states import OPEN, InvitedHow, Role


def custody_ids(child: Child, today: date, *, suspicion: bool) -> set[int]:
    """Guardians of whom at least one has to be asked; nobody on a suspicion."""
    if suspicion:
        return set()
    return {custody.guardian_id for custody in guardians_of(child, today) if custody.has_custody}


def home_ground(child: Child, institution_id: int | None, today: date) -> int | None:
    """The institution when it is one the child spends its day in today, else nothing: the place is then words alone."""
    places = {enrolment.institution_id for enrolment in enrolments_of([child.pk], today)[child.pk]}
    return institution_id if institution_id in places else None


def close_reasons(concern: Concern) -> tuple[CloseReason, ...]:
    """How this concern may end at a meeting."""
    return concern_rules.close_reasons(suspicion=concern.suspicion)


def take_the_chair(actor: Actor, meeting: Meeting, today: date) -> None:
    """Seats the one who leads, last in every list."""
    titles = staff_titles([actor.id], meeting.child.municipality_id, today)
    Participant.objects.create(
        meeting=meeting,
        role=Role.PROFESSIONAL,
        user_id=actor.id,
        name=actor.name,
        title=titles[actor.id][1][:100] if actor.id in titles else "",
        invited_how=InvitedHow.SYSTEM,
        invited_on=today,
        order=rules.seat_order(Role.PROFESSIONAL, chair=True),
    )


def seat(actor: Actor, meeting: Meeting, guests: Guests, *, now: datetime) -> list[int]:
    """Seats everybody who is not there yet, lets the employees in to the child, and returns whom of them to tell.

    Raises Invalid when somebody chosen is not the child's parent, does not work here, or is not of its network, or
    when somebody of another service is told without a basis.
    """
    today = clock.day_of(now)
    child = meeting.child
    _seat_parents(meeting, guests, today)
    if guests.child_comes and not meeting.participants.filter(role=Role.CHILD).exists():
        _sit(meeting, Role.CHILD, child.first_name, "", guests.asked_how, guests.asked_on or today)
    _seat_network(meeting, guests, today)
    new = _seat_staff(actor, meeting, guests, now)
    record_crossing(actor, meeting, new, guests.ground, guests.asked_on or meeting.parents_asked_on, now)
    return list(new)


def _sit(meeting: Meeting, role: Role, name: str, title: str, how: InvitedHow, on: date, **who: int) -> Participant:
    return Participant.objects.create(
        meeting=meeting,
        role=role,
        name=name[:300],
        title=title[:100],
        invited_how=how,
        invited_on=on,
        order=rules.seat_order(role),
        **who,
    )


def _seat_parents(meeting: Meeting, guests: Guests, today: date) -> None:
    there = set(meeting.participants.values_list("guardian_id", flat=True))
    parents = {custody.guardian_id: custody.guardian for custody in guardians_of(meeting.child, today)}
    if not set(guests.guardian_ids) <= parents.keys():
        raise Invalid({"guardians": "not_a_parent"})
    keep_the_place(meeting, meeting.place, guests.guardian_ids, today)
    for pk, guardian in parents.items():
        if pk in guests.guardian_ids and pk not in there:
            _sit(meeting, Role.PARENT, guardian.name, "", guests.asked_how, guests.asked_on or today, guardian_id=pk)


def keep_the_place(meeting: Meeting, place: str, guardian_ids: Iterable[int], today: date) -> None:
    """Raises Invalid when a parent the address is protected against would learn where the child spends its day."""
    rules.check_place_is_kept(
        list(guardian_ids),
        against=home_of(meeting.child, []).against,
        gives_away=meeting.institution_id is not None or _named_in(place, meeting.child, today),
    )


def _named_in(place: str, child: Child, today: date) -> bool:
    """Whether the words for where they meet name a place where the child spends its day."""
    names = [enrolment.institution.name for enrolment in enrolments_of([child.pk], today)[child.pk]]
    words = {word for name in names for word in (name, *redaction.distinctive(name))}
    return redaction.scrubbed(place, list(redaction.telling(words, redaction.Because.PROTECTED))) != place


def _seat_network(meeting: Meeting, guests: Guests, today: date) -> None:
    child = meeting.child
    known = {member.pk: member for member in NetworkMember.objects.filter(child=child)}
    if not set(guests.network_ids) <= known.keys():
        raise Invalid({"network": "not_network"})
    wanted = [known[pk] for pk in guests.network_ids]
    for newcomer in guests.newcomers:
        name, tie = normalise_text(newcomer.name)[:200], normalise_text(newcomer.tie)[:100]
        if name:
            wanted.append(NetworkMember.objects.get_or_create(child=child, name=name, tie=tie)[0])
    there = set(meeting.participants.values_list("network_member_id", flat=True))
    for member in wanted:
        if member.pk not in there:
            there.add(member.pk)
            _sit(meeting, Role.NETWORK, member.name, member.tie, guests.asked_how, today, network_member_id=member.pk)


def _seat_staff(actor: Actor, meeting: Meeting, guests: Guests, now: datetime) -> dict[int, str]:
    """Those who are new at the table, each with name and title."""
    today = clock.day_of(now)
    child = meeting.child
    wanted = [pk for pk in dict.fromkeys(guests.staff_ids) if pk != actor.id]
    titles = staff_titles(wanted, child.municipality_id, today)
    if set(wanted) - titles.keys() or set(wanted) & own_family_user_ids(child, today):
        raise Invalid({"staff": "not_staff"})
    there = set(meeting.participants.values_list("user_id", flat=True))
    new = [pk for pk in wanted if pk not in there]
    for pk in new:
        user, title = titles[pk]
        _sit(meeting, Role.PROFESSIONAL, user.name, title, InvitedHow.SYSTEM, today, user_id=pk)
        let_in(actor, meeting, pk, now=now)
    return {pk: ", ".join(filter(None, [titles[pk][0].name, titles[pk][1]])) for pk in new}


def let_in(actor: Actor, meeting: Meeting, user_id: int, *, now: datetime) -> None:
    """Whoever sits at the meeting works with the child."""
    people.relate(
        actor,
        meeting.child,
        user_id,
        Relation.Kind.PARTICIPANT,
        source=f"meeting:{meeting.pk}",
        now=now,
        suspicion_id=meeting.concern.suspicion_id,
    )


def record_crossing(
    actor: Actor, meeting: Meeting, new: dict[int, str], ground: Ground | None, asked_on: date | None, now: datetime
) -> None:
    """The parents were told when they were asked; a child nobody has custody of has nobody to tell."""
    told = Told.SUSPICION if meeting.concern.suspicion else Told.TOLD if asked_on else Told.NOBODY
    crossing = sharing.Crossing(
        What.MEETING,
        meeting,
        meeting.child,
        meeting.concern,
        new,
        held_on=clock.day_of(meeting.starts_at),
        told=told,
        told_on=asked_on if told is Told.TOLD else None,
    )
    sharing.record_crossing(actor, crossing, ground, now=now)


def let_go(actor: Actor, meeting: Meeting, user_ids: Iterable[int], *, now: datetime) -> None:
    """Ends the access a cancelled meeting gave, but for those who sit at another meeting about the child."""
    quiet = meeting.concern.suspicion
    for user_id in user_ids:
        others = Participant.objects.filter(
            meeting__child_id=meeting.child_id,
            meeting__concern__suspicion=quiet,
            user_id=user_id,
            meeting__state__in=[*OPEN, "concluded"],
        ).exclude(meeting_id=meeting.pk)
        if not others.exists():
            people.end_relation(actor, meeting.child, user_id, Relation.Kind.PARTICIPANT, now=now, quiet=quiet)
