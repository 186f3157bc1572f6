"""What this step owes, waits for, lacks and has done: for the desk, the net check and the child file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.utils.translation import gettext, ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event, Hole, Task, Waiting
from sikkerhedsnet.organisation.models import Group, Institution, OwedQuerySet
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_lines, knows_place

from . import focus_late, group_focus, notices, policy, rules
from .absences import choices_of
from .commands import Place
from .coverage import figures_now
from .group_focus import focus_in_reach
from .history import History, history
from .kept_ratings import kept_tasks
from .labels import POSITION, TOLD_HOW
from .models import AssessmentRound, NotAssessed, OwnAssessment, ParentsTold, WellbeingAssessment
from .net import holes as holes_of_children
from .notices import all_notices, in_force, proposal
from .raters import RATE, Colleagues
from .round_told import absence_events, decision_tasks
from .rules import Standing
from .standings import setting_of, standings
from .states import Position, State
from .unhelped import unhelped

__all__ = [
    "History",
    "all_notices",
    "choices_of",
    "events",
    "figures_now",
    "focus_in_reach",
    "history",
    "holes",
    "in_force",
    "owing",
    "place_url",
    "proposal",
    "tasks",
    "unhelped",
    "waiting",
]

SETTLED_TEXTS = ("position", "comment", "what_works", "focus_point", "adults_change")
CLOSED_ROUNDS_ASK_FOR = timedelta(days=183)  # assumption: after half a year a new round has taken over


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person owes in the rounds and for the children she answers for."""
    found: list[Task] = []
    if actor.has(Permission.ASSESSMENT_RATE):
        found += _round_tasks(actor, _my_places(actor, today), today)
    found += _child_tasks(actor, today)
    found += _leader_tasks(actor, today)
    found += kept_tasks(actor)
    found += group_focus.tasks(actor, today)
    found += notices.tasks(actor, today)
    found += decision_tasks(actor, today)
    return found


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """What is open about a child, and about what was agreed around a group."""
    return [*holes_of_children(municipality_id, now), *focus_late.holes(municipality_id, now)]


class MyPlaces:
    """The places this person rates in rounds that have begun, with everybody's progress."""

    def __init__(
        self,
        rounds: dict[int, AssessmentRound],
        standings: dict[Place, list[Standing]],
        institutions: dict[int, str],
        groups: dict[int, str],
    ) -> None:
        self.rounds, self.standings, self.institutions, self.groups = rounds, standings, institutions, groups

    def name(self, place: Place) -> str:
        """`Mariehønsene`; the institution's name for children without a group."""
        return self.groups[place.group_id] if place.group_id else self.institutions[place.institution_id]

    def line(self, place: Place) -> str:
        """`Børnehuset Regnbuen, Mariehønsene`."""
        group = self.groups[place.group_id] if place.group_id else ""
        return ", ".join(filter(None, [self.institutions[place.institution_id], group]))


def _my_places(actor: Actor, today: date) -> MyPlaces:
    institution_ids = actor.institution_ids(Permission.ASSESSMENT_RATE)
    pairs: dict[int, set[int]] = defaultdict(set)
    rounds: dict[int, AssessmentRound] = {}
    for round_ in (
        AssessmentRound.objects.filter(
            institutions__in=institution_ids, opens_on__lte=today, closes_on__gte=today - CLOSED_ROUNDS_ASK_FOR
        )
        .annotate(institution_id=F("institutions"))
        .select_related("municipality")
    ):
        rounds[round_.pk] = round_
        pairs[round_.pk].add(round_.institution_id)
    mine = {
        place: children
        for place, children in standings(rounds.values(), pairs, today).items()
        if policy.may_rate(actor, setting_of(place))
    }
    return MyPlaces(
        rounds,
        mine,
        dict(Institution.objects.filter(pk__in=institution_ids).values_list("pk", "name")),
        dict(Group.objects.filter(institution_id__in=institution_ids).values_list("pk", "name")),
    )


def place_url(place: Place, page: str) -> tuple[str, tuple[int, ...]]:
    """URL name and arguments of a place's `group` or `joint` page."""
    if place.group_id is None:
        return f"screening:{page}_place", (place.round_id, place.institution_id)
    return f"screening:{page}", (place.round_id, place.group_id)


def _round_tasks(actor: Actor, places: MyPlaces, today: date) -> Iterator[Task]:
    written = _written(actor, places)
    for place, children in places.standings.items():
        round_ = places.rounds[place.round_id]
        closed = round_.closes_on < today
        owed = [c for c in children if c.owed_by(actor.id, closed=closed)]
        ready = [c for c in children if c.ready and actor.id in c.handed_in]
        waits = [c for c in children if c.waits]
        if owed:
            drafts = sum(c.assessment_id in written for c in owed)
            asked = [c for c in children if c.excused is None]
            rated = drafts + sum(c.settled or actor.id in c.handed_in for c in asked)
            words = {"name": places.name(place), "done": rated, "total": len(asked), "drafts": drafts}
            url_name, url_args = place_url(place, "group")
            yield Task(
                kind="screening.rate",
                what=(
                    gettext("Aflever %(name)s: %(done)d af %(total)d vurderet, %(drafts)d ikke afleveret")
                    if drafts == len(owed)
                    else gettext("Vurder %(name)s: %(done)d af %(total)d vurderet")
                ) % words,
                child_line=places.line(place),
                to_whom=round_.name,
                since=round_.opens_on,
                due_on=round_.closes_on,
                url_name=url_name,
                url_args=url_args,
                action_label=gettext("Aflever") if drafts == len(owed) else gettext("Vurder"),
            )  # fmt: skip
        if ready and (all(c.ready for c in waits) or round_.closes_on <= today):
            n, name = len(ready), places.name(place)
            url_name, url_args = place_url(place, "joint")
            alone = all(c.required == 1 for c in ready)
            yield Task(
                kind="screening.settle",
                what=(
                    ngettext("Skriv næste skridt for %(n)d barn i %(name)s", "Skriv næste skridt for %(n)d børn i %(name)s", n)
                    if alone
                    else ngettext("Tal om %(n)d barn i %(name)s", "Tal om %(n)d børn i %(name)s", n)
                ) % {"name": name, "n": n},
                child_line=places.line(place),
                to_whom=gettext("dine kolleger") if not alone else round_.name,
                since=round_.opens_on,
                due_on=round_.closes_on,
                url_name=url_name,
                url_args=url_args,
                action_label=gettext("Bliv enige") if not alone else gettext("Skriv"),
            )  # fmt: skip


def _written(actor: Actor, places: MyPlaces) -> set[int]:
    """The assessments in which this person has chosen a position and not handed it in; one query."""
    if not places.standings:
        return set()
    return set(
        OwnAssessment.objects.filter(rater_id=actor.id, assessment__round__in=places.rounds, handed_in_at__isnull=True)
        .exclude(position="")
        .values_list("assessment_id", flat=True)
    )


def _child_tasks(actor: Actor, today: date) -> Iterator[Task]:
    """Tell the parents, follow up, and what was not kept by somebody else, of the children within reach."""
    if not actor.has(Permission.ASSESSMENT_SEE):
        return
    rows = list(
        WellbeingAssessment.objects.visible_to(actor)
        .filter(Q(owner_id=actor.id) | Q(escalated_to_id=actor.id), state=State.WATCHED)
        .annotate(parents_know=Exists(ParentsTold.objects.filter(assessment_id=OuterRef("pk"))))
        .select_related("child__municipality", "owner")
        .order_by("due_on", "pk")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor)
    for row in rows:
        assert row.settled_on is not None and row.due_on is not None
        word = POSITION[Position(row.position)]
        about = {
            "child_id": row.child_id,
            "child_name": row.child.name,
            "child_line": lines[row.child_id],
            "since": row.settled_on,
            "url_args": (row.pk,),
        }
        if row.owner_id != actor.id:
            yield Task(
                kind="screening.escalated",
                what=gettext("Datoen er overskredet: %(position)s") % {"position": word},
                to_whom=row.owner.name if row.owner else "",
                due_on=row.due_on,
                url_name="screening:assessment",
                action_label=gettext("Se og tal med den ansvarlige"),
                **about,
            )
            continue
        if not row.parents_know:
            yield Task(
                kind="screening.tell",
                what=gettext("Fortæl forældrene: %(position)s") % {"position": word},
                to_whom=gettext("forældrene"),
                due_on=rules.parents_due(row.settled_on, row.child.municipality.parents_told_days),
                url_name="screening:told",
                action_label=gettext("Skriv, hvad I talte om"),
                **about,
            )
        yield Task(
            kind="screening.follow_up",
            what=gettext("Følg op: %(focus)s") % {"focus": _short(row.focus_point)},
            to_whom=gettext("barnet"),
            due_on=row.due_on,
            url_name="screening:follow_up",
            action_label=gettext("Følg op"),
            **about,
        )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


def _leader_tasks(actor: Actor, today: date) -> Iterator[Task]:
    """One task per round and institution whose children are not all settled; the children's names stay on its page."""
    if not actor.has(Permission.ROUND_SEE):
        return
    unfinished = (
        WellbeingAssessment.objects.filter(
            Q(owner_id=actor.id) | Q(escalated_to_id=actor.id),
            state=State.OWN,
            round__opens_on__lte=today,
            child__municipality_id=actor.municipality_id,
        )
        .values("round_id", "round__name", "round__opens_on", "institution_id", "institution__name", "owner_id")
        .annotate(n=Count("pk"), due=Min("due_on"))
        .order_by("due", "round_id", "institution_id")
    )
    for row in unfinished:
        yield Task(
            kind="screening.round",
            what=ngettext(
                "%(n)d barn mangler en fælles vurdering", "%(n)d børn mangler en fælles vurdering", row["n"]
            ) % {"n": row["n"]},
            child_line=row["institution__name"],
            to_whom=row["round__name"],
            since=row["round__opens_on"],
            due_on=row["due"],
            url_name="screening:round",
            url_args=(row["round_id"],),
            action_label=gettext("Se dækningen"),
        )  # fmt: skip


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Colleagues whose ratings are missing before we can talk; who, never what anybody said."""
    if not actor.has(Permission.ASSESSMENT_RATE):
        return []
    places = _my_places(actor, today)
    found = []
    colleagues = Colleagues(places.institutions, today, RATE)
    for place, children in places.standings.items():
        mine = [c for c in children if actor.id in c.handed_in and c.waits and not c.ready]
        if not mine:
            continue
        on_whom = [
            c.name
            for c in colleagues.of(setting_of(place))
            if c.id != actor.id and any(c.id not in child.handed_in for child in mine)
        ]
        url_name, url_args = place_url(place, "group")
        found.append(
            Waiting(
                what=ngettext(
                    "Vurdering af %(n)d barn i %(name)s", "Vurdering af %(n)d børn i %(name)s", len(mine)
                ) % {"n": len(mine), "name": places.name(place)},
                child_name="",
                on_whom=", ".join(on_whom) or gettext("en kollega mere"),
                since=places.rounds[place.round_id].opens_on,
                url_name=url_name,
                url_args=url_args,
            )
        )  # fmt: skip
    return found


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """Every open assessment of the municipality, and every objection that waits for a decision."""
    return [
        WellbeingAssessment.objects.open()
        .filter(child__municipality_id=municipality_id)
        .select_related("child", "institution", "owner"),
        NotAssessed.objects.open()
        .filter(child__municipality_id=municipality_id)
        .select_related("child", "assessment__institution", "owner"),
    ]


def events(actor: Actor, child: Child) -> list[Event]:
    """Settled positions, what the parents were told, and the follow-ups, for those who may read assessments."""
    if not actor.has(Permission.ASSESSMENT_SEE):
        return []
    rows = list(
        WellbeingAssessment.objects.visible_to(actor)
        .filter(child=child, settled_on__isnull=False)
        .select_related("institution", "settled_by")
        .prefetch_related("told__told_by", "told__guardian", "follow_ups__by")
        .order_by("settled_on", "pk")
    )
    of_rows = [event for row in rows for event in _events_of(row, child, actor)]
    return of_rows + notices.events(actor, child) + absence_events(actor, child)


def _events_of(row: WellbeingAssessment, child: Child, actor: Actor) -> Iterator[Event]:
    assert row.settled_on is not None
    word = POSITION[Position(row.position)]
    known = knows_place(actor, child, row.institution_id, row.group_id)
    title = gettext("%(position)s i %(place)s") if known else gettext("%(position)s")
    url_name = "screening:assessment"
    yield Event(
        kind="screening.settled",
        on=row.settled_on,
        at=None,
        title=title % {"position": word, "place": row.institution.name},
        text="\n".join(filter(None, [row.comment, row.what_works, row.focus_point, row.adults_change])),
        by=row.settled_by.name if row.settled_by else "",
        position=row.position,
        url_name=url_name,
        url_args=(row.pk,),
        texts=tuple((row._meta.label_lower, row.pk, name) for name in SETTLED_TEXTS),
    )
    for told in row.told.all():
        who = told.guardian.name if told.guardian else gettext("Forældrene")
        yield Event(
            kind="screening.told",
            on=told.told_on,
            at=None,
            title=gettext("%(who)s fik det at vide. %(how)s") % {"who": who, "how": TOLD_HOW[told.how]},  # type: ignore[index]
            text=told.parents_said,
            by=told.told_by.name,
            url_name=url_name,
            url_args=(row.pk,),
            texts=((told._meta.label_lower, told.pk, "parents_said"),),
        )
    for seen in row.follow_ups.all():
        yield Event(
            kind="screening.follow_up",
            on=clock.day_of(seen.at),
            at=seen.at,
            title=gettext("Opfølgning") if seen.next_on else gettext("Opfølgningen er afsluttet"),
            text=seen.seen,
            by=seen.by.name,
            url_name=url_name,
            url_args=(row.pk,),
            texts=((seen._meta.label_lower, seen.pk, "seen"),),
        )
