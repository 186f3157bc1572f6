"""`verify_audit [--json]`: whether every log line is as it was written; 0 whole, 1 broken, and where."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.audit.verification import Fault, Verdict, What, verify

LOG = {"change": "ændringsloggen", "read": "opslagsloggen", "anchors": "ankerfilen"}
WHAT = {
    What.CHANGED: "linjen er ændret",
    What.MISSING: "der mangler en linje",
    What.INSERTED: "linjen er sat ind uden om programmet",
    What.OUT_OF_ORDER: "rækkefølgen er ændret",
    What.CUT_TAIL: "de nyeste linjer er skåret af",
    What.CHAIN_MISSING: "hele kæden mangler",
    What.HEAD: "kædens slutning passer ikke",
    What.ANCHOR: "linjen er en anden end den, ankeret husker",
    What.ANCHOR_FILE: "ankeret er ændret, eller det er skrevet under med en anden nøgle",
    What.ANCHOR_FILE_SHORTENED: "de nyeste ankre er skåret af",
    What.MONTH: "der mangler mere eller mindre, end der blev slettet med måneden",
}


class Command(BaseCommand):
    help = "Undersøger, om nogen har ændret, fjernet eller indsat en linje i loggen, og siger hvor."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="svaret som JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify()
        if options["json"]:
            self.stdout.write(json.dumps({"whole": not verdict.faults, **asdict(verdict)}, default=str))
        else:
            self._tell(verdict)
        if verdict.faults:
            sys.exit(1)

    def _tell(self, verdict: Verdict) -> None:
        for fault in verdict.faults:
            self.stdout.write(_sentence(fault))
        state = f"{len(verdict.faults)} fejl." if verdict.faults else "Loggen er hel."
        last = f", det seneste {verdict.anchored_at:%Y-%m-%d %H:%M}" if verdict.anchored_at else ""
        self.stdout.write(f"{state} {verdict.lines} linjer i {verdict.chains} kæder, {verdict.anchors} ankre{last}.")


def _sentence(fault: Fault) -> str:
    places = [LOG[fault.log].capitalize()]
    if fault.child_id is not None:
        places.append(f"barn {fault.child_id}" if fault.child_id else "linjer uden barn")
    if fault.month is not None:
        places.append(fault.month[:7])
    if fault.number is not None:
        places.append(f"nr. {fault.number}")
    if fault.line_id is not None:
        places.append(f"id {fault.line_id}")
    return f"{', '.join(places)}: {WHAT[fault.what]}."
