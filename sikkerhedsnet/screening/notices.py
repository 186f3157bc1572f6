"""What parents are told of the ratings (GDPR articles 13 and 14): written, approved, given, and who lacks it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext, ngettext

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import calendar, clock
from sikkerhedsnet.core.db import change, create_once
from sikkerhedsnet.core.errors import Invalid, Stale
from sikkerhedsnet.core.tasks import Event, Task
from sikkerhedsnet.core.verdicts import ALLOWED, denied, require
from sikkerhedsnet.organisation.models import Group, Institution
from sikkerhedsnet.people.models import Child, Custody, Enrolment, Guardian

from . import notice_text, policy
from .labels import GIVEN_HOW
from .models import NoticeGiven, ParentsNotice
from .notice_models import NOTICE_TEXTS
from .policy import Setting
from .states import GivenHow, NoticeState

WORKING_DAYS_TO_GIVE = 10
"""Assumption: so long after a text came into force, or a child began, the leader is reminded. Local choice; bør kontrolleres."""


@dataclass(frozen=True)
class NoticeTexts:
    """The five parts of the text and the day it is in force from."""

    purpose: str
    basis: str
    who_sees: str
    kept: str
    rights: str
    from_on: date
    version: int = 0
    key: UUID | None = None


@dataclass(frozen=True)
class GiveNotice:
    """To which custody holders of which children the text in force was given, when and how."""

    notice_id: int
    pairs: frozenset[tuple[int, int]]
    given_on: date
    how: GivenHow


@dataclass(frozen=True)
class Lacking:
    """One child whose custody holders have not all been given the text in force."""

    child: Child
    group_id: int | None
    guardians: tuple[Guardian, ...]


@dataclass(frozen=True)
class NoticeGroup:
    """A group with the children whose parents lack the text, and how many have all been given it."""

    group: Group | None
    lacking: tuple[Lacking, ...]
    told: int

    @property
    def number(self) -> int:
        return self.group.pk if self.group else 0


def in_force(municipality_id: int, today: date) -> ParentsNotice | None:
    """The approved text that counts today: the latest day, then the latest number."""
    return (
        ParentsNotice.objects.filter(municipality_id=municipality_id, state=NoticeState.APPROVED, from_on__lte=today)
        .select_related("approved_by", "written_by")
        .order_by("-from_on", "-number")
        .first()
    )


def all_notices(actor: Actor) -> list[ParentsNotice]:
    """Every version of the municipality's text, the newest first."""
    rows = ParentsNotice.objects.filter(municipality_id=actor.municipality_id)
    return list(rows.select_related("approved_by", "written_by").order_by("-number"))


def proposal(actor: Actor) -> dict[str, str]:
    """What a new version begins with: the last one's words, or the proposal; how long is what the settings say now."""
    last = ParentsNotice.objects.filter(municipality_id=actor.municipality_id).order_by("-number").first()
    words = {name: getattr(last, name) for name in NOTICE_TEXTS} if last else dict(notice_text.PROPOSAL)
    return {**words, "kept": kept_how_long(actor.municipality_id) or words["kept"]}


def kept_how_long(municipality_id: int) -> str:
    """The municipality's own period for assessments in words; empty when nothing says."""
    with translation.override("da"):  # it is read by parents, whatever language the writer reads
        return str(import_string(settings.SIKKERHEDSNET_ASSESSMENTS_KEPT)(municipality_id))


@transaction.atomic
def write_notice(actor: Actor, texts: NoticeTexts, *, now: datetime) -> ParentsNotice:
    """A new version as a draft, or the draft there is in new words; an approved text is never changed."""
    require(ALLOWED if actor.has(Permission.NOTICE_WRITE) else denied("role"))
    _check_texts(texts, clock.local(now).date())
    here = ParentsNotice.objects.filter(municipality_id=actor.municipality_id)
    words = {name: getattr(texts, name) for name in (*NOTICE_TEXTS, "from_on")}
    draft = here.select_for_update(of=("self",)).filter(state=NoticeState.DRAFT).first()
    if draft is not None and (texts.key is None or draft.idempotency_key != texts.key):
        draft.version = texts.version
        change(draft, by_name=actor.name, at=now, **words, written_by_id=actor.id, written_at=now)
        audit.record(actor, "notice.rewritten", draft, at=now)
        return draft
    last = here.order_by("-number").first()
    made, new = create_once(
        ParentsNotice,
        texts.key,
        lambda: ParentsNotice.objects.create(
            idempotency_key=texts.key,
            municipality_id=actor.municipality_id,
            number=last.number + 1 if last else 1,
            written_by_id=actor.id,
            written_at=now,
            changed_at=now,
            changed_by_name=actor.name,
            **words,
        ),
    )
    if new:
        audit.record(actor, "notice.written", made, at=now)
    return made


def _check_texts(texts: NoticeTexts, today: date) -> None:
    errors = {name: "notice_text" for name in NOTICE_TEXTS if not getattr(texts, name).strip()}
    if texts.from_on < today:
        errors["from_on"] = "next_on_in_the_past"
    if errors:
        raise Invalid(errors)


@transaction.atomic
def approve_notice(actor: Actor, pk: int, version: int, *, now: datetime) -> ParentsNotice:
    """The draft counts from its day; approved by somebody who did not write it, and never changed afterwards."""
    require(ALLOWED if actor.has(Permission.NOTICE_APPROVE) else denied("role"))
    notice = ParentsNotice.objects.select_for_update(of=("self",)).get(pk=pk, municipality_id=actor.municipality_id)
    if notice.state != NoticeState.DRAFT:
        if notice.approved_by_id == actor.id:
            return notice
        raise Stale(who=notice.changed_by_name, what=notice.state, at=notice.changed_at)
    require(denied("own_notice") if notice.written_by_id == actor.id else ALLOWED)
    today = clock.local(now).date()
    notice.version = version
    change(
        notice,
        by_name=actor.name,
        at=now,
        state=NoticeState.APPROVED,
        from_on=max(notice.from_on, today),
        approved_by_id=actor.id,
        approved_at=now,
    )
    audit.record(actor, "notice.approved", notice, at=now)
    return notice


def notice_place(actor: Actor, institution_id: int, *, now: datetime) -> tuple[Institution, list[NoticeGroup]]:
    """Group by group the children whose custody holders lack the text in force; every named child is a read line."""
    today = clock.local(now).date()
    institution = Institution.objects.filter(pk__in=actor.institution_ids(Permission.ASSESSMENT_SETTLE)).get(
        pk=institution_id
    )
    notice = in_force(actor.municipality_id, today)
    enrolled = Enrolment.objects.on(today).filter(institution=institution, child__left_on=None)
    children = Child.objects.visible_to(actor, today).filter(pk__in=enrolled.values("child_id"))
    groups = dict(enrolled.order_by("pk").values_list("child_id", "group_id"))
    rows = lacking(children.order_by("sort_key", "id"), groups, notice, today) if notice else []
    counted: dict[int | None, int] = defaultdict(int)
    for pk in children.values_list("pk", flat=True):
        counted[groups[pk]] += 1
    names = Group.objects.in_bulk([pk for pk in counted if pk])
    found = []
    for group_id in sorted(counted, key=lambda pk: names[pk].name if pk else ""):
        if not policy.may_settle(actor, Setting(institution.pk, group_id), alone=False):
            continue
        here = tuple(row for row in rows if row.group_id == group_id)
        found.append(NoticeGroup(names.get(group_id) if group_id else None, here, counted[group_id] - len(here)))
    audit.read_children(actor, "notice.lacking", [r.child.pk for g in found for r in g.lacking], at=now)
    return institution, found


def lacking(
    children: Iterable[Child], groups: dict[int, int | None], notice: ParentsNotice, today: date
) -> list[Lacking]:
    """The children with a custody holder who has not been given the text; two queries, however many children."""
    rows = list(children)
    given = set(NoticeGiven.objects.filter(notice=notice, child__in=rows).values_list("child_id", "guardian_id"))
    holders: dict[int, list[Guardian]] = defaultdict(list)
    for custody in (
        Custody.objects.on(today)
        .filter(child__in=rows, has_custody=True)
        .select_related("guardian")
        .order_by("guardian__sort_key", "id")
    ):
        if (custody.child_id, custody.guardian_id) not in given:
            holders[custody.child_id].append(custody.guardian)
    return [
        Lacking(child, groups.get(child.pk), tuple(dict.fromkeys(holders[child.pk])))
        for child in rows
        if holders.get(child.pk)
    ]


@transaction.atomic
def give_notice(actor: Actor, command: GiveNotice, *, now: datetime) -> int:
    """Records who was given the text in force, when and how; how many. Sent twice it is recorded once."""
    require(ALLOWED if actor.has(Permission.ASSESSMENT_SETTLE) else denied("role"))
    today = clock.local(now).date()
    notice = in_force(actor.municipality_id, today)
    if notice is None or notice.pk != command.notice_id:
        raise Stale(what="notice")
    errors = {}
    if command.given_on > today:
        errors["given_on"] = "told_in_the_future"
    elif command.given_on < notice.from_on:
        errors["given_on"] = "given_before_in_force"
    if not command.pairs:
        errors["pairs"] = "nobody_given"
    if errors:
        raise Invalid(errors)
    children = Child.objects.visible_to(actor, today).filter(pk__in={child for child, _ in command.pairs})
    holders = set(
        Custody.objects.on(today).filter(child__in=children, has_custody=True).values_list("child_id", "guardian_id")
    )
    if command.pairs - holders:
        raise Child.DoesNotExist
    there = set(NoticeGiven.objects.filter(notice=notice, child__in=children).values_list("child_id", "guardian_id"))
    rows = [
        NoticeGiven(
            child_id=child, guardian_id=guardian, notice=notice, given_on=command.given_on, how=command.how,
            by_id=actor.id, recorded_at=now,
        )
        for child, guardian in sorted(command.pairs - there)
    ]  # fmt: skip
    made = NoticeGiven.objects.bulk_create(rows, ignore_conflicts=True)
    audit.record_many(
        actor, [("notice.given", notice, row.child_id, {"guardian": row.guardian_id}) for row in made], at=now
    )
    return len(rows)


def without(pairs: Iterable[tuple[int, int]], except_for: Iterable[tuple[int, int]], command: GiveNotice) -> GiveNotice:
    """The command for all of a group but those left out."""
    return replace(command, pairs=frozenset(pairs) - frozenset(except_for))


def given_to(actor: Actor, child: Child) -> list[NoticeGiven]:
    """What this child's custody holders have been given, the latest first."""
    rows = NoticeGiven.objects.visible_to(actor).filter(child=child)
    return list(rows.select_related("guardian", "notice", "by").order_by("-given_on", "-pk"))


def events(actor: Actor, child: Child) -> list[Event]:
    """For the child's page: one line for each version and day."""
    found: dict[tuple[int, date, str], list[NoticeGiven]] = defaultdict(list)
    for row in reversed(given_to(actor, child)):
        found[row.notice_id, row.given_on, row.how].append(row)
    return [
        Event(
            kind="screening.notice",
            on=rows[0].given_on,
            at=None,
            title=gettext("Forældrene fik oplysning om trivselsvurderinger"),
            text=gettext("Tekst nr. %(number)d til %(names)s. %(how)s.")
            % {
                "number": rows[0].notice.number,
                "names": ", ".join(row.guardian.name for row in rows),
                "how": GIVEN_HOW[GivenHow(rows[0].how)],
            },
            by=rows[0].by.name,
            url_name="screening:notice_child",
            url_args=(child.pk,),
        )
        for rows in found.values()
    ]


def tasks(actor: Actor, today: date) -> list[Task]:
    """For the leader: one task a place for all the parents who lack the text; the names stand on its page."""
    if not actor.led_institution_ids or not actor.has(Permission.ASSESSMENT_SETTLE):
        return []
    notice = in_force(actor.municipality_id, today)
    if notice is None:
        return []
    found = []
    for institution in Institution.objects.filter(pk__in=actor.led_institution_ids).order_by("name", "pk"):
        enrolled = Enrolment.objects.on(today).filter(institution=institution, child__left_on=None)
        rows = lacking(
            Child.objects.visible_to(actor, today).filter(pk__in=enrolled.values("child_id")), {}, notice, today
        )
        if not rows:
            continue
        found.append(
            Task(
                kind="screening.notice",
                what=ngettext(
                    "%(n)d barns forældre mangler oplysning om trivselsvurderinger",
                    "%(n)d børns forældre mangler oplysning om trivselsvurderinger",
                    len(rows),
                )
                % {"n": len(rows)},
                child_line=institution.name,
                to_whom=gettext("forældrene"),
                since=notice.from_on,
                due_on=calendar.add_working_days(notice.from_on, WORKING_DAYS_TO_GIVE),
                url_name="screening:notice_place",
                url_args=(institution.pk,),
                action_label=gettext("Se hvem"),
            )
        )
    return found
