"""What lies around a meeting's table: minutes, drafts, agendas, times offered, preparations, the child's own words, papers;
and the consents a dental professional meets at a recall."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Model

from sikkerhedsnet.access.models import User
from sikkerhedsnet.appointments.models import (
    Agenda,
    AgendaLine,
    Interpreter,
    MeetingWays,
    NotHeld,
    TimeOffer,
    TimeSlot,
)
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.meetings.models import Agreement, Draft, Meeting, MinutesEntry, Participant, Wording
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan, Review
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.sharing.models import (
    Consent,
    ConsentPaper,
    ConsentVoice,
    Disclosure,
    DisclosureTurn,
    SharingSettings,
)
from sikkerhedsnet.visits.models import Visit
from sikkerhedsnet.voices.models import ChildVoice, Preparation, QuestionsKept
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
HOUR = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)}
ABOUT: dict[About, type[Model]] = {
    About.RESPONSE: Response, About.VISIT: Visit, About.CONCERN: Concern, About.MEETING: Meeting,
    About.PREPARATION: Preparation, About.VOICE: ChildVoice, About.PLAN: Plan,
}  # fmt: skip
PAPERS = 8
"""How many things of each kind a paper lies with."""
TERMS = (
    (["school"], ["health"]), (["day_care", "ppr"], ["health", "family"]), (["dental_care", "school"], ["health"]),
    (["dental_care"], ["health"]), (["dental_care", "school"], ["family"]), (["health_visiting"], ["family"]),
)  # fmt: skip
"""Whom and what a consent is about: some carry what a dental professional tells others, others do not."""


def save(rows: Iterable[Model]) -> None:
    """All at once; they are of one kind."""
    kept = list(rows)
    type(kept[0])._base_manager.bulk_create(kept)


class Table:
    """What is added after everything else, by a chance of its own."""

    def __init__(self, town: Town, staff: list[User], chance: random.Random) -> None:
        self.town, self.staff, self.chance = town, staff, chance

    def add(self) -> None:
        self.at_the_table()
        self.reviewed()
        self.before_the_meeting()
        self.spoken()
        self.consents()
        self.papers()
        for number, home in enumerate((self.town.municipality, self.town.neighbour)):
            MeetingWays.objects.create(municipality=home, **STAMP)
            SharingSettings.objects.create(municipality=home, **STAMP)
            QuestionsKept.objects.create(
                municipality=home, number=number + 1, texts={}, kept_at=NOW, kept_by_name="test"
            )

    def anybody(self) -> User:
        return self.chance.choice(self.staff)

    def near(self, child: Child) -> User:
        """Somebody who works with the child on some day, or anybody."""
        at_work = [tie.user for tie in child.relations.select_related("user").order_by("pk")]
        return self.chance.choice([self.anybody(), *at_work])

    def at_the_table(self) -> None:
        """Every second meeting has begun. Two write at each: one of those seated, and anybody; of two professionals one has
        prepared by herself, and for the other and the family somebody else has written."""
        for number, meeting in enumerate(Meeting.objects.order_by("pk")):
            if number % 2:
                Meeting.objects.filter(pk=meeting.pk).update(state="running", began_at=NOW)
            seats = list(Participant.objects.filter(meeting=meeting).select_related("user").order_by("pk"))
            seated = seats[-1].user
            line = MinutesEntry.objects.create(
                meeting=meeting, topic="works", text="x", written_by=seated, written_at=NOW, **STAMP
            )
            Wording.objects.create(meeting=meeting, entry=line, text="x", stood=True, by_name="x", at=NOW)
            Agreement.objects.create(meeting=meeting, what="x", who=seats[0], due_on=TODAY)
            for writer in sorted({seated, self.anybody()}, key=lambda user: user.pk):
                Draft.objects.create(meeting=meeting, writer=writer, part="hopes", text="x", **STAMP)
            Interpreter.objects.create(meeting=meeting, needed=True, **STAMP)
            Agenda.objects.create(meeting=meeting, **STAMP)
            AgendaLine.objects.create(meeting=meeting, version=1, order=1, text="x")
            writers = (("professional", seats[0].user), ("professional", self.anybody()), ("family", seated))
            save(
                Preparation(
                    meeting=meeting, participant=seat, audience=audience, form_version="1", on=TODAY, how="paper",
                    entered_by=writer, entered_at=NOW, **STAMP,
                )
                for seat, (audience, writer) in zip(seats, writers, strict=False)
            )  # fmt: skip

    def reviewed(self) -> None:
        """Every plan was extended at a meeting of another of the child's worries, where others sat."""
        for plan in Plan.objects.order_by("pk"):
            meeting = Meeting.objects.filter(child_id=plan.child_id).exclude(pk=plan.meeting_id).earliest("pk")
            Review.objects.create(
                plan=plan, meeting=meeting, held_on=TODAY, held_by=self.anybody(), recorded_at=NOW, decision="continue",
                because="x", next_on=TODAY,
            )  # fmt: skip

    def before_the_meeting(self) -> None:
        """Times offered, and a meeting that was not held, of every worry the family may hear of."""
        for concern in Concern.objects.filter(suspicion=False).order_by("pk"):
            about: dict[str, Any] = {"child_id": concern.child_id, "concern": concern}
            offer = TimeOffer.objects.create(
                kind="collaboration", offered_by=self.anybody(), offered_at=NOW, answer_by=TODAY, **about, **STAMP
            )
            TimeSlot.objects.create(offer=offer, **HOUR)
            NotHeld.objects.create(
                why="nobody_came",
                on=TODAY,
                how="phone",
                instead="x",
                recorded_by=self.anybody(),
                recorded_at=NOW,
                **about,
            )

    def spoken(self) -> None:
        """Of every child something of everyday life; and of harm: by itself, and at each of the child's meetings."""
        for child in Child.objects.order_by("pk"):
            meetings = Meeting.objects.filter(child=child).order_by("pk")
            said = [(False, None), (True, None), *((True, meeting) for meeting in meetings)]
            save(
                ChildVoice(
                    child=child, suspicion=harm, meeting=meeting, on=TODAY, how="told", good="x",
                    written_by=self.near(child), written_at=NOW, **STAMP,
                )
                for harm, meeting in said
            )  # fmt: skip

    def consents(self) -> None:
        """Of every child: written down by anybody, or by one who is a dental professional on some day, on whatever day."""
        dental = list(User.objects.filter(employments__function="dental_professional").distinct().order_by("pk"))
        for child in Child.objects.order_by("pk"):
            for receivers, topics in TERMS:
                Consent.objects.create(
                    child=child, receivers=receivers, topics=topics, purpose="x", expires_on=TODAY,
                    owner=self.chance.choice([self.anybody(), *self.chance.choices(dental, k=3)]),
                    recorded_at=clock.at(TODAY + timedelta(days=self.chance.randint(-20, 20)), 12), **STAMP,
                )  # fmt: skip
        given = list(Consent.objects.order_by("pk"))
        save(ConsentPaper(consent=row, name="x", content_type="x", content=b"x", size=1) for row in given)
        save(ConsentVoice(consent=row, name="x", on=TODAY, form="digital", recorded_by=self.staff[0]) for row in given)
        passed_on = Disclosure.objects.order_by("pk")
        save(DisclosureTurn(disclosure=row, turn="moved", by_name="x", at=NOW) for row in passed_on)

    def papers(self) -> None:
        """With some things of every kind; most often of a number that a thing of another kind has too."""
        things = {about: list(model._base_manager.order_by("pk")) for about, model in ABOUT.items()}
        for about, rows in things.items():
            taken = {row.pk for kind, others in things.items() if kind is not about for row in others}
            shared = [row for row in rows if row.pk in taken] or rows
            save(
                Scan(
                    child_id=(row.meeting if isinstance(row, Preparation) else row).child_id, about=about, about_id=row.pk,
                    said_by="x", on=TODAY, description="x", content_type="image/png", content=b"x", size=1,
                    uploaded_by=self.anybody(), uploaded_at=NOW,
                )
                for row in self.chance.sample(shared, k=min(PAPERS, len(shared)))
            )  # fmt: skip
