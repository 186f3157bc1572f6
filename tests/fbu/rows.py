"""A health visitor's rows as a visit leaves them, and a municipality that may deliver."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sikkerhedsnet.fbu.models import Sender
from sikkerhedsnet.instruments.models import FormVersion, Response
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.visits.models import (
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Visit,
    VisitGuardian,
)
from sikkerhedsnet.visits.standard import standard
from sikkerhedsnet.visits.states import VisitState
from tests.fbu.worlds import KIRSTEN, RIKKE, SOR
from tests.personas import NOW, Town

S = standard()
STAMP = {"changed_at": NOW, "changed_by_name": "test"}
FORMS = Path(__file__).parents[2] / "sikkerhedsnet/instruments/definitions"


def may_deliver(town: Town, sor: str = SOR) -> None:
    Sender.objects.create(municipality=town.municipality, sor=sor, changed_at=NOW, changed_by_name="test")


def baby(town: Town, *, cpr: str = RIKKE, mother: str = KIRSTEN, **fields: Any) -> Child:
    """A child of two months with one parent whose number can be sent."""
    child = town.child("Rikke", "Prøve", birth_date=date(2026, 9, 23), parents=1, enrol=False, cpr_number=cpr, **fields)
    guardian = child.custodies.get().guardian
    guardian.cpr_number = mother
    guardian.save()
    return child


def visit(town: Town, child: Child, kind: str = "two_months", *, at: datetime = NOW, without: tuple[str, ...] = (),
          where: str = "home", written: datetime | None = None, **fields: Any) -> Visit:  # fmt: skip
    """A visit that was held and saved, with everything its kind asks for but `without`."""
    guardian = child.custodies.get().guardian
    state = VisitState.MISSING if without else VisitState.WHOLE
    owed = {"owner": town.user("hanne"), "due_on": at.date() + timedelta(days=2)} if without else {}
    made = Visit.objects.create(
        child=child, visit_type=kind, visit_class=where, starts_at=at, held_by=town.user("hanne"),
        saved_at=written or at, **{"state": state, **STAMP, **owed, **fields},
    )  # fmt: skip
    VisitGuardian.objects.create(visit=made, guardian=guardian)
    for key in S.visit_types[kind].mandatory:
        if key not in without:
            fact(made, key, at=at, written=written or at)
    return made


def fact(of: Visit, key: str, *, at: datetime | None = None, written: datetime | None = None, **fields: Any) -> Any:
    """One fact of a visit."""
    at = at or of.starts_at
    common = {"child": of.child, "visit": of, "recorded_at": written or at, **fields}
    if key == "feeding":
        return FeedingObservation.objects.create(**{"value": next(iter(S.feeding)), "at": at, **common})
    if key in S.growth:
        how = {"how": "lying"} if key == "height" else {}
        number = {"value": Decimal("57.5"), "unit": S.growth[key].units[-1]}
        return GrowthMeasurement.objects.create(**{"kind": key, "at": at, **number, **how, **common})
    if key == "finding":
        return ExamFinding.objects.create(**{"code": S.exam_results[0].code, "at": at, **common})
    indicator = S.indicators[key]
    about = {"guardian": of.child.custodies.get().guardian} if indicator.about == "parent" else {}
    return IndicatorObservation.objects.create(
        **{"indicator": key, "value": indicator.values[0].code, "at": at, **about, **common}
    )


def answered(
    town: Town, child: Child, form: str, answers: dict[str, Any], *, at: datetime = NOW, **fields: Any
) -> Response:
    text = (FORMS / f"{form}.yaml").read_text(encoding="utf-8")
    version = FormVersion.objects.filter(key=form).first() or FormVersion.objects.create(
        key=form, number=1, in_force_on=date(2026, 1, 1), state="approved", text=text, digest=form,
        prepared_at=NOW, **STAMP,
    )  # fmt: skip
    return Response.objects.create(
        child=child, form=version, instrument=form, seen_by=["health_visitor"], informant="staff",
        answered_on=at.date(), answers=answers, entered_by=town.user("hanne"), entered_at=at, **fields,
    )  # fmt: skip
