"""What plans put into a child's chronology."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.people.models import Child

from .desk import short
from .labels import FOUND, MOVE, OUTCOME
from .models import Plan, Review
from .states import Found, Move, Outcome, StepState


def events(actor: Actor, child: Child) -> list[Event]:
    """What was agreed, done and found in the plans this person may see, in the order it happened; nine queries."""
    plans = (
        Plan.objects.visible_to(actor)
        .filter(child=child)
        .select_related("owner")
        .prefetch_related("goals", "steps__doer", "reviews__held_by", "reopenings__by", "levels__by", "watches__owner")
        .order_by("agreed_at", "id")
    )
    found = [event for plan in plans for event in _events_of(plan)]
    return sorted(found, key=lambda event: (event.on, event.at or clock.at(event.on, 0)))


def _events_of(plan: Plan) -> Iterable[Event]:
    page = ("plans:plan", (plan.pk,))
    owner = plan.owner.name if plan.owner else ""
    # goals written later belong to the follow-up that wrote them
    text = "\n".join(goal.text for goal in plan.goals.all())
    yield Event(
        "plans.agreed",
        clock.day_of(plan.agreed_at),
        plan.agreed_at,
        _("Plan aftalt med familien"),
        text,
        owner,
        "",
        *page,
        texts=tuple(("plans.goal", goal.pk, "text") for goal in plan.goals.all()),
    )
    for step in plan.steps.all():
        if step.state == StepState.OPEN or step.done_on is None:
            continue
        done = step.state == StepState.DONE
        kind, words = (
            ("plans.step_done", _("Skridt gjort: %(what)s"))
            if done
            else ("plans.step_dropped", _("Skridt droppet: %(what)s"))
        )
        title, texts = (
            words % {"what": short(step.what)},
            [("plans.step", step.pk, name) for name in ("what", "result")],
        )
        yield Event(kind, step.done_on, None, title, step.result, step.doer.name, "", *page, texts=tuple(texts))
    for review in plan.reviews.all():
        yield _review_event(review, page)
    for again in plan.reopenings.all():
        yield Event(
            "plans.reopened",
            clock.day_of(again.at),
            again.at,
            _("Planen åbnet igen"),
            again.because,
            again.by.name,
            "",
            *page,
        )
    for level in plan.levels.all():
        title = _("Hjælpen er på %(level)s") % {"level": level.name}
        yield Event("plans.level", clock.day_of(level.at), level.at, title, level.because, level.by.name, "", *page)
    for watch in plan.watches.all():
        if watch.looked_on and watch.owner:
            title = _("Set igen efter planen: %(found)s") % {"found": FOUND[Found(watch.found)]}
            yield Event("plans.looked", watch.looked_on, None, title, watch.note, watch.owner.name, "", *page)


def _review_event(review: Review, page: tuple[str, tuple[int, ...]]) -> Event:
    decided = MOVE[Move(review.decision)]
    if review.meeting_id:
        kind, title = "plans.extended", _("Planen udvidet på et nyt møde")
    elif review.decision == Move.CLOSE:
        kind, title = "plans.closed", _("Plan afsluttet: %(outcome)s") % {"outcome": OUTCOME[Outcome(review.outcome)]}
    else:
        kind, title = "plans.review", _("Opfølgning: %(decision)s") % {"decision": decided}
    said = [review.because]
    if review.child_view:
        said.append(_("Barnet: %(text)s") % {"text": review.child_view})
    if review.parents_view:
        said.append(_("Forældrene: %(text)s") % {"text": review.parents_view})
    at = review.recorded_at if clock.day_of(review.recorded_at) == review.held_on else None
    texts = tuple(("plans.review", review.pk, name) for name in ("because", "child_view", "parents_view"))
    text = "\n".join(filter(None, said))
    return Event(kind, review.held_on, at, title, text, review.held_by.name, "", *page, texts=texts)
