"""A child who left long ago, with something of every kind that is over, and the road from rules to an approved list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.concerns.models import Concern, Notifier
from sikkerhedsnet.core import clock
from sikkerhedsnet.glass.models import GlassApproval, GlassAsking, GlassReview
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import BrokenGlass, Child, Enrolment, NetworkMember, Protection, Tie, TieChild, TieKind
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.commands import Confirm, Propose
from sikkerhedsnet.retention.kinds import PROPOSALS, Kind
from sikkerhedsnet.retention.models import Erasure
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import AssessmentRound, OwnAssessment, ParentsTold, WellbeingAssessment
from sikkerhedsnet.sharing.models import Consent, Disclosure, LegalBasis
from sikkerhedsnet.statements.models import Statement
from tests.access.world import STAMP, concern_of, meeting_of
from tests.personas import NOW, TODAY, Town

LONG_GONE = NOW - timedelta(days=6 * 366)
LEFT = LONG_GONE.date()


def old_child(
    town: Town, name: str = "Oldfred", *, round_: AssessmentRound | None = None, at: datetime = LONG_GONE
) -> Child:
    """A child who left on the day, with a closed course, an assessment, a request, a statement and a message."""
    child = town.child(name, "Forhen", birth_date=date(2015, 1, 10), left_on=at.date())
    Enrolment.objects.filter(child=child).update(start_on=date(2016, 8, 1), end_on=at.date())
    jonas, mette = town.user("jonas"), town.user("mette")
    assessment = WellbeingAssessment.objects.create(
        child=child, institution=town.day_care, group=town.group, round=round_, raters_required=2, state="done",
        position="yellow", settled_on=at.date(), settled_by=mette, **STAMP,
    )  # fmt: skip
    OwnAssessment.objects.create(assessment=assessment, rater=mette, position="yellow", saved_at=at, handed_in_at=at)
    guardian = child.custodies.order_by("id")[0].guardian
    ParentsTold.objects.create(
        assessment=assessment, guardian=guardian, told_on=at.date(), how="talk", told_by=mette, recorded_at=at
    )
    concern = concern_of(
        child, mette, jonas, False, state="closed", due_on=None, owner=jonas, closed_at=at, close_reason="solved",
        answer="Det gik godt.", assessment=assessment, district=town.district,
    )  # fmt: skip
    Notifier.objects.create(concern=concern, name="Naboen")
    Protection.objects.create(child=child, against=guardian, source="local", set_by=jonas, set_at=at, why="Før")
    concern.contacts.create(on=at.date(), how="phone", said="Ja", by=jonas, recorded_at=at)
    meeting = meeting_of(concern, jonas, state="concluded", concluded_at=at, owner=jonas, due_on=None)
    member = NetworkMember.objects.create(child=child, name="Bedste", tie="bedstemor")
    seat = meeting.participants.create(
        role="network", name="Bedste", network_member=member, invited_how="phone", invited_on=at.date()
    )
    meeting.entries.create(topic="hopes", text="Håb", said_by=seat, written_by=jonas, written_at=at, **STAMP)
    meeting.agreements.create(what="Vi ringer", who=seat, due_on=at.date(), idempotency_key=uuid4())
    plan = Plan.objects.create(
        child=child, concern=concern, meeting=meeting, agreed_at=at, owner=jonas, due_on=None, state="closed",
        closed_at=at, outcome="good_enough", idempotency_key=uuid4(), **STAMP,
    )  # fmt: skip
    goal = plan.goals.create(text="Sove")
    step = plan.steps.create(
        what="Et skridt", goal=goal, doer=seat, owner=jonas, due_on=at.date(), state="done", done_on=at.date(), **STAMP
    )
    review = plan.reviews.create(
        held_on=at.date(), held_by=jonas, recorded_at=at, decision="close", because="Slut", outcome="good_enough"
    )
    review.step_reviews.create(step=step, what_it_did="Hjalp")
    plan.scale_values.create(review=review, participant=seat, on=at.date(), now=8, good_enough=7)
    AccessRequest.objects.create(
        child=child, kind="data_access", guardian=guardian, received_on=at.date(), first_due_on=at.date(),
        registered_by=jonas, registered_at=at, owner=jonas, state="answered", ended_at=at, **STAMP,
    )  # fmt: skip
    Statement.objects.create(
        child=child, whole="plans.plan", whole_id=plan.pk, row="plans.goal", row_id=goal.pk, field="text",
        guardian=guardian, by_name=guardian.name, capacity="parent", said_on=at.date(), text="Nej", written_by=jonas,
        written_at=at,
    )  # fmt: skip
    shared(town, concern, at)
    looked_over(town, child, at)
    outbox.enqueue("concern.closed", to_id=mette.pk, about="Jonas har svaret", at=at, child_id=child.pk)
    Message.objects.filter(child_id=child.pk).update(sent_at=at)
    return child


def shared(town: Town, concern: Concern, at: datetime) -> None:
    """A consent on paper that was renewed, and something passed on in the matter and beside it; both ended early."""
    child, jonas, day = concern.child, town.user("jonas"), at.date()
    about = {"child": child, "receivers": ["ppr"], "topics": ["health"], "purpose": "Hjælp", "expires_on": day,
             "owner": jonas, "recorded_at": at, **STAMP}  # fmt: skip
    first = Consent.objects.create(**about)
    consent = Consent.objects.create(**about, renews=first)
    guardian = child.custodies.order_by("id")[0].guardian
    for one in (first, consent):
        sheet = one.papers.create(name="ja.pdf", content_type="application/pdf", content=b"%PDF-", size=5)
        one.voices.create(
            guardian=guardian, name=guardian.name, on=day, form="paper", paper=sheet, recorded_by=jonas
        )  # fmt: skip
    basis = LegalBasis.objects.get(municipality=town.municipality, key="consent")
    for matter in (concern, None):
        row = Disclosure.objects.create(
            child=child, concern=matter, what="phone", content="Trivsel", to_name="Lone", to_service="ppr",
            purpose="Hjælp", basis=basis, consent=consent, told="told", told_on=day, on=day, until=day, by=jonas,
            recorded_at=at,
        )  # fmt: skip
        row.turns.create(turn="ended", until=day, by_name=jonas.name, at=at)


def looked_over(town: Town, child: Child, at: datetime) -> None:
    """A broken glass that one reviewer passed on to another."""
    glass = BrokenGlass.objects.create(
        child=child, user=town.user("sara"), function="family_adviser", reason="danger", why="Nogen ringede om natten.",
        broken_at=at, ends_at=at + timedelta(hours=1), ended_at=at + timedelta(minutes=9), idempotency_key=uuid4(),
    )  # fmt: skip
    made = Drawing.objects.create(
        municipality=child.municipality, month=at.replace(day=1).date() - timedelta(days=child.pk), seed="0", drawn_at=at,
        up_to=0, population=1, by_chance=1, flagged=0, drawn=1, numbers={}, by_basis={},
    )  # fmt: skip
    SampledLook.objects.create(
        drawing=made, municipality=child.municipality, number=1, actor=town.user("sara"), child_number=child.pk,
        day=at.date(), first_at=at, last_at=at, times=1, what=["child.read"], quiet=False, fresh=False, weight=1,
        by_chance=True, state="explained", note="En del af arbejdet", owner=town.user("bo"), **STAMP,
    )  # fmt: skip
    first = GlassReview.objects.create(glass=glass, child=child, owner=town.user("bo"), state="escalated", **STAMP)
    GlassReview.objects.create(
        glass=glass, child=child, owner=town.user("lars"), state="fine", passed_on_from=first, **STAMP
    )
    asked = GlassApproval.objects.create(
        child=child, user=town.user("sara"), reason="danger", why="x" * 20, asked_at=at, expires_at=at, glass=glass
    )
    GlassAsking.objects.create(approval=asked, user=town.user("bo"))
    tie = Tie.objects.create(
        user=town.user("pia"), kind=TieKind.objects.filter(municipality=town.municipality)[0], child_name=child.name,
        child_born_on=clock.day_of(at), start_on=clock.day_of(at), declared_by=town.user("pia"), declared_at=at, **STAMP,
    )  # fmt: skip
    TieChild.objects.create(tie=tie, child=child)


def confirm_all(town: Town, *kinds: Kind, now: datetime = NOW, **changes: Any) -> None:
    """Lars confirms the proposals as they are shipped."""
    actions.ship_proposals(town.municipality, now=now)
    for kind in kinds or tuple(Kind):
        proposal = PROPOSALS[kind]
        fields = {"event": proposal.event, "period": proposal.period, "source": proposal.source, **changes}
        actions.confirm(town.actor("lars"), Confirm(kind, key=uuid4(), **fields), now=now)


def approved(town: Town, now: datetime = NOW) -> Erasure:
    """A list of what is due now, asked for by Lars and approved by Bo."""
    seen = len(queries.dry_run(town.municipality.pk, now).erasable)
    erasure = actions.propose(town.actor("lars"), Propose(seen, uuid4()), now=now)
    return actions.approve(town.actor("bo"), erasure.pk, erasure.version, now=now)


__all__ = ["LEFT", "LONG_GONE", "TODAY", "approved", "confirm_all", "old_child"]
