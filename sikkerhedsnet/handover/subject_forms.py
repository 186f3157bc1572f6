"""A subject as it is worded on the settings' page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.sharing.labels import TOPIC
from sikkerhedsnet.sharing.states import Topic
from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, KeyedForm, ShortText, TickBox

from .choices import PartKind
from .commands import AddSubject, EndSubject, Subject, WordSubject
from .labels import SOURCE
from .states import Source

WORDED = ("name", "help", "topic", "sources", "must_read", "consent_only", "source_mark")


class Seen(forms.CharField):
    """The wording as the page showed it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, max_length=64, required=False)


class SubjectForm(KeyedForm):
    """A subject's name, what it is about, what it may be filled from, and what it asks for."""

    name = ShortText(_("Hvad hedder emnet?"), max_length=120)
    help = ShortText(_("Hjælpetekst til den, der skriver"), required=False, max_length=300)
    topic = ChoiceOf(
        _("Hvad skal et samtykke handle om, for at det dækker emnet?"),
        [(key.value, TOPIC[key]) for key in Topic],
        radio=False,
    )
    sources = ChipsField(
        _("Hvad kan hentes ind, som det står?"), [("", [(key.value, SOURCE[key]) for key in Source])], required=False
    )
    must_read = TickBox(_("Modtageren kvitterer for hver ting, der er hentet ind"))
    consent_only = TickBox(_("Kun med samtykke"))
    source_mark = ShortText(_("Hvor emnet kommer fra"), required=False, max_length=200)
    seen = Seen()

    @staticmethod
    def shown(row: PartKind) -> dict[str, Any]:
        return {name: getattr(row, name) for name in WORDED} | {"seen": row.fingerprint}

    def _subject(self) -> Subject:
        data = {name: self.cleaned_data[name] for name in WORDED}
        sources = tuple(Source(key) for key in data["sources"])
        return Subject(**data | {"topic": Topic(data["topic"]), "sources": sources})

    def adding(self) -> AddSubject:
        return AddSubject(self._subject(), self.cleaned_data["key"])

    def wording(self, pk: int) -> WordSubject:
        return WordSubject(pk, self.cleaned_data["seen"], self._subject())


class EndSubjectForm(KeyedForm):
    """The subject goes out of use."""

    seen = Seen()

    def command(self, pk: int) -> EndSubject:
        return EndSubject(pk, self.cleaned_data["seen"])
