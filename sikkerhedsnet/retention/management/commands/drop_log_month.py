"""`drop_log_month YYYY-MM`: both logs lose one month whose time has come; as the database's owner alone."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from sikkerhedsnet.audit import months
from sikkerhedsnet.core import clock
from sikkerhedsnet.retention.models import Hold


class Command(BaseCommand):
    help = (
        "Sletter én måned af loggen, når dens tid er gået. Kun ejeren af databasen kan. Kæderne kan stadig efterprøves."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", metavar="YYYY-MM")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            month = date.fromisoformat(f"{options['month']}-01")
        except ValueError:
            raise CommandError(f"«{options['month']}» er ikke en måned. Skriv den som 2021-03.") from None
        now = clock.now()
        stands = Q(until=None) | Q(until__gte=clock.day_of(now))
        if Hold.objects.filter(stands, lifted_at=None).exists():
            raise CommandError("Der er slettestop, og loggen fortæller, hvem der har set hvad. Intet er slettet.")
        try:
            gone = months.drop(month, now=now)
        except months.TooYoung:
            newest = months.youngest_to_drop(clock.day_of(now))
            raise CommandError(f"Måneden skal gemmes endnu. Den nyeste, der kan slettes, er {newest:%Y-%m}.") from None
        lines = sum(gone.values())
        self.stderr.write(
            f"{options['month']}: {lines} linjer er slettet." if gone else "Der er ingen linjer at slette."
        )
