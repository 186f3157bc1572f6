"""One answer as it is shown: with the version it was given on, worked out by the engine; never by today's form."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from . import rules
from .definition import Definition, Item
from .labels import ANSWERED, NORM_BAND
from .models import Response
from .rules import Result
from .states import FAMILY, Answered, Takes, Told


@dataclass(frozen=True)
class Line:
    """One question and its answer in words."""

    item: Item
    words: str
    number: int | None
    band: str = ""
    """The name of the band this answer alone reaches, where the form says one for each question."""


@dataclass(frozen=True)
class Picture:
    """One answer with its form, its result in words, and whether it stands."""

    response: Response
    form: Definition
    result: Result
    lines: list[Line]

    @property
    def stands(self) -> bool:
        return not hasattr(self.response, "corrected_by")

    @property
    def who(self) -> str:
        return str(ANSWERED[Answered(self.response.informant)])

    @property
    def by_family(self) -> bool:
        return Answered(self.response.informant) in FAMILY

    @property
    def summed(self) -> str:
        """`6 af 32`; nothing when there is no number."""
        if self.result.score is None:
            return ""
        return _("%(n)d af %(highest)d") % {"n": self.result.score, "highest": self.result.highest or 0}

    @property
    def norms(self) -> str:
        """The name of the norms the band is read in."""
        return next((norms.name for norms in self.form.norms if norms.key == self.result.norms), "")

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Each scale: name, number, and its band in the norms."""
        return [
            (
                part.name,
                _("%(n)d af %(highest)d") % {"n": part.score, "highest": part.highest}
                if part.score is not None
                else _("for få svar (%(n)d af %(items)d)") % {"n": part.answered, "items": part.items},
                str(NORM_BAND.get(part.band, "")),
            )
            for part in self.result.parts
        ]

    @property
    def for_parents(self) -> str:
        """What a parent is told: words, and never a number of a form whose numbers are for professionals."""
        return for_parents(self.form, self.result, self.response.described)


def picture_of(row: Response) -> Picture:
    """The answer worked out again on its own version; the form and the child are to be loaded."""
    form = row.form.definition
    age = rules.months_old(row.child.birth_date, row.answered_on) // 12 if row.child.birth_date else None
    sex = rules.sex_of(row.child.cpr_number)
    result = rules.score(form, row.answers, norm=row.norm, sex=sex, age=age)
    return Picture(row, form, result, [_line(form, item, row.answers) for item in form.items])


def _line(form: Definition, item: Item, answers: rules.Answers) -> Line:
    band = rules.band_of_item(form, item, answers)
    return replace(line_of(item, answers.get(item.id)), band=band.name if band else "")


def line_of(item: Item, value: Any) -> Line:
    """One answer in words; what is not answered says so."""
    if value is None:
        return Line(item, _("Ikke besvaret"), None)
    match item.takes:
        case Takes.CHOICE:
            return Line(item, next((o.words for o in item.options if o.value == value), str(value)), value)
        case Takes.YES_NO:
            return Line(item, _("Ja") if value else _("Nej"), None)
        case Takes.NUMBER:
            return Line(item, f"{value} {item.unit}".strip(), value)
    return Line(item, str(value), None)


def for_parents(form: Definition, result: Result, described: str) -> str:
    """The band in the parents' words and what was described; nothing when the form says nothing is shown."""
    if form.parents is Told.NOTHING:
        return ""
    words = result.band.parents if result.band else ""
    return "\n".join(part for part in (words, described) if part)
