"""A child who left long ago, with something of every kind that is over, and the road from rules to an approved list."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.appointments.models import Agenda, AgendaLine, Interpreter, NotHeld, TimeOffer
from sikkerhedsnet.concerns.models import Concern, LevelScale, Notification, Notifier
from sikkerhedsnet.core import clock
from sikkerhedsnet.fbu.models import DeliveryRun, ReceivedItem, ResourceId
from sikkerhedsnet.glass.models import GlassApproval, GlassAsking, GlassReview
from sikkerhedsnet.handover.models import HandOver, PartKind
from sikkerhedsnet.instruments.models import FollowUp, FormVersion, Response
from sikkerhedsnet.instruments.reading import shipped_texts
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.outbox.models import Message
from sikkerhedsnet.people.models import BrokenGlass, Child, Enrolment, NetworkMember, Protection, Tie, TieChild, TieKind
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.retention import actions, queries
from sikkerhedsnet.retention.commands import Confirm, Propose
from sikkerhedsnet.retention.kinds import PROPOSALS, Kind
from sikkerhedsnet.retention.models import Erasure
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.screening.models import (
    AssessmentRound,
    KeptRating,
    NotAssessed,
    NoticeGiven,
    OwnAssessment,
    ParentsNotice,
    ParentsTold,
    WellbeingAssessment,
)
from sikkerhedsnet.sharing.models import Consent, Disclosure, LegalBasis
from sikkerhedsnet.statements.models import Statement
from sikkerhedsnet.visits.models import (
    DentalRecall,
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
)
from sikkerhedsnet.voices.models import ChildVoice, Preparation
from tests.access.world import STAMP, concern_of, meeting_of
from tests.personas import NOW, TODAY, Town

LONG_GONE = NOW - timedelta(days=6 * 366)
LEFT = LONG_GONE.date()


def followed(concern: Concern, guardian: Any, by: Any, at: datetime) -> None:
    """A level, a stage, a receipt, a standstill and a notification that was received."""
    scale = LevelScale.objects.get(municipality=concern.child.municipality)
    concern.ratings.create(axis="child", level=3, scale=scale, rater=by, rated_at=at, rationale="Alene")
    concern.stages.create(stage="worry", by=by, at=at)
    concern.earlier_read.create(earlier_number=concern.pk + 1, reader=by, read_at=at)
    concern.stalls.create(since=at.date(), told=by, told_at=at)
    sheet = Notification.objects.create(
        child=concern.child, concern=concern, state="acknowledged", begun_by=by, begun_at=at, worry="Bekymret", sent_by=by,
        sent_at=at, acknowledged_by=by, acknowledged_at=at, owner=by, **STAMP,
    )  # fmt: skip
    sheet.talks.create(guardian=guardian, on=at.date(), reaction="Lettet")


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
    KeptRating.objects.create(
        key=uuid4(), assessment=assessment, rater=mette, state="left_out", comment="For sent", written_at=at,
        received_at=at, **STAMP,
    )  # fmt: skip
    guardian = child.custodies.order_by("id")[0].guardian
    ParentsTold.objects.create(
        assessment=assessment, guardian=guardian, told_on=at.date(), how="talk", told_by=mette, recorded_at=at
    )
    concern = concern_of(
        child, mette, jonas, False, state="closed", due_on=None, owner=jonas, closed_at=at, close_reason="solved",
        answer="Det gik godt.", assessment=assessment, district=town.district,
    )  # fmt: skip
    Notifier.objects.create(concern=concern, name="Naboen")
    followed(concern, guardian, jonas, at)
    Protection.objects.create(child=child, against=guardian, source="local", set_by=jonas, set_at=at, why="Før")
    concern.contacts.create(on=at.date(), how="phone", said="Ja", by=jonas, recorded_at=at)
    meeting = meeting_of(concern, jonas, state="concluded", concluded_at=at, owner=jonas, due_on=None)
    member = NetworkMember.objects.create(child=child, name="Bedste", tie="bedstemor")
    seat = meeting.participants.create(
        role="network", name="Bedste", network_member=member, invited_how="phone", invited_on=at.date()
    )
    line = meeting.entries.create(topic="hopes", text="Håb", said_by=seat, written_by=jonas, written_at=at, **STAMP)
    meeting.wordings.create(entry=line, text="Håbet", said_by=seat, stood=True, by_name="Jonas", at=at)
    meeting.drafts.create(writer=jonas, part="hopes", text="Halvt", said_by=seat, **STAMP)
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
    offer = TimeOffer.objects.create(
        child=child, concern=concern, kind="network", state="chosen", offered_by=jonas, offered_at=at, answer_by=at.date(),
        answered_on=at.date(), answered_how="phone", answered_by=guardian, words="Den passer", **STAMP,
    )  # fmt: skip
    offer.slots.create(starts_at=at, ends_at=at + timedelta(hours=1), chosen=True)
    NotHeld.objects.create(
        child=child, concern=concern, meeting=meeting, why="declined", on=at.date(), how="phone", words="Nej",
        instead="Vi ringer", recorded_by=jonas, recorded_at=at,
    )  # fmt: skip
    Interpreter.objects.create(meeting=meeting, needed=True, language="arabisk", name="Nour", **STAMP)
    Agenda.objects.create(meeting=meeting, **STAMP)
    AgendaLine.objects.create(meeting=meeting, version=1, order=1, text="Søvn", asked_by=seat)
    goal.signs.create(text="Smiler", added_at=at).sightings.create(on=at.date(), written_by=jonas, written_at=at)
    plan.tags.create(goal=goal, scheme="2024", heading="child_health", by=jonas, at=at)
    plan.versions.create(number=1, made="agreed", made_at=at, made_by_name="Jonas", content={}, agreed_on=at.date())
    plan.levels.create(level=1, name="Trin 1", because="En hjælper", by=jonas, at=at)
    plan.roles.create(role="relational", state="ended", person=jonas, asked_by=jonas, asked_at=at, **STAMP)
    plan.watches.create(owner=jonas, state="looked", named_by=jonas, named_at=at, found="well", **STAMP)
    plan.reopenings.create(because="Igen", by=jonas, at=at, ended_at=at, outcome="better")
    kind = MeasureKind.objects.filter(municipality=child.municipality).earliest("pk")
    measure = Measure.objects.create(
        child=child, kind=kind, concern=concern, name=kind.name, tier=kind.tier, purpose="Leger", state="ended",
        start_on=at.date(), asked_on=at.date(), asked_how="talk", started_by=jonas, started_at=at, ended_on=at.date(),
        ending="reached", **STAMP,
    )  # fmt: skip
    here = {"child": child, "on": at.date(), "uploaded_by": jonas, "uploaded_at": at, "description": "Et ark", "size": 5,
            "content": b"%PDF-", "content_type": "application/pdf", "said_by": "Mor"}  # fmt: skip
    Scan.objects.create(about="meetings.meeting", about_id=meeting.pk, course_id=concern.pk, **here)
    told = {
        "child": child,
        "on": at.date(),
        "how": "told",
        "good": "Is",
        "written_by": mette,
        "written_at": at,
        **STAMP,
    }
    ChildVoice.objects.create(meeting=meeting, concern=concern, **told)
    alone = ChildVoice.objects.create(**told)
    Scan.objects.create(about="voices.childvoice", about_id=alone.pk, **here)
    Preparation.objects.create(
        meeting=meeting, participant=seat, audience="family", answers=[], form_version="1", on=at.date(), how="paper",
        entered_by=jonas, entered_at=at, **STAMP,
    )  # fmt: skip
    measure.looks.create(on=at.date(), by=jonas, recorded_at=at, what_it_did="Hjalp")
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
    left_out(town, child, assessment, at)
    visited(town, child, at)
    answered(town, child, at)
    exchanged(town, child, at)
    shared(town, concern, at)
    handed_over(town, child, at)
    looked_over(town, child, at)
    outbox.enqueue("concern.closed", to_id=mette.pk, about="Jonas har svaret", at=at, child_id=child.pk)
    Message.objects.filter(child_id=child.pk).update(sent_at=at)
    return child


def visited(town: Town, child: Child, at: datetime) -> None:
    """A visit with everything it can hold, an intervention, what was planned, and a recall with its steps."""
    guardian = child.custodies.order_by("id")[0].guardian
    here = {"child": child, "recorded_at": at}
    planned = PlannedVisit.objects.create(
        child=child, visit_type="need_small", series="small", why="need", state="held", window_from=at.date(),
        window_to=at.date(), planned_at=at, closed_on=at.date(), **STAMP,
    )  # fmt: skip
    planned.turns.create(move="hold", at=at)
    visit = Visit.objects.create(
        child=child, planned=planned, visit_type="need_small", visit_class="home", starts_at=at, state="whole", **STAMP
    )
    visit.present.create(guardian=guardian)
    help = Intervention.objects.create(visit=visit, guardian=guardian, code="x", start_on=at.date(), **here)
    PlannedVisit.objects.filter(pk=planned.pk).update(help=help)
    visit.helps.create(help=help)
    IndicatorObservation.objects.create(visit=visit, indicator="sleep", absent="unknown", at=at, **here)
    GrowthMeasurement.objects.create(visit=visit, kind="weight", value=4000, unit="g", at=at, **here)
    FeedingObservation.objects.create(visit=visit, absent="unknown", at=at, **here)
    ExamFinding.objects.create(visit=visit, guardian=guardian, code="x", at=at, **here)
    recall = DentalRecall.objects.create(
        child=child, institution=town.day_care, state="seen", called_at=at, months=12, closed_on=at.date(), **STAMP
    )
    recall.turns.create(turn="seen", on=at.date(), at=at)


LONG_BEFORE = date(2015, 2, 1)  # answers are kept the longest, and what is kept binds the child


def answered(town: Town, child: Child, at: datetime) -> None:
    """An answer to a form, and what had to follow."""
    form, _new = FormVersion.objects.get_or_create(
        municipality=None, key="external", number=1, digest="old",
        defaults={"text": shipped_texts()["external"], "in_force_on": at.date(), "prepared_at": at, **STAMP},
    )  # fmt: skip
    answer = Response.objects.create(
        child=child, form=form, instrument="external", seen_by=["pedagogue"], informant="staff", answers={},
        answered_on=LONG_BEFORE, entered_by=town.user("mette"), entered_at=at, described="Svarede",
    )  # fmt: skip
    Scan.objects.create(
        child=child, about="instruments.response", about_id=answer.pk, said_by="Mor", on=LONG_BEFORE, description="Et skema",
        content_type="application/pdf", content=b"%PDF-", size=5, uploaded_by=town.user("mette"), uploaded_at=at,
    )  # fmt: skip
    FollowUp.objects.create(
        child=child, response=answer, key="again", do="act", asked_on=at.date(), earliest_on=at.date(), state="acted",
        action="Gjort", ended_on=at.date(), **STAMP,
    )  # fmt: skip


def left_out(town: Town, child: Child, assessment: WellbeingAssessment, at: datetime) -> None:
    """Why the child was not assessed once, and the text its parents were given."""
    mette = town.user("mette")
    NotAssessed.objects.create(
        child=child, assessment=assessment, state="back", holds=False, reason="absent", recorded_by=mette, recorded_at=at,
        back_at=at, back_by=mette, **STAMP,
    )  # fmt: skip
    notice, _new = ParentsNotice.objects.get_or_create(
        municipality=child.municipality, number=1,
        defaults={"purpose": "p", "basis": "b", "who_sees": "w", "kept": "k", "rights": "r", "from_on": at.date(),
                  "written_by": mette, "written_at": at, **STAMP},
    )  # fmt: skip
    guardian = child.custodies.order_by("id")[0].guardian
    NoticeGiven.objects.create(
        child=child, guardian=guardian, notice=notice, given_on=at.date(), how="paper", by=mette, recorded_at=at
    )


def exchanged(town: Town, child: Child, at: datetime) -> None:
    """What was delivered, what was held back, and what came from another municipality."""
    run = DeliveryRun.objects.create(
        municipality=child.municipality, from_on=at.date(), to_on=at.date(), made_at=at, by_name="Bo"
    )
    ResourceId.objects.create(child=child, row="visits.visit", row_id=1)
    run.delivered.create(child=child)
    run.held.create(child=child, why="no_number", since_on=at.date())
    ReceivedItem.objects.create(
        child=child, sender="451000000997", kind="Observation", resource_id="a", reported_at=at, at=at.date(), value={},
        received_at=at,
    )  # fmt: skip


def handed_over(town: Town, child: Child, at: datetime) -> None:
    """A hand-over that was taken back, with all its parts."""
    mette, place = town.user("mette"), {"from_institution": town.day_care, "to_institution": town.school}
    row = HandOver.objects.create(
        child=child, kind="to_school", occasion_on=at.date(), begun_at=at, purpose="Skolestart", state="withdrawn",
        ended_at=at, owner=mette, **place, **STAMP,
    )  # fmt: skip
    kind = PartKind.objects.get(municipality=child.municipality, key="plan")
    part = row.parts.create(kind=kind, text="Vi går i gang", **STAMP)
    part.rows.create(source="goals", row_id=1)
    row.talks.create(edition=1, on=at.date(), how="phone", together=True, by=mette, recorded_at=at)
    row.left_out.create(label="concerns.concern", row_id=1, because="Slut", by_name="Mette", at=at)
    basis = LegalBasis.objects.get(municipality=child.municipality, key="duty")
    row.sent.create(edition=1, kind=kind, order=1, title="Plan", text="Vi går i gang", basis=basis)
    row.turns.create(edition=1, move="withdraw", by_name="Mette", at=at)


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
