"""One child in every position the table of expected answers knows, each with everything that can be opened about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.access.models import Authenticator
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Concern, LevelScale, Notification
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.models import ImportRun
from sikkerhedsnet.glass.models import GlassApproval, GlassAsking, GlassReview
from sikkerhedsnet.handover.models import PartKind
from sikkerhedsnet.logcontrol.models import Drawing, SampledLook
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import Absence, Group
from sikkerhedsnet.oversight.models import AccessReview
from sikkerhedsnet.people.models import BrokenGlass, Child, Relation, Tie, TieChild, TieKind
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.retention.models import Erasure, Hold
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.screening.models import (
    AssessmentRound,
    KeptRating,
    NotAssessed,
    RoundPlan,
    WellbeingAssessment,
)
from sikkerhedsnet.sharing.models import Consent, ConsentPaper, ConsentVoice, Disclosure, LegalBasis
from tests.access.world_appointments import appointed
from tests.access.world_helping import helped
from tests.access.world_planning import around_a_plan
from tests.access.world_seeing import (
    LATER,
    STAMP,
    around_the_group,
    asked_without_a_child,
    forms_of,
    handed_over,
    learned,
    received_file,
    visited,
)
from tests.access.world_voices import prepared
from tests.personas import NOW, TODAY, Town
from tests.screening.walk import open_round


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
    late = KeptRating.objects.create(
        key=uuid4(), assessment=assessment, rater=raised, state="held", position="green", written_at=NOW,
        received_at=NOW, **STAMP,
    )  # fmt: skip
    left_out = WellbeingAssessment.objects.create(
        child=child, institution=where, group=child_fields.get("group"), raters_required=2, state="done",
        round=round_ if child.municipality == town.municipality else None, **STAMP,
    )  # fmt: skip
    absence = NotAssessed.objects.create(
        child=child, assessment=left_out, state="stands", holds=True, reason="absent", recorded_by=raised, recorded_at=NOW,
        **STAMP,
    )  # fmt: skip
    long_ago = TODAY - timedelta(weeks=30)
    WellbeingAssessment.objects.create(
        child=child, institution=where, group=child_fields.get("group"), raters_required=2, state="watched",
        position="red", focus_point="Glemt", settled_on=long_ago, settled_by=raised, owner=raised, due_on=LATER,
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
    consent, sheet = consent_of(child, leads)
    passed_on(ahead, leads, guests[0] if guests else leads)
    parent = ahead.participants.create(role="parent", name="Far", invited_how="phone", invited_on=TODAY)
    agreement = ahead.agreements.create(what="Vi ringer", who=parent, due_on=LATER, idempotency_key=uuid4())
    words = ahead.entries.create(topic="hopes", text="Ord", said_by=parent, written_by=leads, written_at=NOW, **STAMP)
    glass, review = behind_glass(town, child)
    pk = child.pk
    numbers: dict[str, tuple[Any, ...]] = {
        "childfile:child": (pk,), "childfile:access": (pk,), "childfile:looks": (pk,),
        "people:protection": (pk,), "people:lift_protection": (pk,), "people:answer_lift": (pk,),
        "childfile:looks_pdf": (pk,), "concerns:raise": (pk,), "screening:alone": (pk,),
        "screening:round": (round_.pk,), "screening:group": (round_.pk, town.group.pk),
        "screening:joint": (round_.pk, town.group.pk), "screening:group_place": (round_.pk, town.day_care.pk),
        "screening:joint_place": (round_.pk, town.day_care.pk), "meetings:call": (loose.pk,),
        "meetings:entry_change": (words.pk,), "meetings:withdraw": (agreement.pk,), "meetings:participant": (parent.pk,),
        "plans:agree": (ahead.pk,), "plans:step": (step.pk,),
    }  # fmt: skip
    numbers |= around_the_group(town) | {"screening:notice_child": (pk,)}
    numbers |= {
        "screening:set_aside": (round_.pk, where.pk, pk),
        "screening:not_assessed": (absence.pk,),
        "screening:plan": (RoundPlan.objects.filter(municipality=town.municipality).earliest("pk").pk,),
    }
    numbers |= {
        f"screening:{name}": (assessment.pk,) for name in ("assessment", "assessment_family", "told", "follow_up")
    }
    numbers |= {"screening:decide_kept": (late.pk,), "screening:take_kept": (round_.pk, town.group.pk)}
    numbers |= {"screening:take_kept_place": (round_.pk, town.day_care.pk)}
    numbers |= {f"concerns:{n}": (loose.pk,) for n in CONCERN_PAGES}
    sheet_sent = notified(town, loose)
    numbers |= {f"concerns:{n}": (sheet_sent.pk,) for n in SHEET_PAGES}
    numbers |= {"concerns:approve_scale": (LevelScale.objects.get(municipality=town.municipality).pk,)}
    numbers |= {f"meetings:{n}": (ahead.pk,) for n in MEETING_PAGES}
    numbers |= {"meetings:minutes_pdf": (held.pk,), "meetings:read_aloud": (ahead.pk,), "meetings:handed": (held.pk,)}
    numbers |= {"meetings:draft": (ahead.pk,), "meetings:heard": (ahead.pk,)}
    numbers |= {f"plans:{n}": (plan.pk,) for n in ("plan", "add_step", "review", "offer", "accept", "decline")}
    numbers |= around_a_plan(plan, leads) | {"plans:begin": (step.pk,)}
    numbers |= {
        "glass:end": (glass.pk,),
        "glass:review": (review.pk,),
        "glass:approval": (asked_for(glass, review).pk,),
    }
    app = ("app", own_app(town).pk)
    numbers |= {"access:rename_factor": app, "access:remove_factor": app}
    numbers |= {f"organisation:{n}": (town.user("mette").pk,) for n in ("invite", "remove_factors")}
    numbers |= {f"sharing:{n}": (pk,) for n in ("child", "give", "pass_on")}
    numbers |= {f"sharing:{n}": (consent.pk,) for n in ("consent", "join", "renew", "withdraw", "lapse")}
    basis = LegalBasis.objects.get(municipality=town.municipality, key="duty")
    subject = PartKind.objects.get(municipality=town.municipality, key="plan")
    numbers |= {f"handover:{n}": (subject.pk,) for n in ("subject", "end_subject")}
    numbers |= {"sharing:paper": (sheet.pk,), "sharing:basis": (basis.pk,), "sharing:end_basis": (basis.pk,)}
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
    look, drawing = drawn_look(town, child)
    numbers |= {
        "logcontrol:look": (look.pk,),
        "logcontrol:report": (drawing.pk,),
        "logcontrol:report_pdf": (drawing.pk,),
    }
    numbers |= {f"retention:{name}": (erasure.pk,) for name in ("erasure", "approve", "call_off")}
    numbers |= {"retention:lift": (hold.pk,), "retention:rule": ("course",)}
    numbers |= appointed(loose, ahead, parent)
    numbers |= prepared(ahead, raised) | {"plans:review_pdf": (plan.pk,)}
    numbers |= helped(town, loose, ahead, plan, guests[0] if guests else raised)
    numbers |= visited(town, child)
    numbers |= handed_over(town, child, raised)
    numbers |= forms_of(town, child)
    numbers |= ties_of(town)
    numbers |= away_from(town)
    numbers |= looked_at(town)
    numbers |= learned(town)
    numbers |= asked_without_a_child(town)
    numbers |= {f"exchange:{n}": (run.pk,) for n in ("run", "confirm", "cancel", "rejected")}
    numbers |= {f"fbu:{n}": (received_file(town).pk,) for n in ("file", "take", "cancel")}
    numbers |= {"fbu:received": (child.pk,)}
    return Case(name, child, numbers)


def ties_of(town: Town) -> dict[str, tuple[Any, ...]]:
    """Mette's tie to a child nobody has heard of, and a worry of Jonas' about one he has a tie to; the same for every case."""
    kind = TieKind.objects.filter(municipality=town.municipality).first()
    assert kind is not None
    told: dict[str, Any] = {"kind": kind, "start_on": TODAY, "declared_at": NOW, "child_born_on": TODAY, **STAMP}
    mette, jonas = town.user("mette"), town.user("jonas")
    hers, _new = Tie.objects.get_or_create(user=mette, child_name="Ukendt", declared_by=mette, defaults=told)
    his, new = Tie.objects.get_or_create(user=jonas, child_name="Gemt Væk", declared_by=jonas, defaults=told)
    if new:
        child = town.child("Gemt", "Væk", enrol=False, parents=0, district=None)
        TieChild.objects.create(tie=his, child=child)
        concern_of(child, town.user("signe"), jonas, False, state="taken", due_on=LATER, owner=jonas)
    concern = Concern.objects.get(child__in=his.found.values("child_id"))
    return {
        "ties:declare_for": (mette.pk,), "ties:person": (mette.pk,), "ties:part": (mette.pk,), "ties:end": (hers.pk,),
        "ties:take_over": ("concerns.concern", concern.pk), "ties:retire_kind": (kind.pk,),
    }  # fmt: skip


def away_from(town: Town) -> dict[str, tuple[Any, ...]]:
    """Jonas is away later on, and nobody covers yet; the same for every case."""
    jonas = town.user("jonas")
    told: dict[str, Any] = {"end_on": LATER, "registered_by": jonas, "registered_at": NOW, **STAMP}
    row, _new = Absence.objects.get_or_create(municipality=town.municipality, user=jonas, start_on=LATER, defaults=told)
    return {"absences:register_for": (jonas.pk,), "absences:end": (row.pk,)}


def looked_at(town: Town) -> dict[str, tuple[Any, ...]]:
    """The officer's look at mette's access, sent to dorte; the same for every case."""
    asked, _new = AccessReview.objects.get_or_create(
        municipality=town.municipality, person=town.user("mette"), by=town.user("lars"), owner=town.user("dorte"),
        defaults={"at": NOW, "state": "to_end", "remark": "Se efter", "children": 0, "old": 0, "due_on": LATER, **STAMP},
    )  # fmt: skip
    mette = (town.user("mette").pk,)
    return {"oversight:person": mette, "oversight:person_csv": mette, "oversight:answer": (asked.pk,)}


def own_app(town: Town) -> Authenticator:
    """Mette's code app, the same whichever child is asked about."""
    found, _new = Authenticator.objects.get_or_create(
        user=town.user("mette"), defaults={"name": "App", "added_at": NOW, "sealed_secret": "-"}
    )
    return found


def consent_of(child: Child, leads: Any) -> tuple[Consent, ConsentPaper]:
    """One parent's yes on paper."""
    consent = Consent.objects.create(
        child=child, receivers=["ppr"], topics=["health"], purpose="Hjælp", expires_on=LATER, owner=leads,
        recorded_at=NOW, idempotency_key=uuid4(), **STAMP,
    )  # fmt: skip
    sheet = ConsentPaper.objects.create(
        consent=consent, name="ark.pdf", content_type="application/pdf", content=b"%PDF-", size=5
    )
    guardian = child.custodies.order_by("id").first().guardian
    ConsentVoice.objects.create(
        consent=consent, guardian=guardian, name="Mor", on=TODAY, form="paper", paper=sheet, recorded_by=leads
    )
    return consent, sheet


def passed_on(meeting: Meeting, leads: Any, guest: Any) -> Disclosure:
    """What the guest was told at the meeting."""
    child, suspicion = meeting.child, meeting.suspicion
    return Disclosure.objects.create(
        child=child, concern=meeting.concern, suspicion=suspicion, what="meeting", about_label="meetings.meeting",
        about_id=meeting.pk, to_user=guest, to_name=guest.name, to_service="ppr", purpose="Hjælp",
        basis=LegalBasis.objects.get(municipality=child.municipality, key="one_off"), note="Nødvendigt",
        told="suspicion" if suspicion else "told", told_on=None if suspicion else TODAY, on=TODAY, until=LATER,
        by=leads, recorded_at=NOW, idempotency_key=uuid4(),
    )  # fmt: skip


CONCERN_PAGES = (
    "concern", "sent", "take", "offer", "accept", "decline", "contact", "close", "rate", "stage", "notify",
)  # fmt: skip
SHEET_PAGES = (
    "notification", "write_notification", "send_notification", "drop_notification", "acknowledge", "notification_pdf",
)  # fmt: skip


def notified(town: Town, concern: Concern) -> Notification:
    """Sent to sara an hour ago; next door to nobody here."""
    local = concern.child.municipality_id == town.municipality.pk
    return Notification.objects.create(
        child=concern.child, concern=concern, state="sent", begun_by=concern.raised_by, begun_at=NOW, worry="Bekymret",
        sent_by=concern.raised_by, sent_at=NOW, owner=town.user("sara") if local else concern.owner, due_on=LATER,
        idempotency_key=uuid4(), not_gone_through="" if concern.suspicion else "De svarer ikke", **STAMP,
    )  # fmt: skip


MEETING_PAGES = (
    "meeting", "entry", "agree", "add_participant", "basis", "begin", "move", "cancel", "no_plan", "take_lead",
)  # fmt: skip


def behind_glass(town: Town, child: Child) -> tuple[BrokenGlass, GlassReview]:
    """Sara saw the child for ten minutes yesterday, and the chief looks it over."""
    ended = NOW - timedelta(days=1)
    local = child.municipality_id == town.municipality.pk
    glass = BrokenGlass.objects.create(
        child=child, user=town.user("sara" if local else "nabo"), function="family_adviser", reason="danger",
        why="Nogen ringede midt om natten.", broken_at=ended - timedelta(minutes=10), ended_at=ended,
        ends_at=ended + timedelta(minutes=50), idempotency_key=uuid4(),
    )  # fmt: skip
    review = GlassReview.objects.create(
        glass=glass, child=child, owner=town.user("bo" if local else "nabo"), due_on=TODAY, **STAMP
    )
    return glass, review


def drawn_look(town: Town, child: Child) -> tuple[SampledLook, Drawing]:
    """Sara's look behind the glass was drawn last month, and the chief explains it; next door somebody else does."""
    local = child.municipality_id == town.municipality.pk
    here = {"municipality": child.municipality}
    drawing, _new = Drawing.objects.get_or_create(
        **here, month=TODAY.replace(month=7, day=1),
        defaults={"seed": "0" * 64, "drawn_at": NOW, "up_to": 0, "population": 9, "by_chance": 9, "flagged": 0, "drawn": 9,
                  "numbers": {}, "by_basis": {}},
    )  # fmt: skip
    reader = town.user("bo") if local else town.hire("nabochef", "Nete Bo", Function.CHIEF, municipality=town.neighbour)
    look = SampledLook.objects.create(
        drawing=drawing, **here, number=drawing.looks.count() + 1, actor=town.user("sara" if local else "nabo"),
        child_number=child.pk, day=TODAY.replace(month=10), first_at=NOW, last_at=NOW, times=1, what=["child.read"],
        function="family_adviser", unit="", basis="glass", quiet=False, fresh=False, weight=40, by_chance=True,
        owner=reader, due_on=LATER, **STAMP,
    )  # fmt: skip
    return look, drawing


def asked_for(glass: BrokenGlass, review: GlassReview) -> GlassApproval:
    """The same reviewer is asked for a fourth time that day."""
    asked = GlassApproval.objects.create(
        child=glass.child, user=glass.user, reason=glass.reason, why=glass.why, asked_at=NOW,
        expires_at=NOW + timedelta(hours=1),
    )  # fmt: skip
    GlassAsking.objects.create(approval=asked, user=review.owner)
    return asked


REQUEST_PAGES = ("request", "extend", "withdraw", "copy", "release", "copy_json", "copy_pdf")


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
