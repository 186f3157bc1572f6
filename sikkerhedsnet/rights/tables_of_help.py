"""What meetings and plans give of a child; those on a suspicion give nothing, and neither does any part of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.meetings.labels import INVITED_HOW, ROLE, TOPIC
from sikkerhedsnet.meetings.labels import STATE as MEETING_STATE
from sikkerhedsnet.meetings.models import Agreement, Meeting, MinutesEntry, Participant
from sikkerhedsnet.people.redaction import About
from sikkerhedsnet.plans.labels import MOVE, OUTCOME, STEP_STATE, STEP_UP_TO
from sikkerhedsnet.plans.labels import STATE as PLAN_STATE
from sikkerhedsnet.plans.models import Goal, Plan, Review, ScaleValue, Step, StepReview

from .copy import Column, Table

HELP: tuple[Table, ...] = (
    Table(
        "meetings", _("Samarbejdsmøder"), _("Samarbejdsmøde"), Meeting,
        lambda child, reader: Meeting.objects.filter(child=child, suspicion=False, concern__suspicion=False)
        .select_related("institution", "owner").order_by("starts_at", "id"),
        (
            Column("state", _("Hvor langt"), MEETING_STATE), Column("starts_at", _("Fra")),
            Column("ends_at", _("Til")), Column("place", _("Sted")),
            Column("institution", _("Hjemmebane")), Column("interpreter", _("Tolk")),
            Column("owner", _("Leder mødet")), Column("called_at", _("Indkaldt")),
            Column("parents_asked_on", _("Forældrene spurgt")), Column("next_on", _("Næste gang")),
            Column("no_plan_because", _("Hvorfor ingen plan")), Column("cancelled_because", _("Hvorfor aflyst")),
        ),
        about=lambda row: About(meeting_id=row.pk),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "participants", _("Hvem der var inviteret til møderne"), _("Deltager"), Participant,
        lambda child, reader: Participant.objects.filter(meeting__child=child)
        .select_related("user").order_by("meeting_id", "order", "id"),
        (
            Column("name", _("Navn")), Column("title", _("Titel")), Column("role", _("Rolle"), ROLE),
            Column("invited_how", _("Inviteret"), INVITED_HOW), Column("invited_on", _("Inviteret den")),
            Column("came", _("Til stede")), Column("scale_now", _("Skala nu")),
            Column("scale_good", _("Skala, godt nok")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id, meeting_id=row.meeting_id),
        of=("meeting_id", Meeting),
        not_given={"guardian": "told by name", "network_member": "told by name"},
    ),
    Table(
        "minutes", _("Referaternes ord"), _("Linje"), MinutesEntry,
        lambda child, reader: MinutesEntry.objects.filter(meeting__child=child)
        .select_related("said_by", "written_by").order_by("meeting_id", "written_at", "id"),
        (
            Column("topic", _("Emne"), TOPIC),
            Column("said_by", _("Sagt af"), get=lambda row: row.said_by.name if row.said_by else None),
            Column("text", _("Ord")), Column("disagrees", _("Er uenig")),
            Column("written_by", _("Skrevet af")), Column("written_at", _("Skrevet")),
        ),
        about=lambda row: About(guardian_id=row.said_by.guardian_id if row.said_by else None, meeting_id=row.meeting_id),
        of=("meeting_id", Meeting),
    ),
    Table(
        "agreements", _("Aftaler på møderne"), _("Aftale"), Agreement,
        lambda child, reader: Agreement.objects.filter(meeting__child=child).select_related("who").order_by("id"),
        (
            Column("what", _("Hvad")), Column("who", _("Hvem"), get=lambda row: row.who.name),
            Column("due_on", _("Senest")), Column("withdrawn", _("Trukket tilbage")),
        ),
        of=("meeting_id", Meeting),
    ),
    Table(
        "plans", _("Planer"), _("Plan"), Plan,
        lambda child, reader: Plan.objects.filter(child=child, suspicion=False, concern__suspicion=False)
        .select_related("owner", "offered_to").order_by("agreed_at", "id"),
        (
            Column("state", _("Hvor langt"), PLAN_STATE), Column("agreed_at", _("Aftalt")),
            Column("owner", _("Ansvarlig")), Column("due_on", _("Næste opfølgning")),
            Column("child_view", _("Barnet siger")),
            Column("offered_to", _("Spurgt, om hun ville tage imod")),
            Column("offered_note", _("Besked mellem rådgivere")),
            Column("closed_at", _("Afsluttet")), Column("outcome", _("Udfald"), OUTCOME),
            Column("outcome_note", _("Sådan endte det")),
        ),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "goals", _("Mål"), _("Mål"), Goal,
        lambda child, reader: Goal.objects.filter(plan__child=child).order_by("id"),
        (Column("text", _("Mål")), Column("dropped", _("Gået ud"))),
        of=("plan_id", Plan),
    ),
    Table(
        "steps", _("Skridt"), _("Skridt"), Step,
        lambda child, reader: Step.objects.filter(plan__child=child)
        .select_related("doer", "owner").order_by("due_on", "id"),
        (
            Column("what", _("Hvad")), Column("doer", _("Hvem"), get=lambda row: row.doer.name),
            Column("owner", _("Spørger til det")), Column("state", _("Hvor langt"), STEP_STATE),
            Column("due_on", _("Senest")), Column("done_on", _("Slut")), Column("result", _("Hvad kom der ud af det?")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "reviews", _("Opfølgninger på planen"), _("Opfølgning"), Review,
        lambda child, reader: Review.objects.filter(plan__child=child)
        .select_related("held_by").order_by("held_on", "id"),
        (
            Column("held_on", _("Dato")), Column("held_by", _("Holdt af")),
            Column("child_view", _("Barnet siger")), Column("parents_view", _("Forældrene siger")),
            Column("decision", _("Beslutning"), MOVE), Column("because", _("Hvorfor")),
            Column("step_up_to", _("Det, der skal mere til"), STEP_UP_TO), Column("next_on", _("Næste opfølgning")),
            Column("outcome", _("Udfald"), OUTCOME),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "step_reviews", _("Hvad skridtene gjorde"), _("Skridt ved opfølgning"), StepReview,
        lambda child, reader: StepReview.objects.filter(review__plan__child=child)
        .select_related("step").order_by("id"),
        (
            Column("step", _("Skridt"), get=lambda row: row.step.what),
            Column("what_it_did", _("Hvad det gjorde")),
        ),
        of=("review_id", Review),
    ),
    Table(
        "scale", _("Skala 0-10"), _("Tal"), ScaleValue,
        lambda child, reader: ScaleValue.objects.filter(plan__child=child)
        .select_related("participant").order_by("on", "id"),
        (
            Column("participant", _("Hvem"), get=lambda row: row.participant.name), Column("on", _("Dato")),
            Column("now", _("Nu")), Column("good_enough", _("Godt nok")),
        ),
        about=lambda row: About(guardian_id=row.participant.guardian_id, meeting_id=row.participant.meeting_id),
        of=("plan_id", Plan),
    ),
)  # fmt: skip
