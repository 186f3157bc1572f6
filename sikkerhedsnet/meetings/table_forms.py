"""What is written at the table: lines, corrections, numbers and agreements, as forms."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.web.forms import ChoiceOf, DayField, KeyedForm, LongText, ScaleField, SnForm, TickBox

from . import rules
from .commands import Agree, ChangeEntry, SaveDraft, Scale, SettleEntry, WriteEntry
from .forms import EVERYBODY, VersionField
from .labels import INVALID, MANNER
from .models import Draft, MinutesEntry, Participant
from .states import Becomes, Choice, Manner, Role, Topic


@dataclass(frozen=True)
class TalkSoFar:
    """Who is here and who has been heard on the point, for the question that keeps the family's words first."""

    present: Collection[Role] = ()
    heard: Collection[Role] = ()
    professionals_before: bool = False


class OneChip(forms.RadioSelect):
    """One of a few people, by one tap."""

    template_name = "meetings/one_chip.html"


class WordsFields(SnForm):
    """Who said it, the words, whether a professional saw it or takes it to be so, and whether it is a disagreement."""

    said_by = ChoiceOf(_("Hvem siger det?"), required=False, radio=False)
    text = LongText(_("Skriv det med deres ord"), rows=4)
    manner = ChoiceOf(
        _("Er det set, eller er det en tolkning?"),
        list(MANNER.items()),
        _("Kun når en fagperson siger det."),
        required=False,
    )
    disagrees = TickBox(_("Er uenig"))

    def __init__(self, *args: Any, seats: Iterable[Participant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seats = {str(p.pk): p for p in seats}
        said_by: Any = self.fields["said_by"]
        said_by.choices = [*((pk, seat_label(p)) for pk, p in self.seats.items()), (EVERYBODY, _("Alle"))]
        for name in ("said_by", "manner"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    @property
    def professionals(self) -> list[str]:
        """Whose lines are marked; for the page, which asks only then."""
        return [pk for pk, seat in self.seats.items() if seat.role == Role.PROFESSIONAL]

    @property
    def role(self) -> Role | None:
        seat = self.seats.get(self.cleaned_data.get("said_by", ""))
        return Role(seat.role) if seat else None

    @property
    def said_by_id(self) -> int | None:
        chosen = self.cleaned_data["said_by"]
        return int(chosen) if chosen else None

    @property
    def chosen_manner(self) -> Manner | None:
        chosen = self.cleaned_data.get("manner")
        return Manner(chosen) if chosen and self.role is Role.PROFESSIONAL else None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.role is Role.PROFESSIONAL and not data.get("manner") and "manner" not in self.errors:
            self.add_error("manner", str(INVALID["manner"]))
        return data


def seat_label(seat: Participant) -> str:
    """`Lone Bech, audiologopæd`; of a parent the name alone."""
    return ", ".join(filter(None, [seat.name, seat.title]))


class EntryForm(WordsFields, KeyedForm):
    """One more line."""

    topic = forms.ChoiceField(choices=[(t.value, t.value) for t in Topic], widget=forms.HiddenInput)
    anyway = TickBox(_("Ja, skriv det nu"))

    def __init__(self, *args: Any, so_far: TalkSoFar | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.so_far = so_far or TalkSoFar()

    @property
    def asks_anyway(self) -> bool:
        """Whether the family has to be asked first; the tick box is shown only then."""
        return self.is_bound and "anyway" in self.errors

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        far = self.so_far
        first = rules.parents_first(
            self.role, present=far.present, heard=far.heard, professionals_before=far.professionals_before
        )
        if first and not data.get("anyway"):
            self.add_error("anyway", str(INVALID["parents_first"]))
        return data

    def command(self) -> WriteEntry:
        data = self.cleaned_data
        return WriteEntry(
            topic=Topic(data["topic"]),
            text=data["text"],
            said_by_id=self.said_by_id,
            disagrees=data["disagrees"],
            key=data["key"],
            manner=self.chosen_manner,
        )


class ChangeForm(WordsFields, KeyedForm):
    """A line put right."""

    version = VersionField()

    @classmethod
    def shown(cls, entry: MinutesEntry, seats: Iterable[Participant]) -> ChangeForm:
        """The form as the line stands now."""
        initial = {
            "text": entry.text,
            "disagrees": entry.disagrees,
            "said_by": str(entry.said_by_id or ""),
            "manner": entry.manner,
            "version": entry.version,
        }
        return cls(initial=initial, seats=seats)

    def command(self) -> ChangeEntry:
        data = self.cleaned_data
        return ChangeEntry(
            version=data["version"],
            text=data["text"],
            said_by_id=self.said_by_id,
            disagrees=data["disagrees"],
            manner=self.chosen_manner,
        )

    def settled(self, choice: Choice) -> SettleEntry:
        """What was chosen when somebody else changed the same line meanwhile."""
        return SettleEntry(choice, self.command(), self.cleaned_data["key"])


class DraftForm(SnForm):
    """What has been typed so far, whatever is still missing; anything that cannot be read is left out."""

    part = forms.CharField(max_length=10, required=False)
    draft_version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1)
    entry = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    key = forms.UUIDField(required=False)
    said_by = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    text = LongText(required=False)
    manner = forms.ChoiceField(choices=list(MANNER.items()), required=False)
    disagrees = TickBox()

    def command(self) -> SaveDraft:
        data = self.cleaned_data
        return SaveDraft(
            part=data.get("part") or "",
            version=data.get("draft_version") or 0,
            text=data["text"],
            said_by_id=data.get("said_by"),
            disagrees=data.get("disagrees", False),
            manner=Manner(data["manner"]) if data.get("manner") else None,
            entry_id=data.get("entry"),
            key=data.get("key"),
        )


def as_drafted(draft: Draft | None) -> dict[str, Any]:
    """What the form begins with, when something was typed before."""
    if draft is None:
        return {}
    return {
        "text": draft.text,
        "said_by": str(draft.said_by_id or ""),
        "disagrees": draft.disagrees,
        "manner": draft.manner,
    }


class ScaleForm(KeyedForm):
    """One participant's two numbers."""

    scale_now = ScaleField(_("Nu"), required=False)
    scale_good = ScaleField(_("Godt nok"), required=False)

    def __init__(self, *args: Any, seat: Participant, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"scale-{seat.pk}-%s")
        kwargs.setdefault("initial", {"scale_now": _shown(seat.scale_now), "scale_good": _shown(seat.scale_good)})
        super().__init__(*args, **kwargs)
        for name in ("scale_now", "scale_good"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    def command(self) -> Scale:
        return Scale(now=self.cleaned_data["scale_now"], good=self.cleaned_data["scale_good"])


def _shown(number: int | None) -> str:
    return "" if number is None else str(number)


STEP_IN = timedelta(weeks=2)
"""Assumption: the day a step is suggested to be done by, when no next meeting is agreed yet."""


class AgreeForm(KeyedForm):
    """Who does what, by when; the button that is pressed says what it becomes."""

    what = LongText(_("Hvad?"), rows=2, max_length=2000, required=False)
    who = ChoiceOf(_("Hvem?"), required=False, widget=OneChip)
    due_on = DayField(_("Senest hvornår?"), required=False)

    def __init__(
        self,
        *args: Any,
        seats: Iterable[Participant],
        today: date,
        next_on: date | None = None,
        measures: Sequence[tuple[str, str]] = (),
        draft: Draft | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("auto_id", "agree-%s")
        begun = {"what": draft.text, "who": str(draft.said_by_id or "")} if draft else {}
        kwargs.setdefault("initial", {"due_on": max(next_on or today, today + STEP_IN), **begun})
        super().__init__(*args, **kwargs)
        self.seats, self.today, self.measures = list(seats), today, list(measures)
        self.suggested = max(next_on or today, today + STEP_IN)
        who: Any = self.fields["who"]
        who.choices = [(str(p.pk), seat_label(p)) for p in self.seats]
        self.fields["due_on"].earliest = today  # type: ignore[attr-defined]
        for name in ("what", "who", "due_on"):
            self.fields[name].say_optional = False  # type: ignore[attr-defined]

    @property
    def becomes(self) -> Becomes:
        """The button; a measure's button carries the measure's own address."""
        pressed = self.data.get("becomes", "")
        if pressed in (Becomes.STEP, Becomes.CONSENT, Becomes.NEXT):
            return Becomes(pressed)
        return Becomes.MEASURE if self.measure_url else Becomes.STEP

    @property
    def measure_url(self) -> str:
        """Where the measure is begun that was chosen, if it is one that is offered here."""
        pressed = self.data.get("becomes", "")
        return pressed if any(pressed == url for _name, url in self.measures) else ""

    def clean(self) -> dict[str, Any]:
        """What nobody typed follows from what it becomes: a measure's name, its owner and its day come with the measure,
        and a next meeting needs no more than its date."""
        data = super().clean() or {}
        becomes, chair = self.becomes, next((p for p in reversed(self.seats) if p.user_id), None)
        if becomes is Becomes.NEXT:
            data["what"] = data.get("what") or str(_("Vi mødes igen"))
        if becomes is Becomes.MEASURE:
            data["what"] = data.get("what") or next(name for name, url in self.measures if url == self.measure_url)
        if becomes in (Becomes.MEASURE, Becomes.NEXT) and not data.get("who") and chair is not None:
            data["who"] = str(chair.pk)
        if becomes in rules.SETTLED_WITHIN and data.get("due_on") in (None, self.suggested):
            data["due_on"] = rules.settled_by(becomes, self.today)
        for name in ("what", "who", "due_on"):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, str(INVALID[MISSING[name]]))
        return data

    def command(self) -> Agree:
        data = self.cleaned_data
        return Agree(
            what=data["what"],
            who_id=int(data["who"]),
            due_on=data["due_on"],
            key=data["key"],
            becomes=self.becomes,
        )


MISSING = {"what": "what", "who": "who", "due_on": "due_on"}


def first_to_speak(seats: Iterable[Participant], spoken: Iterable[int | None]) -> str:
    """Whose turn it is: the first of the family who has not been heard on this point, else the first at the table."""
    everyone, heard = list(seats), set(spoken)
    waiting = [p for p in everyone if p.role != Role.PROFESSIONAL and p.pk not in heard]
    chosen = (waiting or everyone)[:1]
    return str(chosen[0].pk) if chosen else EVERYBODY
