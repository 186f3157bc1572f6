"""Writes the health visitors' data as a national delivery: `./manage export_fbu --from D --to D FILE.json`."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.origin import Origin, Road, coming_from
from sikkerhedsnet.core import clock
from sikkerhedsnet.core.errors import Invalid
from sikkerhedsnet.fbu import actions, labels
from sikkerhedsnet.fbu.choosing import Unclear, municipality_named
from sikkerhedsnet.fbu.rules import Period
from sikkerhedsnet.fbu.states import Held

DONE, UNUSABLE = 0, 2


class Command(BaseCommand):
    help = "Skriver sundhedsplejens data som en leverance efter KLChildren/FBU 2.1.0 (FHIR R4)."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path, help="filen, der skal skrives")
        parser.add_argument(
            "--from", dest="first", metavar="D", help="første dag, fx 2026-11-01; ellers fra sidste leverance"
        )
        parser.add_argument("--to", dest="last", metavar="D", help="sidste dag, fx 2026-11-30; ellers i dag")
        parser.add_argument("--municipality", metavar='"CODE NAME"', help='for eksempel "0999 Fjordby Kommune"')
        parser.add_argument("--dry-run", action="store_true", help="vis, hvad der ville blive sendt, og skriv intet")
        parser.add_argument("--json", action="store_true", help="skriv tallene som JSON på standard output")
        parser.add_argument(
            "--demo-numbers", action="store_true", help="send erstatningsnumre (dag + 60); kun i en demodatabase"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with coming_from(Origin(Road.COMMAND)):
                self.tell(self.deliver(options), options)
        except actions.NoSender:
            self.give_up(str(labels.NO_SENDER))
        except Invalid:
            self.give_up(str(labels.NOT_A_DEMO))
        except (Unclear, OSError) as problem:
            self.give_up(str(problem))

    def deliver(self, options: dict[str, Any]) -> actions.Made:
        municipality = municipality_named(options["municipality"])
        now = clock.now()
        today = actions.local_day(now)
        since = actions.since_last(municipality, today)
        period = Period(
            self.day(options["first"], "--from") or since.first, self.day(options["last"], "--to") or since.last
        )
        if period.first > period.last:
            raise Unclear("Den første dag ligger efter den sidste. Byt om på --from og --to.")
        if period.last > today:
            raise Unclear("Den sidste dag ligger i fremtiden. Det, der ikke er sket, kan ikke sendes.")
        file: Path = options["file"]
        if not options["dry_run"] and not file.absolute().parent.is_dir():
            raise Unclear(f"Mappen {file.absolute().parent} findes ikke.")
        if file.is_dir():
            raise Unclear(f"{file} er en mappe. Skriv et filnavn.")
        return actions.deliver(
            System(municipality_id=municipality.pk),
            municipality,
            period,
            demo_numbers=options["demo_numbers"],
            keep=not options["dry_run"],
            write=(lambda text: None) if options["dry_run"] else (lambda text: write_whole(file, text)),
            now=now,
        )

    def day(self, text: str | None, name: str) -> date | None:
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise Unclear(f"«{text}» efter {name} er ikke en dato. Skriv den som 2026-11-23.") from None

    def tell(self, made: actions.Made, options: dict[str, Any]) -> None:
        waiting: dict[str, int] = {}
        for _child, held in made.held:
            waiting[held.why.value] = waiting.get(held.why.value, 0) + 1
        counts = {
            "from": made.period.first.isoformat(),
            "to": made.period.last.isoformat(),
            "reports": len(made.delivery.reports),
            "resources": sum(len(report.resources()) for report in made.delivery.reports),
            "held_back": waiting,
        }
        if options["json"]:
            self.stdout.write(json.dumps(counts, ensure_ascii=False, indent=1))
        self.stderr.write(
            f"{made.period.first} til {made.period.last}: {counts['reports']} indberetninger, {counts['resources']} oplysninger."
        )
        for why, number in waiting.items():
            self.stderr.write(f"Holdt tilbage: {number}. {labels.HELD[Held(why)]}")
        if options["dry_run"]:
            self.stderr.write("Intet er skrevet (--dry-run).")

    def give_up(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(UNUSABLE)


def write_whole(file: Path, text: str) -> None:
    """The whole file or none of it; readable to whoever made it alone, for it holds health data."""
    handle, name = tempfile.mkstemp(dir=file.absolute().parent, prefix=".fbu-")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
