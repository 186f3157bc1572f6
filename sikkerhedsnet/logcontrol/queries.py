"""What somebody has to explain, one drawn look-up, and how the month's control went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.labels import function_words
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.labels import LISTED, LOOKED, basis_words
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import OwedQuerySet
from sikkerhedsnet.organisation.queries import gone_user_ids, unit_names
from sikkerhedsnet.people.models import Child

from . import policy
from .labels import FLAG, IN_A_CASE, STATE
from .models import ControlSettings, Drawing, SampledLook
from .states import Flag, State

AROUND = ("drawing", "actor", "owner", "answered_by")


@dataclass(frozen=True)
class LookPage:
    """One drawn look-up as its reader may see it: the child by name only when she sees the child anyway."""

    look: SampledLook
    child: Child | None
    function: str
    unit: str
    what: tuple[str, ...]
    basis: str
    flags: tuple[str, ...]
    state: str
    is_late: bool

    @property
    def waits(self) -> bool:
        return self.look.state in SampledLook.OPEN

    @property
    def is_passed_on(self) -> bool:
        return bool(self.look.state == State.PASSED_ON)


@dataclass(frozen=True)
class Share:
    """One line of a report: what, how many of all look-ups, and how many of the drawn."""

    what: str
    all: int
    drawn: int


@dataclass(frozen=True)
class Report:
    """How one month's control went: counts alone, and the drawn look-ups without any child."""

    drawing: Drawing
    by_state: tuple[tuple[str, int], ...]
    late: int
    by_flag: tuple[tuple[str, int], ...]
    by_basis: tuple[Share, ...]
    looks: tuple[LookPage, ...]
    erased: int

    @property
    def waiting(self) -> int:
        return sum(page.waits for page in self.looks)


def settings_of(municipality_id: int) -> ControlSettings:
    """The municipality's own numbers, or the proposal when it has chosen none."""
    found = ControlSettings.objects.filter(municipality_id=municipality_id).first()
    return found or ControlSettings(municipality_id=municipality_id)


def family_sees_names(municipality_id: int) -> bool:
    """Whether the municipality writes employees' names on the family's list of who looked."""
    with context.beyond_reach():
        return settings_of(municipality_id).family_sees_names


def within_reach(actor: Actor, pk: int) -> SampledLook:
    """The look-up, when this person was given it or controls the log; else DoesNotExist."""
    found: SampledLook = SampledLook.objects.visible_to(actor).get(pk=pk)
    with context.beyond_reach():
        around: SampledLook = SampledLook.objects.select_related(*AROUND).get(pk=found.pk)
    return around


def open_look(actor: Actor, pk: int, *, now: datetime) -> LookPage:
    """One drawn look-up, and a line in the read log; about the child only where its name is shown."""
    look = within_reach(actor, pk)
    today = clock.day_of(now)
    child = None
    if not look.quiet:
        child = Child.objects.visible_to(actor, today).filter(pk=look.child_number).first()
    with context.beyond_reach():
        page = _page(look, unit_names({look.unit}), today, child)
    audit.read(actor, "look.checked", look, at=now, child_id=child.pk if child else None)
    return page


def mine(actor: Actor, *, now: datetime) -> list[LookPage]:
    """Everything this person was given to explain, what waits first; no child stands here."""
    with context.beyond_reach():
        rows = SampledLook.objects.visible_to(actor).filter(Q(owner_id=actor.id) | Q(answered_by_id=actor.id))
        found = _pages(rows, clock.day_of(now))
    audit.read(actor, "look.listed", None, at=now)
    return sorted(found, key=lambda page: (not page.waits, page.look.due_on or date.max, page.look.pk))


def months(actor: Actor, *, now: datetime) -> list[tuple[Drawing, int, int]]:
    """Every month that was drawn, the newest first, with how many wait and how many were passed on."""
    require(policy.may_control(actor))
    waiting = Count("looks", filter=Q(looks__state__in=SampledLook.OPEN))
    passed = Count("looks", filter=Q(looks__state__in=[State.PASSED_ON, State.CLOSED]))
    rows = Drawing.objects.filter(municipality_id=actor.municipality_id).annotate(waiting=waiting, passed=passed)
    audit.read(actor, "look.listed", None, at=now)
    return [(row, row.waiting, row.passed) for row in rows.order_by("-month")]


def report(actor: Actor, pk: int, *, now: datetime) -> Report:
    """One month's control, and a line in the read log; the reader's own look-ups are counted but not listed."""
    require(policy.may_control(actor))
    drawing = Drawing.objects.get(pk=pk, municipality_id=actor.municipality_id)
    today = clock.day_of(now)
    audit.read(actor, "look.report", drawing, at=now)
    rows = list(SampledLook.objects.filter(drawing=drawing))
    states = Counter(row.state for row in rows)
    flags = Counter(flag for row in rows for flag in row.flags)
    drawn = Counter(row.basis.removeprefix("quiet_") for row in rows)
    return Report(
        drawing=drawing,
        by_state=tuple((str(STATE[state]), states[state]) for state in State if states[state] or state != State.NOBODY),
        late=sum(_is_late(row, today) for row in rows),
        by_flag=tuple((str(FLAG[flag]), flags[flag]) for flag in Flag),
        by_basis=_shares(drawing.by_basis, drawn),
        looks=tuple(_pages(SampledLook.objects.visible_to(actor).filter(drawing=drawing), today)),
        erased=drawing.drawn - len(rows),
    )


def _shares(everything: dict[str, int], drawn: Counter[str]) -> tuple[Share, ...]:
    """By words, because several reasons are told in the same; the most used first."""
    counted: dict[str, list[int]] = {}
    for basis in {*everything, *drawn}:
        row = counted.setdefault(basis_words(basis), [0, 0])
        row[0] += everything.get(basis, 0)
        row[1] += drawn[basis]
    return tuple(Share(what, *row) for what, row in sorted(counted.items(), key=lambda item: (-item[1][0], item[0])))


def _pages(rows: OwedQuerySet, today: date) -> list[LookPage]:
    found = list(rows.select_related(*AROUND).order_by("drawing_id", "number"))
    names = unit_names({row.unit for row in found})
    return [_page(row, names, today, None) for row in found]


def _page(look: SampledLook, names: dict[str, str], today: date, child: Child | None) -> LookPage:
    what = [str(IN_A_CASE)] if look.quiet else [str(LOOKED.get(action, LISTED)) for action in look.what]
    return LookPage(
        look=look,
        child=child,
        function=function_words(look.function),
        unit=names.get(look.unit, ""),
        what=tuple(what),
        basis=basis_words(look.basis),
        flags=tuple(str(FLAG[Flag(flag)]) for flag in look.flags),
        state=str(STATE[State(look.state)]),
        is_late=_is_late(look, today),
    )


def _is_late(look: SampledLook, today: date) -> bool:
    return look.state in SampledLook.OPEN and look.due_on is not None and look.due_on < today


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person has to explain; no child stands on the desk."""
    if not actor.has(Permission.LOOK_EXPLAIN):
        return []
    with context.beyond_reach():
        rows = SampledLook.objects.visible_to(actor).filter(owner_id=actor.id).open()
        found = list(rows.select_related("actor", "drawing").order_by("due_on", "id"))
    return [
        Task(
            kind="logcontrol.look",
            what=_("Afslut et opslag, der er sendt videre") if row.state == State.PASSED_ON else _("Forklar et opslag"),
            to_whom=row.actor.name,
            since=clock.day_of(row.drawing.drawn_at),
            due_on=row.due_on,
            url_name="logcontrol:look",
            url_args=(row.pk,),
            action_label=_("Forklar"),
        )
        for row in found
    ]


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nobody waits for an explanation but the one whose control it is, and she has the report."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """The control finds its own readers: never the child's adviser, never the one who looked."""
    return ()


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Look-ups nobody explained in time, whose reader has left, or that nobody may explain; two queries."""
    today = clock.day_of(now)
    gone = gone_user_ids(municipality_id, today)
    rows = SampledLook.objects.filter(municipality_id=municipality_id)
    found = []
    for row in rows.filter(Q(state__in=SampledLook.OPEN) | Q(state=State.NOBODY)).select_related("owner", "drawing"):
        drawn_on, who = clock.day_of(row.drawing.drawn_at), row.owner.name if row.owner else ""
        if row.owner is None:
            text = _("Ingen kan forklare et opslag fra stikprøven")
            found.append(Hole("look_without_reader", None, text, drawn_on, ""))
        elif row.owner_id in gone:
            text = _("%(who)s skulle forklare et opslag, men arbejder her ikke mere") % {"who": who}
            found.append(Hole("look_reader_gone", None, text, drawn_on, who, "logcontrol:look", (row.pk,)))
        elif row.due_on is not None and row.due_on < today:
            text = _("Et opslag fra stikprøven er ikke forklaret")
            found.append(Hole("look_not_explained", None, text, row.due_on, who, "logcontrol:look", (row.pk,)))
    return found
