"""What each step gives of a child: every model with a child in it stands here or in `NOT_IN_THE_COPY`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.concerns.labels import CLOSE_REASON, CONTACT_HOW, PARENTS_KNOW, STAGE
from sikkerhedsnet.concerns.labels import STATE as CONCERN_STATE
from sikkerhedsnet.concerns.models import Concern, ParentContact
from sikkerhedsnet.concerns.queries import signs_of
from sikkerhedsnet.concerns.states import ParentsKnow
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian, NetworkMember
from sikkerhedsnet.people.redaction import About, Reader
from sikkerhedsnet.screening.labels import GIVEN_HOW, NOT_REASON, NOT_STATE, POSITION, TOLD_HOW
from sikkerhedsnet.screening.labels import STATE as ASSESSMENT_STATE
from sikkerhedsnet.screening.models import (
    AssessmentFollowUp,
    KeptRating,
    NotAssessed,
    NoticeGiven,
    OwnAssessment,
    ParentsTold,
    WellbeingAssessment,
)

from .copy import Column, Table
from .labels import KIND, STATE
from .models import AccessRequest
from .tables_of_exchange import EXCHANGE
from .tables_of_forms import FORMS
from .tables_of_handover import HANDED
from .tables_of_help import HELP
from .tables_of_plans import PLANS
from .tables_of_sharing import SHARING
from .tables_of_visits import VISITS
from .tables_of_voices import VOICES
from .tables_of_worries import WORRIES

NOT_IN_THE_COPY = {
    "people.grant": "worked out by the database from rows that are in the copy",
    "people.conflict": "worked out by the database from who the parents are",
    "people.tie": "what an employee has privately to do with a child is the employee's own; its effect is that she sees nothing",
    "people.tiechild": "the same: which child an employee's tie was found to be to",
    "people.person": "who an employee is, so that she does not meet her own family at work",
    "people.persona": "which users are one employee",
    "glass.glassasking": "who was asked to approve an employee's look",
    "glass.glassapproval": "internal control of an employee's look; that the glass was broken is in the copy",
    "handover.partrow": "which rows a part tells of; the rows themselves are in the copy",
    "handover.leftout": "why something is not part of a hand-over; the thing itself is in the copy",
    "people.relation": "told as who has access today",
    "glass.glassreview": "internal control of an employee's look; that the glass was broken is in the copy",
    "people.protection": "from whom an address is kept, and why, is nobody's of them to read; that it is kept is in the copy",
    "concerns.notifier": "who told, when that is nobody who works here, is never told to the family",
    "concerns.earlierread": "that an adviser read an earlier worry; the worry itself is in the copy",
    "concerns.stalltold": "that a leader was told nothing had happened; the worry itself is in the copy",
    "logcontrol.sampledlook": "control of an employee's look; the look itself is told as who has looked",
    "statements.statement": "told under the very text it is about",
    "outbox.message": "what employees were told on their desks; says nothing about the child by name",
    "audit.changeline": "names fields and moves; the contents are the rows themselves",
    "audit.readline": "told as who has looked",
    "retention.hold": "why the law keeps what would else be erased; told by the data-protection officer",
    "retention.erasureitem": "that something was erased, by number alone",
    "rights.practice": "a municipality's own choice",
    "visits.plannedturn": "what happened to a planned visit is told with the visit: held, not held and why",
    "visits.visithelp": "which intervention a visit belonged to; both are in the copy",
    "fbu.resourceid": "a number of the system's own for each thing that was sent",
    "fbu.heldback": "that something waited with a delivery; what it was about is in the copy itself",
}
"""Models with a child in them that are told in another way, or that hold nothing of the child's."""


def _network(child: Child, reader: Reader) -> Any:
    """Who came into the system at a meeting on a suspicion alone is not known to the family from here."""
    seats = Participant.objects.filter(meeting__child=child, network_member__isnull=False)
    openly = seats.filter(meeting__suspicion=False).values("network_member_id")
    quietly = seats.filter(meeting__suspicion=True).values("network_member_id")
    only_quietly = Q(pk__in=quietly) & ~Q(pk__in=openly)
    return NetworkMember.objects.filter(child=child).exclude(only_quietly).order_by("id")


def _own_requests(child: Child, reader: Reader) -> Any:
    """One's own; that the other parent has asked is hers or his alone."""
    mine = Q(guardian_id=reader.guardian_id) if reader.guardian_id else Q(guardian__isnull=True)
    return AccessRequest.objects.filter(mine, child=child).select_related("guardian").order_by("received_on", "id")


TABLES: tuple[Table, ...] = (
    Table(
        "child", _("Barnet"), _("Barnet"), Child,
        lambda child, reader: Child.objects.filter(pk=child.pk).select_related("municipality", "district"),
        (
            Column("first_name", _("Fornavn")), Column("last_name", _("Efternavn")),
            Column("cpr_number", _("CPR-nummer")), Column("birth_date", _("Født")),
            Column("expected_on", _("Ventet født")), Column("language", _("Sprog")),
            Column("municipality", _("Kommune")), Column("district", _("Distrikt")),
            Column("address", _("Adresse")), Column("postcode", _("Postnummer")),
            Column("city", _("By")),
            Column("protected_address", _("Adressen er beskyttet")),
            Column("left_on", _("Flyttet fra kommunen")),
        ),
    ),
    Table(
        "parents", _("Forældre"), _("Forælder"), Guardian,
        lambda child, reader: Guardian.objects.filter(
            pk__in=Custody.objects.filter(child=child).values("guardian_id")
        ).select_related("municipality"),
        (
            Column("name", _("Navn")), Column("cpr_number", _("CPR-nummer")),
            Column("phone", _("Telefon")), Column("email", _("E-mail")),
            Column("address", _("Adresse")),
            Column("protected_address", _("Adressen er beskyttet")),
            Column("needs_interpreter", _("Har brug for tolk")),
        ),
        about=lambda row: About(guardian_id=row.pk),
        not_given={"municipality": "the municipality of the child"},
    ),
    Table(
        "custody", _("Forældremyndighed"), _("Forældremyndighed"), Custody,
        lambda child, reader: Custody.objects.filter(child=child).select_related("guardian").order_by("start_on", "id"),
        (
            Column("guardian", _("Hvem")), Column("has_custody", _("Har forældremyndighed")),
            Column("same_address", _("Bor sammen med barnet")),
            Column("start_on", _("Fra")), Column("end_on", _("Til")),
        ),
        not_given={"child": "the child of the copy", "id": "a number of the system's own"},
    ),
    Table(
        "enrolments", _("Hvor barnet har gået"), _("Plads"), Enrolment,
        lambda child, reader: Enrolment.objects.filter(child=child)
        .select_related("institution", "group").order_by("start_on", "id"),
        (
            Column("institution", _("Sted")), Column("group", _("Stue eller klasse")),
            Column("start_on", _("Fra")), Column("end_on", _("Til")),
        ),
        not_given={"child": "the child of the copy", "id": "a number of the system's own"},
    ),
    Table(
        "network", _("Familiens netværk"), _("Netværksperson"), NetworkMember, _network,
        (
            Column("name", _("Navn")), Column("tie", _("Tilknytning")),
            Column("phone", _("Telefon")),
        ),
        not_given={"child": "the child of the copy", "id": "a number of the system's own"},
    ),
    Table(
        "assessments", _("Trivselsvurderinger"), _("Trivselsvurdering"), WellbeingAssessment,
        lambda child, reader: WellbeingAssessment.objects.filter(child=child)
        .select_related("institution", "group", "round", "settled_by", "owner").order_by("settled_on", "id"),
        (
            Column("state", _("Hvor langt"), ASSESSMENT_STATE),
            Column("round", _("Runde"), get=lambda row: row.round.name if row.round else None),
            Column("institution", _("Sted")), Column("group", _("Stue eller klasse")),
            Column("position", _("Position"), POSITION), Column("settled_on", _("Vurderet")),
            Column("settled_by", _("Skrevet af")), Column("comment", _("Det ser vi")),
            Column("what_works", _("Det fungerer")), Column("focus_point", _("Fokuspunkt")),
            Column("adults_change", _("Det ændrer vi voksne")),
            Column("tell_parents_how", _("Sådan får forældrene det at vide"), TOLD_HOW),
            Column("owner", _("Ansvarlig")), Column("due_on", _("Næste dato")),
        ),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "ratings", _("Kollegernes egne vurderinger"), _("Egen vurdering"), OwnAssessment,
        lambda child, reader: OwnAssessment.objects.filter(assessment__child=child)
        .select_related("rater").order_by("saved_at", "id"),
        (
            Column("rater", _("Skrevet af")), Column("saved_at", _("Gemt")),
            Column("position", _("Position"), POSITION),
            Column("comment", _("Det ser jeg")), Column("what_works", _("Det fungerer")),
        ),
        about=lambda row: About(handed_in=row.handed_in_at is not None),
        of=("assessment_id", WellbeingAssessment),
    ),
    Table(
        "kept_ratings", _("Egne vurderinger, der kom for sent"), _("Egen vurdering"), KeptRating,
        lambda child, reader: KeptRating.objects.filter(assessment__child=child).exclude(position="", comment="", what_works="")
        .select_related("rater").order_by("written_at", "id"),
        (
            Column("rater", _("Skrevet af")), Column("written_at", _("Skrevet")),
            Column("position", _("Position"), POSITION),
            Column("comment", _("Det ser jeg")), Column("what_works", _("Det fungerer")), Column("why", _("Ikke taget med, fordi")),
        ),
        about=lambda row: About(handed_in=False),
        of=("assessment_id", WellbeingAssessment),
    ),
    Table(
        "told", _("Samtaler med forældrene om trivsel"), _("Samtale"), ParentsTold,
        lambda child, reader: ParentsTold.objects.filter(assessment__child=child)
        .select_related("guardian", "told_by").order_by("told_on", "id"),
        (
            Column("told_on", _("Dato")), Column("guardian", _("Hvem")), Column("how", _("Hvordan"), TOLD_HOW),
            Column("told_by", _("Talte med")), Column("parents_said", _("Det sagde forældrene")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        of=("assessment_id", WellbeingAssessment),
    ),
    Table(
        "follow_ups", _("Opfølgninger på trivsel"), _("Opfølgning"), AssessmentFollowUp,
        lambda child, reader: AssessmentFollowUp.objects.filter(assessment__child=child)
        .select_related("by").order_by("at", "id"),
        (
            Column("at", _("Dato")), Column("by", _("Skrevet af")), Column("seen", _("Det så vi")),
            Column("next_on", _("Næste dato")),
        ),
        of=("assessment_id", WellbeingAssessment),
    ),
    Table(
        "notices", _("Oplysning til forældrene om trivselsvurderinger"), _("Oplysning"), NoticeGiven,
        lambda child, reader: NoticeGiven.objects.filter(child=child)
        .select_related("guardian", "by", "notice").order_by("given_on", "id"),
        (
            Column("given_on", _("Dato")), Column("guardian", _("Hvem")), Column("how", _("Hvordan"), GIVEN_HOW),
            Column("by", _("Givet af")), Column("recorded_at", _("Skrevet")),
            Column("notice", _("Teksten"), get=lambda row: row.notice.as_given()),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "not_assessed", _("Runder, hvor barnet ikke er vurderet"), _("Ikke vurderet"), NotAssessed,
        lambda child, reader: NotAssessed.objects.filter(child=child)
        .select_related("recorded_by", "decided_by", "said_by", "back_by").order_by("recorded_at", "id"),
        (
            Column("recorded_at", _("Skrevet")), Column("recorded_by", _("Skrevet af")),
            Column("reason", _("Grund"), NOT_REASON), Column("words", _("Med ord")),
            Column("said_on", _("Forældrene sagde det")), Column("said_by", _("Hvem")),
            Column("state", _("Hvor langt"), NOT_STATE),
            Column("decided_at", _("Besluttet")), Column("decided_by", _("Besluttet af")),
            Column("decision", _("Beslutning")), Column("back_at", _("Taget tilbage")),
            Column("back_by", _("Taget tilbage af")),
        ),
        about=lambda row: About(guardian_id=row.said_by_id),
        not_given={"child": "the child of the copy"},
        of=("assessment_id", WellbeingAssessment),
    ),
    Table(
        "concerns", _("Bekymringer"), _("Bekymring"), Concern,
        lambda child, reader: Concern.objects.filter(child=child, suspicion=False)
        .select_related("raised_by", "owner", "institution", "district", "offered_to").order_by("raised_at", "id"),
        (
            Column("raised_at", _("Skrevet")), Column("raised_by", _("Skrevet af")),
            Column("state", _("Hvor langt"), CONCERN_STATE), Column("institution", _("Sted")),
            Column("district", _("Distrikt")),
            Column("signs", _("Tegn"), get=signs_of),
            Column("observation", _("Hvad er der set?")), Column("works", _("Hvad fungerer?")),
            Column("tried", _("Hvad er prøvet?")), Column("parents_know", _("Ved forældrene det?"), PARENTS_KNOW),
            Column("parents_know_note", _("Det sagde forældrene")),
            Column("stage", _("Hvor sikker"), STAGE),
            Column("owner", _("Rådgiver")), Column("taken_at", _("Taget imod")),
            Column("offered_to", _("Spurgt, om hun ville tage imod")),
            Column("offered_note", _("Besked mellem rådgivere")),
            Column("closed_at", _("Afsluttet")), Column("close_reason", _("Hvorfor"), CLOSE_REASON),
            Column("answer", _("Svar")),
        ),
        about=lambda row: About(parents_know=row.parents_know == ParentsKnow.YES),
        not_given={
            "child": "the child of the copy", "suspicion": "no row of the copy has it",
            "leader_told": "told of a suspicion alone, and no row of the copy is one",
        },
    ),
    Table(
        "contacts", _("Rådgiverens samtaler med forældrene"), _("Samtale"), ParentContact,
        lambda child, reader: ParentContact.objects.filter(concern__child=child)
        .select_related("by", "guardian").order_by("on", "id"),
        (
            Column("on", _("Dato")), Column("how", _("Hvordan"), CONTACT_HOW), Column("by", _("Skrevet af")),
            Column("guardian", _("Hvem")),
            Column("said", _("Det sagde forældrene")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id, private=row.private),
        of=("concern_id", Concern),
        not_given={"private": "that a talk is kept from the other parent says that there is one"},
    ),
    *WORRIES,
    *FORMS,
    *HELP,
    *VOICES,
    *PLANS,
    *SHARING,
    *VISITS,
    *HANDED,
    *EXCHANGE,
    Table(
        "requests", _("Dine anmodninger om indsigt"), _("Anmodning"), AccessRequest, _own_requests,
        (
            Column("kind", _("Hvad"), KIND), Column("received_on", _("Modtaget")),
            Column("guardian", _("Hvem")), Column("representative", _("Partsrepræsentant")),
            Column("power_seen_on", _("Fuldmagten er set")), Column("state", _("Hvor langt"), STATE),
            Column("due_on", _("Svar senest")), Column("extended_because", _("Hvorfor det tager længere tid")),
            Column("extension_told_on", _("Fortalt")), Column("refused_because", _("Hvorfor noget er holdt ude")),
            Column("kept_out_because", _("Vurderingen bag")),
            Column("withdrawn_note", _("Trukket tilbage")),
        ),
        not_given={"child": "the child of the copy"},
    ),
)  # fmt: skip
