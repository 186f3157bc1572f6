"""Levels and notifications in the stories, through the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns import actions as concerns
from sikkerhedsnet.concerns.commands import Begin, Mark, Rate, SendNotification, WriteNotification
from sikkerhedsnet.concerns.states import Axis

Noted = dict[str, Any]


class Worried:
    """What a story tells of how worried people were, and of what they notified."""

    concern_id: int
    cast: Any
    _actor: Callable[[Noted], Actor]

    def do_rate(self, noted: Noted, at: datetime) -> None:
        marks = tuple(
            Mark(Axis(axis), said["level"], said["why"], said.get("protects", ""), said.get("risk", ""))
            for axis, said in noted["levels"].items()
        )
        concerns.rate(self._actor(noted), Rate(self.concern_id, marks), now=at)

    def do_notify(self, noted: Noted, at: datetime) -> None:
        """Begun, written and sent in one go: the duty does not wait."""
        who = self._actor(noted)
        row = concerns.begin_notification(who, Begin(self.concern_id), now=at)
        words = WriteNotification(
            row.pk, row.version, row.relation, row.worry, noted["knows"], row.efforts, row.interpreter, row.language
        )
        row = concerns.write_notification(who, words, now=at)
        concerns.send_notification(who, SendNotification(row.pk, row.version, self.cast.user_id(noted["to"])), now=at)
