"""Text in, frozen commands out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.guide.identifying import Known, look_through
from sikkerhedsnet.web.forms import ChoiceOf, KeyedForm, ShortText, SnForm, TickBox, saying

from .asked import DANISH, Words, words
from .commands import Ask, Enter, Said
from .labels import ABOUT, INVALID
from .rules import LONGEST_REMARK
from .states import About, Statement

say_invalid = saying(INVALID)


class AnswersForm(SnForm):
    """The four lines and the one in their own words, in the language of whoever fills it in."""

    language: Words
    asks_names = False

    def ask(self, about: About, language: Words) -> None:
        """Adds what is asked."""
        self.language = language
        for statement, text in language.statements(about):
            self.add(statement, ChoiceOf(text, language.choices(), required=False))
        remark = ShortText(language["remark"], language["remark_hint"], required=False, max_length=LONGEST_REMARK)
        self.add("remark", remark)
        self.add("not_names", TickBox(language["not_names"]))
        for field in self.fields.values():
            field.say_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Names and whatever else could show who wrote are kept out; what only looks like a name is asked about."""
        data = super().clean() or {}
        found = look_through(str(data.get("remark", "")), Known())
        if found.refused:
            self.add_error("remark", self.language["traces"])
        self.asks_names = bool(found.words)
        if found.words and not data.get("not_names"):
            self.add_error("remark", self.language["names"].format(words=", ".join(found.words)))
        return data

    def said(self) -> Said:
        data = self.cleaned_data
        return Said({one: int(data[one]) for one in Statement if data[one]}, data["remark"])


class LinkForm(AnswersForm):
    """What a family sends from a link."""

    def __init__(self, *args: Any, about: About, language: Words, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask(about, language)

    def clean(self) -> dict[str, Any]:
        """Sent with nothing in it, the link is not used up; a line of one's own or one tick is enough."""
        data = super().clean()
        if not self.errors and not data.get("remark") and not any(data.get(one) for one in Statement):
            self.add_error(None, self.language["nothing"])
        return data


class PlaceForm(KeyedForm):
    """Where an answer is counted."""

    district = ChoiceOf(_("Distrikt"), help=_("Her tæller svaret med."), radio=False)

    def __init__(self, *args: Any, districts: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["district"].choices = [(str(pk), name) for pk, name in districts]  # type: ignore[attr-defined]
        if not districts:
            del self.fields["district"]

    @property
    def district_id(self) -> int | None:
        chosen = self.cleaned_data.get("district")
        return int(chosen) if chosen else None


class AskForm(PlaceForm):
    """A link for one family."""

    about = ChoiceOf(_("Hvad spørger du om?"), list(ABOUT.items()))

    field_order = ("about", "district")

    def command(self) -> Ask:
        data = self.cleaned_data
        return Ask(About(data["about"]), self.district_id, data["key"])


class EnterForm(AnswersForm, PlaceForm):
    """A slip of paper: where it belongs, and what stood on it."""

    def __init__(self, *args: Any, chosen: About, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chosen = chosen
        self.ask(chosen, words(DANISH))

    def command(self) -> Enter:
        return Enter(self.chosen, self.district_id, self.said(), self.cleaned_data["key"])
