"""A worry at each stage, reached through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.concerns import actions
from sikkerhedsnet.concerns.commands import Close, NoteContact, Offer, RaiseConcern, Seen
from sikkerhedsnet.concerns.following_queries import must_read
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import CloseReason, ContactHow, ParentsKnow
from tests.personas import NOW, Town


@dataclass
class Walk:
    """Walks the workflow as the people in it would."""

    town: Town
    now: datetime = NOW

    def raised(self, by: str = "mette", child: int = 1, **fields: Any) -> Concern:
        values: dict[str, Any] = {
            "observation": "Ida sidder alene hver morgen og siger, at hun er træt.",
            "parents_know": ParentsKnow.NOT_YET,
            "key": uuid4(),
            **fields,
        }
        command = RaiseConcern(child_id=self.town.children[child].pk, **values)
        return actions.raise_concern(self.town.actor(by), command, now=self.now)

    def taken(self, by: str = "jonas", **fields: Any) -> Concern:
        concern = self.raised(**fields)
        actor = self.town.actor(by)
        seen = Seen(concern.pk, concern.version, tuple(must_read(actor, concern)))
        return actions.take(actor, seen, now=self.now)

    def offered(self, to: str = "signe", note: str = "Jeg er på kursus.", **fields: Any) -> Concern:
        concern = self.taken(**fields)
        return self.offer(concern, to, note)

    def offer(self, concern: Concern, to: str = "signe", note: str = "", by: str = "jonas") -> Concern:
        command = Offer(concern.pk, concern.version, self.town.user(to).pk, note)
        return actions.offer(self.town.actor(by), command, now=self.now)

    def talk(self, concern: Concern, by: str = "jonas", **fields: Any) -> Concern:
        values: dict[str, Any] = {
            "on": NOW.date(),
            "how": ContactHow.PHONE,
            "said": "De har også set det.",
            "next_on": date(2026, 12, 7),
            "key": uuid4(),
            **fields,
        }
        command = NoteContact(concern_id=concern.pk, version=concern.version, **values)
        return actions.note_contact(self.town.actor(by), command, now=self.now)

    def close(
        self,
        concern: Concern,
        by: str = "jonas",
        reason: CloseReason = CloseReason.SOLVED,
        answer: str = "Tak. Vi har aftalt en fast morgenplan med forældrene.",
    ) -> Concern:
        command = Close(concern.pk, concern.version, reason, answer)
        return actions.close(self.town.actor(by), command, now=self.now)


@pytest.fixture
def walk(town: Town) -> Walk:
    return Walk(town)


@pytest.fixture
def lines() -> Callable[[str], list[Any]]:
    """The change lines of one action."""
    from sikkerhedsnet.audit.models import ChangeLine

    return lambda action: list(ChangeLine.objects.filter(action=action).order_by("id"))
