"""Text in, frozen command out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.guide import signs
from sikkerhedsnet.scans.commands import Paper
from sikkerhedsnet.scans.labels import INVALID as OF_PAPERS
from sikkerhedsnet.web import offers as web
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    DayField,
    KeyedForm,
    LongText,
    SheetField,
    ShortText,
    TickBox,
    saying,
    whole_number,
)

from . import rules
from .commands import Close, NoteContact, Offer, RaiseConcern, Seen, ToldBy
from .labels import CLOSE_REASON, CONTACT_HOW, INVALID, PARENTS_KNOW, STAGE_CHOICE
from .models import Concern
from .states import GUARDED, CloseReason, ContactHow, ParentsKnow, Stage

say_invalid = saying({**OF_PAPERS, **INVALID})
TOLD_BY = ("name", "tie", "reach")
BOTH = ""


class RaiseForm(KeyedForm):
    """Four questions about one child, and the hard one."""

    observation = LongText(
        _("Hvad har du set?"),
        _("Skriv det, du har set og hørt, med dage og ord. Skriv, hvad barnet selv siger, hvis det siger noget."),
        rows=7,
    )
    signs = ChipsField(
        _("Tegn"),
        help=_("Vælg dem, der passer, hvis det hjælper dig. De er eksempler og aldrig bevis."),
        required=False,
    )
    works = LongText(
        _("Hvad fungerer?"), _("Hvad er barnet glad for, og hvornår går det godt?"), required=False, rows=4
    )
    tried = LongText(_("Hvad har I prøvet?"), _("Og hvad kom der ud af det?"), required=False, rows=4)
    stage = ChoiceOf(_("Hvor sikker er du?"), [(stage.value, words) for stage, words in STAGE_CHOICE.items()])
    leader_is_close = TickBox(
        _("Det handler om min leder eller en, lederen er tæt på. Lederen må ikke få det at vide.")
    )
    told_by_other = TickBox(_("Ja, en anden har fortalt mig det"))
    told_by_name = ShortText(
        _("Navn"),
        _("Lad feltet stå tomt, hvis den, der henvendte sig, vil være anonym."),
        required=False,
        max_length=200,
    )
    told_by_tie = ShortText(
        _("Hvem er det for barnet?"), _("For eksempel nabo eller bedsteforælder."), required=False, max_length=100
    )
    told_by_reach = ShortText(_("Telefon eller mail"), required=False, max_length=200)
    parents_know = ChoiceOf(
        _("Ved forældrene det?"),
        [(key.value, PARENTS_KNOW[key]) for key in (ParentsKnow.YES, ParentsKnow.NOT_YET)],
        required=False,
    )
    parents_know_note = LongText(_("Hvad siger de, eller hvornår taler I med dem?"), required=False, rows=3)
    on_paper = TickBox(_("Ja, den er skrevet på papir"))
    said_by = ShortText(_("Hvem har skrevet den?"), required=False, max_length=300)
    paper_on = DayField(_("Hvornår er den skrevet?"), required=False)
    paper = SheetField(_("Papiret"), required=False)
    assessment = forms.IntegerField(widget=forms.HiddenInput, required=False)
    follow_up = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signs"].choices = signs.choices()  # type: ignore[attr-defined]
        self.fields["parents_know"].say_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        open_ = data.get("stage") not in GUARDED
        if open_ and not data.get("parents_know") and "parents_know" not in self.errors:
            self.add_error("parents_know", str(_("Vælg, om forældrene ved det. Er der mistanke, så vælg det ovenfor.")))
        if data.get("on_paper"):
            for name, key in (("said_by", "said_by"), ("paper_on", "paper_day"), ("paper", "paper")):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, str(OF_PAPERS[key]))
        if not data.get("told_by_other") and any(data.get(f"told_by_{name}") for name in TOLD_BY):
            self.add_error("told_by_other", str(INVALID["told_by"]))
        return data

    def command(self, child_id: int) -> RaiseConcern:
        data = self.cleaned_data
        stage = Stage(data["stage"])
        suspicion = stage in GUARDED
        return RaiseConcern(
            child_id=child_id,
            key=data["key"],
            observation=data["observation"],
            signs=tuple(data["signs"]),
            works=data["works"],
            tried=data["tried"],
            parents_know=ParentsKnow.MUST_NOT if suspicion else ParentsKnow(data["parents_know"]),
            parents_know_note=data["parents_know_note"],
            suspicion=suspicion,
            stage=stage,
            leader_is_close=suspicion and data["leader_is_close"],
            assessment_id=data["assessment"],
            follow_up_id=data["follow_up"],
            paper=self._paper(data) if data["on_paper"] else None,
            told_by=ToldBy(*(data[f"told_by_{name}"] for name in TOLD_BY)) if data["told_by_other"] else None,
        )

    def _paper(self, data: dict[str, Any]) -> Paper:
        words = _("Bekymringen, som den blev skrevet på papir")
        return Paper(data["said_by"], data["paper_on"], str(words), data["paper"])


class SeenForm(web.SeenForm):
    """A button on a page that showed one version of the concern, and which earlier ones were ticked as read."""

    def command(self, concern_id: int) -> Seen:
        ticked = self.data.getlist("read") if hasattr(self.data, "getlist") else []
        read = tuple(number for text in ticked if (number := whole_number(text)) is not None)
        return Seen(concern_id=concern_id, version=self.cleaned_data["version"], read=read)


class OfferForm(web.OfferForm):
    """To whom, and what she should know first."""

    def offer(self, concern_id: int) -> Offer:
        data = self.cleaned_data
        return Offer(concern_id=concern_id, version=data["version"], to_id=int(data["to"]), note=data["note"])


class ContactForm(SeenForm):
    """When, how, what they said, and what comes next."""

    on = DayField(_("Hvornår talte I sammen?"))
    guardian = ChoiceOf(_("Hvem talte du med?"), required=False)
    how = ChoiceOf(_("Hvordan?"), [(how.value, CONTACT_HOW[how]) for how in ContactHow])
    said = LongText(
        _("Hvad siger forældrene?"), _("Skriv det med deres ord, også det, de er uenige i."), required=False
    )
    private = TickBox(_("Den anden forælder må ikke læse det"))
    next_on = DayField(_("Næste dato"), _("Den dag, du senest gør det næste. Datoen kommer på dit bord."))

    def __init__(self, *args: Any, today: date, parents: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whom: Any = self.fields["guardian"]
        whom.choices = [*((str(pk), name) for pk, name in parents), (BOTH, _("Begge, eller det er lige meget"))]
        whom.say_optional = False
        if len(parents) < 2:
            del self.fields["private"]
        self.fields["said"].say_optional = False  # type: ignore[attr-defined]
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        self.fields["next_on"].earliest = today  # type: ignore[attr-defined]
        self.fields["next_on"].latest = today + rules.LONGEST_WAIT  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        how = data.get("how")
        if how and how != ContactHow.NO_ANSWER and not data.get("said") and "said" not in self.errors:
            self.add_error("said", str(_("Skriv, hvad forældrene siger. Et par ord er nok.")))
        return data

    def note(self, concern_id: int) -> NoteContact:
        data = self.cleaned_data
        return NoteContact(
            concern_id=concern_id,
            version=data["version"],
            key=data["key"],
            on=data["on"],
            how=ContactHow(data["how"]),
            said=data["said"],
            guardian_id=int(data["guardian"]) if data["guardian"] else None,
            private=data.get("private", False),
            next_on=data["next_on"],
        )


class CloseForm(SeenForm):
    """Why it ends, and the answer to whoever worried."""

    reason = ChoiceOf(_("Hvorfor afslutter du?"))
    answer = LongText(_("Dit svar"))

    def __init__(self, *args: Any, concern: Concern, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = rules.close_reasons(suspicion=concern.suspicion)
        self.fields["reason"].choices = [(r.value, CLOSE_REASON[r]) for r in reasons]  # type: ignore[attr-defined]
        self.fields["answer"].help_text = _(
            "%(who)s kan læse svaret. Skriv, hvad der sker nu, og hvad %(who)s selv kan gøre."
        ) % {"who": concern.raised_by.name}

    def close(self, concern_id: int) -> Close:
        data = self.cleaned_data
        return Close(
            concern_id=concern_id,
            version=data["version"],
            reason=CloseReason(data["reason"]),
            answer=data["answer"],
        )
