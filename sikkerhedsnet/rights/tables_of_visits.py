"""What visits and recalls give of a child: what is about one parent is given to that parent alone, and not missed by the other."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.people.redaction import About, Reader
from sikkerhedsnet.visits.labels import ABSENT, GROWTH, HELP, HOW, NOT_HELD, PLANNED, RECALL, TURN, VISIT, WHY
from sikkerhedsnet.visits.models import (
    DentalRecall,
    DentalTurn,
    ExamFinding,
    FeedingObservation,
    GrowthMeasurement,
    IndicatorObservation,
    Intervention,
    PlannedVisit,
    Visit,
    VisitGuardian,
)
from sikkerhedsnet.visits.queries import code_name, indicator_name, place_name, type_name
from sikkerhedsnet.visits.standard import standard
from sikkerhedsnet.visits.states import VisitState

from .copy import Column, Table

NOTIFICATION = "11bae71b-89f5-4903-ab59-c516e638b44a"
"""A notification to the social authority: whether the family knows of it is told where it was made, never from here."""
MARKS = {
    "child": "the child of the copy",
    "recorded_by": "who held the visit is told with the visit",
    "wrong_by": "who marked a mistake is told by the log",
}
ABSENT_OR_NONE: dict[Any, Any] = {"": "", **ABSENT}


def _about_guardian(row: Any) -> About:
    return About(guardian_id=row.guardian_id)


def _own(model: Any) -> Any:
    """The child's, and the reader's own when the reader is a parent."""

    def rows(child: Child, reader: Reader) -> Any:
        mine = Q(guardian=None) | Q(guardian_id=reader.guardian_id) if reader.guardian_id else Q(guardian=None)
        return model.objects.filter(mine, child=child).select_related("guardian").order_by("id")

    return rows


def _of_child(model: Any) -> Any:
    return lambda child, reader: model.objects.filter(child=child).order_by("id")


def _helps(child: Child, reader: Reader) -> Any:
    return _own(Intervention)(child, reader).exclude(code=NOTIFICATION)


def _visits(child: Child, reader: Reader) -> Any:
    rows = _own(Visit)(child, reader).exclude(state=VisitState.DRAFT)
    return rows.select_related("guardian", "school", "held_by", "owner")


def _fed(row: FeedingObservation) -> str | None:
    code = standard().feeding.get(row.value)
    return code.name if code else row.value or None


WRONG = Column("wrong_because", _("Markeret som fejl"))
GUARDIAN = Column("guardian", _("Om"))

VISITS: tuple[Table, ...] = (
    Table(
        "planned_visits", _("Planlagte besøg fra sundhedsplejen"), _("Planlagt besøg"), PlannedVisit, _own(PlannedVisit),
        (
            Column("visit_type", _("Besøg"), get=lambda row: type_name(row.visit_type)), Column("why", _("Hvorfor"), WHY),
            Column("state", _("Hvor langt"), PLANNED), Column("window_from", _("Fra")), Column("window_to", _("Til")),
            Column("starts_at", _("Aftalt")), Column("closed_on", _("Afsluttet")),
            Column("not_held", _("Hvorfor ikke holdt"), {"": "", **NOT_HELD}),
            Column("note", _("Hvad besøget er for")), Column("not_held_note", _("Bemærkning")), GUARDIAN,
            Column("owner", _("Sundhedsplejerske")),
        ),
        about=_about_guardian,
        not_given={"child": "the child of the copy", "help": "told among the interventions"},
    ),
    Table(
        "visits", _("Besøg fra sundhedsplejen"), _("Besøg"), Visit, _visits,
        (
            Column("visit_type", _("Besøg"), get=lambda row: type_name(row.visit_type)),
            Column("visit_class", _("Hvor"), get=lambda row: place_name(row.visit_class)),
            Column("starts_at", _("Fra")), Column("ends_at", _("Til")), Column("school", _("Skole")),
            Column("state", _("Hvor langt"), VISIT), Column("held_by", _("Sundhedsplejerske")),
            Column("told_parents", _("Det fik forældrene at vide")), Column("notes", _("Notater")), GUARDIAN, WRONG,
        ),
        about=_about_guardian,
        not_given={
            "child": "the child of the copy", "draft": "what has not been written to the end is no record yet",
            "wrong_by": "who marked a mistake is told by the log",
        },
    ),
    Table(
        "visit_guardians", _("Hvem der var med ved besøgene"), _("Med ved besøg"), VisitGuardian,
        lambda child, reader: VisitGuardian.objects.filter(visit__child=child).select_related("guardian").order_by("id"),
        (Column("guardian", _("Hvem")),),
        of=("visit_id", Visit),
    ),
    Table(
        "indicators", _("Det så sundhedsplejersken"), _("Iagttagelse"), IndicatorObservation, _own(IndicatorObservation),
        (
            Column("at", _("Dato")), Column("indicator", _("Hvad"), get=lambda row: indicator_name(row.indicator)),
            Column("value", _("Set"), get=lambda row: code_name(row.value) if row.value else None),
            Column("absent", _("Hvorfor ikke set"), ABSENT_OR_NONE), GUARDIAN, WRONG,
        ),
        about=_about_guardian,
        not_given=MARKS,
    ),
    Table(
        "growth", _("Målinger"), _("Måling"), GrowthMeasurement, _of_child(GrowthMeasurement),
        (
            Column("at", _("Dato")), Column("kind", _("Hvad"), GROWTH), Column("value", _("Tal")), Column("unit", _("Enhed")),
            Column("how", _("Hvordan"), HOW), Column("absent", _("Hvorfor ikke målt"), ABSENT_OR_NONE),
            Column("seen_as_unusual", _("Usædvanligt for alderen")), WRONG,
        ),
        not_given=MARKS,
    ),
    Table(
        "feeding", _("Ernæring"), _("Ernæring"), FeedingObservation, _of_child(FeedingObservation),
        (
            Column("value", _("Hvad"), get=_fed), Column("absent", _("Hvorfor ikke set"), ABSENT_OR_NONE),
            Column("at", _("Dato")), Column("from_on", _("Fra")), Column("to_on", _("Til")), WRONG,
        ),
        not_given=MARKS,
    ),
    Table(
        "exam_findings", _("Fund ved besøgene"), _("Fund"), ExamFinding, _own(ExamFinding),
        (Column("at", _("Dato")), Column("code", _("Hvad"), get=lambda row: code_name(row.code)), GUARDIAN, WRONG),
        about=_about_guardian,
        not_given=MARKS,
    ),
    Table(
        "interventions", _("Behovsindsatser"), _("Indsats"), Intervention, _helps,
        (
            Column("code", _("Hvad"), get=lambda row: code_name(row.code)),
            Column("reasons", _("Hvorfor"), get=lambda row: [code_name(code) for code in row.reasons]),
            Column("state", _("Hvor langt"), HELP), Column("activity", _("Aktivitet")), Column("start_on", _("Fra")),
            Column("end_on", _("Til")), GUARDIAN, WRONG,
        ),
        about=_about_guardian,
        not_given=MARKS,
    ),
    Table(
        "recalls", _("Indkaldelser til tandplejen"), _("Indkaldelse"), DentalRecall,
        lambda child, reader: DentalRecall.objects.filter(child=child)
        .select_related("institution", "decided_by", "owner").order_by("id"),
        (
            Column("state", _("Hvor langt"), RECALL), Column("institution", _("Sted")), Column("due_on", _("Næste dato")),
            Column("months", _("Måneder til næste gang")), Column("because", _("Hvorfor")),
            Column("decided_by", _("Bestemt af")), Column("missed", _("Udeblivelser")),
            Column("needs_treatment", _("Har brug for behandling")), Column("closed_on", _("Afsluttet")),
        ),
        about=lambda row: About(institution_id=row.institution_id),
        not_given={"child": "the child of the copy"},
    ),
    Table(
        "recall_turns", _("Trin i indkaldelserne"), _("Trin"), DentalTurn,
        lambda child, reader: DentalTurn.objects.filter(recall__child=child).select_related("by").order_by("at", "id"),
        (
            Column("turn", _("Hvad"), TURN), Column("on", _("Dato")), Column("next_on", _("Næste dato")),
            Column("to_whom", _("Til hvem")), Column("note", _("Bemærkning")), Column("consent", _("Samtykke")),
            Column("ground", _("Hvorfor det måtte siges")), Column("by", _("Skrevet af")),
        ),
        of=("recall_id", DentalRecall),
    ),
)  # fmt: skip
