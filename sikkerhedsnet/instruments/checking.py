"""What must hold between the parts of a form, and what a municipality may change in its own copy; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace

from sikkerhedsnet.access.roles import Function

from .definition import Alarm, Band, Definition, Follow, Item, Option
from .states import Do, Licence, Method, Shape, Takes, Told, When

FUNCTIONS = frozenset(Function)
Problem = tuple[str, str, str]
"""Where, which kind (`labels.FLAW`), and what was found."""


def problems(form: Definition) -> Iterator[Problem]:
    """Everything that does not fit together, with its place."""
    if form.first_month >= form.last_month:
        yield "ages", "ages", ""
    for name in ("functions", "seen_by"):
        for unknown in sorted(getattr(form, name) - FUNCTIONS):
            yield name, "no_such_function", unknown
    if form.shape is Shape.POSITION and not form.themes:
        yield "themes", "missing", ""
    if form.shape is not Shape.POSITION and not form.items:
        yield "items", "missing", ""
    if form.shape is not Shape.POSITION and not form.informants:
        yield "informants", "missing", ""
    if form.licence is Licence.CERTIFIED and not form.certificate:
        yield "certificate", "missing", ""
    ids = [item.id for item in form.items]
    yield from _twice("items", ids)
    yield from _twice("themes", [theme.key for theme in form.themes])
    yield from _twice("bands", [band.key for band in form.bands])
    yield from _twice("norms", [norms.key for norms in form.norms])
    yield from _twice("follows", [f.key for f in (*form.follows, *(alarm.follow for alarm in form.alarms))])
    yield from _score(form, set(ids))
    yield from _bands(form)
    yield from _follows(form, set(ids))
    if form.norm and form.norm not in {norms.key for norms in form.norms}:
        yield "norm", "no_such_norms", form.norm
    if [rung.step for rung in form.ladder] != list(range(1, len(form.ladder) + 1)):
        yield "ladder", "ladder", ""


def _twice(place: str, keys: list[str]) -> Iterator[Problem]:
    for number, key in enumerate(keys, 1):
        if key in keys[: number - 1]:
            yield f"{place} › {number}", "twice", key


def _score(form: Definition, ids: set[str]) -> Iterator[Problem]:
    score = form.score
    if score.method is Method.SUM:
        for number, item in enumerate(form.items, 1):
            if item.takes not in (Takes.CHOICE, Takes.NUMBER):
                yield f"items › {number}", "cannot_be_summed", item.id
    if score.method is Method.DEVIATIONS:
        for number, item in enumerate(form.items, 1):
            if item.takes is not Takes.YES_NO or item.healthy is None:
                yield f"items › {number}", "no_healthy_answer", item.id
    if score.method is Method.SUBSCALES:
        counted: list[str] = []
        for number, scale in enumerate(score.subscales, 1):
            counted += scale.items
            for key in scale.items:
                if key not in ids:
                    yield f"score › subscales › {number}", "no_such_item", key
                elif form.item(key).takes is not Takes.CHOICE:
                    yield f"score › subscales › {number}", "cannot_be_summed", key
        yield from _twice("score › subscales", counted)
        keys = {scale.key for scale in score.subscales}
        for key in score.total:
            if key not in keys:
                yield "score › total", "no_such_scale", key
        for key in (*(score.impact.items if score.impact else ()), *([score.impact.gate] if score.impact else [])):
            if key not in ids:
                yield "score › impact", "no_such_item", key
        for norms in form.norms:
            for key in norms.cuts:
                if key != "total" and key not in keys:
                    yield f"norms › {norms.key}", "no_such_scale", key


def _bands(form: Definition) -> Iterator[Problem]:
    """A sum's bands cover every sum once; other bands have no limits of their own."""
    keys = {band.key for band in form.bands}
    for item_number, item in enumerate(form.items, 1):
        for cut in item.cuts:
            if cut.band not in keys:
                yield f"items › {item_number} › cuts", "no_such_band", cut.band
        if item.cuts:
            low, high = (item.low, item.high) if item.takes is Takes.NUMBER else (item.lowest, item.highest)
            yield from _covers(f"items › {item_number} › cuts", [(c.low, c.high) for c in item.cuts], low, high)
    if form.highest is None or not form.bands:
        return
    limits = []
    for number, band in enumerate(form.bands, 1):
        if band.low is None or band.high is None:
            yield f"bands › {number}", "no_limits", band.key
        else:
            limits.append((band.low, band.high))
    if len(limits) == len(form.bands):
        yield from _covers("bands", limits, 0, form.highest)


def _covers(place: str, limits: list[tuple[int, int]], low: int, high: int) -> Iterator[Problem]:
    """The limits begin at `low`, end at `high`, and leave neither gap nor overlap."""
    expected = low
    for number, (first, last) in enumerate(limits, 1):
        if first != expected or last < first:
            yield f"{place} › {number}", "gap_or_overlap", f"{first}-{last}"
        expected = last + 1
    if expected != high + 1:
        yield place, "does_not_cover", f"{low}-{high}"


def _follows(form: Definition, ids: set[str]) -> Iterator[Problem]:
    keys = {band.key: band for band in form.bands}
    for number, follow in enumerate(form.follows, 1):
        if follow.band not in keys:
            yield f"follows › {number}", "no_such_band", follow.band
    for number, alarm in enumerate(form.alarms, 1):
        if alarm.item not in ids:
            yield f"alarms › {number}", "no_such_item", alarm.item
        if alarm.follow.do is not Do.ACT_NOW:
            yield f"alarms › {number} › follow", "alarm_acts_now", alarm.follow.do
    for band in form.bands:
        whens = {follow.when for follow in form.follows if follow.band == band.key}
        helped = When.ALWAYS in whens or {When.FIRST, When.CONFIRMED} <= whens
        if band.positive and form.shape is Shape.ITEMS and not helped:
            yield "follows", "positive_without_follow", band.key


# What a municipality's own version may say otherwise than the form it was copied from.

MAY_CHANGE = frozenset({"version", "in_force_on", "functions", "seen_by", "first_month", "last_month", "intro",
                        "notes", "permission", "norm", "title", "long_title", "chart"})  # fmt: skip
"""Anybody's to decide locally, whatever the licence."""
OWN_LIMITS = frozenset({Licence.FREE})
"""Licences under which a municipality sets its own limits and words; under the others they belong to the instrument."""
BRINGS_WORDS = frozenset({Licence.FREE, Licence.LICENSED})
"""Licences under which a municipality may put in the items' own words: a licensed form's come with its permission."""


def forbidden(base: Definition, own: Definition) -> list[Problem]:
    """What the copy changes and may not, with its place; the words say what is allowed."""
    found: list[Problem] = []
    free = base.licence in OWN_LIMITS
    for name in (field.name for field in fields(Definition)):
        if name in MAY_CHANGE or getattr(base, name) == getattr(own, name):
            continue
        found += _changed(name, base, own, free=free)
    if own.seen_by - base.seen_by:
        found.append(("seen_by", "only_fewer", ", ".join(sorted(own.seen_by - base.seen_by))))
    if own.functions - base.seen_by:
        found.append(("functions", "must_see_it", ", ".join(sorted(own.functions - base.seen_by))))
    return found


def _changed(name: str, base: Definition, own: Definition, *, free: bool) -> Iterator[Problem]:
    if name == "themes" and free:
        return
    if name == "items":
        yield from _items(base.items, own.items, words=base.licence in BRINGS_WORDS, cuts=free)
    elif name == "bands":
        yield from _band_changes(base.bands, own.bands, limits=free)
    elif name == "follows":
        yield from _follow_changes("follows", base.follows, own.follows)
    elif name == "alarms":
        yield from _alarm_changes(base.alarms, own.alarms)
    elif name == "norms" and all(norms in own.norms for norms in base.norms):
        return  # more sets of norms may be put beside those that are there
    elif name == "ladder" or (name == "parents" and own.parents is Told.NOTHING):
        return
    else:
        yield name, "locked", ""


def _items(base: tuple[Item, ...], own: tuple[Item, ...], *, words: bool, cuts: bool) -> Iterator[Problem]:
    if [item.id for item in base] != [item.id for item in own]:
        yield "items", "items_locked", ""
        return
    for number, (before, after) in enumerate(zip(base, own, strict=True), 1):
        same = replace(after, cuts=before.cuts if cuts else after.cuts)
        if words:
            same = replace(same, words=before.words, help=before.help, options=_worded(before.options, after.options))
        if same != before:
            yield f"items › {number} ({before.id})", "item_locked" if words else "item_words_locked", ""


def _worded(base: Iterable[Option], own: Iterable[Option]) -> tuple[Option, ...]:
    """The own options with the first form's words, so that only other values and codes differ."""
    said = {option.value: option.words for option in base}
    return tuple(replace(option, words=said.get(option.value, option.words)) for option in own)


def _band_changes(base: tuple[Band, ...], own: tuple[Band, ...], *, limits: bool) -> Iterator[Problem]:
    if [band.key for band in base] != [band.key for band in own]:
        yield "bands", "bands_locked", ""
        return
    for number, (before, after) in enumerate(zip(base, own, strict=True), 1):
        moved = (before.low, before.high) != (after.low, after.high)
        if before.positive != after.positive or (moved and not limits):
            yield f"bands › {number} ({before.key})", "band_locked", ""


def _follow_changes(place: str, base: tuple[Follow, ...], own: tuple[Follow, ...]) -> Iterator[Problem]:
    """Words, steps and days are local; what follows what is not, and nothing is left out."""
    if [follow.key for follow in base] != [follow.key for follow in own]:
        yield place, "follows_locked", ""
        return
    for number, (before, after) in enumerate(zip(base, own, strict=True), 1):
        if (before.do, before.band, before.when) != (after.do, after.band, after.when):
            yield f"{place} › {number} ({before.key})", "follow_locked", ""


def _alarm_changes(base: tuple[Alarm, ...], own: tuple[Alarm, ...]) -> Iterator[Problem]:
    """An alarm is neither left out nor put off."""
    if [(alarm.item, alarm.above) for alarm in base] != [(alarm.item, alarm.above) for alarm in own]:
        yield "alarms", "alarms_locked", ""
        return
    for number, (before, after) in enumerate(zip(base, own, strict=True), 1):
        if after.follow.days > before.follow.days:
            yield f"alarms › {number}", "alarm_put_off", ""
        yield from _follow_changes(f"alarms › {number}", (before.follow,), (after.follow,))
