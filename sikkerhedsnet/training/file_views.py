"""A file of certificates: looked at first, and taken in when the one who keeps the register says so."""

from __future__ import annotations

import base64
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require

from . import policy, queries, taking_in
from .forms import FileForm
from .labels import PROBLEM, UNUSABLE
from .reading import LARGEST, NEEDED, OTHER, WHO, Unusable
from .taking_in import Found

SALT = "training.file"
AN_HOUR = 3600
MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """Choose a file, see what it would bring, take it in. The file is kept nowhere: the page itself carries it, sealed."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    if "content" in request.POST:
        return _take_in(request, actor)
    form = FileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        uploaded = form.cleaned_data["file"]
        try:
            data = b"" if uploaded.size > LARGEST else uploaded.read()
            if uploaded.size > LARGEST:
                raise Unusable("too_large")
            return _shown(request, data, taking_in.look_at(actor, data, now=clock.now()), sealed(actor, data))
        except Unusable as fault:
            form.add_error("file", str(UNUSABLE[fault.why]))
    context = {
        "form": form,
        "courses": [course for course in queries.all_courses(actor) if course.is_offered],
        "who": ", ".join(WHO),
        "needed": ", ".join(NEEDED),
        "other": ", ".join(OTHER),
    }
    return render(request, "training/file.html", context, status=400 if form.errors else 200)


def _take_in(request: HttpRequest, actor: Actor) -> HttpResponse:
    data = opened(actor, request.POST["content"])
    if data is None:
        messages.warning(request, _("Siden var for gammel. Vælg filen igen. Intet er ændret."))
        return redirect("training:file")
    found = taking_in.take_in(actor, data, now=clock.now())
    words = ngettext("%(n)s bevis er taget ind.", "%(n)s beviser er taget ind.", len(found.new))
    messages.success(request, words % {"n": len(found.new)})
    if found.problems:
        return _shown(request, data, found, "")
    return redirect("training:register")


def _shown(request: HttpRequest, data: bytes, found: Found, content: str) -> HttpResponse:
    problems = [(one.line, str(PROBLEM[one.why]) % {"value": one.value[:80]}) for one in found.problems]
    context: dict[str, Any] = {
        "found": found,
        "new": found.new[:MOST_SHOWN],
        "more_new": max(0, len(found.new) - MOST_SHOWN),
        "problems": problems[:MOST_SHOWN],
        "more_problems": max(0, len(problems) - MOST_SHOWN),
        "content": content,
    }
    return render(request, "training/file_shown.html", context)


def sealed(actor: Actor, data: bytes) -> str:
    """The file as the page carries it: for this person alone, and unchanged."""
    return signing.dumps([actor.id, base64.b64encode(data).decode()], salt=SALT, compress=True)


def opened(actor: Actor, content: str) -> bytes | None:
    """What `sealed` sealed for this person within the last hour, or nothing."""
    try:
        user_id, text = signing.loads(content, salt=SALT, max_age=AN_HOUR)
    except signing.BadSignature:
        return None
    return base64.b64decode(text) if user_id == actor.id else None
