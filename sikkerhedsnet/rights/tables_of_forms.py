"""What forms give of a child: words, and never a number that only professionals read; a parent's own is nobody else's."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.instruments.labels import ANSWERED, DO, FOLLOW_STATE
from sikkerhedsnet.instruments.models import FollowUp, Response
from sikkerhedsnet.instruments.queries import picture_of
from sikkerhedsnet.instruments.states import Told
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.redaction import About, Reader

from .copy import Column, Table


def _answers_for(child: Child, reader: Reader) -> Any:
    """Those about the child, and those about the very parent who asks; that the other has answered is not told."""
    mine = Q(guardian__isnull=True)
    if reader.guardian_id is not None:
        mine |= Q(guardian_id=reader.guardian_id)
    around = ("form", "child", "guardian", "entered_by", "institution")
    return Response.objects.filter(mine, child=child).select_related(*around).order_by("answered_on", "id")


def _said(row: Response) -> list[str] | None:
    """The answers in words where the form shows parents its numbers; else nothing, the result is told in words."""
    picture = picture_of(row)
    if picture.form.parents is not Told.NUMBERS:
        return None
    return [f"{line.item.words}: {line.words}" for line in picture.lines]


FORMS: tuple[Table, ...] = (
    Table(
        "answers", _("Skemaer og undersøgelser"), _("Svar"), Response, _answers_for,
        (
            Column("instrument", _("Skema"), get=lambda row: row.form.definition.title),
            Column("answered_on", _("Dato")), Column("informant", _("Hvem har svaret"), ANSWERED),
            Column("guardian", _("Om")), Column("entered_by", _("Skrevet ind af")),
            Column("institution", _("Sted")), Column("entered_at", _("Skrevet ind")),
            Column("band", _("Resultat"), get=lambda row: picture_of(row).for_parents or None),
            Column("answers", _("Svar"), get=_said),
            Column("why_corrected", _("Hvorfor rettet")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        not_given={
            "child": "the child of the copy",
            "score": "a professional's reminder; the result is told in words",
            "positive": "told by the result in words, and by what followed",
            "norm": "which norms a professional read the number in",
            "described": "told with the result",
        },
    ),
    Table(
        "follow_ups_of_answers", _("Det, der fulgte af svarene"), _("Opfølgning"), FollowUp,
        lambda child, reader: FollowUp.objects.filter(child=child)
        .select_related("owner", "ended_by").order_by("asked_on", "id"),
        (
            Column("do", _("Hvad"), DO), Column("asked_on", _("Fra")), Column("earliest_on", _("Tidligst")),
            Column("due_on", _("Senest")), Column("state", _("Hvor langt"), FOLLOW_STATE),
            Column("owner", _("Ansvarlig")), Column("steps", _("Gjort")), Column("action", _("Aftalt")),
            Column("ended_on", _("Afsluttet")), Column("ended_by", _("Skrevet af")),
        ),
        of=("response_id", Response),
        not_given={"child": "the child of the copy"},
    ),
)  # fmt: skip
