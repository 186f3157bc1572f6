"""What a list of children is narrowed to, as it stands in the address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.web.forms import ChoiceOf, KeyedForm, LongText, SnForm, saying, whole_number

from .commands import AnswerLift, AskToLift, Protect
from .labels import INVALID
from .queries import Wanted

say_invalid = saying(INVALID)
EVERYBODY = ""


def wanted(query: QueryDict) -> Wanted:
    """What `?q=&institution=&group=` asks for; what cannot be read narrows nothing."""
    return Wanted(
        text=normalise_text(query.get("q", ""))[:100],
        institution_id=whole_number(query.get("institution", "")),
        group_id=whole_number(query.get("group", "")),
    )


class ProtectForm(KeyedForm):
    """From whom, and why; it holds from the moment it is sent."""

    against = ChoiceOf(_("Hvem må ikke vide, hvor barnet er?"), required=False)
    why = LongText(_("Hvorfor?"), _("Skriv, hvor du ved det fra. Familien læser det ikke."), rows=3)

    def __init__(self, *args: Any, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        against: Any = self.fields["against"]
        against.choices = [*((str(pk), name) for pk, name in parents), (EVERYBODY, _("Alle uden for hjemmet"))]
        against.say_optional = False

    def command(self, child_id: int) -> Protect:
        data = self.cleaned_data
        against = int(data["against"]) if data["against"] else None
        return Protect(child_id, against, data["why"], data["key"])


class LiftForm(SnForm):
    """The first of two; without a number it is the register's own mark."""

    protection = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)
    because = LongText(_("Hvorfor kan beskyttelsen ophæves?"), rows=2)

    def command(self, child_id: int) -> AskToLift:
        return AskToLift(child_id, self.cleaned_data["protection"], self.cleaned_data["because"])


class AnswerForm(SnForm):
    """The second person's yes, or a no."""

    protection = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    lift = forms.BooleanField(widget=forms.HiddenInput, required=False)

    def command(self, child_id: int) -> AnswerLift:
        return AnswerLift(child_id, self.cleaned_data["protection"], self.cleaned_data["lift"])
