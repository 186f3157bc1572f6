"""What is decided about a rating that came too late."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import LongText, SnForm, saying

from .commands import DecideKept
from .labels import PROBLEM
from .states import KeptMove

say_invalid = saying(PROBLEM)


class DecideKeptForm(SnForm):
    """One move and, when a rating is left out, why."""

    why = LongText(_("Hvorfor skal den ikke med?"), required=False, rows=2)
    move = forms.ChoiceField(choices=[(m.value, m.value) for m in KeptMove], widget=forms.HiddenInput, required=True)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, kept_id: int, **kwargs: Any) -> None:
        super().__init__(*args, prefix=f"kept-{kept_id}", **kwargs)
        self.kept_id = kept_id
        self.fields["why"].say_optional = False  # type: ignore[attr-defined]

    def command(self) -> DecideKept:
        data = self.cleaned_data
        return DecideKept(self.kept_id, data["version"], KeptMove(data["move"]), data["why"])
