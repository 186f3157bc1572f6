"""What meetings and plans give of a child; those on a suspicion give nothing, and neither does any part of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.appointments.labels import STATE as OFFER_STATE
from sikkerhedsnet.appointments.models import Agenda, AgendaLine, Interpreter, NotHeld, TimeOffer, TimeSlot
from sikkerhedsnet.measures.labels import ASKED_HOW, ENDING, TIER
from sikkerhedsnet.measures.labels import STATE as MEASURE_STATE
from sikkerhedsnet.measures.models import Measure, MeasureLook
from sikkerhedsnet.meetings.labels import BECOMES, INVITED_HOW, KIND, MANNER, OUTCOME, ROLE, TOPIC
from sikkerhedsnet.meetings.labels import STATE as MEETING_STATE
from sikkerhedsnet.meetings.models import Agreement, Draft, Meeting, MinutesEntry, Participant, Wording
from sikkerhedsnet.people.redaction import About
from sikkerhedsnet.plans.labels import MOVE, STEP_STATE, STEP_UP_TO, WENT
from sikkerhedsnet.plans.labels import OUTCOME as PLAN_OUTCOME
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
            Column("kind", _("Hvad for et møde"), KIND), Column("outcome", _("Hvorfor det ikke blev holdt"), OUTCOME),
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
            Column("text", _("Ord")), Column("disagrees", _("Er uenig")), Column("manner", _("Set eller tolkning"), MANNER),
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
            Column("due_on", _("Senest")), Column("becomes", _("Hvad det blev til"), BECOMES),
            Column("withdrawn", _("Trukket tilbage")),
        ),
        of=("meeting_id", Meeting),
    ),
    Table(
        "times", _("Tider, forældrene kunne vælge mellem"), _("Tilbudte tider"), TimeOffer,
        lambda child, reader: TimeOffer.objects.filter(child=child, concern__suspicion=False)
        .select_related("offered_by", "answered_by").order_by("offered_at", "id"),
        (
            Column("kind", _("Hvad for et møde"), KIND), Column("state", _("Hvor langt"), OFFER_STATE),
            Column("offered_by", _("Tilbudt af")), Column("offered_at", _("Tilbudt")),
            Column("answer_by", _("Svar senest")), Column("answered_on", _("Svaret den")),
            Column("answered_how", _("Hvordan"), INVITED_HOW),
            Column("answered_by", _("Svaret af"), get=lambda row: row.answered_by.name if row.answered_by else None),
            Column("words", _("Deres egne ord")),
        ),
        about=lambda row: About(guardian_id=row.answered_by_id),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "time_slots", _("Tiderne"), _("Tid"), TimeSlot,
        lambda child, reader: TimeSlot.objects.filter(offer__child=child).order_by("offer_id", "starts_at"),
        (Column("starts_at", _("Fra")), Column("ends_at", _("Til")), Column("chosen", _("Valgt"))),
        of=("offer_id", TimeOffer),
    ),
    Table(
        "interpreters", _("Tolke"), _("Tolk"), Interpreter,
        lambda child, reader: Interpreter.objects.filter(meeting__child=child).order_by("meeting_id"),
        (
            Column("needed", _("Skal der en tolk med")), Column("language", _("Sprog")),
            Column("ordered_on", _("Bestilt")), Column("confirmed_on", _("Sagt ja")),
            Column("confirmed_for", _("Til tidspunktet")), Column("name", _("Navn")),
            Column("company", _("Firma")), Column("came", _("Kom")),
        ),
        of=("meeting_id", Meeting),
    ),
    Table(
        "agendas", _("Mødernes dagsordener"), _("Dagsorden"), Agenda,
        lambda child, reader: Agenda.objects.filter(meeting__child=child).order_by("meeting_id"),
        (Column("changed_at", _("Sidst skrevet")), Column("changed_by_name", _("Skrevet af"))),
        of=("meeting_id", Meeting),
    ),
    Table(
        "agenda_lines", _("Punkterne på dagsordenerne"), _("Punkt"), AgendaLine,
        lambda child, reader: AgendaLine.objects.filter(meeting__child=child)
        .select_related("asked_by").order_by("meeting_id", "version", "order"),
        (
            Column("version", _("Udgave")), Column("order", _("Nr.")), Column("text", _("Punkt")),
            Column("asked_by", _("Ønsket af"), get=lambda row: row.asked_by.name if row.asked_by else None),
        ),
        about=lambda row: About(guardian_id=row.asked_by.guardian_id if row.asked_by else None, meeting_id=row.meeting_id),
        of=("meeting_id", Meeting),
    ),
    Table(
        "not_held", _("Møder, der ikke blev holdt"), _("Ikke holdt"), NotHeld,
        lambda child, reader: NotHeld.objects.filter(child=child, concern__suspicion=False)
        .select_related("recorded_by", "guardian").order_by("recorded_at", "id"),
        (
            Column("why", _("Hvad skete der"), OUTCOME), Column("on", _("Dato")), Column("how", _("Hvordan"), INVITED_HOW),
            Column("guardian", _("Hvem sagde det"), get=lambda row: row.guardian.name if row.guardian else None),
            Column("words", _("Deres egne ord")), Column("instead", _("I stedet")), Column("next_on", _("Næste skridt")),
            Column("recorded_by", _("Skrevet af")), Column("recorded_at", _("Skrevet")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "wordings", _("Tidligere ordlyd i referaterne"), _("Ordlyd"), Wording,
        lambda child, reader: Wording.objects.filter(meeting__child=child)
        .select_related("said_by").order_by("meeting_id", "at", "id"),
        (
            Column("said_by", _("Sagt af"), get=lambda row: row.said_by.name if row.said_by else None),
            Column("text", _("Ord")), Column("disagrees", _("Er uenig")), Column("manner", _("Set eller tolkning"), MANNER),
            Column("by_name", _("Skrevet af")),
        ),
        about=lambda row: About(guardian_id=row.said_by.guardian_id if row.said_by else None, meeting_id=row.meeting_id),
        of=("meeting_id", Meeting),
    ),
    Table(
        "drafts", _("Kladder til referaterne"), _("Kladde"), Draft,
        lambda child, reader: Draft.objects.filter(meeting__child=child).exclude(text="")
        .select_related("said_by", "writer").order_by("meeting_id", "id"),
        (
            Column("said_by", _("Sagt af"), get=lambda row: row.said_by.name if row.said_by else None),
            Column("text", _("Ord")), Column("disagrees", _("Er uenig")), Column("manner", _("Set eller tolkning"), MANNER),
            Column("writer", _("Skrevet af")),
        ),
        about=lambda row: About(guardian_id=row.said_by.guardian_id if row.said_by else None, meeting_id=row.meeting_id),
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
            Column("closed_at", _("Afsluttet")), Column("outcome", _("Udfald"), PLAN_OUTCOME),
            Column("outcome_note", _("Sådan endte det")),
        ),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "goals", _("Mål"), _("Mål"), Goal,
        lambda child, reader: Goal.objects.filter(plan__child=child).select_related("words_of").order_by("id"),
        (
            Column("text", _("Mål")), Column("dropped", _("Gået ud")),
            Column("words_of", _("Sagt af"), get=lambda row: row.words_of.name if row.words_of else ""),
            Column("verbatim", _("Ordret")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "steps", _("Skridt"), _("Skridt"), Step,
        lambda child, reader: Step.objects.filter(plan__child=child)
        .select_related("doer", "owner").order_by("due_on", "id"),
        (
            Column("what", _("Hvad")), Column("doer", _("Hvem"), get=lambda row: row.doer.name),
            Column("owner", _("Spørger til det")), Column("state", _("Hvor langt"), STEP_STATE),
            Column("due_on", _("Senest")), Column("begun_on", _("Begyndt")), Column("done_on", _("Slut")), Column("result", _("Hvad kom der ud af det?")),
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
            Column("outcome", _("Udfald"), PLAN_OUTCOME), Column("what_helped", _("Det, der hjalp")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "step_reviews", _("Hvad skridtene gjorde"), _("Skridt ved opfølgning"), StepReview,
        lambda child, reader: StepReview.objects.filter(review__plan__child=child)
        .select_related("step").order_by("id"),
        (
            Column("step", _("Skridt"), get=lambda row: row.step.what),
            Column("what_it_did", _("Hvad det gjorde")), Column("went", _("Fagpersonerne"), WENT),
            Column("family_went", _("Familien"), WENT), Column("family_words", _("Familiens ord")),
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
    Table(
        "measures", _("Indsatser"), _("Indsats"), Measure,
        lambda child, reader: Measure.objects.filter(child=child, concern__suspicion=False)
        .select_related("owner", "started_by").order_by("start_on", "id"),
        (
            Column("name", _("Hvad")), Column("tier", _("Slags"), TIER), Column("purpose", _("Hvad den skal gøre")),
            Column("state", _("Hvor langt"), MEASURE_STATE), Column("owner", _("Står for den")),
            Column("started_by", _("Sat i gang af")), Column("start_on", _("Begyndte")),
            Column("planned_end_on", _("Planlagt til")), Column("asked_on", _("Forældrene sagde ja")),
            Column("asked_how", _("Hvordan"), ASKED_HOW), Column("due_on", _("Næste opfølgning")),
            Column("price_kr", _("Pris i kroner")), Column("ended_on", _("Afsluttet")),
            Column("ending", _("Hvorfor den sluttede"), ENDING),
        ),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "measure_looks", _("Opfølgninger på indsatserne"), _("Opfølgning på en indsats"), MeasureLook,
        lambda child, reader: MeasureLook.objects.filter(measure__child=child)
        .select_related("by").order_by("on", "id"),
        (
            Column("on", _("Dato")), Column("by", _("Skrevet af")), Column("what_it_did", _("Hvad den gjorde")),
            Column("next_on", _("Næste opfølgning")),
        ),
        of=("measure_id", Measure),
    ),
)  # fmt: skip
