"""What the dental service may tell others of a child that stays away: its own consents, and the bases in law.

A dental professional knows the child by its recall alone (ADR 24), so she reaches none of the child's other consents.
Here she meets those that the dental service itself was given, or that name it, and no others (ADR 28).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.core.verdicts import require
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.visits.models import DentalRecall
from sikkerhedsnet.web.words import day_words

from . import policy, queries, rules
from .carrying import Road, carried_by, shared_of
from .commands import GiveConsent, Ground, SeenConsent, WithdrawConsent
from .consenting import give_about, leave_to_lapse, take_back
from .desk import given_to_dental
from .models import Consent, Disclosure
from .states import TOLD_BY_DENTAL, Kind, OneOff, Service, Told, Topic, What

CARRIES = frozenset({Kind.CONSENT, Kind.WITHOUT_CONSENT, Kind.VALUE_BALANCE})
"""What a talk outside the dental service can rest on: the family's yes, or what the law allows without it."""


class Talk(Protocol):
    """What `visits` asks: to whom, what, when, on which ground, and what the parents know."""

    @property
    def service(self) -> str: ...
    @property
    def to_name(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def on(self) -> date: ...
    @property
    def ground(self) -> Mapping[str, Any]: ...
    @property
    def told_on(self) -> date | None: ...
    @property
    def not_told_because(self) -> str: ...


def consents_about(actor: Actor, recall: DentalRecall, today: date) -> list[queries.Standing]:
    """The dental service's consents about the child that let it tell others about the child's health, newest first."""
    with context.beyond_reach():
        named = Consent.objects.filter(
            receivers__contains=[Service.DENTAL_CARE], topics__contains=[Topic.HEALTH]
        ).filter(receivers__overlap=list(TOLD_BY_DENTAL))
        rows = (given_to_dental() | named).filter(child=recall.child)
        return queries.standing_of(rows, recall.child, today)


def holders_of(actor: Actor, recall: DentalRecall, today: date) -> list[Custody]:
    """Who may say yes for the child; nobody while this reader sees a suspicion that is open."""
    with context.beyond_reach():
        if queries.sees_suspicion(actor, recall.child):
            return []
        return [custody for custody in guardians_of(recall.child, today) if custody.has_custody]


def grounds_of(actor: Actor, recall: DentalRecall, *, today: date) -> queries.Choices:
    """The consents that hold and the bases in law; a consent is chosen when there is one, and else nothing is."""
    with context.beyond_reach():
        quiet = queries.sees_suspicion(actor, recall.child)
        kinds = rules.kinds_for(What.PHONE, suspicion=quiet) & CARRIES
        bases = [row for row in queries.bases_on(recall.child.municipality_id, today).values() if row.kind in kinds]
        consents = [] if quiet else [row for row in consents_about(actor, recall, today) if row.valid]
    found = queries.Choices(bases, consents, OneOff.FREE, "")
    chosen = next((key for key, _words in found.options if ":" in key), "")
    return queries.Choices(bases, consents, OneOff.FREE, chosen)


@transaction.atomic
def talked(actor: Actor, recall: DentalRecall, talk: Talk, *, now: datetime) -> str:
    """Writes down that another service was told, and answers on what it rests, in words; Invalid when on nothing."""
    require(policy.may_pass_on(actor))
    today, child, ground = clock.day_of(now), recall.child, Ground(**talk.ground)
    if talk.service not in TOLD_BY_DENTAL:
        raise Invalid({"service": "same_service"})
    if not ground.basis:
        raise Invalid({"basis": "basis_required"})
    for field, text in (("content", talk.content), ("to_name", talk.to_name)):
        if not text.strip():
            raise Invalid({field: field})
    road = Road(child, None, What.PHONE, frozenset({Service.DENTAL_CARE}), frozenset({Service(talk.service)}), (talk.on,),
                to_name=talk.to_name)  # fmt: skip
    with context.beyond_reach():
        offered = {row.consent.pk: row.consent for row in consents_about(actor, recall, today)}
        basis, consent = carried_by(road, ground, today, offered.get(ground.consent_id or 0))
        if basis.kind not in CARRIES or (consent is not None and queries.sees_suspicion(actor, child)):
            raise Invalid({"basis": "basis_not_here"})
        told = _told(talk, consent, today)
        days = queries.settings_of(child.municipality_id).meeting_days
        row = Disclosure.objects.create(
            child=child,
            what=What.PHONE,
            about_label=recall._meta.label_lower,
            about_id=recall.pk,
            content=talk.content.strip(),
            to_name=normalise_text(talk.to_name)[:300],
            to_service=talk.service,
            on=talk.on,
            until=max(rules.meeting_until(talk.on, days), today),
            **told,
            **shared_of(ground, basis, consent, actor, now),
        )
    details = {"basis": basis.key, "until": row.until.isoformat()}
    audit.record(actor, "disclosure.made", row, at=now, child_id=child.pk, details=details)
    if consent is None:
        return queries.basis_words(basis)[:300]
    given = max(voice.on for voice in consent.voices.all())
    return _("Samtykke af %(day)s") % {"day": day_words(given)}


def _told(talk: Talk, consent: Consent | None, today: date) -> dict[str, Any]:
    """Whoever said yes knows; on a basis in law the parents were told, or it is said why not."""
    if consent is not None:
        return {"told": Told.TOLD, "told_on": max(voice.on for voice in consent.voices.all())}
    if talk.told_on is not None:
        rules.check_told(talk.told_on, today)
        return {"told": Told.TOLD, "told_on": talk.told_on}
    if not talk.not_told_because.strip():
        raise Invalid({"told_on": "told_on"})
    return {"told": Told.LATER, "not_told_because": talk.not_told_because.strip()}


@transaction.atomic
def give_for_recall(actor: Actor, recall: DentalRecall, command: GiveConsent, *, now: datetime) -> Consent:
    """The family has said yes to the dental professional herself."""
    require(policy.may_keep_consent(actor))
    if not set(command.receivers) <= set(TOLD_BY_DENTAL):
        raise Invalid({"receivers": "no_receiver"})
    with context.beyond_reach():
        child = Child.objects.select_related("municipality").get(pk=recall.child_id)
        _not_asked_before(actor, recall, command, clock.day_of(now))
        return give_about(actor, child, command, now=now)


def _not_asked_before(actor: Actor, recall: DentalRecall, command: GiveConsent, today: date) -> None:
    """Whoever has said yes to the same is not asked again before it is about to run out; two who ask at once wait for
    each other at the recall, of which a child has one open at a time. What was sent twice is the same consent."""
    DentalRecall.objects.select_for_update(no_key=True).get(pk=recall.pk)
    if command.key is not None and Consent.objects.filter(idempotency_key=command.key, child=recall.child).exists():
        return
    days = queries.settings_of(recall.child.municipality_id).remind_days
    for row in consents_about(actor, recall, today):
        said = frozenset(row.consent.receivers)
        if row.valid and rules.still_good(row.consent.expires_on, today, days) and set(command.receivers) <= said:
            raise Invalid({"receivers": "answered_already"})


@transaction.atomic
def withdraw_for_recall(actor: Actor, recall: DentalRecall, command: WithdrawConsent, *, now: datetime) -> Consent:
    """The family has taken it back: nobody is told more on it, and what was told on it ends today."""
    require(policy.may_keep_consent(actor))
    with context.beyond_reach():
        return take_back(actor, _held(actor, recall, command.consent_id, now), command, now=now)


@transaction.atomic
def lapse_for_recall(actor: Actor, recall: DentalRecall, command: SeenConsent, *, now: datetime) -> Consent:
    """It runs out on its day, and nobody is reminded to ask the family again."""
    require(policy.may_keep_consent(actor))
    with context.beyond_reach():
        return leave_to_lapse(actor, _held(actor, recall, command.consent_id, now), command, now=now)


def _held(actor: Actor, recall: DentalRecall, consent_id: int, now: datetime) -> Consent:
    """One of the consents the dental service meets about the child, held until this is written."""
    if consent_id not in {row.consent.pk for row in consents_about(actor, recall, clock.day_of(now))}:
        raise Consent.DoesNotExist
    rows = Consent.objects.select_related("child__municipality").select_for_update(of=("self",), no_key=True)
    found: Consent = rows.get(pk=consent_id)
    return found
