"""Take register files in: looked through first, then one transaction a file, then told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import create_once
from sikkerhedsnet.core.errors import Stale
from sikkerhedsnet.core.verdicts import require

from . import policy
from .layouts import RegisterFile
from .locking import alone
from .models import ImportRun, RunState, UploadedFile
from .planning import plan_districts, plan_institutions
from .planning_children import plan_children
from .planning_staff import plan_staff
from .problems import Unusable, UnusableFiles
from .reading import Table, read_table
from .report import FileReport, Report, report_of, to_keep
from .sifting import SIFT
from .snapshot import load_world
from .writing import Hand, write_districts, write_institutions
from .writing_children import write_children
from .writing_staff import write_staff

FILES_KEPT = timedelta(days=1)
ROWS_KEPT = timedelta(days=30)

Tell = Callable[[RegisterFile, FileReport], None]


@dataclass(frozen=True)
class UploadFiles:
    """The files as they were sent; `complete` says that whoever is missing in boern.csv has moved away."""

    files: Mapping[RegisterFile, bytes]
    complete: bool
    key: UUID | None


def read_files(files: Mapping[RegisterFile, bytes]) -> dict[RegisterFile, Table]:
    """Every file as a table, in the order they are taken; raises UnusableFiles naming each that is not."""
    tables: dict[RegisterFile, Table] = {}
    faults: list[Unusable] = []
    for file in RegisterFile:
        if file in files:
            try:
                tables[file] = read_table(files[file], file)
            except Unusable as fault:
                faults.append(fault)
    if faults:
        raise UnusableFiles(faults)
    return tables


def look_through(
    municipality_id: int | None, tables: Mapping[RegisterFile, Table], today: date, *, complete: bool = False
) -> Report:
    """What taking the files would do; nothing is written."""
    world = load_world(municipality_id, tables, today)
    report: dict[RegisterFile, FileReport] = {}
    for file in _in_order(tables):
        sifted = SIFT[file](tables[file], world, today)
        plan: Any
        if file is RegisterFile.DISTRICTS:
            plan = plan_districts(sifted, world)
            world = world.with_districts(sifted.taken)
        elif file is RegisterFile.INSTITUTIONS:
            plan = plan_institutions(sifted, world)
            world = world.with_institutions(sifted.taken)
        elif file is RegisterFile.STAFF:
            plan = plan_staff(sifted, world, today)
        else:
            plan = plan_children(sifted, world, today, complete=complete)
        report[file] = report_of(sifted, plan)
    return report


def take_files(
    author: audit.Author,
    municipality: Municipality,
    tables: Mapping[RegisterFile, Table],
    *,
    now: datetime,
    complete: bool = False,
    run: ImportRun | None = None,
    tell: Tell | None = None,
) -> ImportRun:
    """Takes each file in a transaction of its own: all its good rows or, if anything fails, none of them.

    Raises ImportUnderWay when another import is at work; the files before a failing one stay taken.
    """
    with alone(municipality.pk):
        run = run or ImportRun.objects.create(
            municipality=municipality,
            state=RunState.TAKING,
            by_id=author.id,
            by_name=author.name,
            uploaded_at=now,
            complete=complete,
        )
        hand = Hand(author, municipality.pk, now)
        report: dict[RegisterFile, FileReport] = {}
        for file in _in_order(tables):
            with transaction.atomic():
                report[file] = _take(file, tables[file], hand, complete=complete)
                run.report = to_keep(report)
                run.save(update_fields=["report"])
                audit.record(author, "register.taken", run, at=now, details=_counts(file, report[file]))
            if tell:
                tell(file, report[file])
        run.state, run.finished_at = RunState.TAKEN, now
        run.save(update_fields=["state", "finished_at"])
    return run


def _take(file: RegisterFile, table: Table, hand: Hand, *, complete: bool) -> FileReport:
    world = load_world(hand.municipality_id, [file], hand.today)
    sifted = SIFT[file](table, world, hand.today)
    plan: Any
    if file is RegisterFile.DISTRICTS:
        plan = plan_districts(sifted, world)
        write_districts(plan, world, hand)
    elif file is RegisterFile.INSTITUTIONS:
        plan = plan_institutions(sifted, world)
        write_institutions(plan, world, hand)
    elif file is RegisterFile.STAFF:
        plan = plan_staff(sifted, world, hand.today)
        write_staff(plan, world, hand)
    else:
        plan = plan_children(sifted, world, hand.today, complete=complete)
        write_children(plan, world, hand)
    return report_of(sifted, plan)


def _in_order(tables: Mapping[RegisterFile, Table]) -> list[RegisterFile]:
    return [file for file in RegisterFile if file in tables]


def _counts(file: RegisterFile, found: FileReport) -> dict[str, Any]:
    return {
        "file": file.value,
        "new": found.new,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "rejected": len({problem.line for problem in found.rejected}),
    }


@transaction.atomic
def upload(actor: Actor, command: UploadFiles, tables: Mapping[RegisterFile, Table], *, now: datetime) -> ImportRun:
    """Keeps the files for the answer and works out what they would change; `tables` are the same files, read."""
    require(policy.may_import(actor))
    forget(now)

    def make() -> ImportRun:
        report = look_through(actor.municipality_id, tables, clock.local(now).date(), complete=command.complete)
        run = ImportRun.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            by_id=actor.id,
            by_name=actor.name,
            uploaded_at=now,
            complete=command.complete,
            report=to_keep(report),
        )
        UploadedFile.objects.bulk_create(
            UploadedFile(run=run, name=file.value, content=content, size=len(content))
            for file, content in command.files.items()
        )
        audit.record(actor, "register.uploaded", run, at=now, details={"files": [file.value for file in tables]})
        return run

    run, _ = create_once(ImportRun, command.key, make)
    return run


@transaction.atomic
def confirm(actor: Actor, run_id: int, *, now: datetime) -> ImportRun:
    """Takes the files as they were uploaded, once; a second answer finds the import done."""
    require(policy.may_import(actor))
    run = ImportRun.objects.visible_to(actor).select_for_update().get(pk=run_id)
    if run.state == RunState.TAKEN:
        return run
    _still_waiting(run)
    files = {RegisterFile(file.name): bytes(file.content) for file in run.files.all()}
    run = take_files(actor, run.municipality, read_files(files), now=now, complete=run.complete, run=run)
    run.files.all().delete()
    return run


@transaction.atomic
def cancel(actor: Actor, run_id: int, *, now: datetime) -> ImportRun:
    """Throws the uploaded files away; nothing else was changed."""
    require(policy.may_import(actor))
    run = ImportRun.objects.visible_to(actor).select_for_update().get(pk=run_id)
    if run.state == RunState.CANCELLED:
        return run
    _still_waiting(run)
    run.files.all().delete()
    run.state, run.finished_at = RunState.CANCELLED, now
    run.report = _without_rows(run.report)
    run.save(update_fields=["state", "finished_at", "report"])
    audit.record(actor, "register.cancelled", run, at=now)
    return run


def _still_waiting(run: ImportRun) -> None:
    if run.state != RunState.PREVIEW:
        raise Stale(who=run.by_name, what=f"import_{run.state}", at=run.finished_at)


@transaction.atomic
def forget(now: datetime) -> int:
    """Deletes files nobody answered within a day, and the rows of old reports; returns how many imports it touched."""
    waiting = ImportRun.objects.filter(state=RunState.PREVIEW, uploaded_at__lt=now - FILES_KEPT)
    old = ImportRun.objects.exclude(state=RunState.PREVIEW).filter(uploaded_at__lt=now - ROWS_KEPT)
    touched = 0
    for run in waiting.select_for_update(skip_locked=True):
        run.files.all().delete()
        run.state, run.finished_at, run.report = RunState.FORGOTTEN, now, _without_rows(run.report)
        run.save(update_fields=["state", "finished_at", "report"])
        touched += 1
    for run in old.filter(report__has_any_keys=list(RegisterFile)).select_for_update(skip_locked=True):
        emptied = _without_rows(run.report)
        if emptied != run.report:
            run.report = emptied
            run.save(update_fields=["report"])
            touched += 1
    return touched


def _without_rows(report: Mapping[str, Any]) -> dict[str, Any]:
    return {file: {**found, "rejected": [], "warnings": [], "forgotten": True} for file, found in report.items()}
