"""Text in, frozen command out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.access.labels import FUNCTION
from sikkerhedsnet.access.roles import PERMISSIONS, Function, Permission
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.meetings.labels import INVITED_HOW, KIND, OUTCOME
from sikkerhedsnet.meetings.models import Participant
from sikkerhedsnet.meetings.rules import odd_day
from sikkerhedsnet.meetings.states import InvitedHow, Kind, Outcome
from sikkerhedsnet.people.models import Custody
from sikkerhedsnet.web.forms import (
    ChipsField,
    ChoiceOf,
    ClockField,
    DayField,
    KeyedForm,
    LongText,
    NumberOf,
    ShortText,
    TickBox,
    saying,
    whole_number,
)

from . import kinds
from .commands import BookInterpreter, ChooseWays, Line, NotHeldNow, OfferTimes, RecordAnswer, WriteAgenda
from .labels import INVALID
from .models import TimeOffer
from .queries import AgendaView, Clash, InterpreterView
from .rules import MOST, MOST_LINES, Span

HOW = [(how.value, INVITED_HOW[how]) for how in (InvitedHow.PHONE, InvitedHow.TALK, InvitedHow.LETTER)]
NONE = "none"
BLANK_ROWS = 3
SEATED = [f for f in Function if Permission.MEETING_SEE in PERMISSIONS[f]]

_say = saying(INVALID)


def say_invalid(form: forms.Form, problem: Invalid) -> None:
    """What a rule found wrong, beside its field."""
    _say(form, problem)


class VersionField(forms.IntegerField):
    """The version of the row that the page showed; 0 before there was one."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def _parents(field: Any, custodies: Iterable[Custody]) -> None:
    field.choices = [("", _("Vælg")), *((str(c.guardian_id), c.guardian.name) for c in custodies)]


class OfferForm(KeyedForm):
    """Two to four times, each a day and an hour; what is odd or already taken asks to be confirmed."""

    kind = ChoiceOf(_("Hvad er det for et møde?"), [(k.value, KIND[k]) for k in Kind])
    answer_by = DayField(_("Hvornår beder du om svar?"), _("Kommer på dit bord den dag."))
    anyway = TickBox(_("Ja, tilbyd tiderne alligevel"))

    def __init__(self, *args: Any, today: date, minutes: Mapping[str, int], moving: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.minutes, self.found_odd = minutes, False
        if moving:
            del self.fields["kind"]
        self.fields["answer_by"].earliest = today  # type: ignore[attr-defined]
        for number in range(1, MOST + 1):
            day: Any = DayField(_("Dag"), required=False, earliest=today)
            hour: Any = ClockField(_("Klokken"), required=False)
            day.say_optional = hour.say_optional = False
            self.add(f"day{number}", day)
            self.add(f"hour{number}", hour)

    @property
    def rows(self) -> list[tuple[int, Any, Any]]:
        return [(n, self[f"day{n}"], self[f"hour{n}"]) for n in range(1, MOST + 1)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for number in range(1, MOST + 1):
            day, hour = data.get(f"day{number}"), data.get(f"hour{number}")
            if day and not hour and f"hour{number}" not in self.errors:
                self.add_error(f"hour{number}", str(_("Skriv også klokkeslættet.")))
            if hour and not day and f"day{number}" not in self.errors:
                self.add_error(f"day{number}", str(_("Skriv også dagen.")))
        return data

    def times(self) -> tuple[Span, ...]:
        data, found = self.cleaned_data, []
        length = timedelta(minutes=self.minutes.get(data.get("kind") or Kind.COLLABORATION.value, 60))
        for number in range(1, MOST + 1):
            day, hour = data.get(f"day{number}"), data.get(f"hour{number}")
            if day and hour:
                starts = clock.at(day, hour.hour, hour.minute)
                found.append((starts, starts + length))
        return tuple(found)

    def doubts(self, clashes: Sequence[Sequence[Clash]]) -> list[str]:
        """What the adviser should know before offering them: she is taken, or nobody is at work that day."""
        found = [clash.words for one in clashes for clash in one]
        for starts, _ends in self.times():
            if odd := odd_day(clock.day_of(starts)):
                why = {"weekend": _("weekend"), "closed": _("en dag, hvor kommunen holder lukket")}.get(odd, odd)
                found.append(str(_("%(day)s er %(why)s.") % {"day": f"{starts.day}.{starts.month}.", "why": why}))
        self.found_odd = bool(found)
        return found

    def command(self) -> OfferTimes:
        data = self.cleaned_data
        kind = Kind(data.get("kind") or Kind.COLLABORATION)
        return OfferTimes(times=self.times(), answer_by=data["answer_by"], kind=kind, key=data["key"])


class AnswerForm(KeyedForm):
    """Which time, who said so, when and how, and their words."""

    slot = ChoiceOf(_("Hvad svarede de?"))
    guardian = ChoiceOf(_("Hvem svarede?"), radio=False, required=False)
    answered_on = DayField(_("Hvornår?"))
    answered_how = ChoiceOf(_("Hvordan?"), HOW)
    words = LongText(_("Sagde de andet?"), _("Med deres egne ord."), required=False, rows=3, max_length=4000)
    version = VersionField()

    def __init__(
        self, *args: Any, slots: Sequence[tuple[int, str]], custodies: Iterable[Custody], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        slot: Any = self.fields["slot"]
        slot.choices = [*((str(pk), words) for pk, words in slots), (NONE, _("Ingen af tiderne passer"))]
        _parents(self.fields["guardian"], custodies)
        self.fields["answered_on"].latest = today  # type: ignore[attr-defined]

    def command(self) -> RecordAnswer:
        data = self.cleaned_data
        return RecordAnswer(
            version=data["version"],
            slot_id=None if data["slot"] == NONE else int(data["slot"]),
            answered_on=data["answered_on"],
            answered_how=InvitedHow(data["answered_how"]),
            guardian_id=int(data["guardian"]) if data["guardian"] else None,
            words=data["words"],
        )


class InterpreterForm(KeyedForm):
    """How it stands with the interpreter."""

    needed = ChoiceOf(_("Skal der en tolk med?"), [("yes", _("Ja")), ("no", _("Nej"))])
    language = ShortText(
        _("Hvilket sprog?"), _("Skriv også dialekten, hvis den betyder noget."), required=False, max_length=60
    )
    ordered_on = DayField(_("Hvornår er tolken bestilt?"), required=False)
    confirmed_on = DayField(_("Hvornår har tolken sagt ja?"), required=False)
    name = ShortText(_("Hvem er tolken?"), _("Et barn eller et familiemedlem tolker ikke."), required=False)
    company = ShortText(_("Hvilket firma?"), required=False)
    came = ChoiceOf(_("Kom tolken?"), [("yes", _("Ja")), ("no", _("Nej")), ("", _("Ved ikke endnu"))], required=False)
    version = VersionField()

    def __init__(self, *args: Any, begun: bool, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not begun:
            del self.fields["came"]
        else:
            self.fields["came"].say_optional = False  # type: ignore[attr-defined]
        for name in ("ordered_on", "confirmed_on"):
            self.fields[name].latest = today  # type: ignore[attr-defined]

    @staticmethod
    def shown(view: InterpreterView) -> dict[str, Any]:
        came = {True: "yes", False: "no", None: ""}[view.came]
        return {
            "needed": "yes" if view.needed else "no",
            "language": view.language,
            "ordered_on": view.ordered_on,
            "confirmed_on": view.confirmed_on,
            "name": view.name,
            "company": view.company,
            "came": came,
            "version": view.version,
        }

    def command(self) -> BookInterpreter:
        data = self.cleaned_data
        return BookInterpreter(
            version=data["version"],
            needed=data["needed"] == "yes",
            language=data["language"],
            ordered_on=data["ordered_on"],
            confirmed_on=data["confirmed_on"],
            name=data["name"],
            company=data["company"],
            came={"yes": True, "no": False}.get(data.get("came", "")),
        )


class AgendaForm(KeyedForm):
    """Every point with its place and who asked for it; the last rows are empty, and an emptied one goes out."""

    version = VersionField()

    def __init__(self, *args: Any, shown: AgendaView | None, seats: Iterable[Participant], **kwargs: Any) -> None:
        points = shown.points if shown else []
        initial: dict[str, Any] = {"version": shown.version if shown else 0}
        for number, point in enumerate(points, start=1):
            initial |= {
                f"text{number}": point.text,
                f"who{number}": str(point.asked_by_id or ""),
                f"order{number}": number,
            }
        super().__init__(*args, initial=initial, **kwargs)
        sent = (
            sum(1 for name in self.data if name.startswith("text") and whole_number(name[4:])) if self.is_bound else 0
        )
        self.count = min(max(len(points) + BLANK_ROWS, sent), MOST_LINES + BLANK_ROWS)
        who = [("", _("Ingen bestemt")), *((str(seat.pk), seat.name) for seat in seats)]
        for number in range(1, self.count + 1):
            self.add(f"order{number}", NumberOf(_("Nr."), required=False, min_value=1, max_value=99, initial=number))
            self.add(f"text{number}", ShortText(_("Punkt"), required=False, max_length=500))
            self.add(f"who{number}", ChoiceOf(_("Hvem har bedt om det?"), who, required=False, radio=False))
            for name in ("order", "text", "who"):
                self.fields[f"{name}{number}"].say_optional = False  # type: ignore[attr-defined]

    @property
    def rows(self) -> list[tuple[int, Any, Any, Any]]:
        return [(n, self[f"order{n}"], self[f"text{n}"], self[f"who{n}"]) for n in range(1, self.count + 1)]

    def command(self) -> WriteAgenda:
        data = self.cleaned_data
        lines = []
        for number in range(1, self.count + 1):
            if text := data[f"text{number}"].strip():
                who = data[f"who{number}"]
                lines.append(Line(data[f"order{number}"] or number, text, int(who) if who else None))
        return WriteAgenda(version=data["version"], lines=tuple(lines))


class NotHeldForm(KeyedForm):
    """Why there was no meeting, their words, what is done instead, and when."""

    why = ChoiceOf(_("Hvad skete der?"))
    guardian = ChoiceOf(_("Hvem har du talt med?"), radio=False, required=False)
    on = DayField(_("Hvilken dag?"))
    how = ChoiceOf(_("Hvordan hørte du det?"), HOW)
    words = LongText(
        _("Hvad siger forældrene?"), _("Med deres egne ord. Det er deres ret at sige nej."), required=False, rows=3
    )
    instead = LongText(_("Hvad gør du i stedet?"), _("Hvem ser barnet, og hvad kan I tilbyde uden et møde?"), rows=3)
    next_on = DayField(_("Hvornår gør du det næste?"), _("Datoen kommer på dit bord, så barnet ikke bliver glemt."))
    new_times = TickBox(_("Jeg tilbyder nye tider nu"))
    version = VersionField()

    def __init__(
        self,
        *args: Any,
        why: Sequence[Outcome],
        custodies: Iterable[Custody],
        today: date,
        in_plan: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].choices = [(one.value, OUTCOME[one]) for one in why]  # type: ignore[attr-defined]
        _parents(self.fields["guardian"], custodies)
        self.fields["on"].latest = today  # type: ignore[attr-defined]
        if in_plan:
            del self.fields["next_on"]
        else:
            self.fields["next_on"].earliest = today  # type: ignore[attr-defined]
        if len(why) == 1:
            del self.fields["why"]
            self.only = why[0]
        if Outcome.DECLINED in why:
            del self.fields["new_times"]

    def command(self) -> NotHeldNow:
        data = self.cleaned_data
        return NotHeldNow(
            why=Outcome(data["why"]) if "why" in data else self.only,
            on=data["on"],
            how=InvitedHow(data["how"]),
            guardian_id=int(data["guardian"]) if data["guardian"] else None,
            words=data["words"],
            instead=data["instead"],
            next_on=data.get("next_on"),
            version=data["version"],
            key=data["key"],
        )


class WaysForm(KeyedForm):
    """How long each kind lasts, what it talks about, who usually comes; and when an interpreter is late."""

    interpreter_days = NumberOf(
        _("Hvor mange arbejdsdage før mødet skal tolken have sagt ja?"), min_value=0, max_value=20
    )
    version = VersionField()

    def __init__(self, *args: Any, ways: Mapping[Kind, kinds.Way], days: int, version: int, **kwargs: Any) -> None:
        initial: dict[str, Any] = {"interpreter_days": days, "version": version}
        for kind, way in ways.items():
            initial |= {
                f"{kind}_minutes": way.minutes,
                f"{kind}_agenda": "\n".join(way.agenda),
                f"{kind}_usual": list(way.usual),
            }
        super().__init__(*args, initial=initial, **kwargs)
        for kind in Kind:
            self.add(
                f"{kind}_minutes",
                NumberOf(_("Hvor mange minutter?"), min_value=kinds.SHORTEST, max_value=kinds.LONGEST),
            )
            self.add(f"{kind}_agenda", LongText(_("Dagsorden, ét punkt på hver linje"), rows=9, max_length=6000))
            usual = ChipsField(_("Hvem plejer at være med?"), [("", [(f.value, FUNCTION[f]) for f in SEATED])])
            self.add(f"{kind}_usual", usual)

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        return [(KIND[k], [self[f"{k}_{name}"] for name in ("minutes", "agenda", "usual")]) for k in Kind]

    def command(self) -> ChooseWays:
        data = self.cleaned_data
        ways: dict[str, dict[str, object]] = {
            kind.value: {
                "minutes": data[f"{kind}_minutes"],
                "agenda": [line.strip()[:500] for line in data[f"{kind}_agenda"].splitlines() if line.strip()],
                "usual": list(data[f"{kind}_usual"]),
            }
            for kind in Kind
        }
        return ChooseWays(version=data["version"], interpreter_days=data["interpreter_days"], ways=ways)


def slot_words(offer: TimeOffer, say: Any) -> list[tuple[int, str]]:
    """The times of an offer as they can be chosen, in words."""
    return [(slot.pk, say(slot.starts_at, slot.ends_at)) for slot in offer.slots.all()]


def ahead(now: datetime, days: int) -> date:
    """So many days from today."""
    return clock.day_of(now) + timedelta(days=days)
