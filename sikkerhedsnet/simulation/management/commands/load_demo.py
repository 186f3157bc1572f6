"""Fills an empty database with the demo municipality."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.simulation import demo


class Command(BaseCommand):
    help = "Fylder en tom database med demokommunen Fjordby og dens nabo."

    def handle(self, *args: Any, **options: Any) -> None:
        if Municipality.objects.exists():
            raise CommandError(
                "Databasen er ikke tom. Demokommunen kan kun lægges i en tom database: vælg en anden mappe med --data "
                "eller SIKKERHEDSNET_DATA.",
                returncode=2,
            )
        demo.load(clock.now(), self._say)

    def _say(self, text: str) -> None:
        self.stderr.write(text)
        self.stderr.flush()
