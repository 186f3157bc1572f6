"""What is wrong with a visit as it was written: lists, days, parents, and numbers that are unusual for the age."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.people.models import Child

from . import rules
from .commands import About, Fed, Measured, NewHelp, SaveVisit, Seen
from .models import VisitChoices
from .standard import Service, standard
from .states import Absent


def service_of(visit_type: str) -> Service:
    """Whose visit a type is."""
    return standard().visit_types[visit_type].service


def face_to_face(visit_class: str) -> bool:
    """Only a visit in the home or on the municipality's premises asks for anything."""
    known = standard().classes.get(visit_class)
    return known is not None and known.face_to_face


def choices_of(municipality_id: int) -> VisitChoices:
    """The municipality's own numbers."""
    return VisitChoices.objects.get(municipality_id=municipality_id)


def check_about(about: About) -> None:
    problems = {}
    if about.visit_type not in standard().visit_types:
        problems["visit_type"] = "not_in_list"
    if about.visit_class not in standard().classes:
        problems["visit_class"] = "not_in_list"
    if about.ends_at is not None and about.ends_at < about.starts_at:
        problems["ends"] = "ends_later"
    if problems:
        raise Invalid(problems)


def check_visit(command: SaveVisit, child: Child, parents: set[int], today: date) -> None:
    held_on = clock.day_of(command.about.starts_at)
    if held_on > today:
        raise Invalid({"on": "future"})
    if child.birth_date and held_on < child.birth_date and command.about.visit_type != "pregnancy":
        raise Invalid({"on": "before_birth"})
    named = set(command.present) | {s.guardian_id for s in command.seen} | {f.guardian_id for f in command.found}
    if (named | {command.about.guardian_id}) - {None} - parents:
        raise Invalid({"present": "not_a_parent"})
    check_lists(command.seen, command.fed)
    codes = {code.code for code in standard().exam_results}
    if any(found.code not in codes for found in command.found):
        raise Invalid({"findings": "not_in_list"})
    check_growth(command.measured, child, held_on, service_of(command.about.visit_type))
    if command.new_help is not None:
        check_help(command.new_help)


def check_lists(seen: Iterable[Seen], fed: Iterable[Fed]) -> None:
    kinds = standard().indicators
    for one in seen:
        values = {value.code for value in kinds[one.indicator].values} if one.indicator in kinds else set()
        if bool(one.value) == bool(one.absent) or (one.value and one.value not in values):
            raise Invalid({f"i_{one.indicator}": "not_in_list"})
        if one.absent and one.absent not in set(Absent):
            raise Invalid({f"i_{one.indicator}": "not_in_list"})
    for meal in fed:
        if bool(meal.value) == bool(meal.absent) or (meal.value and meal.value not in standard().feeding):
            raise Invalid({"feeding": "not_in_list"})
        if meal.to_on is not None and (meal.from_on is None or meal.to_on < meal.from_on):
            raise Invalid({"period_from": "period"})


def check_growth(measured: Iterable[Measured], child: Child, on: date, service: Service) -> None:
    """An unusual number is asked about once; said to be right, it is taken as it is."""
    problems = {}
    for one in measured:
        if (one.value is None) == (not one.absent):
            problems[f"g_{one.kind}"] = "value_and_absent"
        elif one.value is not None:
            if one.unit == "g" and one.value != one.value.to_integral_value():
                problems[f"g_{one.kind}"] = "whole_grams"
            elif not one.sure and is_unusual(one, child, on):
                problems[f"g_{one.kind}"] = "unusual"
    if problems:
        raise Invalid(problems)


def is_unusual(one: Measured, child: Child, on: date) -> bool:
    """Outside the municipality's ranges for the age, or those that are shipped."""
    if child.birth_date is None or one.value is None:
        return False
    ranges = rules.ranges_on(choices_of(child.municipality_id).ranges, on).rows
    return rules.unusual(one.kind, one.unit, one.value, rules.age_in_months(child.birth_date, on), ranges) is not None


def check_help(new: NewHelp) -> None:
    lists = standard()
    if new.code not in {code.code for code in lists.interventions}:
        raise Invalid({"help_code": "not_in_list"})
    if not new.reasons:
        raise Invalid({"help_reasons": "help_reason"})
    if not set(new.reasons) <= {code.code for code in lists.reasons} | {c.code for c in lists.exam_results}:
        raise Invalid({"help_reasons": "not_in_list"})
    if new.end_on is not None and new.end_on < new.start_on:
        raise Invalid({"help_end": "ends_later"})
