"""One child in every position the table of expected answers knows, each with everything that can be opened about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.models import ImportRun
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Group
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.retention.models import Erasure, Hold
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import AssessmentRound, WellbeingAssessment
from tests.personas import NOW, TODAY, Town
from tests.screening.walk import open_round

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
LATER = TODAY + timedelta(days=30)


@dataclass
class Case:
    """One child, and the number each address takes about it."""

    name: str
    child: Child
    numbers: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    @property
    def canary(self) -> str:
        """A name that stands on no page but one about this child."""
        return self.child.first_name


def build(town: Town) -> list[Case]:
    """Every case, as rows; access is what is asked here, not the road to the rows."""
    round_ = open_round(town, "dorte", town.day_care)
    run = ImportRun.objects.create(municipality=town.municipality, by_name="Alma Drift", uploaded_at=NOW)
    here = {"group": town.group, "adviser": "jonas", "sender": "mette", "guest": "lone"}
    away = {"institution": town.other_day_care, "group": Group.objects.get(name="Bjørnene"), "adviser": "signe",
            "sender": "stranger", "guest": None, "district": town.other_district}  # fmt: skip
    next_door = {"enrol": False, "municipality": town.neighbour, "district": None, "adviser": "nabo", "sender": "nabo",
                 "guest": None}  # fmt: skip
    cases = [
        case(town, "own group", "Egernstue", round_, run, **here),
        case(town, "protected address", "Skjultegern", round_, run, protected_address=True, **here),
        case(town, "suspicion", "Mistankeegern", round_, run, suspicion=True, **here),
        case(town, "own family", "Familieegern", round_, run, **here),
        case(town, "other district", "Fjernegern", round_, run, **away),
        case(town, "neighbour municipality", "Naboegern", round_, run, **next_door),
    ]
    mother = cases[3].child.custodies.first().guardian
    mother.user = town.user("dorte")
    mother.save()
    return cases


def case(
    town: Town, name: str, first_name: str, round_: AssessmentRound, run: ImportRun, *, adviser: str, sender: str,
    guest: str | None, suspicion: bool = False, **child_fields: Any,
) -> Case:  # fmt: skip
    child = town.child(first_name, "Kanariefugl", **child_fields)
    leads, raised = town.user(adviser), town.user(sender)
    where = child_fields.get("institution") or town.day_care
    assessment = WellbeingAssessment.objects.create(
        child=child, institution=where, group=child_fields.get("group"), raters_required=2, state="watched",
        position="yellow", focus_point="Legen", settled_on=TODAY, settled_by=raised, owner=raised, due_on=LATER,
        tell_parents_how="talk", **STAMP,
    )  # fmt: skip
    agreed = concern_of(child, raised, leads, suspicion, state="in_plan", due_on=None, owner=leads)
    held = meeting_of(agreed, leads, state="concluded", concluded_at=NOW, owner=leads, due_on=None)
    held.entries.create(topic="hopes", text="Håb", said_by=None, written_by=leads, written_at=NOW, **STAMP)
    seat = held.participants.create(role="parent", name="Mor", invited_how="phone", invited_on=TODAY)
    plan = Plan.objects.create(
        child=child, concern=agreed, meeting=held, suspicion=suspicion, agreed_at=NOW, owner=leads, due_on=LATER,
        idempotency_key=uuid4(), **STAMP,
    )  # fmt: skip
    doer = leads if suspicion else raised
    step = plan.steps.create(what="Et skridt", doer=seat, owner=doer, due_on=LATER, **STAMP)
    taken = concern_of(child, raised, leads, suspicion, state="taken", due_on=LATER, owner=leads)
    ahead = meeting_of(taken, leads, state="running", began_at=NOW, owner=leads, due_on=TODAY)
    Concern.objects.filter(pk=taken.pk).update(state="at_meeting", due_on=None)
    loose = concern_of(child, raised, leads, suspicion, state="taken", due_on=LATER, owner=leads)
    guests = [town.user(guest)] if guest else []
    guests += [raised] if not suspicion and raised != leads else []
    for person in guests:
        for meeting in (held, ahead):
            meeting.participants.create(
                role="professional", name=person.name, user=person, invited_how="system", invited_on=TODAY
            )
    for person in {*guests, leads}:
        kind = Relation.Kind.ADVISER if person == leads else Relation.Kind.PARTICIPANT
        Relation.objects.create(child=child, user=person, kind=kind, source="test", start_on=TODAY, end_on=LATER)
    parent = ahead.participants.create(role="parent", name="Far", invited_how="phone", invited_on=TODAY)
    agreement = ahead.agreements.create(what="Vi ringer", who=parent, due_on=LATER, idempotency_key=uuid4())
    words = ahead.entries.create(topic="hopes", text="Ord", said_by=parent, written_by=leads, written_at=NOW, **STAMP)
    pk = child.pk
    numbers: dict[str, tuple[Any, ...]] = {
        "childfile:child": (pk,), "childfile:access": (pk,), "childfile:looks": (pk,),
        "childfile:looks_pdf": (pk,), "concerns:raise": (pk,), "screening:alone": (pk,),
        "screening:round": (round_.pk,), "screening:group": (round_.pk, town.group.pk),
        "screening:joint": (round_.pk, town.group.pk), "screening:group_place": (round_.pk, town.day_care.pk),
        "screening:joint_place": (round_.pk, town.day_care.pk), "meetings:call": (loose.pk,),
        "meetings:entry_change": (words.pk,), "meetings:withdraw": (agreement.pk,), "meetings:participant": (parent.pk,),
        "plans:agree": (ahead.pk,), "plans:step": (step.pk,),
    }  # fmt: skip
    numbers |= {f"screening:{name}": (assessment.pk,) for name in ("assessment", "told", "follow_up")}
    numbers |= {f"concerns:{n}": (loose.pk,) for n in CONCERN_PAGES}
    numbers |= {f"meetings:{n}": (ahead.pk,) for n in MEETING_PAGES}
    numbers |= {"meetings:minutes_pdf": (held.pk,), "meetings:read_aloud": (ahead.pk,)}
    numbers |= {f"plans:{n}": (plan.pk,) for n in ("plan", "add_step", "review", "offer", "accept", "decline")}
    request = AccessRequest.objects.create(
        child=child, kind="data_access", guardian=child.custodies.order_by("id")[0].guardian, received_on=TODAY,
        first_due_on=LATER, registered_by=leads, registered_at=NOW, owner=leads, due_on=LATER, idempotency_key=uuid4(),
        **STAMP,
    )  # fmt: skip
    numbers |= {f"rights:{name}": (request.pk,) for name in REQUEST_PAGES}
    numbers |= {"rights:register": (pk,), "rights:statement": ("plan", plan.pk)}
    erasure = Erasure.objects.create(
        municipality=town.municipality, proposed_by=town.user("lars"), proposed_at=NOW, **STAMP
    )
    hold = Hold.objects.create(
        municipality=town.municipality, reason="Test", placed_by=town.user("lars"), placed_at=NOW
    )
    numbers |= {f"retention:{name}": (erasure.pk,) for name in ("erasure", "approve", "call_off")}
    numbers |= {"retention:lift": (hold.pk,), "retention:rule": ("course",)}
    numbers |= {f"exchange:{n}": (run.pk,) for n in ("run", "confirm", "cancel", "rejected")}
    return Case(name, child, numbers)


CONCERN_PAGES = ("concern", "sent", "take", "offer", "accept", "decline", "contact", "close")
REQUEST_PAGES = ("request", "extend", "withdraw", "copy", "release", "copy_json", "copy_pdf")
MEETING_PAGES = ("meeting", "entry", "agree", "add_participant", "begin", "move", "cancel", "no_plan")


def concern_of(child: Child, raised: Any, leads: Any, suspicion: bool, **fields: Any) -> Concern:
    return Concern.objects.create(
        child=child, raised_by=raised, raised_at=NOW, observation="Det har jeg set.", suspicion=suspicion,
        parents_know="must_not" if suspicion else "yes", answer_due_on=LATER, taken_at=NOW, idempotency_key=uuid4(),
        **{**STAMP, **fields},
    )  # fmt: skip


def meeting_of(concern: Concern, leads: Any, **fields: Any) -> Meeting:
    child = concern.child
    place = child.enrolments.first()
    return Meeting.objects.create(
        child=child, concern=concern, suspicion=concern.suspicion, starts_at=NOW, ends_at=clock.at(TODAY, 11),
        place="Her", institution=place.institution if place else None, called_at=NOW, idempotency_key=uuid4(),
        **{**STAMP, **fields},
    )  # fmt: skip
