"""Plans, choices and reasons: text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.people.models import Custody
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, NumberOf, ShortText, TickBox, saying

from . import cadence
from .commands import ChangeChoices, Decide, DecidePlan, SetAside, TakeBack
from .models import RoundChoices, RoundPlan
from .round_labels import PROBLEM, REASON
from .states import Reason

say_invalid = saying(PROBLEM)


class SetAsideForm(KeyedForm):
    """Why the child is not assessed in the round."""

    reason = ChoiceOf(_("Hvorfor vurderes barnet ikke i denne runde?"), [(r.value, REASON[r]) for r in Reason])
    words = LongText(
        _("Skriv kort"),
        _("Skal skrives ved “Anden grund”, og når forældrene har sagt nej. Forældrene kan få det at læse."),
        required=False,
        rows=3,
    )
    said_on = DayField(_("Hvornår sagde forældrene nej?"), _("Kun, når forældrene har sagt nej."), required=False)
    said_by_id = ChoiceOf(_("Hvem af forældrene?"), [], required=False)

    def __init__(self, *args: Any, custodies: Iterable[Custody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {str(c.guardian_id): c.guardian.name for c in custodies}
        self.fields["said_by_id"].choices = [("", _("Det ved vi ikke, eller begge")), *people.items()]  # type: ignore[attr-defined]
        for name in ("words", "said_on", "said_by_id"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self, round_id: int, institution_id: int, child_id: int) -> SetAside:
        data = self.cleaned_data
        return SetAside(
            round_id=round_id,
            institution_id=institution_id,
            child_id=child_id,
            reason=Reason(data["reason"]),
            words=data["words"],
            said_on=data["said_on"],
            said_by_id=int(data["said_by_id"]) if data["said_by_id"] else None,
            key=data["key"],
        )


class BackForm(forms.Form):
    """The version of the record that was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def command(self, pk: int) -> TakeBack:
        return TakeBack(pk, self.cleaned_data["version"])


class DecideForm(KeyedForm):
    """What the leader decides on an objection, and why."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    respect = ChoiceOf(
        _("Hvad beslutter du?"),
        [
            ("yes", _("Vi følger forældrenes ønske: barnet vurderes ikke i runden")),
            ("no", _("Barnet vurderes, fordi det er en del af vores opgave at følge alle børns trivsel")),
        ],
    )
    why = LongText(
        _("Hvorfor?"), _("Skriv, hvad I talte om, og hvad du lægger vægt på. Forældrene kan få det at læse."), rows=4
    )

    def command(self, pk: int) -> Decide:
        data = self.cleaned_data
        return Decide(pk, data["version"], data["respect"] == "yes", data["why"])


class PlanForm(KeyedForm):
    """How often and when; up to four periods as day and month."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reminder_days = NumberOf(
        _("Så mange dage før sidste dag får de, der mangler, en påmindelse"), min_value=0, max_value=60
    )
    raters = NumberOf(
        _("Så mange vurderer hver for sig"),
        _("Lad feltet være tomt, hvis det er som i resten af kommunen. I dagplejen vurderer én."),
        required=False,
        min_value=1,
        max_value=cadence.MOST_RATERS,
    )
    from_months = NumberOf(
        _("Fra så mange måneder er barnet med"), _("0 betyder alle børn."), min_value=0, max_value=215
    )
    reason = LongText(_("Hvorfor er det sådan?"), _("Så andre kan forstå det senere."), rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = {}
        for number in range(1, cadence.MOST_WINDOWS + 1):
            words = {"n": number}
            days[f"opens_{number}"] = ShortText(
                _("Periode %(n)s: første dag") % words, _("Dag og måned, for eksempel 15/4.") if number == 1 else "",
                max_length=5, required=number == 1,
            )  # fmt: skip
            days[f"closes_{number}"] = ShortText(
                _("Periode %(n)s: sidste dag") % words, max_length=5, required=number == 1
            )
        self.fields = {**days, **self.fields}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        windows = []
        for number in range(1, cadence.MOST_WINDOWS + 1):
            pair = [(name, data.get(name, "")) for name in (f"opens_{number}", f"closes_{number}")]
            if not any(text for _name, text in pair):
                continue
            read = []
            for name, text in pair:
                if name in self.errors:
                    continue
                try:
                    read.append(cadence.month_day(text))
                except ValueError:
                    self.add_error(name, str(PROBLEM["window_day" if text else "window_half"]))
            if len(read) == 2:
                windows.append(cadence.Window(*read))
        data["windows"] = tuple(windows)
        return data

    def command(self, kind: InstitutionKind) -> DecidePlan:
        data = self.cleaned_data
        return DecidePlan(
            kind=kind,
            version=data["version"],
            windows=data["windows"],
            reminder_days=data["reminder_days"],
            raters=data["raters"],
            from_months=data["from_months"],
            reason=data["reason"],
        )

    @staticmethod
    def initial_of(plan: RoundPlan) -> dict[str, Any]:
        found: dict[str, Any] = {
            name: getattr(plan, name) for name in ("version", "reminder_days", "raters", "from_months", "reason")
        }
        for number, window in enumerate(plan.periods, start=1):
            for name, (month, day) in (("opens", window.opens), ("closes", window.closes)):
                found[f"{name}_{number}"] = f"{day}/{month}"
        return found


class ChoicesForm(KeyedForm):
    """What the municipality has chosen for all its rounds."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    fewest = NumberOf(
        _("Det mindste antal børn, der vises i Trivsel i tal"),
        _("5 er reglen for offentlige tal hos Børne- og Undervisningsministeriet. Aldrig under 3."),
        min_value=3,
        max_value=50,
    )
    objection_respected = TickBox(
        _("Når forældre siger nej, vurderes barnet ikke, før lederen har besluttet noget andet")
    )
    new_weeks = NumberOf(_("I så mange uger kan “lige begyndt” være grunden"), min_value=0, max_value=26)
    reason = LongText(_("Hvorfor er det sådan?"), _("Så andre kan forstå det senere."), rows=3)

    def command(self) -> ChangeChoices:
        data = self.cleaned_data
        return ChangeChoices(
            data["version"], data["fewest"], data["objection_respected"], data["new_weeks"], data["reason"]
        )

    @staticmethod
    def initial_of(row: RoundChoices) -> dict[str, Any]:
        return {name: getattr(row, name) for name in ("version", "fewest", "objection_respected", "new_weeks")}
