"""Under which headings of the triangle the parts of a plan stand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require

from . import policy, queries
from .commands import TagParts
from .course import locked_plan, record
from .headings import SCHEMES
from .models import Tag


@transaction.atomic
def tag_parts(actor: Actor, command: TagParts, *, now: datetime) -> int:
    """The headings of one version on the parts the page showed, as they were ticked; how many there are on them now."""
    plan = locked_plan(actor, command.plan_id)
    require(policy.may_lead(actor, queries.people_of(plan, clock.day_of(now))))
    known = next((dict(scheme) for scheme in SCHEMES if scheme.key == command.scheme), {})
    parts = queries.parts_to_tag(actor, plan)
    there = {(part.kind, part.pk) for part in parts}
    wrong = {heading for _kind, _pk, heading in command.chosen} - known.keys()
    if wrong or not {(kind, pk) for kind, pk, _heading in command.chosen} <= there & command.shown:
        raise Invalid({"": "no_such_heading"})
    for kind, pk in command.shown & there:
        wanted = {heading for k, p, heading in command.chosen if (k, p) == (kind, pk)}
        rows = Tag.objects.filter(plan=plan, scheme=command.scheme, **{f"{kind}_id": pk})
        rows.exclude(heading__in=wanted).delete()
        for heading in sorted(wanted - set(rows.values_list("heading", flat=True))):
            Tag.objects.create(
                plan=plan, scheme=command.scheme, heading=heading, by_id=actor.id, at=now, **{f"{kind}_id": pk}
            )
    count = plan.tags.filter(scheme=command.scheme).count()
    record(actor, "plan.tagged", plan, now, headings=count)
    return count
