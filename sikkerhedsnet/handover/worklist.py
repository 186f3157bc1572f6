"""What people owe on hand-overs, and what the places should begin: a child begins somewhere else soon."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Task, Waiting
from sikkerhedsnet.organisation.kinds import CHILDREN_ENROL_IN, InstitutionKind
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.people.queries import age_of, knows_place

from . import record, rules
from .choices import settings_of
from .models import HandOver
from .states import State

PAGE = "handover:handover"
_DAY = (InstitutionKind.DAY_CARE, InstitutionKind.CHILDMINDING)


def _words(state: State) -> tuple[str, str]:
    """What is owed in a state, and what the button says, in the language of whoever asks."""
    return {
        State.DRAFT: (_("Skriv overgangen, og gå den igennem med forældrene"), _("Skriv videre")),
        State.WITH_PARENTS: (_("Send overgangen"), _("Læs den igennem")),
        State.RETURNED: (_("Overgangen er sendt tilbage. Ret den"), _("Se, hvad der mangler")),
        State.ACCEPTED: (_("Spørg familien, hvordan skiftet gik"), _("Skriv, hvordan det gik")),
    }[state]


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person writes, reads and follows up, and what a place she leads should begin; a constant number of queries."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return []
    rows = list(HandOver.objects.visible_to(actor, today).open().select_related("from_institution", "to_institution"))
    mine = [row for row in rows if row.owner_id == actor.id and row.state != State.SENT]
    to_read = [row for row in rows if row.receiver_id == actor.id and row.state == State.SENT]
    to_name = [
        row for row in rows
        if row.leader_id == actor.id and row.receiver_id != actor.id and row.state == State.SENT and row.due_on < today
    ]  # fmt: skip
    children = _children([*mine, *to_read, *to_name])
    found = [_task(row, children[row.child_id], today, *_words(State(row.state))) for row in mine]
    found += [
        _task(row, children[row.child_id], today, _("Læs overgangen, og svar"), _("Læs og tag imod")) for row in to_read
    ]
    found += [
        _task(row, children[row.child_id], today, _("En overgang er ikke læst. Giv den til en anden"), _("Se den"))
        for row in to_name
    ]
    return found + _to_begin(actor, today)


def _children(rows: list[HandOver]) -> dict[int, Child]:
    with context.beyond_reach():
        return Child.objects.select_related("district").in_bulk([row.child_id for row in rows])


def _task(row: HandOver, child: Child, today: date, what: str, label: str) -> Task:
    return Task(
        kind="handover.handover",
        what=what,
        child_id=child.pk,
        child_name=child.name,
        child_line=age_of(child, today),
        to_whom=_("familien og det nye sted"),
        since=clock.day_of(row.changed_at),
        due_on=row.due_on or today,
        url_name=PAGE,
        url_args=(row.pk,),
        action_label=label,
    )


def _to_begin(actor: Actor, today: date) -> list[Task]:
    """One line for each place she leads where children begin somewhere else soon and nothing is begun."""
    found = []
    for place, rows in starters(actor, today).items():
        late = [row for row in rows if row.handover is None and row.asked_on <= today]
        if not late:
            continue
        many = len(late)
        what = ngettext(
            "%(n)s barn begynder snart et nyt sted. Begynd overgangen",
            "%(n)s børn begynder snart et nyt sted. Begynd overgangene",
            many,
        ) % {"n": many}
        found.append(
            Task(
                kind="handover.begin",
                what=what,
                to_whom=_("familierne"),
                since=min(row.asked_on for row in late),
                due_on=max(today, min(rules.write_by(row.starts_on, row.asked_on) for row in late)),
                url_name="handover:starters",
                url_args=(place,),
                action_label=_("Se børnene"),
            )
        )
    return found


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What this person has sent and nobody has answered yet; three queries."""
    if not actor.has(Permission.HANDOVER_KEEP):
        return []
    rows = list(
        HandOver.objects.filter(owner_id=actor.id, state=State.SENT)
        .select_related("to_institution", "chosen")
        .order_by("due_on", "pk")
    )
    children = _children(rows)
    return [
        Waiting(
            what=_("Svar på en overgang"),
            child_name=children[row.child_id].name,
            on_whom=record.to_whom(row),
            since=clock.day_of(row.sent_at or row.changed_at),
            url_name=PAGE,
            url_args=(row.pk,),
            child_id=row.child_id,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Starter:
    """One child that begins somewhere else: when, where if it is known, and how far its hand-over is."""

    child: Child
    starts_on: date
    asked_on: date
    where: str
    handover: HandOver | None
    by_age: bool


def starters(actor: Actor, today: date, *, place: int | None = None) -> dict[int, list[Starter]]:
    """The children of each place this person leads (or of one she works in) that begin somewhere else within the year:
    those with a place elsewhere to come, and those of school age; five queries however many."""
    led = actor.led_institution_ids if place is None else frozenset({place})
    if not led or not actor.has(Permission.HANDOVER_KEEP):
        return {}
    here = list(
        Enrolment.objects.on(today)
        .filter(institution_id__in=led, child__in=Child.objects.visible_to(actor, today))
        .filter(institution__kind__in=CHILDREN_ENROL_IN)
        .select_related("child__district", "institution")
        .order_by("child__sort_key", "child_id")
    )
    ids = {row.child_id for row in here}
    ahead = _ahead(ids, today)
    known: dict[tuple[int, int], HandOver] = {}
    open_first = HandOver.objects.filter(child_id__in=ids, from_institution_id__in=led).exclude(state=State.WITHDRAWN)
    for row in open_first.select_related("to_institution", "chosen").order_by("begun_at"):
        known[row.child_id, row.from_institution_id] = row
    chosen = settings_of(actor.municipality_id)
    year = rules.school_year_ahead(today)
    found: dict[int, list[Starter]] = defaultdict(list)
    for row in here:
        next_place = ahead.get((row.child_id, row.institution_id))
        kind = InstitutionKind(row.institution.kind)
        by_age = kind in _DAY and rules.starts_school_in(row.child.birth_date, chosen.school_age) == year
        handover = known.get((row.child_id, row.institution_id))
        if next_place is None and not by_age and (handover is None or handover.ended_at):
            continue
        starts = (
            next_place.start_on if next_place else handover.occasion_on if handover else rules.first_school_day(year)
        )
        where = _where(actor, row.child, next_place, handover)
        found[row.institution_id].append(
            Starter(row.child, starts, rules.asked_from(starts, chosen.begin_days), where, handover, by_age)
        )
    return dict(found)


def first_places(actor: Actor, today: date) -> list[Starter]:
    """The children a health visitor follows who have a place to come and none today; three queries however many.

    Nothing is owed on them: what a health visitor knows follows a child when the family wants it to.
    """
    now = Enrolment.objects.on(today).filter(child_id=OuterRef("child_id"))
    rows = (
        Enrolment.objects.filter(start_on__gt=today, child__in=Child.objects.visible_to(actor, today))
        .filter(~Exists(now), institution__kind__in=CHILDREN_ENROL_IN)
        .select_related("child__district", "institution")
        .order_by("start_on", "child__sort_key", "pk")
    )
    first: dict[int, Enrolment] = {}
    for row in rows:
        first.setdefault(row.child_id, row)
    begun = HandOver.objects.sent_from(actor, today).filter(child_id__in=first).exclude(state=State.WITHDRAWN)
    known = {row.child_id: row for row in begun.select_related("to_institution", "chosen").order_by("begun_at")}
    days = settings_of(actor.municipality_id).begin_days
    return [
        Starter(
            row.child, row.start_on, rules.asked_from(row.start_on, days), _where(actor, row.child, row, None),
            known.get(row.child_id), by_age=False,
        )
        for row in first.values()
    ]  # fmt: skip


def _where(actor: Actor, child: Child, ahead: Enrolment | None, handover: HandOver | None) -> str:
    """Where it begins, as far as this reader may know it: of a protected child not the place to come."""
    if ahead is not None:
        known = knows_place(actor, child, ahead.institution_id, ahead.group_id)
        return str(ahead.institution.name) if known else ""
    if handover is None:
        return ""
    to = handover.to_institution
    return str(to.name) if to is not None and knows_place(actor, child, to.pk, None) else record.to_name(handover)


def _ahead(children: set[int], today: date) -> dict[tuple[int, int], Enrolment]:
    """For each child and place of today, the first place to come that is another one; one query."""
    rows = Enrolment.objects.filter(child_id__in=children, start_on__gt=today).select_related("institution")
    found: dict[tuple[int, int], Enrolment] = {}
    to_come = list(rows.order_by("start_on", "pk"))
    now = Enrolment.objects.on(today).filter(child_id__in=children).values_list("child_id", "institution_id")
    for child, place in now:
        other = next((row for row in to_come if row.child_id == child and row.institution_id != place), None)
        if other is not None:
            found[child, place] = other
    return found
