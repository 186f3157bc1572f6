"""What preparations, a child's own words and scanned papers give; what the child asked to have kept is nobody's but its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.concerns.models import Concern
from sikkerhedsnet.instruments.models import Response
from sikkerhedsnet.meetings.models import Meeting
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.redaction import About, Kind, Reader
from sikkerhedsnet.plans.models import Plan
from sikkerhedsnet.scans.labels import ABOUT
from sikkerhedsnet.scans.models import Scan
from sikkerhedsnet.scans.states import About as Thing
from sikkerhedsnet.visits.models import Visit
from sikkerhedsnet.voices.labels import FACE, HOW, KEEP
from sikkerhedsnet.voices.models import ChildVoice, Preparation
from sikkerhedsnet.voices.states import Audience, Keep

from .copy import Column, Table


def _preparations(child: Child, reader: Reader) -> Any:
    """A colleague's own is hers until the meeting begins."""
    rows = Preparation.objects.filter(meeting__child=child, meeting__suspicion=False)
    rows = rows.exclude(audience=Audience.PROFESSIONAL, meeting__began_at=None)
    return rows.select_related("participant", "entered_by").order_by("meeting_id", "id")


def _voices(child: Child, reader: Reader) -> Any:
    """Nothing of harm; and for anybody but the child nothing it asked to have kept, and no word that there is such."""
    rows = ChildVoice.objects.filter(child=child, suspicion=False)
    if reader.kind is not Kind.YOUNG_PERSON:
        rows = rows.for_the_table()
    return rows.select_related("written_by", "decided_by").order_by("on", "id")


def _scans(child: Child, reader: Reader) -> list[Scan]:
    """Those of things that are in the copy, with whether it is this reader's own sheet; never what is on it."""
    openly = {"child": child, "suspicion": False}
    preparations = _preparations(child, reader)
    answers = Response.objects.filter(Q(guardian=None) | Q(guardian_id=reader.guardian_id), child=child)
    in_the_copy = {
        Thing.RESPONSE: answers,
        Thing.VISIT: Visit.objects.filter(child=child),
        Thing.CONCERN: Concern.objects.filter(**openly),
        Thing.MEETING: Meeting.objects.filter(**openly, concern__suspicion=False),
        Thing.PREPARATION: preparations,
        Thing.VOICE: _voices(child, reader),
        Thing.PLAN: Plan.objects.filter(**openly, concern__suspicion=False),
    }
    which = Q(pk=None)
    for about, rows in in_the_copy.items():
        which |= Q(about=about, about_id__in=list(rows.values_list("pk", flat=True)))
    mine = set(preparations.filter(participant__guardian_id=reader.guardian_id or 0).values_list("pk", flat=True))
    found = list(
        Scan.objects.filter(which, child=child)
        .defer("content")
        .select_related("uploaded_by", "withdrawn_by")
        .order_by("id")
    )
    for scan in found:
        scan.readers_own = scan.about == Thing.PREPARATION and scan.about_id in mine  # type: ignore[attr-defined]
    return found


def _unless_withdrawn(name: str) -> Callable[[Any], Any]:
    """Words about a paper that was taken back may be about another child."""
    return lambda row: getattr(row, name) if row.withdrawn_at is None else None


VOICES: tuple[Table, ...] = (
    Table(
        "preparations", _("Forberedelser til møder"), _("Forberedelse"), Preparation, _preparations,
        (
            Column("participant", _("Hvem"), get=lambda row: row.participant.name), Column("on", _("Dato")),
            Column("how", _("Hvordan"), HOW), Column("helped_by", _("Hjulpet af")),
            Column("answers", _("Ord"), get=lambda row: [f"{a['question']} {a['text']}" for a in row.answers if a["text"]]),
            Column("entered_by", _("Skrevet ind af")),
        ),
        about=lambda row: About(guardian_id=row.participant.guardian_id, meeting_id=row.meeting_id),
        of=("meeting_id", Meeting),
    ),
    Table(
        "child_voices", _("Barnets egne ord"), _("Barnets ord"), ChildVoice, _voices,
        (
            Column("on", _("Dato")), Column("how", _("Hvordan"), HOW), Column("helped_by", _("Hjulpet af")),
            Column("worries", _("Bekymringernes hus")), Column("good", _("De gode tings hus")),
            Column("dreams", _("Drømmenes hus")), Column("face", _("Ansigt"), FACE),
            Column("drawing_words", _("Om tegningen")), Column("written_by", _("Skrevet ind af")),
            Column("keep", _("Barnets ønske"), get=lambda row: str(KEEP[Keep(row.keep)]) if row.keep != Keep.OPEN else None),
            Column("keep_from", _("Ikke vist for")), Column("keep_because", _("Hvorfor")),
            Column("decided_by", _("Besluttet af")),
        ),
        not_given={"child": "the child of the copy", "suspicion": "no row of the copy has it"},
    ),
    Table(
        "scans", _("Papirer og tegninger"), _("Papir"), Scan, _scans,
        (
            Column("about", _("Hører til"), ABOUT), Column("said_by", _("Hvem"), get=_unless_withdrawn("said_by")),
            Column("on", _("Dato")), Column("description", _("Hvad det viser"), get=_unless_withdrawn("description")),
            Column("content_type", _("Type")), Column("size", _("Størrelse i byte")),
            Column("uploaded_by", _("Lagt ind af")), Column("withdrawn_at", _("Trukket tilbage")),
            Column("withdrawn_by", _("Trukket tilbage af")), Column("withdrawn_because", _("Hvorfor trukket tilbage")),
        ),
        about=lambda row: About(readers_own=row.readers_own),
        not_given={
            "child": "the child of the copy",
            "content": "handed out by itself by who answers the request",
        },
    ),
)  # fmt: skip
