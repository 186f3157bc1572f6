"""What was judged of a worry, and what the municipality was notified of; never of a suspicion."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.concerns.labels import AXIS, CONTACT_HOW, NOTIFICATION, STAGE
from sikkerhedsnet.concerns.models import Concern, ConcernRating, Notification, NotificationTalk, StageTurn
from sikkerhedsnet.concerns.queries import level_name
from sikkerhedsnet.concerns.states import NotificationState, ParentsKnow
from sikkerhedsnet.people.redaction import About

from .copy import Column, Table

GONE_OUT = (NotificationState.SENT, NotificationState.ACKNOWLEDGED)
"""A draft is a working document; what was sent is the family's to know (forvaltningsloven § 12, to be checked)."""

WORRIES: tuple[Table, ...] = (
    Table(
        "stages", _("Hvor sikker nogen var"), _("Trin"), StageTurn,
        lambda child, reader: StageTurn.objects.filter(concern__child=child, concern__suspicion=False)
        .select_related("by", "concern").order_by("at", "id"),
        (
            Column("at", _("Dato")), Column("stage", _("Trin"), STAGE), Column("because", _("Hvorfor")),
            Column("by", _("Skrevet af")),
        ),
        about=lambda row: About(parents_know=row.concern.parents_know == ParentsKnow.YES),
        of=("concern_id", Concern),
    ),
    Table(
        "levels", _("Hvor bekymret nogen var"), _("Niveau"), ConcernRating,
        lambda child, reader: ConcernRating.objects.filter(concern__child=child, concern__suspicion=False)
        .select_related("rater", "scale", "concern").prefetch_related("scale__texts").order_by("rated_at", "id"),
        (
            Column("rated_at", _("Dato")), Column("axis", _("Om"), AXIS),
            Column("level", _("Niveau"), get=level_name), Column("scale", _("Version af skalaen"), get=lambda row: row.scale.number),
            Column("rationale", _("Hvorfor")), Column("protective", _("Det beskytter")),
            Column("risk", _("Det trækker den anden vej")), Column("rater", _("Skrevet af")),
        ),
        about=lambda row: About(parents_know=row.concern.parents_know == ParentsKnow.YES),
        of=("concern_id", Concern),
    ),
    Table(
        "notifications", _("Underretninger"), _("Underretning"), Notification,
        lambda child, reader: Notification.objects.filter(child=child, concern__suspicion=False, state__in=GONE_OUT)
        .select_related("place", "begun_by", "sent_by", "acknowledged_by", "owner").order_by("sent_at", "id"),
        (
            Column("state", _("Hvor langt"), NOTIFICATION), Column("sent_at", _("Sendt")),
            Column("begun_by", _("Begyndt af")), Column("begun_at", _("Begyndt")),
            Column("sent_by", _("Sendt af")), Column("relation", _("For barnet er de")), Column("place", _("Sted")),
            Column("worry", _("Det er de bekymrede for")), Column("other_knowledge", _("Det ved de ellers")),
            Column("efforts", _("Det er der gjort")), Column("interpreter", _("Brug for tolk")),
            Column("language", _("Familiens sprog")),
            Column("gone_through_on", _("Gennemgået med forældrene")),
            Column("gone_through_how", _("Hvordan"), CONTACT_HOW),
            Column("not_gone_through", _("Hvorfor den ikke er gennemgået")),
            Column("owner", _("Familierådgiver")), Column("acknowledged_by", _("Modtaget af")),
            Column("acknowledged_at", _("Modtaget")),
        ),
        about=lambda row: About(parents_know=row.gone_through_on is not None),
        not_given={"child": "the child of the copy", "dropped_because": "no row of the copy was given up"},
        of=("concern_id", Concern),
    ),
    Table(
        "notification_talks", _("Samtaler med forældrene om underretninger"), _("Samtale"), NotificationTalk,
        lambda child, reader: NotificationTalk.objects.filter(
            notification__child=child, notification__concern__suspicion=False, notification__state__in=GONE_OUT
        ).select_related("guardian").order_by("on", "id"),
        (
            Column("on", _("Dato")), Column("guardian", _("Hvem")), Column("reaction", _("Det sagde forældrene")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        of=("notification_id", Notification),
    ),
)  # fmt: skip
