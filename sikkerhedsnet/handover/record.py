"""The record as the receiver would read it: parts in order, each with its basis, and nothing that may not be passed on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.concerns.models import Notifier
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.people import redaction
from sikkerhedsnet.people.models import Child, Custody
from sikkerhedsnet.people.queries import colleagues_there, guardians_of, marked, telling_names
from sikkerhedsnet.people.redaction import Because
from sikkerhedsnet.sharing import queries as sharing
from sikkerhedsnet.sharing.models import Consent, LegalBasis
from sikkerhedsnet.sharing.rules import names_same, service_of
from sikkerhedsnet.sharing.states import Kind as BasisKind
from sikkerhedsnet.sharing.states import Service, Topic, What

from . import rules
from .choices import HandoverSettings, PartKind
from .models import HandOver, HandOverPart
from .sources import Row, rows_of
from .states import Kind, Source


@dataclass(frozen=True)
class Told:
    """One passage as it goes: words, basis, and whether the reader is asked for a receipt of her own."""

    kind: PartKind
    title: str
    text: str
    basis: LegalBasis | None
    consent: Consent | None
    note: str
    must_read: bool


@dataclass(frozen=True)
class PartNow:
    """One subject as it stands on the sender's sheet: what it would tell, and what is missing before it may."""

    kind: PartKind
    part: HandOverPart | None
    chosen: tuple[Row, ...]
    gone: int
    """How many chosen rows are there no more, or may not be told any more."""
    consent_only: bool
    problem: str
    basis_words: str

    @property
    def has_text(self) -> bool:
        return bool(self.part and (self.part.text.strip() or self.chosen))

    @property
    def declined(self) -> bool:
        return bool(self.part and self.part.declined_by)

    @property
    def told(self) -> bool:
        return self.has_text and not self.declined


def to_service(handover: HandOver) -> Service:
    """The service it goes to; another municipality is somebody outside."""
    if handover.to_institution is None:
        return Service.EXTERNAL
    kind = InstitutionKind(handover.to_institution.kind)
    return service_of(Function.LEADER, kind) or Service.EXTERNAL


def from_services(handover: HandOver) -> frozenset[Service]:
    found = service_of(Function.LEADER, InstitutionKind(handover.from_institution.kind))
    return frozenset({found} if found else ())


def to_name(handover: HandOver) -> str:
    """Who receives it, in words: a colleague by name, or whom the other municipality has named."""
    if handover.chosen is not None:
        return str(handover.chosen.name)
    if handover.to_institution is not None:
        return str(handover.to_institution.name)
    return ", ".join(filter(None, [handover.to_person, handover.to_place, handover.to_municipality]))


def to_whom(handover: HandOver) -> str:
    """Who receives it and where; where a protected child goes is not said."""
    if handover.chosen is None or handover.to_institution is None or protected(handover.child):
        return to_name(handover)
    return _("%(who)s, %(where)s") % {"who": handover.chosen.name, "where": handover.to_institution.name}


def kinds_for(handover: HandOver, today: date) -> list[PartKind]:
    """The municipality's subjects today, and those already written on: they stand in the words they were written under."""
    rows = PartKind.objects.filter(municipality_id=handover.child.municipality_id)
    written = dict(handover.parts.values_list("kind_id", "kind__key"))
    keys = set(written.values())
    return [
        row
        for row in rows.order_by("order", "key")
        if row.pk in written or (row.key not in keys and _in_force(row, today))
    ]


def _in_force(row: PartKind, today: date) -> bool:
    return row.valid_from <= today and (row.valid_to is None or row.valid_to >= today)


def needs_consent(kind: PartKind, handover: HandOver, chosen: HandoverSettings) -> bool:
    """Whether this subject is told with consent alone in this municipality."""
    if handover.kind == Kind.FROM_HEALTH and chosen.health_needs_consent:
        return True
    if Source.ASSESSMENTS in kind.sources:
        return not chosen.assessments_follow
    return kind.consent_only


def sheet(
    actor: Actor, handover: HandOver, chosen: HandoverSettings, today: date, kinds: Sequence[PartKind] = ()
) -> list[PartNow]:
    """Every subject as it stands for the sender, with what is missing; a constant number of queries."""
    kinds = kinds or kinds_for(handover, today)
    parts = {
        part.kind_id: part
        for part in handover.parts.select_related("basis", "consent", "kind").prefetch_related("rows")
    }
    wanted = {Source(row.source) for part in parts.values() for row in part.rows.all()}
    offered = {row.key: row for row in rows_of(actor, handover, wanted, rounds=chosen.rounds)} if wanted else {}
    standings = {row.consent.pk: row for row in sharing.consents_of(actor, handover.child, today)}
    service, in_force = to_service(handover), sharing.bases_on(handover.child.municipality_id, today)
    return [
        _part_now(kind, parts.get(kind.pk), handover, chosen, offered, standings, service, in_force) for kind in kinds
    ]


def _part_now(
    kind: PartKind,
    part: HandOverPart | None,
    handover: HandOver,
    chosen: HandoverSettings,
    offered: dict[str, Row],
    standings: dict[int, sharing.Standing],
    service: Service,
    in_force: dict[str, LegalBasis],
) -> PartNow:
    keys = [f"{row.source}:{row.row_id}" for row in part.rows.all()] if part else []
    rows = tuple(offered[key] for key in keys if key in offered)
    only = needs_consent(kind, handover, chosen)
    if part is None:
        return PartNow(kind, None, (), 0, only, "", "")
    standing = standings.get(part.consent_id or 0)
    ask = rules.PartAsk(
        topic=Topic(kind.topic),
        consent_only=only,
        has_text=bool(part.text.strip() or rows),
        declined=bool(part.declined_by),
        basis=BasisKind(part.basis.kind) if part.basis else None,
        basis_in_force=bool(part.basis and part.basis.key in in_force),
        needs_note=bool(part.basis and part.basis.needs_note),
        note=part.note,
        terms=standing.terms if standing else None,
        consent_holds=bool(standing and standing.valid),
        named_outside=not handover.outside
        or bool(standing and names_same(standing.consent.external_name, to_name(handover))),
    )
    words = _consent_words(standing) if standing else sharing.basis_words(part.basis) if part.basis else ""
    return PartNow(kind, part, rows, len(keys) - len(rows), only, rules.part_problem(ask, service), words)


def _consent_words(standing: sharing.Standing) -> str:
    return _("Samtykke fra %(who)s") % {"who": standing.givers}


def passages(handover: HandOver, parts: Iterable[PartNow]) -> list[Told]:
    """What goes: every part with words that nobody has said no to, with what may not be told taken out."""
    words = keep_out(handover)
    found = []
    for now in parts:
        part = now.part
        if part is None or not now.told:
            continue
        plain = [part.text.strip()] if part.text.strip() else []
        if not now.kind.must_read:
            plain += [row.text for row in now.chosen]
        shared = (part.basis, part.consent, part.note)
        if plain:
            text = redaction.scrubbed("\n\n".join(plain), words)
            found.append(Told(now.kind, now.kind.name, text, *shared, must_read=False))
        if now.kind.must_read:
            found += [
                Told(now.kind, row.title, redaction.scrubbed(row.text, words), *shared, must_read=True)
                for row in now.chosen
            ]
    return found


def fingerprint(handover: HandOver, told: Iterable[Told]) -> str:
    """The very words, for whom: a page that showed others does not send these."""
    rows = [[t.title, t.text, t.basis.pk if t.basis else 0, t.consent.pk if t.consent else 0] for t in told]
    return rules.digest([[handover.pk, handover.edition, to_name(handover), handover.no_parents_because], *rows])


def keep_out(handover: HandOver) -> list[redaction.Telling]:
    """What no passage may say, whoever wrote it: who told of a worry, and where a protected child lives and goes.

    The receiver works in another place, and the paper lies about, so the strictest reader is asked.
    """
    child = handover.child
    with context.beyond_reach():
        named = Notifier.objects.filter(concern__child=child).values_list("name", "reach")
        told = {text for row in named for text in row if text}
        known = set(Custody.objects.filter(child=child).values_list("guardian__name", flat=True))
        custodies = guardians_of(child, clock.today())
        found = list(redaction.telling(told - known, Because.NOTIFIER, _("en person, der kender familien")))
        if protected(child):
            places = [handover.from_institution]
            contact = {t for c in custodies for t in (c.guardian.phone, c.guardian.email, c.guardian.address) if t}
            names = telling_names(child, places) | colleagues_there(child, places) | contact
            found += redaction.telling(names, Because.PROTECTED)
    return found


def protected(child: Child) -> bool:
    """Whether where the child lives and goes is kept from anybody; asks the database nothing."""
    return redaction.where(redaction.ANYBODY, marked(child)) is not None


def grounds(actor: Actor, handover: HandOver, today: date) -> list[tuple[str, str]]:
    """What a part may rest on in this municipality today: each consent that holds, and each basis that can carry one."""
    found = sharing.choices(actor, handover.child, today, what=What.HAND_OVER)
    fit = {
        row.key
        for row in found.bases
        if rules.may_carry(row.key, BasisKind(row.kind), outside=handover.outside) and not row.needs_decision
    }
    return [(key, words) for key, words in found.options if key.partition(":")[0] in fit]


def from_words(handover: HandOver) -> str:
    """Where it comes from, as the receiver may read it: of a protected child not the place."""
    if not protected(handover.child):
        return str(handover.from_institution.name)
    return _("et sted, hvis navn er beskyttet")
