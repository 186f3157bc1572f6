"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.people.models import Custody
from sikkerhedsnet.web.forms import (
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    PositionField,
    ShortText,
    SnForm,
    TickBox,
    saying,
)

from . import rules
from .commands import AssessAlone, FollowUp, OpenRound, OwnRating, Settle, TellParents
from .labels import PROBLEM, TOLD_HOW
from .raters import Colleague
from .rules import Settling
from .states import Position, ToldHow

TOGETHER = "both"
HOW = [(how.value, TOLD_HOW[how]) for how in ToldHow]


say_invalid = saying(PROBLEM)


def _quiet(form: forms.Form, *names: str) -> None:
    """These fields may be empty, but the label does not say so: it depends on the position."""
    for name in names:
        form.fields[name].say_optional = False  # type: ignore[attr-defined]


class OpenRoundForm(KeyedForm):
    """A name, two dates and the institutions."""

    name = ShortText(_("Rundens navn"), _("For eksempel Trivselsrunde efterår 2026."), max_length=100)
    opens_on = DayField(_("Første dag"))
    closes_on = DayField(_("Sidste dag"), _("Inden den dag skal alle børn være vurderet, og I skal have talt sammen."))
    institutions = forms.MultipleChoiceField(
        label=_("Hvor?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": PROBLEM["institutions"], "invalid_choice": PROBLEM["institutions"]},
    )

    def __init__(self, *args: Any, institutions: Iterable[Institution], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[str, str]]] = {}
        for row in institutions:
            choices.setdefault(row.district.name if row.district else "", []).append((str(row.pk), row.name))
        flat = [pair for pairs in choices.values() for pair in pairs]
        self.fields["institutions"].choices = (  # type: ignore[attr-defined]
            list(choices.items()) if len(choices) > 1 else flat
        )
        if len(flat) == 1:
            self.fields["institutions"].initial = [flat[0][0]]

    def command(self) -> OpenRound:
        data = self.cleaned_data
        return OpenRound(
            name=data["name"],
            opens_on=data["opens_on"],
            closes_on=data["closes_on"],
            institution_ids=frozenset(int(pk) for pk in data["institutions"]),
            key=data["key"],
        )


class RatingForm(SnForm):
    """My rating of one child, one row of a group."""

    position = PositionField(required=False)
    comment = LongText(_("Hvad ser du?"), required=False, rows=2)
    what_works = LongText(_("Hvad fungerer?"), required=False, rows=2)

    def __init__(self, *args: Any, child_name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = f"{field.label} ({child_name})" if child_name and name == "position" else field.label
        _quiet(self, "position", "comment", "what_works")

    def sent(self) -> bool:
        """Whether the page had this row open."""
        return any(self.add_prefix(name) in self.data for name in self.fields)

    def rating(self, child_id: int) -> OwnRating:
        data = self.cleaned_data
        return OwnRating(
            child_id=child_id,
            position=Position(data["position"]) if data["position"] else None,
            comment=data["comment"],
            what_works=data["what_works"],
        )


class SettlingFields(SnForm):
    """The position and, for yellow and red, what has to follow."""

    position = PositionField(_("Position"))
    comment = LongText(_("Hvad ser I?"), required=False, rows=3)
    what_works = LongText(_("Hvad fungerer?"), required=False, rows=3)
    focus_point = LongText(
        _("Fokuspunkt"),
        _("Hvad holder I særligt øje med i hverdagen?"),
        required=False,
        rows=3,
    )
    adults_change = LongText(
        _("Hvad vil vi voksne ændre?"),
        _("Rammerne, dagens rytme, rummet eller måden, I er sammen med barnet på. Ikke, hvad barnet skal."),
        required=False,
        rows=3,
    )
    next_on = DayField(_("Næste dato"), required=False)
    tell_parents_how = ChoiceOf(_("Hvordan får forældrene det at vide?"), HOW, required=False)

    def __init__(self, *args: Any, today: date, action_weeks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first, last = rules.next_date_limits(today, action_weeks)
        next_on = self.fields["next_on"]
        next_on.help_text = _("Den dag, I ser på det igen. Senest om %(n)d uger.") % {"n": action_weeks}
        next_on.widget.attrs.update({"min": first.isoformat(), "max": last.isoformat()})
        _quiet(self, "focus_point", "adults_change", "next_on", "tell_parents_how")

    def settling(self, owner_id: int | None) -> Settling:
        data = self.cleaned_data
        return Settling(
            position=Position(data["position"]),
            comment=data["comment"],
            what_works=data["what_works"],
            focus_point=data["focus_point"],
            adults_change=data["adults_change"],
            next_on=data["next_on"],
            tell_parents_how=ToldHow(data["tell_parents_how"]) if data["tell_parents_how"] else None,
            owner_id=owner_id,
        )


class SettleForm(SettlingFields):
    """The joint position of one child, in the version the page showed."""

    owner_id = ChoiceOf(_("Hvem følger op?"), required=False, radio=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, responsible: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [(str(c.id), c.name) for c in responsible]  # type: ignore[attr-defined]
        _quiet(self, "owner_id")

    def command(self, assessment_id: int) -> Settle:
        data = self.cleaned_data
        owner = int(data["owner_id"]) if data["owner_id"] else None
        return Settle(assessment_id=assessment_id, version=data["version"], settling=self.settling(owner))


class AgreedForm(SnForm):
    """One tick for all the children on whom everybody agrees."""

    talked = TickBox(_("Vi har talt om børnene og er enige"), required=True)
    versions = forms.RegexField(r"^\d{1,15}:\d{1,9}(,\d{1,15}:\d{1,9})*$", widget=forms.HiddenInput)

    def pairs(self) -> tuple[tuple[int, int], ...]:
        """Assessment and version, as they were shown."""
        return tuple(
            (int(pk), int(version))
            for pk, version in (pair.split(":") for pair in self.cleaned_data["versions"].split(","))
        )


class ToldForm(KeyedForm):
    """When, how, by whom, which custody holder, and what they said."""

    told_on = DayField(_("Hvornår fik de det at vide?"))
    how = ChoiceOf(_("Hvordan?"), HOW)
    guardian_id = ChoiceOf(_("Hvem talte I med?"))
    told_by_id = ChoiceOf(_("Hvem af jer?"), radio=False)
    parents_said = LongText(
        _("Hvad siger forældrene?"), _("Skriv det med deres ord, også det, de er uenige i."), required=False, rows=4
    )

    def __init__(self, *args: Any, tellers: Iterable[Colleague], custodies: Iterable[Custody], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["told_by_id"].choices = [(str(c.id), c.name) for c in tellers]  # type: ignore[attr-defined]
        parents = [
            (
                str(c.guardian_id),
                c.guardian.name
                if c.has_custody
                else _("%(name)s (har ikke forældremyndighed)") % {"name": c.guardian.name},
            )
            for c in custodies
        ]
        together = [(TOGETHER, _("Forældrene sammen"))] if len(parents) != 1 else []
        self.fields["guardian_id"].choices = [*parents, *together]  # type: ignore[attr-defined]

    def command(self, assessment_id: int) -> TellParents:
        data = self.cleaned_data
        return TellParents(
            assessment_id=assessment_id,
            told_on=data["told_on"],
            how=ToldHow(data["how"]),
            told_by_id=int(data["told_by_id"]),
            guardian_id=None if data["guardian_id"] == TOGETHER else int(data["guardian_id"]),
            parents_said=data["parents_said"],
            key=data["key"],
        )


class FollowUpForm(KeyedForm):
    """What was seen, and the next date or the end."""

    seen = LongText(_("Hvad har du set?"), _("Hvad er blevet bedre, hvad er det samme, og hvad fungerer?"), rows=5)
    ends = ChoiceOf(
        _("Hvad nu?"),
        [("", _("Vi følger op igen")), ("end", _("Det går godt nu. Vi følger ikke op mere"))],
        required=False,
    )
    next_on = DayField(_("Næste dato"), required=False)
    owner_id = ChoiceOf(_("Hvem følger op?"), required=False, radio=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, today: date, action_weeks: int, responsible: Iterable[Colleague], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [(str(c.id), c.name) for c in responsible]  # type: ignore[attr-defined]
        first, last = rules.next_date_limits(today, action_weeks)
        self.fields["next_on"].widget.attrs.update({"min": first.isoformat(), "max": last.isoformat()})
        self.fields["next_on"].help_text = _("Senest om %(n)d uger.") % {"n": action_weeks}
        _quiet(self, "ends", "next_on", "owner_id")

    def command(self, assessment_id: int) -> FollowUp:
        data = self.cleaned_data
        return FollowUp(
            assessment_id=assessment_id,
            version=data["version"],
            seen=data["seen"],
            next_on=data["next_on"],
            ends=data["ends"] == "end",
            key=data["key"],
            owner_id=int(data["owner_id"]) if data["owner_id"] else None,
        )


class AloneForm(SettlingFields, KeyedForm):
    """One visit, one professional."""

    parents_present = TickBox(_("Forældrene var med og ved det"))
    parents_said = LongText(_("Hvad siger forældrene?"), required=False, rows=3)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].label = _("Hvad ser du?")

    def command(self, child_id: int, institution_id: int | None, owner_id: int) -> AssessAlone:
        data = self.cleaned_data
        return AssessAlone(
            child_id=child_id,
            institution_id=institution_id,
            settling=self.settling(owner_id),
            parents_present=data["parents_present"],
            parents_said=data["parents_said"],
            key=data["key"],
        )
