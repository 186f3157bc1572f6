"""The demo's forms: filled in at a visit, followed up, and one version of the municipality's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sikkerhedsnet.core import clock
from sikkerhedsnet.instruments import actions
from sikkerhedsnet.instruments.commands import Act, Decide, Edit, Filled
from sikkerhedsnet.instruments.models import FollowUp, FormVersion
from sikkerhedsnet.instruments.queries import in_force
from sikkerhedsnet.instruments.states import Answered, Takes
from sikkerhedsnet.people.models import Child, Guardian

from . import when
from .documents import document
from .timeline import Cast, Timeline


class FormsTold:
    """The parts of a child's story that are told on a form."""

    child: Child
    _actor: Callable[[dict[str, Any]], Any]
    _guardian: Callable[[str], Guardian]

    def do_form(self, noted: dict[str, Any], at: datetime) -> None:
        """Every item that is not told is answered by the least there is."""
        actor = self._actor(noted)
        form = in_force(actor.municipality_id, clock.day_of(at))[noted["form"]]
        told = noted.get("answers", {})
        answers: dict[str, Any] = {}
        for item in form.definition.items:
            least = item.lowest if item.takes is Takes.CHOICE else item.low if item.takes is Takes.NUMBER else None
            value = told.get(item.id, least if item.required or item.takes is Takes.CHOICE else None)
            answers |= {item.id: value} if value is not None else {}
        filled = Filled(
            answers,
            clock.day_of(at),
            Answered(noted.get("answered", "staff")),
            form.edition,
            guardian_id=self._guardian(noted["about"]).pk if "about" in noted else None,
            described=noted.get("described", ""),
        )
        actions.save_response(actor, self.child.pk, noted["form"], filled, now=at)

    def do_followed(self, noted: dict[str, Any], at: datetime) -> None:
        """What was done about the child's open follow-up."""
        row = FollowUp.objects.filter(child=self.child, state__in=FollowUp.OPEN).earliest("due_on")
        command = Act(row.pk, row.version, noted["what"], tuple(noted.get("steps", ())))
        actions.act(self._actor(noted), command, now=at)


def schedule(cast: Cast, timeline: Timeline, now: datetime) -> None:
    """The municipality's own version of a form: copied, changed, sent and approved by a second person."""
    for noted in document("forms")["own"]:
        made: list[int] = []

        def copied(at: datetime, noted: dict[str, Any] = noted, made: list[int] = made) -> None:
            actor = cast.actor(noted["by"])
            row = actions.copy_form(actor, noted["form"], form_key=None, now=at)
            made.append(row.pk)
            text = _changed(
                row.text, noted["changes"], clock.day_of(at), when.day(noted["in_force"], clock.day_of(now))
            )
            row = actions.edit_form(actor, Edit(row.pk, row.version, text), now=at)
            actions.propose(actor, row.pk, row.version, now=at)

        def approved(at: datetime, noted: dict[str, Any] = noted, made: list[int] = made) -> None:
            row = FormVersion.objects.get(pk=made[0])
            actions.decide(cast.actor(noted["approver"]), Decide(row.pk, row.version, True), now=at)

        timeline.put(when.moment(noted["at"], now), copied)
        timeline.put(when.moment(noted["approved"], now), approved)


def _changed(text: str, changes: list[list[str]], made_on: date, in_force_on: date) -> str:
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text.replace(f"in_force_on: {made_on.isoformat()}", f"in_force_on: {in_force_on.isoformat()}", 1)
