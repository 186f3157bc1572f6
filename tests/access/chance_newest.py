"""Visits, recalls, focus points of groups, notices, late ratings and deliveries, owned by whoever chance says."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.fbu.models import (
    DeliveredReport,
    DeliveryRun,
    HeldBack,
    ReceivedFile,
    ReceivedItem,
    ResourceId,
    Sender,
)
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import Child, Custody, Guardian
from sikkerhedsnet.plans.models import LookAgain, Plan, PlanRole
from sikkerhedsnet.screening.models import (
    GroupFocus,
    GroupFocusLook,
    KeptRating,
    NoticeGiven,
    ParentsNotice,
    WellbeingAssessment,
)
from sikkerhedsnet.visits.models import (
    DentalRecall,
    DentalTurn,
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedTurn,
    PlannedVisit,
    Visit,
    VisitGuardian,
    VisitHelp,
)
from tests.personas import LONG_AGO, NOW, TODAY, Town

STAMP: dict[str, Any] = {"changed_at": NOW, "changed_by_name": "test"}
LATER = TODAY + timedelta(days=30)


class Newest:
    """What is added after everything else, by a chance of its own."""

    def __init__(self, town: Town, staff: list[User], chance: random.Random) -> None:
        self.town, self.staff, self.chance = town, staff, chance

    def add(self) -> list[User]:
        """The rows; and the people they need who were not there."""
        children = list(Child.objects.order_by("pk"))
        new = self.people(children)
        self.staff = [*self.staff, *new]
        notices = {home.pk: self.notice(home) for home in (self.town.municipality, self.town.neighbour)}
        for child in children:
            self.journal(child)
            guardian = child.custodies.order_by("pk").first()
            if guardian is not None:
                NoticeGiven.objects.create(
                    child=child, guardian=guardian.guardian, notice=notices[child.municipality_id], given_on=TODAY,
                    how="paper", by=self.staff[0], recorded_at=NOW,
                )  # fmt: skip
        self.recalls(children, new)
        self.focus_points()
        self.late_ratings()
        self.around_plans()
        for home in (self.town.municipality, self.town.neighbour):
            self.delivery(home, children)
        return new

    def people(self, children: list[Child]) -> list[User]:
        """A chief and two dental professionals with children of their own here, one of them soon gone; a leader who is also
        in a group; a health visitor who has her post in the day care; two whose days are not alike."""
        town, f = self.town, Function
        chief = town.hire("chance_chief", "Tilfældig Chef", f.CHIEF)
        stays = town.hire("chance_teeth", "Tilfældig Tand", f.DENTAL_PROFESSIONAL)
        goes = town.hire("chance_goes", "Tilfældig Gået", f.DENTAL_PROFESSIONAL, end_on=TODAY)
        leads = town.hire("chance_leads", "Tilfældig Leder", f.LEADER, institution=town.day_care, groups=(town.group,))
        visits = town.hire(
            "chance_visits", "Tilfældig Sundhed", f.HEALTH_VISITOR, institution=town.day_care, groups=(town.group,)
        )
        ours = [child for child in children if child.municipality_id == town.municipality.pk]
        for number, user in enumerate((chief, stays, goes)):
            parent = Guardian.objects.create(municipality=town.municipality, name="Forælder", user=user, **STAMP)
            for child in (ours[number], ours[number + 3]):
                Custody.objects.create(
                    child=child, guardian=parent, has_custody=True, same_address=False,
                    start_on=TODAY - timedelta(days=900),
                )  # fmt: skip
        return [chief, stays, goes, leads, visits, *self.day_by_day()]

    def day_by_day(self) -> list[User]:
        """A pedagogue who is in one of two groups each day, and one who works in one of two places each day."""
        town, f = self.town, Function
        place = town.day_care
        group = town.hire("chance_group", "Tilfældig Stue", f.PEDAGOGUE, institution=place)
        moves = town.hire("chance_moves", "Tilfældig Vikar", f.PEDAGOGUE, institution=place, end_on=LONG_AGO)
        groups, places = list(place.groups.order_by("pk")[:2]), (town.day_care, town.school)
        for number in range(-20, 21):
            day = TODAY + timedelta(days=number)
            GroupAssignment.objects.create(
                employment=group.employments.get(), group=groups[number % 2], start_on=day, end_on=day
            )
            Employment.objects.create(
                user=moves, municipality=town.municipality, function=f.PEDAGOGUE, institution=places[number % 2],
                start_on=day, end_on=day,
            )  # fmt: skip
        return [group, moves]

    def notice(self, home: Municipality) -> ParentsNotice:
        return ParentsNotice.objects.create(
            municipality=home, number=1, purpose="x", basis="x", who_sees="x", kept="x", rights="x", from_on=TODAY,
            written_by=self.staff[0], written_at=NOW, **STAMP,
        )  # fmt: skip

    def journal(self, child: Child) -> None:
        """A planned visit, a held one with everything a visit can find, and one told of by another municipality."""
        who, at = self.chance.choice(self.staff), NOW
        guardian = Guardian.objects.filter(custodies__child=child).order_by("pk").first()
        planned = PlannedVisit.objects.create(
            child=child, visit_type="x", series="infant", why="need", window_from=TODAY, window_to=TODAY, planned_at=NOW,
            owner=who, due_on=TODAY, **STAMP,
        )  # fmt: skip
        PlannedTurn.objects.create(planned=planned, move="agree", by=who, at=at)
        visit = Visit.objects.create(
            child=child, planned=planned, visit_type="x", visit_class="HH", starts_at=NOW, owner=who, due_on=TODAY,
            held_by=who, **STAMP,
        )  # fmt: skip
        fact: dict[str, Any] = {"child": child, "visit": visit, "recorded_at": NOW, "recorded_by": who}
        IndicatorObservation.objects.create(indicator="x", absent="unknown", at=at, **fact)
        GrowthMeasurement.objects.create(kind="weight", unit="g", absent="unknown", at=at, **fact)
        FeedingObservation.objects.create(absent="unknown", at=at, **fact)
        ExamFinding.objects.create(code="x", at=at, **fact)
        help_ = Intervention.objects.create(code="x", start_on=TODAY, **fact)
        VisitHelp.objects.create(visit=visit, help=help_)
        if guardian is not None:
            VisitGuardian.objects.create(visit=visit, guardian=guardian)
        ReceivedItem.objects.create(
            child=child, sender="1", kind="visit", resource_id=f"{child.pk}", reported_at=NOW, at=TODAY, value={},
            received_at=NOW,
        )  # fmt: skip

    def recalls(self, children: list[Child], new: list[User]) -> None:
        """Open with anybody, and seen before by those who are dental professionals some time: of every child."""
        posts = {"employments__function": "dental_professional"}
        dental = list(User.objects.filter(pk__in=[u.pk for u in self.staff], **posts).distinct().order_by("pk"))
        for child in children:
            owners = [
                self.chance.choice(self.staff),
                *self.chance.sample(dental, k=2),
                *[u for u in dental if u in new],
            ]
            for number, owner in enumerate(owners):
                recall = DentalRecall.objects.create(
                    child=child, institution=self.town.health, state="called" if number == 0 else "seen", called_at=NOW,
                    months=12, owner=owner, due_on=TODAY, escalated_to=self.chance.choice(dental), decided_by=owner, **STAMP,
                )  # fmt: skip
                DentalTurn.objects.create(recall=recall, turn="called", on=TODAY, by=owner, at=NOW)

    def focus_points(self) -> None:
        """For each group, and for each place as a whole; owed by anybody, who need not work there any more."""
        town = self.town
        for place in (town.day_care, town.school, town.childminding, town.other_day_care):
            for group in (None, *place.groups.order_by("pk")):
                who = self.chance.choice(self.staff)
                focus = GroupFocus.objects.create(
                    institution=place, group=group, attention="x", adults_change="x", begins_on=TODAY, made_by=who,
                    made_at=NOW, owner=who, due_on=LATER, escalated_to=self.chance.choice(self.staff), **STAMP,
                )  # fmt: skip
                GroupFocusLook.objects.create(focus=focus, at=NOW, by=who, changed="x", next_on=LATER)

    def late_ratings(self) -> None:
        """Two of every assessment: one by somebody who works with the child on some day, and one by anybody."""
        for assessment in WellbeingAssessment.objects.order_by("pk"):
            at_work = [tie.user for tie in assessment.child.relations.select_related("user").order_by("pk")]
            for rater in (self.chance.choice(at_work or self.staff), self.chance.choice(self.staff)):
                KeptRating.objects.create(
                    key=UUID(int=self.chance.getrandbits(128)), assessment=assessment, rater=rater, state="aside",
                    written_at=NOW, received_at=NOW, **STAMP,
                )  # fmt: skip

    def around_plans(self) -> None:
        """Somebody is asked to coordinate each plan, and somebody keeps an eye out; others were told that it is late."""
        for plan in Plan.objects.order_by("pk"):
            for model, more in ((PlanRole, {"role": "relational"}), (LookAgain, {})):
                who, told = self.chance.choice(self.staff), self.chance.choice(self.staff)
                by = (
                    {"asked_by": who, "asked_at": NOW, "person": who}
                    if model is PlanRole
                    else {"named_by": who, "named_at": NOW}
                )
                model.objects.create(plan=plan, owner=who, due_on=LATER, escalated_to=told, **by, **more, **STAMP)

    def delivery(self, home: Municipality, children: list[Child]) -> None:
        """A delivery of every child, of the neighbour's too: who reads of it goes by whose delivery it is."""
        Sender.objects.create(municipality=home, sor="1", **STAMP)
        run = DeliveryRun.objects.create(municipality=home, from_on=TODAY, to_on=TODAY, made_at=NOW, by_name="x")
        ReceivedFile.objects.create(municipality=home, name="x", by_name="x", uploaded_at=NOW)
        for child in children:
            DeliveredReport.objects.create(run=run, child=child)
            HeldBack.objects.create(run=run, child=child, why="missing", since_on=TODAY)
            ResourceId.objects.create(child=child, row=f"{home.pk}", row_id=child.pk)
