"""What is seen of the children in the world of expected answers: visits, forms, hand-overs, courses, what a group agreed on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.fbu.commands import Delivery, as_json
from sikkerhedsnet.fbu.models import ReceivedFile
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from sikkerhedsnet.handover.models import HandOver, PartKind, SentPart
from sikkerhedsnet.instruments.models import FollowUp, FormVersion, Response
from sikkerhedsnet.instruments.reading import shipped_texts
from sikkerhedsnet.instruments.versions import digest
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.screening.models import (
    GroupFocus,
    ParentsNotice,
)
from sikkerhedsnet.sharing.models import Consent, ConsentVoice, LegalBasis
from sikkerhedsnet.training.models import Certificate, Course, CourseDate, Participation
from sikkerhedsnet.visits.models import (
    DentalRecall,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
    VisitScheme,
)
from tests.personas import NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
LATER = TODAY + timedelta(days=30)


def visited(town: Town, child: Child) -> dict[str, tuple[Any, ...]]:
    """Hanne owes the child a visit and has held one, with an intervention for the mother; Tove has called it to the dentist."""
    local = child.municipality_id == town.municipality.pk
    hanne, tove = (town.user("hanne"), town.user("tove")) if local else (town.user("nabo"), town.user("nabo"))
    mother = child.custodies.order_by("id")[0].guardian
    here = {"child": child, "recorded_at": NOW, "recorded_by": hanne}
    planned = PlannedVisit.objects.create(
        child=child, visit_type="need_small", series="small", why="need", note="Søvn", window_from=TODAY, window_to=LATER,
        planned_at=NOW, owner=hanne, due_on=LATER, **STAMP,
    )  # fmt: skip
    visit = Visit.objects.create(
        child=child, visit_type="need_small", visit_class="home", starts_at=NOW, state="whole", held_by=hanne, **STAMP
    )
    visit.present.create(guardian=mother)
    IndicatorObservation.objects.create(
        visit=visit, guardian=mother, indicator="parent_mental_state", value=MOTHERS_STATE, at=NOW, **here
    )
    GrowthMeasurement.objects.create(visit=visit, kind="weight", value=5000, unit="g", at=NOW, **here)
    help = Intervention.objects.create(visit=visit, guardian=mother, code=MOTHERS_HELP, start_on=TODAY, **here)
    recall = DentalRecall.objects.create(
        child=child, institution=town.health, called_at=NOW, months=12, owner=tove, due_on=LATER, **STAMP
    )
    said = Consent.objects.create(
        child=child, receivers=["health_visiting"], topics=["health"], purpose="Tandlæge", expires_on=LATER, owner=tove,
        recorded_at=NOW, **STAMP,
    )  # fmt: skip
    ConsentVoice.objects.create(
        consent=said, guardian=mother, name="Mor", on=TODAY, form="spoken", witness="Vidne", recorded_by=tove
    )
    row = VisitScheme.objects.get(municipality=town.municipality, visit_type="maternity")
    return {
        "visits:child": (child.pk,), "visits:need": (child.pk,), "visits:write": (child.pk, "need_small"),
        "visits:visit": (visit.pk,), "visits:planned": (planned.pk,), "visits:wrong": ("visit", visit.pk),
        "visits:end_help": (help.pk,), "visits:scheme_row": (row.pk,), "visits:recall": (recall.pk,),
        "visits:recall_seen": (recall.pk,), "visits:recall_talk": (recall.pk,),
        "sharing:recall_consent": (recall.pk,), "sharing:recall_withdraw": (recall.pk, said.pk),
        "sharing:recall_lapse": (recall.pk, said.pk),
    }  # fmt: skip


MOTHERS_STATE = "f86c2526-3b04-454c-a99e-d350f699dc94"
MOTHERS_HELP = "8af7f611-2bae-4ba5-923a-d748501d1ad3"


def around_the_group(town: Town) -> dict[str, tuple[Any, ...]]:
    """What Mette's group has agreed to change, and the municipality's text to parents; the same for every case."""
    mette = town.user("mette")
    focus, _new = GroupFocus.objects.get_or_create(
        institution=town.day_care, group=town.group, attention="Larm",
        defaults={"adults_change": "Vi deler os", "begins_on": TODAY, "made_by": mette, "made_at": NOW, "owner": mette,
                  "due_on": LATER, **STAMP},
    )  # fmt: skip
    notice, _new = ParentsNotice.objects.get_or_create(
        municipality=town.municipality, number=1,
        defaults={"state": "approved", "purpose": "p", "basis": "b", "who_sees": "w", "kept": "k", "rights": "r",
                  "from_on": TODAY, "written_by": town.user("karin"), "written_at": NOW, "approved_by": town.user("bo"),
                  "approved_at": NOW, **STAMP},
    )  # fmt: skip
    place = (town.day_care.pk,)
    return {
        "screening:focus": (town.group.pk,), "screening:focus_place": place, "screening:focus_point": (focus.pk,),
        "screening:notice_pdf": (notice.pk,), "screening:notice_place": place,
    }  # fmt: skip


def handed_over(town: Town, child: Child, raised: Any) -> dict[str, tuple[Any, ...]]:
    """A hand-over being written, one sent to anders and one he has accepted, each from where the child is."""
    place = child.enrolments.first()
    here = {"municipality": child.municipality}
    sender = place.institution if place else next_door(town, "NAB-D", "Nabohuset", InstitutionKind.DAY_CARE, **here)
    sfo = next_door(town, "HAV-F", "Havnens SFO", InstitutionKind.AFTER_SCHOOL_CARE, municipality=town.municipality)
    anders, rikke = town.user("anders"), town.user("rikke")
    about: dict[str, Any] = {"child": child, "kind": "to_school", "from_institution": sender, "occasion_on": LATER,
                             "begun_at": NOW, "purpose": "Skolestart", "due_on": LATER, **STAMP}  # fmt: skip
    gone: dict[str, Any] = {"chosen": anders, "receiver": anders, "leader": rikke, "sent_at": NOW, "sent_by": raised,
                            "readable_until": LATER}  # fmt: skip
    kind = PartKind.objects.get(municipality=child.municipality, key="worries")
    draft = HandOver.objects.create(to_institution=town.school, owner=raised, idempotency_key=uuid4(), **about)
    sent = HandOver.objects.create(to_institution=sfo, owner=raised, state="sent", **gone, **about)
    taken = HandOver.objects.create(
        to_institution=town.school, owner=anders, state="accepted", accepted_at=NOW, accepted_by_name="Anders Friis", **gone,
        **about,
    )  # fmt: skip
    basis = LegalBasis.objects.get(municipality=child.municipality, key="consent")
    part = SentPart.objects.create(
        handover=sent, edition=1, kind=kind, order=1, title="Bekymring", text="Ord", basis=basis, must_read=True
    )
    numbers: dict[str, tuple[Any, ...]] = {f"handover:{name}": (draft.pk,) for name in DRAFT_PAGES}
    numbers |= {f"handover:{name}": (sent.pk,) for name in ("handover", "pdf", "seal", "accept", "send_back", "name")}
    return numbers | {
        "handover:begin": (child.pk,), "handover:part": (draft.pk, kind.pk), "handover:close": (taken.pk,),
        "handover:read": (part.pk,), "handover:take_back": (part.pk,), "handover:starters": (town.day_care.pk,),
    }  # fmt: skip


def next_door(town: Town, code: str, name: str, kind: InstitutionKind, **fields: Any) -> Institution:
    """One more place, made the first time it is asked for."""
    found, _new = Institution.objects.get_or_create(code=code, **fields, defaults={"name": name, "kind": kind})
    return found


DRAFT_PAGES = ("talk", "without_parents", "choose", "leave_out", "preview", "correct", "withdraw", "receipt")


def forms_of(town: Town, child: Child) -> dict[str, tuple[Any, ...]]:
    """An ADBB of the health visitor's with what must follow, and karin's own version of a form."""
    local = child.municipality_id == town.municipality.pk
    who = town.user("hanne" if local else "nabo")
    text = shipped_texts()["adbb"]
    form, _new = FormVersion.objects.get_or_create(
        municipality=None, key="adbb", number=1, digest=digest(text),
        defaults={"text": text, "state": "approved", "in_force_on": TODAY, "prepared_at": NOW, **STAMP},
    )  # fmt: skip
    answer = Response.objects.create(
        child=child, form=form, instrument="adbb", seen_by=["health_visitor"], informant="staff", answered_on=TODAY,
        answers={item.id: 1 for item in form.definition.items}, score=8, band="withdrawn", positive=True,
        entered_by=who, entered_at=NOW, idempotency_key=uuid4(), institution=town.health if local else None,
    )  # fmt: skip
    follow = FollowUp.objects.create(
        child=child, response=answer, key="again", do="observe_again", asked_on=TODAY, earliest_on=TODAY, due_on=LATER,
        owner=who, **STAMP,
    )  # fmt: skip
    own, _new = FormVersion.objects.get_or_create(
        municipality=town.municipality, key="topi_3_6", number=2,
        defaults={"text": shipped_texts()["topi_3_6"].replace("version: 1", "version: 2"), "digest": "", "prepared_at": NOW,
                  "in_force_on": TODAY, "prepared_by": town.user("karin"), **STAMP},
    )  # fmt: skip
    pk = child.pk
    return {
        "instruments:child": (pk,), "instruments:child_csv": (pk,), "instruments:fill": (pk, "external"),
        **{f"instruments:{name}": (answer.pk,) for name in ("response", "correct", "response_pdf", "response_family")},
        "instruments:act": (follow.pk,), "instruments:empty_pdf": ("external",),
        **{f"instruments:{name}": ("adbb",) for name in ("form", "copy")},
        **{f"instruments:{name}": (own.pk,) for name in ("version", "edit", "propose", "decide")},
    }  # fmt: skip


def received_file(town: Town) -> ReceivedFile:
    """A file from another municipality that waits for an answer; the same for every case."""
    told: dict[str, Any] = {"content": as_json(Delivery(NOW, ())).encode(), "by_name": "Bo Kjær", "uploaded_at": NOW}
    return ReceivedFile.objects.get_or_create(municipality=town.municipality, name="nabo.json", defaults=told)[0]


def learned(town: Town) -> dict[str, tuple[Any, ...]]:
    """Mette's certificate and her place on a coming course; the same for every case."""
    mette = town.user("mette")
    course = Course.objects.get(municipality=town.municipality, key="topi")
    day, _new = CourseDate.objects.get_or_create(course=course, on=LATER, defaults=STAMP)
    place, _new = Participation.objects.get_or_create(date=day, user=mette, defaults={"signed_up_at": NOW})
    hers, _new = Certificate.objects.get_or_create(
        municipality=town.municipality, user=mette, course=course, completed_on=TODAY,
        defaults={"source": "by_hand", **STAMP},
    )  # fmt: skip
    numbers: dict[str, tuple[Any, ...]] = {
        "training:person": (mette.pk,), "training:give": (mette.pk,), "training:revoke": (hers.pk,),
        "training:take_off": (place.pk,),
    }  # fmt: skip
    numbers |= {f"training:{name}": (course.pk,) for name in ("course", "course_csv", "edit_course", "add_date")}
    numbers["training:give_place"] = (day.pk, mette.pk)
    dates = ("date", "edit_date", "cancel_date", "sign_up", "attendance", "ask", "take_back")
    return numbers | {f"training:{name}": (day.pk,) for name in dates}


def asked_without_a_child(town: Town) -> dict[str, tuple[Any, ...]]:
    """A guide in force in both municipalities and the next one sent on; a question of Mette's. The same for every case."""
    karin, row = town.user("karin"), Sparring.objects.filter(municipality=town.municipality).first()
    if row is None:
        in_force: dict[str, Any] = {"state": "approved", "in_force_on": TODAY, "decided_by": town.user("bo")}
        GuideVersion.objects.filter(number=1).update(**in_force)
        row = Sparring.objects.create(
            municipality=town.municipality, asked_by=town.user("mette"), asked_at=NOW, situation="Barnet græder.",
            owner=town.user("jonas"), due_on=LATER, escalated_to=town.user("bo"), **STAMP,
        )  # fmt: skip
    here = {"municipality": town.municipality}
    sent: dict[str, Any] = {"state": "proposed", "writers": [karin.pk], "prepared_by": karin, "prepared_at": NOW}
    guide, _new = GuideVersion.objects.get_or_create(**here, number=2, defaults={**sent, **STAMP})
    entry, _new = GuideEntry.objects.get_or_create(
        **here, guide=guide, position=1, defaults={"title": "Et råd", **STAMP}
    )
    whole = ("version", "edit", "add_entry", "take_back", "decide")
    return {
        **{f"guide:{name}": (guide.pk,) for name in whole},
        **{f"guide:{name}": (guide.pk, entry.pk) for name in ("entry", "drop_entry")},
        **{f"guide:{name}": (row.pk,) for name in ("sparring", "give")},
    }
