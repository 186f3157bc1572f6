"""The sender's code, a file to be looked through, and the answer to it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import FileOf, KeyedForm, ShortText, TickBox, saying

from . import labels
from .actions import UploadDelivery
from .parsing import LARGEST, Fault

say_invalid = saying({"not_a_sor": labels.NOT_A_SOR, "mistakes": labels.CHOOSE_GOOD})


class SenderForm(KeyedForm):
    """The municipality's SOR code."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0, required=False)
    sor = ShortText(
        _("Kommunens SOR-kode"), _("Mindst elleve cifre. Den står i Sundhedsvæsenets Organisationsregister.")
    )


class FileForm(KeyedForm):
    """One delivery."""

    file = FileOf(_("Leverancen"), _("En JSON-fil efter KLChildren/FBU."), accept=".json")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        uploaded = cleaned.get("file")
        if uploaded and uploaded.size > LARGEST:
            self.add_error("file", labels.FAULT[Fault.TOO_LARGE])
        return cleaned

    def command(self) -> UploadDelivery:
        uploaded = self.cleaned_data["file"]
        return UploadDelivery(uploaded.name, uploaded.read(), self.cleaned_data["key"])


class TakeForm(KeyedForm):
    """What to do with a file that has mistakes in it."""

    take_good = TickBox(
        _("Tag de fejlfri indberetninger ind"),
        _("Dem med fejl bliver ikke taget ind. Bed afsenderen om at rette dem og sende dem igen."),
    )
