"""What happens to the guide and to a sparring."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import translation

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import Refused, require
from sikkerhedsnet.organisation.queries import who_may
from sikkerhedsnet.outbox import actions as outbox

from . import policy, queries, rules, signs
from .commands import Answer, Ask, Decide, Give, Propose, SetEntry
from .labels import MESSAGE
from .models import GuideEntry, GuideVersion, Sparring
from .states import LEVELS, PROFESSIONS, AgeBand, Move, State, VersionMove, VersionState

COPIED = (
    "position", "title", "signs", "sign_words", "levels", "ages", "functions", "may_do", "must_do", "who", "form",
    "deadline", "contact", "english", "is_proposal",
)  # fmt: skip


@transaction.atomic
def begin_version(actor: Actor, *, key: UUID | None = None, now: datetime) -> GuideVersion:
    """A draft of the next version with the words of the last approved one; the one under way when there is one."""
    require(policy.may_keep(actor))
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)  # two beginners get the same draft
    found = queries.under_way(actor)
    if found is not None:
        return found
    versions = GuideVersion.objects.visible_to(actor)
    latest = versions.order_by("-number").first()
    row, new = create_once(
        GuideVersion,
        key,
        lambda: GuideVersion.objects.create(
            idempotency_key=key,
            municipality_id=actor.municipality_id,
            number=(latest.number if latest else 0) + 1,
            prepared_at=now,
            writers=[],
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new and latest is not None:
        GuideEntry.objects.bulk_create(
            GuideEntry(
                municipality_id=actor.municipality_id, guide=row, changed_at=now, changed_by_name=actor.name,
                **{name: getattr(entry, name) for name in COPIED},
            )
            for entry in latest.entries.all()
        )  # fmt: skip
    if new:
        audit.record(actor, "guide.begun", row, at=now, details={"number": row.number})
    return row


@transaction.atomic
def set_entry(actor: Actor, command: SetEntry, *, now: datetime) -> GuideEntry:
    """One piece of advice in a draft, new or changed; raises Stale when somebody changed it meanwhile."""
    require(policy.may_keep(actor))
    guide = _locked(actor, command.guide_id)
    if command.entry_id is None and command.key and (sent := _sent_before(guide, command.key)):
        return sent
    _editable(guide)
    words = _checked(command)
    if command.entry_id is None:
        position = (guide.entries.aggregate(last=Max("position"))["last"] or 0) + 1
        row = GuideEntry.objects.create(
            idempotency_key=command.key, municipality_id=actor.municipality_id, guide=guide, position=position,
            changed_at=now, changed_by_name=actor.name, **words,
        )  # fmt: skip
    else:
        row = guide.entries.get(pk=command.entry_id)
        row.version = command.version
        change(row, by_name=actor.name, at=now, **words)
    _written(actor, guide, now)
    audit.record(actor, "guide.entry", row, at=now, details={"guide": guide.pk})
    return row


@transaction.atomic
def drop_entry(actor: Actor, guide_id: int, entry_id: int, version: int, *, now: datetime) -> None:
    """Take a piece of advice out of a draft; gone already is gone, and changed meanwhile is Stale."""
    require(policy.may_keep(actor))
    guide = _locked(actor, guide_id)
    _editable(guide)
    row = guide.entries.filter(pk=entry_id).first()
    if row is None:
        return
    if row.version != version:
        raise Stale(who=row.changed_by_name, what="guide_entry", at=row.changed_at)
    audit.record(actor, "guide.entry_dropped", row, at=now, details={"guide": guide.pk})
    row.delete()
    _written(actor, guide, now)


@transaction.atomic
def propose(actor: Actor, command: Propose, *, now: datetime) -> GuideVersion:
    """Send the draft to those who may approve it, to be in force from a day."""
    require(policy.may_keep(actor))
    guide = _locked(actor, command.guide_id)
    if guide.state == VersionState.PROPOSED and guide.prepared_by_id == actor.id:
        return guide
    rules.check_begins(command.in_force_on, clock.day_of(now))
    if not guide.entries.exists():
        raise Invalid({"in_force_on": "nothing_in_it"})
    _move(
        actor, guide, VersionMove.PROPOSE, command.version, now, prepared_by_id=actor.id, prepared_at=now,
        writers=sorted({*guide.writers, actor.id}), in_force_on=command.in_force_on, note=command.note, decision="",
    )  # fmt: skip
    audit.record(actor, "guide.proposed", guide, at=now)
    for user_id in sorted(who_may(Permission.GUIDE_APPROVE, actor.municipality_id, clock.day_of(now))):
        if user_id not in guide.writers:
            _tell(actor, "guide.proposed", user_id, "guide:version", guide.pk, now)
    return guide


@transaction.atomic
def take_back(actor: Actor, guide_id: int, version: int, *, now: datetime) -> GuideVersion:
    """The proposal is a draft again, so that it can be written in."""
    require(policy.may_keep(actor))
    guide = _locked(actor, guide_id)
    if guide.state == VersionState.DRAFT:
        return guide
    _move(actor, guide, VersionMove.TAKE_BACK, version, now)
    audit.record(actor, "guide.taken_back", guide, at=now)
    return guide


@transaction.atomic
def decide(actor: Actor, command: Decide, *, now: datetime) -> GuideVersion:
    """A second person's yes, from which day it is in force and never changed; or a no, with what to change."""
    guide = _locked(actor, command.guide_id)
    require(policy.may_decide(actor, guide.writers))
    if guide.decided_by_id == actor.id and guide.state == (
        VersionState.APPROVED if command.yes else VersionState.DRAFT
    ):
        return guide
    if not command.yes and not command.why.strip():
        raise Invalid({"why": "why_declined"})
    answered: dict[str, Any] = {"decided_by_id": actor.id, "decided_at": now, "decision": command.why}
    if command.yes:
        wanted: date = guide.in_force_on or clock.day_of(now)
        answered["in_force_on"] = rules.begins_on(wanted, clock.day_of(now))
    _move(actor, guide, VersionMove.APPROVE if command.yes else VersionMove.DECLINE, command.version, now, **answered)
    said = "guide.approved" if command.yes else "guide.declined"
    audit.record(actor, said, guide, at=now)
    if guide.prepared_by_id:
        _tell(actor, said, guide.prepared_by_id, "guide:version", guide.pk, now)
    return guide


def _locked(actor: Actor, pk: int) -> GuideVersion:
    return GuideVersion.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=pk)


def _sent_before(guide: GuideVersion, key: UUID) -> GuideEntry | None:
    found: GuideEntry | None = guide.entries.filter(idempotency_key=key).first()
    return found


def _editable(guide: GuideVersion) -> None:
    try:
        rules.version_moved(VersionState(guide.state), VersionMove.EDIT)
    except IllegalMove:
        raise Stale(who=guide.changed_by_name, what=f"guide_{guide.state}", at=guide.changed_at) from None


def _written(actor: Actor, guide: GuideVersion, now: datetime) -> None:
    """Whoever writes in a version can never approve it."""
    change(guide, by_name=actor.name, at=now, writers=sorted({*guide.writers, actor.id}))


def _move(actor: Actor, guide: GuideVersion, move: VersionMove, version: int, now: datetime, **changes: Any) -> None:
    try:
        state = rules.version_moved(VersionState(guide.state), move)
    except IllegalMove:
        raise Stale(who=guide.changed_by_name, what=f"guide_{guide.state}", at=guide.changed_at) from None
    guide.version = version
    change(guide, by_name=actor.name, at=now, state=state, **changes)


def _checked(command: SetEntry) -> dict[str, Any]:
    """The entry's columns; only what the axes know, and something to do."""
    if not command.title.strip():
        raise Invalid({"title": "required"})
    if not command.may_do.strip() and not command.must_do.strip():
        raise Invalid({"must_do": "nothing_to_do"})
    known = {sign.key for group in signs.groups() for sign in group.signs}
    picked = [key for key in command.signs if key in known]
    english = {name: text for name, text in command.english.items() if text.strip()}
    with translation.override("da"):
        danish_words = "\n".join(signs.named(picked))
    with translation.override("en"):
        english |= {"sign_words": "\n".join(signs.named(picked))} if english else {}
    return {
        "title": command.title.strip(),
        "signs": picked,
        "sign_words": danish_words,
        "levels": [level for level in command.levels if level in LEVELS],
        "ages": [age for age in command.ages if age in set(AgeBand)],
        "functions": [name for name in command.functions if name in set(PROFESSIONS)],
        **{
            name: getattr(command, name).strip() for name in ("may_do", "must_do", "who", "form", "deadline", "contact")
        },
        "english": english,
        "is_proposal": command.is_proposal,
    }


# Sparring


@transaction.atomic
def ask(actor: Actor, command: Ask, *, now: datetime) -> Sparring:
    """A question without a child, with the adviser who answers and the day she does it by.

    Raises Invalid while the text could tell which child it is about, and Refused when nobody can answer.
    """
    require(policy.may_ask(actor))
    today = clock.day_of(now)
    check_text(actor, "situation", command.situation, command.not_names, today)
    owner = queries.receiver(actor, today)
    if owner is None:
        raise Refused("no_adviser_sparring")
    days = Municipality.objects.values_list("concern_answer_days", flat=True).get(pk=actor.municipality_id)
    known = {sign.key for group in signs.groups() for sign in group.signs}
    row, new = create_once(
        Sparring,
        command.key,
        lambda: Sparring.objects.create(
            idempotency_key=command.key,
            municipality_id=actor.municipality_id,
            district=queries.district_of(actor),
            asked_by_id=actor.id,
            asked_at=now,
            signs=[key for key in command.signs if key in known],
            age=command.age if command.age in set(AgeBand) else "",
            function=command.function if command.function in set(PROFESSIONS) else "",
            situation=command.situation,
            owner=owner,
            due_on=rules.answer_due(today, days),
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if not new:
        first: Sparring = Sparring.objects.filter(asked_by_id=actor.id).get(pk=row.pk)
        return first
    audit.record(actor, "sparring.asked", row, at=now, details={"owner": owner.pk})
    _tell(actor, "sparring.asked", owner.pk, "guide:sparring", row.pk, now)
    return row


@transaction.atomic
def answer(actor: Actor, command: Answer, *, now: datetime) -> Sparring:
    """The adviser's answer, which closes it; the one who asked is told and can read it."""
    row = queries.within_reach(actor, command.sparring_id)
    require(policy.may_answer(actor, queries.around(row)))
    if row.state == State.ANSWERED and row.answer == command.answer:
        return row
    if not command.answer.strip():
        raise Invalid({"answer": "required"})
    check_text(actor, "answer", command.answer, command.not_names, clock.day_of(now))
    try:
        state = rules.moved(State(row.state), Move.ANSWER)
    except IllegalMove:
        raise Stale(who=row.changed_by_name, what="sparring_answered", at=row.changed_at) from None
    row.version = command.version
    change(row, by_name=actor.name, at=now, state=state, answer=command.answer, answered_at=now, due_on=None)
    audit.record(actor, "sparring.answered", row, at=now)
    _tell(actor, "sparring.answered", row.asked_by_id, "guide:sparring", row.pk, now)
    return row


@transaction.atomic
def give(actor: Actor, command: Give, *, now: datetime) -> Sparring:
    """Another adviser answers; the day that was promised stands."""
    row = queries.within_reach(actor, command.sparring_id)
    require(policy.may_give(actor, queries.around(row)))
    if row.state != State.ASKED:
        raise Stale(who=row.changed_by_name, what="sparring_answered", at=row.changed_at)
    if command.to_id not in {user.pk for user in queries.colleagues(row, clock.day_of(now))}:
        raise Refused("cannot_answer")
    before = row.owner_id
    row.version = command.version
    with context.beyond_reach():  # it is hers no more, and she reads it no more
        change(row, by_name=actor.name, at=now, owner_id=command.to_id, escalated_at=None, escalated_to_id=None)
    audit.record(actor, "sparring.given", row, at=now, details={"from": before, "to": command.to_id})
    _tell(actor, "sparring.given", command.to_id, "guide:sparring", row.pk, now)
    return row


def check_text(actor: Actor, field: str, text: str, not_names: frozenset[str], today: date) -> None:
    """Raises Invalid with what was found; the text is neither stored nor said again anywhere."""
    found = queries.found_in(actor, text, today)
    if found.refused:
        raise Invalid({field: f"found_{found.refused[0]}"})
    if found.unsaid(not_names):
        raise Invalid({field: "names"})


def _tell(actor: Actor, kind: str, to_id: int, url_name: str, url_arg: int, now: datetime) -> None:
    if to_id == actor.id:
        return
    about = str(MESSAGE[kind] % {"who": actor.name})
    outbox.enqueue(kind, to_id=to_id, about=about, at=now, url_name=url_name, url_arg=url_arg)
