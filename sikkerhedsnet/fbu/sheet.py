"""One resource of a file being read: its JSON, its place, and what was found wrong with it; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .checks import Mistake, Rule, mistake
from .report import When

Json = dict[str, Any]
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PART_OF_DAY = re.compile(r"[0-9]{4}(-[0-9]{2})?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FIRST_YEAR, LAST_YEAR = 1900, 2200

Resolve = Callable[[str], tuple[str, str] | None]


@dataclass
class Sheet:
    """Reads one resource by its elements; every reader answers None (or empty) and notes what is wrong."""

    raw: Json
    place: str
    resource: str = ""
    resolve: Resolve = lambda reference: None
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, rule: Rule, at: str = "", **told: object) -> None:
        self.mistakes.append(mistake(rule, self.place, self.resource, at, **told))

    def forbid(self, names: Iterable[str], inside: Mapping[str, Any] | None = None, at: str = "") -> None:
        """None of the elements stands there, not even as an extension of nothing."""
        there = self.raw if inside is None else inside
        for name in names:
            if name in there or f"_{name}" in there:
                self.wrong(Rule.FORBIDDEN, f"{at}.{name}" if at else name)

    def one(self, name: str, inside: Mapping[str, Any] | None = None, at: str = "", *, needed: bool = True) -> Any:
        """An element that may stand once: itself, or the only one of its list."""
        found = (self.raw if inside is None else inside).get(name)
        where = f"{at}.{name}" if at else name
        if isinstance(found, list):
            if len(found) > 1:
                self.wrong(Rule.TOO_MANY, where, number=len(found))
                return None
            found = found[0] if found else None
        if found in (None, "", {}):
            if needed:
                self.wrong(Rule.MISSING, where)
            return None
        return found

    def text(self, name: str, inside: Mapping[str, Any] | None = None, at: str = "", *, needed: bool = True) -> str:
        """A text without control characters."""
        found = self.one(name, inside, at, needed=needed)
        if found is None:
            return ""
        if not isinstance(found, str) or unwritable(found):
            self.wrong(Rule.SHAPE, f"{at}.{name}" if at else name)
            return ""
        return found

    def flag(self, name: str, *, default: bool) -> bool:
        found = self.raw.get(name, default)
        if not isinstance(found, bool):
            self.wrong(Rule.SHAPE, name)
            return default
        return found

    def fixed(self, found: str, wanted: str, at: str) -> bool:
        """Exactly this value; an empty one was told of already."""
        if found and found != wanted:
            self.wrong(Rule.FIXED, at, found=found, wanted=wanted)
        return found == wanted

    def status(self, allowed: frozenset[str], inside: Mapping[str, Any] | None = None, at: str = "") -> str:
        found = self.text("status", inside, at)
        if found and found not in allowed:
            self.wrong(Rule.NOT_IN_LIST, f"{at}.status" if at else "status", found=found)
            return ""
        return found

    def to(
        self, name: str, kind: str, inside: Mapping[str, Any] | None = None, at: str = "", *, needed: bool = True
    ) -> str:
        """The id of the resource of this kind that a reference names, inside the same report."""
        found = self.one(name, inside, at, needed=needed)
        where = f"{at}.{name}" if at else name
        if found is None:
            return ""
        reference = found.get("reference") if isinstance(found, dict) else None
        if not isinstance(reference, str) or not reference:
            self.wrong(Rule.MISSING, f"{where}.reference")
            return ""
        target = self.resolve(reference)
        if target is None:
            self.wrong(Rule.POINTS_NOWHERE, where, found=reference)
            return ""
        if target[0] != kind:
            self.wrong(Rule.POINTS_AT_OTHER, where, found=target[0], wanted=kind)
            return ""
        return target[1]

    def codings(self, concept: Any, at: str) -> list[tuple[str, str]]:
        """System and code of every coding of a concept."""
        coded = concept.get("coding") if isinstance(concept, dict) else None
        pairs = [
            (str(one.get("system") or ""), str(one.get("code") or "")) for one in coded or () if isinstance(one, dict)
        ]
        if not pairs:
            self.wrong(Rule.MISSING, f"{at}.coding")
        return pairs

    def coded(self, concept: Any, at: str, system: str, allowed: Iterable[str], *, bare: bool = False) -> str:
        """The code of a concept with exactly one coding, from the list; `bare` allows no text beside it."""
        pairs = self.codings(concept, at)
        if not pairs:
            return ""
        if len(pairs) > 1:
            self.wrong(Rule.TOO_MANY, f"{at}.coding", number=len(pairs))
            return ""
        if bare and "text" in concept:
            self.wrong(Rule.NO_TEXT, f"{at}.text")
        found_system, code = pairs[0]
        if found_system != system or code not in allowed:
            self.wrong(Rule.NOT_IN_LIST, f"{at}.coding", found=code or "-")
            return ""
        return code

    def when(
        self, name: str, inside: Mapping[str, Any] | None = None, at: str = "", *, needed: bool = True
    ) -> When | None:
        """A day or a moment with its zone."""
        found = self.text(name, inside, at, needed=needed)
        return self._read_time(found, f"{at}.{name}" if at else name) if found else None

    def moment(self, name: str) -> datetime | None:
        """A moment with its zone; a day is not enough."""
        found = self.text(name)
        if not found:
            return None
        if not _MOMENT.fullmatch(found):
            self.wrong(Rule.ZONE, name, found=found)
            return None
        read = self._read_time(found, name)
        return read if isinstance(read, datetime) else None

    def period(self, name: str) -> tuple[When | None, When | None]:
        """Start and end; the end may be open."""
        found = self.one(name)
        if not isinstance(found, dict):
            return None, None
        start, end = self.when("start", found, name), self.when("end", found, name, needed=False)
        if start is not None and end is not None and _before(end, start):
            self.wrong(Rule.ENDS_BEFORE_START, f"{name}.end")
        return start, end

    def _read_time(self, found: str, at: str) -> When | None:
        if _PART_OF_DAY.fullmatch(found):
            self.wrong(Rule.PARTIAL_DATE, at, found=found)
            return None
        try:
            if _DAY.fullmatch(found):
                read: When = date.fromisoformat(found)
            elif _MOMENT.fullmatch(found):
                read = datetime.fromisoformat(found)
            else:
                self.wrong(Rule.ZONE, at, found=found)
                return None
        except ValueError:
            self.wrong(Rule.SHAPE, at)
            return None
        if not FIRST_YEAR <= read.year <= LAST_YEAR:
            self.wrong(Rule.DATE_OUT_OF_REACH, at, found=found)
            return None
        return read


def unwritable(text: str) -> bool:
    """The text holds what no record can: control characters, or half a character."""
    if _CONTROL.search(text):
        return True
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _before(end: When, start: When) -> bool:
    if isinstance(end, datetime) and isinstance(start, datetime):
        return end < start
    return _day(end) < _day(start)


def _day(when: When) -> date:
    return when.date() if isinstance(when, datetime) else when
