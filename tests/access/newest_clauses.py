"""The clauses that say who sees visits, recalls, focus points, notices, late ratings and deliveries; see `test_mutants`."""

from __future__ import annotations

from sikkerhedsnet.fbu.models import DelivererQuerySet, OfRunQuerySet, ReceivedQuerySet
from sikkerhedsnet.screening.group_focus_models import GroupFocusQuerySet
from sikkerhedsnet.screening.models import KeptQuerySet
from sikkerhedsnet.screening.notice_models import NoticeGivenQuerySet
from sikkerhedsnet.visits.findings import FindingQuerySet
from sikkerhedsnet.visits.models import JournalQuerySet
from sikkerhedsnet.visits.recalls import RecallQuerySet

APPLICATION_NEWEST: list[tuple[type, str, str]] = [
    (JournalQuerySet, "self.filter(in_the_journal(actor))", "self.all()"),
    (FindingQuerySet, "self.filter(in_the_journal(actor))", "self.all()"),
    (ReceivedQuerySet, "self.filter(in_the_journal(actor))", "self.all()"),
    (RecallQuerySet, "not actor.has(Permission.RECALL_KEEP)", "False"),
    (RecallQuerySet, "owner_id=actor.id, ", ""),
    (RecallQuerySet, ", child__municipality_id=actor.municipality_id", ""),
    (RecallQuerySet, "own_family(actor)", "()"),
    (GroupFocusQuerySet, "actor.posts_with(Permission.ASSESSMENT_SETTLE)", "actor.posts"),
    (GroupFocusQuerySet, "Q(institution_id=post.institution_id) & whole", "whole"),
    (GroupFocusQuerySet, "Q(institution_id=post.institution_id) & whole", "Q(institution_id=post.institution_id)"),
    (GroupFocusQuerySet, "Q() if not post.group_ids else ", ""),
    (NoticeGivenQuerySet, "not actor.has(Permission.ASSESSMENT_SEE)", "False"),
    (NoticeGivenQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (KeptQuerySet, "rater_id=actor.id, ", ""),
    (KeptQuerySet, ", assessment__in=WellbeingAssessment.objects.visible_to(actor)", ""),
    (DelivererQuerySet, "not actor.has(Permission.FBU_DELIVER)", "False"),
    (DelivererQuerySet, "self.filter(municipality_id=actor.municipality_id)", "self.all()"),
    (OfRunQuerySet, "not actor.has(Permission.FBU_DELIVER)", "False"),
    (OfRunQuerySet, "self.filter(run__municipality_id=actor.municipality_id)", "self"),
    (OfRunQuerySet, "own_family(actor)", "()"),
]  # fmt: skip

# Of the function `in_the_journal`, which visits, their findings and what other municipalities delivered go by.
JOURNAL: list[tuple[str, str, str]] = [
    ("in_the_journal", "not actor.has(Permission.VISIT_SEE)", "False"),
    ("in_the_journal", "worked_with(actor)", "visible_to(actor)"),
    ("in_the_journal", "child__in=Child.objects.worked_with(actor)", "pk__isnull=False"),
]

AT_WORK = r"\(child_id = ANY \(ARRAY\( SELECT net_children_at_work\(\) AS \w+\)\)\)"
HERE = r"\(municipality_id = \( SELECT net_municipality\(\) AS net_municipality\)\)"


def may(permission: str) -> str:
    return rf"\( SELECT net_may\('{permission}'::text\) AS net_may\)"


_OF_JOURNAL = (
    "visits_plannedvisit", "visits_visit", "visits_indicatorobservation", "visits_growthmeasurement",
    "visits_feedingobservation", "visits_examfinding", "visits_intervention", "fbu_receiveditem",
)  # fmt: skip
_PARTS = {
    "visits_plannedturn": "planned_id", "visits_visitguardian": "visit_id", "visits_visithelp": "visit_id",
    "visits_dentalturn": "recall_id", "screening_groupfocuslook": "focus_id",
}  # fmt: skip
_COMMON = ("screening_parentsnotice", "screening_roundplan", "visits_visitscheme", "visits_visitchoices")
_RUN = r"\(run_id IN \( SELECT fbu_deliveryrun\.id\s+FROM fbu_deliveryrun\s+WHERE .*?AS net_municipality\)\)\)\)"
_OWN_RATINGS = r"\(assessment_id = ANY \(ARRAY\( SELECT net_ids_of_screening_wellbeingassessment\(\) AS \w+\)\)\)"
_PLACE = "e.institution_id = place AND "

# (That whoever reads of a run holds `fbu_deliver` follows from the run: the policy of the runs themselves asks for it.)
DATABASE_NEWEST: list[tuple[str, str, str]] = [
    *((f"{table}.reach", may("visit_see"), "true") for table in _OF_JOURNAL),
    *((f"{table}.reach", AT_WORK, "true") for table in _OF_JOURNAL),
    *((f"{part}.reach", rf"\({column} = ANY \(ARRAY\( SELECT net_ids_of_\w+\(\) AS \w+\)\)\)", "true") for part, column in _PARTS.items()),
    *((f"{table}.reach", HERE, "true") for table in _COMMON),
    ("net_children_known", "g.why = 'recall' AND net_may('recall_keep')", "g.why = 'recall'"),
    ("net_children_known", "g.why = 'recall' AND net_may('recall_keep')", "net_may('recall_keep')"),
    ("net_children_known", "g.why = 'recall' AND net_may('recall_keep')", "false"),
    ("visits_dentalrecall.reach", may("recall_keep"), "true"),
    ("visits_dentalrecall.reach", r"net_granted_rows\('recall'::text\)", "net_granted_rows('nothing'::text)"),
    ("visits_dentalrecall.reach", r"\(id = ANY \(ARRAY\( SELECT net_granted_rows\('recall'::text\) AS \w+\)\)\)", "true"),
    ("visits_dentalrecall.never_own_family", r"^.*$", "true"),
    ("screening_groupfocus.reach", r"net_settles\(institution_id, group_id\)", "true"),
    ("net_settles", "e.user_id = asking AND ", ""),
    ("net_settles", _PLACE, ""),
    *(("net_settles", f"'{function}', ", "") for function in ("pedagogue", "childminder", "teacher", "leader")),
    ("net_settles", ", 'health_visitor'", ""),
    ("net_settles", "e.function IN ('pedagogue', 'childminder', 'teacher', 'leader', 'health_visitor')", "true"),
    ("net_settles", "e.function IN ('pedagogue', 'childminder', 'teacher')", "true"),
    ("net_settles", "g.start_on <= today AND ", ""),
    ("net_settles", "(g.end_on IS NULL OR g.end_on >= today)", "true"),
    ("net_settles", "g.end_on IS NULL OR ", ""),
    ("net_settles", "g.end_on >= today", "g.end_on > today"),
    ("net_settles", "e.start_on <= today AND ", ""),
    ("net_settles", "(e.end_on IS NULL OR e.end_on >= today)", "true"),
    ("net_settles", "e.end_on IS NULL OR ", ""),
    ("net_settles", "e.end_on >= today", "e.end_on > today"),
    ("net_settles", "g.id IS NULL OR ", ""),
    ("net_settles", "(g.id IS NULL OR g.group_id = room)", "true"),
    ("screening_noticegiven.reach", may("assessment_see"), "true"),
    ("screening_noticegiven.reach", r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("screening_keptrating.reach", r"\(rater_id = \( SELECT net_user\(\) AS net_user\)\)", "true"),
    ("screening_keptrating.reach", _OWN_RATINGS, "true"),
    *((f"fbu_{table}.reach", may("fbu_deliver"), "true") for table in ("sender", "deliveryrun", "receivedfile")),
    *((f"fbu_{table}.reach", HERE, "true") for table in ("sender", "deliveryrun", "receivedfile")),
    *((f"fbu_{table}.reach", _RUN, "true") for table in ("deliveredreport", "heldback")),
    *((f"fbu_{table}.never_own_family", r"^.*$", "true") for table in ("deliveredreport", "heldback")),
    ("fbu_resourceid.reach", r"'person'::text THEN false", "'person'::text THEN true"),
]  # fmt: skip
