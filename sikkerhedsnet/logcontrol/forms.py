"""Text in, frozen command out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.audit.labels import basis_words
from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, LongText, NumberOf, TickBox, saying
from sikkerhedsnet.web.offers import SeenForm

from .commands import Answer, ChangeSettings
from .labels import FLAG, INVALID, MOVE, OWN_ROW
from .models import NUMBERS, ControlSettings
from .rules import MOST_WEIGHT, WEIGHTS
from .states import Flag, Move

say_invalid = saying(INVALID)
WEIGHT = "weight_"


class ExplainForm(SeenForm):
    """The leader's answer."""

    move = ChoiceOf(_("Hvad er din forklaring?"), [(move.value, MOVE[move]) for move in (Move.EXPLAIN, Move.PASS_ON)])
    note = LongText(
        _("Hvorfor?"), _("Skriv om arbejdet, ikke om barnet. Databeskyttelsesrådgiveren kan læse det."), rows=4
    )

    def command(self, look_id: int) -> Answer:
        data = self.cleaned_data
        return Answer(look_id, data["version"], Move(data["move"]), data["note"])


class CloseForm(SeenForm):
    """The data-protection officer's conclusion."""

    note = LongText(_("Hvad er konklusionen?"), _("Skriv, hvad du har fundet ud af, og hvad der er gjort."), rows=4)

    def command(self, look_id: int) -> Answer:
        data = self.cleaned_data
        return Answer(look_id, data["version"], Move.CLOSE, data["note"])


class SettingsForm(SeenForm):
    """How much is drawn, what weighs how much, and where each flag begins."""

    permille = NumberOf(_("Så mange promille af opslagene trækkes"), min_value=1, max_value=1000)
    least = NumberOf(_("Mindst så mange om måneden"), min_value=1, max_value=500)
    most = NumberOf(_("Højst så mange om måneden"), min_value=1, max_value=2000)
    most_flagged = NumberOf(
        _("Højst så mange af dem, en regel peger på"), _("De alvorligste tages først."), min_value=1, max_value=1000
    )
    explain_days = NumberOf(_("Så mange dage har lederen til at forklare"), min_value=1, max_value=90)
    fresh_days = NumberOf(
        _("Så mange dage tæller arbejde med barnet som nyligt"),
        _("Har den ansatte skrevet noget om barnet i de dage, trækkes opslaget sjældnere."),
        min_value=1,
        max_value=365,
    )
    not_fresh_factor = NumberOf(
        _("Så mange gange oftere trækkes opslag uden nyligt arbejde"), min_value=1, max_value=100
    )
    common_permille = NumberOf(
        _("Et efternavn er almindeligt, når så mange promille af børnene har det"), min_value=1, max_value=1000
    )
    many_children = NumberOf(_("Mange børn er mindst"), min_value=2, max_value=500)
    many_minutes = NumberOf(_("åbnet inden for så mange minutter"), min_value=1, max_value=600)
    hours_from = NumberOf(_("Arbejdsdagen begynder kl."), min_value=0, max_value=23)
    hours_to = NumberOf(_("Arbejdsdagen slutter kl."), min_value=1, max_value=24)
    flags_off = ChipsField(
        _("Regler, I ikke bruger"), [(flag.value, FLAG[flag]) for flag in Flag], required=False, help=""
    )
    family_sees_names = TickBox(
        _("Familiens liste over opslag viser de ansattes navne"),
        _(
            "EU-Domstolen (C-579/21) giver ikke familien ret til navnene, men forbyder ikke, at I viser dem. Bør afklares."
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for basis in WEIGHTS:
            self.fields[WEIGHT + basis] = NumberOf(
                _("Vægt: %(basis)s") % {"basis": OWN_ROW if basis == "own_row" else basis_words(basis)},
                min_value=0,
                max_value=MOST_WEIGHT,
            )

    @classmethod
    def shown(cls, row: ControlSettings) -> SettingsForm:
        """The form with what holds now."""
        named = {name: getattr(row, name) for name in (*NUMBERS, "flags_off", "family_sees_names")}
        weights = {WEIGHT + basis: row.weights.get(basis, WEIGHTS[basis]) for basis in WEIGHTS}
        return cls(initial={**named, **weights, "version": row.version if row.pk else 0})

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("hours_from", 0) >= data.get("hours_to", 24):
            self.add_error("hours_to", str(INVALID["hours"]))
        if data.get("least", 0) > data.get("most", 0) and "most" in data:
            self.add_error("most", str(INVALID["most"]))
        return data

    def command(self) -> ChangeSettings:
        data = self.cleaned_data
        chosen = {name: data[name] for name in (*NUMBERS, "flags_off", "family_sees_names")}
        weights = {basis: data[WEIGHT + basis] for basis in WEIGHTS}
        return ChangeSettings(data["version"], {**chosen, "weights": weights})
