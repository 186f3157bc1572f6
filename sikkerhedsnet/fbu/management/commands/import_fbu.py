"""Takes another municipality's national delivery in: `./manage import_fbu FILE.json`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.audit.origin import Origin, Road, coming_from
from sikkerhedsnet.core import clock
from sikkerhedsnet.fbu import actions, labels
from sikkerhedsnet.fbu.choosing import Unclear, municipality_named
from sikkerhedsnet.fbu.parsing import LARGEST, Fault, Unusable, parse
from sikkerhedsnet.fbu.taking import Outcome, kept, look_through

ALL_TAKEN, UNUSABLE, SOME_REFUSED = 0, 2, 3


class Command(BaseCommand):
    help = "Tager en leverance efter KLChildren/FBU 2.1.0 fra en anden kommune ind."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.json", type=Path, help="leverancen")
        parser.add_argument("--municipality", metavar='"CODE NAME"', help='for eksempel "0999 Fjordby Kommune"')
        parser.add_argument(
            "--take-good", action="store_true", help="er der fejl, så tag de fejlfri indberetninger ind"
        )
        parser.add_argument("--dry-run", action="store_true", help="vis, hvad der ville ske, og skriv intet")
        parser.add_argument("--json", action="store_true", help="skriv resultatet som JSON på standard output")
        parser.add_argument(
            "--demo-numbers", action="store_true", help="tag erstatningsnumre (dag + 60) med; kun i en demodatabase"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with coming_from(Origin(Road.IMPORT)):
                outcome = self.take(options)
        except Unusable as problem:
            self.give_up(f"{options['file']}: {labels.FAULT[problem.fault]} {problem.detail}".strip(), options)
        except (Unclear, OSError) as problem:
            self.give_up(str(problem), options)
        else:
            self.tell(outcome, options)
            sys.exit(ALL_TAKEN if outcome.all_taken else SOME_REFUSED)

    def take(self, options: dict[str, Any]) -> Outcome:
        municipality = municipality_named(options["municipality"])
        if options["demo_numbers"] and not municipality.is_demo:
            raise Unclear(str(labels.NOT_A_DEMO))
        with options["file"].open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise Unusable(Fault.TOO_LARGE)
        read = parse(content, demo_numbers=options["demo_numbers"])
        if options["dry_run"]:
            return look_through(municipality, read)
        author = System(municipality_id=municipality.pk)
        name = options["file"].name
        return actions.receive(author, municipality, read, take_good=options["take_good"], name=name, now=clock.now())

    def tell(self, outcome: Outcome, options: dict[str, Any]) -> None:
        if options["json"]:
            found = {
                **outcome.counts(),
                "taken": outcome.taken,
                "unknown": [{"place": place, "number": number} for place, number in outcome.unknown],
                "found": [
                    {**kept(one), "mark": one.mark.value, "refuses": one.refuses, "sentence": labels.sentence(one)}
                    for one in outcome.mistakes
                ],
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
        else:
            for one in outcome.mistakes:
                self.stdout.write(f"{'Fejl' if one.refuses else 'Bemærk'}: {labels.line(one)}")
            for place, number in outcome.unknown:
                self.stdout.write(f"Ukendt barn: {place}: {number or 'uden nummer'}. Intet er oprettet.")
        counts = outcome.counts()
        fates = ", ".join(f"{str(word).lower()}: {counts[fate.value]}" for fate, word in labels.FATE.items())
        self.stderr.write(
            f"{counts['reports']} indberetninger, {counts['refused']} ikke taget ind, "
            f"{counts['unknown_children']} om børn, vi ikke kender. {fates}."
        )
        if options["dry_run"]:
            self.stderr.write("Intet er skrevet (--dry-run).")
        elif not outcome.taken:
            self.stderr.write("Der er fejl i filen, så intet er taget ind. Med --take-good kommer de fejlfri med.")

    def give_up(self, sentence: str, options: dict[str, Any]) -> None:
        self.stderr.write(sentence)
        if options["json"]:
            self.stdout.write(json.dumps({"unusable": sentence}, ensure_ascii=False))
        sys.exit(UNUSABLE)
