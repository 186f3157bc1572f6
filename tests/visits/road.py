"""Steps that many checks of visits take."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.visits import actions
from sikkerhedsnet.visits.commands import About, Fed, Measured, SaveVisit, Seen
from sikkerhedsnet.visits.models import PlannedVisit, Visit
from sikkerhedsnet.visits.standard import standard
from tests.personas import NOW, TODAY, Town

HALF = timedelta(hours=1)


def infant(town: Town, name: str = "Nor", *, days: int = 63, **more: Any) -> Child:
    """A child of so many days, living in Hanne's district."""
    return town.child(name, "Lind", birth_date=TODAY - timedelta(days=days), enrol=False, **more)


def plan(child: Child) -> list[PlannedVisit]:
    return actions.plan_child(System(child.municipality_id), child, now=NOW)


def about(child: Child, visit_type: str = "two_months", visit_class: str = "home", on: date = TODAY) -> About:
    starts = clock.at(on, 9, 0)
    return About(child.pk, visit_type, visit_class, starts, starts + HALF)


def value(indicator: str, number: int = 0) -> str:
    return standard().indicators[indicator].values[number].code


CHILDS = ("social_contact", "parent_child_relation", "communication", "sleep", "motor")


def everything(child: Child, *, without: tuple[str, ...] = (), **more: Any) -> SaveVisit:
    """A two-month visit with all that is asked for, the mother there."""
    mother = child.custodies.order_by("id").first().guardian_id
    seen = [Seen(key, value=value(key)) for key in CHILDS if key not in without]
    if "parent_mental_state" not in without:
        seen.append(Seen("parent_mental_state", mother, value("parent_mental_state")))
    measured = [
        Measured(key, unit, Decimal(number), how)
        for key, unit, number, how in (("weight", "g", 5200, ""), ("height", "cm", 58, "lying"), ("head", "cm", 39, ""))
        if key not in without
    ]
    fed = [] if "feeding" in without else [Fed(value=next(iter(standard().feeding)))]
    told = {"about": about(child), "present": frozenset({mother}), "told_parents": "Nor følger dig med øjnene."}
    return SaveVisit(**{**told, "seen": tuple(seen), "measured": tuple(measured), "fed": tuple(fed), **more})


def held(town: Town, child: Child, **more: Any) -> Visit:
    plan(child)
    return actions.save_visit(town.actor("hanne"), everything(child, **more), now=NOW)
