"""What was agreed with the family, and what each review found."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core.db import DomainModel, Keyed
from sikkerhedsnet.core.privacy import Piece, PrivacyClass
from sikkerhedsnet.meetings.models import Meeting, Participant
from sikkerhedsnet.organisation.models import OWED_FIELDS, Owed, OwedQuerySet, owed_constraint
from sikkerhedsnet.people.models import Child, own_family

from .goal_models import Sighting, Sign, Tag
from .states import DECISIONS, OPEN, Move, Outcome, State, StepState, StepUpTo, Went
from .version_models import Ladder, LadderQuerySet, PlanLevel, PlanVersion
from .watch_models import LookAgain, LookAgainQuerySet, PlanRole, PlanRoleQuerySet, Reopening

__all__ = [
    "Goal", "Ladder", "LadderQuerySet", "LookAgain", "LookAgainQuerySet", "Plan", "PlanLevel", "PlanQuerySet", "PlanRole",
    "PlanRoleQuerySet", "PlanVersion", "Reopening", "Review", "ScaleValue", "Sighting", "Sign", "Step", "StepQuerySet",
    "StepReview", "Tag",
]  # fmt: skip


class PlanQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> PlanQuerySet:
        """Plans this person leads, is asked to take over, has a step or a task in or was told is late, and those about the children she works with; never her own child's.

        A plan that grew from a suspicion is only for those who lead it, are asked to, have a step or a task in it (she is
        asked to coordinate, or keeps an eye out) or were told it is late.
        """
        if not actor.has(Permission.PLAN_SEE):
            return self.none()
        steps = Step.objects.filter(Q(owner_id=actor.id) | Q(escalated_to_id=actor.id), plan_id=OuterRef("pk"))
        named = Q(owner_id=actor.id) | Q(escalated_to_id=actor.id)
        roles = PlanRole.objects.filter(named, plan_id=OuterRef("pk"))
        watches = LookAgain.objects.filter(named, plan_id=OuterRef("pk"))
        return self.filter(
            Q(owner_id=actor.id)
            | Q(escalated_to_id=actor.id)
            | Q(offered_to_id=actor.id)
            | Q(Exists(steps))
            | Q(Exists(roles))
            | Q(Exists(watches))
            | Q(child__in=Child.objects.visible_to(actor), suspicion=False),
            child__municipality_id=actor.municipality_id,
        ).exclude(child_id__in=own_family(actor))


class Plan(Keyed, Owed, DomainModel):
    """Da: handleplan (lokal aftale, ikke barnets plan). Always with a review date while it is active."""

    OPEN = OPEN

    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="plans")
    concern = models.OneToOneField(Concern, on_delete=models.PROTECT, related_name="plan")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="plans")
    suspicion = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=[(s, s) for s in State], default=State.ACTIVE)
    agreed_at = models.DateTimeField()
    child_view = models.TextField(blank=True)
    offered_to = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    offered_note = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in Outcome], blank=True)
    outcome_note = models.TextField(blank=True)

    objects = PlanQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: (
            "id", "idempotency_key", "state", "concern", "suspicion", "meeting", "agreed_at", "closed_at", *OWED_FIELDS,
        ),
        PrivacyClass.IDENTITY: ("child",),
        PrivacyClass.STAFF: ("offered_to",),
        PrivacyClass.SENSITIVE: ("child_view", "offered_note", "outcome", "outcome_note"),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: ("child", "child_view", "outcome", "outcome_note"),
        Piece.INTERNAL: ("offered_to", "offered_note"),
        Piece.SUSPICION: ("suspicion",),
    }

    class Meta:
        constraints = [
            owed_constraint("plan_owed", OPEN),
            models.CheckConstraint(
                condition=~Q(state=State.CLOSED) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="plan_closed_has_outcome",
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state__in=OPEN), name="plan_due")]


class Goal(DomainModel):
    """Da: mål. In the family's own words: `words_of` says whose, and `verbatim` that they stand as they were said."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="goals")
    text = models.TextField()
    words_of = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+")
    verbatim = models.BooleanField(default=False)
    dropped = models.BooleanField(default=False)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "plan", "dropped"),
        PrivacyClass.SENSITIVE: ("text", "words_of", "verbatim"),
    }
    redaction = {Piece.OPEN: ("text", "words_of", "verbatim")}

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verbatim=False) | Q(words_of__isnull=False), name="verbatim_of_somebody"
            ),
        ]


class StepQuerySet(OwedQuerySet):
    def visible_to(self, actor: Actor) -> StepQuerySet:
        """The steps of the plans this person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(actor))


class Step(Keyed, Owed, DomainModel):
    """Da: lille skridt. One doer: an employee, a parent, the child or somebody in the network.

    `owner` is the employee who answers for it: the doer, or the plan's owner when the doer is from the family.
    """

    OPEN = (StepState.OPEN,)

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="steps")
    goal = models.ForeignKey(Goal, on_delete=models.PROTECT, null=True, related_name="steps")
    what = models.TextField()
    doer = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=10, choices=[(s, s) for s in StepState], default=StepState.OPEN)
    begun_on = models.DateField(null=True)
    done_on = models.DateField(null=True)
    result = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "idempotency_key", "plan", "goal", "state", *OWED_FIELDS),
        PrivacyClass.SENSITIVE: ("what", "doer", "begun_on", "done_on", "result"),
    }
    redaction = {Piece.OPEN: ("what", "doer", "begun_on", "done_on", "result")}

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [owed_constraint("step_owed", (StepState.OPEN,))]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="open"), name="step_due")]


class Review(Keyed, DomainModel):
    """Da: opfølgningsmøde. What each step did, what child and parents say, and how it goes on.

    With `meeting` the plan was extended at a new collaboration meeting.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField()
    held_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    child_view = models.TextField(blank=True)
    parents_view = models.TextField(blank=True)
    decision = models.CharField(max_length=10, choices=[(m, m) for m in DECISIONS])
    because = models.TextField()
    step_up_to = models.CharField(max_length=15, choices=[(s, s) for s in StepUpTo], blank=True)
    next_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=[(o, o) for o in Outcome], blank=True)
    what_helped = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "plan", "meeting", "idempotency_key", "recorded_at"),
        PrivacyClass.STAFF: ("held_by",),
        PrivacyClass.SENSITIVE: (
            "held_on", "child_view", "parents_view", "decision", "because", "step_up_to", "next_on", "outcome",
            "what_helped",
        ),
    }  # fmt: skip
    redaction = {
        Piece.OPEN: (
            "held_on", "child_view", "decision", "because", "step_up_to", "next_on", "outcome", "what_helped",
        ),
        Piece.WORDS: ("parents_view",),
    }  # fmt: skip

    class Meta:
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(decision=Move.CLOSE) & ~Q(outcome=""))
                | (~Q(decision=Move.CLOSE) & Q(next_on__isnull=False)),
                name="review_next_date_or_outcome",
            ),
        ]


class StepReview(DomainModel):
    """What one step did, as judged at one review: how the professionals see it, and, apart from that, how the family does."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="step_reviews")
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="reviews")
    what_it_did = models.TextField()
    went = models.CharField(max_length=10, choices=[(w, w) for w in Went], blank=True)
    family_went = models.CharField(max_length=10, choices=[(w, w) for w in Went], blank=True)
    family_words = models.TextField(blank=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "review", "step"),
        PrivacyClass.SENSITIVE: ("what_it_did", "went", "family_went", "family_words"),
    }
    redaction = {
        Piece.OPEN: ("what_it_did", "went"),
        Piece.WORDS: ("family_went", "family_words"),
    }


class ScaleValue(DomainModel):
    """Da: skala 0-10. One participant's own two numbers on one day: now, and good enough."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="scale_values")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, related_name="scale_values")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    now = models.PositiveSmallIntegerField(null=True)
    good_enough = models.PositiveSmallIntegerField(null=True)

    privacy = {
        PrivacyClass.TECHNICAL: ("id", "plan", "review"),
        PrivacyClass.WELLBEING: ("participant", "on", "now", "good_enough"),
    }
    redaction = {
        Piece.OPEN: ("participant", "on"),
        Piece.TABLE_WORDS: ("now", "good_enough"),
    }

    class Meta:
        ordering = ["on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(now=None) | Q(now__lte=10)) & (Q(good_enough=None) | Q(good_enough__lte=10)),
                name="scale_0_to_10",
            ),
        ]
