"""A consent is given, joined by the other parent or the young person, taken back, renewed, or left to run out."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.scans.rules import cleaned
from sikkerhedsnet.web.hooks import hook

from . import policy, queries, rules
from .commands import GiveConsent, JoinConsent, RenewConsent, SeenConsent, WithdrawConsent, Yes
from .ending import end_what_rests_on
from .models import Consent, ConsentPaper, ConsentVoice
from .states import Service


@transaction.atomic
def give_consent(actor: Actor, command: GiveConsent, *, now: datetime) -> Consent:
    """A consent with those who have said yes so far; it holds when nobody who is needed is missing.

    Raises Invalid when it does not say what, to whom and what for, or its form lacks its proof.
    """
    require(policy.may_keep_consent(actor))
    today = clock.day_of(now)
    child = Child.objects.visible_to(actor, today).select_related("municipality").get(pk=command.child_id)
    return give_about(actor, child, command, now=now)


def give_about(actor: Actor, child: Child, command: GiveConsent, *, now: datetime) -> Consent:
    """The same about a child that the caller has found."""
    today = clock.day_of(now)
    rules.check_scope(command.receivers, command.topics, command.purpose)
    if Service.EXTERNAL in command.receivers and not command.external_name.strip():
        raise Invalid({"external_name": "external_name"})
    expires_on = _last_day(child, command.yes, command.expires_on, today)
    names = _may_say(actor, child, command.yes, today)
    consent, new = create_once(
        Consent,
        command.key,
        lambda: Consent.objects.create(
            idempotency_key=command.key,
            child=child,
            receivers=[str(service) for service in dict.fromkeys(command.receivers)],
            external_name=normalise_text(command.external_name) if Service.EXTERNAL in command.receivers else "",
            topics=[str(topic) for topic in dict.fromkeys(command.topics)],
            purpose=command.purpose.strip(),
            expires_on=expires_on,
            owner_id=actor.id,
            recorded_at=now,
            changed_at=now,
            changed_by_name=actor.name,
        ),
    )
    if not new:
        if consent.child_id != child.pk:
            raise Consent.DoesNotExist
        return consent
    _say(actor, consent, command.yes, names)
    _record(actor, "consent.given", consent, now, until=expires_on.isoformat(), form=command.yes.form.value)
    return consent


@transaction.atomic
def join_consent(actor: Actor, command: JoinConsent, *, now: datetime) -> Consent:
    """The other parent, or the young person, says yes to the same; said twice is said once."""
    require(policy.may_keep_consent(actor))
    today = clock.day_of(now)
    consent = _within_reach(actor, command.consent_id)
    _still_open(consent, today)
    rules.check_given(command.yes.on, today)
    names = _may_say(actor, consent.child, command.yes, today)
    said = set(consent.voices.values_list("guardian_id", flat=True))
    if set(names) <= said:
        return consent
    if set(names) & said:
        raise Invalid({"guardians": "said_already"})
    _say(actor, consent, command.yes, names)
    _record(actor, "consent.joined", consent, now, form=command.yes.form.value)
    return consent


@transaction.atomic
def withdraw_consent(actor: Actor, command: WithdrawConsent, *, now: datetime) -> Consent:
    """It counts no more from today: what rests on it ends today, and whoever passed it on is told. What was done
    before stands."""
    require(policy.may_keep_consent(actor))
    return take_back(actor, _within_reach(actor, command.consent_id), command, now=now)


def take_back(actor: Actor, consent: Consent, command: WithdrawConsent, *, now: datetime) -> Consent:
    """The same about a consent that the caller has found and holds."""
    today = clock.day_of(now)
    if consent.withdrawn_on is not None and consent.withdrawn_by == command.by:
        return consent
    _still_open(consent, today)
    if command.by not in {voice.name for voice in consent.voices.all()} | _names_of_family(consent.child, today):
        raise Invalid({"by": "who_took_back"})
    _change(
        actor,
        consent,
        command.version,
        now,
        withdrawn_on=today,
        withdrawn_by=command.by,
        withdrawn_because=command.because.strip(),
    )
    _record(actor, "consent.withdrawn", consent, now)
    end_what_rests_on(actor, consent, now=now)
    hook("SIKKERHEDSNET_CONSENT_GONE")(actor, consent, now=now)
    return consent


@transaction.atomic
def renew_consent(actor: Actor, command: RenewConsent, *, now: datetime) -> Consent:
    """The same scope once more with a new yes and a new last day; the one before stays as it was."""
    require(policy.may_keep_consent(actor))
    today = clock.day_of(now)
    old = _within_reach(actor, command.consent_id)
    found = Consent.objects.filter(idempotency_key=command.key, renews=old).first() if command.key else None
    if found is not None:
        return found
    if old.withdrawn_on is not None:
        raise _stale(old, "withdrawn")
    expires_on = _last_day(old.child, command.yes, command.expires_on, today)
    names = _may_say(actor, old.child, command.yes, today)
    _change(actor, old, command.version, now)
    try:
        with transaction.atomic():
            new = Consent.objects.create(
                idempotency_key=command.key,
                child=old.child,
                receivers=old.receivers,
                external_name=old.external_name,
                topics=old.topics,
                purpose=old.purpose,
                expires_on=expires_on,
                owner_id=actor.id,
                recorded_at=now,
                renews=old,
                changed_at=now,
                changed_by_name=actor.name,
            )
    except IntegrityError:
        raise _stale(old, "renewed") from None
    _say(actor, new, command.yes, names)
    _record(actor, "consent.renewed", new, now, renews=old.pk, until=expires_on.isoformat())
    return new


@transaction.atomic
def let_lapse(actor: Actor, command: SeenConsent, *, now: datetime) -> Consent:
    """It runs out on its day and nobody is reminded; until then it holds."""
    require(policy.may_keep_consent(actor))
    return leave_to_lapse(actor, _within_reach(actor, command.consent_id), command, now=now)


def leave_to_lapse(actor: Actor, consent: Consent, command: SeenConsent, *, now: datetime) -> Consent:
    """The same for whoever found the consent on a road of her own."""
    if consent.lapses:
        return consent
    _still_open(consent, clock.day_of(now))
    _change(actor, consent, command.version, now, lapses=True)
    _record(actor, "consent.lapses", consent, now)
    return consent


def _within_reach(actor: Actor, pk: int) -> Consent:
    """The consent, held until this is written."""
    rows = Consent.objects.visible_to(actor).select_related("child__municipality")
    found: Consent = rows.select_for_update(of=("self",), no_key=True).get(pk=pk)
    return found


def _still_open(consent: Consent, today: date) -> None:
    if consent.withdrawn_on is not None:
        raise _stale(consent, "withdrawn")
    if consent.expires_on < today:
        raise _stale(consent, "lapses")


def _stale(consent: Consent, what: str) -> Stale:
    return Stale(who=consent.changed_by_name, what=what, at=consent.changed_at)


def _change(actor: Actor, consent: Consent, version: int, now: datetime, **changes: Any) -> None:
    consent.version = version
    change(consent, by_name=actor.name, at=now, **changes)


def _last_day(child: Child, yes: Yes, wanted: date | None, today: date) -> date:
    rules.check_given(yes.on, today)
    expires_on = wanted or rules.expires(yes.on, queries.settings_of(child.municipality_id).consent_months)
    if wanted is None and expires_on < today:
        raise Invalid({"on": "too_old"})
    rules.check_expiry(expires_on, yes.on, today)
    return expires_on


def _may_say(actor: Actor, child: Child, yes: Yes, today: date) -> dict[int | None, str]:
    """Those who say yes now by guardian (None: the young person); Invalid when somebody has no say today."""
    rules.check_proof(yes.form, witness=yes.witness, has_paper=yes.paper is not None)
    holders = {c.guardian_id: c.guardian.name for c in guardians_of(child, today) if c.has_custody}
    if not yes.guardian_ids and not yes.young:
        raise Invalid({"guardians": "nobody_said_yes"})
    if yes.guardian_ids and queries.sees_suspicion(actor, child):
        raise Invalid({"guardians": "suspicion"})
    if not set(yes.guardian_ids) <= holders.keys():
        raise Invalid({"guardians": "not_a_holder"})
    day = queries.young_day(child)
    if yes.young and (day is None or today < day):
        raise Invalid({"young": "not_young"})
    said: dict[int | None, str] = {pk: holders[pk] for pk in yes.guardian_ids}
    return {**said, None: child.name} if yes.young else said


def _names_of_family(child: Child, today: date) -> set[str]:
    return {child.name, *(custody.guardian.name for custody in guardians_of(child, today) if custody.has_custody)}


def _say(actor: Actor, consent: Consent, yes: Yes, names: dict[int | None, str]) -> None:
    sheet = None
    if yes.paper is not None:
        kept = cleaned(yes.paper.content)
        sheet = ConsentPaper.objects.create(
            consent=consent,
            name=yes.paper.name[:200],
            content_type=kept.content_type,
            content=kept.content,
            size=len(kept.content),
        )
    for guardian_id, name in names.items():
        ConsentVoice.objects.create(
            consent=consent,
            guardian_id=guardian_id,
            name=name,
            on=yes.on,
            form=yes.form,
            witness=normalise_text(yes.witness)[:200],
            paper=sheet,
            recorded_by_id=actor.id,
        )


def _record(actor: Actor, action: str, consent: Consent, now: datetime, **details: Any) -> None:
    audit.record(actor, action, consent, at=now, child_id=consent.child_id, details=details)
