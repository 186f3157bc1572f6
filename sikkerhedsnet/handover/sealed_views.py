"""The sealed file beside the paper: made when a record goes to another municipality, and opened where it has come to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import actor_of
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.web.forms import FileOf, KeyedForm, ShortText

from . import actions, policy
from .sealing import LARGEST, Closed, is_phrase, new_phrase, unseal
from .states import State
from .views import READ_OR_WRITE, head, ours


class SealForm(KeyedForm):
    """The phrase the page has shown."""

    phrase = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def clean_phrase(self) -> str:
        phrase: str = self.cleaned_data["phrase"]
        if not is_phrase(phrase):
            raise forms.ValidationError(gettext("Hent siden igen, og brug den sætning, den viser."))
        return phrase


class OpenForm(KeyedForm):
    """The file that came, and the phrase that was told."""

    file = FileOf(_("Den forseglede fil"), accept=".overgang,.json")
    phrase = ShortText(
        _("Sætningen"), _("Fire gange fem tegn. Afsenderen siger den i telefonen, aldrig i en mail."), max_length=60
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        uploaded = cleaned.get("file")
        if uploaded and uploaded.size > LARGEST:
            self.add_error("file", gettext("Filen er for stor til at være en overgang. Vælg den igen."))
        return cleaned


@READ_OR_WRITE
def seal(request: HttpRequest, pk: int) -> HttpResponse:
    """A phrase to be told by another road, and the file it opens; neither is kept here."""
    actor, row = ours(request, pk)
    if not row.outside or row.state not in (State.SENT, State.CLOSED):
        raise Http404
    form = SealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = actions.seal(actor, pk, form.cleaned_data["phrase"], now=clock.now())
        response = HttpResponse(data, content_type="application/octet-stream")
        name = f"overgang-{row.pk}.overgang"  # no child's name on a file that is sent about
        response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
        return response
    phrase = new_phrase()
    context = head(row) | {"form": SealForm(initial={"phrase": phrase}), "phrase": phrase, "asked_again": form.errors}
    return render(request, "handover/seal.html", context, status=400 if form.errors else 200)


@READ_OR_WRITE
def open_sealed(request: HttpRequest) -> HttpResponse:
    """What lies in a file from another municipality; nothing of it is kept, and no child is made."""
    actor = actor_of(request)
    require(policy.may_keep(actor))
    form, found = OpenForm(request.POST or None, request.FILES or None), None
    if request.method == "POST" and form.is_valid():
        try:
            found = unseal(form.cleaned_data["file"].read(), form.cleaned_data["phrase"])
        except Closed:
            form.add_error(
                "phrase",
                gettext("Filen kan ikke åbnes. Se efter, om sætningen og filen er de rigtige, og spørg afsenderen."),
            )
        else:
            actions.opened(actor, found, now=clock.now())
    context = {"form": form, "found": found}
    return render(request, "handover/open_sealed.html", context, status=400 if form.errors else 200)
