"""The register as it is read: every course in numbers, one course one by one, one colleague, and one's own."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.spreadsheet import as_csv

from . import policy, queries
from .forms import sought_in
from .labels import ATTENDANCE, DATE_STATE, SOURCE, STANDING
from .models import Certificate
from .states import Attendance, DateState, Source

PER_PAGE = 50
ALL = "alle"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every course: how many of those it is for have it today."""
    actor = actor_of(request)
    lines = queries.courses(actor, clock.today())
    context = {
        "offered": [line for line in lines if line.course.is_offered],
        "ended": [line for line in lines if not line.course.is_offered],
        "keeps": bool(policy.may_keep(actor)),
        "whole": queries.sees_everybody(actor),
        "today": clock.today(),
    }
    return render(request, "training/register.html", context)


@require_safe
def course(request: HttpRequest, pk: int) -> HttpResponse:
    """One course: by district and function, and those who lack it one by one."""
    actor, today = actor_of(request), clock.today()
    found = queries.course_of(actor, pk)
    sought = sought_in(request.GET)
    shown = queries.course_page(actor, found, sought, today)
    everybody = request.GET.get("vis") == ALL
    stands = [one for one in shown.stands if everybody or not one.trained or one.to_renew]
    page = Paginator(stands, PER_PAGE).get_page(request.GET.get("side"))
    context = {
        "course": found,
        "shown": shown,
        "rows": [(one, STANDING[one.standing]) for one in page],
        "listed": page,
        "dates": [(row, DATE_STATE[DateState(row.state)]) for row in shown.dates],
        "sought": sought,
        "everybody": everybody,
        "keeps": bool(policy.may_keep(actor)),
        "whole": queries.sees_everybody(actor),
        "functions": [label for key, label in queries.function_words(found.functions)],
        "today": today,
        "asked": request.GET.urlencode(),
    }
    return render(request, "training/course.html", context)


@require_safe
def course_csv(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody the course is for and how each stands, as the list is narrowed."""
    actor, now = actor_of(request), clock.now()
    found = queries.course_of(actor, pk)
    shown = queries.course_page(actor, found, sought_in(request.GET), clock.day_of(now))
    audit.read(actor, "training.exported", found, at=now)
    header = [
        _("brugernavn"), _("navn"), _("funktion og sted"), _("distrikt"), _("kursus"), _("status"), _("udløber"),
        _("tilmeldt"),
    ]  # fmt: skip
    lines = [
        [
            one.colleague.username,
            one.colleague.name,
            one.colleague.words,
            ", ".join(dict.fromkeys(post.district for post in one.colleague.posts if post.district)),
            found.key,
            str(STANDING[one.standing]),
            _iso(one.until),
            _iso(one.signed_up.on if one.signed_up else None),
        ]
        for one in shown.stands
    ]
    return _file(as_csv(header, lines), f"kursus-{found.key}.csv")


@require_safe
def register_csv(request: HttpRequest) -> HttpResponse:
    """Every certificate within reach; a file that can be mended and taken in again."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_see(actor))
    rows = queries.certificates(actor, clock.day_of(now))
    audit.read(actor, "training.exported", None, at=now)
    # the names of the columns are those the file is read by, in whatever language
    header = ["brugernavn", "navn", "kursus", "gennemført", "udløber", "tilbagekaldt", "hvorfor"]
    return _file(as_csv(header, [_line(row) for row in rows]), "kursusbeviser.csv")


def _line(row: Certificate) -> list[str]:
    return [
        row.user.username, row.user.name, row.course.key, row.completed_on.isoformat(), _iso(row.expires_on),
        _iso(row.revoked_on), row.revoked_why,
    ]  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def course_date(request: HttpRequest, pk: int) -> HttpResponse:
    """One course date, and who has a place."""
    actor, today = actor_of(request), clock.today()
    require(policy.may_see(actor))
    found = queries.date_of(actor, pk)
    places = queries.participants(actor, pk, today)
    planned = found.state == DateState.PLANNED
    context = {
        "date": found,
        "state": DATE_STATE[DateState(found.state)],
        "places": [(one, ATTENDANCE[Attendance(one.state)]) for one in places],
        "askers": queries.askers(actor, pk, today) if planned else [],
        "keeps": bool(policy.may_keep(actor)),
        "whole": queries.sees_everybody(actor),
        "planned": planned,
        "held": found.state == DateState.HELD,
        "over": planned and found.on <= today,
        "today": today,
    }
    return render(request, "training/date.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague: everything she has learned, and what she lacks."""
    actor, now = actor_of(request), clock.now()
    today = clock.day_of(now)
    found = queries.person(actor, pk, today)
    audit.read(actor, "training.person", found.person, at=now)
    context = {
        "found": found,
        "person": found.person,
        "certificates": shown_certificates(found.certificates, today),
        "places": [(one, ATTENDANCE[Attendance(one.state)]) for one in found.places],
        "keeps": bool(policy.may_keep(actor)),
        "today": today,
    }
    return render(request, "training/person.html", context)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I have learned, when I am on a course next, and what I lack to use a form."""
    actor, today = actor_of(request), clock.today()
    found = queries.mine(actor, today)
    context = {"mine": found, "certificates": shown_certificates(found.certificates, today), "today": today}
    return render(request, "training/mine.html", context)


def shown_certificates(rows: list[Certificate], today: date) -> list[dict[str, Any]]:
    """Each with a word for how it stands."""
    return [
        {
            "row": row,
            "source": SOURCE[Source(row.source)],
            "over": row.expires_on is not None and row.expires_on < today,
            "revoked": row.revoked_on is not None,
        }
        for row in rows
    ]
