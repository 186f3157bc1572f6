"""An invitation's link: choose a password, and go on to the second step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from sikkerhedsnet.core import clock

from . import inviting, throttle
from .forms import NewPasswordForm
from .views import locked_out, password_is_right

TOKEN = "invitation"
LONGEST_TOKEN = 100


@require_GET
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Takes the token out of the address at once, so that no page, log or other site is told of it."""
    name = f"invitation {token[:8]}"
    if not throttle.may_try(request, name):
        return locked_out(request)
    if inviting.invitation_for(token[:LONGEST_TOKEN], clock.now()) is None:
        throttle.note_wrong(request, name)
        return render(request, "access/invitation_over.html", status=404)
    request.session[TOKEN] = token
    return redirect("access:choose_password")


@require_http_methods(["GET", "POST"])
def choose_password(request: HttpRequest) -> HttpResponse:
    """Her own password, bound to her user name; then the second step as for everybody."""
    now, token = clock.now(), str(request.session.get(TOKEN, ""))
    invitation = inviting.invitation_for(token, now) if token else None
    if invitation is None:
        return render(request, "access/invitation_over.html", status=404)
    user = invitation.user
    form = NewPasswordForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and form.is_valid():
        accepted = inviting.accept(token, form.cleaned_data["new_password"], now=now)
        if accepted is None:
            return render(request, "access/invitation_over.html", status=404)
        request.session.flush()
        return password_is_right(request, accepted)
    context = {"form": form, "person": user}
    return render(request, "access/choose_password.html", context, status=400 if form.errors else 200)
