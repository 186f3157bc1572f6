"""One version of an instrument as frozen values; `reading` makes them from text, `rules` works with them; pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .states import About, Answered, Do, Licence, Mark, Method, RungDoes, Shape, Takes, Told, When

UNBORN = -1
"""The age in months before birth."""


@dataclass(frozen=True)
class Note:
    """How sure something in the form is, and about what."""

    mark: Mark
    words: str


@dataclass(frozen=True)
class Option:
    """One answer to choose; `sent` is what the national exchange calls it, when that is not the number."""

    value: int
    words: str
    sent: str = ""


@dataclass(frozen=True)
class Cut:
    """One item's own answers from `low` to `high`, and the band they mean."""

    low: int
    high: int
    band: str


@dataclass(frozen=True)
class Item:
    """One question; `id` is the national linkId where there is one, letter for letter.

    One that stands `aside` has a band of its own and no say in the whole answer's (a subtest beside the composite score).
    """

    id: str
    words: str
    takes: Takes
    options: tuple[Option, ...] = ()
    help: str = ""
    low: int = 0
    high: int = 0
    unit: str = ""
    longest: int = 30
    reverse: bool = False
    healthy: bool | None = None
    required: bool = True
    cuts: tuple[Cut, ...] = ()
    aside: bool = False

    @property
    def highest(self) -> int:
        return max(option.value for option in self.options)

    @property
    def lowest(self) -> int:
        return min(option.value for option in self.options)


@dataclass(frozen=True)
class Theme:
    """One domain with examples in own words under each position; examples are never counted."""

    key: str
    name: str
    green: str
    yellow: str
    red: str


@dataclass(frozen=True)
class Subscale:
    """Items that are counted together; `scaled` is what a complete answer can reach at most."""

    key: str
    name: str
    items: tuple[str, ...]
    least: int


@dataclass(frozen=True)
class Impact:
    """How much it troubles: counted only when the gate's answer is not the one that ends it."""

    items: tuple[str, ...]
    gate: str
    ends: str


@dataclass(frozen=True)
class Score:
    """How the answers become a number; `total` are the subscales it is made of."""

    method: Method
    subscales: tuple[Subscale, ...] = ()
    total: tuple[str, ...] = ()
    impact: Impact | None = None


@dataclass(frozen=True)
class Band:
    """What a result means, in words a parent can read; `positive` asks for something to follow."""

    key: str
    name: str
    words: str
    parents: str = ""
    low: int | None = None
    high: int | None = None
    positive: bool = False
    note: Note | None = None


@dataclass(frozen=True)
class Alarm:
    """One answer above a limit that asks for something whatever the sum says."""

    item: str
    above: int
    follow: Follow


@dataclass(frozen=True)
class Follow:
    """What must follow a band: between day `earliest` and day `days` after the answer, in words."""

    key: str
    do: Do
    words: str
    days: int
    earliest: int = 0
    band: str = ""
    when: When = When.ALWAYS
    steps: tuple[str, ...] = ()
    counts_for: int = 60
    """How many days an earlier positive result counts as the one that is confirmed."""


@dataclass(frozen=True)
class Norms:
    """One set of cut-offs: for each scale the first borderline and the first abnormal value (downwards for `falls`)."""

    key: str
    name: str
    source: str
    sex: str = ""
    first_year: int = 0
    last_year: int = 120
    cuts: dict[str, tuple[int, int]] = field(default_factory=dict)
    falls: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: after how many times, who does what, and whether to tell others."""

    step: int
    does: RungDoes
    words: str
    persistent: bool = False


@dataclass(frozen=True)
class Definition:
    """One version of one instrument, whole."""

    key: str
    title: str
    long_title: str
    version: int
    in_force_on: date
    licence: Licence
    rights: str
    shape: Shape
    about: About
    functions: frozenset[str]
    seen_by: frozenset[str]
    first_month: int
    last_month: int
    """The first month of age that is too old."""
    informants: tuple[Answered, ...]
    parents: Told
    intro: str = ""
    certificate: str = ""
    permission: str = ""
    """What a municipality writes about its own permission to use a licensed form."""
    exchange: str = ""
    chart: bool = False
    items: tuple[Item, ...] = ()
    themes: tuple[Theme, ...] = ()
    score: Score = Score(Method.NONE)
    bands: tuple[Band, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    follows: tuple[Follow, ...] = ()
    norms: tuple[Norms, ...] = ()
    norm: str = ""
    ladder: tuple[Rung, ...] = ()
    notes: tuple[Note, ...] = ()

    def item(self, key: str) -> Item:
        return next(item for item in self.items if item.id == key)

    def band(self, key: str) -> Band | None:
        return next((band for band in self.bands if band.key == key), None)

    @property
    def highest(self) -> int | None:
        """The highest sum there can be; None when nothing is summed."""
        if self.score.method is Method.DEVIATIONS:
            return sum(item.healthy is not None for item in self.items)
        if self.score.method is not Method.SUM:
            return None
        return sum(item.highest if item.takes is Takes.CHOICE else item.high for item in self.items)

    @property
    def answered_in_rounds(self) -> bool:
        return self.shape is Shape.POSITION

    @property
    def needs_permission(self) -> bool:
        """A licensed form is open only in a municipality that says on what permission it uses it."""
        return self.licence is Licence.LICENSED and not self.permission

    def follow(self, key: str) -> Follow | None:
        """The rule with this key, an alarm's among them."""
        every = (*self.follows, *(alarm.follow for alarm in self.alarms))
        return next((follow for follow in every if follow.key == key), None)

    def fits_age(self, months: int) -> bool:
        """Before birth (`UNBORN`) there are the parents to ask about, and no child to look at."""
        if months == UNBORN:
            return self.about is About.GUARDIAN
        return self.first_month <= months < self.last_month
