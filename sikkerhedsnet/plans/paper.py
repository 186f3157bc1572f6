"""One version of the plan on paper for the family: a tagged PDF (PDF/UA-1) in plain words.

It holds what the version holds and nothing of any other row, so that it is byte for byte the same whatever else is
known about the child. It lies where anybody may read it: where the address is protected no place is named.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from sikkerhedsnet.core import clock, context
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.queries import as_parent, colleagues_there, guardians_of, home_of, telling_names
from sikkerhedsnet.statements.queries import Pins, pinned
from sikkerhedsnet.statements.states import Whole
from sikkerhedsnet.web import typeset
from sikkerhedsnet.web.words import day_words

from .history import Shown, ShownGoal, ShownStep, one_of
from .models import Plan
from .queries import seats

NO_YEAR = date.min
TEMPLATE = Path(__file__).parent / "print" / "plan.typ"


def file_name(plan: Plan, shown: Shown) -> str:
    """`Plan 2026-11-23, Freja, version 3.pdf`."""
    first = "".join(c for c in plan.child.first_name if c.isalnum() or c in " -'")[:40].strip()
    day = clock.day_of(shown.row.made_at).isoformat()
    return f"Plan {day}{', ' if first else ''}{first}, version {shown.row.number}.pdf"


def plan_pdf(plan: Plan, shown: Shown) -> bytes:
    """In Danish, whatever the reader's language; never fails on what somebody wrote."""
    with translation.override("da"):
        data = document(plan, one_of(plan, shown.row.number) or shown)
    return typeset.pdf(data, TEMPLATE)


def document(plan: Plan, shown: Shown) -> dict[str, Any]:
    """What the template prints, as plain data."""
    pins, words = pinned(Whole.PLAN, plan.pk), _telling(plan)
    owner = plan.owner
    quiet = _("Kun til fagpersonerne. Må ikke gives eller læses op for familien.") if plan.suspicion else ""
    return {
        "title": _("Plan for %(child)s") % {"child": plan.child.name},
        "author": plan.child.municipality.name,
        "footer": plan.child.municipality.name,
        "banner": quiet,
        "lead": _lead(shown),
        "goals": redaction.scrubbed([_goal(goal, pins) for goal in shown.goals], words),
        "others": redaction.scrubbed([_step(step, pins) for step in shown.other_steps], words),
        "news": redaction.scrubbed([_text(line) for line in shown.news] if shown.before else [], words),
        "people": redaction.scrubbed(
            [f"{role}: {who}" for role, who in shown.coordinators]
            + ([_("%(who)s er ansvarlig for planen") % {"who": shown.owner}] if shown.owner else [])
            + (
                [_("Telefon %(phone)s") % {"phone": owner.phone}]
                if owner and owner.phone and owner.name == shown.owner
                else []
            ),
            words,
        ),
        "help": shown.level,
        "next": _("Vi følger op %(day)s.") % {"day": day_words(shown.next_on, NO_YEAR)} if shown.next_on else "",
        "words": {
            "description": _("Mål, tegn, små skridt og den næste dato, som det blev aftalt."),
            "page": _("Side"),
            "of": _("af"),
            "goals": _("Det vil vi nå"),
            "goal": _("Mål"),
            "signs": _("Det ser vi, når det går bedre"),
            "steps": _("Det gør vi"),
            "others": _("Andre skridt"),
            "what": _("Hvad"),
            "who": _("Hvem"),
            "when": _("Hvornår"),
            "help": _("Hvor meget hjælp"),
            "next": _("Næste gang"),
            "people": _("Hvem kan I ringe til?"),
            "news": _("Det nye siden sidst"),
            "unprintable": _("Enkelte tegn kan ikke trykkes og er vist som %(sign)s.") % {"sign": typeset.STAND_IN},
        },
    }


def _lead(shown: Shown) -> list[str]:
    day = day_words(clock.day_of(shown.row.made_at), NO_YEAR)
    lines = [_("Sådan stod planen %(day)s (version %(n)s).") % {"day": day, "n": shown.row.number}]
    if shown.row.agreed_on:
        words = {"day": day_words(shown.row.agreed_on, NO_YEAR), "who": shown.row.agreed_with}
        lines.append(_("Aftalt med %(who)s %(day)s.") % words)
    elif shown.row.ended:
        lines.append(_("Her sluttede planen."))
    else:
        lines.append(_("Familien har ikke sagt ja til denne version endnu."))
    return lines


def _telling(plan: Plan) -> list[redaction.Telling]:
    """What the paper may not say; nothing where the place is open to anybody.

    Where the meeting was is taken out also for a reader who may not open the meeting.
    """
    with context.beyond_reach():
        return _names_that_tell(plan)


def _names_that_tell(plan: Plan) -> list[redaction.Telling]:
    child = plan.child
    custodies = {c.guardian_id: c for c in guardians_of(child, clock.day_of(plan.agreed_at))}
    home = home_of(child, custodies.values())
    if redaction.where(redaction.ANYBODY, home) is None:
        return []
    place = plan.meeting.institution
    names = telling_names(child, [place] if place else (), [plan.meeting.place])
    seated = [seat.guardian_id for seat in seats(plan) if seat.guardian_id]
    if any(redaction.where(as_parent(pk, custodies.values(), home), home) for pk in seated):
        names |= colleagues_there(child)
    return list(redaction.telling(names, redaction.Because.PROTECTED))


def _goal(goal: ShownGoal, pins: Pins) -> dict[str, Any]:
    said = _("%(who)s har sagt det sådan") if goal.verbatim else _("Ord fra %(who)s")
    return {
        "text": _text(goal.text),
        "whose": said % {"who": goal.whose} if goal.whose else "",
        "signs": [_text(sign) for sign in goal.signs],
        "steps": [_step(step, pins) for step in goal.steps],
        "said": _statements(pins, "plans.goal", goal.id, "text"),
    }


def _step(step: ShownStep, pins: Pins) -> dict[str, Any]:
    if step.open:
        when = day_words(step.due, NO_YEAR) if step.due else ""
    else:
        when = f"{step.state_word} {day_words(step.done_on, NO_YEAR)}" if step.done_on else step.state_word
    return {
        "what": _text(step.what),
        "who": step.who,
        "kind": step.kind_word,
        "when": when,
        "said": _statements(pins, "plans.step", step.id, "what"),
    }


def _statements(pins: Pins, table: str, pk: int, field: str) -> list[dict[str, Any]]:
    """What parties say about a text, with who and when."""
    return [
        {
            "who": _("Udtalelse om teksten: %(who)s, %(capacity)s, %(day)s")
            % {"who": s.who, "capacity": s.capacity, "day": day_words(s.on, NO_YEAR)},
            "text": _text(s.text),
        }
        for s in pins.of(table, pk, field)
    ]


def _text(text: str) -> dict[str, Any]:
    """Paragraphs of lines, and whether the text runs from right to left."""
    strong = next((d for d in map(unicodedata.bidirectional, text) if d in ("L", "R", "AL")), "L")
    return {"rtl": strong != "L", "paragraphs": [block.split("\n") for block in text.split("\n\n")]}
