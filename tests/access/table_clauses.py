"""The clauses that say who sees what lies around a meeting's table; see `test_mutants`."""

from __future__ import annotations

from types import ModuleType

from config import papers
from sikkerhedsnet.appointments.models import CourseQuerySet, SlotQuerySet, TableQuerySet
from sikkerhedsnet.meetings.models import DraftQuerySet
from sikkerhedsnet.scans.models import ScanQuerySet
from sikkerhedsnet.scans.states import About
from sikkerhedsnet.sharing import desk, recalls
from sikkerhedsnet.sharing.models import LegalBasisQuerySet
from sikkerhedsnet.voices.models import ChildVoiceQuerySet, PreparationQuerySet
from tests.access.newest_clauses import HERE, may

# (That whoever hears a child's words holds `plan_see` follows from working with the child, in the database too: every
# function that does holds it. It stands there because the right may be taken from a function without its children.)
APPLICATION_TABLE: list[tuple[type, str, str]] = [
    (DraftQuerySet, "writer_id=actor.id, ", ""),
    (DraftQuerySet, ", meeting__in=Meeting.objects.visible_to(actor)", ""),
    (CourseQuerySet, "not actor.has(Permission.MEETING_SEE)", "False"),
    (CourseQuerySet, "self.filter(concern__in=Concern.objects.visible_to(actor))", "self.all()"),
    (TableQuerySet, "self.filter(meeting__in=Meeting.objects.visible_to(actor))", "self.all()"),
    (SlotQuerySet, "self.filter(offer__in=TimeOffer.objects.visible_to(actor))", "self.all()"),
    (PreparationQuerySet, "~Q(audience=Audience.PROFESSIONAL) | mine, ", ""),
    (PreparationQuerySet, "~Q(audience=Audience.PROFESSIONAL) | mine, ", "mine, "),
    (PreparationQuerySet, "Q(entered_by_id=actor.id) | ", ""),
    (PreparationQuerySet, " | Q(meeting__began_at__isnull=False)", ""),
    (PreparationQuerySet, ", meeting__in=Meeting.objects.visible_to(actor)", ""),
    (ChildVoiceQuerySet, "Q(written_by_id=actor.id) | ", ""),
    (ChildVoiceQuerySet, " | Q(meeting__in=of_meetings)", ""),
    (ChildVoiceQuerySet, " | Q(child__in=suspected)", ""),
    (ChildVoiceQuerySet, ".filter(suspicion=True)", ""),
    (ChildVoiceQuerySet, "Q(suspicion=False) | told, ", ""),
    (ChildVoiceQuerySet, "Q(suspicion=False) | told, ", "told, "),
    (ChildVoiceQuerySet, ", child__in=Child.objects.visible_to(actor)", ""),
    (ScanQuerySet, "about=about, ", ""),
    (ScanQuerySet, ", about_id__in=ids", ""),
    (LegalBasisQuerySet, "self.filter(municipality_id=actor.municipality_id)", "self.all()"),
]

# Of the function `seen_by` of `config.papers`: what a paper can lie with, one kind after the other.
PAPERS: list[tuple[str, str, str]] = [
    ("seen_by", "KINDS.items()", f"KINDS.items() if about is not About.{about.name}") for about in About
]
PAPERS_IN: tuple[ModuleType, ...] = (papers,)

# Which consents meet a dental professional at a recall: the modules that know the function, and its clauses.
MET_AT_RECALLS: list[tuple[tuple[ModuleType, ...], list[tuple[str, str, str]]]] = [
    (
        (desk, recalls),
        [
            ("given_to_dental", "Exists(dental), ", ""),
            ("given_to_dental", "Employment.objects.on(that_day)", "Employment.objects"),
            ("given_to_dental", 'user_id=OuterRef("owner_id"), ', ""),
            ("given_to_dental", ", function=Function.DENTAL_PROFESSIONAL", ""),
            ("given_to_dental", ", topics__contains=[Topic.HEALTH]", ""),
            ("given_to_dental", ", receivers__overlap=list(TOLD_BY_DENTAL)", ""),
        ],
    ),
    (
        (recalls,),
        [
            ("consents_about", "(given_to_dental() | named)", "given_to_dental()"),
            ("consents_about", "(given_to_dental() | named)", "named"),
            ("consents_about", "receivers__contains=[Service.DENTAL_CARE], ", ""),
            ("consents_about", ", topics__contains=[Topic.HEALTH]", ""),
            ("consents_about", ".filter(receivers__overlap=list(TOLD_BY_DENTAL))", ""),
            ("consents_about", ".filter(child=recall.child)", ""),
        ],
    ),
]

_MEETINGS = r"\(meeting_id = ANY \(ARRAY\( SELECT net_ids_of_meetings_meeting\(\) AS \w+\)\)\)"
_WORRY = r"\(concern_id = ANY \(ARRAY\( SELECT net_ids_of_concerns_concern\(\) AS \w+\)\)\)"
_USER = r"\( SELECT net_user\(\) AS net_user\)"
_OF_WORRY = ("appointments_timeoffer", "appointments_notheld")
_PARTS = {
    "meetings_minutesentry": "meeting_id", "meetings_wording": "meeting_id", "meetings_agreement": "meeting_id",
    "appointments_interpreter": "meeting_id", "appointments_agenda": "meeting_id",
    "appointments_agendaline": "meeting_id", "appointments_timeslot": "offer_id", "sharing_consentvoice": "consent_id",
    "sharing_consentpaper": "consent_id", "sharing_disclosureturn": "disclosure_id", "plans_review": "plan_id",
}  # fmt: skip
_COMMON = ("sharing_legalbasis", "sharing_sharingsettings", "appointments_meetingways", "voices_questionskept")

# (What is about a worry, and a paper, is about the child of the worry or of the thing it is laid with, as the database keeps
# it, and those are kept from her own family: there `never_own_family` is the rule that every table with a child has.)
# (Who sits at a meeting she sees in a plan alone is seen by the plan's policy; by the meeting's, at one without a plan.)
DATABASE_TABLE: list[tuple[str, str, str]] = [
    *((f"{part}.reach", rf"\({column} = ANY \(ARRAY\( SELECT net_ids_of_\w+\(\) AS \w+\)\)\)", "true") for part, column in _PARTS.items()),
    *((f"{table}.reach", HERE, "true") for table in _COMMON),
    *((f"{table}.reach", may("meeting_see"), "true") for table in _OF_WORRY),
    *((f"{table}.reach", _WORRY, "true") for table in _OF_WORRY),
    ("meetings_participant.reach", _MEETINGS, "true"),
    ("meetings_participant.reach", _MEETINGS, "false"),
    ("meetings_participant.named_in_a_plan", r"\(meeting_id = ANY \(ARRAY\( SELECT net_meetings_of_plans\(\) AS \w+\)\)\)", "true"),
    ("net_meetings_of_plans", "RETURN QUERY SELECT meeting_id FROM plans_plan;", ""),
    ("net_meetings_of_plans", "RETURN QUERY SELECT meeting_id FROM plans_review WHERE meeting_id IS NOT NULL;", ""),
    ("meetings_draft.reach", rf"\(writer_id = {_USER}\)", "true"),
    ("meetings_draft.reach", _MEETINGS, "true"),
    ("voices_preparation.reach", _MEETINGS, "true"),
    ("voices_preparation.reach", r"\(\(audience\)::text <> 'professional'::text\)", "true"),
    ("voices_preparation.reach", r"\(\(audience\)::text <> 'professional'::text\)", "false"),
    ("voices_preparation.reach", rf"\(entered_by_id = {_USER}\)", "false"),
    ("voices_preparation.reach", r"\(meetings_meeting\.began_at IS NOT NULL\)", "true"),
    ("voices_preparation.reach", r"\(meetings_meeting\.began_at IS NOT NULL\)", "false"),
    ("voices_childvoice.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("voices_childvoice.reach", r"\(NOT suspicion\)", "true"),
    ("voices_childvoice.reach", r"\(NOT suspicion\)", "false"),
    ("voices_childvoice.reach", rf"\(written_by_id = {_USER}\)", "false"),
    ("voices_childvoice.reach", _MEETINGS, "false"),
    ("voices_childvoice.reach", r"WHERE concerns_concern\.suspicion", "WHERE true"),
    ("voices_childvoice.reach", r"WHERE concerns_concern\.suspicion", "WHERE false"),
    ("voices_childvoice.never_own_family", r"^.*$", "true"),
    *(("scans_scan.reach", rf"\(\(about\)::text = '{about}'::text\)", "true") for about in About),
    *(("scans_scan.reach", rf"\(\(about\)::text = '{about}'::text\)", "false") for about in About),
    *(("scans_scan.reach", rf"\(about_id = ANY \(ARRAY\( SELECT net_ids_of_{about.replace('.', '_')}\(\) AS \w+\)\)\)", "true") for about in About),
]  # fmt: skip
