"""What stands beside an answer: the family's own beside the staff's, who keeps the register, and the answers as lines."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.models import User
from sikkerhedsnet.access.roles import Function
from sikkerhedsnet.organisation.queries import staff_with

from .models import Response
from .picture import Picture, picture_of
from .queries import Sheet


def keepers(municipality_id: int, today: date) -> list[User]:
    """Who keeps the register of certificates, and so knows the next course."""
    return staff_with(municipality_id, Function.DISTRICT_FACILITATOR, today)


def beside(actor: Actor, row: Response) -> Picture | None:
    """The other side's newest answer to the same form about the same person: the family's beside the staff's."""
    around = ("form", "guardian", "entered_by", "corrected_by", "child")
    rows = (
        Response.objects.visible_to(actor)
        .standing()
        .filter(child_id=row.child_id, instrument=row.instrument, guardian=row.guardian_id)
        .exclude(pk=row.pk)
        .select_related(*around)
        .order_by("-answered_on", "-id")
    )
    mine = picture_of(row)
    return next((found for other in rows if (found := picture_of(other)).by_family != mine.by_family), None)


def csv_rows(sheets: list[Sheet]) -> tuple[list[str], list[list[str]]]:
    """A heading and one line for each question of each answer; what was corrected says so."""
    header = [
        _("Skema"), _("Udgave"), _("Om"), _("Dato"), _("Hvem har svaret"), _("Skrevet ind af"), _("Gælder"), _("Punkt"),
        _("Spørgsmål"), _("Svar"), _("Tal"), _("Sum"), _("Resultat"), _("Norm"),
    ]  # fmt: skip
    lines = []
    for sheet in sheets:
        for picture in sheet.answers:
            row, result = picture.response, picture.result
            for line in picture.lines:
                lines.append(
                    [
                        picture.form.title, str(picture.form.version), sheet.about or _("barnet"),
                        row.answered_on.isoformat(), picture.who, row.entered_by.name,
                        _("ja") if picture.stands else _("rettet"), line.item.id, line.item.words, line.words,
                        "" if line.number is None else str(line.number),
                        "" if result.score is None else str(result.score),
                        result.band.name if result.band else "", picture.norms,
                    ]
                )  # fmt: skip
    return header, lines
