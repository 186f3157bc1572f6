"""Text in, frozen command out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access import actions as access
from sikkerhedsnet.core.cpr import CprError, parse_cpr
from sikkerhedsnet.people.models import BrokenGlass
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, ShortText, saying

from .commands import AnswerReview, BreakGlass
from .labels import INVALID, MOVE, REASON
from .states import Move

say_invalid = saying(INVALID)


class BreakForm(KeyedForm):
    """Which child, why, and who sits at the keyboard."""

    cpr_number = ShortText(_("Barnets CPR-nummer"), _("Eller skriv navn og fødselsdag herunder."), required=False)
    name = ShortText(_("Hele navnet"), required=False)
    born_on = DayField(_("Fødselsdag"), required=False)
    reason = ChoiceOf(_("Hvorfor kan det ikke vente?"), [(key.value, text) for key, text in REASON.items()])
    why = LongText(
        _("Hvad er der sket?"),
        _(
            "Mindst 20 bogstaver. Din leder og databeskyttelsesrådgiveren læser det i dag, og familien kan se, at du har brugt nødadgang."
        ),
        rows=4,
    )
    password = forms.CharField(
        label=_("Din egen adgangskode"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Skriv din adgangskode.")},
    )

    def __init__(self, *args: Any, asked: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked

    def clean_cpr_number(self) -> str:
        text: str = self.cleaned_data["cpr_number"]
        if not text.strip():
            return ""
        try:
            return parse_cpr(text).digits
        except CprError:
            raise forms.ValidationError(str(INVALID["who"])) from None

    def clean_password(self) -> str:
        """The same door as at sign-in, so that guessing is slowed down here as well."""
        if not access.is_password(self.asked, self.asked.user, self.cleaned_data["password"]):
            raise forms.ValidationError(str(INVALID["password"]))
        return ""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (
            not data.get("cpr_number")
            and not (data.get("name") and data.get("born_on"))
            and "cpr_number" not in self.errors
        ):
            self.add_error("cpr_number", str(INVALID["who"]))
        return data

    def command(self) -> BreakGlass:
        data = self.cleaned_data
        return BreakGlass(
            reason=BrokenGlass.Reason(data["reason"]),
            why=data["why"],
            key=data["key"],
            cpr_number=data["cpr_number"],
            name=data["name"],
            born_on=data["born_on"],
        )


class ReviewForm(KeyedForm):
    """One reviewer's answer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    move = ChoiceOf(_("Hvad siger du?"), [(key.value, text) for key, text in MOVE.items()])
    note = LongText(_("Hvad har du fundet ud af?"), _("Skal det undersøges, så skriv hvad."), required=False, rows=4)

    def command(self, review_id: int) -> AnswerReview:
        data = self.cleaned_data
        return AnswerReview(review_id, data["version"], Move(data["move"]), data["note"])
