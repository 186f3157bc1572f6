"""Read consents, legal bases and what was passed on; what a form may choose between, and what people owe."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.concerns.states import NOT_CLOSED
from sikkerhedsnet.core import clock, context
from sikkerhedsnet.core.tasks import Event, Hole, Waiting
from sikkerhedsnet.organisation.kinds import InstitutionKind
from sikkerhedsnet.organisation.models import Employment, OwedQuerySet
from sikkerhedsnet.people.models import Child, Custody, own_family
from sikkerhedsnet.people.queries import guardians_of
from sikkerhedsnet.web.words import day_words

from . import rules
from .chosen import settings_of as settings_of
from .desk import tasks as tasks
from .labels import INVALID, SERVICE, WHAT
from .models import Consent, ConsentQuerySet, Disclosure, DisclosureQuerySet, LegalBasis
from .states import Kind, OneOff, Service, Topic, Turn, What


def bases_on(municipality_id: int, day: date) -> dict[str, LegalBasis]:
    """The bases in force that day by their key, in the municipality's order."""
    rows = LegalBasis.objects.filter(municipality_id=municipality_id).on(day).order_by("order", "key")
    return {row.key: row for row in rows}


def concern_basis(municipality_id: int, today: date) -> LegalBasis | None:
    """What a worry crosses on when nobody chooses: the municipality's own wording, also one that has been ended."""
    return _default_basis(municipality_id, rules.CONCERN_BASIS, today)


def national_basis(municipality_id: int, today: date) -> LegalBasis | None:
    """What is reported to the national register on, in the municipality's own wording."""
    return _default_basis(municipality_id, rules.NATIONAL_BASIS, today)


def _default_basis(municipality_id: int, key: str, today: date) -> LegalBasis | None:
    rows = LegalBasis.objects.filter(municipality_id=municipality_id, key=key, valid_from__lte=today)
    return rows.order_by("-valid_from").first()


def concern_ground(concern_id: int) -> str:
    """Under which basis the worry was passed on, in words; empty when it stayed in one service."""
    with context.beyond_reach():
        row = (
            Disclosure.objects.filter(about_label="concerns.concern", about_id=concern_id, what=What.CONCERN)
            .select_related("basis")
            .first()
        )
        return basis_words(row.basis) if row else ""


def services_of(user_ids: Iterable[int], municipality_id: int, today: date) -> dict[int, frozenset[Service]]:
    """The services each of them works in today; one query, every id has a set."""
    found: dict[int, set[Service]] = {pk: set() for pk in user_ids}
    posts = Employment.objects.on(today).filter(user_id__in=found, municipality_id=municipality_id)
    for user_id, function, kind in posts.values_list("user_id", "function", "institution__kind"):
        service = rules.service_of(Function(function), InstitutionKind(kind) if kind else None)
        if service is not None:
            found[user_id].add(service)
    return {pk: frozenset(services) for pk, services in found.items()}


def my_services(actor: Actor, today: date) -> frozenset[Service]:
    """The services this person works in today."""
    return services_of([actor.id], actor.municipality_id, today)[actor.id]


def family_of(child: Child, today: date) -> rules.Family:
    """Who has to say yes for the child today."""
    return _family(child, guardians_of(child, today), settings_of(child.municipality_id).young_from_years)


def young_day(child: Child) -> date | None:
    """The first day the young person has a say of her own, as the municipality has set it."""
    return rules.young_from(child.birth_date, settings_of(child.municipality_id).young_from_years)


def _family(child: Child, custodies: Iterable[Custody], years: int) -> rules.Family:
    holders = frozenset(custody.guardian_id for custody in custodies if custody.has_custody)
    return rules.Family(holders, rules.young_from(child.birth_date, years))


def sees_suspicion(actor: Actor, child: Child) -> bool:
    """Whether there is an open suspicion about the child that this person sees: then the parents are not asked."""
    about = Concern.objects.visible_to(actor).filter(child=child, suspicion=True, state__in=NOT_CLOSED)
    return about.exists()


@dataclass(frozen=True)
class Standing:
    """One consent as it stands today."""

    consent: Consent
    terms: rules.Terms
    valid: bool
    waiting: tuple[str, ...]
    young_missing: bool

    @property
    def receivers(self) -> list[str]:
        named = [str(SERVICE[Service(key)]) for key in self.consent.receivers if key != Service.EXTERNAL]
        return [*named, *([self.consent.external_name] if self.consent.external_name else [])]

    @property
    def givers(self) -> str:
        return " / ".join(voice.name for voice in self.consent.voices.all())

    @property
    def open(self) -> bool:
        """Valid, or waiting for somebody's yes."""
        return self.valid or bool(self.waiting) or self.young_missing


def terms_of(consent: Consent) -> rules.Terms:
    """What a consent says, as the rules read it; the voices are loaded."""
    voices = list(consent.voices.all())
    return rules.Terms(
        given={voice.guardian_id: voice.on for voice in voices if voice.guardian_id is not None},
        young_on=min((voice.on for voice in voices if voice.guardian_id is None), default=None),
        receivers=frozenset(Service(key) for key in consent.receivers),
        topics=frozenset(Topic(key) for key in consent.topics),
        expires_on=consent.expires_on,
        withdrawn_on=consent.withdrawn_on,
    )


def holds_on(consent: Consent, child: Child, day: date, today: date) -> bool:
    """Whether the consent is valid that day with the family the child has today."""
    terms, family = terms_of(consent), family_of(child, today)
    one = rules.one_is_enough(terms.topics, settings_of(child.municipality_id).one_holder_topics)
    return rules.valid_at(terms, family, day, one_is_enough=one)


def consents_of(actor: Actor, child: Child, today: date) -> list[Standing]:
    """Every consent about the child, the newest first, each as it stands; four queries."""
    return standing_of(Consent.objects.visible_to(actor).filter(child=child), child, today)


def standing_of(rows: ConsentQuerySet, child: Child, today: date) -> list[Standing]:
    """Each of these consents about the child as it stands."""
    custodies = guardians_of(child, today)
    chosen = settings_of(child.municipality_id)
    family, names = (
        _family(child, custodies, chosen.young_from_years),
        {c.guardian_id: c.guardian.name for c in custodies},
    )
    to_one = chosen.one_holder_topics
    found = rows.select_related("owner", "renewed_by").prefetch_related("voices__paper")
    return [_standing(row, family, names, to_one, today) for row in found]


def _standing(
    consent: Consent, family: rules.Family, names: dict[int, str], to_one: Collection[str], today: date
) -> Standing:
    terms = terms_of(consent)
    one = rules.one_is_enough(terms.topics, to_one)
    over = today > terms.expires_on or terms.withdrawn_on is not None
    waiting, young = rules.missing(terms, family, today, one_is_enough=one)
    return Standing(
        consent=consent,
        terms=terms,
        valid=rules.valid_at(terms, family, today, one_is_enough=one),
        waiting=() if over else tuple(sorted(names[pk] for pk in waiting)),
        young_missing=young and not over,
    )


def open_consent(actor: Actor, pk: int, *, now: datetime) -> Consent:
    """The consent with its child and voices, and a line in the read log; out of reach: Consent.DoesNotExist."""
    rows = Consent.objects.visible_to(actor).select_related("child__municipality", "child__district", "owner")
    found: Consent = rows.prefetch_related("voices").get(pk=pk)
    audit.read(actor, "consent.read", found, at=now, child_id=found.child_id)
    return found


def meetings_on_one_off(concern_id: int, *, but_for: int | None = None) -> int:
    """How many meetings in the matter rest on the one-off exchange, without those that were called off."""
    rows = Disclosure.objects.filter(concern_id=concern_id, basis__kind=Kind.ONE_OFF, what=What.MEETING)
    held = set(rows.exclude(turns__turn=Turn.CALLED_OFF).values_list("about_id", flat=True))
    return len(held - {but_for})


@dataclass(frozen=True)
class Choices:
    """What a form about passing on may choose between, with what should be chosen from the start."""

    bases: list[LegalBasis]
    consents: list[Standing]
    one_off: OneOff
    chosen: str
    uncovered: bool = False
    """Whether there are consents, but none that names those who are told."""

    @property
    def options(self) -> list[tuple[str, str]]:
        """A consent by its row, every other basis by its key, in words with paragraph and mark."""
        found = []
        for basis in self.bases:
            if basis.kind == Kind.CONSENT:
                found += [(f"{basis.key}:{row.consent.pk}", _consent_words(row)) for row in self.consents]
            elif basis.kind != Kind.ONE_OFF or self.one_off is not OneOff.STOPPED:
                found.append((basis.key, basis_words(basis)))
        return found

    @property
    def asks_reason(self) -> bool:
        return self.one_off is OneOff.ASKS_REASON and any(row.kind == Kind.ONE_OFF for row in self.bases)

    @property
    def asks_decision(self) -> bool:
        return any(row.needs_decision for row in self.bases)

    @property
    def warning(self) -> str:
        """What to know about the one-off exchange in this matter; empty when it is unused."""
        key = {OneOff.ASKS_REASON: "special_reason", OneOff.STOPPED: "third_time"}.get(self.one_off)
        return str(INVALID[key]) if key and any(row.kind == Kind.ONE_OFF for row in self.bases) else ""


def _consent_words(row: Standing) -> str:
    words = {"who": row.givers, "to": ", ".join(row.receivers), "day": day_words(row.consent.expires_on)}
    return _("Samtykke fra %(who)s. Gælder for: %(to)s. Til %(day)s") % words


def basis_words(basis: LegalBasis) -> str:
    """`Børnehus: udveksling i en sag om overgreb (barnets lov § 126)`; a mark stands last."""
    said = "; ".join(filter(None, [basis.paragraph, basis.source_mark]))
    return f"{basis.name} ({said})" if said else basis.name


def choices(
    actor: Actor,
    child: Child,
    today: date,
    *,
    what: What,
    concern: Concern | None = None,
    but_for: int | None = None,
    told: Collection[int] = (),
) -> Choices:
    """The bases that can carry it today and the consents that hold; a consent that names the services of those who are
    `told` is chosen when there is one, else the one-off exchange while it can be used freely."""
    suspicion = concern is not None and concern.suspicion
    kinds = rules.kinds_for(what, suspicion=suspicion)
    bases = [row for row in bases_on(child.municipality_id, today).values() if row.kind in kinds]
    consents = [] if suspicion else [row for row in consents_of(actor, child, today) if row.valid]
    stands = rules.one_off(meetings_on_one_off(concern.pk, but_for=but_for)) if concern else OneOff.FREE
    other = _other_services(actor, told, today)
    covering = [row for row in consents if rules.covers(terms_of(row.consent), other)]
    found = Choices(bases, consents, stands, "", uncovered=bool(consents) and not covering)
    first = next((key for key, _words in replace(found, consents=covering).options if ":" in key), "")
    if not first and stands is OneOff.FREE:
        first = next((row.key for row in bases if row.kind == Kind.ONE_OFF), "")
    return replace(found, chosen=first)


def _other_services(actor: Actor, told: Collection[int], today: date) -> frozenset[Service]:
    """The services of those who are told, where it is not this person's own; one query, none when nobody is named."""
    if not told:
        return frozenset()
    services = services_of([actor.id, *told], actor.municipality_id, today)
    mine = services[actor.id]
    return frozenset(min(services[pk], default=Service.EXTERNAL) for pk in told if rules.crosses(mine, services[pk]))


def passed_on(actor: Actor, child: Child) -> list[Disclosure]:
    """What was passed on about the child and this person may know of, the newest first; three queries."""
    rows: DisclosureQuerySet = Disclosure.objects.visible_to(actor).filter(child=child)
    return list(rows.told().select_related("basis", "by", "consent").order_by("-on", "-pk"))


@dataclass(frozen=True)
class Sought:
    """What the municipality's list is narrowed to."""

    service: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None
    live_on: date | None = None


def in_the_municipality(actor: Actor, sought: Sought) -> DisclosureQuerySet:
    """Everything passed on in the municipality, for the one who controls it, without content and without what a
    suspicion alone is behind: for her it is as if that were not there."""
    rows = Disclosure.objects.filter(child__municipality_id=actor.municipality_id, suspicion=False)
    found: DisclosureQuerySet = rows.exclude(child_id__in=own_family(actor)).told()
    if sought.service:
        found = found.filter(to_service=sought.service)
    if sought.kind:
        found = found.filter(basis__kind=sought.kind)
    if sought.since:
        found = found.filter(on__gte=sought.since)
    if sought.until:
        found = found.filter(on__lte=sought.until)
    if sought.live_on:
        found = found.filter(ends_on__gte=sought.live_on, is_off=False)
    hidden = ("content", "purpose", "note", "special_reason", "not_told_because")
    return found.select_related("basis", "by").defer(*hidden).order_by("-on", "-pk")


# What the desk, the net and the child's page ask every step for.


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with a colleague."""
    return []


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """A consent that runs out closes itself: there is nothing in the net that can be open here."""
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Nothing here is owed for as long as it is open: a reminder ends with the consent."""
    return ()


def events(actor: Actor, child: Child) -> list[Event]:
    """Consents given and taken back, and what was passed on by hand; a meeting tells of itself. Three queries."""
    found = []
    for consent in (
        Consent.objects.visible_to(actor).filter(child=child).select_related("owner").prefetch_related("voices")
    ):
        page = ("sharing:consent", (consent.pk,))
        to = ", ".join(str(SERVICE[Service(key)]) for key in consent.receivers)
        given = clock.day_of(consent.recorded_at)
        names = " / ".join(voice.name for voice in consent.voices.all())
        text = _("Fra %(who)s. Til: %(to)s") % {"who": names, "to": to}
        found.append(
            Event("sharing.given", given, consent.recorded_at, _("Samtykke"), text, consent.owner.name, "", *page)
        )
        if consent.withdrawn_on:
            title = _("Samtykke trukket tilbage")
            by = consent.changed_by_name
            found.append(
                Event(
                    "sharing.withdrawn",
                    consent.withdrawn_on,
                    consent.changed_at,
                    title,
                    consent.withdrawn_by,
                    by,
                    "",
                    *page,
                )
            )
    for row in passed_on(actor, child):
        if row.what not in (What.MEETING, What.HAND_OVER, What.CONCERN, What.NATIONAL):
            text = _("Til %(who)s. Grundlag: %(basis)s") % {"who": row.to_name, "basis": row.basis.name}
            title = str(WHAT[What(row.what)])
            found.append(
                Event("sharing.passed_on", row.on, None, title, text, row.by_name, "", "sharing:child", (child.pk,))
            )
    return found


def earlier_wordings(municipality_id: int) -> dict[str, list[LegalBasis]]:
    """Every wording of every basis by its key, the newest first."""
    found: dict[str, list[LegalBasis]] = defaultdict(list)
    for row in LegalBasis.objects.filter(municipality_id=municipality_id).order_by("order", "key", "-valid_from"):
        found[row.key].append(row)
    return dict(found)
