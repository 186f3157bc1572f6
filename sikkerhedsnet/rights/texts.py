"""The texts a party can dispute in one assessment, concern, meeting or plan, as somebody within its reach reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.core import context
from sikkerhedsnet.core.verdicts import Refused
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.meetings.states import State as MeetingState
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.screening.labels import POSITION
from sikkerhedsnet.screening.models import WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.statements.states import Whole

ADDRESSES = {
    "vurdering": Whole.ASSESSMENT,
    "bekymring": Whole.CONCERN,
    "moede": Whole.MEETING,
    "plan": Whole.PLAN,
}
MODELS: dict[Whole, type[Any]] = {
    Whole.ASSESSMENT: WellbeingAssessment,
    Whole.CONCERN: Concern,
    Whole.MEETING: Meeting,
    Whole.PLAN: Plan,
}
PAGES = {
    Whole.ASSESSMENT: "screening:assessment",
    Whole.CONCERN: "concerns:concern",
    Whole.MEETING: "meetings:meeting",
    Whole.PLAN: "plans:plan",
}


@dataclass(frozen=True)
class Text:
    """One text that can be disputed: where it is stored, what it is called, and the words."""

    row: str
    row_id: int
    field: str
    heading: str
    words: str

    @property
    def key(self) -> str:
        return f"{self.row}:{self.row_id}:{self.field}"


def whole_within_reach(actor: Actor, whole: Whole, pk: int) -> Any:
    """The assessment, concern, meeting or plan with its child loaded, or DoesNotExist.

    Raises Refused("not_concluded") for a meeting whose minutes can still be put right at the table.
    """
    found = MODELS[whole].objects.visible_to(actor).select_related("owner").get(pk=pk)
    with context.beyond_reach():
        found.child = Child.objects.select_related("municipality").get(pk=found.child_id)
    if whole is Whole.MEETING and found.state != MeetingState.CONCLUDED:
        raise Refused("not_concluded")
    return found


def texts_of(whole: Whole, found: Any) -> list[Text]:
    """Every text that holds words, in the order the page shows them."""
    return [text for text in GIVERS[whole](found) if text.words.strip()]


def _of(row: Any, field: str, heading: str, words: str | None = None) -> Text:
    return Text(row._meta.label_lower, row.pk, field, heading, getattr(row, field) if words is None else words)


def _assessment(row: WellbeingAssessment) -> Iterator[Text]:
    position = str(POSITION[Position(row.position)]) if row.position else ""
    yield _of(row, "position", _("Position"), position)
    yield _of(row, "focus_point", _("Fokuspunkt"))
    yield _of(row, "adults_change", _("Det ændrer vi voksne"))
    yield _of(row, "comment", _("Det ser vi"))
    yield _of(row, "what_works", _("Det fungerer"))
    for told in row.told.all():
        yield _of(told, "parents_said", _("Det sagde forældrene"))
    for seen in row.follow_ups.all():
        yield _of(seen, "seen", _("Opfølgning"))


def _concern(row: Concern) -> Iterator[Text]:
    yield _of(row, "answer", _("Svar"))
    yield _of(row, "observation", _("Hvad er der set?"))
    yield _of(row, "works", _("Hvad fungerer?"))
    yield _of(row, "tried", _("Hvad er prøvet?"))
    yield _of(row, "parents_know_note", _("Ved forældrene det?"))
    for talk in row.contacts.all():
        yield _of(talk, "said", _("Samtale med forældrene"))


def _meeting(row: Meeting) -> Iterator[Text]:
    for line in row.entries.select_related("said_by"):
        yield _of(line, "text", line.said_by.name if line.said_by else _("Alle"))
    for agreement in row.agreements.filter(withdrawn=False):
        yield _of(agreement, "what", _("Aftale"))
    yield _of(row, "no_plan_because", _("Ingen plan"))


def _plan(row: Plan) -> Iterator[Text]:
    for goal in row.goals.all():
        yield _of(goal, "text", _("Mål"))
    for step in row.steps.all():
        yield _of(step, "what", _("Skridt"))
        yield _of(step, "result", _("Hvad kom der ud af det?"))
    yield _of(row, "child_view", _("Barnet siger"))
    for review in row.reviews.all():
        yield _of(review, "because", _("Opfølgning"))
        yield _of(review, "child_view", _("Barnet siger"))
        yield _of(review, "parents_view", _("Forældrene siger"))
    yield _of(row, "outcome_note", _("Sådan endte det"))


GIVERS: dict[Whole, Callable[[Any], Iterator[Text]]] = {
    Whole.ASSESSMENT: _assessment,
    Whole.CONCERN: _concern,
    Whole.MEETING: _meeting,
    Whole.PLAN: _plan,
}
