"""What the pages show: deliveries and what waits for the deliverer, and what came about one child for the journal's keepers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.instruments.definition import Definition
from sikkerhedsnet.instruments.queries import shipped
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.visits.models import in_the_journal
from sikkerhedsnet.visits.standard import standard

from . import labels, policy, reading
from .answers import PREFIX
from .codes import names
from .desk import holes as holes
from .desk import owing as owing
from .desk import tasks as tasks
from .desk import waiting as waiting
from .models import DeliveryRun, HeldBack, ReceivedFile, ReceivedItem, Sender
from .questionnaires import SCORE, questionnaires
from .report import Answers, Encounter, Feeding, Finding, Indication, Intervention, Measurement, Resource
from .sheet import Sheet
from .states import Held

MOST_LISTED = 20


@dataclass(frozen=True)
class HeldThing:
    """One thing that was held back, told without the child's name: the deliverer works with no child."""

    what: str
    why: str
    lacks: str
    since: date
    who: str
    visit_id: int | None


@dataclass(frozen=True)
class Line:
    """One thing another municipality has told of a child."""

    at: date
    what: str
    value: str
    sender: str
    about_parent: bool
    taken_back: bool
    earlier: tuple[tuple[date, str], ...] = ()
    """What the sender said before, the latest first, each with the day it said so."""
    alarm: str = ""
    """What an answer that must be acted upon says to do; empty for everything else."""


def sender(actor: Actor) -> Sender | None:
    """The municipality's SOR code, when somebody has filled it in."""
    found: Sender | None = Sender.objects.visible_to(actor).first()
    return found


def deliveries(actor: Actor) -> list[DeliveryRun]:
    """The latest deliveries."""
    return list(DeliveryRun.objects.visible_to(actor)[:MOST_LISTED])


def files(actor: Actor) -> list[ReceivedFile]:
    """The latest files from other municipalities."""
    return list(ReceivedFile.objects.visible_to(actor).defer("content", "report")[:MOST_LISTED])


def held_back(actor: Actor, run: DeliveryRun | None) -> list[HeldThing]:
    """What was held back from a delivery: what kind of visit, on which day, who held it, and what it lacks."""
    if run is None or not policy.may_deliver(actor):
        return []
    with context.beyond_reach():  # the visit's kind and who held it, never whose it is
        rows = list(HeldBack.objects.visible_to(actor).filter(run=run).select_related("visit__held_by"))
    found = []
    for row in rows:
        visit = row.visit
        who = visit.held_by.name if visit and visit.held_by else ""
        kind = standard().visit_types[visit.visit_type].name if visit else ""
        lacks = labels.lacking(row.lacks)
        found.append(
            HeldThing(kind, str(labels.HELD[Held(row.why)]), lacks, row.since_on, who, visit.pk if visit else None)
        )
    return found


def open_file(actor: Actor, pk: int, *, now: datetime) -> ReceivedFile:
    """One received file; what was wrong with it may say something of a person, so the look is logged."""
    file: ReceivedFile = ReceivedFile.objects.visible_to(actor).defer("content").get(pk=pk)
    audit.read(actor, "fbu.file_read", file, at=now)
    return file


def open_received(actor: Actor, child_id: int, *, now: datetime) -> tuple[Child, list[Line]]:
    """What other municipalities have told of the child, newest first; what they took back stands as taken back."""
    child = Child.objects.worked_with(actor).get(pk=child_id)
    rows = list(ReceivedItem.objects.visible_to(actor).filter(child=child))
    audit.read(actor, "fbu.received_read", child, at=now, child_id=child.pk)
    return child, [line_of(row) for row in rows]


def has_received(actor: Actor, child: Child) -> bool:
    """There is something from another municipality to read."""
    return ReceivedItem.objects.filter(in_the_journal(actor), child=child).exists()


@lru_cache(maxsize=1)
def _forms() -> Mapping[str, Definition]:
    """Our forms by the national questionnaire they travel as."""
    return {form.exchange.removeprefix(PREFIX): form for form in shipped().values() if form.exchange}


def line_of(row: ReceivedItem) -> Line:
    """One row in words."""
    resource = resource_of(row)
    what, value = words_of(resource)
    earlier = tuple(
        (clock.day_of(datetime.fromisoformat(one["reported_at"])), words_of(resource_of(row, one["value"]))[1])
        for one in reversed(row.earlier)
    )
    alarm = _alarm(resource) if isinstance(resource, Answers) and not row.in_error else ""
    return Line(row.at, what, value, row.sender, row.about_parent, row.in_error, earlier, alarm)


def _alarm(answered: Answers) -> str:
    """What our own form says must be done about one of the answers."""
    told, form = dict(answered.items), _forms().get(answered.questionnaire)
    numbers = {link: answer for link, answer in told.items() if type(answer) is int}
    alarms = form.alarms if form is not None else ()
    return next((one.follow.words for one in alarms if numbers.get(one.item, 0) > one.above), "")


def resource_of(row: ReceivedItem, told: Any = None) -> Resource | None:
    """The value as it was told, now or before."""
    exact = json.loads(json.dumps(row.value if told is None else told), parse_float=Decimal)
    sheet = Sheet(exact, "", "", _parts)
    return reading.READ[row.kind](sheet, row.resource_id, True)


def words_of(resource: Resource | None) -> tuple[str, str]:
    """What it is, and what it says, in the national list's own Danish words and our forms' words for their items."""
    lists = standard()
    match resource:
        case Encounter():
            where = lists.classes.get(resource.setting)
            return lists.visit_types[resource.type].name, where.name if where else resource.setting
        case Intervention():
            return names().get(resource.code, resource.code), ", ".join(
                names().get(one, one) for one in resource.reasons
            )
        case Indication():
            return lists.indicators[resource.indicator].name, _value(resource.value)
        case Feeding():
            return labels.lacking(["feeding"]), _value(resource.value)
        case Measurement():
            told = f"{resource.number:f} {resource.unit}".replace(".", ",") if resource.number is not None else ""
            return lists.growth[resource.growth].name, told or labels.NO_VALUE
        case Finding():
            return str(labels.FINDING), _value(resource.value)
        case Answers():
            return questionnaires()[resource.questionnaire].name, _answers(resource)
        case _:
            return "", ""


def _value(code: str) -> str:
    return names().get(code, code) if code else labels.NO_VALUE


def _answers(answered: Answers) -> str:
    """The score first, then each answer under our form's own words; a single answer needs none."""
    form = _forms().get(answered.questionnaire)
    names = {item.id: item.words for item in form.items} if form is not None else {}
    told = dict(answered.items)
    score = told.pop(SCORE, None)
    if len(told) == 1 and score is None:
        return _answer(next(iter(told.values())))
    each = "; ".join(f"{names.get(link) or link}: {_answer(answer)}" for link, answer in told.items())
    return each if score is None else f"{labels.SCORE} {score}. {each}".strip()


def _answer(answer: bool | int | str) -> str:
    if isinstance(answer, bool):
        return str(labels.YES if answer else labels.NO)
    return str(answer)


def _parts(reference: str) -> tuple[str, str] | None:
    kind, found, pk = reference.partition("/")
    return (kind, pk) if found else None


def report_words(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The mistakes a file was kept with, in words."""
    return [labels.kept_sentence(one) for one in report.get("mistakes", [])]
