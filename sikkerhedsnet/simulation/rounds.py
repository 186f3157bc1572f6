"""The wellbeing rounds: opened, rated by each alone, settled together, told to the parents and followed up."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Prefetch

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.people.models import Child, Enrolment
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening.commands import (
    DecidePlan,
    FollowUp,
    OpenRound,
    OwnRating,
    SaveOwn,
    SetAside,
    Settle,
    SettleAgreed,
    TellParents,
)
from sikkerhedsnet.screening.commands import Place as RoundPlace
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, RoundPlan, WellbeingAssessment
from sikkerhedsnet.screening.rules import Settling
from sikkerhedsnet.screening.states import Position, Reason, State, ToldHow

from . import when
from .documents import document
from .municipality import Place
from .timeline import Cast, Deed, Timeline

_IN_ROUNDS = (InstitutionKind.DAY_CARE, InstitutionKind.CHILDMINDING, InstitutionKind.SCHOOL)
_FOLLOW_UP_AFTER = 10
_MOST_FOLLOW_UPS = 2


@dataclass
class Rounds:
    """Puts the rounds of the document on the timeline."""

    place: Place
    cast: Cast
    timeline: Timeline
    children: dict[str, Child]
    now: datetime

    def __post_init__(self) -> None:
        self.text = document("rounds")
        self.today = clock.day_of(self.now)
        self.key_of = {child.pk: key for key, child in self.children.items()}
        self.opened: dict[str, AssessmentRound] = {}

    def schedule(self) -> None:
        plans = self.text["plans"]
        self.timeline.put(self._at(plans["decided"], "10:00"), partial(self._plan, plans))
        for noted in self.text["rounds"]:
            self.timeline.put(self._at(noted["opens"], "08:00"), partial(self._open, noted))
            for number, aside in enumerate(noted.get("aside", ())):
                self.timeline.put(
                    self._at(aside.get("day", noted["rated"]), f"08:{number:02}"),
                    partial(self._set_aside, noted, aside),
                )
            for number, group in enumerate(self._groups(noted)):
                self._schedule_group(noted, group, number)
        ended = Enrolment.objects.filter(end_on__lt=self.today, institution__municipality=self.place.municipality)
        for enrolment in ended.select_related("child", "institution"):
            assert enrolment.end_on
            self.timeline.put(clock.at(enrolment.end_on + timedelta(days=1), 6), self._leave(enrolment))

    def _leave(self, enrolment: Enrolment) -> Deed:
        """A child that goes on to another place is not forgotten at the old one."""
        system = System(self.place.municipality.pk)
        return lambda at: screening.leave(system, enrolment.child, now=at, institution=enrolment.institution)

    def _at(self, day: str | int, hour: str) -> datetime:
        return when.moment(f"{day} {hour}", self.now)

    def _groups(self, noted: dict[str, Any]) -> Iterator[str]:
        """The groups of the round's institutions: those named, or all that rate in the districts named."""
        districts = {self.place.districts[name].pk for name in noted.get("districts", ())}
        institutions = {self.place.institutions[name].pk for name in noted.get("institutions", ())}
        for key, group in self.place.groups.items():
            where = group.institution
            if where.pk in institutions or (where.district_id in districts and where.kind in _IN_ROUNDS):
                yield key

    def _schedule_group(self, noted: dict[str, Any], group: str, number: int) -> None:
        """Whole groups are rated and settled; of the others the document says who has come how far."""
        how_far = noted.get("groups", {}).get(group, {"left": 0})
        hour = f"{number % 12 * 5:02}"
        for rater, name in enumerate(self.place.raters[group]):
            own = how_far.get("own", {})
            said = {"handed_in": 99} if "left" in how_far else own.get(name) or own.get(f"{group}/{rater}")
            if said:
                rated = self._at(noted["rated"] if "left" in how_far else -2, f"{9 + number // 12}:{hour}")
                self.timeline.put(rated, partial(self._rate, noted, group, rater, said))
        if "left" not in how_far:
            return
        settled = self._at(noted["settled"], f"{10 + number // 12}:{hour}")
        self.timeline.put(settled, partial(self._settle, noted, group, how_far["left"]))
        if noted.get("finished") or noted.get("of"):
            self.timeline.put(self._at(noted["closes"], "14:00"), partial(self._latecomers, noted, group))

    def _open(self, noted: dict[str, Any], at: datetime) -> None:
        opens_on = when.day(noted["opens"], self.today)
        institutions = {self.place.groups[group].institution_id for group in self._groups(noted)}
        season = "forår" if opens_on.month <= 6 else "efterår"
        of = f", {noted['of']}" if "of" in noted else ""
        self.opened[noted["key"]] = screening.open_round(
            self.cast.actor(noted["by"]),
            OpenRound(
                f"Trivselsrunde {season} {opens_on.year}{of}",
                opens_on,
                when.day(noted["closes"], self.today),
                frozenset(institutions),
            ),
            now=at,
        )

    def _plan(self, plans: dict[str, Any], at: datetime) -> None:
        """The facilitator decides the proposal as it is, but for the age it begins at."""
        for plan in RoundPlan.objects.filter(municipality=self.place.municipality, kind__in=plans["kinds"]):
            command = DecidePlan(
                InstitutionKind(plan.kind), plan.version, plan.periods, plans["reminder_days"], plan.raters,
                plans["kinds"][plan.kind], plans["reason"],
            )  # fmt: skip
            screening.decide_plan(self.cast.actor(plans["by"]), command, now=at)

    def _set_aside(self, noted: dict[str, Any], aside: dict[str, Any], at: datetime) -> None:
        """Why a child is not assessed; an objection waits for the leader."""
        place = self._round_place(noted, aside["group"])
        told = {key for said in self.text["positions"].values() for key in said}
        others = [c for c in self._here(aside["group"], clock.day_of(at)) if self._key(c) not in told]
        reason, child = Reason(aside["reason"]), others[aside["nth"]]
        said_on = clock.day_of(at) if reason is Reason.OBJECTION else None
        command = SetAside(place.round_id, place.institution_id, child.pk, reason, aside["words"], said_on)
        screening.set_aside(self.cast.actor(f"{aside['group']}/0"), command, now=at)

    def _rate(self, noted: dict[str, Any], group: str, rater: int, own: dict[str, int], at: datetime) -> None:
        children = [c for c in self._here(group, clock.day_of(at)) if self._key(c) not in noted.get("not_rated", ())]
        how_many = own.get("saved", own.get("handed_in", 0))
        ratings = tuple(self._own(noted["key"], group, child, rater) for child in children[:how_many])
        screening.save_own(
            self.cast.actor(f"{group}/{rater}"),
            SaveOwn(self._round_place(noted, group), ratings, hand_in="handed_in" in own),
            now=at,
        )

    def _settle(self, noted: dict[str, Any], group: str, left: int, at: datetime) -> None:
        """The colleagues talk: all who thrive at once, the others one by one."""
        place = self._round_place(noted, group)
        agreed: list[WellbeingAssessment] = []
        for row in self._to_settle(noted, place, left):
            position = self._position(noted["key"], row.child)
            if {own.position for own in row.own.all()} == {Position.GREEN} == {position}:
                agreed.append(row)
            elif self._key(row.child) in self.text["told_late"] and "late" in noted:
                self.timeline.put(self._at(noted["late"], "13:30"), self._late(noted, group, row.pk, position))
            else:
                self._settle_one(noted, group, row.pk, position, at)
        if agreed:
            command = SettleAgreed(place, tuple((row.pk, row.version) for row in agreed))
            screening.settle_agreed(self.cast.actor(f"{group}/0"), command, now=at)

    def _late(self, noted: dict[str, Any], group: str, pk: int, position: Position) -> Deed:
        """Settled on a later day, and the parents not told yet."""
        return lambda at: self._settle_one(noted, group, pk, position, at, told=False)

    def _to_settle(self, noted: dict[str, Any], place: RoundPlace, left: int) -> list[WellbeingAssessment]:
        """The group's children whom enough colleagues have rated, but for the last `left` nobody has said more of."""
        said = self.text["positions"].get(noted["key"], {})
        rows = (
            WellbeingAssessment.objects.filter(round_id=place.round_id, group=place.group_id, state=State.OWN)
            .select_related("child")
            .prefetch_related(Prefetch("own", OwnAssessment.objects.filter(handed_in_at__isnull=False)))
            .order_by("child__sort_key", "pk")
        )
        ready = [row for row in rows if len(row.own.all()) >= row.raters_required]
        unsaid = [row.pk for row in ready if self._key(row.child) not in said]
        kept = set(unsaid[len(unsaid) - left :])
        return [row for row in ready if row.pk not in kept]

    def _settle_one(
        self,
        noted: dict[str, Any],
        group: str,
        pk: int,
        position: Position,
        at: datetime,
        *,
        told: bool = True,
    ) -> None:
        row = WellbeingAssessment.objects.select_related("child").get(pk=pk)
        actor = self.cast.actor(f"{group}/0")
        chance = self._chance(noted["key"], row.child)
        if position is Position.GREEN:
            screening.settle(actor, Settle(row.pk, row.version, Settling(position)), now=at)
            return
        words = self._words(group, row.child, position, chance)
        next_on = calendar.add_working_days(clock.day_of(at), _FOLLOW_UP_AFTER)
        how = chance.choice([ToldHow.TALK, ToldHow.TALK, ToldHow.PHONE])
        attention = random.Random(f"{noted['key']}:{pk} attention").choice(self.text["attention"])
        settling = Settling(
            position, words["comment"], words["works"], attention, next_on, how, owner_id=actor.id,
            adults_change=words["focus"],
        )  # fmt: skip
        screening.settle(actor, Settle(row.pk, row.version, settling), now=at)
        if told:
            told_at = clock.at(calendar.next_working_day(clock.day_of(at)), 15, 20)
            said = chance.choice(self.text["parents_said"])
            self._put(told_at, lambda at: self._tell(pk, how, said, at))
        if self._key(row.child) not in noted.get("forgotten", ()):
            self._put(clock.at(next_on, 11, 40), lambda at: self._follow_up(noted, pk, 1, chance, at))

    def _put(self, at: datetime, deed: Deed) -> None:
        """What would happen after the demo is loaded is left to whoever signs in."""
        if at < self.now:
            self.timeline.put(at, deed)

    def _owned(self, pk: int) -> tuple[WellbeingAssessment, Actor]:
        """The assessment and whoever answers for it by now: a child may have moved on since."""
        row = WellbeingAssessment.objects.select_related("owner").get(pk=pk)
        assert row.owner is not None
        return row, self.cast.actor(row.owner.username)

    def _tell(self, pk: int, how: ToldHow, said: str, at: datetime) -> None:
        _, actor = self._owned(pk)
        command = TellParents(pk, clock.day_of(at), how, actor.id, None, said)
        screening.tell_parents(actor, command, now=at)

    def _follow_up(self, noted: dict[str, Any], pk: int, number: int, chance: random.Random, at: datetime) -> None:
        """Seen again on the agreed date, and then again, or ended."""
        row, actor = self._owned(pk)
        if row.state != State.WATCHED:
            return
        finished, lucky = noted.get("finished", False), chance.random() < 0.5
        ends = (finished or lucky) and (number == _MOST_FOLLOW_UPS or lucky)
        next_on = None if ends else calendar.add_working_days(clock.day_of(at), _FOLLOW_UP_AFTER)
        seen = chance.choice(self.text["follow_ups"])
        screening.follow_up(actor, FollowUp(pk, row.version, seen, next_on, ends=ends), now=at)
        if next_on:
            self._put(clock.at(next_on, 11, 40), lambda at: self._follow_up(noted, pk, number + 1, chance, at))

    def _latecomers(self, noted: dict[str, Any], group: str, at: datetime) -> None:
        """Children who came after the group was rated are rated before the round closes."""
        place = self._round_place(noted, group)
        settled = set(
            WellbeingAssessment.objects.filter(round_id=place.round_id, settled_on__isnull=False).values_list(
                "child_id", flat=True
            )
        )
        new = [
            c
            for c in self._here(group, clock.day_of(at))
            if c.pk not in settled and self._key(c) not in noted.get("not_rated", ())
        ]
        if not new:
            return
        for rater in range(len(self.place.raters[group])):
            ratings = tuple(self._own(noted["key"], group, child, rater) for child in new)
            screening.save_own(self.cast.actor(f"{group}/{rater}"), SaveOwn(place, ratings, hand_in=True), now=at)
        self.timeline.put(at + timedelta(minutes=20), partial(self._settle, noted, group, 0))

    def _round_place(self, noted: dict[str, Any], group: str) -> RoundPlace:
        found = self.place.groups[group]
        return RoundPlace(self.opened[noted["key"]].pk, found.institution_id, found.pk)

    def _here(self, group: str, day: date) -> list[Child]:
        here = Enrolment.objects.on(day).filter(group=self.place.groups[group], child__left_on=None)
        return [e.child for e in here.select_related("child").order_by("child__sort_key", "child_id")]

    def _key(self, child: Child) -> str:
        return self.key_of[child.pk]

    def _chance(self, round_key: str, child: Child) -> random.Random:
        return random.Random(f"{round_key}:{self._key(child)}")

    def _position(self, round_key: str, child: Child) -> Position:
        """What the colleagues come to: as the document says, else drawn."""
        said = self.text["positions"].get(round_key, {}).get(self._key(child))
        if said:
            return Position(said)
        return self._chance(round_key, child).choices(list(Position), [87, 11, 2])[0]

    def _own(self, round_key: str, group: str, child: Child, rater: int) -> OwnRating:
        """What one colleague sees; the second now and then sees it milder."""
        position = self._position(round_key, child)
        chance = random.Random(f"{round_key}:{self._key(child)}:{rater}")
        if rater and position is not Position.GREEN and chance.random() < 0.4:
            position = Position.GREEN if position is Position.YELLOW else Position.YELLOW
        if position is Position.GREEN:
            return OwnRating(child.pk, position)
        words = self._words(group, child, position, chance)
        return OwnRating(child.pk, position, words["comment"], words["works"])

    def _words(self, group: str, child: Child, position: Position, chance: random.Random) -> dict[str, str]:
        noted = self.place.group_notes[group]
        age = "school" if "class" in noted else "small" if noted["ages"][1] <= 36 else "kindergarten"
        words = dict(chance.choice(self.text["words"][age][position.value]))
        return words | self.text["own_words"].get(group, {}).get(self._key(child), {})
