"""Text in, commands out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.sharing.commands import Ground
from sikkerhedsnet.sharing.labels import INVALID as SHARING_INVALID
from sikkerhedsnet.web.fields import ChoiceOf, DayField, LongText, NumberOf, ShortText, TickBox
from sikkerhedsnet.web.forms import KeyedForm, saying
from sikkerhedsnet.web.grounds import GroundFields, Grounds

from .commands import EndMeasure, FollowUpMeasure, JoinTeam, LeaveTeam, SetKind, StartMeasure
from .labels import ASKED_HOW, ENDING, INVALID, TIER
from .models import MeasureKind
from .queries import Doer
from .states import AskedHow, Ending, Tier

STAFF = [function for function in Function if Permission.PLAN_SEE in PERMISSIONS[function]]
FUNCTIONS = [(function.value, FUNCTION[function]) for function in STAFF]


def say_invalid(form: forms.Form, problem: Invalid) -> None:
    """What a rule found wrong, here or at the basis, beside its field."""
    saying({**SHARING_INVALID, **INVALID})(form, problem)


class VersionedForm(KeyedForm):
    """A form about the version the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


class StartForm(GroundFields, KeyedForm):
    """Who does it, what for, from when, and when it is looked at."""

    owner = ChoiceOf(_("Hvem står for indsatsen?"), radio=False)
    aim = LongText(_("Hvad skal den gøre for barnet?"), _("Med familiens ord, hvis I kan."), rows=3, max_length=2000)
    start_on = DayField(_("Hvornår begynder den?"))
    follow_up_on = DayField(_("Hvornår ser I på, om den hjælper?"))
    asked_on = DayField(_("Hvornår sagde forældrene ja?"))
    asked_how = ChoiceOf(_("Hvordan sagde de ja?"), list(ASKED_HOW.items()))

    def __init__(self, *args: Any, doers: Sequence[Doer], today: date, grounds: Grounds, **kwargs: Any) -> None:
        super().__init__(*args, grounds=grounds, **kwargs)
        near = [(str(one.user_id), one.words) for one in doers if one.team]
        others = [(str(one.user_id), one.words) for one in doers if not one.team]
        groups = [(_("Distriktsteamet"), near), (_("Andre i kommunen"), others)]
        self.fields["owner"].choices = [(name, found) for name, found in groups if found]  # type: ignore[attr-defined]
        self.fields["asked_on"].latest = today  # type: ignore[attr-defined]

    def command(self, kind_id: int, *, meeting_id: int | None, plan_id: int | None) -> StartMeasure:
        data = self.cleaned_data
        ground = self.ground_values()
        return StartMeasure(
            kind_id=kind_id,
            meeting_id=meeting_id,
            plan_id=plan_id,
            owner_id=int(data["owner"]),
            start_on=data["start_on"],
            follow_up_on=data["follow_up_on"],
            purpose=data["aim"],
            asked_on=data["asked_on"],
            asked_how=AskedHow(data["asked_how"]),
            ground=Ground(**ground) if ground else None,
            key=data["key"],
        )


class FollowUpForm(VersionedForm):
    """What it did so far, and when it is looked at again."""

    on = DayField(_("Hvilken dag så I på den?"))
    what_it_did = LongText(_("Hvad har den gjort for barnet?"), rows=3, max_length=4000)
    next_on = DayField(_("Hvornår ser I på den igen?"))

    def command(self, pk: int) -> FollowUpMeasure:
        data = self.cleaned_data
        return FollowUpMeasure(pk, data["version"], data["on"], data["what_it_did"], data["next_on"], data["key"])


class EndForm(VersionedForm):
    """How it ended."""

    on = DayField(_("Hvilken dag sluttede den?"))
    ending = ChoiceOf(_("Hvorfor slutter den?"), list(ENDING.items()))
    what_it_did = LongText(_("Hvad gjorde den for barnet?"), rows=3, max_length=4000)

    def command(self, pk: int) -> EndMeasure:
        data = self.cleaned_data
        ending = Ending(data["ending"])
        return EndMeasure(pk, data["version"], data["on"], ending, data["what_it_did"], data["key"])


class KindForm(VersionedForm):
    """One row of the catalogue."""

    name = ShortText(_("Hvad hedder indsatsen?"), max_length=200)
    tier = ChoiceOf(_("Hvem er den til?"), list(TIER.items()))
    what = LongText(_("Hvad sker der?"), rows=3, max_length=4000)
    purpose = LongText(_("Hvad skal den gøre?"), required=False, rows=2, max_length=2000)
    starters = forms.MultipleChoiceField(
        label=_("Hvem må sætte den i gang uden at spørge?"),
        help_text=_("Ved særlig støtte vælger du ingen: den kræver familieafdelingens afgørelse."),
        choices=FUNCTIONS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    doers = forms.MultipleChoiceField(
        label=_("Hvem står for den?"), choices=FUNCTIONS, widget=forms.CheckboxSelectMultiple, required=False
    )
    weeks = NumberOf(
        _("Hvor mange uger varer den?"), _("Lad feltet stå tomt, hvis den varer, til den har hjulpet."), required=False
    )
    follow_up_weeks = NumberOf(_("Efter hvor mange uger ser I på, om den hjælper?"))
    price = NumberOf(
        _("Pris i hele kroner for ét forløb"), _("Lad feltet stå tomt, hvis I ikke kender den."), required=False
    )
    price_mark = ShortText(_("Hvor kommer prisen fra?"), required=False, max_length=200)
    mark = ShortText(_("Hvad skal kontrolleres?"), required=False, max_length=200)
    is_offered = TickBox(_("Indsatsen bliver tilbudt"))

    @staticmethod
    def initial_of(kind: MeasureKind) -> dict[str, Any]:
        """What the form shows of a row."""
        return {
            "version": kind.version, "name": kind.name, "tier": kind.tier, "what": kind.what, "purpose": kind.purpose,
            "starters": kind.starters, "doers": kind.doers, "weeks": kind.weeks,
            "follow_up_weeks": kind.follow_up_weeks, "price": kind.price_kr, "price_mark": kind.price_mark,
            "mark": kind.mark, "is_offered": kind.is_offered,
        }  # fmt: skip

    def command(self, pk: int | None) -> SetKind:
        data = self.cleaned_data
        return SetKind(
            kind_id=pk,
            version=data["version"],
            name=data["name"],
            tier=Tier(data["tier"]),
            what=data["what"],
            purpose=data["purpose"],
            starters=tuple(data["starters"]),
            doers=tuple(data["doers"]),
            weeks=data["weeks"],
            follow_up_weeks=data["follow_up_weeks"],
            price=data["price"],
            price_mark=data["price_mark"],
            mark=data["mark"],
            is_offered=data["is_offered"],
            key=data["key"],
        )


class JoinForm(KeyedForm):
    """A colleague in a team, from a day."""

    employment = ChoiceOf(_("Hvem?"), radio=False)
    start_on = DayField(_("Fra hvilken dag?"))

    def __init__(self, *args: Any, posts: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["employment"].choices = [(str(pk), words) for pk, words in posts]  # type: ignore[attr-defined]

    def command(self, district_id: int) -> JoinTeam:
        data = self.cleaned_data
        return JoinTeam(district_id, int(data["employment"]), data["start_on"])


class LeaveForm(KeyedForm):
    """The last day in a team."""

    end_on = DayField(_("Hvad er den sidste dag i teamet?"))

    def command(self, member_id: int) -> LeaveTeam:
        return LeaveTeam(member_id, self.cleaned_data["end_on"])
