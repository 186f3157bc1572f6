"""Overviews without persons, as a page and as a file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.spreadsheet import as_csv

from .figures import Shown, figures


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """How children were doing in a round that is over, by age, sex and place; never a person."""
    actor, now = actor_of(request), clock.now()
    found = figures(actor, whole_number(request.GET.get("runde", "")), clock.day_of(now))
    audit.read(actor, "figures.read", found.chosen, at=now)
    return render(request, "screening/figures.html", {"figures": found})


@require_safe
def overview_csv(request: HttpRequest) -> HttpResponse:
    """The same tables as a file, with the same numbers left out."""
    actor, now = actor_of(request), clock.now()
    found = figures(actor, whole_number(request.GET.get("runde", "")), clock.day_of(now))
    audit.read(actor, "figures.exported", found.chosen, at=now)
    header = [
        _("Tabel"), _("Række"), _("Børn"), _("Trives"), _("Opmærksomhed eller bekymring"), _("Opmærksomhed"), _("Bekymring"),
    ]  # fmt: skip
    lines = [[str(table.title), *_line(row)] for table in found.tables for row in table.rows]
    lines += [[_("Runder"), *_line(row)] for _round, row in found.over_time]
    response = HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8")
    name = found.chosen.pk if found.chosen else "ingen"
    response["Content-Disposition"] = f'attachment; filename="trivsel-{name}.csv"'
    return response


def _line(row: Shown) -> list[str]:
    numbers = (row.total, row.green, row.others, row.yellow, row.red)
    return [str(row.name), *("" if n is None else str(n) for n in numbers)]
