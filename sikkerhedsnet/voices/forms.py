"""Text and a drawing in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.scans.labels import INVALID as OF_PAPERS
from sikkerhedsnet.web.forms import (
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    SheetField,
    ShortText,
    TickBox,
    saying,
)
from sikkerhedsnet.web.offers import SeenForm
from sikkerhedsnet.web.words import day_words

from .commands import Decide, KeepQuestions, Prepare, Tell
from .labels import FACE, GROUP, HOW, INVALID, KEEP, SIGN
from .questions import GROUPS, Question, Questions, shipped
from .states import How, Keep

say_invalid = saying({**OF_PAPERS, **INVALID})
WORDS = "answer_"


class WithPaper(KeyedForm):
    """Words that may have stood on a sheet: when, how, who helped, and the sheet itself."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].latest = today  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("paper") and not data.get("description"):
            self.add_error("description", str(INVALID["paper_words"]))
        return data

    def sheet(self, said_by: str) -> Paper | None:
        data = self.cleaned_data
        if not data.get("paper"):
            return None
        return Paper(said_by, data["on"], data["description"], data["paper"])


class PrepareForm(WithPaper):
    """The questions of one participant, as they are worded now."""

    on = DayField(_("Hvornår er det sagt eller skrevet?"))
    how = ChoiceOf(_("Hvordan?"), [(how.value, HOW[how]) for how in (How.PAPER, How.TOLD)])
    helped_by = ShortText(
        _("Hvem hjalp?"), _("For eksempel en tolk, eller den, der skrev for familien."), required=False, max_length=300
    )
    paper = SheetField(_("Papiret"), required=False)
    description = LongText(_("Hvad viser papiret?"), _("Få ord er nok."), required=False, rows=2, max_length=2000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, questions: Iterable[Question], own: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [question.key for question in questions]
        for question in questions:
            self.add(WORDS + question.key, LongText(question.text, question.help, required=False, rows=4))
        if own:
            for name in ("how", "helped_by", "paper", "description"):
                del self.fields[name]

    def questions(self) -> list[Any]:
        return [self[WORDS + key] for key in self.asked]

    def prepare(self, participant_id: int, said_by: str) -> Prepare:
        data = self.cleaned_data
        return Prepare(
            participant_id=participant_id,
            answers={key: data[WORDS + key] for key in self.asked},
            on=data["on"],
            how=How(data.get("how") or How.SCREEN),
            helped_by=data.get("helped_by", ""),
            version=data["version"] or 0,
            paper=self.sheet(said_by),
            key=data["key"],
        )


class TellForm(WithPaper):
    """Three houses, a face, or a drawing."""

    on = DayField(_("Hvornår sagde barnet det?"))
    how = ChoiceOf(_("Hvordan?"), [(how.value, HOW[how]) for how in (How.TOLD, How.PAPER)])
    helped_by = ShortText(_("Hvem hjalp barnet?"), required=False, max_length=300)
    face = ChoiceOf(
        _("Hvordan har du det for tiden?"),
        [("", _("Ikke vist")), *((str(number), f"{SIGN[number]} {FACE[number]}") for number in FACE)],
        _("Vis barnet de fem ansigter, og lad det pege."),
        required=False,
    )
    paper = SheetField(_("Barnets tegning eller papir"), required=False)
    description = LongText(
        _("Hvad kan man se på tegningen?"), _("Få ord er nok."), required=False, rows=2, max_length=2000
    )
    drawing_words = LongText(_("Hvad siger barnet om tegningen?"), _("Skriv barnets egne ord."), required=False, rows=3)
    meeting = ChoiceOf(_("Er det sagt til et møde?"), required=False, radio=False)
    keep_asked = TickBox(_("Barnet vil ikke have det vist for sine forældre"))
    keep_from = ShortText(
        _("For hvem?"), _("Brug barnets ord, for eksempel “min far”."), required=False, max_length=300
    )
    harm = TickBox(_("Barnet har fortalt om vold eller overgreb"))

    def __init__(
        self, *args: Any, meetings: Iterable[Meeting], houses: Iterable[Question], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, today=today, **kwargs)
        for house in houses:
            self.add(house.key, LongText(house.text, house.help, required=False, rows=4))
        ahead = [(str(one.pk), _("Mødet %(day)s") % {"day": day_words(one.starts_at, today)}) for one in meetings]
        self.fields["meeting"].choices = [("", _("Nej")), *ahead]  # type: ignore[attr-defined]
        if not ahead:
            del self.fields["meeting"]

    def houses(self) -> list[Any]:
        return [self[house.key] for house in shipped().houses]

    def tell(self, child_id: int, said_by: str) -> Tell:
        data = self.cleaned_data
        return Tell(
            child_id=child_id,
            on=data["on"],
            how=How(data["how"]),
            words={house.key: data[house.key] for house in shipped().houses},
            face=int(data["face"]) if data["face"] else None,
            drawing_words=data["drawing_words"],
            helped_by=data["helped_by"],
            meeting_id=int(data["meeting"]) if data.get("meeting") else None,
            harm=data["harm"],
            keep_asked=data["keep_asked"],
            keep_from=data["keep_from"],
            paper=self.sheet(said_by),
            key=data["key"],
        )


class QuestionsForm(KeyedForm):
    """The words of every question, and the help beside it."""

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, now: Questions, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [(group, one) for group in GROUPS for one in getattr(now, group)]
        for group, one in self.names:
            name = f"{group}.{one.key}"
            self.add(name, ShortText(_("Spørgsmål"), max_length=200, initial=one.text))
            self.add(f"{name}.help", ShortText(_("Hjælp"), required=False, max_length=300, initial=one.help))

    def groups(self) -> list[tuple[Any, list[tuple[Any, Any]]]]:
        return [
            (
                GROUP[group],
                [(self[f"{g}.{one.key}"], self[f"{g}.{one.key}.help"]) for g, one in self.names if g == group],
            )
            for group in GROUPS
        ]

    def keep(self) -> KeepQuestions:
        data = self.cleaned_data
        names = [f"{group}.{one.key}" for group, one in self.names]
        return KeepQuestions({name: (data[name], data[f"{name}.help"]) for name in names}, data["number"], data["key"])


class DecideForm(SeenForm):
    """Shown or kept, and why."""

    keep = ChoiceOf(_("Må barnets ord vises for forældrene?"), [(k.value, KEEP[k]) for k in (Keep.KEPT, Keep.SHOWN)])
    because = LongText(_("Hvorfor?"), _("Skriv det, så du kan sige det til barnet."), rows=3, max_length=2000)

    def decide(self, voice_id: int) -> Decide:
        data = self.cleaned_data
        return Decide(voice_id, data["version"], Keep(data["keep"]), data["because"])
