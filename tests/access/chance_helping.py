"""Measures, notifications, levels, stages, the guide and sparrings, owned by whoever chance says."""

from __future__ import annotations

import random
from typing import Any

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import (
    Concern,
    ConcernRating,
    ConcernSettings,
    EarlierRead,
    LevelScale,
    Notification,
    NotificationTalk,
    StageTurn,
    StallTold,
)
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.measures.models import Measure, MeasureKind, MeasureLook
from sikkerhedsnet.people.models import Guardian
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}


class Helping:
    """What is added after everything else, and who was told of a suspicion."""

    def __init__(self, town: Town, staff: list[User], chance: random.Random) -> None:
        self.town, self.staff, self.chance = town, staff, chance

    def add(self) -> list[User]:
        """The rows; and the people who were not there."""
        new = [self.town.hire("chance_guides", "Tilfældig Tovholder", Function.DISTRICT_FACILITATOR)]
        self.staff = [*self.staff, *new]
        self.leaders_are_told()
        for concern in Concern.objects.select_related("child").order_by("pk"):
            self.followed(concern)
            self.notified(concern)
            if not concern.suspicion:
                self.helped(concern)
        for home in (self.town.municipality, self.town.neighbour):
            self.guide(home)
        return new

    def anybody(self) -> User:
        return self.chance.choice(self.staff)

    def leaders_are_told(self) -> None:
        """Of every suspicion: one who works with the child on some day, or anybody. Of the first few the place's leader is
        told that a date has passed, and another is asked to take over some that she was told of, though she does not work
        with the child: none of them is theirs to notify of."""
        suspicions = list(Concern.objects.filter(suspicion=True).select_related("child").order_by("pk"))
        for concern in suspicions:
            at_work = [tie.user for tie in concern.child.relations.select_related("user").order_by("pk")]
            told = self.chance.choice([self.anybody(), *at_work])
            Concern.objects.filter(pk=concern.pk).update(leader_told=told)
        for concern in suspicions[:4]:
            Concern.objects.filter(pk=concern.pk).update(
                institution=self.town.day_care, escalated_to=self.town.user("dorte"), leader_told=self.staff[0]
            )
        for concern in suspicions[4:10]:
            rikke = self.town.user("rikke")
            Concern.objects.filter(pk=concern.pk).update(leader_told=rikke, offered_to=rikke)

    def followed(self, concern: Concern) -> None:
        who = self.anybody()
        scale = LevelScale.objects.filter(municipality_id=concern.child.municipality_id).earliest("pk")
        ConcernRating.objects.create(
            concern=concern, axis="child", level=3, scale=scale, rater=who, rated_at=NOW, rationale="x"
        )
        StageTurn.objects.create(concern=concern, stage="worry", by=who, at=NOW)
        EarlierRead.objects.create(concern=concern, earlier_number=concern.pk + 10_000, reader=who, read_at=NOW)
        StallTold.objects.create(concern=concern, since=TODAY, told=who, told_at=NOW)

    def notified(self, concern: Concern) -> None:
        """A draft and one that was sent; each with anybody, and some told of a passed date."""
        guardian = Guardian.objects.filter(custodies__child=concern.child).order_by("pk").first()
        for state in ("draft", "sent"):
            sent: dict[str, Any] = {"sent_by": self.anybody(), "sent_at": NOW} if state == "sent" else {}
            row = Notification.objects.create(
                child=concern.child, concern=concern, state=state, begun_by=self.anybody(), begun_at=NOW, worry="x",
                owner=self.anybody(), due_on=TODAY, escalated_to=self.chance.choice([None, self.anybody()]), **sent,
                **STAMP,
            )  # fmt: skip
            if guardian is not None:
                NotificationTalk.objects.create(notification=row, guardian=guardian)

    def helped(self, concern: Concern) -> None:
        kind = MeasureKind.objects.filter(municipality_id=concern.child.municipality_id).earliest("pk")
        who = self.anybody()
        measure = Measure.objects.create(
            child=concern.child, kind=kind, concern=concern, name="x", tier="selective", purpose="x", start_on=TODAY,
            asked_on=TODAY, asked_how="talk", started_by=who, started_at=NOW, owner=self.anybody(), due_on=TODAY,
            escalated_to=self.chance.choice([None, self.anybody()]), **STAMP,
        )  # fmt: skip
        MeasureLook.objects.create(measure=measure, on=TODAY, by=who, recorded_at=NOW, what_it_did="x")

    def guide(self, home: Municipality) -> None:
        """A draft beside the first version, which is in force; the promises, and questions without a child."""
        ConcernSettings.objects.create(municipality=home, **STAMP)
        GuideVersion.objects.filter(municipality=home).update(
            state="approved", decided_by=self.staff[0], in_force_on=TODAY
        )
        number = GuideVersion.objects.filter(municipality=home).count() + 1
        draft = GuideVersion.objects.create(municipality=home, number=number, prepared_at=NOW, **STAMP)
        GuideEntry.objects.create(municipality=home, guide=draft, position=1, title="x", **STAMP)
        for _ in range(6):
            Sparring.objects.create(
                municipality=home, asked_by=self.anybody(), asked_at=NOW, situation="x", owner=self.anybody(),
                due_on=TODAY, escalated_to=self.chance.choice([None, self.anybody()]), **STAMP,
            )  # fmt: skip
