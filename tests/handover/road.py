"""The steps of a hand-over as short calls: a consent, a record, its parts, the talk, and off it goes."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from sikkerhedsnet.handover import actions, queries, record
from sikkerhedsnet.handover.commands import Answer, Begin, Choose, Send, Talk, WritePart
from sikkerhedsnet.handover.models import HandOver, PartKind
from sikkerhedsnet.handover.states import Source, TalkHow
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.sharing import actions as sharing
from sikkerhedsnet.sharing.commands import GiveConsent, WithdrawConsent, Yes
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.sharing.states import Form, Service, Topic
from tests.personas import NOW, TODAY, Town

STARTS = date(2027, 8, 1)
ALL_TOPICS = tuple(Topic)


def consent(
    town: Town,
    child: Child,
    *,
    to: Service = Service.SCHOOL,
    topics: tuple[Topic, ...] = ALL_TOPICS,
    external: str = "",
) -> Consent:
    """Both parents' yes, given today."""
    holders = tuple(child.custodies.filter(has_custody=True).values_list("guardian_id", flat=True))
    command = GiveConsent(
        child_id=child.pk, receivers=(to,), topics=topics, purpose="En god begyndelse", external_name=external,
        yes=Yes(on=TODAY, form=Form.DIGITAL, guardian_ids=holders), key=uuid4(),
    )  # fmt: skip
    return sharing.give_consent(town.actor("dorte"), command, now=NOW)


def take_consent_back(town: Town, row: Consent) -> None:
    row.refresh_from_db()
    who = row.voices.all()[0].name
    sharing.withdraw_consent(town.actor("dorte"), WithdrawConsent(row.pk, row.version, who), now=NOW)


def begun(town: Town, child: Child, who: str = "mette", **fields: Any) -> HandOver:
    values: dict[str, Any] = {"from_id": town.day_care.pk, "to_id": town.school.pk, "occasion_on": STARTS}
    return actions.begin(town.actor(who), Begin(child_id=child.pk, **{**values, **fields}, key=uuid4()), now=NOW)


def kind(town: Town, key: str) -> PartKind:
    return PartKind.objects.get(municipality=town.municipality, key=key)


def part(
    town: Town, handover: HandOver, key: str, text: str = "", *, who: str = "mette", basis: str = "consent",
    consent: Consent | None = None, rows: tuple[tuple[Source, int], ...] = (), **fields: Any,
) -> None:  # fmt: skip
    what = kind(town, key)
    before = handover.parts.filter(kind=what).first()
    command = WritePart(
        handover_id=handover.pk, kind_id=what.pk, version=before.version if before else 0, text=text, rows=rows,
        basis=basis, consent_id=consent.pk if consent else None, **fields,
    )  # fmt: skip
    actions.write_part(town.actor(who), command, now=NOW)
    handover.refresh_from_db()


def talked(town: Town, handover: HandOver, who: str = "mette", **fields: Any) -> None:
    values: dict[str, Any] = {"on": TODAY, "how": TalkHow.MEETING, "together": True}
    handover.refresh_from_db()
    command = Talk(handover.pk, handover.version, **{**values, **fields}, key=uuid4())
    actions.go_through(town.actor(who), command, now=NOW)
    handover.refresh_from_db()


def chosen(town: Town, handover: HandOver, to: str = "anders", who: str = "mette") -> None:
    handover.refresh_from_db()
    actions.choose(town.actor(who), Choose(handover.pk, handover.version, town.user(to).pk), now=NOW)
    handover.refresh_from_db()


def seen(town: Town, handover: HandOver, who: str = "mette") -> str:
    row = queries.reached(town.actor(who), handover.pk)
    return record.fingerprint(row, queries.preview(town.actor(who), row, TODAY))


def sent(town: Town, handover: HandOver, who: str = "mette") -> HandOver:
    handover.refresh_from_db()
    actions.send(town.actor(who), Send(handover.pk, handover.version, seen(town, handover, who)), now=NOW)
    handover.refresh_from_db()
    return handover


def ready(town: Town, child: Child, **fields: Any) -> tuple[HandOver, Consent]:
    """Gone through with the parents, with one part, to anders."""
    yes = consent(town, child)
    handover = begun(town, child, **fields)
    part(town, handover, "resources", "Elsker at bygge og at synge.", consent=yes)
    chosen(town, handover)
    talked(town, handover)
    return handover, yes


def answer(handover: HandOver, because: str = "") -> Answer:
    handover.refresh_from_db()
    return Answer(handover.pk, handover.version, because)


def tomorrow(days: int = 1) -> Any:
    return NOW + timedelta(days=days)
