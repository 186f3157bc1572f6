"""What is new from one version of a plan to the next; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Content = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """One thing that is new; `kind` says what, the rest fills its sentence."""

    kind: str
    what: str = ""
    who: str = ""
    before: str = ""
    after: str = ""


def differences(before: Content | None, after: Content) -> tuple[Change, ...]:
    """What is new, in the order a family would ask: goals, signs, steps, people, how much help, and the next date."""
    was: Content = before or {}
    found = [*_goals(was, after), *_steps(was, after), *_people(was, after), *_rest(was, after, first=before is None)]
    return tuple(found)


def _by_id(rows: Iterable[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    return {row["id"]: row for row in rows}


def _goals(was: Content, now: Content) -> Iterable[Change]:
    old, new = _by_id(was.get("goals", ())), _by_id(now["goals"])
    for pk, goal in new.items():
        if pk not in old:
            yield Change("goal_new", goal["text"])
        elif goal["whose"] and (goal["whose"], goal["verbatim"]) != (old[pk]["whose"], old[pk]["verbatim"]):
            yield Change("goal_words", goal["text"], goal["whose"])
        known = _by_id(old[pk]["signs"]) if pk in old else {}
        for sign in goal["signs"]:
            if sign["id"] not in known:
                yield Change("sign_new", sign["text"])
    for pk, goal in old.items():
        if pk not in new:
            yield Change("goal_out", goal["text"])


def _steps(was: Content, now: Content) -> Iterable[Change]:
    old = _by_id(was.get("steps", ()))
    for step in now["steps"]:
        earlier = old.get(step["id"])
        state = earlier["state"] if earlier else "open"
        if earlier is None and step["state"] == "open":
            yield Change("step_new", step["what"], step["who"], after=step["due"] or "")
        elif step["state"] != state:
            yield Change(f"step_{step['state']}", step["what"], step["who"])
        elif earlier and step["state"] == "open" and step["due"] != earlier["due"]:
            yield Change("step_date", step["what"], step["who"], earlier["due"] or "", step["due"] or "")


def _people(was: Content, now: Content) -> Iterable[Change]:
    old = {row["role"]: row["who"] for row in was.get("coordinators", ())}
    for row in now["coordinators"]:
        if old.get(row["role"]) != row["who"]:
            yield Change(f"coordinator_{row['role']}", who=row["who"], before=old.get(row["role"], ""))
    held = {row["role"] for row in now["coordinators"]}
    for role, who in old.items():
        if role not in held:
            yield Change(f"coordinator_{role}_ended", who=who)
    if was and was["owner"] != now["owner"]:
        yield Change("owner", who=now["owner"], before=was["owner"])


def _rest(was: Content, now: Content, *, first: bool) -> Iterable[Change]:
    level, before = now["level"], was.get("level")
    if level is not None and level != before:
        kind = "level_set" if before is None else "level_up" if level > before else "level_down"
        yield Change(kind, before=was.get("level_name", ""), after=now["level_name"])
    if not first and was["active"] and not now["active"]:
        yield Change("closed", now["outcome"])
    elif not first and now["active"] and not was["active"]:
        yield Change("reopened")
    if now["next_on"] and now["next_on"] != was.get("next_on"):
        yield Change("next_on", before=was.get("next_on") or "", after=now["next_on"])
