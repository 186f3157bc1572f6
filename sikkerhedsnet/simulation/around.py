"""What adults change around groups, and what parents have been told, through the real actions."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child, Custody, Enrolment
from sikkerhedsnet.screening import actions, queries
from sikkerhedsnet.screening.states import Around, GivenHow

from . import when
from .documents import document
from .timeline import Cast, Timeline


def schedule(cast: Cast, timeline: Timeline, children: dict[str, Child], now: datetime) -> None:
    """Puts the focus points of groups and the text to parents on the timeline."""
    said = document("around")
    notice = said["notice"]
    today = clock.day_of(now)
    timeline.put(when.moment(notice["written"]["at"], now), partial(_write, cast, notice))
    timeline.put(when.moment(notice["approved"]["at"], now), partial(_approve, cast, notice))
    left_out = {children[key].pk: number for key, number in notice["not_given"].items()}
    for moment in (notice["given"], notice["again"]):
        for place in cast.place.leaders:
            timeline.put(when.moment(moment, now), partial(_give, cast, place, left_out))
    for noted in said["focus"]:
        timeline.put(when.moment(noted["at"], now), partial(_focus, cast, timeline, noted, now, today))


def _write(cast: Cast, notice: dict[str, Any], at: datetime) -> None:
    actor = cast.actor(notice["written"]["by"])
    words = queries.proposal(actor)
    texts = actions.NoticeTexts(
        words["purpose"], words["basis"], words["who_sees"], words["kept"], words["rights"], clock.day_of(at)
    )
    actions.write_notice(actor, texts, now=at)


def _approve(cast: Cast, notice: dict[str, Any], at: datetime) -> None:
    actor = cast.actor(notice["approved"]["by"])
    draft = next(row for row in queries.all_notices(actor) if row.state == "draft")
    actions.approve_notice(actor, draft.pk, draft.version, now=at)


def _give(cast: Cast, place: str, left_out: dict[int, int], at: datetime) -> None:
    """Everybody in the house who lacks it, but the few it has not reached."""
    actor, today = cast.actor(place), clock.day_of(at)
    notice = queries.in_force(actor.municipality_id, today)
    assert notice is not None
    here = Enrolment.objects.on(today).filter(institution_id__in=actor.led_institution_ids)
    rows = Custody.objects.on(today).filter(child__in=here.values("child_id"), has_custody=True, child__left_on=None)
    pairs: set[tuple[int, int]] = set()
    seen: dict[int, int] = {}
    for child_id, guardian_id in rows.order_by("child_id", "guardian_id").values_list("child_id", "guardian_id"):
        number = seen[child_id] = seen.get(child_id, -1) + 1
        if left_out.get(child_id) != number:
            pairs.add((child_id, guardian_id))
    if pairs:
        command = actions.GiveNotice(notice.pk, frozenset(pairs), today, GivenHow.DIGITAL)
        actions.give_notice(actor, command, now=at)


def _focus(cast: Cast, timeline: Timeline, noted: dict[str, Any], now: datetime, today: date, at: datetime) -> None:
    group = cast.place.groups[noted["group"]]
    made = actions.make_focus(
        cast.actor(noted["by"]),
        actions.MakeFocus(
            institution_id=group.institution_id,
            group_id=group.pk,
            attention=noted["attention"],
            adults_change=noted["adults_change"],
            around=tuple(Around(key) for key in noted["around"]),
            begins_on=clock.day_of(at),
            look_on=when.day(noted["look"], today),
            owner_id=cast.user_id(noted["owner"]),
        ),
        now=at,
    )
    for look in noted.get("looks", ()):
        timeline.put(when.moment(look["at"], now), partial(_look, cast, made.pk, look, today))


def _look(cast: Cast, pk: int, look: dict[str, Any], today: date, at: datetime) -> None:
    actor = cast.actor(look["by"])
    focus = queries.focus_in_reach(actor, pk)
    command = actions.LookAtFocus(pk, focus.version, look["changed"], when.day(look["next"], today))
    actions.look_at_focus(actor, command, now=at)
