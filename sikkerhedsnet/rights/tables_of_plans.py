"""What stands around a plan: signs and who saw them, versions, levels, coordinators, and what came after it ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.people.redaction import About
from sikkerhedsnet.plans.labels import COORDINATING, FOUND, MADE, OUTCOME
from sikkerhedsnet.plans.models import (
    Goal,
    LookAgain,
    Plan,
    PlanLevel,
    PlanRole,
    PlanVersion,
    Reopening,
    Sighting,
    Sign,
    Tag,
)
from sikkerhedsnet.plans.queries import heading_name, in_words

from .copy import Column, Table

PLANS: tuple[Table, ...] = (
    Table(
        "signs", _("Tegn på, at det går bedre"), _("Tegn"), Sign,
        lambda child, reader: Sign.objects.filter(goal__plan__child=child).order_by("id"),
        (Column("text", _("Tegn")), Column("added_at", _("Skrevet"))),
        of=("goal_id", Goal),
    ),
    Table(
        "sightings", _("Set tegn"), _("Set"), Sighting,
        lambda child, reader: Sighting.objects.filter(sign__goal__plan__child=child)
        .select_related("seen_by", "written_by").order_by("on", "id"),
        (
            Column("on", _("Dato")), Column("seen_by", _("Set af"), get=lambda row: row.seen_by.name if row.seen_by else ""),
            Column("note", _("Sådan")), Column("written_by", _("Skrevet af")),
        ),
        about=lambda row: About(guardian_id=row.seen_by.guardian_id if row.seen_by else None),
        of=("sign_id", Sign),
    ),
    Table(
        "plan_versions", _("Planen, som den stod"), _("Version"), PlanVersion,
        lambda child, reader: PlanVersion.objects.filter(plan__child=child).order_by("plan_id", "number"),
        (
            Column("number", _("Nummer")), Column("made", _("Anledning"), MADE), Column("made_at", _("Dato")),
            Column("made_by_name", _("Skrevet af")), Column("agreed_on", _("Aftalt med familien")),
            Column("agreed_with", _("Aftalt med")), Column("content", _("Indhold"), get=lambda row: in_words(row.content)),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "plan_levels", _("Trin på trappen"), _("Trin"), PlanLevel,
        lambda child, reader: PlanLevel.objects.filter(plan__child=child).select_related("by").order_by("at", "id"),
        (
            Column("level", _("Trin")), Column("name", _("Navn")), Column("because", _("Hvorfor")), Column("by", _("Af")),
            Column("at", _("Dato")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "plan_roles", _("Tovholdere for planen"), _("Tovholder"), PlanRole,
        lambda child, reader: PlanRole.objects.filter(plan__child=child)
        .select_related("person", "asked_by").order_by("asked_at", "id"),
        (
            Column("role", _("Opgave"), COORDINATING), Column("person", _("Hvem")), Column("answered_at", _("Svaret")),
            Column("asked_by", _("Spurgt af")), Column("note", _("Besked mellem medarbejdere")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "watches", _("Hvem holder øje efter planen"), _("At holde øje"), LookAgain,
        lambda child, reader: LookAgain.objects.filter(plan__child=child)
        .select_related("owner", "named_by").order_by("named_at", "id"),
        (
            Column("owner", _("Hvem")), Column("due_on", _("Ser igen")), Column("look_for", _("Efter hvad")),
            Column("looked_on", _("Så efter")), Column("found", _("Fandt"), FOUND), Column("note", _("Sådan")),
            Column("named_by", _("Aftalt af")),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "reopenings", _("Planen åbnet igen"), _("Genåbning"), Reopening,
        lambda child, reader: Reopening.objects.filter(plan__child=child).select_related("by").order_by("at", "id"),
        (
            Column("at", _("Dato")), Column("by", _("Af")), Column("because", _("Hvorfor")),
            Column("outcome", _("Sluttede før med"), OUTCOME),
        ),
        of=("plan_id", Plan),
    ),
    Table(
        "headings", _("Overskrifter på planens dele"), _("Overskrift"), Tag,
        lambda child, reader: Tag.objects.filter(plan__child=child).select_related("by").order_by("id"),
        (
            Column("heading", _("Overskrift"), get=lambda row: heading_name(row.scheme, row.heading)),
            Column("by", _("Af")),
        ),
        of=("plan_id", Plan),
    ),
)  # fmt: skip
