"""The national exchange: the chief writes the SOR code, two nights' deliveries are made, and a file from a municipality a
child has moved from is taken in. Every number is a replacement number, so this goes only because the database is a demo."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.core import clock
from sikkerhedsnet.fbu import actions as fbu
from sikkerhedsnet.fbu.commands import Citizen, Delivery, Encounter, Feeding, Indication, Measurement, Report, as_json
from sikkerhedsnet.fbu.models import Sender
from sikkerhedsnet.fbu.rules import Period
from sikkerhedsnet.people.models import Child
from sikkerhedsnet.visits.standard import standard

from . import when
from .timeline import Cast, Timeline

CHIEF, HEALTH_VISITOR = "bo", "hanne"
OURS, THEIRS = "451000000999", "451000000997"
"""Made up; no organisation has them."""
HISTORY = timedelta(days=180)
YOUNGEST = timedelta(days=300)


def schedule(cast: Cast, timeline: Timeline, now: datetime) -> None:
    """The first delivery covers half a year, the next the days since."""
    today = clock.day_of(now)
    evening = clock.at(today - timedelta(days=5), 22)
    timeline.put(evening - timedelta(hours=8), lambda at: _sender(cast, at))
    timeline.put(evening, lambda at: _deliver(cast, Period(today - HISTORY, clock.day_of(at)), at))
    timeline.put(clock.at(today - timedelta(days=1), 22), lambda at: _deliver(cast, None, at))
    timeline.put(clock.at(when.day(-2, today), 13, 20), lambda at: _receive(cast, at))


def _sender(cast: Cast, at: datetime) -> Sender:
    return fbu.set_sender(cast.actor(CHIEF), OURS, version=0, now=at)


def _deliver(cast: Cast, period: Period | None, at: datetime) -> None:
    municipality = cast.place.municipality
    covers = period or fbu.since_last(municipality, clock.day_of(at))
    author = System(municipality_id=municipality.pk)
    fbu.deliver(author, municipality, covers, demo_numbers=municipality.is_demo, now=at)


def _receive(cast: Cast, at: datetime) -> None:
    """A child with a number, among those the health visitor works with, who lived elsewhere when it was small."""
    hers = Child.objects.worked_with(cast.actor(HEALTH_VISITOR)).exclude(cpr_number="").exclude(birth_date=None)
    child = hers.filter(birth_date__lte=clock.day_of(at) - YOUNGEST).order_by("-birth_date", "pk").first()
    if child is None or child.birth_date is None:
        return
    then = clock.at(child.birth_date + timedelta(days=140), 9, 30)
    content = as_json(Delivery(at, (_report(child.cpr_number, then, at),))).encode()
    file = fbu.upload(cast.actor(CHIEF), fbu.UploadDelivery("fra-skovby.json", content, None), now=at)
    fbu.confirm(cast.actor(CHIEF), file.pk, take_good=False, now=at + timedelta(minutes=3))


def _report(cpr: str, then: datetime, told_at: datetime) -> Report:
    lists = standard()
    normal = {key: indicator.values[0].code for key, indicator in lists.indicators.items()}
    seen = [
        Indication(f"skovby-{key.replace('_', '-')}", "barn", then, "besog", indicator=key, value=normal[key])
        for key in lists.visit_types["four_to_six_months"].mandatory
        if key in normal
    ]
    measured = (
        Measurement("skovby-v", "barn", then, "besog", growth="weight", number=Decimal(6950), unit="g"),
        Measurement(
            "skovby-h", "barn", then, "besog", growth="height", posture="lying", number=Decimal("63.5"), unit="cm"
        ),
        Measurement("skovby-o", "barn", then, "besog", growth="head", number=Decimal(42), unit="cm"),
    )
    fed = Feeding("skovby-mad", "barn", then, "besog", value=next(iter(lists.feeding.values())).code)
    visit = Encounter("besog", "barn", "four_to_six_months", "home", then)
    return Report(
        "skovby-1", told_at, (Citizen("barn", cpr, THEIRS),), encounters=(visit,), observations=(*seen, *measured, fed)
    )
