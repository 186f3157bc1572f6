"""The month is drawn, each look-up is given to somebody to explain, and answered."""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor, System
from sikkerhedsnet.access.models import Municipality, User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.audit.months import months_after
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, set_choices
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.states import can, step
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.models import Institution
from sikkerhedsnet.organisation.queries import gone_user_ids, leader_of, staff_with
from sikkerhedsnet.outbox import actions as outbox
from sikkerhedsnet.people.queries import own_family_pairs

from . import drawing, policy, queries, rules
from .commands import Answer, ChangeSettings
from .models import NUMBERS, ControlSettings, Drawing, SampledLook
from .queries import settings_of
from .states import OPEN, TABLE, Move, State

CATCH_UP = 3
"""How many months back a drawing that was missed is made up for."""


def keep(now: datetime) -> int:
    """Draws every municipality's months that have ended, finds new readers for what nobody reads, and tells of what is
    late; safe to do twice or at once. The number of months drawn."""
    drawn = 0
    for municipality in Municipality.objects.order_by("pk"):
        for back in range(CATCH_UP, 0, -1):
            drawn += draw_month(municipality, months_after(clock.day_of(now), -back), now=now) is not None
        _find_readers(municipality, now)
        _tell_of_late(municipality, now)
    return drawn


@transaction.atomic
def draw_month(municipality: Municipality, month: date, *, now: datetime) -> Drawing | None:
    """The month's look-ups to explain, drawn once; None when it is drawn already or nobody looked at anything.

    The seed is made here and now, when the month has ended: nobody could know it while she looked.
    """
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    earlier = Drawing.objects.filter(municipality=municipality, month=month)
    if month >= clock.day_of(now).replace(day=1) or earlier.exists():
        return None
    up_to = drawing.last_line(municipality.pk, month)
    looks = drawing.looks_of(municipality.pk, month, up_to) if up_to else []
    if not looks:
        return None
    settings = settings_of(municipality.pk)
    drawing.weigh(looks, month, settings)
    drawing.flag(looks, settings)
    seed = secrets.token_hex(32)
    chosen = choose(looks, seed, settings)
    flagged = [look for look in looks if look.flags]
    made = Drawing.objects.create(
        municipality=municipality,
        month=month,
        seed=seed,
        drawn_at=now,
        up_to=up_to,
        population=len(looks),
        by_chance=sum(by_chance for _look, by_chance in chosen),
        flagged=len(flagged),
        drawn=len(chosen),
        numbers={**{name: getattr(settings, name) for name in NUMBERS}, "weights": settings.weights},
        by_basis=dict(Counter(look.basis.removeprefix("quiet_") for look in looks)),
    )
    author = System(municipality.pk)
    audit.record(author, "look.drawn", made, at=now, details={"month": f"{month:%Y-%m}", "looks": len(chosen)})
    rows = [_row(made, number, look, by_chance, settings) for number, (look, by_chance) in enumerate(chosen, 1)]
    readers = Readers(municipality.pk, rows, clock.day_of(now))
    for row in rows:
        _give(row, readers.for_look(row), settings, now)
    SampledLook.objects.bulk_create(rows)
    _tell(made, rows, now)
    return made


def choose(looks: list[drawing.Look], seed: str, settings: ControlSettings) -> list[tuple[drawing.Look, bool]]:
    """What the seed draws and the flagged ones, each once in the order of days; True for what was drawn by chance."""
    size = rules.how_many(len(looks), rules.Size(settings.permille, settings.least, settings.most))
    by_chance = set(rules.draw(seed, {look.key: look.weight for look in looks}, size))
    flagged = rules.always([(look.key, look.flags) for look in looks if look.flags], seed, settings.most_flagged)
    wanted = by_chance | set(flagged)
    chosen = [look for look in looks if look.key in wanted]
    return [(look, look.key in by_chance) for look in sorted(chosen, key=lambda one: (one.day, one.at[0], one.key))]


def drawn_again(made: Drawing) -> list[str]:
    """The keys the kept seed draws by chance from the kept log with the month's own numbers; for whoever doubts."""
    settings = ControlSettings(municipality_id=made.municipality_id, **made.numbers)
    looks = drawing.looks_of(made.municipality_id, made.month, made.up_to)
    drawing.weigh(looks, made.month, settings)
    size = rules.how_many(len(looks), rules.Size(settings.permille, settings.least, settings.most))
    return rules.draw(made.seed, {look.key: look.weight for look in looks}, size)


@transaction.atomic
def answer(actor: Actor, command: Answer, *, now: datetime) -> SampledLook:
    """Explained, passed on to the data-protection officer, or closed by her.

    Raises Invalid without words, or when there is nobody to pass it on to; Stale when it is answered already.
    """
    look = queries.within_reach(actor, command.look_id)
    require(policy.may_answer(actor, owner_id=look.owner_id, looked_by=look.actor_id))
    if not can(TABLE, State(look.state), command.move) or look.version != command.version:
        raise Stale(who=look.changed_by_name, what="look_answered", at=look.changed_at)
    rules.check_words(command.note)
    state = step(TABLE, State(look.state), command.move)
    changes: dict[str, object] = {"state": state}
    if command.move is Move.CLOSE:
        changes["conclusion"] = command.note
    else:
        changes |= {"note": command.note, "answered_at": now, "answered_by_id": actor.id}
    to = None
    if command.move is Move.PASS_ON:
        with context.beyond_reach():
            to = Readers(actor.municipality_id, [look], clock.day_of(now)).officer(look)
            days = settings_of(actor.municipality_id).explain_days
        if to is None:
            raise Invalid({"move": "nobody_left"})
        changes |= {"owner_id": to.pk, "due_on": clock.day_of(now) + timedelta(days=days), "escalated_at": None}
    change(look, by_name=actor.name, at=now, **changes)
    details = {"state": str(state), "to": to.pk if to else None}
    audit.record(actor, "look.answered", look, at=now, details=details)
    if to is not None:
        text = _("%(who)s kan ikke forklare et opslag og har sendt det videre til dig.") % {"who": actor.name}
        outbox.enqueue("look.passed_on", to_id=to.pk, about=text, at=now, url_name="logcontrol:look", url_arg=look.pk)
    return look


@transaction.atomic
def change_settings(actor: Actor, command: ChangeSettings, *, now: datetime) -> ControlSettings:
    """The municipality's numbers from the next drawing on; those drawn keep theirs."""
    require(policy.may_control(actor))
    row = set_choices(
        ControlSettings, actor.municipality_id, command.chosen, version=command.version, by_name=actor.name, at=now
    )
    audit.record(actor, "look.settings", row, at=now, details=command.chosen)
    return row


class Readers:
    """Who may explain a look-up: never the one who looked, and never the child's family."""

    def __init__(self, municipality_id: int, looks: Collection[SampledLook], today: date) -> None:
        self.chiefs = staff_with(municipality_id, Function.CHIEF, today)
        self.officers = staff_with(municipality_id, Function.DATA_PROTECTION_OFFICER, today)
        self.leaders = {unit: _leader(unit, today) for unit in {look.unit for look in looks}}
        everybody = {one.pk for one in (*self.chiefs, *self.officers, *self.leaders.values()) if one}
        self.family = own_family_pairs(everybody, {look.child_number for look in looks}, today)

    def for_look(self, look: SampledLook) -> User | None:
        """The leader of the one who looked, else a chief, else the data-protection officer; what is about a suspicion
        stays away from the place where the child may spend its day."""
        near = [] if look.quiet else [self.leaders[look.unit]]
        return self._first(look, [*near, *self.chiefs, *self.officers])

    def officer(self, look: SampledLook) -> User | None:
        """The data-protection officer, or for a look of her own a chief who was not the one to pass it on."""
        others = [chief for chief in self.chiefs if chief.pk != look.owner_id]
        return self._first(look, [*self.officers, *others])

    def _first(self, look: SampledLook, candidates: list[User | None]) -> User | None:
        kept = {user for user, child in self.family if child == look.child_number} | {look.actor_id}
        return next((one for one in candidates if one and one.pk not in kept), None)


def _leader(unit: str, today: date) -> User | None:
    """Who leads the unit a line names; nobody, when it is no institution's."""
    kind, _colon, number = unit.partition(":")
    return leader_of(Institution.objects.filter(pk=int(number)).first(), today) if kind == "institution" else None


def _row(made: Drawing, number: int, look: drawing.Look, by_chance: bool, settings: ControlSettings) -> SampledLook:
    return SampledLook(
        drawing=made,
        municipality_id=made.municipality_id,
        number=number,
        actor_id=look.actor_id,
        child_number=look.child,
        day=look.day,
        first_at=min(look.at),
        last_at=max(look.at),
        times=len(look.at),
        what=look.what,
        function=look.function,
        unit=look.unit,
        basis=look.basis,
        quiet=look.quiet,
        fresh=look.fresh,
        weight=look.weight,
        by_chance=by_chance,
        flags=[str(one) for one in look.flags],
        changed_at=made.drawn_at,
        changed_by_name="Sikkerhedsnet",
    )


def _give(row: SampledLook, reader: User | None, settings: ControlSettings, now: datetime) -> None:
    row.owner = reader
    row.state = State.OPEN if reader else State.NOBODY
    row.due_on = clock.day_of(now) + timedelta(days=settings.explain_days) if reader else None


def _tell(made: Drawing, rows: list[SampledLook], now: datetime) -> None:
    """One message to each reader, however many look-ups she is given; it leads to the first."""
    given: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        if row.owner_id is not None:
            given[row.owner_id].append(row.pk)
    for owner_id, pks in sorted(given.items()):
        text = _("Forklar opslag fra sidste måned: %(count)s.") % {"count": len(pks)}
        outbox.enqueue(
            "look.drawn",
            to_id=owner_id,
            about=text,
            at=now,
            url_name="logcontrol:look",
            url_arg=pks[0],
            once=f"{made.pk}",
        )


def _find_readers(municipality: Municipality, now: datetime) -> None:
    """What nobody reads, and what somebody read who has left, is given to whoever reads it now."""
    today = clock.day_of(now)
    rows = SampledLook.objects.filter(municipality=municipality)
    orphans = rows.filter(state__in=OPEN, owner_id__in=gone_user_ids(municipality.pk, today))
    pks = [*rows.filter(state=State.NOBODY).values_list("pk", flat=True), *orphans.values_list("pk", flat=True)]
    if not pks:
        return
    readers, settings = Readers(municipality.pk, list(rows.filter(pk__in=pks)), today), settings_of(municipality.pk)
    for pk in sorted(pks):
        with transaction.atomic():
            row = SampledLook.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            if row is None:
                continue
            reader = readers.officer(row) if row.state == State.PASSED_ON else readers.for_look(row)
            if reader is None or reader.pk == row.owner_id:
                continue
            due = max(row.due_on or today, today + timedelta(days=settings.explain_days))
            state = State.OPEN if row.state == State.NOBODY else row.state
            change(row, by_name="Sikkerhedsnet", at=now, owner_id=reader.pk, due_on=due, state=state, escalated_at=None)
            audit.record(System(municipality.pk), "look.given", row, at=now, details={"to": reader.pk})
            text = _("Du skal forklare et opslag, fordi den forrige ikke arbejder her mere.")
            outbox.enqueue("look.given", to_id=reader.pk, about=text, at=now, url_name="logcontrol:look", url_arg=pk)


def _tell_of_late(municipality: Municipality, now: datetime) -> None:
    """The data-protection officer is told once of every look-up whose date has passed."""
    today = clock.day_of(now)
    late = SampledLook.objects.filter(municipality=municipality, escalated_at=None).overdue(today)
    for pk in list(late.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = SampledLook.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
            to = Readers(municipality.pk, [row], today).officer(row) if row and row.escalated_at is None else None
            if row is None or to is None:
                continue
            SampledLook.objects.filter(pk=pk).update(escalated_at=now, escalated_to_id=to.pk)
            audit.record(System(municipality.pk), "date.escalated", row, at=now, details={"to": to.pk})
            text = _("Et opslag er ikke forklaret til tiden.")
            outbox.enqueue("look.late", to_id=to.pk, about=text, at=now, url_name="logcontrol:look", url_arg=pk)
