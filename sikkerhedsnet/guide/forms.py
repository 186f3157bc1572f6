"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.web.forms import ChipsField, ChoiceOf, DayField, KeyedForm, LongText, ShortText, TickBox, saying
from sikkerhedsnet.web.offers import SeenForm

from . import queries, signs
from .commands import Answer, Ask, Decide, Give, Propose, SetEntry
from .identifying import Found
from .labels import AGE, INVALID, LEVEL, MUST_NOT_STORE, PROFESSION
from .models import GuideEntry, Sparring
from .states import LEVELS

__all__ = ["AnswerForm", "AskForm", "DecideForm", "EntryForm", "GiveForm", "ProposeForm", "SeenForm", "say_invalid"]

say_invalid = saying(INVALID)
ENGLISH = ("title", "must_do", "may_do", "who", "form", "deadline", "contact")
EACH_LINE = _("Skriv én ting på hver linje.")


def ages() -> list[tuple[str, Any]]:
    return [(age.value, words) for age, words in AGE.items()]


def professions() -> list[tuple[str, Any]]:
    return [(function.value, words) for function, words in PROFESSION.items()]


class Several(ChipsField):
    """Any number of ticks under one legend; none means everybody."""

    widget = forms.CheckboxSelectMultiple  # type: ignore[assignment]


class EntryForm(KeyedForm):
    """One piece of advice: when it is for, what it says, and the same in English."""

    title = ShortText(_("Overskrift"), _("Hvad handler rådet om?"))
    signs = ChipsField(_("Tegn"), help=_("Rådet vises, når mindst ét af dem er valgt."))
    levels = Several(_("Niveau af bekymring"), help=_("Uden tegn og niveau gælder rådet altid."))
    ages = Several(_("Alder"), help=_("Ingen valgt: alle aldre."))
    functions = Several(_("Faggruppe"), help=_("Ingen valgt: alle."))
    must_do = LongText(_("Det skal du"), EACH_LINE, required=False, rows=5, max_length=4000)
    may_do = LongText(_("Det må du"), EACH_LINE, required=False, rows=5, max_length=4000)
    who = ShortText(_("Hvem gør det?"), required=False, max_length=300)
    form = ShortText(_("Hvordan eller på hvilket skema?"), required=False, max_length=300)
    deadline = ShortText(_("Hvornår?"), required=False, max_length=300)
    contact = ShortText(_("Kontakt"), required=False, max_length=300)
    is_proposal = TickBox(
        _("Forslag, skal godkendes fagligt"), _("Fjern krydset, når jeres fagfolk har sagt god for rådet.")
    )
    en_title = ShortText(_("Overskrift på engelsk"), required=False)
    en_must_do = LongText(_("Det skal du, på engelsk"), required=False, rows=5, max_length=4000)
    en_may_do = LongText(_("Det må du, på engelsk"), required=False, rows=5, max_length=4000)
    en_who = ShortText(_("Hvem, på engelsk"), required=False, max_length=300)
    en_form = ShortText(_("Hvordan, på engelsk"), required=False, max_length=300)
    en_deadline = ShortText(_("Hvornår, på engelsk"), required=False, max_length=300)
    en_contact = ShortText(_("Kontakt, på engelsk"), required=False, max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = {
            "signs": signs.choices(),
            "levels": [(str(level), LEVEL[level]) for level in LEVELS],
            "ages": ages(),
            "functions": professions(),
        }
        for name, values in choices.items():
            self.fields[name].choices = values  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.say_optional = False  # type: ignore[attr-defined]

    @staticmethod
    def shown(row: GuideEntry | None) -> dict[str, Any]:
        """What the form shows of an entry; a new one is a proposal."""
        if row is None:
            return {"is_proposal": True, "version": 0}
        names = ("title", "signs", "ages", "functions", "must_do", "may_do", "who", "form", "deadline", "contact")
        return {
            **{name: getattr(row, name) for name in (*names, "is_proposal", "version")},
            "levels": [str(level) for level in row.levels],
            **{f"en_{name}": row.english.get(name, "") for name in ENGLISH},
        }

    def command(self, guide_id: int, entry_id: int | None) -> SetEntry:
        data = self.cleaned_data
        axes: dict[str, Any] = {name: tuple(data[name]) for name in ("signs", "ages", "functions")}
        return SetEntry(
            guide_id=guide_id,
            entry_id=entry_id,
            version=data["version"],
            key=data["key"],
            levels=tuple(int(level) for level in data["levels"]),
            **axes,
            **{name: data[name] for name in (*ENGLISH, "is_proposal")},
            english={name: data[f"en_{name}"] for name in ENGLISH},
        )


class ProposeForm(SeenForm):
    """From when, and what is new."""

    in_force_on = DayField(_("Gælder fra"), _("Den dag, den nye udgave afløser den gamle."))
    note = LongText(
        _("Hvad er nyt?"), _("Et par ord til den, der godkender, og til kollegerne."), required=False, rows=3
    )

    def command(self, guide_id: int) -> Propose:
        data = self.cleaned_data
        return Propose(guide_id, data["version"], data["in_force_on"], data["note"])


class DecideForm(SeenForm):
    """The second person's answer."""

    answer = ChoiceOf(_("Dit svar"), [("yes", _("Ja, den skal gælde")), ("no", _("Nej, den skal ændres først"))])
    why = LongText(_("Besked"), _("Skriv, hvad der skal ændres, hvis du siger nej."), required=False, rows=3)

    def command(self, guide_id: int) -> Decide:
        data = self.cleaned_data
        return Decide(guide_id, data["version"], data["answer"] == "yes", data["why"])


class NotNames(forms.MultipleChoiceField):
    """Ticks at words that are no names; a word that has been written away since is no mistake."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        return len(value) <= 200


Look = Callable[[str], Found]


class LookedThrough(KeyedForm):
    """A text that must not say which child it is about; `TEXT` names its field, whose text is kept nowhere else
    (`web.lost_session.UNKEPT`)."""

    TEXT = ""

    not_names = NotNames(label=_("Er det navne?"), required=False)

    def __init__(self, *args: Any, look: Look, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = look(str(self.data.get(self.TEXT, ""))) if self.is_bound else Found((), ())
        words = gettext("“%(word)s” er ikke et navn")
        self.fields["not_names"].choices = [(word, words % {"word": word}) for word in self.found.words]  # type: ignore[attr-defined]
        self.fields["not_names"].say_optional = False  # type: ignore[attr-defined]

    @property
    def asks_names(self) -> bool:
        """Whether there are words to ask about."""
        return bool(self.found.words)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for kind in self.found.refused:
            self.add_error(self.TEXT, str(MUST_NOT_STORE[kind]))
        if self.found.unsaid(data.get("not_names", ())):
            self.add_error("not_names", str(INVALID["names"]))
        return data


class AskForm(LookedThrough):
    """What was seen, and of what kind of child."""

    TEXT = "anonymous"

    anonymous = LongText(
        _("Hvad har du set, og hvad vil du gerne have hjælp til?"),
        _("Skriv “barnet”, “moren” og “stuen”. Skriv ingen navne, numre, datoer eller adresser."),
        rows=7,
    )
    signs = ChipsField(_("Tegn"), help=_("Vælg dem, der passer, hvis det hjælper dig."))
    age = ChoiceOf(_("Barnets alder"), required=False, radio=False)
    function = ChoiceOf(_("Din faggruppe"), required=False, radio=False)

    field_order = ("anonymous", "not_names")

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"function": next(iter(queries.professions_of(actor)), "")})
        super().__init__(*args, **kwargs)
        self.fields["signs"].choices = signs.choices()  # type: ignore[attr-defined]
        self.fields["age"].choices = [("", _("Ikke oplyst")), *ages()]  # type: ignore[attr-defined]
        self.fields["function"].choices = [("", _("Ikke oplyst")), *professions()]  # type: ignore[attr-defined]
        for name in ("signs", "age", "function"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self) -> Ask:
        data = self.cleaned_data
        return Ask(
            situation=data["anonymous"],
            age=data["age"],
            function=data["function"],
            signs=tuple(data["signs"]),
            not_names=frozenset(data["not_names"]),
            key=data["key"],
        )


class AnswerForm(LookedThrough):
    """The adviser's answer."""

    TEXT = "anonymous_answer"

    anonymous_answer = LongText(
        _("Dit svar"), _("Den, der har spurgt, kan læse det. Skriv heller ikke her noget, der viser, hvilket barn det er."),
        rows=7,
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput)

    def command(self, row: Sparring) -> Answer:
        data = self.cleaned_data
        return Answer(row.pk, data["version"], data["anonymous_answer"], frozenset(data["not_names"]))


class GiveForm(SeenForm):
    """Who answers instead."""

    to = ChoiceOf(_("Hvem skal svare?"))

    def __init__(self, *args: Any, row: Sparring, colleagues: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["to"].choices = [(str(user.pk), user.name) for user in colleagues]  # type: ignore[attr-defined]

    def command(self) -> Give:
        return Give(self.row.pk, self.cleaned_data["version"], int(self.cleaned_data["to"]))
