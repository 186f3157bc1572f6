"""Which consents the application shows somebody because she keeps dental recalls."""

from __future__ import annotations

from datetime import date

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.sharing import recalls
from sikkerhedsnet.visits.models import DentalRecall


def met_at_recalls(actor: Actor, day: date) -> set[int]:
    kept = (
        DentalRecall.objects.visible_to(actor).select_related("child").order_by("child_id", "pk").distinct("child_id")
    )
    return {row.consent.pk for recall in kept for row in recalls.consents_about(actor, recall, day)}
