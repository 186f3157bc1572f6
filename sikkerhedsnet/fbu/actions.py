"""A delivery is made; the sender's code is kept; a received file is looked through, taken in or thrown away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import create_once, set_choices
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.sharing import actions as sharing

from . import checks, labels, policy
from .building import as_json
from .gathering import children_with_something, rows_of
from .identities import Identities
from .locking import one_at_a_time
from .mapping import Mapper, Waits
from .models import DeliveredReport, DeliveryRun, HeldBack, ReceivedFile, Sender
from .parsing import ReadDelivery, parse
from .report import Delivery, Report
from .rules import Period, next_period
from .states import FileState
from .taking import Outcome, look_through, take_in

FILES_KEPT = timedelta(days=1)
MISTAKES_KEPT = timedelta(days=30)


class NoSender(Exception):
    """Nobody has filled in the municipality's SOR code, so nothing can be delivered."""


@dataclass(frozen=True)
class Made:
    """A delivery and what was held back from it; `run` is None when nothing was to be kept of it."""

    delivery: Delivery
    period: Period
    held: tuple[tuple[int, Waits], ...]
    run: DeliveryRun | None = None
    children: dict[str, int] = field(default_factory=dict)


def sender_of(municipality: Municipality) -> str:
    """The municipality's SOR code. Raises NoSender."""
    found = Sender.objects.filter(municipality=municipality).first()
    if found is None:
        raise NoSender
    return found.sor


def since_last(municipality: Municipality, today: date) -> Period:
    """The days the next delivery covers when nobody says which."""
    last = DeliveryRun.objects.filter(municipality=municipality, demo_numbers=False).first()
    last = last or DeliveryRun.objects.filter(municipality=municipality).first()
    return next_period(last.to_on if last else None, today)


@transaction.atomic
def deliver(
    author: audit.Author,
    municipality: Municipality,
    period: Period,
    *,
    demo_numbers: bool = False,
    keep: bool = True,
    write: Callable[[str], None] = lambda text: None,
    now: datetime,
) -> Made:
    """Gathers the period's reports and gives the file to `write`; what cannot be written is not remembered as delivered.

    Raises NoSender. `demo_numbers` is for a demo database alone; anywhere else replacement numbers are held back.
    """
    sor = sender_of(municipality)
    if demo_numbers and not municipality.is_demo:
        raise Invalid({"demo_numbers": "not_a_demo"})
    one_at_a_time(municipality.pk)
    last = DeliveryRun.objects.filter(municipality=municipality).first()
    last_id = last.pk if last else None
    wanted = children_with_something(municipality.pk, period, last_id)
    ids = Identities(wanted)
    reports: dict[int, tuple[Report, dict[str, str]]] = {}
    held: list[tuple[int, Waits]] = []
    for rows in rows_of(wanted, last_id):
        mapper = Mapper(rows, period, sor, ids, now, demo_numbers)
        report = mapper.report(str(uuid4()))
        held += [(rows.child.pk, waiting) for waiting in mapper.waiting]
        if report is not None:
            reports[rows.child.pk] = (report, mapper.fingerprints(report))
    delivery = Delivery(now, tuple(report for report, _ in reports.values()))
    made = Made(delivery, period, tuple(held), None, {report.id: pk for pk, (report, _) in reports.items()})
    write(as_json(delivery))
    if not keep:
        return made
    ids.keep()
    run = DeliveryRun.objects.create(
        municipality=municipality,
        from_on=period.first,
        to_on=period.last,
        made_at=now,
        by_id=author.id,
        by_name=author.name,
        reports=len(reports),
        demo_numbers=demo_numbers,
    )
    sent = DeliveredReport.objects.bulk_create(
        [DeliveredReport(run=run, child_id=pk, uid=UUID(r.id), resources=told) for pk, (r, told) in reports.items()]
    )
    passed_on = [
        sharing.Reported(row, row.child_id, labels.contents(report))
        for row, (report, _) in zip(sent, reports.values(), strict=True)
    ]
    sharing.reported(author, municipality, str(labels.REGISTER), passed_on, now=now)
    HeldBack.objects.bulk_create(
        [
            HeldBack(run=run, child_id=pk, visit=one.visit, why=one.why, lacks=list(one.lacks), since_on=one.since)
            for pk, one in held
        ]
    )
    audit.record(author, "fbu.delivered", run, at=now, details={"reports": len(reports), "held": len(held)})
    audit.record_many(
        author,
        [("fbu.sent", run, pk, {"things": len(told)}) for pk, (_, told) in reports.items()],
        at=now,
    )
    return Made(delivery, period, made.held, run, made.children)


@transaction.atomic
def set_sender(actor: Actor, sor: str, *, version: int, now: datetime) -> Sender:
    """Keeps the municipality's SOR code; raises Invalid when it cannot be one, and Stale when somebody was first."""
    require(policy.may_deliver(actor))
    number = "".join(sor.split())
    if not checks.sor_passes(number) or len(number) > 20:
        raise Invalid({"sor": "not_a_sor"})
    row = set_choices(Sender, actor.municipality_id, {"sor": number}, version=version, by_name=actor.name, at=now)
    audit.record(actor, "fbu.sender_set", row, at=now, details={"sor": number})
    return row


@dataclass(frozen=True)
class UploadDelivery:
    """A file as it was sent, and the page's one-time key."""

    name: str
    content: bytes
    key: UUID | None


@transaction.atomic
def upload(actor: Actor, command: UploadDelivery, *, now: datetime) -> ReceivedFile:
    """Keeps the file for the answer and works out what taking it in would do. Raises `parsing.Unusable`."""
    require(policy.may_deliver(actor))
    forget(now)

    def make() -> ReceivedFile:
        outcome = look_through(_here(actor), parse(command.content, demo_numbers=actor.is_demo))
        file = ReceivedFile.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            name=command.name[:200],
            content=command.content,
            by_id=actor.id,
            by_name=actor.name,
            uploaded_at=now,
            report=outcome.to_keep(),
        )
        audit.record(actor, "fbu.uploaded", file, at=now, details=outcome.counts())
        return file

    file, _ = create_once(ReceivedFile, command.key, make)
    return file


@transaction.atomic
def confirm(actor: Actor, file_id: int, *, take_good: bool, now: datetime) -> ReceivedFile:
    """Takes the file in, once. With mistakes in it nothing is taken unless `take_good` asks for the reports without."""
    require(policy.may_deliver(actor))
    file: ReceivedFile = ReceivedFile.objects.visible_to(actor).select_for_update().get(pk=file_id)
    if file.state == FileState.TAKEN:
        return file
    _still_waiting(file)
    read = parse(bytes(file.content), demo_numbers=actor.is_demo)
    if not (read.whole or take_good):
        raise Invalid({"take_good": "mistakes"})
    outcome = take_in(actor, _here(actor), read, take_good=take_good, now=now)
    file.state, file.finished_at, file.content, file.report = FileState.TAKEN, now, None, outcome.to_keep()
    file.save(update_fields=["state", "finished_at", "content", "report"])
    return file


@transaction.atomic
def cancel(actor: Actor, file_id: int, *, now: datetime) -> ReceivedFile:
    """Throws the file away; nothing of it was taken."""
    require(policy.may_deliver(actor))
    file: ReceivedFile = ReceivedFile.objects.visible_to(actor).select_for_update().get(pk=file_id)
    if file.state == FileState.CANCELLED:
        return file
    _still_waiting(file)
    file.state, file.finished_at, file.content, file.report = FileState.CANCELLED, now, None, {}
    file.save(update_fields=["state", "finished_at", "content", "report"])
    audit.record(actor, "fbu.cancelled", file, at=now)
    return file


@transaction.atomic
def receive(
    author: audit.Author, municipality: Municipality, read: ReadDelivery, *, take_good: bool, name: str, now: datetime
) -> Outcome:
    """Takes a delivery in from the command line; one that is taken stands among the files like any other."""
    outcome = take_in(author, municipality, read, take_good=take_good, now=now)
    if outcome.taken:
        with context.beyond_reach():
            ReceivedFile.objects.create(
                municipality=municipality,
                state=FileState.TAKEN,
                name=name[:200],
                by_name=author.name,
                uploaded_at=now,
                finished_at=now,
                report=outcome.to_keep(),
            )
    return outcome


@transaction.atomic
def forget(now: datetime) -> int:
    """Deletes files nobody answered within a day, and what was told of mistakes after some weeks."""
    with context.beyond_reach():
        waiting = ReceivedFile.objects.filter(state=FileState.PREVIEW, uploaded_at__lt=now - FILES_KEPT)
        gone = waiting.update(state=FileState.FORGOTTEN, finished_at=now, content=None, report={})
        old = ReceivedFile.objects.exclude(state=FileState.PREVIEW).exclude(report={})
        return gone + old.filter(uploaded_at__lt=now - MISTAKES_KEPT).update(report={})


def _here(actor: Actor) -> Municipality:
    return Municipality.objects.get(pk=actor.municipality_id)


def _still_waiting(file: ReceivedFile) -> None:
    if file.state != FileState.PREVIEW:
        raise Stale(who=file.by_name, what=f"fbu_file_{file.state}", at=file.finished_at)


def local_day(now: datetime) -> date:
    """The Danish day a delivery is made on."""
    return clock.local(now).date()
