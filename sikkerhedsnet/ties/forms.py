"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.models import User
from sikkerhedsnet.core.cpr import CprError, parse_cpr
from sikkerhedsnet.people.models import TieKind
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, ShortText, saying

from .commands import Declare, EndTie, Link, Named, TakeOver
from .labels import INVALID

say_invalid = saying(INVALID)


def _digits(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return parse_cpr(text).digits
    except CprError:
        raise forms.ValidationError(str(INVALID["number"])) from None


class DeclareForm(KeyedForm):
    """What the tie is, and which child."""

    kind = ChoiceOf(_("Hvad er barnet for dig?"))
    cpr_number = ShortText(_("Barnets CPR-nummer"), _("Eller skriv navn og fødselsdag herunder."), required=False)
    name = ShortText(_("Barnets hele navn"), required=False)
    born_on = DayField(_("Barnets fødselsdag"), required=False)

    def __init__(self, *args: Any, kinds: Iterable[TieKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(str(kind.pk), kind.name) for kind in kinds]  # type: ignore[attr-defined]

    def clean_cpr_number(self) -> str:
        return _digits(self.cleaned_data["cpr_number"])

    def command(self, user_id: int) -> Declare:
        data = self.cleaned_data
        child = Named(data["cpr_number"], data["name"], data["born_on"])
        return Declare(user_id=user_id, kind_id=int(data["kind"]), child=child, key=data["key"])


class EndForm(KeyedForm):
    """Why a tie is no more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    because = LongText(_("Hvorfor er båndet der ikke mere?"), _("Medarbejderen kan ikke selv afslutte det."), rows=3)

    def command(self, tie_id: int) -> EndTie:
        return EndTie(tie_id, self.cleaned_data["version"], self.cleaned_data["because"])


class LinkForm(KeyedForm):
    """Who a user is."""

    cpr_number = ShortText(
        _("Medarbejderens eget CPR-nummer"),
        _("Så finder systemet egne børn og dem i samme hjem."),
        required=False,
    )
    same_as = ShortText(
        _("Eller den anden brugers brugernavn"), _("Når den samme person har to brugere."), required=False
    )

    def clean_cpr_number(self) -> str:
        return _digits(self.cleaned_data["cpr_number"])

    def command(self, user_id: int) -> Link:
        data = self.cleaned_data
        return Link(user_id, data["cpr_number"], data["same_as"], data["key"])


class PartForm(KeyedForm):
    """Why a user is not that person after all."""

    because = LongText(_("Hvorfor passer det ikke?"), rows=3)


class TakeOverForm(KeyedForm):
    """Who has it from now."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    to = ChoiceOf(_("Hvem overtager?"))

    def __init__(self, *args: Any, free: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [(str(user.pk), user.name) for user in free]  # type: ignore[attr-defined]

    def command(self, label: str, row_id: int) -> TakeOver:
        return TakeOver(label, row_id, self.cleaned_data["version"], int(self.cleaned_data["to"]))


class KindForm(KeyedForm):
    """One more thing that counts as a tie."""

    name = ShortText(_("Hvad skal kunne vælges?"))
