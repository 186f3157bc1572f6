"""Read the guide as somebody needs it now, and what is owed of sparrings."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function, Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Hole, Task, Waiting
from sikkerhedsnet.organisation.models import District, Group, OwedQuerySet
from sikkerhedsnet.organisation.queries import advisers_of, gone_user_ids, staff_with, who_may
from sikkerhedsnet.people.models import Child, Custody

from . import policy, rules, signs
from .identifying import Found, Known, look_through
from .labels import AGE, LEVEL, PROFESSION
from .models import GuideEntry, GuideVersion, Sparring
from .states import LEVELS, PROFESSIONS, AgeBand, State, VersionState

MOST_WORDS = 8


@dataclass(frozen=True)
class Advice:
    """One piece of the guide in the reader's language."""

    id: int
    title: str
    may_do: tuple[str, ...]
    must_do: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    levels: tuple[str, ...]
    ages: tuple[str, ...]
    functions: tuple[str, ...]
    is_proposal: bool
    language: str


@dataclass(frozen=True)
class Sought:
    """What a reader has asked the guide for; everything empty is the whole guide, of which the headings stand first."""

    text: str = ""
    age: str = ""
    function: str = ""
    sign: str = ""
    level: int | None = None
    unfolded: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.text or self.age or self.function or self.sign or self.level)


def in_force(municipality_id: int, today: date) -> GuideVersion | None:
    """The version that counts in the municipality today; one query."""
    rows = GuideVersion.objects.filter(municipality_id=municipality_id, state=VersionState.APPROVED)
    return rules.in_force(rows.filter(in_force_on__lte=today), today)


@dataclass(frozen=True)
class VersionLine:
    """A version with the days in which it counted; both None while it has not been approved, or never counted."""

    row: GuideVersion
    first: date | None = None
    last: date | None = None


def all_versions(actor: Actor) -> list[VersionLine]:
    """Every version this person may read, the newest first; one query."""
    rows = list(GuideVersion.objects.visible_to(actor).select_related("prepared_by", "decided_by"))
    days = {
        row.pk: (first, last)
        for row, first, last in rules.periods(row for row in rows if row.state == VersionState.APPROVED)
    }
    return [VersionLine(row, *days.get(row.pk, (None, None))) for row in rows]


def version(actor: Actor, pk: int) -> VersionLine:
    """One version within reach with its days, or GuideVersion.DoesNotExist."""
    for line in all_versions(actor):
        if line.row.pk == pk:
            return line
    raise GuideVersion.DoesNotExist


def under_way(actor: Actor) -> GuideVersion | None:
    """The version that is being written or waits for approval, for those who may see it."""
    rows = GuideVersion.objects.visible_to(actor).exclude(state=VersionState.APPROVED)
    found: GuideVersion | None = rows.first()
    return found


def professions_of(actor: Actor) -> tuple[Function, ...]:
    """Those of the reader's functions that the guide speaks to."""
    return tuple(dict.fromkeys(post.function for post in actor.posts if post.function in PROFESSIONS))


def beside(
    actor: Actor, chosen: Iterable[str], age: str | None, today: date, *, level: int | None = None
) -> list[Advice]:
    """What the guide says to this reader about these signs, the most specific first; nothing while no guide is in force."""
    guide = in_force(actor.municipality_id, today)
    if guide is None:
        return []
    entries, picked = list(guide.entries.all()), tuple(chosen)
    functions: tuple[Function | None, ...] = professions_of(actor) or (None,)
    found = {row.pk: row for function in functions for row in rules.matching(entries, picked, level, age, function)}
    ordered = rules.matching(found.values(), picked, level, age, None)
    return [told(row) for row in ordered]


def search(guide: GuideVersion, sought: Sought) -> list[Advice]:
    """The version's advice as sought: by words the best hit first, by sign or level the most specific, else as written."""
    rows = _with_words(guide, sought.text) if sought.text else list(guide.entries.all())
    if sought.sign or sought.level:
        rows = rules.matching(
            rows, (sought.sign,) if sought.sign else (), sought.level, sought.age or None, sought.function or None
        )
    else:
        rows = [
            row for row in rows if rules.fits(row, row.signs, next(iter(row.levels), None), sought.age, sought.function)
        ]
    return [told(row) for row in rows]


def _with_words(guide: GuideVersion, text: str) -> list[GuideEntry]:
    """Entries with the words, or with words that begin like them, as the language inflects them."""
    english = _english()
    config, column = ("english", "search_english") if english else ("danish", "search")
    words = re.findall(r"\w+", text)[:MOST_WORDS]
    if not words:
        return []
    query = SearchQuery(text, config=config, search_type="websearch")
    begins = " & ".join(f"{word}:*" for word in words)
    query |= SearchQuery(begins, config=config, search_type="raw")
    rows = guide.entries.filter(**{column: query}).annotate(rank=SearchRank(F(column), query))
    return list(rows.order_by("-rank", "position", "pk"))


def _english() -> bool:
    return (get_language() or "da").startswith("en")


def told(row: GuideEntry) -> Advice:
    """The entry as it is shown; in Danish where the municipality has written no English."""
    english = row.english if _english() and row.english.get("title") else None

    def text(name: str) -> str:
        return str((english or {}).get(name, "") if english else getattr(row, name))

    facts = (
        (_("Hvem"), text("who")),
        (_("Hvordan"), text("form")),
        (_("Hvornår"), text("deadline")),
        (_("Kontakt"), text("contact")),
    )
    return Advice(
        id=row.pk,
        title=text("title"),
        may_do=_lines(text("may_do")),
        must_do=_lines(text("must_do")),
        facts=tuple((name, words) for name, words in facts if words),
        signs=tuple(signs.named(row.signs)),
        levels=tuple(str(LEVEL[level]) for level in row.levels if level in LEVELS),
        ages=tuple(str(AGE[AgeBand(age)]) for age in row.ages if age in set(AgeBand)),
        functions=tuple(str(PROFESSION[Function(name)]) for name in row.functions if name in set(PROFESSIONS)),
        is_proposal=row.is_proposal,
        language="en" if english else "da",
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


# Sparring


def known(actor: Actor, today: date) -> Known:
    """The names this person could betray: of the children she works with, of their parents, and of the groups."""
    children = Child.objects.visible_to(actor, today)
    names = [f"{first} {last}" for first, last in children.values_list("first_name", "last_name")]
    names += Custody.objects.filter(child__in=children).values_list("guardian__name", flat=True).distinct()
    groups = Group.objects.filter(institution__municipality_id=actor.municipality_id).values_list("name", flat=True)
    return Known(tuple(dict.fromkeys(names)), tuple(dict.fromkeys(groups)))


def found_in(actor: Actor, text: str, today: date) -> Found:
    """What in the text could tell which child it is about; the text itself never reaches the database here."""
    return look_through(text, known(actor, today))


def receiver(actor: Actor, today: date) -> User | None:
    """Who would answer this person's question; None when the municipality has nobody."""
    district = district_of(actor)
    advisers = advisers_of(district, actor.municipality_id, today)
    chiefs = staff_with(actor.municipality_id, Function.CHIEF, today)
    found = rules.receiver([user.pk for user in advisers], [user.pk for user in chiefs], sender=actor.id)
    return next((user for user in (*advisers, *chiefs) if user.pk == found), None)


def district_of(actor: Actor) -> District | None:
    """The district one works in: one's own, else one's institution's."""
    ids = [post.district_id for post in actor.posts if post.district_id]
    if ids:
        return District.objects.filter(pk=ids[0]).first()
    places = [post.institution_id for post in actor.posts if post.institution_id]
    return District.objects.filter(institutions__in=places).order_by("pk").first() if places else None


def around(row: Sparring) -> policy.Around:
    """The people around it as the policies ask for them."""
    return policy.Around(row.asked_by_id, row.owner_id, row.escalated_to_id)


def within_reach(actor: Actor, pk: int) -> Sparring:
    """The sparring with its people, or Sparring.DoesNotExist."""
    people = ("asked_by", "owner", "escalated_to", "district")
    row: Sparring = Sparring.objects.visible_to(actor).select_related(*people).get(pk=pk)
    return row


def open_sparring(actor: Actor, pk: int, *, now: datetime) -> Sparring:
    """The sparring, and a line in the read log."""
    row = within_reach(actor, pk)
    audit.read(actor, "sparring.read", row, at=now)
    return row


def sparrings(actor: Actor) -> list[Sparring]:
    """Those this person asked or answers, what waits first, then the newest; one query."""
    rows = Sparring.objects.visible_to(actor).select_related("asked_by", "owner")
    return list(rows.order_by(F("answered_at").desc(nulls_first=True), "due_on", "-pk"))


def colleagues(row: Sparring, today: date) -> list[User]:
    """The advisers it can be given to, the district's own first."""
    advisers = advisers_of(row.district, row.municipality_id, today)
    return [user for user in advisers if policy.may_be_given(user.pk, around(row))]


def advice_for(row: Sparring, today: date) -> list[Advice]:
    """What the guide says today about what was seen."""
    guide = in_force(row.municipality_id, today)
    if guide is None:
        return []
    return [told(one) for one in rules.matching(guide.entries.all(), row.signs, None, row.age, row.function)]


def heirs(row: Sparring, today: date) -> list[User]:
    """Who answers when the one it lay with has left: an adviser, at last a chief; never the one who asked."""
    found = [*advisers_of(row.district, row.municipality_id, today)]
    found += staff_with(row.municipality_id, Function.CHIEF, today)
    return [user for user in found if user.pk != row.asked_by_id]


def tasks(actor: Actor, today: date) -> list[Task]:
    """Sparrings to answer; those one was told are late, to give to somebody else; a guide to approve."""
    mine = Sparring.objects.visible_to(actor).open().filter(owner_id=actor.id)
    found = [
        Task(
            kind="guide.answer",
            what=_("Svar på anonym sparring"),
            to_whom=row.asked_by.name,
            since=clock.day_of(row.asked_at),
            due_on=row.due_on,
            url_name="guide:sparring",
            url_args=(row.pk,),
            action_label=_("Læs og svar"),
            child_line=AGE[AgeBand(row.age)] if row.age else "",
        )
        for row in mine.select_related("asked_by")
        if row.due_on
    ]
    waits = under_way(actor) if actor.has(Permission.GUIDE_APPROVE) else None
    if waits and waits.state == VersionState.PROPOSED and policy.may_decide(actor, waits.writers):
        sent = clock.day_of(waits.prepared_at)
        found.append(
            Task(
                kind="guide.approve",
                what=_("Godkend handleguiden, udgave %(n)d") % {"n": waits.number},
                to_whom=waits.prepared_by.name if waits.prepared_by else "",
                since=sent,
                due_on=waits.in_force_on or sent,
                url_name="guide:version",
                url_args=(waits.pk,),
                action_label=_("Læs og svar"),
            )
        )
    return found


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Questions this person asked that nobody has answered yet; one query."""
    rows = Sparring.objects.visible_to(actor).open().filter(asked_by_id=actor.id).select_related("owner")
    return [
        Waiting(
            _("Svar på din anonyme sparring"), "", row.owner.name if row.owner else "", clock.day_of(row.asked_at),
            "guide:sparring", (row.pk,),
        )
        for row in rows.order_by("due_on", "pk")
    ]  # fmt: skip


def holes(municipality_id: int, now: datetime) -> list[Hole]:
    """Sparrings nobody answers for, or nobody else was told are late."""
    today = clock.local(now).date()
    gone = gone_user_ids(municipality_id, today)
    chief = next((user.name for user in staff_with(municipality_id, Function.CHIEF, today)), _("Chefen"))
    readers = who_may(Permission.DESK, municipality_id, today)
    rows = Sparring.objects.filter(municipality_id=municipality_id).open().select_related("owner", "district")
    return [hole for row in rows.order_by("due_on", "pk") for hole in _holes_of(row, today, gone, chief, readers)]


def _holes_of(row: Sparring, today: date, gone: set[int], chief: str, readers: set[int]) -> list[Hole]:
    asked, owner = clock.day_of(row.asked_at), row.owner.name if row.owner else chief
    place = _("distrikt %(name)s") % {"name": row.district.name} if row.district else ""

    def hole(kind: str, what: str, since: date, who: str) -> Hole:
        return Hole(kind, None, what, since, who, place=place)

    if row.owner_id is None:
        return [hole("no_owner", _("En anonym sparring har ingen ansvarlig"), asked, chief)]
    if row.owner_id in gone:
        words = {"who": owner}
        return [
            hole("owner_gone", _("%(who)s har en anonym sparring, men arbejder her ikke mere") % words, asked, chief)
        ]
    if row.due_on is None or row.due_on >= today:
        return []
    late = _("En anonym sparring er ikke besvaret til tiden")
    if row.escalated_at is None:
        return [hole("overdue_not_escalated", late, row.due_on, owner)]
    if row.escalated_to_id not in readers:
        return [hole("overdue_out_of_sight", late, row.due_on, owner)]
    return []


def owing(municipality_id: int) -> tuple[OwedQuerySet, ...]:
    """Every sparring that waits for an answer."""
    rows: OwedQuerySet = Sparring.objects.filter(municipality_id=municipality_id).open()
    return (rows.select_related("owner", "district"),)


def may_answer(actor: Actor, row: Sparring) -> bool:
    """Whether this person can answer it now."""
    return row.state == State.ASKED and bool(policy.may_answer(actor, around(row)))
