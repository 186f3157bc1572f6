"""What was sent of a child to the national register, and what another municipality has sent of it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sikkerhedsnet.fbu.models import DeliveredReport, ReceivedItem
from sikkerhedsnet.fbu.queries import line_of
from sikkerhedsnet.people.redaction import About

from .copy import Column, Table

EXCHANGE: tuple[Table, ...] = (
    Table(
        "fbu_sent", _("Sendt til den nationale database"), _("Indberetning"), DeliveredReport,
        lambda child, reader: DeliveredReport.objects.filter(child=child).select_related("run").order_by("pk"),
        (
            Column("run", _("Sendt"), get=lambda row: row.run.made_at),
            Column("resources", _("Antal oplysninger"), get=lambda row: len(row.resources)),
        ),
        not_given={"child": "the child of the copy", "uid": "a number of the system's own"},
    ),
    Table(
        "fbu_received", _("Modtaget fra en anden kommune"), _("Modtaget"), ReceivedItem,
        lambda child, reader: ReceivedItem.objects.filter(child=child)
        .exclude(about_parent=True, guardian=None).order_by("at", "pk"),
        (
            Column("at", _("Dato")), Column("kind", _("Hvad"), get=lambda row: line_of(row).what),
            Column("value", _("Værdi"), get=lambda row: line_of(row).value),
            Column("earlier", _("Det stod der før"), get=lambda row: [f"{on.isoformat()}: {value}" for on, value in line_of(row).earlier]),
            Column("sender", _("Afsenderens SOR-kode")), Column("in_error", _("Trukket tilbage af afsenderen")),
            Column("received_at", _("Modtaget")),
        ),
        about=lambda row: About(guardian_id=row.guardian_id),
        not_given={
            "child": "the child of the copy", "guardian": "told to that parent alone, as the rest of the row is",
            "about_parent": "told by whose row it is", "reported_at": "a moment of the sender's system",
            "resource_id": "a number of the sender's system",
        },
    ),
)  # fmt: skip
