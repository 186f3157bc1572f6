"""Read forms and answers: a child's page of forms, one answer, what is owed, and what was seen and not helped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.audit import actions as audit
from sikkerhedsnet.core.tasks import Event, Task, Waiting
from sikkerhedsnet.core.verdicts import Verdict
from sikkerhedsnet.organisation.models import Employment, OwedQuerySet
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.queries import child_lines
from sikkerhedsnet.training.queries import certificates_of

from . import policy, rules
from .definition import Definition
from .holes import holes
from .labels import ANSWERED, DO
from .models import FollowUp, Response
from .picture import Picture, picture_of
from .reading import shipped
from .states import Answered, Do
from .unhelped import unhelped, without_action
from .versions import InForce, in_force, topi_bands

__all__ = [
    "Offered",
    "Sheet",
    "asked_of",
    "child_page",
    "dental_form",
    "events",
    "heirs",
    "holes",
    "in_force",
    "offered",
    "open_response",
    "owing",
    "picture_of",
    "shipped",
    "tasks",
    "topi_bands",
    "unhelped",
    "waiting",
    "without_action",
]


@dataclass(frozen=True)
class Offered:
    """One form this person's function uses, and whether it can be filled in about the child now."""

    form: InForce
    may: Verdict


def offered(actor: Actor, child: Child, today: date) -> list[Offered]:
    """The forms for this person's function and the child's age; those a certificate or a permission keeps shut are
    among them, so that nobody has to guess that they are there. Three queries."""
    certificates = certificates_of(actor.id, actor.municipality_id, today)
    months = rules.age_of(child.birth_date, today)
    found = [
        Offered(form, policy.may_fill(actor, form.definition, certificates, months))
        for form in in_force(actor.municipality_id, today).values()
    ]
    return [one for one in found if one.may or (one.may.reason in ("not_certified", "no_permission_yet")
            and one.form.definition.fits_age(months))]  # fmt: skip


@dataclass(frozen=True)
class Sheet:
    """All answers to one instrument about one person, the newest first, with their picture over time."""

    title: str
    about: str
    answers: list[Picture]
    chart: Any = None


def child_page(actor: Actor, child: Child, today: date) -> tuple[list[Sheet], list[FollowUp]]:
    """The answers this person may read, by instrument and by whom they are about, and what is open; a constant number of
    queries."""
    rows = list(
        Response.objects.visible_to(actor)
        .filter(child=child)
        .select_related("form", "guardian", "entered_by", "corrected_by", "child", "institution")
        .order_by("-answered_on", "-id")
    )
    by_kind: dict[tuple[str, int | None], list[Picture]] = defaultdict(list)
    for row in rows:
        by_kind[row.instrument, row.guardian_id].append(picture_of(row))
    sheets = []
    for pictures in by_kind.values():
        newest = pictures[0]
        about = newest.response.guardian.name if newest.response.guardian else ""
        sheets.append(Sheet(newest.form.title, about, pictures, _chart(pictures)))
    asked = FollowUp.objects.visible_to(actor).filter(child=child, state__in=FollowUp.OPEN)
    return sheets, list(asked.select_related("owner", "response__form", "response__guardian").order_by("due_on", "id"))


def _chart(pictures: list[Picture]) -> Any:
    from .chart import chart_of

    standing = [p for p in reversed(pictures) if p.stands and p.result.score is not None]
    return chart_of(standing) if len(standing) > 1 and standing[-1].form.chart else None


def open_response(actor: Actor, pk: int, *, now: datetime) -> Picture:
    """One answer with the version it was given on, and a line in the read log; out of reach: Response.DoesNotExist."""
    around = ("form", "guardian", "entered_by", "child__municipality", "institution", "corrects", "corrected_by")
    row = Response.objects.visible_to(actor).select_related(*around).get(pk=pk)
    audit.read(actor, "response.read", row, at=now, child_id=row.child_id)
    return picture_of(row)


def asked_of(response: Response) -> list[FollowUp]:
    """What the answer asked for, done or not."""
    around = ("owner", "ended_by", "repeated_by", "response__form", "escalated_to")
    return list(response.follow_ups.select_related(*around).order_by("due_on", "id"))


def open_follow_ups(actor: Actor, child: Child) -> list[FollowUp]:
    """What the child is still owed after answers this person may read, the nearest first."""
    rows = FollowUp.objects.visible_to(actor).open().filter(child=child).order_by("due_on", "pk")
    return list(rows.select_related("owner", "response__form"))


def follow_words(row: FollowUp) -> str:
    """What must be done, in the words of the version it was answered on."""
    follow = row.response.form.definition.follow(row.key)
    return follow.words if follow else str(DO[Do(row.do)])


def tasks(actor: Actor, today: date) -> list[Task]:
    """What this person owes after answers, and what others owe that she was told of; two queries."""
    if not actor.has(Permission.INSTRUMENT_SEE):
        return []
    rows = list(
        FollowUp.objects.visible_to(actor)
        .filter(state__in=FollowUp.OPEN)
        .filter(owner_id=actor.id)
        .select_related("child", "response__form", "response__guardian")
        .order_by("due_on", "id")
    )
    lines = child_lines([row.child for row in rows], today, reader=actor)
    return [_task(row, lines[row.child_id]) for row in rows]


def _task(row: FollowUp, line: str) -> Task:
    assert row.due_on is not None
    title = row.response.form.definition.title
    words = {"form": title, "what": DO[Do(row.do)]}
    about_parent = row.response.guardian
    again = row.do == Do.OBSERVE_AGAIN
    return Task(
        kind=f"instruments.{row.do}",
        what=_("%(what)s: %(form)s") % words,
        child_id=row.child_id,
        child_name=row.child.name,
        child_line=line,
        to_whom=about_parent.name if about_parent else _("barnet"),
        since=row.asked_on,
        due_on=row.due_on,
        url_name="instruments:response" if again else "instruments:act",
        url_args=(row.response_id,) if again else (row.pk,),
        action_label=_("Åbn, og se barnet igen") if again else _("Skriv, hvad der er gjort"),
    )


def waiting(actor: Actor, today: date) -> list[Waiting]:
    """Nothing here lies with others."""
    return []


def owing(municipality_id: int) -> Iterable[OwedQuerySet]:
    """Every follow-up of the municipality that is open."""
    rows: OwedQuerySet = FollowUp.objects.filter(child__municipality_id=municipality_id).open()
    return [rows.select_related("child__district", "owner", "response__institution")]


def heirs(row: FollowUp, today: date) -> list[User]:
    """Who can answer for it when its owner is gone: those in a function the form is for, the same place's first."""
    form = row.response.form.definition
    here = Employment.objects.on(today).filter(
        municipality_id=row.child.municipality_id, function__in=form.functions, user__is_active=True
    )
    near = here.filter(district_id=row.child.district_id) if row.child.district_id else here
    places = near.filter(institution_id=row.response.institution_id)
    ordered = [
        post.user for posts in (places, near) for post in posts.select_related("user").order_by("user__sort_key")
    ]
    return list(dict.fromkeys(ordered))


def events(actor: Actor, child: Child) -> list[Event]:
    """What was answered about the child, and what was done about it, for those who may read it; two queries."""
    if not actor.has(Permission.INSTRUMENT_SEE):
        return []
    rows = list(
        Response.objects.visible_to(actor)
        .filter(child=child, corrected_by=None)
        .select_related("form", "guardian", "entered_by", "corrected_by")
        .prefetch_related("follow_ups__ended_by")
        .order_by("answered_on", "id")
    )
    return [event for row in rows for event in _events_of(row)]


def _events_of(row: Response) -> Iterator[Event]:
    form, page = row.form.definition, ("instruments:response", (row.pk,))
    band = form.band(row.band)
    about = _(" om %(who)s") % {"who": row.guardian.name} if row.guardian else ""
    said = f": {band.name}" if band else ""
    yield Event(
        "instruments.answered",
        row.answered_on,
        None,
        f"{form.title}{about}{said}",
        row.described,
        row.entered_by.name if row.informant == Answered.STAFF else str(ANSWERED[Answered(row.informant)]),
        "",
        *page,
        texts=((row._meta.label_lower, row.pk, "described"),),
    )
    for follow in row.follow_ups.all():
        if follow.action and follow.ended_on:
            by = follow.ended_by.name if follow.ended_by else ""
            title = _("Gjort efter %(form)s") % {"form": form.title}
            text = "\n".join([*follow.steps, follow.action])
            yield Event(
                "instruments.acted", follow.ended_on, None, title, text, by, "", *page,
                texts=((follow._meta.label_lower, follow.pk, "action"),),
            )  # fmt: skip


def dental_form(municipality_id: int, today: date) -> Definition:
    """The dental service's form in force, with the municipality's own ladder of missed appointments; one query."""
    return in_force(municipality_id, today)["dental"].definition
