"""What stands around a plan in the world of expected answers: a goal with a sign, a version, who is asked, who watches."""

from __future__ import annotations

from typing import Any

from sikkerhedsnet.access.models import User
from sikkerhedsnet.plans.models import Plan
from tests.personas import NOW

from .world_seeing import LATER, STAMP


def around_a_plan(plan: Plan, leads: User) -> dict[str, tuple[Any, ...]]:
    """`leads` is asked to coordinate, and keeps an eye out."""
    goal = plan.goals.create(text="Sove hele natten")
    sign = goal.signs.create(text="Smiler om morgenen", added_at=NOW)
    sign.sightings.create(on=NOW.date(), written_by=leads, written_at=NOW)
    content = {
        "goals": [], "steps": [], "coordinators": [], "level": None, "level_name": "", "next_on": None, "owner": leads.name,
        "active": True, "outcome": "",
    }  # fmt: skip
    plan.versions.create(number=1, made="agreed", made_at=NOW, made_by_name=leads.name, content=content)
    plan.levels.create(level=1, name="Trin 1", because="Ét sted hjælper", by=leads, at=NOW)
    plan.tags.create(goal=goal, scheme="2024", heading="child_health", by=leads, at=NOW)
    role = plan.roles.create(
        role="relational", person=leads, owner=leads, due_on=LATER, asked_by=leads, asked_at=NOW, **STAMP
    )
    watch = plan.watches.create(owner=leads, due_on=LATER, named_by=leads, named_at=NOW, **STAMP)
    pages = ("level", "roles", "reopen", "headings", "agreed", "versions")
    return {
        **{f"plans:{name}": (plan.pk,) for name in pages},
        **{f"plans:{name}": (plan.pk, 1) for name in ("version", "version_pdf")},
        "plans:goal": (goal.pk,),
        "plans:sign_seen": (sign.pk,),
        "plans:role": (role.pk,),
        "plans:watch": (watch.pk,),
    }
