"""A group's focus point, its evaluation, and the text to parents: text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, DayField, KeyedForm, LongText, SnForm

from .group_focus import LookAtFocus, MakeFocus
from .labels import AROUND, GIVEN_HOW
from .notices import NoticeTexts
from .raters import Colleague
from .states import Around, GivenHow


class FocusForm(KeyedForm):
    """What colleagues agree to pay attention to and to change."""

    attention = LongText(
        _("Hvad vil vi være opmærksomme på?"), _("Skriv om stuen eller klassen. Skriv ikke navne på børn."), rows=3
    )
    adults_change = LongText(
        _("Hvad vil vi voksne ændre?"),
        _("For eksempel: vi deler os i to ved garderoben. Skriv, hvad I gør, ikke, hvad børnene skal."),
        rows=3,
    )
    around = ChipsField(_("Hvad ændrer I ved?"), choices=[("", [(a.value, AROUND[a]) for a in Around])], required=False)
    begins_on = DayField(_("Fra hvornår?"))
    look_on = DayField(_("Hvornår ser vi på det igen?"), _("Senest om et halvt år."))
    owner_id = ChoiceOf(_("Hvem sørger for det?"), radio=False)

    def __init__(self, *args: Any, responsible: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [(str(c.id), c.name) for c in responsible]  # type: ignore[attr-defined]

    def command(self, institution_id: int, group_id: int | None) -> MakeFocus:
        data = self.cleaned_data
        return MakeFocus(
            institution_id=institution_id,
            group_id=group_id,
            attention=data["attention"],
            adults_change=data["adults_change"],
            around=tuple(Around(a) for a in data["around"]),
            begins_on=data["begins_on"],
            look_on=data["look_on"],
            owner_id=int(data["owner_id"]),
            key=data["key"],
        )


class FocusLookForm(KeyedForm):
    """What had changed, and what now."""

    changed = LongText(
        _("Hvad er der sket?"),
        _("Hvad gjorde I, hvad ændrede det, og hvad fungerer? Skriv ikke navne på børn."),
        rows=4,
    )
    ends = ChoiceOf(
        _("Hvad nu?"),
        [("", _("Vi fortsætter og ser på det igen")), ("end", _("Det er en del af hverdagen nu. Vi afslutter"))],
        required=False,
    )
    next_on = DayField(_("Næste dato"), required=False)
    owner_id = ChoiceOf(_("Hvem sørger for det?"), required=False, radio=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, responsible: Iterable[Colleague], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner_id"].choices = [(str(c.id), c.name) for c in responsible]  # type: ignore[attr-defined]
        for name in ("ends", "next_on", "owner_id"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self, focus_id: int) -> LookAtFocus:
        data = self.cleaned_data
        return LookAtFocus(
            focus_id=focus_id,
            version=data["version"],
            changed=data["changed"],
            next_on=data["next_on"],
            ends=data["ends"] == "end",
            owner_id=int(data["owner_id"]) if data["owner_id"] else None,
            key=data["key"],
        )


class NoticeForm(KeyedForm):
    """The municipality's own text, part by part."""

    purpose = LongText(_("Formål"), _("Hvorfor vurderer vi, og hvad er det, vi vurderer?"), rows=5)
    basis = LongText(_("Grundlag"), _("Loven bag. Det skal kontrolleres, før teksten godkendes."), rows=5)
    who_sees = LongText(_("Hvem ser det?"), rows=4)
    kept = LongText(_("Hvor længe?"), _("Forslaget er kommunens egen slettefrist for trivselsvurderinger."), rows=3)
    rights = LongText(_("Forældrenes rettigheder"), rows=5)
    from_on = DayField(_("Gælder fra"), _("Den dag, teksten tages i brug, når den er godkendt."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def texts(self) -> NoticeTexts:
        data = self.cleaned_data
        names = ("purpose", "basis", "who_sees", "kept", "rights", "from_on", "key")
        return NoticeTexts(**{name: data[name] for name in names}, version=data["version"] or 0)


class GiveForm(SnForm):
    """When and how; whom it was not given stands beside."""

    given_on = DayField(_("Hvornår?"))
    how = ChoiceOf(_("Hvordan?"), [(g.value, GIVEN_HOW[g]) for g in GivenHow])
    notice_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["given_on"].widget.attrs["max"] = today.isoformat()
