"""A form's text made into a `Definition`; every mistake is named with its place; pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml

from . import definition as d
from .states import About, Answered, Do, Licence, Mark, Method, RungDoes, Shape, Takes, Told, When

LONGEST = 60_000
"""Characters in a form's text."""
FOLDER = Path(__file__).parent / "definitions"
E_ = TypeVar("E_", bound=StrEnum)


@dataclass(frozen=True)
class Flaw:
    """One mistake: where it is, which kind (a key with words in `labels.FLAW`), and what was found there."""

    place: str
    problem: str
    found: str = ""


class Flawed(ValueError):
    """The text is no form; `flaws` say why, at least one."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__("; ".join(f"{flaw.place}: {flaw.problem} {flaw.found}" for flaw in flaws))
        self.flaws = tuple(flaws)


@cache
def shipped() -> dict[str, d.Definition]:
    """Every form that comes with the system, by key, in the files' order."""
    return {key: read(text) for key, text in shipped_texts().items()}


@cache
def shipped_texts() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yaml"))}


@cache
def read(text: str) -> d.Definition:
    """The form the text says; raises Flawed with every mistake that can be found at once."""
    if len(text) > LONGEST:
        raise Flawed([Flaw("", "too_long", str(LONGEST))])
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise Flawed([Flaw("", "alias")])
        raw = yaml.safe_load(text)
    except Flawed:
        raise
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 0
        raise Flawed([Flaw(f"linje {line}", "not_yaml", str(problem.problem or ""))]) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise Flawed([Flaw("", "not_yaml")]) from None
    if not isinstance(raw, dict):
        raise Flawed([Flaw("", "not_a_form")])
    reader = _Reader()
    made = reader.definition(_Node(raw, "", reader.flaws))
    if not reader.flaws:
        _check(made, reader.flaws)
    if reader.flaws:
        raise Flawed(reader.flaws)
    return made


class _Node:
    """One mapping of the text: gives its values by name, and notes what is wrong with them."""

    def __init__(self, raw: Any, place: str, flaws: list[Flaw]) -> None:
        self.raw: dict[Any, Any] = raw if isinstance(raw, dict) else {}
        self.place, self.flaws, self.asked = place, flaws, set[str]()
        if not isinstance(raw, dict):
            self.flaw("", "not_a_mapping", str(raw)[:40])

    def flaw(self, name: str, problem: str, found: str = "") -> None:
        self.flaws.append(Flaw(" › ".join(part for part in (self.place, name) if part), problem, found))

    def get(self, name: str, default: Any = None) -> Any:
        self.asked.add(name)
        return self.raw.get(name, default)

    def text(self, name: str, *, required: bool = True, longest: int = 2000) -> str:
        value = self.get(name)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or not value.strip():
            self.flaw(name, "missing" if value in (None, "") else "not_text", "" if value is None else str(value)[:40])
            return ""
        if len(value) > longest:
            self.flaw(name, "too_long", str(longest))
        return value.strip()

    def number(self, name: str, default: int | None = None, *, low: int = 0, high: int = 10_000) -> int:
        value = self.get(name, default)
        if value is None:
            self.flaw(name, "missing")
            return low
        if isinstance(value, bool) or not isinstance(value, int):
            self.flaw(name, "not_a_number", str(value)[:40])
            return low
        if not low <= value <= high:
            self.flaw(name, "out_of_range", f"{value} ({low}-{high})")
        return value

    def flag(self, name: str) -> bool:
        value = self.get(name, False)
        if not isinstance(value, bool):
            self.flaw(name, "not_yes_or_no", str(value)[:40])
        return value is True

    def day(self, name: str) -> date:
        value = self.get(name)
        if type(value) is not date:
            self.flaw(name, "not_a_day", "" if value is None else str(value)[:40])
            return date.min
        return value

    def one_of(self, name: str, kind: type[E_], default: E_ | None = None) -> E_:
        value = self.get(name, default)
        try:
            return kind(value)
        except ValueError:
            self.flaw(name, "not_one_of", f"{value} ({', '.join(kind)})")
            return next(iter(kind))

    def words(self, name: str, *, required: bool = False) -> tuple[str, ...]:
        value = self.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) and part for part in value):
            self.flaw(name, "not_a_list")
            return ()
        if required and not value:
            self.flaw(name, "missing")
        return tuple(value)

    def nodes(self, name: str) -> list[_Node]:
        value = self.get(name, [])
        if not isinstance(value, list):
            self.flaw(name, "not_a_list")
            return []
        at = f"{self.place} › {name}" if self.place else name
        return [_Node(part, f"{at} › {number}", self.flaws) for number, part in enumerate(value, 1)]

    def node(self, name: str) -> _Node:
        return _Node(self.get(name, {}), f"{self.place} › {name}" if self.place else name, self.flaws)

    def done(self) -> None:
        for name in self.raw:
            if name not in self.asked:
                self.flaw(str(name)[:40], "unknown")


class _Reader:
    """Builds the parts of a form from the top."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []

    def definition(self, top: _Node) -> d.Definition:
        ages = top.node("ages")
        scales = self._scales(top)
        made = d.Definition(
            key=top.text("key", longest=40),
            title=top.text("title", longest=80),
            long_title=top.text("long_title", required=False, longest=200),
            version=top.number("version", low=1),
            in_force_on=top.day("in_force_on"),
            licence=top.one_of("licence", Licence),
            rights=top.text("rights"),
            shape=top.one_of("shape", Shape),
            about=top.one_of("about", About, About.CHILD),
            functions=frozenset(top.words("functions", required=True)),
            seen_by=frozenset(top.words("seen_by", required=True)),
            first_month=ages.number("from", high=240),
            last_month=ages.number("to", high=240),
            informants=tuple(self._enums(top, "informants", Answered)),
            parents=top.one_of("parents", Told),
            intro=top.text("intro", required=False, longest=4000),
            certificate=top.text("certificate", required=False, longest=40),
            permission=top.text("permission", required=False, longest=500),
            exchange=top.text("exchange", required=False, longest=80),
            chart=top.flag("chart"),
            items=tuple(self._item(node, scales) for node in top.nodes("items")),
            themes=tuple(self._theme(node) for node in top.nodes("themes")),
            score=self._score(top.node("score")),
            bands=tuple(self._band(node) for node in top.nodes("bands")),
            alarms=tuple(self._alarm(node) for node in top.nodes("alarms")),
            follows=tuple(self._follow(node) for node in top.nodes("follows")),
            norms=tuple(self._norms(node) for node in top.nodes("norms")),
            norm=top.text("norm", required=False, longest=40),
            ladder=tuple(self._rung(node) for node in top.nodes("ladder")),
            notes=tuple(self._note(node) for node in top.nodes("notes")),
        )
        ages.done()
        top.done()
        return made

    def _enums(self, node: _Node, name: str, kind: type[E_]) -> list[E_]:
        found = []
        for word in node.words(name):
            if word in set(kind):
                found.append(kind(word))
            else:
                node.flaw(name, "not_one_of", f"{word} ({', '.join(kind)})")
        return found

    def _scales(self, top: _Node) -> dict[str, tuple[d.Option, ...]]:
        raw = top.get("scales", {})
        if not isinstance(raw, dict):
            top.flaw("scales", "not_a_mapping")
            return {}
        node = top.node("scales")
        found = {}
        for name in raw:
            options = []
            for part in node.nodes(name):
                sent = part.text("sent", required=False, longest=30)
                options.append(d.Option(part.number("value"), part.text("words", longest=200), sent))
                part.done()
            if len({option.value for option in options}) != len(options) or len(options) < 2:
                node.flaw(str(name), "scale")
            found[str(name)] = tuple(options)
        return found

    def _item(self, node: _Node, scales: dict[str, tuple[d.Option, ...]]) -> d.Item:
        takes = node.one_of("takes", Takes, Takes.CHOICE)
        scale = node.text("scale", required=takes is Takes.CHOICE, longest=40)
        if takes is Takes.CHOICE and scale and scale not in scales:
            node.flaw("scale", "no_such_scale", scale)
        healthy = node.get("healthy")
        if healthy is not None and not isinstance(healthy, bool):
            node.flaw("healthy", "not_yes_or_no")
        cuts = []
        for part in node.nodes("cuts"):
            cuts.append(d.Cut(part.number("from"), part.number("to"), part.text("band", longest=40)))
            part.done()
        optional = node.flag("optional")
        number = takes is Takes.NUMBER
        made = d.Item(
            id=node.text("id", longest=60),
            words=node.text("words", longest=500),
            takes=takes,
            options=scales.get(scale, ()),
            help=node.text("help", required=False, longest=500),
            low=node.number("low", 0) if number else 0,
            high=node.number("high") if number else 0,
            unit=node.text("unit", required=False, longest=30),
            longest=node.number("longest", 30, low=1, high=4000),
            reverse=node.flag("reverse"),
            healthy=healthy if isinstance(healthy, bool) else None,
            required=not optional,
            cuts=tuple(cuts),
            aside=node.flag("aside"),
        )
        node.done()
        return made

    def _theme(self, node: _Node) -> d.Theme:
        names = ("key", "name", "green", "yellow", "red")
        made = d.Theme(**{name: node.text(name, longest=500) for name in names})
        node.done()
        return made

    def _score(self, node: _Node) -> d.Score:
        subscales = []
        for part in node.nodes("subscales"):
            items = part.words("items", required=True)
            least = part.number("least", len(items), low=1, high=max(1, len(items)))
            subscales.append(d.Subscale(part.text("key", longest=40), part.text("name", longest=80), items, least))
            part.done()
        impact = None
        if node.get("impact") is not None:
            part = node.node("impact")
            impact = d.Impact(part.words("items", required=True), part.text("gate"), part.text("ends"))
            part.done()
        made = d.Score(node.one_of("method", Method, Method.NONE), tuple(subscales), node.words("total"), impact)
        node.done()
        return made

    def _band(self, node: _Node) -> d.Band:
        limits = node.get("from") is not None or node.get("to") is not None
        made = d.Band(
            key=node.text("key", longest=40),
            name=node.text("name", longest=120),
            words=node.text("words"),
            parents=node.text("parents", required=False),
            low=node.number("from") if limits else None,
            high=node.number("to") if limits else None,
            positive=node.flag("positive"),
            note=self._note(node.node("note")) if node.get("note") is not None else None,
        )
        node.done()
        return made

    def _alarm(self, node: _Node) -> d.Alarm:
        made = d.Alarm(node.text("item", longest=60), node.number("above"), self._follow(node.node("follow")))
        node.done()
        return made

    def _follow(self, node: _Node) -> d.Follow:
        made = d.Follow(
            key=node.text("key", longest=40),
            do=node.one_of("do", Do),
            words=node.text("words", longest=1000),
            days=node.number("days", high=365),
            earliest=node.number("earliest", 0, high=365),
            band=node.text("band", required=False, longest=40),
            when=node.one_of("when", When, When.ALWAYS),
            steps=node.words("steps"),
            counts_for=node.number("counts_for", 60, high=730),
        )
        if made.earliest > made.days:
            node.flaw("earliest", "window")
        node.done()
        return made

    def _norms(self, node: _Node) -> d.Norms:
        raw = node.get("cuts", {})
        cuts = {}
        if not isinstance(raw, dict) or not raw:
            node.flaw("cuts", "not_a_mapping")
        else:
            for name, pair in raw.items():
                if isinstance(pair, list) and len(pair) == 2 and all(type(cut) is int for cut in pair):
                    cuts[str(name)] = (pair[0], pair[1])
                else:
                    node.flaw(f"cuts › {name}", "cuts")
        ages = node.node("years")
        made = d.Norms(
            key=node.text("key", longest=40),
            name=node.text("name", longest=120),
            source=node.text("source"),
            sex=node.text("sex", required=False, longest=10),
            first_year=ages.number("from", 0),
            last_year=ages.number("to", 120),
            cuts=cuts,
            falls=frozenset(node.words("falls")),
        )
        if made.sex not in ("", "boy", "girl"):
            node.flaw("sex", "not_one_of", f"{made.sex} (boy, girl)")
        ages.done()
        node.done()
        return made

    def _rung(self, node: _Node) -> d.Rung:
        step, does = node.number("step", low=1, high=20), node.one_of("does", RungDoes)
        made = d.Rung(step, does, node.text("words", longest=500), node.flag("persistent"))
        node.done()
        return made

    def _note(self, node: _Node) -> d.Note:
        made = d.Note(node.one_of("mark", Mark), node.text("words", longest=1000))
        node.done()
        return made


def _check(form: d.Definition, flaws: list[Flaw]) -> None:
    """What must hold between the parts."""
    from .checking import problems

    flaws += [Flaw(place, problem, found) for place, problem, found in problems(form)]
