"""Where the demo's people and stories are found on the served site; read from its database, so no number is guessed."""

from __future__ import annotations

from django.db.models import Value
from django.db.models.functions import Concat

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.meetings.models import Meeting, MinutesEntry, Participant
from sikkerhedsnet.organisation.models import Group
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan, Step
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import AssessmentRound, WellbeingAssessment
from sikkerhedsnet.sharing.models import Consent, LegalBasis
from tests.journeys.visits import TODAY


def child(name: str) -> int:
    """The first child with this whole name; the demo writes the children of its stories first."""
    whole = Concat("first_name", Value(" "), "last_name")
    return Child.objects.annotate(whole=whole).filter(whole=name).order_by("pk")[0].pk


def drawn_look(username: str) -> int:
    """A look-up this person is to explain."""
    return SampledLook.objects.filter(owner__username=username).order_by("pk")[0].pk


def drawing() -> int:
    """The newest month that was drawn in Fjordby."""
    return Drawing.objects.filter(municipality__name="Fjordby Kommune").order_by("-month")[0].pk


def child_page(name: str) -> str:
    return f"/boern/{child(name)}/"


def a_round() -> int:
    """The round that is open today."""
    return AssessmentRound.objects.get(
        opens_on__lte=TODAY, closes_on__gte=TODAY, municipality__name="Fjordby Kommune"
    ).pk


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
    return LegalBasis.objects.get(key=key, municipality__name="Fjordby Kommune").pk


def _meeting(name: str) -> int:
    return Meeting.objects.filter(child_id=child(name)).order_by("pk")[0].pk


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
