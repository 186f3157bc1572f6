"""Hand-written stories, walked through the same actions as people use."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns import queries as worries
from sikkerhedsnet.concerns.commands import Close, NoteContact, Offer, RaiseConcern, Seen
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason, ContactHow, ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings import actions as meetings
from sikkerhedsnet.meetings.commands import (
    Agree,
    Attendance,
    CallMeeting,
    CancelMeeting,
    ConcludeWithoutPlan,
    Guests,
    Scale,
    WriteEntry,
)
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.meetings.states import InvitedHow, Manner, Role
from sikkerhedsnet.meetings.states import Topic as AgendaPoint
from sikkerhedsnet.people.models import Child, Enrolment, Guardian, NetworkMember
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.rights import actions as rights
from sikkerhedsnet.rights.commands import MakeStatement, Register
from sikkerhedsnet.rights.states import Kind
from sikkerhedsnet.screening import actions as screening
from sikkerhedsnet.screening.commands import AssessAlone
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.rules import Settling
from sikkerhedsnet.screening.states import Position, ToldHow
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing import queries as sharing_queries
from sikkerhedsnet.sharing.commands import GiveConsent, Ground, Paper, PassOn, WithdrawConsent, Yes
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.sharing.states import Form, Service, Topic, What
from sikkerhedsnet.statements.states import Whole

from . import when
from .appointing import Appointed
from .forms import FormsTold
from .handovers import HandedOver
from .helping import Helped
from .people import Families
from .planning import Planned
from .preparing import Prepared, empty_sheet
from .timeline import Cast, Timeline
from .worrying import Worried

Noted = dict[str, Any]
SCAN = empty_sheet()
"""An empty sheet: what the demo's families have signed is nobody's business."""


@dataclass
class Story(FormsTold, HandedOver, Helped, Planned, Prepared, Worried, Appointed):
    """One child's story; each `do` of the document is a method here and one action of a step."""

    child: Child
    cast: Cast
    families: Families
    now: datetime
    concern_id: int = 0
    meeting_id: int = 0
    plan_id: int = 0
    consent_id: int = 0
    handover_id: int = 0

    def schedule(self, timeline: Timeline, steps: list[Noted]) -> None:
        for noted in steps:
            timeline.put(when.moment(noted["at"], self.now), partial(getattr(self, f"do_{noted['do']}"), noted))

    # Screening and concern

    def do_visit(self, noted: Noted, at: datetime) -> None:
        position = Position(noted["position"])
        settling = Settling(position)
        if position is not Position.GREEN:
            settling = Settling(
                position,
                noted["comment"],
                noted["works"],
                noted["focus"],
                self._day(noted["next"]),
                ToldHow.TALK,
                owner_id=self._actor(noted).id,
                adults_change=noted["adults"],
            )
        service = self._actor(noted).posts[0].institution_id
        command = AssessAlone(self.child.pk, service, settling, parents_present=True, parents_said=noted["said"])
        screening.assess_alone(self._actor(noted), command, now=at)

    def do_raise(self, noted: Noted, at: datetime) -> None:
        seen = WellbeingAssessment.objects.filter(child=self.child, position__in=[Position.YELLOW, Position.RED])
        command = RaiseConcern(
            self.child.pk,
            noted["saw"],
            ParentsKnow(noted["parents"]),
            signs=tuple(noted["signs"]),
            works=noted.get("works", ""),
            tried=noted.get("tried", ""),
            parents_know_note=noted.get("note", ""),
            suspicion=noted.get("suspicion", False),
            assessment_id=seen.latest("settled_on").pk if noted.get("position") else None,
        )
        self.concern_id = concerns.raise_concern(self._actor(noted), command, now=at).pk

    def do_take(self, noted: Noted, at: datetime) -> None:
        actor = self._actor(noted)
        read = worries.must_read(actor, Concern.objects.get(pk=self.concern_id))
        concerns.take(actor, replace(self._seen(), read=tuple(read)), now=at)

    def do_offer(self, noted: Noted, at: datetime) -> None:
        seen = self._seen()
        command = Offer(seen.concern_id, seen.version, self.cast.user_id(noted["to"]), noted["note"])
        concerns.offer(self._actor(noted), command, now=at)

    def do_decline(self, noted: Noted, at: datetime) -> None:
        concerns.decline(self._actor(noted), self._seen(), now=at)

    def do_contact(self, noted: Noted, at: datetime) -> None:
        seen = self._seen()
        how, next_on = ContactHow(noted["how"]), self._day(noted["next"])
        command = NoteContact(seen.concern_id, seen.version, clock.day_of(at), how, next_on, noted["said"])
        concerns.note_contact(self._actor(noted), command, now=at)

    def do_close(self, noted: Noted, at: datetime) -> None:
        seen = self._seen()
        command = Close(seen.concern_id, seen.version, CloseReason(noted["reason"]), noted["answer"])
        concerns.close(self._actor(noted), command, now=at)

    # Consent, and what is passed on by hand

    def do_consent(self, noted: Noted, at: datetime) -> None:
        """Every custody holder says yes, and from fifteen the child does too."""
        form, today = Form(noted.get("form", "digital")), clock.day_of(at)
        holders = [custody.guardian_id for custody in guardians_of(self.child, today) if custody.has_custody]
        from_day = sharing_queries.young_day(self.child)
        yes = Yes(
            today,
            form,
            guardian_ids=tuple(holders),
            young=from_day is not None and from_day <= today,
            witness=noted.get("witness", ""),
            paper=Paper("samtykke.pdf", "application/pdf", SCAN) if form is Form.PAPER else None,
        )
        command = GiveConsent(
            self.child.pk,
            tuple(Service(key) for key in noted["to"]),
            tuple(Topic(key) for key in noted["topics"]),
            noted["purpose"],
            yes,
            expires_on=self._day(noted["expires"]) if "expires" in noted else None,
            external_name=noted.get("external", ""),
        )
        self.consent_id = sharing.give_consent(self._actor(noted), command, now=at).pk

    def do_withdraw_consent(self, noted: Noted, at: datetime) -> None:
        consent = Consent.objects.get(pk=self.consent_id)
        who = self._guardian(noted["who"]).name
        command = WithdrawConsent(consent.pk, consent.version, who, noted["because"])
        sharing.withdraw_consent(self._actor(noted), command, now=at)

    def do_pass_on(self, noted: Noted, at: datetime) -> None:
        command = PassOn(
            self.child.pk,
            What(noted["what"]),
            noted["content"],
            self._ground(noted),
            Service(noted["service"]),
            noted["to"],
            on=clock.day_of(at),
            until=self._day(noted["until"]),
            told_on=self._day(noted["told"]),
        )
        sharing.pass_on(self._actor(noted), command, now=at)

    def _ground(self, noted: Noted) -> Ground:
        """The consent the story has come to, or another basis with why it is needed."""
        purpose = noted.get("purpose", "Møde om, hvad der kan hjælpe barnet")
        consent_id = self.consent_id if noted["basis"] == "consent" else None
        return Ground(noted["basis"], consent_id, purpose=purpose, note=noted.get("necessary", ""))

    # Meeting

    def do_call_meeting(self, noted: Noted, at: datetime) -> None:
        starts_at = when.moment(noted["starts"], self.now)
        home = Enrolment.objects.on(clock.day_of(at)).filter(child=self.child).order_by("id").first()
        assert home is not None
        command = CallMeeting(
            starts_at,
            starts_at + timedelta(minutes=noted["minutes"]),
            f"{home.institution.name}, mødelokalet",
            replace(self._guests(noted["guests"], self._day(noted["asked"])), ground=self._ground(noted)),
            institution_id=home.institution_id,
            interpreter=noted.get("interpreter", ""),
        )
        self.meeting_id = meetings.call_meeting(self._actor(noted), self.concern_id, command, now=at).pk

    def _guests(self, names: list[str], asked_on: date) -> Guests:
        network = {member.name: member.pk for member in NetworkMember.objects.filter(child=self.child)}
        parents = [name for name in names if name in self.families.guardians]
        known = {*parents, *network, "child"}
        return Guests(
            guardian_ids=tuple(self._guardian(name).pk for name in parents),
            staff_ids=tuple(self.cast.user_id(name) for name in names if name not in known),
            network_ids=tuple(pk for name, pk in network.items() if name in names),
            child_comes="child" in names,
            asked_on=asked_on,
            asked_how=InvitedHow.PHONE,
        )

    def do_begin(self, noted: Noted, at: datetime) -> None:
        meetings.begin(self._actor(noted), self.meeting_id, now=at)

    def do_present(self, noted: Noted, at: datetime) -> None:
        """Who came, and the two numbers of those who gave any."""
        for name, numbers in noted["who"].items():
            seat = self._seat(name)
            meetings.mark_participant(self._actor(noted), seat.pk, Attendance(came=True), now=at)
            if numbers:
                meetings.mark_participant(self._actor(noted), seat.pk, Scale(*numbers), now=at)

    def do_write(self, noted: Noted, at: datetime) -> None:
        seat = self._seat(noted["who"])
        manner = Manner(noted["manner"]) if "manner" in noted else None
        command = WriteEntry(
            AgendaPoint(noted["topic"]), noted["text"], seat.pk, noted.get("disagrees", False), manner=manner
        )
        meetings.write_entry(self._actor(noted), seat.meeting_id, command, now=at)

    def do_agree(self, noted: Noted, at: datetime) -> None:
        seat = self._seat(noted["who"])
        command = Agree(noted["what"], seat.pk, self._day(noted["due"]))
        meetings.agree(self._actor(noted), seat.meeting_id, command, now=at)

    def do_cancel_meeting(self, noted: Noted, at: datetime) -> None:
        meeting = self._meeting()
        command = CancelMeeting(meeting.version, noted["because"], self._day(noted["next"]))
        meetings.cancel(self._actor(noted), meeting.pk, command, now=at)

    def do_no_plan(self, noted: Noted, at: datetime) -> None:
        meeting = self._meeting()
        command = ConcludeWithoutPlan(meeting.version, noted["reason"], noted["because"], noted["answer"])
        meetings.conclude_without_plan(self._actor(noted), meeting.pk, command, now=at)

    # What a party says

    def do_statement(self, noted: Noted, at: datetime) -> None:
        """A parent disputes what the worry says was seen."""
        row = (Whole.CONCERN, self.concern_id, Whole.CONCERN, self.concern_id, "observation")
        guardian = self._guardian(noted["who"])
        rights.make_statement(
            self._actor(noted), MakeStatement(*row, guardian.pk, "", clock.day_of(at), noted["text"]), now=at
        )

    def do_request(self, noted: Noted, at: datetime) -> None:
        """A parent asks for what the municipality has."""
        guardian, received = self._guardian(noted["who"]), self._day(noted["received"])
        rights.register(self._actor(noted), Register(self.child.pk, Kind(noted["kind"]), received, guardian.pk), now=at)

    # Who and what the document means

    def _actor(self, noted: Noted) -> Any:
        return self.cast.actor(self._name(noted["by"]))

    def _name(self, name: str) -> str:
        if name != "adviser":
            return name
        district = next(key for key, d in self.cast.place.districts.items() if d.pk == self.child.district_id)
        return self.cast.place.advisers[district]

    def _day(self, text: str | int) -> date:
        return when.day(text, clock.day_of(self.now))

    def _guardian(self, name: str) -> Guardian:
        return self.families.guardians[name]

    def _seen(self) -> Seen:
        concern = Concern.objects.get(pk=self.concern_id)
        return Seen(concern.pk, concern.version)

    def _meeting(self) -> Meeting:
        return Meeting.objects.get(pk=self.meeting_id)

    def _seat(self, name: str) -> Participant:
        """The place at the latest meeting's table of somebody the document names."""
        seats = Participant.objects.filter(meeting_id=self.meeting_id)
        if name == "child":
            return seats.get(role=Role.CHILD)
        if name in self.families.guardians:
            return seats.get(guardian=self._guardian(name))
        network = seats.filter(role=Role.NETWORK, name=name).first()
        return network or seats.get(user_id=self.cast.user_id(self._name(name)))
