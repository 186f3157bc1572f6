"""Who should see what in a municipality, worked out with plain sets and written from the access model alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models

from sikkerhedsnet.access.models import User
from sikkerhedsnet.concerns.models import Concern, Notifier
from sikkerhedsnet.core import clock
from sikkerhedsnet.handover.models import HandOver
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.logcontrol.models import SampledLook
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import Employment, GroupAssignment
from sikkerhedsnet.people.models import (
    BrokenGlass,
    Child,
    Custody,
    Enrolment,
    Guardian,
    Persona,
    Protection,
    Relation,
    Tie,
    TieChild,
)
from sikkerhedsnet.plans.models import LookAgain, Plan, PlanRole, Step
from sikkerhedsnet.screening.models import NotAssessed, WellbeingAssessment
from sikkerhedsnet.sharing.models import Consent, Disclosure
from sikkerhedsnet.visits.models import DentalRecall
from tests.access.plain_helping import GUARDED_HELPING, HELPING, helping_known, helping_rows, helping_seen
from tests.access.plain_newest import GUARDED, NEWEST, all_rows, on, seen_of
from tests.access.plain_table import GUARDED_TABLE, TABLE, met_at_recalls, table_rows, table_seen

MODELS: tuple[type[models.Model], ...] = (
    Child, WellbeingAssessment, NotAssessed, Concern, Consent, Disclosure, Meeting, Plan, Step, Notifier, Protection,
    SampledLook, HandOver, Response, FollowUp, PlanRole, LookAgain, *NEWEST, *HELPING, *TABLE,
)  # fmt: skip
BEHIND: tuple[type[models.Model], ...] = (*GUARDED, *GUARDED_HELPING, *GUARDED_TABLE)
"""Rows the application comes to by another road, so that the database alone is asked about them."""

# The access model in its own words: which functions reach children how, and read what.
RATERS = {"pedagogue", "childminder", "teacher"}
BY_COURSE = {
    "prevention_adviser", "educational_psychologist", "speech_and_hearing_therapist", "dental_professional",
    "family_adviser",
}  # fmt: skip
ONE_PLACE = RATERS | {"leader"}
HAND_OVER = ONE_PLACE | {"health_visitor"}
BREAK_GLASS = {"family_adviser", "health_visitor"}
WITH_CHILDREN = RATERS | BY_COURSE | {"leader", "health_visitor"}
READ_ASSESSMENTS = WITH_CHILDREN - {"speech_and_hearing_therapist", "dental_professional"}
READ_CONCERNS = READ_ASSESSMENTS - {"educational_psychologist"}


FORMS = READ_ASSESSMENTS - {"family_adviser"} | {"speech_and_hearing_therapist", "dental_professional"}


class Oracle:
    """Every row as it is, read once; `seen` says which of them somebody should see on a day."""

    def __init__(self) -> None:
        self.users = {user.pk: user for user in User.objects.all()}
        self.children = {child.pk: child for child in Child.objects.all()}
        self.posts, self.groups = list(Employment.objects.all()), list(GroupAssignment.objects.all())
        self.enrolments, self.relations = list(Enrolment.objects.all()), list(Relation.objects.all())
        self.assessments, self.concerns = list(WellbeingAssessment.objects.all()), list(Concern.objects.all())
        self.left_out = list(NotAssessed.objects.all())
        self.meetings, self.seats = list(Meeting.objects.all()), list(Participant.objects.all())
        self.plans, self.steps = list(Plan.objects.all()), list(Step.objects.all())
        self.asked, self.watching = list(PlanRole.objects.all()), list(LookAgain.objects.all())
        self.handovers = list(HandOver.objects.all())
        self.consents, self.disclosures = list(Consent.objects.all()), list(Disclosure.objects.all())
        self.answers, self.follow_ups = list(Response.objects.all()), list(FollowUp.objects.all())
        self.glass = list(BrokenGlass.objects.all())
        self.notifiers = list(Notifier.objects.select_related("concern"))
        self.protections = list(Protection.objects.all())
        self.looks = list(SampledLook.objects.all())
        self.custodies, self.guardians = list(Custody.objects.all()), list(Guardian.objects.all())
        self.personas = list(Persona.objects.select_related("person"))
        self.ties, self.tied = {tie.pk: tie for tie in Tie.objects.all()}, list(TieChild.objects.all())
        self.newest, self.helping, self.table = all_rows(), helping_rows(), table_rows()
        self.kept: dict[tuple[int, date], set[int]] = {}
        self.answered: dict[tuple[int, date], dict[type[models.Model], set[int]]] = {}

    def family(self, user_id: int, day: date) -> set[int]:
        """Whom somebody may never meet at work on the day."""
        if (user_id, day) not in self.kept:
            self.kept[user_id, day] = self._family(user_id, day)
        return self.kept[user_id, day]

    def _family(self, user_id: int, day: date) -> set[int]:
        persons = {p.person_id for p in self.personas if p.user_id == user_id}
        me = {user_id} | {p.user_id for p in self.personas if p.person_id in persons}
        numbers = {p.person.cpr_number for p in self.personas if p.person_id in persons} - {""}
        parents = {g.pk for g in self.guardians if g.user_id in me or g.cpr_number in numbers}
        mine = {c.child_id for c in self.custodies if c.guardian_id in parents}
        today = [c for c in self.custodies if c.same_address and on(c, day)]
        home = {c.child_id for c in today if c.guardian_id in parents}
        with_me = {c.guardian_id for c in today if c.child_id in home}
        household = {c.child_id for c in today if c.guardian_id in with_me}
        where = {place(self.children[pk]) for pk in home} - {None}
        near = {pk for pk, child in self.children.items() if place(child) in where}
        tied = {t.child_id for t in self.tied if self.ties[t.tie_id].user_id in me and on(self.ties[t.tie_id], day)}
        return mine | household | near | tied

    def children_of(self, user_id: int, day: date, *, glass: bool = True) -> set[int]:
        """The children somebody works with on the day; without `glass` not those behind broken glass."""
        found: set[int] = set()
        posts = [post for post in self.posts if post.user_id == user_id and on(post, day)]
        places = [place for place in self.enrolments if on(place, day)]
        if any(post.function in WITH_CHILDREN for post in posts):
            found |= {tie.child_id for tie in self.relations if tie.user_id == user_id and on(tie, day)}
        for post in posts:
            groups = self.groups_of(post, day)
            if post.function == "leader" or (post.function in RATERS and not groups):
                found |= {place.child_id for place in places if place.institution_id == (post.institution_id or 0)}
            if post.function in RATERS:
                found |= {place.child_id for place in places if place.group_id in groups}
            if post.function == "health_visitor" and post.district_id:
                found |= {
                    pk for pk, child in self.children.items()
                    if child.district_id == post.district_id and child.left_on is None
                }  # fmt: skip
        if glass and any(post.function in BREAK_GLASS for post in posts):
            noon = clock.at(day, 12)
            found |= {
                one.child_id for one in self.glass
                if one.user_id == user_id and one.ended_at is None and one.ends_at > noon
            }  # fmt: skip
        return found & self.at_home(user_id, day)

    def groups_of(self, post: Employment, day: date) -> set[int]:
        return {a.group_id for a in self.groups if a.employment_id == post.pk and on(a, day)}

    def at_home(self, user_id: int, day: date) -> set[int]:
        """The municipality's own children, but for one's own family."""
        here = self.users[user_id].municipality_id
        same = {pk for pk, child in self.children.items() if child.municipality_id == here}
        return same - self.family(user_id, day)

    def seen(self, user_id: int, day: date) -> dict[type[models.Model], set[int]]:
        """What somebody should see on the day."""
        if (user_id, day) not in self.answered:
            self.answered[user_id, day] = self._seen(user_id, day)
        return self.answered[user_id, day]

    def _seen(self, user_id: int, day: date) -> dict[type[models.Model], set[int]]:
        functions = {post.function for post in self.posts if post.user_id == user_id and on(post, day)}
        leads = {
            post.institution_id for post in self.posts
            if post.user_id == user_id and on(post, day) and post.function == "leader" and post.institution_id
        }  # fmt: skip
        mine, home = self.children_of(user_id, day), self.at_home(user_id, day)
        seated = {seat.meeting_id for seat in self.seats if seat.user_id == user_id}
        in_plans = (*self.steps, *self.asked, *self.watching)
        stepping = {row.plan_id for row in in_plans if user_id in (row.owner_id, row.escalated_to_id)}
        works = bool(functions & WITH_CHILDREN)
        answering = {row.pk: row.owner_id for row in self.concerns}
        concerns = {
            row.pk for row in self.concerns
            if row.child_id in home and (
                user_id in (row.raised_by_id, row.owner_id, row.offered_to_id, row.escalated_to_id)
                or (row.leader_told_id == user_id and row.child_id in mine)
                or (functions & READ_CONCERNS and row.child_id in mine and not row.suspicion)
            )
        }  # fmt: skip
        meetings = {
            row.pk for row in self.meetings
            if works and row.child_id in home and (
                user_id in (row.owner_id, row.escalated_to_id)
                or (row.child_id in mine and row.pk in seated)
                or (row.child_id in mine and row.institution_id in leads and not row.suspicion)
            )
        }  # fmt: skip
        plans = {
            row.pk for row in self.plans
            if works and row.child_id in home and (
                user_id in (row.owner_id, row.escalated_to_id, row.offered_to_id) or row.pk in stepping
                or (row.child_id in mine and not row.suspicion)
            )
        }  # fmt: skip
        at = {post.institution_id for post in self.posts if post.user_id == user_id and on(post, day)} - {None}
        at_work = self.children_of(user_id, day, glass=False)
        answers = {
            row.pk for row in self.answers
            if functions & FORMS and row.child_id in at_work and functions & set(row.seen_by)
        }  # fmt: skip
        assessments = {
            row.pk for row in self.assessments
            if functions & READ_ASSESSMENTS and row.child_id in mine
            and not self.stays(row, user_id, functions, at, day)
        }  # fmt: skip
        works_with = [
            (post.function, post.institution_id, self.groups_of(post, day))
            for post in self.posts if post.user_id == user_id and on(post, day)
        ]  # fmt: skip
        newest = seen_of(
            self.newest, user_id, here=self.users[user_id].municipality_id, functions=functions, at_work=at_work,
            mine=mine, home=home, family=self.family(user_id, day), assessments=assessments, works_with=works_with,
        )  # fmt: skip
        helping = helping_seen(
            self.helping, user_id, here=self.users[user_id].municipality_id, functions=functions, works=works, mine=mine,
            home=home, leads=leads, concerns={row.pk: row for row in self.concerns}, seen_concerns=concerns,
        )  # fmt: skip
        found: dict[type[models.Model], set[int]] = (
            newest
            | helping
            | {
                HandOver: {
                    row.pk
                    for row in self.handovers
                    if functions & HAND_OVER and row.child_id in home and self.on_a_side(row, user_id, day, at, mine)
                },
                Child: mine,
                Response: answers,
                FollowUp: {row.pk for row in self.follow_ups if row.response_id in answers},
                WellbeingAssessment: assessments,
                NotAssessed: {row.pk for row in self.left_out if functions & READ_ASSESSMENTS and row.child_id in mine},
                Concern: concerns,
                Consent: {row.pk for row in self.consents if row.child_id in mine},
                Disclosure: {
                    row.pk
                    for row in self.disclosures
                    if row.child_id in mine
                    and (not row.suspicion or user_id in (row.by_id, row.to_user_id, answering[row.concern_id]))
                },
                Meeting: meetings,
                Plan: plans,
                PlanRole: {row.pk for row in self.asked if row.plan_id in plans},
                LookAgain: {row.pk for row in self.watching if row.plan_id in plans},
                Step: {step.pk for step in self.steps if step.plan_id in plans},
                Notifier: {
                    told.pk
                    for told in self.notifiers
                    if told.concern_id in concerns
                    and (
                        user_id in (told.concern.owner_id, told.concern.escalated_to_id)
                        or told.concern.institution_id in leads
                    )
                },
                Protection: {row.pk for row in self.protections if row.child_id in mine},
                SampledLook: self.looks_of(user_id, day, controls="data_protection_officer" in functions),
            }
        )
        return found | table_seen(
            self.table, user_id, found, here=self.users[user_id].municipality_id, works=works, mine=mine,
            home=home, begun={row.pk for row in self.meetings if row.began_at is not None},
            suspicions={row.pk: row.child_id for row in self.concerns if row.suspicion}, plans=self.plans,
        )  # fmt: skip

    def met_at_recalls(self, user_id: int, day: date) -> set[int]:
        """The consents that meet somebody because she keeps a child's dental recall."""
        return met_at_recalls(self.newest[DentalRecall], self.seen(user_id, day), self.consents, self.posts)

    def stays(self, row: Any, user_id: int, functions: set[str], at: set[Any], day: date) -> bool:
        """Made where the child went and goes no more, for those who work in another place alone and do not answer for it."""
        hers = row.owner_id == user_id and row.state in ("own", "watched")
        if hers or row.institution_id in at or (functions & READ_ASSESSMENTS) - ONE_PLACE:
            return False
        there = [e for e in self.enrolments if (e.child_id, e.institution_id) == (row.child_id, row.institution_id)]
        return bool(there) and not any(on(e, day) for e in there)

    def on_a_side(self, row: Any, user_id: int, day: date, at: set[Any], mine: set[int]) -> bool:
        answers, theirs = user_id in (row.owner_id, row.escalated_to_id), row.state in ("accepted", "closed")
        sends = (answers and not theirs) or (row.from_institution_id in at and row.child_id in mine)
        named = user_id in (row.receiver_id, row.leader_id) and row.state in ("sent", "accepted", "closed")
        reads = named and row.readable_until is not None and row.readable_until >= day
        there = theirs and row.to_institution_id in at and row.child_id in mine
        return sends or reads or there or (answers and row.state == "accepted")

    def looks_of(self, user_id: int, day: date, *, controls: bool) -> set[int]:
        """Drawn look-ups given to somebody, or all for who controls the log; never her own, nor at her own family."""
        here, family = self.users[user_id].municipality_id, self.family(user_id, day)
        return {
            row.pk for row in self.looks
            if (row.owner_id == user_id or (controls and row.municipality_id == here))
            and row.actor_id != user_id and row.child_number not in family
        }  # fmt: skip

    def known(self, user_id: int, day: date) -> set[int]:
        """Children somebody knows of because she has a row of her own about them; for the child's row alone."""
        found = self.seen(user_id, day)
        mine = {row.child_id for row in self.concerns if row.pk in found[Concern]}
        mine |= {row.child_id for row in self.meetings if row.pk in found[Meeting]}
        mine |= {row.child_id for row in self.newest[DentalRecall] if row.pk in found[DentalRecall]}
        mine |= helping_known(self.helping, found, user_id)
        return mine | {row.child_id for row in self.plans if row.pk in found[Plan]}


def place(child: Child) -> tuple[str, str] | None:
    """Where a child lives, written any way."""
    return ("".join(child.address.lower().split()), child.postcode) if child.address else None
