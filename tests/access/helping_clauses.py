"""The clauses that say who sees measures, notifications, the guide and sparrings; see `test_mutants`."""

from __future__ import annotations

from types import ModuleType

from sikkerhedsnet.concerns import models as concerns
from sikkerhedsnet.concerns import notification_models
from sikkerhedsnet.concerns.level_models import LevelScaleQuerySet
from sikkerhedsnet.concerns.models import ConcernQuerySet, NotificationQuerySet
from sikkerhedsnet.guide.models import GuideVersionQuerySet, SparringQuerySet
from sikkerhedsnet.measures.models import MeasureQuerySet
from tests.access.newest_clauses import HERE, may

APPLICATION_HELPING: list[tuple[type, str, str]] = [
    (ConcernQuerySet, "own |= Q(leader_told_id=actor.id, child__in=Child.objects.visible_to(actor))", "pass"),
    (
        ConcernQuerySet,
        "Q(leader_told_id=actor.id, child__in=Child.objects.visible_to(actor))",
        "Q(leader_told_id=actor.id)",
    ),
    (MeasureQuerySet, "not actor.has(Permission.PLAN_SEE)", "False"),
    (MeasureQuerySet, "Q(owner_id=actor.id) | ", ""),
    (MeasureQuerySet, " | Q(escalated_to_id=actor.id)", ""),
    (MeasureQuerySet, "child__in=Child.objects.visible_to(actor)", "pk__isnull=False"),
    (MeasureQuerySet, ", child__municipality_id=actor.municipality_id", ""),
    (MeasureQuerySet, "own_family(actor)", "()"),
    (NotificationQuerySet, "Q(owner_id=actor.id) | ", ""),
    (NotificationQuerySet, "Q(escalated_to_id=actor.id) | ", ""),
    (NotificationQuerySet, ' | Q(concern_id__in=worries.values("pk"))', ""),
    (NotificationQuerySet, ", child__municipality_id=actor.municipality_id", ""),
    (NotificationQuerySet, "own_family(actor)", "()"),
    (LevelScaleQuerySet, "self.filter(municipality_id=actor.municipality_id)", "self.all()"),
    (GuideVersionQuerySet, "not actor.has(Permission.GUIDE_SEE)", "False"),
    (GuideVersionQuerySet, "self.filter(municipality_id=actor.municipality_id)", "self.all()"),
    (GuideVersionQuerySet, "actor.has(Permission.GUIDE_KEEP) or actor.has(Permission.GUIDE_APPROVE)", "True"),
    (GuideVersionQuerySet, "actor.has(Permission.GUIDE_KEEP) or actor.has(Permission.GUIDE_APPROVE)", "False"),
    (SparringQuerySet, "Q(asked_by_id=actor.id) | ", ""),
    (SparringQuerySet, "Q(owner_id=actor.id) | ", ""),
    (SparringQuerySet, " | Q(escalated_to_id=actor.id)", ""),
    (SparringQuerySet, "self.filter(own, ", "self.filter("),
    (SparringQuerySet, ", municipality_id=actor.municipality_id", ""),
]  # fmt: skip

# Of the function `writers_of`: whose a worry's notification is to write.
WRITERS: list[tuple[str, str, str]] = [
    ("writers_of", "Q(raised_by_id=actor.id) | ", ""),
    ("writers_of", " | Q(owner_id=actor.id)", ""),
    ("writers_of", ", child__in=Child.objects.visible_to(actor)", ""),
    ("writers_of", "named | told | ", "named | "),
    ("writers_of", "suspicion=False, ", ""),
    ("writers_of", " | Q(suspicion=False, institution_id__in=actor.led_institution_ids)", ""),
]
WRITERS_IN: tuple[ModuleType, ...] = (notification_models, concerns)

_CHILDREN = r"\(child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)"
_PARTS = {
    "measures_measurelook": "measure_id", "concerns_notificationtalk": "notification_id",
    "concerns_concernrating": "concern_id", "concerns_stageturn": "concern_id", "concerns_earlierread": "concern_id",
    "concerns_stalltold": "concern_id", "concerns_leveltext": "scale_id", "guide_guideentry": "guide_id",
}  # fmt: skip
_COMMON = ("concerns_levelscale", "concerns_concernsettings", "measures_measurekind", "guide_sparring")

DATABASE_HELPING: list[tuple[str, str, str]] = [
    *((f"{part}.reach", rf"\({column} = ANY \(ARRAY\( SELECT net_ids_of_\w+\(\) AS \w+\)\)\)", "true") for part, column in _PARTS.items()),
    *((f"{table}.reach", HERE, "true") for table in _COMMON),
    ("concerns_concern.reach", r"\(leader_told_id = ", "(0 = "),
    ("concerns_concern.reach", rf"(\(leader_told_id = \( SELECT net_user\(\) AS net_user\)\)) AND {_CHILDREN}", r"\1"),
    ("net_children_known", "(g.why = 'measure' AND plans)", "g.why = 'measure'"),
    ("net_children_known", "(g.why = 'measure' AND plans)", "false"),
    ("net_children_known", "g.why = 'notification'", "false"),
    ("measures_measure.reach", may("plan_see"), "true"),
    ("measures_measure.reach", r"net_granted_rows\('measure'::text\)", "net_granted_rows('nothing'::text)"),
    ("measures_measure.reach", _CHILDREN, "true"),
    ("measures_measure.never_own_family", r"^.*$", "true"),
    ("concerns_notification.reach", r"net_granted_rows\('notification'::text\)", "net_granted_rows('nothing'::text)"),
    ("concerns_notification.reach", r"concerns_concern\.raised_by_id", "0"),
    ("concerns_notification.reach", r"concerns_concern\.owner_id", "0"),
    ("concerns_notification.reach", r"\(concerns_concern\.leader_told_id = ", "(0 = "),
    ("concerns_notification.reach", r"\(concerns_concern\.child_id = ANY \(ARRAY\( SELECT net_children\(\) AS net_children\)\)\)", "true"),
    ("concerns_notification.reach", r"\(NOT concerns_concern\.suspicion\)", "true"),
    ("concerns_notification.reach", r"unnest\(net_leads\(\)\)", "unnest('{}'::bigint[])"),
    ("concerns_notification.never_own_family", r"^.*$", "true"),
    ("guide_guideversion.reach", HERE, "true"),
    ("guide_guideversion.reach", may("guide_see"), "true"),
    ("guide_guideversion.reach", may("guide_approve"), "true"),
    ("guide_guideversion.reach", may("guide_approve"), "false"),
    ("guide_sparring.reach", r"asked_by_id", "0"),
    ("guide_sparring.reach", r"owner_id", "0"),
    ("guide_sparring.reach", r"escalated_to_id", "0"),
]  # fmt: skip
