"""The facilitator's pages: courses and dates, places, who came, and certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import whole_number

from . import actions, policy, queries
from .commands import Settle, SignUp
from .forms import AttendanceForm, CourseForm, DateForm, GiveForm, RevokeForm, SignUpForm, say_invalid, sought_in
from .labels import INVALID, STANDING
from .models import Course, CourseDate
from .register import Stand
from .states import Attendance
from .views import ALL

MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def add_course(request: HttpRequest) -> HttpResponse:
    """A course of the municipality's own."""
    require(policy.may_keep(actor_of(request)))
    return _course_form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_course(request: HttpRequest, pk: int) -> HttpResponse:
    """What a course is called, whom it is for, how long it lasts and what it opens."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    return _course_form(request, queries.course_of(actor, pk))


def _course_form(request: HttpRequest, course: Course | None) -> HttpResponse:
    form = CourseForm(request.POST or None, course=course)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.set_course(actor_of(request), form.command(), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Kurset er gemt."))
            return redirect("training:course", saved.pk)
    status = 400 if form.errors else 200
    return render(request, "training/edit_course.html", {"form": form, "course": course}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def add_date(request: HttpRequest, pk: int) -> HttpResponse:
    """When and where the course is held next."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    return _date_form(request, queries.course_of(actor, pk), None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_date(request: HttpRequest, pk: int) -> HttpResponse:
    """The date is moved, or gets another place, teacher or number of seats."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    found = queries.date_of(actor, pk)
    return _date_form(request, found.course, found)


def _date_form(request: HttpRequest, course: Course, date: CourseDate | None) -> HttpResponse:
    form = DateForm(request.POST or None, date=date)
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.set_date(actor_of(request), form.command(course.pk), now=clock.now())
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Kursusdatoen er gemt."))
            return redirect("training:date", saved.pk)
    status = 400 if form.errors else 200
    return render(request, "training/edit_date.html", {"form": form, "course": course, "date": date}, status=status)


@require_POST
def cancel_date(request: HttpRequest, pk: int) -> HttpResponse:
    """The course is not held."""
    version = whole_number(request.POST.get("version", "")) or 0
    actions.cancel_date(actor_of(request), pk, version, now=clock.now())
    messages.success(request, _("Kursusdatoen er aflyst, og de tilmeldte har fået besked."))
    return redirect("training:date", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Colleagues are chosen from a list that can be narrowed."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    date = queries.date_of(actor, pk)
    sought = sought_in(request.GET)
    everybody = request.GET.get("vis") == ALL
    found = queries.candidates(actor, date, sought, clock.day_of(now), only_lacking=not everybody)
    shown = found.stands[:MOST_SHOWN]
    choices = [(str(one.colleague.user_id), _choice(one)) for one in shown]
    form = SignUpForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.sign_up(actor, SignUp(pk, form.chosen()), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            words = ngettext("%(n)s kollega er tilmeldt og har fået besked.", "%(n)s kolleger er tilmeldt og har fået besked.", new)  # fmt: skip
            messages.success(request, words % {"n": new})
            return redirect("training:date", pk)
    context = {
        "form": form,
        "date": date,
        "found": found,
        "more": len(found.stands) - len(shown),
        "sought": sought,
        "everybody": everybody,
        "today": clock.day_of(now),
    }
    return render(request, "training/sign_up.html", context, status=400 if form.errors else 200)


def _choice(one: Stand) -> str:
    return _("%(name)s, %(posts)s (%(standing)s)") % {
        "name": one.colleague.name, "posts": one.colleague.words, "standing": str(STANDING[one.standing]).lower(),
    }  # fmt: skip


@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """A colleague would like to come."""
    try:
        actions.ask(actor_of(request), pk, now=clock.now())
    except Invalid:
        messages.error(request, INVALID["not_open"])
    else:
        messages.success(request, _("Du har bedt om en plads. Du får besked, når du har fået den."))
    return redirect("training:mine")


@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """She does not want to come after all."""
    actions.take_back(actor_of(request), pk, now=clock.now())
    messages.success(request, _("Du har ikke bedt om en plads mere."))
    return redirect("training:mine")


@require_POST
def give_place(request: HttpRequest, pk: int, user: int) -> HttpResponse:
    """Somebody who has asked gets her place."""
    try:
        actions.sign_up(actor_of(request), SignUp(pk, (user,)), now=clock.now())
    except Invalid as problem:
        for key in problem.errors.values():
            messages.error(request, INVALID.get(key, key))
    else:
        messages.success(request, _("Kollegaen har fået en plads og besked om det."))
    return redirect("training:date", pk)


@require_POST
def take_off(request: HttpRequest, pk: int) -> HttpResponse:
    """One colleague gives her place up."""
    place = actions.take_off(actor_of(request), pk, now=clock.now())
    messages.success(request, _("Kollegaen er meldt af og har fået besked."))
    return redirect("training:date", place.date_id)


@require_http_methods(["GET", "HEAD", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came; they get their certificate."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    date = queries.date_of(actor, pk)
    places = queries.participants(actor, pk, clock.day_of(now))
    came = [str(one.pk) for one in places if one.state != Attendance.AWAY]
    form = AttendanceForm(request.POST or None, places=places, initial={"version": date.version, "came": came})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        command = Settle(pk, data["version"], tuple(int(one) for one in data["came"]))
        try:
            actions.settle(actor, command, now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Fremmødet er gemt. De, der kom, har fået deres bevis."))
            return redirect("training:date", pk)
    context: dict[str, Any] = {"form": form, "date": date, "anybody": bool(places)}
    return render(request, "training/attendance.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate from elsewhere is written in."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    found = queries.person(actor, pk, clock.day_of(now))
    form = GiveForm(request.POST or None, courses=queries.all_courses(actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Beviset er skrevet ind."))
            return redirect("training:person", pk)
    context = {"form": form, "person": found.person}
    return render(request, "training/give.html", context, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate is taken back, with the reason."""
    actor, now = actor_of(request), clock.now()
    require(policy.may_keep(actor))
    row = queries.certificate_of(actor, pk, clock.day_of(now))
    form = RevokeForm(request.POST or None, initial={"version": row.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.revoke(actor, form.command(pk), now=now)
        except Invalid as problem:
            say_invalid(form, problem)
        else:
            messages.success(request, _("Beviset er tilbagekaldt, og kollegaen har fået besked."))
            return redirect("training:person", row.user_id)
    return render(request, "training/revoke.html", {"form": form, "row": row}, status=400 if form.errors else 200)
