"""What happens by itself: dates that passed are told of, and what nobody owns any more gets an owner."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sikkerhedsnet.absences import actions as absences
from sikkerhedsnet.access import actions as access
from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns import queries as worrying
from sikkerhedsnet.concerns.models import Concern, Notification
from sikkerhedsnet.core import clock
from sikkerhedsnet.guide import queries as guide
from sikkerhedsnet.guide.models import Sparring
from sikkerhedsnet.instruments import queries as instruments
from sikkerhedsnet.instruments.models import FollowUp
from sikkerhedsnet.organisation import actions as organisation
from sikkerhedsnet.organisation.models import District, Owed, OwedQuerySet
from sikkerhedsnet.organisation.queries import (
    advisers_of,
    gone_user_ids,
    leader_of,
    next_up,
    next_up_quietly,
    raters_of,
    staff_with,
    who_may,
)
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.people.queries import own_family_user_ids
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.ties import actions as ties
from sikkerhedsnet.visits import actions as visits
from sikkerhedsnet.visits import queries as visiting
from sikkerhedsnet.web.words import day_words

from .labels import OWED_WORDS
from .links import page_of
from .steps import STEPS

RENEW_BEFORE = timedelta(days=31)
BY_ITS_OWN_ROW = frozenset({"handover.handover", "visits.dentalrecall", "guide.sparring", "concerns.notification"})
"""What is answered for without working with the child: whoever has it reads that alone, and is given nothing more."""
RENEWED = (Relation.Kind.ADVISER, Relation.Kind.OWNER)


def tick(now: datetime) -> dict[str, int]:
    """Does everything due until `now`. Each row has its own transaction, so twice or in parallel does nothing twice."""
    done = dict.fromkeys(
        ("opened", "reminded", "rehomed", "escalated", "renewed", "planned", "run_out", "stalled", "covered", "sent"), 0
    )
    for municipality in Municipality.objects.order_by("id"):
        gone = gone_user_ids(municipality.pk, clock.local(now).date())
        ties.match_open(municipality.pk)
        access.end_sessions(System(municipality.pk), gone, "employment_ended", now=now)
        done["opened"] += screening.open_due(municipality, now)
        done["reminded"] += screening.remind_due(municipality, now)
        done["planned"] += visits.plan_everybody(municipality.pk, now=now)
        done["planned"] += visits.call_everybody(municipality.pk, now=now)
        done["run_out"] += visits.run_out(municipality.pk, now=now)
        done["rehomed"] += screening.rehome_focus(municipality, now)
        done["escalated"] += screening.escalate_focus(municipality, now)
        done["stalled"] += concerns.tell_stalled(municipality, now)
        for rows in _owing(municipality):
            done["rehomed"] += _rehome(rows, municipality, now)
            done["escalated"] += _escalate(rows, municipality, now)
            done["renewed"] += _renew(rows, municipality, now)
        done["covered"] += absences.give_access(System(municipality.pk), municipality.pk, now=now)
        done["reminded"] += absences.tell_covers(municipality.pk, now)
    access.tidy(now)
    done["sent"] = outbox.send_due(now)
    return done


def _owing(municipality: Municipality) -> Iterator[OwedQuerySet]:
    for step in STEPS:
        yield from step.owing(municipality.pk)


def _rehome(rows: OwedQuerySet, municipality: Municipality, now: datetime) -> int:
    """Gives what a former employee owned to whoever answers for it now, and tells that person."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality.pk, today)
    moved = 0
    for pk in list(rows.filter(owner_id__in=gone).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.filter(pk=pk, owner_id__in=gone).select_for_update(skip_locked=True, of=("self",)).first()
            heir = _heir(row, municipality, now) if row is not None else None
            if row is None or heir is None:
                continue
            author = System(municipality.pk)
            for left in (row, *_behind(row, gone)):
                organisation.hand_over(author, left, heir.pk, now=now)
            if row._meta.label_lower not in BY_ITS_OWN_ROW:
                quiet, owner = suspicion_id_of(row), Relation.Kind.OWNER
                people.relate(author, child_of(row), heir.pk, owner, source="owner gone", now=now, suspicion_id=quiet)
            text = _("Du er nu ansvarlig for %(what)s, fordi den forrige ikke arbejder her mere.")
            _tell(row, heir, "owner_gone", text, now)
            moved += 1
    return moved


def _behind(row: Owed, gone: Collection[int]) -> list[Owed]:
    """The worry behind a plan, whose sender must not go on reading the name of somebody who has left."""
    concern: Concern | None = getattr(row, "concern", None)
    moved_on = concern is not None and concern.state not in Concern.OPEN and concern.owner_id in gone
    return [concern] if concern is not None and moved_on else []


def _heir(row: Owed, municipality: Municipality, now: datetime) -> User | None:
    """Who answers from now on: for an assessment the place's leader or colleagues, else the district's adviser.

    A chief comes last: she cannot see the child, so the net check goes on showing a hole until she has found somebody.
    """
    today = clock.local(now).date()
    if isinstance(row, Sparring):  # it is about no child
        return next(iter(guide.heirs(row, today)), None)
    child = child_of(row)
    candidates: list[User | None] = []
    if row._meta.app_label == "visits":
        family = own_family_user_ids(child, today)
        return next((user for user in visiting.heirs(row, today) if user.pk not in family), None)
    if row._meta.label_lower in ("screening.wellbeingassessment", "screening.notassessed", "handover.handover"):
        institution = row.institution  # type: ignore[attr-defined]
        candidates += [leader_of(institution, today), *raters_of(institution.pk, today)]
    if isinstance(row, Notification):  # sent, it is the family department's, and nobody else can receive it
        candidates += worrying.heirs(row, today)
        candidates += [] if row.sent_at else advisers_of(child.district, municipality.pk, today)
    elif isinstance(row, FollowUp):  # only those may answer for it who may read the answer
        candidates += instruments.heirs(row, today)
    else:
        candidates += [*advisers_of(child.district, municipality.pk, today)]
    candidates += [*staff_with(municipality.pk, Function.CHIEF, today)]
    parents = own_family_user_ids(child, today)
    return next((c for c in candidates if c is not None and c.pk not in parents), None)


def _escalate(rows: OwedQuerySet, municipality: Municipality, now: datetime) -> int:
    """Tells the next one up of every date that passed; the owner stays responsible."""
    today = clock.local(now).date()
    late = Q(due_on__lt=today, escalated_at=None)
    told = 0
    for pk in list(rows.filter(late).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.filter(late, pk=pk).select_for_update(skip_locked=True, of=("self",)).first()
            if row is None:
                continue
            to = _told_next(row, municipality, today)
            if to is None:
                continue
            text = _("Datoen for %(what)s er overskredet. Tal med den ansvarlige.")
            if to.pk not in who_may(Permission.CHILD_SEE, municipality.pk, today):
                text = _(
                    "Datoen for %(what)s i %(where)s er overskredet: %(day)s. %(who)s er ansvarlig. Ring og hør hvorfor."
                )
            organisation.escalate(System(municipality.pk), row, to.pk, now=now)
            _tell(row, to, "overdue", text, now)
            told += 1
    return told


def _told_next(row: Owed, municipality: Municipality, today: date) -> User | None:
    """Never the child's family; of a suspicion nobody where the child spends its day."""
    if isinstance(row, Sparring):
        return next_up(row.owner_id, None, municipality.pk, today, never=(row.asked_by_id,))
    child = child_of(row)
    family = own_family_user_ids(child, today)
    if suspicion_id_of(row) is not None:
        return next_up_quietly(row.owner_id, child.district, municipality.pk, today, never=family)
    return next_up(row.owner_id, getattr(row, "institution", None), municipality.pk, today, never=family)


def _renew(rows: OwedQuerySet, municipality: Municipality, now: datetime) -> int:
    """Whoever answers for something open about a child can see the child for as long as it is open."""
    today = clock.local(now).date()
    renewed = 0
    if rows.model._meta.label_lower in BY_ITS_OWN_ROW:
        return renewed
    for row in rows.exclude(owner=None).order_by("pk"):
        quiet = suspicion_id_of(row)
        kinds = {people.reason_kind(kind, quiet=quiet is not None): kind for kind in RENEWED}
        relation = Relation.objects.filter(
            child=child_of(row), user_id=row.owner_id, kind__in=kinds, end_on__lt=today + RENEW_BEFORE
        ).first()
        if relation is not None and row.owner_id is not None:
            author, kind = System(municipality.pk), kinds[relation.kind]
            people.relate(author, child_of(row), row.owner_id, kind, source="renewed", now=now, suspicion_id=quiet)
            renewed += 1
    return renewed


def child_of(row: Owed) -> Child:
    """The child an owed row is about; a step's is its plan's."""
    child: Child = row.child if hasattr(row, "child") else row.plan.child  # type: ignore[attr-defined]
    return child


def suspicion_id_of(row: Owed) -> int | None:
    """The suspicion an owed row grew from, if it did: the concern itself, a meeting's, a plan's or a step's."""
    about: Any = getattr(row, "plan", row)
    concern = about if isinstance(about, Concern) else getattr(about, "concern", None)
    return concern.suspicion_id if concern is not None else None


def _tell(row: Owed, to: User, kind: str, text: str, now: datetime) -> None:
    """`text` may name what is owed, who answers for it, the district and the date; never the child."""
    url_name, url_arg = page_of(row)
    child = None if isinstance(row, Sparring) else child_of(row)
    district: District | None = row.district if isinstance(row, Sparring) else child_of(row).district
    words = {
        "what": OWED_WORDS[row._meta.label_lower],
        "who": row.owner.name if row.owner else "",
        "where": _("distrikt %(name)s") % {"name": district.name} if district else _("kommunen"),
        "day": day_words(row.due_on, clock.day_of(now)) if row.due_on else "",
    }
    outbox.enqueue(
        kind,
        to_id=to.pk,
        about=text % words,
        at=now,
        child_id=child.pk if child else None,
        url_name=url_name,
        url_arg=url_arg,
        once=f"{row._meta.label_lower}:{row.pk}:{row.due_on}",
    )
