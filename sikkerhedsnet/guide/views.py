"""The guide as it is read: searched, beside a worry, on paper, and in its old versions."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.web.forms import whole_number

from . import paper, policy, queries, signs
from .forms import DecideForm, SeenForm, ages, professions
from .labels import LEVEL, VERSION_STATE
from .models import GuideVersion
from .states import HARM, KNOWN_HARM, LEVELS, VersionState

LONGEST = 200
UNFOLDED = "aaben"
"""In the address: the whole guide with every piece of advice open, not only its headings."""


def sought(params: QueryDict) -> queries.Sought:
    """What the address asks for; anything the axes do not know asks for nothing."""
    level = whole_number(params.get("niveau", ""))
    known = {key for _group, some in signs.choices() for key, _words in some}
    return queries.Sought(
        text=params.get("q", "").replace("\x00", "").strip()[:LONGEST],
        age=_one_of(params.get("alder", ""), ages()),
        function=_one_of(params.get("funktion", ""), professions()),
        sign=params.get("tegn", "") if params.get("tegn", "") in known else "",
        level=level if level in LEVELS else None,
        unfolded=UNFOLDED in params,
    )


def _one_of(value: str, choices: list[tuple[str, Any]]) -> str:
    return value if value in {key for key, _words in choices} else ""


def address_of(asked: queries.Sought) -> str:
    """The same question as part of an address."""
    pairs = {
        "q": asked.text, "alder": asked.age, "funktion": asked.function, "tegn": asked.sign,
        "niveau": str(asked.level or ""),
    }  # fmt: skip
    return urlencode({name: value for name, value in pairs.items() if value})


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What is in force today."""
    actor = actor_of(request)
    found = queries.in_force(actor.municipality_id, clock.today())
    line = queries.version(actor, found.pk) if found else None
    return render(request, "guide/guide.html", _page(actor, line, sought(request.GET)))


@require_safe
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Any version within reach, exactly as it looks or will look, with what can be done about it."""
    actor = actor_of(request)
    return render(request, "guide/guide.html", version_page(actor, pk, sought(request.GET)))


def version_page(actor: Actor, pk: int, asked: queries.Sought, form: DecideForm | None = None) -> dict[str, Any]:
    """The page of one version, for whoever reads it and whoever decides about it."""
    line = queries.version(actor, pk)
    waits = line.row.state == VersionState.PROPOSED
    decides = waits and bool(policy.may_decide(actor, line.row.writers))
    base = _page(actor, line, asked)
    return {
        **base,
        "state": VERSION_STATE[VersionState(line.row.state)],
        "may_decide": decides,
        "unfolded": decides or base["unfolded"],
        "form": form or (DecideForm(initial={"version": line.row.version}) if decides else None),
        "wrote": waits and actor.has(Permission.GUIDE_APPROVE) and not decides,
        "may_edit": line.row.state == VersionState.DRAFT and bool(policy.may_keep(actor)),
        "may_take_back": waits and bool(policy.may_keep(actor)),
        "back_form": SeenForm(initial={"version": line.row.version}, auto_id="back_%s"),
    }


def _page(actor: Actor, line: queries.VersionLine | None, asked: queries.Sought) -> dict[str, Any]:
    today = clock.today()
    counts = bool(line and line.first and line.first <= today and (line.last is None or line.last >= today))
    advice = queries.search(line.row, asked) if line else []
    return {
        "line": line,
        "guide": line.row if line else None,
        "in_force": counts,
        "today": today,
        "advice": advice,
        "proposals": sum(one.is_proposal for one in advice),
        "sought": asked,
        "query": address_of(asked),
        "unfolded": asked.anything or asked.unfolded,
        "unfold": UNFOLDED,
        "ages": ages(),
        "professions": professions(),
        "signs": signs.choices(),
        "levels": LEVEL.items(),
        "may_keep": bool(policy.may_keep(actor)),
        "may_ask": bool(policy.may_ask(actor)),
        "sees_figures": actor.has(Permission.GUIDE_FIGURES),
        "under_way": queries.under_way(actor) if actor.has(Permission.GUIDE_APPROVE) else None,
        "state": "",
        "may_decide": False,
        "wrote": False,
        "may_edit": False,
        "may_take_back": False,
    }


@require_safe
def versions(request: HttpRequest) -> HttpResponse:
    """Every version with its days, the newest first."""
    actor = actor_of(request)
    lines = [(line, VERSION_STATE[VersionState(line.row.state)]) for line in queries.all_versions(actor)]
    context = {
        "lines": lines,
        "today": clock.today(),
        "may_keep": bool(policy.may_keep(actor)),
        "begin_form": SeenForm(),
    }
    return render(request, "guide/versions.html", context)


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The guide in force, or what was sought in it, on paper."""
    actor, today = actor_of(request), clock.today()
    asked = sought(request.GET)
    found = queries.in_force(actor.municipality_id, today)
    if found is None:
        raise GuideVersion.DoesNotExist
    line = queries.version(actor, found.pk)
    made = paper.guide(actor.municipality_name, line, queries.search(found, asked), asked, today)
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="handleguide.pdf"'
    return response


@require_POST
def beside(request: HttpRequest) -> HttpResponse:
    """What the guide says about the signs that are ticked now; sent as a form, so that no address tells what was ticked."""
    age = _one_of(request.POST.get("guide_age", ""), ages())
    level = KNOWN_HARM if request.POST.get("stage") in HARM else None
    found = queries.beside(actor_of(request), request.POST.getlist("signs")[:100], age, clock.today(), level=level)
    return render(request, "guide/beside.html", {"advice": found, "chosen": bool(request.POST.getlist("signs"))})
