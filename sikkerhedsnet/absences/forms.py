"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, saying

from .commands import End, Register
from .labels import INVALID

say_invalid = saying(INVALID)


class RegisterForm(KeyedForm):
    """From when to when, and who covers."""

    start_on = DayField(_("Første dag"))
    end_on = DayField(_("Sidste dag"))
    cover = ChoiceOf(_("Hvem dækker?"), required=False)
    note = LongText(
        _("Besked til den, der dækker"),
        _("Skriv ikke, hvorfor nogen er væk, og ikke et barns navn. Højst 300 tegn."),
        required=False,
        rows=3,
        max_length=300,
    )

    def __init__(self, *args: Any, fit: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", str(_("Ingen endnu. Lederen får det at se")))]
        choices += [(str(user.pk), user.name) for user in fit]
        self.fields["cover"].choices = choices  # type: ignore[attr-defined]

    def command(self, user_id: int) -> Register:
        data = self.cleaned_data
        cover_id = int(data["cover"]) if data["cover"] else None
        return Register(user_id, data["start_on"], data["end_on"], cover_id, data["note"], data["key"])


class EndForm(KeyedForm):
    """The version that was on the page."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, absence_id: int) -> End:
        return End(absence_id, self.cleaned_data["version"])
