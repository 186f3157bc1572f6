"""`tick [--until ISO]`: everything that is due, and the log's anchor; safe to run twice or in parallel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit.anchors import anchor
from sikkerhedsnet.audit.months import open_ahead
from sikkerhedsnet.audit.origin import Origin, Road, coming_from
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange.actions import forget
from sikkerhedsnet.fbu.actions import forget as forget_fbu_files
from sikkerhedsnet.logcontrol.actions import keep as keep_control
from sikkerhedsnet.people.actions import look_grants_over
from sikkerhedsnet.retention.actions import erase_approved, heed_settings, put_forward, ship_proposals
from sikkerhedsnet.training.actions import free_places
from sikkerhedsnet.worklists.actions import tick


class Command(BaseCommand):
    help = (
        "Gør alt, hvad der er forfaldent: finder nye ansvarlige, giver besked om overskredne datoer, sender beskeder."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until", metavar="ISO", help="tidspunkt, fx 2026-11-23T10:00 (dansk tid)")

    def handle(self, *args: Any, **options: Any) -> None:
        with coming_from(Origin(Road.TICK)):
            self._do(self._moment(options["until"]))

    def _do(self, now: datetime) -> None:
        open_ahead(clock.now())
        drawn = keep_control(now)
        done = tick(now)
        forget(now)
        forget_fbu_files(now)
        for municipality in Municipality.objects.order_by("pk"):
            ship_proposals(municipality, now=now)
            heed_settings(municipality, now=now)
            put_forward(municipality, now=now)
            free_places(municipality, now=now)
        erased, mended = erase_approved(now), look_grants_over(now)
        anchored = anchor(clock.now())  # whatever day is asked for, the log ends now
        self.stderr.write(
            f"Nye ansvarlige: {done['rehomed']}. Besked om overskredne datoer: {done['escalated']}. "
            f"Forlænget adgang: {done['renewed']}. Beskeder sendt: {done['sent']}."
            f"{f' Børn med noget slettet: {erased}.' if erased else ''}"
            f"{f' Stikprøver trukket: {drawn}.' if drawn else ''}"
            f"{f' Rettet i listen over, hvem der kan se hvem: {mended}.' if mended else ''}"
            f"{' Loggen er forankret.' if anchored else ''}"
        )

    def _moment(self, text: str | None) -> datetime:
        if not text:
            return clock.now()
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(f"«{text}» er ikke et tidspunkt. Skriv det som 2026-11-23T10:00.") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=clock.COPENHAGEN)
