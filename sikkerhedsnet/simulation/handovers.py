"""A hand-over in a story: written, gone through with the family, sent and accepted, each as one real action."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.handover import actions, queries, rules
from sikkerhedsnet.handover.commands import Answer, Begin, Choose, Send, Talk, WritePart
from sikkerhedsnet.handover.models import HandOver, PartKind, SentPart
from sikkerhedsnet.handover.states import Source, TalkHow
from sikkerhedsnet.people.models import Child

from .people import Families
from .timeline import Cast

Noted = dict[str, Any]


class HandedOver:
    """The steps of a story that move a child on."""

    child: Child
    cast: Cast
    families: Families
    consent_id: int
    handover_id: int = 0
    _actor: Callable[[Noted], Any]

    def do_begin_handover(self, noted: Noted, at: datetime) -> None:
        place = self.cast.place.institutions
        first_day = rules.first_school_day(rules.school_year_ahead(clock.day_of(at)))
        outside = {key: noted[key] for key in ("to_municipality", "to_place", "to_person") if key in noted}
        to_id = place[noted["to"]].pk if "to" in noted else None
        command = Begin(self.child.pk, place[noted["from"]].pk, self._starts(noted, first_day), to_id, **outside)
        self.handover_id = actions.begin(self._actor(noted), command, now=at).pk

    def _starts(self, noted: Noted, first_day: date) -> date:
        return self._day(noted["starts"]) if "starts" in noted else first_day  # type: ignore[attr-defined]

    def do_write_handover(self, noted: Noted, at: datetime) -> None:
        """Its parts, all on the consent that was given last; `worries` takes along those the parents know of."""
        for key, text in noted["parts"].items():
            kind = PartKind.objects.get(municipality=self.child.municipality, key=key)
            worries = self.child.concerns.filter(suspicion=False, parents_know="yes") if kind.must_read else []
            rows = tuple((Source.WORRIES, worry.pk) for worry in worries)
            version = 0
            command = WritePart(self.handover_id, kind.pk, version, text, rows, "consent", self.consent_id)
            actions.write_part(self._actor(noted), command, now=at)
        if "receiver" in noted:
            seen = self._handover()
            choice = Choose(seen.pk, seen.version, self.cast.user_id(noted["receiver"]))
            actions.choose(self._actor(noted), choice, now=at)

    def do_go_through(self, noted: Noted, at: datetime) -> None:
        seen = self._handover()
        who = self.families.guardians[noted["who"]].pk if "who" in noted else None
        talk = Talk(
            seen.pk, seen.version, clock.day_of(at), TalkHow(noted["how"]), guardian_id=who, together=who is None,
            words=noted.get("words", ""), corrected=noted.get("corrected", ""), disagrees=noted.get("disagrees", False),
        )  # fmt: skip
        actions.go_through(self._actor(noted), talk, now=at)

    def do_send_handover(self, noted: Noted, at: datetime) -> None:
        actor = self._actor(noted)
        row = queries.reached(actor, self.handover_id)
        seen = queries.words_now(actor, row, clock.day_of(at))
        actions.send(actor, Send(row.pk, row.version, seen), now=at)

    def do_send_back_handover(self, noted: Noted, at: datetime) -> None:
        seen = self._handover()
        actions.send_back(self._actor(noted), Answer(seen.pk, seen.version, noted["because"]), now=at)

    def do_correct_handover(self, noted: Noted, at: datetime) -> None:
        seen = self._handover()
        actions.correct(self._actor(noted), Answer(seen.pk, seen.version), now=at)

    def do_accept_handover(self, noted: Noted, at: datetime) -> None:
        """Every worry signed for, and then the whole."""
        actor, seen = self._actor(noted), self._handover()
        for part in SentPart.objects.filter(handover=seen, edition=seen.edition, must_read=True):
            actions.read(actor, part.pk, now=at)
        actions.accept(actor, Answer(seen.pk, seen.version), now=at)

    def _handover(self) -> HandOver:
        return HandOver.objects.get(pk=self.handover_id)
