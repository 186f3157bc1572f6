"""Where the demo's people and stories are found on the served site; read from its database, so no number is guessed."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat

from sikkerhedsnet.access.models import User
from sikkerhedsnet.appointments.models import TimeOffer
from sikkerhedsnet.concerns.models import Concern, Notification
from sikkerhedsnet.fbu.models import ReceivedFile, ReceivedItem
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.handover.models import HandOver, PartKind, SentPart
from sikkerhedsnet.instruments.models import FollowUp, FormVersion, Response
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.meetings.models import Meeting, MinutesEntry, Participant
from sikkerhedsnet.organisation.models import District, DistrictTeamMember, Group, Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Goal, LookAgain, Plan, Step
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.screening.models import AssessmentRound, GroupFocus, NotAssessed, RoundPlan, WellbeingAssessment
from sikkerhedsnet.sharing.models import Consent, LegalBasis
from sikkerhedsnet.training.models import Certificate, Course, CourseDate
from sikkerhedsnet.visits.models import DentalRecall, Intervention, PlannedVisit, Visit, VisitScheme
from sikkerhedsnet.voices.models import ChildVoice, Preparation
from tests.journeys.visits import TODAY

HOME = "Fjordby Kommune"


def child(name: str) -> int:
    """The first child with this whole name; the demo writes the children of its stories first."""
    whole = Concat("first_name", Value(" "), "last_name")
    return Child.objects.annotate(whole=whole).filter(whole=name).order_by("pk")[0].pk


def drawn_look(username: str) -> int:
    """A look-up this person is to explain."""
    return SampledLook.objects.filter(owner__username=username).order_by("pk")[0].pk


def drawing() -> int:
    """The newest month that was drawn in Fjordby."""
    return Drawing.objects.filter(municipality__name=HOME).order_by("-month")[0].pk


def course(key: str) -> int:
    """Fjordby's course with this short name."""
    return Course.objects.get(key=key, municipality__name=HOME).pk


def course_date(key: str) -> int:
    """The last date of the course: coming, or held with nobody written down."""
    return CourseDate.objects.filter(course_id=course(key), state="planned").order_by("-on")[0].pk


def user(username: str) -> int:
    return User.objects.get(username=username).pk


def certificate(username: str) -> int:
    """The ADBB certificate of a health visitor."""
    return Certificate.objects.get(user_id=user(username), course_id=course("adbb")).pk


def child_page(name: str) -> str:
    return f"/boern/{child(name)}/"


def a_round() -> int:
    """The round that is open today."""
    return AssessmentRound.objects.get(opens_on__lte=TODAY, closes_on__gte=TODAY, municipality__name=HOME).pk


def group(name: str) -> str:
    return f"/trivsel/{a_round()}/stue/{Group.objects.get(name=name).pk}/"


def assessment(name: str) -> str:
    """The latest assessment of the child that somebody follows up."""
    found = WellbeingAssessment.objects.filter(child_id=child(name), state="watched").order_by("-pk").first()
    assert found is not None, f"nobody follows up {name}"
    return f"/trivsel/vurdering/{found.pk}/"


def concern(name: str) -> str:
    """The first worry of the demo about the child."""
    return f"/bekymringer/{Concern.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def sharing(name: str) -> str:
    return f"/deling/barn/{child(name)}/"


def consent(name: str) -> str:
    return f"/deling/samtykke/{Consent.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def basis(key: str) -> int:
    return LegalBasis.objects.get(key=key, municipality__name=HOME).pk


def _meeting(name: str) -> int:
    return Meeting.objects.filter(child_id=child(name)).order_by("pk")[0].pk


def parents_seat(name: str) -> str:
    """A parent's seat at the child's newest meeting."""
    found = Participant.objects.filter(meeting__child_id=child(name), role="parent").order_by("-meeting", "order")[0]
    return f"/stemmer/deltager/{found.pk}/"


def preparation(name: str) -> str:
    return f"/stemmer/forberedelse/{Preparation.objects.filter(meeting__child_id=child(name)).order_by('pk')[0].pk}/"


def voice(name: str) -> str:
    """The first the child has said."""
    return f"/stemmer/{ChildVoice.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def scan(name: str) -> str:
    return f"/papirer/{Scan.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def meeting(name: str) -> str:
    return f"/moeder/{_meeting(name)}/"


def words(name: str) -> str:
    """The first words in the minutes of the child's meeting."""
    return f"/moeder/ord/{MinutesEntry.objects.filter(meeting_id=_meeting(name)).order_by('pk')[0].pk}/ret/"


def seat(name: str) -> str:
    return f"/moeder/deltager/{Participant.objects.filter(meeting_id=_meeting(name)).order_by('pk')[0].pk}/"


def call(name: str) -> str:
    return f"/moeder/bekymring/{concern(name).split('/')[2]}/nyt/"


def plan(name: str) -> str:
    return f"/planer/{_plan(name)}/"


def goal(name: str) -> str:
    return f"/planer/maal/{_goal(name).pk}/"


def sign(name: str) -> str:
    """The first sign of the child's first goal."""
    return f"/planer/tegn/{_goal(name).signs.earliest('pk').pk}/set/"


def watch(name: str) -> str:
    """Who kept an eye out after the child's plan."""
    return f"/planer/hold-oeje/{LookAgain.objects.filter(plan_id=_plan(name)).earliest('pk').pk}/"


def _goal(name: str) -> Goal:
    return Goal.objects.filter(plan_id=_plan(name)).order_by("pk")[0]


def _plan(name: str) -> int:
    return Plan.objects.filter(child_id=child(name)).order_by("pk")[0].pk


def request(name: str) -> str:
    return f"/rettigheder/{AccessRequest.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def statement(name: str) -> str:
    return f"/rettigheder/udtalelse/plan/{_plan(name)}/"


def plan_of_meeting(name: str) -> str:
    return f"/planer/aftal/{_meeting(name)}/"


def step(name: str) -> str:
    """The first open step in the child's plan."""
    return f"/planer/skridt/{Step.objects.filter(plan_id=_plan(name), state='open').order_by('pk')[0].pk}/"


def place(name: str) -> int:
    return Institution.objects.get(name=name, municipality__name=HOME).pk


def forms_of(name: str) -> str:
    return f"/skemaer/barn/{child(name)}/"


def answer(name: str) -> str:
    return f"/skemaer/svar/{Response.objects.filter(child_id=child(name)).latest('pk').pk}/"


def asked_about(name: str) -> str:
    """What must follow an answer about the child and is not done yet."""
    return f"/skemaer/opfoelgning/{FollowUp.objects.get(child_id=child(name), state='open').pk}/"


def own_version(key: str) -> int:
    return FormVersion.objects.get(key=key, municipality__name=HOME).pk


def visits_of(name: str) -> str:
    return f"/besoeg/barn/{child(name)}/"


def visit_of(name: str) -> int:
    """The last visit to the child."""
    return Visit.objects.filter(child_id=child(name)).latest("starts_at").pk


def held(name: str) -> str:
    return f"/besoeg/{visit_of(name)}/"


def planned(username: str) -> str:
    """The visit this health visitor owes next."""
    rows = PlannedVisit.objects.filter(owner__username=username, state="planned", due_on__gte=TODAY)
    return f"/besoeg/planlagt/{rows.earliest('due_on', 'pk').pk}/"


def help_of(name: str) -> str:
    return f"/besoeg/indsats/{Intervention.objects.get(child_id=child(name)).pk}/"


def scheme_row(visit_type: str) -> int:
    return VisitScheme.objects.get(visit_type=visit_type, municipality__name=HOME).pk


def recall(name: str) -> str:
    return f"/besoeg/tandplejen/{DentalRecall.objects.get(child_id=child(name), state='called').pk}/"


def recall_consent() -> str:
    found = DentalRecall.objects.get(child=child("Malthe Poulsen"), state="called")
    consent = Consent.objects.get(child=found.child, owner__username="tove")
    return f"/deling/tandplejen/{found.pk}/traek-tilbage/{consent.pk}/"


def left_out(state: str) -> str:
    rows = NotAssessed.objects.filter(state=state, child__municipality__name=HOME)
    return f"/trivsel/ikke-vurderet/{rows.order_by('pk')[0].pk}/"


def to_leave_out(name: str) -> str:
    """The first child of the group in the round that is open."""
    group = Group.objects.get(name=name)
    first = Child.objects.filter(enrolments__group=group, left_on=None).order_by("sort_key")[0]
    return f"/trivsel/{a_round()}/sted/{group.institution_id}/barn/{first.pk}/ikke-vurderet/"


def focus(name: str) -> str:
    return f"/trivsel/fokus/stue/{Group.objects.get(name=name).pk}/"


def focus_point() -> str:
    return f"/trivsel/fokus/{GroupFocus.objects.filter(group__name='Mariehønsene').order_by('pk')[0].pk}/"


def round_plan(kind: str) -> int:
    return RoundPlan.objects.get(kind=kind, municipality__name=HOME).pk


def handover(name: str) -> str:
    return f"/overgange/{HandOver.objects.filter(child_id=child(name)).latest('pk').pk}/"


def handover_part(key: str = "resources") -> str:
    """One subject of the hand-over that is being written."""
    return f"{handover('Ida Sørensen')}del/{PartKind.objects.get(key=key, municipality__name=HOME).pk}/"


def sent_part() -> str:
    sent = SentPart.objects.filter(handover__child_id=child("Malthe Poulsen"), must_read=False)
    return f"/overgange/fortrudt/{sent.order_by('pk')[0].pk}/"


def received_file() -> str:
    return f"/national/fil/{ReceivedFile.objects.order_by('pk')[0].pk}/"


def received_about() -> str:
    """A child about whom something was taken in."""
    item = ReceivedItem.objects.exclude(child=None).order_by("pk")[0]
    return f"/national/barn/{item.child_id}/"


def offer(name: str) -> str:
    """The times the child's parents choose from."""
    return f"/indkaldelser/tider/{TimeOffer.objects.filter(child_id=child(name), state='open').latest('pk').pk}/"


def worry_appointed(name: str) -> str:
    return f"/indkaldelser/bekymring/{TimeOffer.objects.filter(child_id=child(name)).latest('pk').concern_id}/"


def meeting_appointed(name: str) -> str:
    return f"/indkaldelser/moede/{_meeting(name)}/"


def measure(name: str) -> str:
    return f"/indsatser/{Measure.objects.filter(child_id=child(name)).order_by('pk')[0].pk}/"


def measure_kind(name: str) -> int:
    return MeasureKind.objects.get(name=name, municipality__name=HOME).pk


def member(username: str) -> int:
    """A colleague's place in her district's team."""
    return DistrictTeamMember.objects.filter(employment__user__username=username).order_by("pk")[0].pk


def district(name: str) -> int:
    return District.objects.get(name=name, municipality__name=HOME).pk


def guide_version() -> int:
    """The guide that is in force in Fjordby."""
    return GuideVersion.objects.filter(municipality__name=HOME, state="approved").order_by("-number")[0].pk


def guide_draft() -> int:
    """The version of the guide that is being written in Fjordby."""
    return GuideVersion.objects.get(municipality__name=HOME, state="draft").pk


def guide_entry() -> int:
    """A piece of advice in the version that is being written."""
    return GuideEntry.objects.filter(guide_id=guide_draft()).earliest("position", "pk").pk


def sparring(state: str) -> int:
    return Sparring.objects.filter(municipality__name=HOME, state=state).order_by("pk")[0].pk


def notification() -> str:
    """The notification the demo has sent."""
    return f"/bekymringer/underretning/{Notification.objects.order_by('pk')[0].pk}/"


def subject() -> int:
    """A subject of hand-overs in Fjordby."""
    return PartKind.objects.filter(municipality__name=HOME).order_by("pk")[0].pk
