"""Takes the register's four files into a municipality: `./manage import_register DIR`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.access.actor import System
from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.audit.origin import Origin, Road, coming_from
from sikkerhedsnet.core import clock
from sikkerhedsnet.exchange import actions, labels
from sikkerhedsnet.exchange.layouts import RegisterFile
from sikkerhedsnet.exchange.locking import ImportUnderWay
from sikkerhedsnet.exchange.problems import Fault, Unusable, UnusableFiles
from sikkerhedsnet.exchange.reading import LARGEST
from sikkerhedsnet.exchange.report import FileReport, Report, as_json

ALL_TAKEN, UNUSABLE, SOME_REJECTED = 0, 2, 3


class CannotImport(Exception):
    """The sentence says what to do."""


class Command(BaseCommand):
    help = "Tager registerets filer (distrikter, institutioner, personale, boern) ind i en kommune."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", metavar="DIR", type=Path, help="mappen med de fire filer")
        parser.add_argument("--municipality", metavar='"CODE NAME"', help='for eksempel "0999 Fjordby Kommune"')
        parser.add_argument("--dry-run", action="store_true", help="vis, hvad der ville ske, og skriv intet")
        parser.add_argument("--json", action="store_true", help="skriv rapporten som JSON på standard output")
        parser.add_argument("--complete", action="store_true", help="børn, der mangler i filen, er fraflyttet")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with coming_from(Origin(Road.IMPORT)):
                report = self.run(options)
        except UnusableFiles as found:
            sentences = {fault.file: labels.fault_sentence(fault) for fault in found.faults}
            self.give_up(sentences, as_data=options["json"])
        except ImportUnderWay:
            self.give_up({"": str(labels.UNDER_WAY)}, as_data=options["json"])
        except CannotImport as problem:
            self.give_up({"": str(problem)}, as_data=options["json"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(report, labels.sentence), ensure_ascii=False, indent=1))
        else:
            self.tell_rows(report)
        rejected = any(found.rejected for found in report.values())
        sys.exit(SOME_REJECTED if rejected else ALL_TAKEN)

    def run(self, options: dict[str, Any]) -> Report:
        """The report of what was taken, or with `--dry-run` of what would be."""
        tables = actions.read_files(self.files(options["directory"]))
        now = clock.now()
        municipality = municipality_for(options["municipality"], create=not options["dry_run"])
        if options["dry_run"]:
            pk = municipality.pk if municipality else None
            report = actions.look_through(pk, tables, clock.local(now).date(), complete=options["complete"])
            for file, found in report.items():
                self.tell(file, found)
            self.stderr.write("Intet er skrevet (--dry-run).")
            return report
        assert municipality is not None
        report = {}

        def tell(file: RegisterFile, found: FileReport) -> None:
            report[file] = found
            self.tell(file, found)

        author = System(municipality_id=municipality.pk)
        actions.take_files(author, municipality, tables, now=now, complete=options["complete"], tell=tell)
        return report

    def files(self, directory: Path) -> dict[RegisterFile, bytes]:
        """The four files' bytes; raises when one is missing or cannot be opened."""
        if not directory.is_dir():
            raise CannotImport(f"Mappen {directory} findes ikke.")
        found: dict[RegisterFile, bytes] = {}
        missing: list[Unusable] = []
        for file in RegisterFile:
            try:
                with (directory / file.value).open("rb") as opened:
                    found[file] = opened.read(LARGEST + 1)
            except OSError:
                missing.append(Unusable(file, Fault.MISSING_FILE))
        if missing:
            raise UnusableFiles(missing)
        return found

    def tell(self, file: RegisterFile, found: FileReport) -> None:
        rejected = len({problem.line for problem in found.rejected})
        self.stderr.write(
            f"{file.value}: {found.new} nye, {found.changed} ændrede, {found.unchanged} uændrede, "
            f"{rejected} afviste, {len(found.warnings)} bemærkninger"
        )

    def tell_rows(self, report: Report) -> None:
        """Every remark in words, for whoever reads the screen."""
        for file, found in report.items():
            for heading, problems in (("Afvist", found.rejected), ("Bemærk", found.warnings)):
                for problem in problems:
                    place = f"{file.value} linje {problem.line}" if problem.line else file.value
                    what = f", {problem.field}: {problem.value}" if problem.field else ""
                    self.stdout.write(f"{heading}: {place}{what}: {labels.sentence(problem)}")

    def give_up(self, sentences: dict[str, str], *, as_data: bool) -> None:
        for file, sentence in sentences.items():
            self.stderr.write(f"{file}: {sentence}" if file else sentence)
        if as_data:
            faults = [{"file": file, "reason": sentence} for file, sentence in sentences.items()]
            self.stdout.write(json.dumps({"files": {}, "unusable": faults}, ensure_ascii=False, indent=1))
        sys.exit(UNUSABLE)


def municipality_for(named: str | None, *, create: bool) -> Municipality | None:
    """The municipality that is named, else the settings' one, else the only one; made when the database has none.

    A code is the same with leading zeros and without.
    """
    wanted = str(named or settings.SIKKERHEDSNET_MUNICIPALITY)
    code, _, name = wanted.strip().partition(" ")
    if not code.isascii() or not code.isdigit() or len(code) > 4:
        raise CannotImport('Skriv kommunen som kode og navn, for eksempel --municipality "0999 Fjordby Kommune".')
    known = list(Municipality.objects.order_by("pk"))
    found = next((municipality for municipality in known if municipality.code.lstrip("0") == code.lstrip("0")), None)
    if found is None and not named and len(known) == 1:
        found = known[0]
    if found is not None:
        return found
    if known and not (named and name):
        codes = ", ".join(f"{municipality.code} {municipality.name}" for municipality in known)
        raise CannotImport(f"Kommunen {code} findes ikke her. Vælg med --municipality en af: {codes}.")
    if not name:
        raise CannotImport(
            'Kommunen findes ikke endnu. Skriv også navnet, for eksempel --municipality "0999 Fjordby Kommune".'
        )
    return Municipality.objects.create(code=code, name=name.strip()[:100]) if create else None
