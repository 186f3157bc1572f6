"""A group's page: rate alone, then settle together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sikkerhedsnet.access.actor import Actor, actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.organisation.models import Group
from sikkerhedsnet.web.forms import whole_number
from sikkerhedsnet.web.words import clock_words

from . import actions, rules
from .commands import Place, SaveOwn, SettleAgreed, TakeUp
from .forms import AgreedForm, RatingForm
from .group_page import GroupPage, Row, group_page, indicators_for, open_group
from .kept_ratings import device_key
from .queries import place_url
from .rest import rest_thrives, the_rest
from .talks import JointPage, open_joint


def place_of(pk: int, group_pk: int | None, institution_pk: int | None) -> Place:
    if group_pk is not None:
        group = Group.objects.only("institution_id").get(pk=group_pk)
        return Place(pk, group.institution_id, group_pk)
    assert institution_pk is not None
    return Place(pk, institution_pk, None)


def _url(place: Place, page: str) -> str:
    name, args = place_url(place, page)
    return reverse(name, args=args)


@require_http_methods(["GET", "HEAD", "POST"])
def group(
    request: HttpRequest, pk: int, group_pk: int | None = None, institution_pk: int | None = None
) -> HttpResponse:
    """My ratings of the group; POST saves them, `hand_in` hands them in, `take_up` opens one again."""
    actor = actor_of(request)
    now = clock.now()
    place = place_of(pk, group_pk, institution_pk)
    if request.method != "POST":
        page = open_group(actor, place, now=now)
        return _show_group(request, page, {row.child.pk: _form(row) for row in page.rows})
    page = group_page(actor, place, clock.local(now).date())
    if "rest_of" in request.POST:
        return _rest(request, actor, place, now)
    wants_json = "application/json" in request.headers.get("Accept", "")
    forms = {row.child.pk: _form(row, request) for row in page.rows}
    sent = {pk: form for pk, form in forms.items() if form.sent()}
    broken = [form for form in sent.values() if not form.is_valid()]
    if broken:
        if wants_json:
            return JsonResponse(
                {"message": _("Ikke gemt: en tekst kan ikke bruges. Tryk på knappen for at se hvilken.")}
            )
        shown = {row.child.pk: sent.get(row.child.pk, _form(row)) for row in page.rows}
        return _show_group(request, page, shown, status=422)
    command = SaveOwn(
        place=place,
        ratings=tuple(form.rating(pk) for pk, form in sent.items()),
        hand_in="hand_in" in request.POST,
    )
    saved = actions.save_own(actor, command, now=now)
    if wants_json:
        return JsonResponse({"saved": clock_words(saved.at)})
    take_up = whole_number(request.POST.get("take_up", ""))
    if take_up is not None:
        actions.take_up(actor, TakeUp(place, take_up), now=now)
        return redirect(f"{_url(place, 'group')}#barn-{take_up}")
    if "ask_rest" in request.POST:
        return redirect(f"{_url(place, 'group')}?resten=1#resten")
    _tell(request, command, saved, now)
    return redirect(_url(place, "group"))


def _rest(request: HttpRequest, actor: Actor, place: Place, now: datetime) -> HttpResponse:
    """The children whose names stood there thrive: one act, said before it happened."""
    ids = frozenset(pk for text in request.POST.getlist("rest_of") if (pk := whole_number(text)) is not None)
    done = rest_thrives(actor, place, ids, now=now)
    if done:
        messages.success(
            request,
            ngettext(
                "Du har sagt, at %(n)d barn trives. Det er ikke afleveret endnu: se det igennem, og aflever.",
                "Du har sagt, at %(n)d børn trives. Det er ikke afleveret endnu: se det igennem, og aflever.",
                len(done),
            )
            % {"n": len(done)},
        )
    return redirect(f"{_url(place, 'group')}#aflever")


def _form(row: Row, request: HttpRequest | None = None) -> RatingForm:
    own = row.own
    initial = {"position": own.position, "comment": own.comment, "what_works": own.what_works} if own else {}
    return RatingForm(
        request.POST if request else None,
        prefix=f"child-{row.child.pk}",
        initial=initial,
        child_name=row.child.name,
    )


def _show_group(request: HttpRequest, page: GroupPage, forms: dict[int, RatingForm], status: int = 200) -> HttpResponse:
    ids = [row.child.pk for row in page.rows]
    rows = [
        {
            "row": row,
            "child": row.child,
            "form": forms[row.child.pk],
            "previous": ids[n - 1] if n else None,
            "next": ids[n + 1] if n + 1 < len(ids) else None,
        }
        for n, row in enumerate(page.rows)
    ]
    together, apart = the_rest(page)
    wrong = [(row.child, form) for row in page.rows if (form := forms[row.child.pk]).is_bound and form.errors]
    return render(
        request,
        "screening/group.html",
        {
            "group": page,
            "rows": rows,
            "wrong": wrong,
            "editable": page.to_hand_in and not page.begins_later,
            "colleagues": _progress(page),
            "joint_url": _url(page.place, "joint"),
            "kept_url": _url(page.place, "take_kept"),
            "kept_key": device_key(actor_of(request), page.place),
            "kept_days": rules.KEPT_DAYS,
            "indicators": indicators_for(actor_of(request), page.rows, page.today),
            "rest": together,
            "one_by_one": apart,
            "asks_rest": bool(request.GET.get("resten")) and bool(together),
        },
        status=status,
    )


def _progress(page: GroupPage) -> str:
    """`Maja mangler at aflevere 4, Lone er færdig`; first names, whole names when two share one."""
    names = [p.colleague.first_name for p in page.colleagues]
    said = []
    for progress in page.colleagues:
        first = progress.colleague.first_name
        name = first if names.count(first) == 1 else progress.colleague.name
        if progress.missing:
            said.append(_("%(name)s mangler at aflevere %(n)d") % {"name": name, "n": progress.missing})
        else:
            said.append(_("%(name)s er færdig") % {"name": name})
    return ", ".join(said)


def _focus(place: Place) -> tuple[str, int]:
    if place.group_id is None:
        return "screening:focus_place", place.institution_id
    return "screening:focus", place.group_id


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


def _tell(request: HttpRequest, command: SaveOwn, saved: actions.Saved, now: datetime) -> None:
    if saved.kept:
        messages.warning(
            request,
            _("Ikke ændret, fordi du har afleveret: %(names)s. Tag vurderingen op igen, hvis du vil rette den.")
            % {"names": _names(saved.kept)},
        )
    if not command.hand_in:
        messages.success(
            request, _("Gemt %(clock)s. Kun du kan se det. Du kan fortsætte senere.") % {"clock": clock_words(now)}
        )
        return
    if saved.handed_in:
        n = len(saved.handed_in)
        messages.success(
            request, ngettext("Du har afleveret %(n)d barn.", "Du har afleveret %(n)d børn.", n) % {"n": n}
        )
    if saved.missing:
        messages.warning(
            request,
            _("Ikke vurderet endnu: %(names)s. Du kan vurdere dem senere; det andet er afleveret.")
            % {"names": _names(saved.missing)}
            if saved.handed_in
            else _("Ikke vurderet endnu: %(names)s.") % {"names": _names(saved.missing)},
        )
    elif not saved.handed_in:
        messages.info(request, _("Du har allerede afleveret det hele."))


@require_http_methods(["GET", "HEAD", "POST"])
def joint(
    request: HttpRequest, pk: int, group_pk: int | None = None, institution_pk: int | None = None
) -> HttpResponse:
    """The group's talk; POST settles those on whom everybody agrees."""
    actor = actor_of(request)
    now = clock.now()
    place = place_of(pk, group_pk, institution_pk)
    if request.method == "POST":
        form = AgreedForm(request.POST)
        if form.is_valid():
            n = actions.settle_agreed(actor, SettleAgreed(place, form.pairs()), now=now)
            messages.success(
                request, ngettext("I er enige om %(n)d barn.", "I er enige om %(n)d børn.", n) % {"n": n}
                if n else _("I var allerede enige om børnene."),
            )  # fmt: skip
            return redirect(_url(place, "joint"))
        page = open_joint(actor, place, now=now)
        return _show_joint(request, page, form, status=422)
    page = open_joint(actor, place, now=now)
    versions = ",".join(f"{talk.assessment.pk}:{talk.assessment.version}" for talk in page.agreed)
    return _show_joint(request, page, AgreedForm(initial={"versions": versions}))


def _show_joint(request: HttpRequest, page: JointPage, form: AgreedForm, status: int = 200) -> HttpResponse:
    return render(
        request,
        "screening/joint.html",
        {
            "joint": page,
            "form": form,
            "group_url": _url(page.place, "group"),
            "focus_url": reverse(_focus(page.place)[0], args=[_focus(page.place)[1]]),
        },
        status=status,
    )
