"""How often and when there are rounds is decided, and the rounds open by themselves on their day."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once, set_choices
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Enrolment

from . import cadence, policy
from .commands import ChangeChoices, DecidePlan
from .models import AssessmentRound, RoundChoices, RoundPlan
from .raters import answers_for
from .rating import begin_round

BY_PLAN = UUID("8f0b3f0e-5e2c-4d0e-9d5e-1c5f8c1d7a10")
FEWEST = (3, 50)
NEW_WEEKS = (0, 26)


@transaction.atomic
def decide_plan(actor: Actor, command: DecidePlan, *, now: datetime) -> RoundPlan:
    """The plan of one kind of institution, from now on; Stale when somebody else decided since it was shown."""
    require(policy.may_plan(actor))
    cadence.check_plan(
        command.kind,
        command.windows,
        reminder_days=command.reminder_days,
        raters=command.raters,
        reason=command.reason,
    )
    plan = RoundPlan.objects.get(municipality_id=actor.municipality_id, kind=command.kind)
    before = _said(plan)
    plan.version = command.version
    change(
        plan,
        by_name=actor.name,
        at=now,
        windows=[window.stored() for window in sorted(command.windows)],
        reminder_days=command.reminder_days,
        raters=command.raters,
        from_months=command.from_months,
        reason=command.reason.strip(),
        decided_on=clock.local(now).date(),
        decided_by_id=actor.id,
    )
    audit.record(actor, "round_plan.decided", plan, at=now, details={"before": before, "after": _said(plan)})
    return plan


def _said(plan: RoundPlan) -> dict[str, object]:
    names = ("kind", "windows", "reminder_days", "raters", "from_months", "reason")
    return {name: getattr(plan, name) for name in names}


@transaction.atomic
def change_choices(actor: Actor, command: ChangeChoices, *, now: datetime) -> RoundChoices:
    """The municipality's own choices about all its rounds."""
    require(policy.may_plan(actor))
    errors = {}
    if not FEWEST[0] <= command.fewest <= FEWEST[1]:
        errors["fewest"] = "fewest"
    if not NEW_WEEKS[0] <= command.new_weeks <= NEW_WEEKS[1]:
        errors["new_weeks"] = "new_weeks"
    if not command.reason.strip():
        errors["reason"] = "plan_reason"
    if errors:
        raise Invalid(errors)
    chosen = {
        "fewest": command.fewest,
        "objection_respected": command.objection_respected,
        "new_weeks": command.new_weeks,
    }
    row = set_choices(RoundChoices, actor.municipality_id, chosen, version=command.version, by_name=actor.name, at=now)
    audit.record(actor, "round_choices.changed", row, at=now, details={**chosen, "reason": command.reason.strip()})
    return row


def due_today(municipality: Municipality, today: date) -> dict[tuple[date, date], list[str]]:
    """The rounds that the decided plans have open today, as (first day, last day), with the kinds each is for."""
    found: dict[tuple[date, date], list[str]] = defaultdict(list)
    for plan in RoundPlan.objects.filter(municipality=municipality, decided_on__isnull=False).order_by("kind"):
        days = cadence.open_on(plan.periods, today)
        if days is not None:
            found[days].append(plan.kind)
    return dict(found)


def without_round(
    municipality: Municipality, days: tuple[date, date], kinds: list[str], today: date
) -> list[Institution]:
    """The institutions with children, of these kinds, that have no round in those days."""
    busy = AssessmentRound.institutions.through.objects.filter(
        assessmentround__opens_on__lte=days[1], assessmentround__closes_on__gte=days[0]
    )
    return list(
        Institution.objects.filter(municipality=municipality, kind__in=kinds)
        .filter(pk__in=Enrolment.objects.on(today).filter(child__left_on=None).values("institution_id"))
        .exclude(pk__in=busy.values("institution_id"))
        .order_by("pk")
    )


def open_due(municipality: Municipality, now: datetime) -> int:
    """Opens what the plans have open today and nobody has opened; twice or in parallel opens nothing twice.

    One round for all the institutions that share its days. An institution that has a round in those days already is
    left alone, and one that nobody answers for waits (the net shows it).
    """
    today = clock.local(now).date()
    opened = 0
    for days, kinds in due_today(municipality, today).items():
        if without_round(municipality, days, kinds, today):
            with transaction.atomic():
                opened += _open(municipality, days, kinds, now)
    return opened


def _open(municipality: Municipality, days: tuple[date, date], kinds: list[str], now: datetime) -> int:
    today = clock.local(now).date()
    list(Institution.objects.select_for_update().filter(municipality=municipality, kind__in=kinds).order_by("pk"))
    free = [i for i in without_round(municipality, days, kinds, today) if answers_for(i, today) is not None]
    if not free:
        return 0
    opens_on, closes_on = days
    key = uuid5(BY_PLAN, f"{municipality.pk}:{opens_on}:{closes_on}")

    def make() -> AssessmentRound:
        return AssessmentRound.objects.create(
            idempotency_key=key,
            municipality=municipality,
            name=_("Trivselsrunde %(month)s") % {"month": date_format(opens_on, "F Y")},
            opens_on=opens_on,
            closes_on=closes_on,
            opened_at=now,
        )

    round_, _new = create_once(AssessmentRound, key, make)
    round_.institutions.add(*free)
    begin_round(System(municipality.pk), round_, free, now=now)
    return len(free)


def plans_of(municipality_id: int) -> dict[InstitutionKind, RoundPlan]:
    """The plan of every kind of institution children enrol in, in the order of their ages."""
    order = (
        InstitutionKind.CHILDMINDING, InstitutionKind.DAY_CARE, InstitutionKind.SCHOOL, InstitutionKind.AFTER_SCHOOL_CARE,
    )  # fmt: skip
    found = {plan.kind: plan for plan in RoundPlan.objects.filter(municipality_id=municipality_id)}
    return {kind: found[kind] for kind in order if kind in found}
