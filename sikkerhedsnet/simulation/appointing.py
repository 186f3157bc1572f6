"""What happens in a story before a meeting is held: times offered, an interpreter, points for the agenda, a no."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sikkerhedsnet.appointments import actions, queries
from sikkerhedsnet.appointments.commands import BookInterpreter, Line, NotHeldNow, OfferTimes, RecordAnswer, WriteAgenda
from sikkerhedsnet.appointments.models import TimeOffer
from sikkerhedsnet.core import clock
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import InvitedHow, Kind, Outcome
from sikkerhedsnet.people.models import Guardian

from . import when

Noted = dict[str, Any]


class Appointed:
    """The steps of a story that lead to a meeting, or to none."""

    now: datetime
    concern_id: int
    _actor: Callable[[Noted], Any]
    _day: Callable[[str], date]
    _guardian: Callable[[str], Guardian]
    _meeting: Callable[[], Meeting]
    _seat: Callable[[str], Any]

    def do_offer_times(self, noted: Noted, at: datetime) -> None:
        starts = [when.moment(time, self.now) for time in noted["times"]]
        length = timedelta(minutes=noted.get("minutes", 60))
        times = tuple((one, one + length) for one in starts)
        kind = Kind(noted.get("kind", "collaboration"))
        actions.offer_times(
            self._actor(noted), self.concern_id, OfferTimes(times, self._day(noted["answer"]), kind), now=at
        )

    def do_answer_times(self, noted: Noted, at: datetime) -> None:
        offer = TimeOffer.objects.filter(concern_id=self.concern_id, state="open").latest("pk")
        chosen = list(offer.slots.all())[noted["chose"] - 1] if "chose" in noted else None
        command = RecordAnswer(
            offer.version,
            chosen.pk if chosen else None,
            clock.day_of(at),
            InvitedHow.PHONE,
            self._guardian(noted["who"]).pk,
            noted.get("words", ""),
        )
        actions.record_answer(self._actor(noted), offer.pk, command, now=at)

    def do_interpreter(self, noted: Noted, at: datetime) -> None:
        meeting = self._meeting()
        command = BookInterpreter(
            queries.interpreter_of(meeting).version,
            needed=True,
            language=noted["language"],
            ordered_on=self._day(noted["ordered"]),
            confirmed_on=self._day(noted["confirmed"]) if "confirmed" in noted else None,
            name=noted.get("name", ""),
            company=noted.get("company", ""),
        )
        actions.book_interpreter(self._actor(noted), meeting.pk, command, now=at)

    def do_agenda(self, noted: Noted, at: datetime) -> None:
        """The draft as it is, and one point more that somebody asked for."""
        actor, meeting = self._actor(noted), self._meeting()
        shown = queries.agenda_of(actor, meeting)
        points = [Line(number, point.text, point.asked_by_id) for number, point in enumerate(shown.points, start=1)]
        wish = Line(noted["place"], noted["point"], self._seat(noted["who"]).pk)
        lines = (*points[: noted["place"] - 1], wish, *points[noted["place"] - 1 :])
        numbered = tuple(Line(number, line.text, line.asked_by_id) for number, line in enumerate(lines, start=1))
        actions.write_agenda(actor, meeting.pk, WriteAgenda(shown.version, numbered), now=at)

    def do_not_held(self, noted: Noted, at: datetime) -> None:
        command = NotHeldNow(
            Outcome(noted["why"]),
            clock.day_of(at),
            noted["instead"],
            words=noted.get("words", ""),
            how=InvitedHow.PHONE,
            guardian_id=self._guardian(noted["who"]).pk if "who" in noted else None,
            next_on=self._day(noted["next"]),
        )
        actions.not_held(self._actor(noted), self.concern_id, command, now=at)
