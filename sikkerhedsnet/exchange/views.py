"""The administrator's import: choose files, see what would change, take them in or not, see what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sikkerhedsnet.core import clock
from sikkerhedsnet.web.spreadsheet import as_csv

from . import actions, labels, queries
from .forms import UploadForm
from .layouts import RegisterFile
from .locking import ImportUnderWay
from .models import ImportRun, RunState
from .problems import Problem
from .report import from_kept

MOST_SHOWN = 200


@dataclass(frozen=True)
class Remark:
    """One rejected row or remark, in words."""

    line: int
    field: str
    value: str
    sentence: str


@dataclass(frozen=True)
class FileShown:
    """One file's part of the page."""

    name: str
    label: str
    new: int
    changed: int
    unchanged: int
    rejected_rows: int
    aspects: tuple[tuple[str, int], ...]
    examples: tuple[str, ...]
    rejected: tuple[Remark, ...]
    warnings: tuple[Remark, ...]
    warned: int
    more_rejected: int
    more_warnings: int
    forgotten: bool


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Choose the files; nothing is changed before the next page has been answered."""
    form = UploadForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            run = actions.upload(request.actor, form.command(), form.tables, now=clock.now())  # type: ignore[attr-defined]
            return redirect("exchange:run", pk=run.pk)
        status = 422
    runs = [(found, labels.STATE[found.state]) for found in queries.latest(request.actor)]  # type: ignore[attr-defined]
    return render(request, "exchange/import.html", {"form": form, "runs": runs}, status=status)


@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """What the files would change, or did change."""
    return _show(request, queries.open_run(request.actor, pk, now=clock.now()))  # type: ignore[attr-defined]


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the files in."""
    try:
        found = actions.confirm(request.actor, pk, now=clock.now())  # type: ignore[attr-defined]
    except ImportUnderWay:
        messages.warning(request, str(labels.UNDER_WAY))
        return redirect("exchange:run", pk=pk)
    return redirect("exchange:run", pk=found.pk)


@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw the files away."""
    actions.cancel(request.actor, pk, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, _("Filerne er slettet. Intet er ændret."))
    return redirect("exchange:import")


@require_GET
def rejected(request: HttpRequest, pk: int) -> HttpResponse:
    """The rejected rows and the remarks, to be worked through in a spreadsheet."""
    found = queries.open_run(request.actor, pk, now=clock.now())  # type: ignore[attr-defined]
    header = [_("fil"), _("slags"), _("linje"), _("felt"), _("værdi"), _("årsag")]
    kinds = {"rejected": _("afvist"), "warnings": _("bemærkning")}
    rows = [
        [file, kinds[kind], str(told["line"] or ""), told["field"], told["value"], labels.sentence(from_kept(told))]
        for file, report in found.report.items()
        for kind in kinds
        for told in report[kind]
    ]
    response = HttpResponse(as_csv(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="afviste-{found.pk}.csv"'
    return response


def _show(request: HttpRequest, found: ImportRun) -> HttpResponse:
    files = list(_files(found))
    context = {
        "run": found,
        "state": labels.STATE[found.state],
        "waiting": found.state == RunState.PREVIEW,
        "taken": found.state == RunState.TAKEN,
        "files": files,
        "any_rejected": any(file.rejected_rows for file in files),
        "any_rows": any(file.rejected or file.warnings for file in files),
        "nothing_new": not any(file.new or file.changed for file in files),
    }
    return render(request, "exchange/run.html", context)


def _files(found: ImportRun) -> Iterator[FileShown]:
    for file in RegisterFile:
        report: dict[str, Any] | None = found.report.get(file.value)
        if report is None:
            continue
        rejected, warnings = report["rejected"], report["warnings"]
        yield FileShown(
            name=file.value,
            label=str(labels.FILE[file]),
            new=report["new"],
            changed=report["changed"],
            unchanged=report["unchanged"],
            rejected_rows=report["rejected_rows"],
            aspects=tuple((str(labels.ASPECT.get(key, key)), number) for key, number in report["aspects"].items()),
            examples=tuple(report.get("examples", ())),
            rejected=_remarks(rejected),
            warnings=_remarks(warnings),
            warned=report["warned"],
            more_rejected=max(0, len(rejected) - MOST_SHOWN),
            more_warnings=max(0, report["warned"] - MOST_SHOWN),
            forgotten=bool(report.get("forgotten")),
        )


def _remarks(kept: list[dict[str, Any]]) -> tuple[Remark, ...]:
    told: list[Problem] = [from_kept(one) for one in kept[:MOST_SHOWN]]
    return tuple(Remark(one.line, one.field, one.value, labels.sentence(one)) for one in told)
