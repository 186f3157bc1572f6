"""Versions of a plan in words: what is new, and all of it as a text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.web.words import day_words

from .differences import Change
from .labels import CHANGE, COORDINATING, OUTCOME, STEP_STATE
from .states import Coordinating, Outcome, StepState

NO_YEAR = date.min
"""A paper or a version names the year with every date."""


def day(iso: str | None) -> str:
    return day_words(date.fromisoformat(iso), NO_YEAR) if iso else ""


def sentence(change: Change) -> str:
    """One change as a sentence."""
    dated = change.kind in ("step_date", "next_on")
    words = {
        "what": str(OUTCOME[Outcome(change.what)]) if change.kind == "closed" and change.what else change.what,
        "who": change.who,
        "before": day(change.before) if dated else change.before,
        "after": day(change.after) if dated else change.after,
    }
    return str(CHANGE[change.kind]) % words


def in_words(content: Mapping[str, Any]) -> str:
    """The whole version as lines."""
    lines = []
    for goal in content["goals"]:
        said = _(" (sagt af %(who)s)") % {"who": goal["whose"]} if goal["whose"] else ""
        lines.append(_("Mål: %(text)s") % {"text": goal["text"]} + said)
        lines += [_("Tegn: %(text)s") % {"text": sign["text"]} for sign in goal["signs"]]
    for step in content["steps"]:
        state = str(STEP_STATE[StepState(step["state"])])
        when = day(step["due"] or step["done_on"])
        lines.append(
            _("Skridt: %(what)s") % {"what": step["what"]} + f" ({', '.join(filter(None, [step['who'], when, state]))})"
        )
    lines += [f"{COORDINATING[Coordinating(row['role'])]}: {row['who']}" for row in content["coordinators"]]
    if content["level_name"]:
        lines.append(_("Hjælp: %(level)s") % {"level": content["level_name"]})
    if content["next_on"]:
        lines.append(_("I følger op %(day)s") % {"day": day(content["next_on"])})
    return "\n".join(lines)
