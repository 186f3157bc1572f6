"""A municipality's own version of a form: copied, edited as text, sent to a second person, approved."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import IllegalMove, Invalid, Stale
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.organisation.queries import who_may
from sikkerhedsnet.outbox import actions as outbox

from . import checking, policy, rules, versions
from .commands import Decide, Edit
from .definition import Definition
from .labels import FLAW, TOLD_APPROVER, TOLD_PREPARER
from .models import FormVersion
from .reading import Flaw, Flawed, read, shipped, shipped_texts
from .states import VersionMove, VersionState


@transaction.atomic
def copy_form(actor: Actor, key: str, *, form_key: UUID | None, now: datetime) -> FormVersion:
    """A draft of the municipality's next version, with the words of the one in force today."""
    require(policy.may_prepare(actor))
    today = clock.day_of(now)
    form = versions.in_force(actor.municipality_id, today).get(key)
    if form is None:
        raise FormVersion.DoesNotExist
    own = FormVersion.objects.select_for_update().filter(municipality_id=actor.municipality_id, key=key)
    list(own.values_list("pk"))
    number = max(shipped()[key].version, own.aggregate(most=Max("number"))["most"] or 0) + 1
    text = _with(form.text, number, today)
    row, new = create_once(
        FormVersion,
        form_key,
        lambda: FormVersion.objects.create(
            idempotency_key=form_key,
            municipality_id=actor.municipality_id,
            key=key,
            number=number,
            in_force_on=today,
            text=text,
            digest=versions.digest(text),
            prepared_by_id=actor.id,
            prepared_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if new:
        audit.record(actor, "form.copied", row, at=now, details={"form": key, "number": number})
    return own_version(actor, row.pk)


def _with(text: str, number: int, day: date) -> str:
    """The same text under its own number and date, every other sign as it was."""
    text = re.sub(r"(?m)^version:.*$", f"version: {number}", text, count=1)
    return re.sub(r"(?m)^in_force_on:.*$", f"in_force_on: {day.isoformat()}", text, count=1)


@transaction.atomic
def edit_form(actor: Actor, command: Edit, *, now: datetime) -> FormVersion:
    """The draft as it is typed, mistakes and all: nothing typed is lost, and only a whole one can be sent on."""
    require(policy.may_prepare(actor))
    row = own_version(actor, command.form_id)
    changes: dict[str, Any] = {"text": command.text, "digest": versions.digest(command.text)}
    flaws = flaws_of(row.key, row.number, command.text)
    if not flaws:
        changes["in_force_on"] = read(command.text).in_force_on
    _move(actor, row, VersionMove.EDIT, command.version, now, prepared_by_id=actor.id, prepared_at=now, **changes)
    audit.record(actor, "form.edited", row, at=now)
    return row


@transaction.atomic
def propose(actor: Actor, form_id: int, version: int, *, now: datetime) -> FormVersion:
    """Sent to those who approve; raises Invalid while the text has mistakes or changes what may not be changed."""
    require(policy.may_prepare(actor))
    row = own_version(actor, form_id)
    if flaws_of(row.key, row.number, row.text):
        raise Invalid({"text": "flawed"})
    if row.state == VersionState.PROPOSED and row.prepared_by_id == actor.id:
        return row
    _move(actor, row, VersionMove.PROPOSE, version, now, prepared_by_id=actor.id, prepared_at=now)
    audit.record(actor, "form.proposed", row, at=now)
    today = clock.day_of(now)
    words = str(TOLD_APPROVER) % {"title": read(row.text).title}
    for user_id in sorted(who_may(Permission.INSTRUMENT_APPROVE, actor.municipality_id, today) - {actor.id}):
        outbox.enqueue(
            "form.proposed", to_id=user_id, about=words, at=now, url_name="instruments:version", url_arg=row.pk
        )
    return row


@transaction.atomic
def decide(actor: Actor, command: Decide, *, now: datetime) -> FormVersion:
    """A second person's yes or no; the approved version is in force from its date, and the old one is kept."""
    row = own_version(actor, command.form_id)
    require(policy.may_decide(actor, row.prepared_by_id or 0))
    if row.decided_by_id == actor.id and row.state == (VersionState.APPROVED if command.yes else VersionState.DECLINED):
        return row
    if not command.yes and not command.why.strip():
        raise Invalid({"why": "why_declined"})
    if command.yes and flaws_of(row.key, row.number, row.text):
        raise Invalid({"answer": "flawed"})
    move = VersionMove.APPROVE if command.yes else VersionMove.DECLINE
    _move(actor, row, move, command.version, now, decided_by_id=actor.id, decided_at=now, decision=command.why)
    audit.record(actor, "form.approved" if command.yes else "form.declined", row, at=now)
    if row.prepared_by_id:
        title = flaw_free_title(row)
        words = str(TOLD_PREPARER) % {"title": title}
        outbox.enqueue(
            "form.decided",
            to_id=row.prepared_by_id,
            about=words,
            at=now,
            url_name="instruments:version",
            url_arg=row.pk,
        )
    return row


def flaw_free_title(row: FormVersion) -> str:
    """The form's title as it ships, whatever is typed in the draft."""
    return shipped()[row.key].title if row.key in shipped() else row.key


def own_version(actor: Actor, pk: int) -> FormVersion:
    """One of the municipality's own versions; anybody else's does not exist."""
    return FormVersion.objects.select_related("prepared_by", "decided_by").get(
        pk=pk, municipality_id=actor.municipality_id
    )


def _move(actor: Actor, row: FormVersion, what: VersionMove, version: int, now: datetime, **changes: Any) -> None:
    try:
        state = rules.version_moved(VersionState(row.state), what)
    except IllegalMove:
        raise Stale(who=row.changed_by_name, what=row.state, at=row.changed_at) from None
    row.version = version
    change(row, by_name=actor.name, at=now, state=state, **changes)


@dataclass(frozen=True)
class Said:
    """One mistake in words, with its place."""

    place: str
    words: str


def flaws_of(key: str, number: int, text: str) -> list[Flaw]:
    """Everything wrong with the text as the municipality's version `number` of the form: mistakes, and what is locked."""
    try:
        own = read(text)
    except Flawed as problem:
        return list(problem.flaws)
    found = [Flaw(*problem) for problem in checking.forbidden(shipped()[key], own)]
    if own.version != number:
        found.insert(0, Flaw("version", "number_fixed", str(number)))
    return found


def said(flaws: list[Flaw]) -> list[Said]:
    """The mistakes as they are shown, each with what to do."""
    return [
        Said(flaw.place or gettext("Hele teksten"), str(FLAW[flaw.problem]) % {"found": flaw.found}) for flaw in flaws
    ]


def differences(row: FormVersion) -> list[str]:
    """The lines of the version that differ from the form as it ships: `-` what it was, `+` what it is."""
    lines = difflib.unified_diff(shipped_texts()[row.key].splitlines(), row.text.splitlines(), n=0, lineterm="")
    return [line for line in lines if line[:2] not in ("--", "++", "@@")]


@dataclass(frozen=True)
class FormLine:
    """One form in the list: what is in force, and the municipality's own versions, the newest first."""

    definition: Definition
    own: bool
    versions: list[FormVersion]

    @property
    def waits(self) -> bool:
        return any(row.state == VersionState.PROPOSED for row in self.versions)


def all_forms(actor: Actor, today: date) -> list[FormLine]:
    """Every form of the municipality; two queries."""
    rows: dict[str, list[FormVersion]] = {}
    for row in FormVersion.objects.filter(municipality_id=actor.municipality_id).select_related("prepared_by"):
        rows.setdefault(row.key, []).append(row)
    return [
        FormLine(form.definition, form.own, rows.get(key, []))
        for key, form in sorted(
            versions.in_force(actor.municipality_id, today).items(), key=lambda pair: pair[1].definition.title
        )
    ]


def old_editions(actor: Actor, key: str) -> list[FormVersion]:
    """Shipped versions that were answered here or elsewhere and are kept for what was answered on them."""
    return list(FormVersion.objects.filter(municipality=None, key=key).order_by("-number"))
