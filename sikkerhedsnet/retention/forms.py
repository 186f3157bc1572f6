"""Text in, frozen command out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, NumberOf, ShortText, saying

from . import commands
from .kinds import EVENTS, Event, Kind
from .labels import EVENT, INVALID

say_invalid = saying(INVALID)


class RuleForm(KeyedForm):
    """What starts the clock, how long, and where the number comes from."""

    event = ChoiceOf(_("Hvad starter fristen?"))
    period = ShortText(
        _("Hvor længe?"),
        _("Skriv P5Y for 5 år eller P18M for 18 måneder, eller en kode fra KLE. P18250D er for altid."),
        max_length=20,
    )
    source = ShortText(
        _("Hvor kommer fristen fra?"), _("Fx KLE-emne, Rigsarkivets regel eller egen beslutning."), max_length=300
    )

    def __init__(self, *args: Any, kind: Kind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["event"].choices = [(event.value, EVENT[event]) for event in EVENTS[kind]]  # type: ignore[attr-defined]

    def command(self, kind: Kind) -> commands.Confirm:
        data = self.cleaned_data
        return commands.Confirm(kind, Event(data["event"]), data["period"], data["source"], data["key"])


class HoldForm(KeyedForm):
    """For whom, why, and until when."""

    child_number = NumberOf(
        _("Barnets nummer"), help=_("Lad feltet stå tomt, hvis intet må slettes om nogen børn."), required=False
    )
    reason = LongText(
        _("Hvorfor må det ikke slettes?"), _("Fx en klagesag eller et tilsyn. Skriv ikke om barnet."), rows=4
    )
    until = DayField(_("Til og med"), _("Lad feltet stå tomt, hvis det gælder, til det bliver løftet."), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].earliest = today  # type: ignore[attr-defined]

    def command(self) -> commands.PlaceHold:
        data = self.cleaned_data
        return commands.PlaceHold(data["child_number"], data["reason"], data["until"], data["key"])


class LiftForm(KeyedForm):
    """Why the hold ends."""

    reason = LongText(_("Hvorfor bliver det løftet?"), rows=4)

    def command(self, hold_id: int) -> commands.LiftHold:
        return commands.LiftHold(hold_id, self.cleaned_data["reason"])


class ProposeForm(KeyedForm):
    """The list as it was seen."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def command(self) -> commands.Propose:
        return commands.Propose(self.cleaned_data["seen"], self.cleaned_data["key"])
