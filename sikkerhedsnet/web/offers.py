"""The form with which something is offered to a colleague, who must say yes before it is hers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext_lazy as _

from .forms import ChoiceOf, KeyedForm, LongText


class Colleague(Protocol):
    """Somebody to ask."""

    pk: Any
    name: Any


class SeenForm(KeyedForm):
    """A button on a page that showed one version of something."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class OfferForm(SeenForm):
    """To whom, and what she should know first."""

    to = ChoiceOf(_("Hvem spørger du?"))
    note = LongText(_("Hvad skal hun eller han vide?"), _("Kun rådgiveren læser det."), required=False, rows=4)

    def __init__(self, *args: Any, colleagues: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(user.pk), user.name) for user in colleagues]  # type: ignore[attr-defined]
