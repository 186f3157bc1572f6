"""Text in, frozen command out; the fields of a form to fill in come from its definition."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, NumberOf, ShortText, SnForm, saying

from .commands import Act, Correct, Decide, Edit, Filled
from .definition import Follow, Item
from .labels import ANSWERED, INVALID
from .states import About, Answered, Takes, Told
from .versions import InForce

say_invalid = saying(INVALID)
BEFORE = "item_"
LONG = 200


class AnswerForm(KeyedForm):
    """One form to fill in: who answered, when, and one field for each item."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        form: InForce,
        today: date,
        parents: list[tuple[int, str]],
        correcting: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sheet, definition = form, form.definition
        self.correcting = correcting
        self.fields["edition"].initial = form.edition
        self.add("answered_on", DayField(_("Hvilken dag?"), latest=today, initial=today))
        if definition.about is About.GUARDIAN:
            self.add("guardian", ChoiceOf(_("Hvem handler svarene om?"), [(str(pk), name) for pk, name in parents]))
        if len(definition.informants) > 1:
            whom = [(who.value, ANSWERED[who]) for who in definition.informants]
            self.add("informant", ChoiceOf(_("Hvem har svaret?"), whom))
        for item in definition.items:
            self.add(BEFORE + item.id, field_of(item))
        if definition.parents is not Told.NOTHING and definition.items and not _says_it_in_words(form):
            help = _("Beskriv det med ord, som forældrene kan kende. De kan læse det.")
            if definition.parents is Told.WORDS:
                help = _("Beskriv det med ord, som forældrene kan kende. De kan læse det, men ikke tallene.")
            self.add("described", LongText(_("Hvad så du?"), help, required=False, rows=4))
        if correcting:
            help = _("Det gamle svar bliver stående ved siden af.")
            self.add("why", LongText(_("Hvorfor retter du?"), help, rows=2))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("edition") != self.sheet.edition:
            sent: Any = self.data.copy()  # type: ignore[attr-defined]
            sent["edition"] = self.sheet.edition
            self.data = sent
            self.add_error(None, str(INVALID["edition"]))
        return data

    @property
    def item_fields(self) -> list[tuple[Item, Any]]:
        return [(item, self[BEFORE + item.id]) for item in self.sheet.definition.items]

    @property
    def head_fields(self) -> list[Any]:
        return [self[name] for name in ("answered_on", "guardian", "informant") if name in self.fields]

    @property
    def foot_fields(self) -> list[Any]:
        return [self[name] for name in ("described", "why") if name in self.fields]

    def filled(self) -> Filled:
        data, definition = self.cleaned_data, self.sheet.definition
        answers = {
            item.id: read_answer(item, data[BEFORE + item.id])
            for item in definition.items
            if data.get(BEFORE + item.id) not in (None, "")
        }
        return Filled(
            answers=answers,
            answered_on=data["answered_on"],
            informant=Answered(data["informant"]) if "informant" in data else definition.informants[0],
            edition=data["edition"],
            guardian_id=int(data["guardian"]) if data.get("guardian") else None,
            described=data.get("described", ""),
            key=data["key"],
        )

    def correct(self, response_id: int) -> Correct:
        return Correct(response_id=response_id, filled=self.filled(), why=self.cleaned_data["why"])

    def say(self, problem: Invalid) -> None:
        """The rules' words beside the fields they are about."""
        renamed = {BEFORE + key if BEFORE + key in self.fields else key: word for key, word in problem.errors.items()}
        for name, word in renamed.items():
            self.add_error(name if name in self.fields else None, str(INVALID[word]))


def _says_it_in_words(form: InForce) -> bool:
    """The form itself asks for words, so a field more would ask twice."""
    return any(item.takes is Takes.TEXT and item.longest > LONG for item in form.definition.items)


def field_of(item: Item) -> forms.Field:
    """The field that takes the item's answer."""
    if item.takes is Takes.CHOICE:
        choices = [(str(option.value), option.words) for option in item.options]
        return ChoiceOf(item.words, choices, item.help, required=item.required)
    if item.takes is Takes.YES_NO:
        return ChoiceOf(item.words, [("yes", _("Ja")), ("no", _("Nej"))], item.help, required=item.required)
    if item.takes is Takes.NUMBER:
        label = f"{item.words} ({item.unit})" if item.unit else item.words
        return NumberOf(label, item.help, required=item.required, min_value=item.low, max_value=item.high)
    text = LongText if item.longest > LONG else ShortText
    return text(item.words, item.help, required=item.required, max_length=item.longest)


def read_answer(item: Item, value: Any) -> Any:
    """What was chosen as the engine takes it."""
    if item.takes is Takes.CHOICE:
        return int(value)
    return value == "yes" if item.takes is Takes.YES_NO else value


def typed(item: Item, value: Any) -> Any:
    """A stored answer as the field shows it."""
    if item.takes is Takes.YES_NO and value is not None:
        return "yes" if value else "no"
    return value


class SeenForm(SnForm):
    """A button or a text on a row of one version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ActForm(SeenForm):
    """What was done: the steps that were taken, and in words."""

    steps = forms.MultipleChoiceField(
        label=_("Hvad har du gjort?"), widget=forms.CheckboxSelectMultiple, required=False
    )
    action = LongText(_("Skriv kort, hvad I aftalte"), _("Skriv, hvem der gør hvad, og hvornår."), rows=4)

    def __init__(self, *args: Any, follow: Follow | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        steps: Any = self.fields["steps"]
        steps.choices = [(step, step) for step in follow.steps] if follow else []
        steps.say_optional = False
        if not steps.choices:
            del self.fields["steps"]

    def act(self, pk: int) -> Act:
        data = self.cleaned_data
        return Act(pk, data["version"], data["action"], tuple(data.get("steps", ())))


class TextForm(SeenForm):
    """A municipality's own version as text."""

    text = LongText(_("Skemaet som tekst"), rows=30, max_length=60_000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs.update({"spellcheck": "false", "class": "form-input in-code"})

    def edit(self, pk: int) -> Edit:
        return Edit(pk, self.cleaned_data["version"], self.cleaned_data["text"])


class DecideForm(SeenForm):
    """Yes, or no with what has to be changed."""

    answer = ChoiceOf(_("Dit svar"), [("yes", _("Godkend udgaven")), ("no", _("Send den tilbage"))])
    why = LongText(_("Hvad skal ændres?"), _("Skriv det, hvis du sender den tilbage."), required=False, rows=3)

    def decide(self, pk: int) -> Decide:
        data = self.cleaned_data
        return Decide(pk, data["version"], data["answer"] == "yes", data["why"])
