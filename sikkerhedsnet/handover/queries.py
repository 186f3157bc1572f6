"""Read hand-overs: one page for each side, the lists, what people owe, and who begins school this year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.organisation.models import Employment, Institution, OwedQuerySet
from sikkerhedsnet.organisation.queries import who_may
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import age_of, guardians_of, own_family_user_ids
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.sharing.rules import young_from

from . import policy, record, rules, sources
from .choices import HandoverSettings
from .choices import settings_of as settings_of
from .holes import holes as holes
from .labels import MISSING, ON_LEAVING, STATE
from .models import HandOver, HandOverTalk, LeftOut, SentPart
from .policy import Side
from .record import PartNow, Told
from .sources import Row
from .states import RECEIVED, THEIRS, OnLeaving, State
from .worklist import tasks as tasks
from .worklist import waiting as waiting

AROUND = ("from_institution", "to_institution")
PEOPLE = ("owner", "chosen", "receiver", "leader", "sent_by")


def reached(actor: Actor, pk: int, *, lock: bool = False) -> HandOver:
    """The hand-over with child, places and people; out of reach: HandOver.DoesNotExist. `lock` holds the row."""
    rows = HandOver.objects.visible_to(actor)
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    found: HandOver = rows.select_related(*AROUND).get(pk=pk)
    with context.beyond_reach():  # whoever was sent it need not work with the child
        found.child = Child.objects.select_related("municipality", "district").get(pk=found.child_id)
        for name in PEOPLE:
            getattr(found, name)
    return found


def side_of(actor: Actor, handover: HandOver) -> Side:
    """On which side of it this person is, as the rows say."""
    return Side(
        sends=HandOver.objects.sent_from(actor).filter(pk=handover.pk).exists(),
        receives=HandOver.objects.received_by(actor).filter(pk=handover.pk).exists(),
        receiver_id=handover.receiver_id,
        leader_id=handover.leader_id,
        owner_id=handover.owner_id,
    )


@dataclass(frozen=True)
class Page:
    """One hand-over as one person may see it."""

    handover: HandOver
    side: Side
    line: str
    from_words: str
    to_words: str
    state: str
    parts: list[PartNow]
    sent: list[SentPart]
    talks: list[HandOverTalk]
    turns: list[Any]
    missing: list[str]
    gaps: list[Row]
    left_out: list[tuple[Row, LeftOut]]
    not_talked: list[str]
    not_known: int

    @property
    def writing(self) -> bool:
        return self.side.sends and self.handover.state in (State.DRAFT, State.WITH_PARENTS)

    @property
    def unread(self) -> int:
        return sum(part.must_read and part.read_at is None for part in self.sent)

    @property
    def must_read(self) -> list[SentPart]:
        return [part for part in self.sent if part.must_read]


def open_page(actor: Actor, pk: int, *, now: datetime) -> Page:
    """The page for this person, and a line in the read log; out of reach: HandOver.DoesNotExist."""
    handover = reached(actor, pk)
    audit.read(actor, "handover.read", handover, at=now, child_id=handover.child_id)
    return page_of(actor, handover, clock.day_of(now))


def page_of(actor: Actor, handover: HandOver, today: date) -> Page:
    side = side_of(actor, handover)
    chosen = settings_of(handover.child.municipality_id)
    writes = side.sends and handover.state not in THEIRS
    parts = record.sheet(actor, handover, chosen, today) if writes else []
    ready, gaps, left = readiness(actor, handover, parts, chosen, today) if writes else (None, [], [])
    talks = list(handover.talks.select_related("guardian", "by")) if side.sends else []
    return Page(
        handover=handover,
        side=side,
        line=age_of(handover.child, today),
        from_words=str(handover.from_institution.name) if side.sends else record.from_words(handover),
        to_words=record.to_whom(handover),
        state=_state_words(handover),
        parts=parts,
        sent=sent_now(actor, handover),
        talks=talks,
        turns=_turns(handover, side),
        missing=[str(MISSING[key]) for key in rules.missing(ready)] if ready else [],
        gaps=gaps,
        left_out=left,
        not_talked=_not_talked(handover, talks, today) if side.sends else [],
        not_known=sources.not_known(actor, handover.child) if writes else 0,
    )


def _state_words(handover: HandOver) -> str:
    """Where it is, in words; nobody here follows up what another municipality has received."""
    if handover.outside and handover.state == State.CLOSED:
        return _("Taget imod i den anden kommune")
    return str(STATE[State(handover.state)])


def _turns(handover: HandOver, side: Side) -> list[Any]:
    """What happened to it; of a protected child the receiving side is not told who works where it goes now."""
    turns = list(handover.turns.all())
    if not side.sends and turns and record.protected(handover.child):
        words = record.keep_out(handover)
        for turn in turns:
            turn.by_name, turn.because = "", redaction.scrubbed(turn.because, words)
    return turns


def sent_now(actor: Actor, handover: HandOver) -> list[SentPart]:
    """The edition that is with the receiver, as this person may read it."""
    rows = SentPart.objects.visible_to(actor).filter(handover=handover, edition=handover.edition)
    with context.beyond_reach():
        names = {row.pk: row.read_by for row in SentPart.objects.filter(handover=handover).select_related("read_by")}
    found = list(rows.select_related("basis", "kind"))
    no_to = set(handover.parts.exclude(declined_by="").values_list("kind_id", flat=True))
    for row in found:
        row.read_by = names[row.pk]
        row.said_no = row.usable_until is not None and (handover.state in RECEIVED or row.kind_id in no_to)
    return found


def readiness(
    actor: Actor, handover: HandOver, parts: list[PartNow], chosen: HandoverSettings, today: date
) -> tuple[rules.Readiness, list[Row], list[tuple[Row, LeftOut]]]:
    """What still stands between the record and its receiver, what would be lost, and what is left out for a reason."""
    told = [now for now in parts if now.told]
    reasons = {(row.label, row.row_id): row for row in handover.left_out.all()}
    included = {row.key for now in told for row in now.chosen}
    things = sources.relevant(actor, handover, rounds=chosen.rounds)
    gaps = [row for row in things if row.key not in included and (row.label, row.pk) not in reasons]
    left = [
        (row, reasons[row.label, row.pk])
        for row in things
        if row.key not in included and (row.label, row.pk) in reasons
    ]
    talks = list(handover.talks.filter(edition=handover.edition))
    years = sharing.settings_of(handover.child.municipality_id).young_from_years
    day = young_from(handover.child.birth_date, years)
    has_say = day is not None and today >= day
    ready = rules.Readiness(
        parts=[now.problem for now in told],
        told_parts=len(told),
        talked=handover.state != State.DRAFT and any(t.together or t.guardian_id for t in talks),
        young_has_say=has_say,
        young_talked=any(talk.young for talk in talks),
        no_parents_because=handover.no_parents_because,
        rests_on_consent=any(now.part and now.part.consent_id for now in told),
        gaps=len(gaps),
        receiver=handover.chosen_id is not None or (handover.outside and bool(handover.to_person)),
    )
    return ready, gaps, left


def _not_talked(handover: HandOver, talks: Iterable[HandOverTalk], today: date) -> list[str]:
    """The custody holders who have not gone through this edition."""
    now = [talk for talk in talks if talk.edition == handover.edition]
    if any(talk.together for talk in now):
        return []
    seen = {talk.guardian_id for talk in now}
    return [c.guardian.name for c in guardians_of(handover.child, today) if c.has_custody and c.guardian_id not in seen]


def preview(actor: Actor, handover: HandOver, today: date) -> list[Told]:
    """Exactly what the receiver would read, if it were sent now."""
    chosen = settings_of(handover.child.municipality_id)
    return record.passages(handover, record.sheet(actor, handover, chosen, today))


def words_now(actor: Actor, handover: HandOver, today: date) -> str:
    """The fingerprint of the words as they would go now, as the page that sends them shows it."""
    return record.fingerprint(handover, preview(actor, handover, today))


def receivers(institution: Institution, child: Child, today: date) -> list[User]:
    """Who there may receive it: those who work in the place, but for the child's own family."""
    may = who_may(Permission.HANDOVER_KEEP, institution.municipality_id, today)
    there = Employment.objects.on(today).filter(institution=institution, user_id__in=may).values("user_id")
    with context.beyond_reach():
        family = own_family_user_ids(child, today)
        return [user for user in User.objects.filter(pk__in=there).order_by("sort_key", "id") if user.pk not in family]


def voices(child: Child, today: date) -> list[str]:
    """Who in the family may say no to a part: each custody holder, and the young person from her own day."""
    names = [c.guardian.name for c in guardians_of(child, today) if c.has_custody]
    day = sharing.young_day(child)
    return [*names, *([child.name] if day is not None and today >= day else [])]


def leaving_words(municipality_id: int) -> str:
    """What the municipality's rules say of wellbeing assessments when the child leaves, and after how long."""
    chosen = settings_of(municipality_id)
    words = str(ON_LEAVING[OnLeaving(chosen.on_leaving)])
    if chosen.on_leaving == OnLeaving.KEPT or not chosen.keep_months:
        return words
    return _("%(words)s, %(n)s måneder efter") % {"words": words, "n": chosen.keep_months}


def within_reach(actor: Actor, *, now: datetime) -> tuple[list[HandOver], list[HandOver]]:
    """What this person's places have under way, and what has come to her; six queries, and the read log."""
    sent = list(HandOver.objects.sent_from(actor).open().exclude(state__in=THEIRS).select_related(*AROUND))
    received = list(HandOver.objects.received_by(actor).open().select_related(*AROUND))
    ids = {row.pk for row in sent}
    received = [row for row in received if row.pk not in ids]
    named([*sent, *received])
    audit.read_children(actor, "handovers.listed", [row.child_id for row in [*sent, *received]], at=now)
    return sent, received


def named(rows: list[HandOver]) -> None:
    """Loads the children and the people of rows that are within reach; two queries."""
    with context.beyond_reach():
        children = Child.objects.select_related("district").in_bulk([row.child_id for row in rows])
        ids = {pk for row in rows for pk in (row.owner_id, row.chosen_id, row.receiver_id) if pk}
        users = User.objects.in_bulk(ids)
    for row in rows:
        row.child = children[row.child_id]
        for name in ("owner", "chosen", "receiver"):
            setattr(row, name, users.get(getattr(row, f"{name}_id")))


def events(actor: Actor, child: Child) -> list[Event]:
    """When it went, came back, was accepted: for those on a side of it; two queries."""
    rows = HandOver.objects.visible_to(actor).filter(child=child).select_related(*AROUND, "chosen").order_by("begun_at")
    found = []
    for row in rows:
        page = ("handover:handover", (row.pk,))
        where = {"where": record.to_name(row)}
        if row.sent_at:
            title = _("Overgang sendt til %(where)s") % where
            found.append(Event("handover.sent", clock.day_of(row.sent_at), row.sent_at, title, "", "", "", *page))
        if row.accepted_at:
            title = _("Overgang taget imod")
            by = row.accepted_by_name
            found.append(
                Event("handover.accepted", clock.day_of(row.accepted_at), row.accepted_at, title, "", by, "", *page)
            )
        if row.ended_at:
            title = _("Overgang afsluttet") if row.state == State.CLOSED else _("Overgang trukket tilbage")
            text = row.ending
            found.append(Event("handover.ended", clock.day_of(row.ended_at), row.ended_at, title, text, "", "", *page))
    return found


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every hand-over that is not finished."""
    rows: OwedQuerySet = HandOver.objects.filter(child__municipality_id=municipality_id).open()
    return (rows.select_related("child__district", "owner", "from_institution", "to_institution"),)


def may_begin_for(actor: Actor, child: Child) -> bool:
    """Whether the child's page offers to begin one."""
    return bool(policy.may_keep(actor)) and child.pk not in actor.glass
