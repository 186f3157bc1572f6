"""A file -> values, and everything that is wrong with it, each with its place; one report never stops the others.

The library checks what FHIR R4 says of shape and types; the profile's own rules are ours (`reading`, `checks`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from fhir.resources.R4B import get_fhir_model_class
from pydantic import ValidationError

from sikkerhedsnet.visits.standard import standard

from . import checks, codes, reading
from .checks import Mistake, Rule, mistake
from .report import Delivery, Report, Resource
from .sheet import Json, Sheet, unwritable

LARGEST = 50 * 1024 * 1024
NEVER = datetime(1900, 1, 1, tzinfo=UTC)
_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_URN = "urn:uuid:"
_PLACE_OF_CHOICE = re.compile(r"\['([^]]+)'\]")


class Fault(StrEnum):
    """Why a whole file cannot be used."""

    TOO_LARGE = "too_large"
    NOT_TEXT = "not_text"
    NOT_JSON = "not_json"
    NOT_A_DELIVERY = "not_a_delivery"


class Unusable(Exception):
    """Nothing can be read from the file; `fault` is a key with words in `labels`."""

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(fault.value)
        self.fault, self.detail = fault, detail


@dataclass(frozen=True)
class ReadReport:
    """One report as it was read; `report` is what can be taken of it, None when something in it refuses it."""

    place: str
    id: str
    timestamp: datetime | None
    report: Report | None
    mistakes: tuple[Mistake, ...]


@dataclass(frozen=True)
class ReadDelivery:
    """A file as it was read; `mistakes` are those of the envelope itself."""

    timestamp: datetime | None
    reports: tuple[ReadReport, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def all_mistakes(self) -> tuple[Mistake, ...]:
        return (*self.mistakes, *(found for report in self.reports for found in report.mistakes))

    @property
    def whole(self) -> bool:
        """Nothing in the file refuses anything."""
        return not any(found.refuses for found in self.all_mistakes)

    @property
    def delivery(self) -> Delivery:
        """The reports that can be taken."""
        good = tuple(read.report for read in self.reports if read.report is not None)
        stamps = [report.timestamp for report in good]
        moment = self.timestamp or (max(stamps) if stamps else NEVER)
        return Delivery(moment, good)


def parse(content: bytes, *, demo_numbers: bool = False) -> ReadDelivery:
    """Reads a file: the envelope with many reports, or one report by itself. Raises Unusable."""
    return parse_json(load(content), demo_numbers=demo_numbers)


def load(content: bytes) -> Json:
    """The file as JSON, numbers exactly as they are written. Raises Unusable."""
    if len(content) > LARGEST:
        raise Unusable(Fault.TOO_LARGE)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable(Fault.NOT_TEXT) from None
    try:
        raw = json.loads(text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as problem:
        raise Unusable(Fault.NOT_JSON, f"{problem.lineno}:{problem.colno}") from None
    except (ValueError, RecursionError, ArithmeticError):
        raise Unusable(Fault.NOT_JSON) from None
    if not isinstance(raw, dict) or raw.get("resourceType") != "Bundle":
        raise Unusable(Fault.NOT_A_DELIVERY)
    return raw


def parse_json(raw: Json, *, demo_numbers: bool = False) -> ReadDelivery:
    """The same for JSON that has been read already."""
    if codes.REPORT in _profiles(raw) or (codes.DELIVERY not in _profiles(raw) and _holds_patients(raw)):
        read = _report(raw, "Bundle", demo_numbers=demo_numbers)
        return ReadDelivery(read.timestamp, (read,), ())
    sheet = Sheet(raw, "Bundle", _named(raw))
    timestamp = _bundle(sheet)
    reports = []
    for place, entry in _entries(sheet, links_allowed=True):
        inner = entry["resource"]
        if inner.get("resourceType") != "Bundle":
            sheet.mistakes.append(mistake(Rule.KIND, place, _named(inner), found=inner.get("resourceType")))
            continue
        reports.append(_report(inner, place, demo_numbers=demo_numbers))
    return ReadDelivery(timestamp, tuple(reports), _once(sheet.mistakes))


def _report(raw: Json, place: str, *, demo_numbers: bool) -> ReadReport:
    sheet = Sheet(raw, place, _named(raw))
    timestamp = _bundle(sheet)
    if _profiles(raw) != [codes.REPORT]:
        sheet.wrong(Rule.FIXED, "meta.profile", found=", ".join(_profiles(raw)) or "-", wanted=codes.REPORT)
    report_id = _id(sheet, raw)
    entries = [*_entries(sheet)]
    resolve, ids = _resolver(sheet, entries)
    found: list[Resource] = []
    unread: set[str] = set()
    for place_of, entry in entries:
        inner = entry["resource"]
        kind = inner.get("resourceType")
        part = Sheet(inner, place_of, _named(inner), resolve, sheet.mistakes)
        if kind not in codes.KINDS:
            part.wrong(Rule.KIND, found=kind)
            continue
        before = len(sheet.mistakes)
        read = None
        if _shaped(part):
            _common(part)
            read = reading.READ[kind](part, ids[place_of], demo_numbers)
        if read is not None:
            found.append(read)
        if kind == "Observation" and len(sheet.mistakes) > before:
            unread.update(reading.keys_there(inner))
    report = _put_together(report_id, timestamp, found)
    if report is not None:
        _as_a_whole(sheet, report, unread, {(kind, pk): at for at, (kind, pk) in _places(entries, ids).items()})
    refused = report is None or any(one.refuses for one in sheet.mistakes)
    return ReadReport(place, report_id, timestamp, None if refused else report, _once(sheet.mistakes))


def _once(found: list[Mistake]) -> tuple[Mistake, ...]:
    """Each mistake once, also when both the library and our own rules have met it."""
    return tuple(dict.fromkeys(found))


def _bundle(sheet: Sheet) -> datetime | None:
    """What both Bundles share; returns the timestamp."""
    alone = Sheet({key: value for key, value in sheet.raw.items() if key != "entry"}, sheet.place, sheet.resource)
    if not _shaped(alone):
        sheet.mistakes.extend(alone.mistakes)
    if sheet.raw.get("type") != "collection":
        sheet.wrong(Rule.FIXED, "type", found=sheet.raw.get("type") or "-", wanted="collection")
    sheet.forbid(("identifier", "total", "link", "signature"))
    return sheet.moment("timestamp")


def _entries(sheet: Sheet, *, links_allowed: bool = False) -> Iterator[tuple[str, Json]]:
    """The entries with a resource, each with its place."""
    entries = sheet.raw.get("entry")
    if entries is None:
        return
    if not isinstance(entries, list):
        sheet.wrong(Rule.SHAPE, "entry")
        return
    seen: Counter[str] = Counter()
    for index, entry in enumerate(entries):
        place = f"{sheet.place}.entry[{index}]"
        if not isinstance(entry, dict) or not isinstance(entry.get("resource"), dict):
            sheet.mistakes.append(mistake(Rule.MISSING, place, "", "resource"))
            continue
        part = Sheet(entry, place, _named(entry["resource"]), mistakes=sheet.mistakes)
        part.forbid(("search", "request", "response") if links_allowed else ("link", "search", "request", "response"))
        if unknown := set(entry) - {"fullUrl", "resource", "link", "search", "request", "response", "id", "extension"}:
            part.wrong(Rule.SHAPE, min(unknown))
        _full_url(part, entry, seen)
        yield f"{place}.resource", entry


def _full_url(part: Sheet, entry: Json, seen: Counter[str]) -> None:
    url, inner = entry.get("fullUrl"), entry["resource"]
    if url is None:
        return
    if not isinstance(url, str) or not url or unwritable(url):
        part.wrong(Rule.SHAPE, "fullUrl")
        return
    seen[url] += 1
    if seen[url] == 2:
        part.wrong(Rule.TWICE, "fullUrl", found=url)
    kind, pk = inner.get("resourceType"), inner.get("id")
    if pk and not url.startswith("urn:") and not url.endswith(f"/{kind}/{pk}"):
        part.wrong(Rule.FULL_URL, "fullUrl", found=url)


def _resolver(sheet: Sheet, entries: list[tuple[str, Json]]) -> tuple[Any, dict[str, str]]:
    """What finds a referenced resource in this report, and each entry's id by its place."""
    known: dict[str, tuple[str, str]] = {}
    ids: dict[str, str] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for place, entry in entries:
        inner = entry["resource"]
        kind, url = str(inner.get("resourceType")), entry.get("fullUrl")
        if "id" not in inner and isinstance(url, str) and url.startswith(_URN):
            ids[place] = url.removeprefix(_URN)
        else:
            ids[place] = _id(Sheet(inner, place, _named(inner), mistakes=sheet.mistakes), inner)
        pk = ids[place]
        if not pk:
            continue
        seen[kind, pk] += 1
        if seen[kind, pk] == 2:
            sheet.mistakes.append(mistake(Rule.TWICE, place, _named(inner), "id", found=pk))
        known[f"{kind}/{pk}"] = (kind, pk)
        if isinstance(url, str):
            known[url] = (kind, pk)
    return known.get, ids


def _id(sheet: Sheet, raw: Json) -> str:
    found = raw.get("id")
    if not isinstance(found, str) or not _ID.fullmatch(found):
        sheet.wrong(Rule.ID, "id", found=found or "-")
        return ""
    return found


def _shaped(sheet: Sheet) -> bool:
    """FHIR R4's own shape and types, by the library."""
    try:
        get_fhir_model_class(sheet.raw["resourceType"]).model_validate(sheet.raw)
    except ValidationError as problem:
        for error in problem.errors(include_url=False):
            _library_found(sheet, error)
        return False
    except (ValueError, TypeError, ArithmeticError, RecursionError):
        sheet.wrong(Rule.SHAPE)
        return False
    return True


def _library_found(sheet: Sheet, error: Any) -> None:
    at = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in error["loc"]).lstrip(".")
    choice = _PLACE_OF_CHOICE.search(error["msg"])
    if not at and choice:
        at = choice[1].split("',")[0].strip("'")
    if "missing" in error["type"] or "is required" in error["msg"]:
        sheet.wrong(Rule.MISSING, at)
    elif error["type"] == "extra_forbidden":
        sheet.wrong(Rule.SHAPE, at)
    elif choice and "but got multiple" in error["msg"]:
        sheet.wrong(Rule.TOO_MANY, at, number=2)
    elif "DateTime" in error["msg"] or "Instant" in error["msg"]:
        sheet.wrong(Rule.ZONE, at, found=error["input"])
    else:
        sheet.wrong(Rule.SHAPE, at)


def _common(part: Sheet) -> None:
    """What every resource of a report must not carry, and what we leave behind."""
    for name in ("modifierExtension", "implicitRules"):
        if name in part.raw:
            part.wrong(Rule.MODIFIER, name)
    for name in ("text", "contained"):
        if name in part.raw:
            part.wrong(Rule.WORDS_LEFT_OUT, name)


def _put_together(report_id: str, timestamp: datetime | None, found: list[Resource]) -> Report | None:
    if timestamp is None or not report_id:
        return None

    def of(kind: str) -> Any:
        return tuple(one for one in found if kind == one.KIND)

    return Report(
        report_id,
        timestamp,
        citizens=of("Patient"),
        parents=of("RelatedPerson"),
        schools=of("Location"),
        encounters=of("Encounter"),
        interventions=of("CarePlan"),
        observations=of("Observation"),
        answers=of("QuestionnaireResponse"),
    )


def _as_a_whole(sheet: Sheet, report: Report, unread: set[str], places: dict[tuple[str, str], str]) -> None:
    """The rules that look at several resources at once; `unread` are the keys of observations that could not be read."""
    for rule, missing in (
        (Rule.MANDATORY, checks.missing_by_machine(report, unread)),
        (Rule.MANDATORY_BY_TEXT, checks.missing_by_text(report, unread)),
    ):
        for encounter, key in missing:
            told = {"visit": standard().visit_types[encounter.type].name, "what": name_of(key)}
            place = places.get(("Encounter", encounter.id), sheet.place)
            sheet.mistakes.append(mistake(rule, place, f"Encounter/{encounter.id}", "", **told))
    for pk, broken in checks.people(report):
        place = places.get(("Observation", pk), sheet.place)
        sheet.mistakes.append(mistake(broken, place, f"Observation/{pk}", "subject"))


def name_of(key: str) -> str:
    """The Danish name of what a visit must hold."""
    lists = standard()
    if key == "feeding":
        return "Ernæring (hvordan barnet får mad)"
    return lists.indicators[key].name if key in lists.indicators else lists.growth[key].name


def _places(entries: list[tuple[str, Json]], ids: dict[str, str]) -> dict[str, tuple[str, str]]:
    return {place: (str(entry["resource"].get("resourceType")), ids[place]) for place, entry in entries}


def _named(raw: Json) -> str:
    kind, pk = raw.get("resourceType"), raw.get("id")
    readable = isinstance(kind, str) and not unwritable(kind) and len(kind) <= 40
    if isinstance(pk, str) and _ID.fullmatch(pk):
        return f"{kind if readable else '?'}/{pk}"
    return f"{kind}" if readable else ""


def _profiles(raw: Json) -> list[str]:
    meta = raw.get("meta")
    found = meta.get("profile") if isinstance(meta, dict) else None
    return [str(one) for one in found] if isinstance(found, list) else []


def _holds_patients(raw: Json) -> bool:
    """A report by itself whose profile is missing: it holds resources, not reports."""
    entries = raw.get("entry")
    kinds = [
        entry["resource"].get("resourceType")
        for entry in (entries if isinstance(entries, list) else ())
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict)
    ]
    return "Patient" in kinds and "Bundle" not in kinds


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Json:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("key twice")
    return made
