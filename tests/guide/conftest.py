"""A guide in force, and a question, reached through the real actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.guide import actions
from sikkerhedsnet.guide.commands import Answer, Ask, Decide, Propose, SetEntry
from sikkerhedsnet.guide.models import GuideEntry, GuideVersion, Sparring
from tests.personas import NOW, TODAY, Town


@dataclass
class Keeping:
    """Walks as the people who keep the guide would."""

    town: Town
    now: datetime = NOW

    def draft(self, by: str = "karin") -> GuideVersion:
        return actions.begin_version(self.town.actor(by), key=uuid4(), now=self.now)

    def entry(self, guide: GuideVersion, by: str = "karin", row: GuideEntry | None = None, **fields: Any) -> GuideEntry:
        values: dict[str, Any] = {"title": "Et råd", "must_do": "Tal med forældrene", "key": uuid4(), **fields}
        version = row.version if row else 0
        command = SetEntry(guide.pk, row.pk if row else None, version, **values)
        return actions.set_entry(self.town.actor(by), command, now=self.now)

    def proposed(self, guide: GuideVersion, by: str = "karin", on: date = TODAY) -> GuideVersion:
        guide.refresh_from_db()
        return actions.propose(self.town.actor(by), Propose(guide.pk, guide.version, on), now=self.now)

    def approved(self, guide: GuideVersion, by: str = "bo", on: date = TODAY) -> GuideVersion:
        guide = self.proposed(guide, on=on)
        return actions.decide(self.town.actor(by), Decide(guide.pk, guide.version, True), now=self.now)

    def in_force(self) -> GuideVersion:
        """The first proposal, approved as it is."""
        return self.approved(self.draft())

    def asked(self, by: str = "mette", **fields: Any) -> Sparring:
        values: dict[str, Any] = {
            "situation": "Barnet græder ved aflevering hver dag.",
            "age": "3-5",
            "function": "pedagogue",
            "signs": ("sad", "clings"),
            "key": uuid4(),
            **fields,
        }
        return actions.ask(self.town.actor(by), Ask(**values), now=self.now)

    def answered(self, row: Sparring, by: str = "jonas", answer: str = "Prøv en fast voksen i døren.") -> Sparring:
        return actions.answer(self.town.actor(by), Answer(row.pk, row.version, answer), now=self.now)


@pytest.fixture
def keeping(town: Town) -> Keeping:
    return Keeping(town)
