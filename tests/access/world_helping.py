"""What helps the children in the world of expected answers: measures, the catalogue and the teams."""

from __future__ import annotations

from typing import Any

from sikkerhedsnet.access.models import User
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.measures.models import Measure, MeasureKind
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.organisation.models import District, DistrictTeamMember, Employment
from sikkerhedsnet.plans.models import Plan
from tests.personas import NOW, TODAY, Town

from .world_seeing import LATER, STAMP


def helped(town: Town, concern: Concern, meeting: Meeting, plan: Plan, doer: User) -> dict[str, tuple[Any, ...]]:
    """`doer` stands for a measure, but for a suspicion, which has none; the meeting and the plan may start another."""
    child = concern.child
    kinds = MeasureKind.objects.filter(municipality=child.municipality)
    everybody = kinds.get(name="Legegruppe med en voksen")
    number = 0
    if not concern.suspicion:
        measure = Measure.objects.create(
            child=child, kind=everybody, concern=concern, name=everybody.name, tier=everybody.tier, purpose="Leger med",
            start_on=TODAY, asked_on=TODAY, asked_how="talk", started_by=doer, started_at=NOW, owner=doer, due_on=LATER,
            **STAMP,
        )  # fmt: skip
        measure.looks.create(on=TODAY, by=doer, recorded_at=NOW, what_it_did="Hjælper", next_on=LATER)
        number = measure.pk
    post = Employment.objects.get(user=town.user("jonas"))
    member, _new = DistrictTeamMember.objects.get_or_create(district=town.district, employment=post, start_on=TODAY)
    own = MeasureKind.objects.filter(municipality=town.municipality).earliest("pk")
    return {
        **{f"measures:{name}": (number,) for name in ("measure", "follow_up", "end")},
        "measures:choose_at_meeting": (meeting.pk,),
        "measures:start_at_meeting": (meeting.pk, everybody.pk),
        "measures:choose_in_plan": (plan.pk,),
        "measures:start_in_plan": (plan.pk, everybody.pk),
        "measures:change_kind": (own.pk,),
        "measures:join": (District.objects.filter(municipality=town.municipality).earliest("pk").pk,),
        "measures:leave": (member.pk,),
    }
