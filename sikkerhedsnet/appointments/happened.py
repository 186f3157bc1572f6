"""What a child's chronology tells of times offered and of meetings that were not held."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.tasks import Event
from sikkerhedsnet.meetings.labels import KIND, OUTCOME
from sikkerhedsnet.meetings.states import Kind, Outcome
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.web.words import clock_words, day_words

from .models import NotHeld, TimeOffer


def events(actor: Actor, child: Child) -> list[Event]:
    """Times offered and answered, and meetings that were not held, as far as this person may see; two queries."""
    offers = (
        TimeOffer.objects.visible_to(actor).filter(child=child).select_related("offered_by").prefetch_related("slots")
    )
    rows: Iterable[NotHeld] = (
        NotHeld.objects.visible_to(actor).filter(child=child).select_related("recorded_by", "guardian")
    )
    return [event for offer in offers for event in _events_of(offer)] + [_not_held_event(row) for row in rows]


def _events_of(offer: TimeOffer) -> list[Event]:
    page = ("appointments:answer", (offer.pk,))
    slots = list(offer.slots.all())
    kind = str(KIND[Kind(offer.kind)])
    title = _("Tider tilbudt forældrene: %(kind)s") % {"kind": kind.lower()}
    on = clock.day_of(offer.offered_at)
    text = "\n".join(_("%(day)s kl. %(clock)s") % _when(slot.starts_at, on) for slot in slots)
    found = [Event("appointments.offered", on, offer.offered_at, title, text, offer.offered_by.name, "", *page)]
    if offer.answered_on:
        chosen = next((slot for slot in slots if slot.chosen), None)
        said = (
            _("Forældrene valgte %(day)s kl. %(clock)s") % _when(chosen.starts_at, on)
            if chosen
            else _("Ingen af tiderne passede forældrene")
        )
        texts = (("appointments.timeoffer", offer.pk, "words"),)
        by = offer.changed_by_name
        found.append(
            Event("appointments.answered", offer.answered_on, None, said, offer.words, by, "", *page, texts=texts)
        )
    return found


def _when(at: datetime, today: date) -> dict[str, str]:
    return {"day": day_words(at, today), "clock": clock_words(at)}


def _not_held_event(row: NotHeld) -> Event:
    lines = [_("I stedet: %(text)s") % {"text": row.instead}]
    if row.words:
        who = row.guardian.name if row.guardian else _("Forældrene")
        lines.insert(0, _("%(who)s: “%(words)s”") % {"who": who, "words": row.words})
    page = ("meetings:meeting", (row.meeting_id,)) if row.meeting_id else ("concerns:concern", (row.concern_id,))
    texts = (("appointments.notheld", row.pk, "words"), ("appointments.notheld", row.pk, "instead"))
    title = str(OUTCOME[Outcome(row.why)])
    return Event(
        "appointments.not_held", row.on, None, title, "\n".join(lines), row.recorded_by.name, "", *page, texts=texts
    )
