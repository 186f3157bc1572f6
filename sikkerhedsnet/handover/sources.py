"""What is already written that a record may tell of, row by row; never what one person thought alone, never a suspicion.

Left out for good: own ratings, what one parent said alone, who told of a worry, the adviser's notes of talks, and everything
that belongs to a suspicion.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.concerns.labels import CLOSE_REASON
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED, CloseReason, ParentsKnow
from sikkerhedsnet.core import clock
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.plans.models import Goal, Plan, Step
from sikkerhedsnet.plans.states import State as PlanState
from sikkerhedsnet.plans.states import StepState
from sikkerhedsnet.screening.labels import POSITION
from sikkerhedsnet.screening.models import AssessmentFollowUp, WellbeingAssessment
from sikkerhedsnet.screening.states import Position
from sikkerhedsnet.web.words import day_words

from .models import HandOver, HandOverTalk
from .states import Source

FULL = date.min
"""Days are written with their year: the record is read later."""


@dataclass(frozen=True)
class Row:
    """One row as the record would tell it; `open` says that somebody still owes something on it."""

    source: Source
    pk: int
    label: str
    title: str
    text: str
    open: bool = False

    @property
    def key(self) -> str:
        return f"{self.source}:{self.pk}"


def rows_of(actor: Actor, handover: HandOver, wanted: Collection[Source], *, rounds: int) -> list[Row]:
    """Everything of these kinds that this person may see herself and that may be told; a query for each kind."""
    return [row for source in Source if source in wanted for row in READ[source](actor, handover, rounds)]


def _settled(actor: Actor, child: Child, rounds: int) -> list[WellbeingAssessment]:
    rows = WellbeingAssessment.objects.visible_to(actor).filter(child=child, settled_on__isnull=False)
    return list(rows.select_related("institution").order_by("-settled_on", "-pk")[:rounds])


def _assessments(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    for row in _settled(actor, handover.child, rounds):
        lines = [
            _("%(day)s: %(position)s") % {"day": _day(row.settled_on), "position": POSITION[Position(row.position)]},
            _("Det havde vi særligt øje for: %(text)s") % {"text": row.focus_point} if row.focus_point else "",
            _("Det virkede: %(text)s") % {"text": row.what_works} if row.what_works else "",
        ]
        title = _("Trivselsvurdering fra %(day)s") % {"day": _day(row.settled_on)}
        open_ = row.state in WellbeingAssessment.OPEN
        yield Row(Source.ASSESSMENTS, row.pk, row._meta.label_lower, title, "\n".join(filter(None, lines)), open_)


def _follow_ups(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    of = [row.pk for row in _settled(actor, handover.child, rounds)]
    rows = AssessmentFollowUp.objects.filter(assessment_id__in=of).order_by("-at", "-pk")
    for row in rows:
        day = _day(clock.day_of(row.at))
        text = _("Opfølgning %(day)s: %(text)s") % {"day": day, "text": row.seen}
        yield Row(Source.FOLLOW_UPS, row.pk, row._meta.label_lower, _("Opfølgning fra %(day)s") % {"day": day}, text)


def _plans(actor: Actor, child: Child) -> list[int]:
    rows = Plan.objects.visible_to(actor).filter(child=child, suspicion=False, concern__suspicion=False)
    return list(rows.filter(state=PlanState.ACTIVE).values_list("pk", flat=True))


def _goals(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    for row in Goal.objects.filter(plan_id__in=_plans(actor, handover.child), dropped=False):
        yield Row(
            Source.GOALS,
            row.pk,
            row._meta.label_lower,
            _("Mål: %(text)s") % {"text": _short(row.text)},
            _("Mål: %(text)s") % {"text": row.text},
        )


def _steps(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    rows = Step.objects.filter(plan_id__in=_plans(actor, handover.child), state=StepState.OPEN)
    for row in rows.order_by("due_on", "pk"):
        words = {"text": row.what, "day": _day(row.due_on)}
        title = _("Skridt: %(text)s") % {"text": _short(row.what)}
        text = _("Skridt, der ses på %(day)s: %(text)s") % words
        yield Row(Source.STEPS, row.pk, row._meta.label_lower, title, text, open=True)


def _worries(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    """Those the parents know of; who sent it, and who told, is not part of it."""
    rows = Concern.objects.visible_to(actor).filter(child=handover.child, suspicion=False, parents_know=ParentsKnow.YES)
    for row in rows.order_by("raised_at", "pk"):
        day, open_ = _day(clock.day_of(row.raised_at)), row.state in NOT_CLOSED
        ended = "" if open_ else str(CLOSE_REASON[CloseReason(row.close_reason)])
        lines = [
            _("%(day)s: %(text)s") % {"day": day, "text": row.observation},
            _("Det er prøvet: %(text)s") % {"text": row.tried} if row.tried else "",
            _("Det virker: %(text)s") % {"text": row.works} if row.works else "",
            _("Sådan endte den: %(text)s") % {"text": ended} if ended else _("Der arbejdes stadig med den."),
        ]
        title = _("Bekymring fra %(day)s") % {"day": day}
        yield Row(Source.WORRIES, row.pk, row._meta.label_lower, title, "\n".join(filter(None, lines)), open_)


def _talks(actor: Actor, handover: HandOver, rounds: int) -> Iterable[Row]:
    """What they asked to have told, as they said it."""
    rows = HandOverTalk.objects.filter(handover=handover, pass_on=True).exclude(words="").select_related("guardian")
    for row in rows:
        who = _who(row)
        text = _("%(who)s, %(day)s: %(text)s") % {"who": who, "day": _day(row.on), "text": row.words}
        yield Row(Source.TALKS, row.pk, row._meta.label_lower, _("Ord fra %(who)s") % {"who": who}, text)


def _who(talk: HandOverTalk) -> str:
    if talk.guardian is not None:
        return str(talk.guardian.name)
    return _("Barnet") if talk.young and not talk.together else _("Forældrene")


READ: dict[Source, Callable[[Actor, HandOver, int], Iterable[Row]]] = {
    Source.ASSESSMENTS: _assessments,
    Source.FOLLOW_UPS: _follow_ups,
    Source.GOALS: _goals,
    Source.STEPS: _steps,
    Source.WORRIES: _worries,
    Source.TALKS: _talks,
}


def relevant(actor: Actor, handover: HandOver, *, rounds: int) -> list[Row]:
    """What a receiver would want to know of: every worry the parents know of, every step that goes on, and the follow-up
    of every position that is still open."""
    found = rows_of(actor, handover, (Source.WORRIES, Source.STEPS, Source.ASSESSMENTS), rounds=rounds)
    return [row for row in found if row.open or row.source is Source.WORRIES]


def not_known(actor: Actor, child: Child) -> int:
    """How many open worries the parents have not been told of yet: those are told to them first."""
    rows = Concern.objects.visible_to(actor).filter(child=child, suspicion=False, state__in=NOT_CLOSED)
    return rows.filter(parents_know=ParentsKnow.NOT_YET).count()


def _day(day: date | None) -> str:
    return day_words(day, FULL) if day else ""


def _short(text: str) -> str:
    line = text.strip().split("\n")[0]
    return line if len(line) <= 80 else line[:79].rstrip() + "…"
