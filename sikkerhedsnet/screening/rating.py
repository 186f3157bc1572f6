"""Rounds are opened, and each professional rates a group alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.states import step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import CHILDREN_ENROL_IN
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child, Enrolment

from . import policy, reach, rules
from .cadence import Cadence
from .commands import OpenRound, OwnRating, Place, SaveOwn, TakeUp
from .handed_in import handed_in
from .models import AssessmentRound, OwnAssessment, WellbeingAssessment
from .policy import Setting
from .raters import answers_for
from .settling import settle_green
from .standings import cadence_of, excused_in
from .states import TABLE, Move, Position, State


@transaction.atomic
def open_round(actor: Actor, command: OpenRound, *, now: datetime) -> AssessmentRound:
    """A round with one assessment per enrolled child and institution, each owned by the institution's leader."""
    require(policy.may_open_round(actor, command.institution_ids))
    today = clock.local(now).date()
    institutions = list(
        Institution.objects.select_for_update()
        .filter(pk__in=command.institution_ids, municipality_id=actor.municipality_id, kind__in=CHILDREN_ENROL_IN)
        .order_by("pk")
    )
    municipality = Municipality.objects.get(pk=actor.municipality_id)

    def make() -> AssessmentRound:
        _check_round(command, institutions, today)
        made = AssessmentRound.objects.create(
            idempotency_key=command.key,
            municipality=municipality,
            name=command.name,
            opens_on=command.opens_on,
            closes_on=command.closes_on,
            opened_by_id=actor.id,
            opened_at=now,
        )
        made.institutions.set(institutions)
        return made

    opened, new = create_once(AssessmentRound, command.key, make)
    if not new:
        return AssessmentRound.objects.visible_to(actor).get(pk=opened.pk)
    begin_round(actor, opened, institutions, now=now)
    return opened


def begin_round(
    author: audit.Author, round_: AssessmentRound, institutions: list[Institution], *, now: datetime
) -> None:
    """An assessment for every enrolled child of these institutions that is old enough, owned by the place's leader."""
    today = clock.local(now).date()
    cadence = cadence_of(round_.municipality)
    enrolled = _enrolled(institutions, max(today, round_.opens_on), cadence)
    children = 0
    for institution in institutions:
        children += len(_begin(author, round_, institution, enrolled[institution.pk], today, now, cadence))
    audit.record(
        author, "round.opened", round_, at=now,
        details={"institutions": [i.pk for i in institutions], "children": children},
    )  # fmt: skip


def _check_round(command: OpenRound, institutions: list[Institution], today: date) -> None:
    rules.check_round(opens_on=command.opens_on, closes_on=command.closes_on, today=today)
    if not institutions or len(institutions) != len(command.institution_ids):
        raise Invalid({"institutions": "institutions"})
    overlapping = AssessmentRound.objects.filter(
        institutions__in=institutions, opens_on__lte=command.closes_on, closes_on__gte=command.opens_on
    )
    if overlapping.exists():
        raise Invalid({"institutions": "round_overlaps"})


def begin_late(
    author: audit.Author,
    round_: AssessmentRound,
    institution: Institution,
    children: list[tuple[int, int | None]],
    *,
    now: datetime,
) -> None:
    """An assessment for children who came after the round opened."""
    today = clock.local(now).date()
    new = _begin(author, round_, institution, children, today, now, cadence_of(round_.municipality))
    audit.record(
        author, "round.children_added", round_, at=now,
        details={"institution": institution.pk, "children": [a.child_id for a in new]},
    )  # fmt: skip


def _enrolled(institutions: list[Institution], day: date, cadence: Cadence) -> dict[int, list[tuple[int, int | None]]]:
    kinds = {institution.pk: institution.kind for institution in institutions}
    found: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for institution_id, child_id, group_id, born in (
        Enrolment.objects.on(day)
        .filter(institution__in=institutions, child__left_on=None)
        .order_by("child_id")
        .values_list("institution_id", "child_id", "group_id", "child__birth_date")
    ):
        if cadence.old_enough(kinds[institution_id], born, day):
            found[institution_id].append((child_id, group_id))
    return found


def _begin(
    author: audit.Author,
    round_: AssessmentRound,
    institution: Institution,
    children: Iterable[tuple[int, int | None]],
    today: date,
    now: datetime,
    cadence: Cadence,
) -> list[WellbeingAssessment]:
    """An open assessment for each child, in one statement; a child that has one already keeps it."""
    owner = answers_for(institution, today)
    return WellbeingAssessment.objects.bulk_create(
        [
            WellbeingAssessment(
                child_id=child_id,
                institution=institution,
                group_id=group_id,
                round=round_,
                raters_required=cadence.required(institution.kind),
                owner_id=owner.pk if owner else round_.opened_by_id,
                due_on=round_.closes_on,
                changed_at=now,
                changed_by_name=author.name,
            )
            for child_id, group_id in children
        ],
        ignore_conflicts=True,
    )


@dataclass(frozen=True)
class Saved:
    """What one saving did: how many were written, whom was handed in, who has no position yet, and what was left alone.

    `kept` names children whose handed-in rating somebody tried to change without taking it up first.
    """

    at: datetime
    written: int
    handed_in: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


@transaction.atomic
def save_own(actor: Actor, command: SaveOwn, *, now: datetime) -> Saved:
    """My ratings of the group's children as drafts, or handed in; a child without a position is named, never guessed.

    A constant number of statements. Whoever rates alone has a green child settled at once.
    """
    today = clock.local(now).date()
    round_, institution = rating_in(actor, command.place, today)
    children, assessments = held_place(actor, command.place, round_, institution, now)
    own = own_by_assessment(assessments.values(), actor.id)
    given = {rating.child_id: rating for rating in command.ratings if rating.child_id in assessments}

    rows: list[OwnAssessment] = []
    handed: list[WellbeingAssessment] = []
    missing, kept = [], []
    for child_id, child in children.items():
        assessment, rating = assessments[child_id], given.get(child_id)
        mine = own.get(assessment.pk)
        if assessment.state != State.OWN or (mine and mine.handed_in_at):
            if rating and mine and differs(mine, rating):
                kept.append(child.name)
            continue
        row = _draft(mine, assessment, actor.id, rating, now)
        asked = command.hand_in and (command.handed_in is None or child_id in command.handed_in)
        hands_in = asked and row is not None and bool(row.position)
        if row is not None and (hands_in or (rating is not None and _changed(mine, rating))):
            row.handed_in_at = now if hands_in else None
            rows.append(row)
        if hands_in:
            handed.append(assessment)
        elif asked:
            missing.append(child.name)
    OwnAssessment.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["assessment", "rater"],
        update_fields=["position", "comment", "what_works", "saved_at", "handed_in_at"],
    )
    if handed:
        audit.record_all(actor, "own.handed_in", handed, at=now)
    elif rows:
        audit.record(actor, "own.saved", round_, at=now, details={"assessments": [row.assessment_id for row in rows]})
    green = _alone_and_green(handed, {row.assessment_id: row for row in rows})
    settle_green(actor, green, now=now)
    return Saved(
        at=now,
        written=len(rows),
        handed_in=tuple(children[a.child_id].name for a in handed),
        missing=tuple(missing),
        kept=tuple(kept),
        settled=tuple(children[a.child_id].name for a, _ in green),
    )


def _alone_and_green(
    handed: list[WellbeingAssessment], rows: dict[int, OwnAssessment]
) -> list[tuple[WellbeingAssessment, OwnAssessment]]:
    return [(a, rows[a.pk]) for a in handed if a.raters_required == 1 and rows[a.pk].position == Position.GREEN]


@transaction.atomic
def take_up(actor: Actor, command: TakeUp, *, now: datetime) -> OwnAssessment:
    """My handed-in rating becomes a draft again; refused once the colleagues' are there, because then I have seen them."""
    today = clock.local(now).date()
    round_, institution = rating_in(actor, command.place, today)
    children, assessments = held_place(actor, command.place, round_, institution, now)
    if command.child_id not in children:
        raise Child.DoesNotExist
    assessment = assessments[command.child_id]
    mine = OwnAssessment.objects.filter(assessment=assessment, rater_id=actor.id).first()
    require(
        rules.may_take_up(
            own_handed_in=bool(mine and mine.handed_in_at),
            handed_in=len(handed_in([assessment.pk])[assessment.pk]),
            required=assessment.raters_required,
            settled=assessment.state != State.OWN,
        )
    )
    assert mine is not None
    mine.handed_in_at = None
    mine.saved_at = now
    mine.save(update_fields=["handed_in_at", "saved_at"])
    audit.record(actor, "own.taken_up", assessment, at=now, child_id=assessment.child_id)
    return mine


def rating_in(actor: Actor, place: Place, today: date) -> tuple[AssessmentRound, Institution]:
    round_, institution, _ = reach.place_in_reach(actor, place, Permission.ASSESSMENT_RATE)
    require(policy.may_rate(actor, Setting(place.institution_id, place.group_id)))
    require(rules.may_rate_now(round_.opens_on, today))
    return round_, institution


def held_place(
    actor: Actor, place: Place, round_: AssessmentRound, institution: Institution, now: datetime
) -> tuple[dict[int, Child], dict[int, WellbeingAssessment]]:
    """The place's children and their assessments, held until the transaction ends.

    A child who came after the round opened gets its assessment now, one who moved group is moved along, and one who
    was ended and is here again is opened again.
    """
    today = clock.local(now).date()
    children = {child.pk: child for child in reach.children_in(actor, place, round_, today)}
    rows = WellbeingAssessment.objects.filter(round=round_, institution=institution, child_id__in=children)
    missing = set(children) - set(rows.values_list("child_id", flat=True))
    if missing:
        begin_late(actor, round_, institution, [(pk, place.group_id) for pk in sorted(missing)], now=now)
    found = {a.child_id: a for a in rows.select_for_update(of=("self",)).order_by("pk")}
    moved = [a for a in found.values() if a.state == State.OWN and a.group_id != place.group_id]
    if moved:
        rows.filter(pk__in=[a.pk for a in moved]).update(group_id=place.group_id)
    ended = [a for a in found.values() if a.state == State.DONE and a.settled_on is None]
    excused = excused_in(assessment__in=ended) if ended else {}
    back = [a for a in ended if a.pk not in excused]
    if back:
        owner = answers_for(institution, today)
        rows.filter(pk__in=[a.pk for a in back]).update(
            state=step(TABLE, State.DONE, Move.RETURN),
            owner_id=owner.pk if owner else round_.opened_by_id,
            due_on=round_.closes_on,
            group_id=place.group_id,
            escalated_at=None,
            escalated_to=None,
            version=F("version") + 1,
            changed_at=now,
            changed_by_name=actor.name,
        )
        audit.record_all(actor, "assessment.returned", back, at=now)
        found = {a.child_id: a for a in rows.order_by("pk")}
    return children, found


def own_by_assessment(assessments: Iterable[WellbeingAssessment], rater_id: int) -> dict[int, OwnAssessment]:
    return {
        own.assessment_id: own
        for own in OwnAssessment.objects.filter(assessment_id__in=[a.pk for a in assessments], rater_id=rater_id)
    }


def differs(own: OwnAssessment, rating: OwnRating) -> bool:
    return (own.position, own.comment, own.what_works) != (rating.position or "", rating.comment, rating.what_works)


def _changed(own: OwnAssessment | None, rating: OwnRating) -> bool:
    if own is None:
        return bool(rating.position or rating.comment or rating.what_works)
    return differs(own, rating)


def _draft(
    own: OwnAssessment | None, assessment: WellbeingAssessment, rater_id: int, rating: OwnRating | None, now: datetime
) -> OwnAssessment | None:
    """The row as it would be after this rating; None when there is nothing to keep."""
    if rating is None and own is None:
        return None
    source = rating or own
    assert source is not None
    return OwnAssessment(
        assessment=assessment,
        rater_id=rater_id,
        position=source.position or "",
        comment=source.comment,
        what_works=source.what_works,
        saved_at=own.saved_at if own and (rating is None or not differs(own, rating)) else now,
    )
