"""The handleguide as it has been kept, and questions asked without saying which child."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from sikkerhedsnet.core import clock
from sikkerhedsnet.guide import actions
from sikkerhedsnet.guide.commands import Answer, Ask, Decide, Propose, SetEntry
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring

from . import when
from .documents import document
from .timeline import Cast, Timeline

SPACE = UUID("0c4f5f5e-7d4e-4c1c-9a63-1d1f0a9b7e42")
COPIED = ("may_do", "must_do", "who", "form", "deadline", "contact", "is_proposal")


@dataclass
class Guidance:
    """Puts the guide's document on the timeline."""

    cast: Cast
    timeline: Timeline
    now: datetime

    def schedule(self) -> None:
        self.text = document("guide")
        for noted in self.text["versions"]:
            self._put(noted["begun"], partial(self._begin, noted))
            if "sent" in noted:
                self._put(noted["sent"], partial(self._send, noted))
                self._put(noted["decided"], self._approve)
        for number, noted in enumerate(self.text["sparrings"]):
            self._put(noted["at"], partial(self._ask, noted, number))

    def _put(self, at: str, deed: Any) -> None:
        self.timeline.put(when.moment(at, self.now), deed)

    def _under_way(self) -> GuideVersion:
        here = GuideVersion.objects.filter(municipality=self.cast.place.municipality)
        return here.exclude(state="approved").get()

    def _begin(self, noted: dict[str, Any], at: datetime) -> None:
        keeper = self.cast.actor(self.text["by"])
        guide = actions.begin_version(keeper, now=at)
        for changed in noted.get("entries", ()):
            row: GuideEntry = guide.entries.get(title=changed["title"])
            told = {name: getattr(row, name) for name in COPIED} | changed
            axes: dict[str, Any] = {
                name: tuple(getattr(row, name)) for name in ("signs", "levels", "ages", "functions")
            }
            actions.set_entry(
                keeper, SetEntry(guide.pk, row.pk, row.version, **told, **axes, english=row.english), now=at
            )

    def _send(self, noted: dict[str, Any], at: datetime) -> None:
        guide = self._under_way()
        begins = when.day(noted["decided"].split()[0], clock.day_of(self.now)) + timedelta(days=1)
        command = Propose(guide.pk, guide.version, begins, noted["note"])
        actions.propose(self.cast.actor(self.text["by"]), command, now=at)

    def _approve(self, at: datetime) -> None:
        guide = self._under_way()
        actions.decide(self.cast.actor(self.text["approved_by"]), Decide(guide.pk, guide.version, True), now=at)

    def _ask(self, noted: dict[str, Any], number: int, at: datetime) -> None:
        actor = self.cast.actor(noted["who"])
        command = Ask(
            noted["text"], noted["age"], actor.posts[0].function, tuple(noted["signs"]), key=uuid5(SPACE, str(number))
        )
        row = actions.ask(actor, command, now=at)
        if "answer" in noted:
            self._put(noted["answer"]["at"], partial(self._answer, noted["answer"], row.pk))

    def _answer(self, noted: dict[str, Any], pk: int, at: datetime) -> None:
        row = Sparring.objects.get(pk=pk)
        actions.answer(self.cast.actor(noted["by"]), Answer(pk, row.version, noted["text"]), now=at)
