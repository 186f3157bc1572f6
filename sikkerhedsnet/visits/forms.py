"""Text in, frozen command out: a planned visit's own forms, and the recalls'."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core import clock
from sikkerhedsnet.web.forms import (
    ChoiceOf,
    ClockField,
    DayField,
    KeyedForm,
    LongText,
    NumberOf,
    ShortText,
    SnForm,
    TickBox,
    saying,
)
from sikkerhedsnet.web.grounds import GroundFields

from .commands import (
    Agree,
    EndHelp,
    GiveUp,
    MarkWrong,
    Miss,
    PlanNeed,
    SeeChild,
    SetChoices,
    SetScheme,
    TakeTurn,
    TalkAbout,
)
from .labels import INSTRUMENT, NOT_HELD, PROBLEM, TALKED_WITH, TURN, UNIT
from .models import Intervention, VisitScheme
from .recalling import BY_HAND
from .rules import MARKS, Unit
from .states import GIVEN_BY_HAND, HelpState, NotHeld, RecallTurn

say_invalid = saying(PROBLEM)
REASONS = [(reason.value, NOT_HELD[reason]) for reason in GIVEN_BY_HAND]


class AgreeForm(SnForm):
    """When we meet."""

    on = DayField(_("Dag"))
    hour = ClockField(_("Klokken"))
    note = ShortText(_("Besked til dig selv"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, planned_id: int) -> Agree:
        data = self.cleaned_data
        return Agree(planned_id, data["version"], moment(data["on"], data["hour"]), data["note"])


class MissForm(SnForm):
    """Nobody came: why, and the new last day."""

    reason = ChoiceOf(_("Hvad skete der?"), REASONS)
    new_on = DayField(_("Besøget skal være holdt senest"))
    note = LongText(_("Hvad aftalte I?"), required=False, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, planned_id: int) -> Miss:
        data = self.cleaned_data
        return Miss(planned_id, data["version"], NotHeld(data["reason"]), data["new_on"], data["note"])


class GiveUpForm(SnForm):
    """Not held at all: why."""

    reason = ChoiceOf(_("Hvorfor bliver besøget ikke holdt?"), REASONS)
    note = LongText(_("Skriv kort, hvad der er aftalt med familien"), rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, planned_id: int) -> GiveUp:
        data = self.cleaned_data
        return GiveUp(planned_id, data["version"], NotHeld(data["reason"]), data["note"])


class NeedForm(KeyedForm):
    """A visit because of a need."""

    next_type = ChoiceOf(
        _("Hvem har brug for besøget?"),
        [("need_small", _("Småbarn og familie")), ("need_school", _("Skolebarn"))],
    )
    next_on = DayField(_("Senest"))
    next_note = ShortText(_("Hvad er besøget for?"), max_length=200)
    help_id = ChoiceOf(_("Hører det til en indsats?"), required=False, radio=False)

    def __init__(self, *args: Any, helps: Iterable[tuple[int, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(pk), name) for pk, name in helps]
        self.fields["help_id"].choices = [("", _("Nej")), *named]  # type: ignore[attr-defined]

    def command(self, child_id: int) -> PlanNeed:
        data = self.cleaned_data
        help_id = int(data["help_id"]) if data["help_id"] else None
        return PlanNeed(
            child_id, data["next_type"], data["next_on"], data["next_note"], help_id=help_id, key=data["key"]
        )


class WrongForm(SnForm):
    """What should never have been there."""

    because = ShortText(_("Hvad var forkert?"), _("Det bliver stående med en streg over og med din grund."))

    def command(self, what: str, pk: int) -> MarkWrong:
        return MarkWrong(what, pk, self.cleaned_data["because"])


class EndHelpForm(SnForm):
    """An intervention ends."""

    end_on = DayField(_("Sidste dag"))
    state = ChoiceOf(
        _("Hvordan endte den?"), [(HelpState.COMPLETED.value, _("Gennemført")), (HelpState.REVOKED.value, _("Opgivet"))]
    )

    def command(self, help: Intervention) -> EndHelp:
        return EndHelp(help.pk, self.cleaned_data["end_on"], self.cleaned_data["state"])


class TurnForm(KeyedForm):
    """One step of a recall."""

    turn = ChoiceOf(_("Hvad er der sket?"), [(t.value, TURN[t]) for t in BY_HAND])
    on = DayField(_("Hvornår?"))
    next_on = DayField(_("Ny tid eller næste dato"), required=False)
    to_whom = ShortText(
        _("Hvem har du talt med eller skrevet til?"),
        _(
            "Skriv kun til den ene forælder ad gangen, og kun til en adresse, du selv har set efter. Systemet sender intet."
        ),
        required=False,
    )
    needs_treatment = TickBox(_("Barnet har brug for behandling"))
    note = LongText(_("Bemærkning"), required=False, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, recall_id: int) -> TakeTurn:
        data = self.cleaned_data
        return TakeTurn(
            recall_id=recall_id,
            version=data["version"],
            turn=RecallTurn(data["turn"]),
            on=data["on"],
            note=data["note"],
            next_on=data["next_on"],
            to_whom=data["to_whom"],
            needs_treatment=data["needs_treatment"],
            key=data["key"],
        )


class TalkForm(GroundFields, KeyedForm):
    """Who outside the dental service was told, what, and why she may."""

    service = ChoiceOf(_("Hvem har du talt med?"), list(TALKED_WITH.items()))
    to_name = ShortText(_("Navn og stilling"), max_length=200)
    on = DayField(_("Hvornår?"))
    content = LongText(
        _("Hvad har du fortalt?"), _("Kun det, der skal til for at få barnet til tandlæge."), rows=3, max_length=2000
    )
    told_on = DayField(
        _("Hvornår har forældrene fået det at vide?"), _("Skal kun skrives uden samtykke."), required=False
    )
    not_told_because = LongText(
        _("Hvis de ikke har: hvorfor?"), _("Skal kun skrives uden samtykke."), required=False, rows=2, max_length=2000
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["service", "to_name", "on", "content", "basis", "purpose"])
        for name in ("told_on", "not_told_because"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self, recall_id: int) -> TalkAbout:
        data = self.cleaned_data
        return TalkAbout(
            recall_id=recall_id,
            version=data["version"],
            service=data["service"],
            to_name=data["to_name"],
            content=data["content"],
            on=data["on"],
            ground=self.ground_values() or {"basis": ""},
            told_on=data["told_on"],
            not_told_because=data["not_told_because"],
            key=data["key"],
        )


class SeenForm(KeyedForm):
    """The child was seen; when again is the dentist's decision."""

    on = DayField(_("Set den"))
    months = NumberOf(_("Ses igen om så mange måneder"), min_value=1, max_value=60)
    because = ShortText(
        _("Hvorfor netop det mellemrum?"), _("For eksempel: begyndende caries, ses oftere."), required=False
    )
    needs_treatment = TickBox(_("Barnet har brug for behandling"))
    note = LongText(_("Bemærkning"), required=False, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, recall_id: int) -> SeeChild:
        data = self.cleaned_data
        return SeeChild(
            recall_id=recall_id,
            version=data["version"],
            on=data["on"],
            months=data["months"],
            because=data["because"],
            needs_treatment=data["needs_treatment"],
            note=data["note"],
            key=data["key"],
        )


class SchemeForm(SnForm):
    """One standard visit as the municipality gives it."""

    offered = TickBox(_("Vi giver dette besøg"))
    first_child_only = TickBox(
        _("Kun til familiens første barn"),
        _("Det planlægges, når ingen af forældrene har et ældre barn i kommunens register. Tvillinger får det begge."),
    )
    earliest = NumberOf(_("Tidligst"), min_value=0, max_value=1000)
    aim = NumberOf(_("Omkring"), min_value=0, max_value=1000)
    latest = NumberOf(_("Senest"), min_value=0, max_value=1000)
    unit = ChoiceOf(_("Alderen tælles i"), [(u.value, UNIT[u]) for u in Unit])
    instruments = forms.MultipleChoiceField(
        label=_("Det skal der ses på med et skema"),
        required=False,
        choices=list(INSTRUMENT.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    source_mark = ShortText(_("Hvor kommer tallene fra?"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, row: VisitScheme) -> SetScheme:
        data = self.cleaned_data
        return SetScheme(
            visit_type=row.visit_type,
            version=data["version"],
            offered=data["offered"],
            unit=data["unit"],
            earliest=data["earliest"],
            aim=data["aim"],
            latest=data["latest"],
            instruments=tuple(data["instruments"]),
            first_child_only=data["first_child_only"],
            source_mark=data["source_mark"],
        )


CHOICES = (
    ("documentation_days", _("Så mange dage har I til at skrive det, der mangler ved et besøg"), 0, 14),
    ("need_visits_before_talk", _("Så mange behovsbesøg til et gult barn, før I mindes om at vurdere igen"), 0, 20),
    ("talks_before_closing", _("Så mange gange skal et gult eller rødt barn have været på dialogmøde"), 0, 10),
    ("recall_first_months", _("Første gang hos tandplejen: barnets alder i måneder"), 6, 60),
    ("recall_next_months", _("Derefter foreslås så mange måneder mellem hver gang"), 1, 60),
    ("recall_until_years", _("Børn indkaldes, til de er så mange år"), 5, 22),
)
"""The municipality's own numbers, and between which they lie."""


class ChoicesForm(SnForm):
    """The municipality's own numbers about visits and recalls, each with where it comes from."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label, low, high in CHOICES:
            source = _("Kilde: %(source)s.") % {"source": MARKS[name]}
            self.add(name, NumberOf(label, source, min_value=low, max_value=high))

    def command(self) -> SetChoices:
        data = self.cleaned_data
        return SetChoices(data["version"], {name: data[name] for name, *_more in CHOICES})


def moment(on: date, hour: time) -> datetime:
    """A day and an hour on a Danish clock."""
    return clock.at(on, hour.hour, hour.minute)
