"""Reckons an effect or a waiting time from a file: `./manage evaluate survival FILE --duration C --event C --group C`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.insight.columns import Unusable, read_waits
from sikkerhedsnet.insight.survival import curve, log_rank

UNUSABLE = 2


class Command(BaseCommand):
    help = "Regner på en fil. survival: Kaplan-Meier og log-rank for ventetider."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        methods = parser.add_subparsers(dest="method", required=True, metavar="METODE")
        survival = methods.add_parser("survival", help="Kaplan-Meier for hver gruppe og log-rank imellem dem")
        survival.add_argument(
            "file", metavar="FILE", type=Path, help="CSV med overskrifter, eller tal adskilt af blanke"
        )
        for name, text in (
            ("duration", "hvor længe"), ("event", "1: det skete, 0: det var ikke sket endnu"), ("group", "hvilken gruppe"),
        ):  # fmt: skip
            survival.add_argument(
                f"--{name}", required=True, metavar="C", help=f"kolonne (navn, eller nummer fra 1): {text}"
            )
        survival.add_argument("--json", action="store_true", help="skriv resultatet som JSON på standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            waits = read_waits(options["file"], options["duration"], options["event"], options["group"])
        except Unusable as problem:
            self.stderr.write(str(problem))
            sys.exit(UNUSABLE)
        found = result(waits)
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1))
            return
        for group, rows in found["curves"].items():
            self.stdout.write(f"{group}:")
            for row in rows:
                se = "" if row["se"] is None else f"  (se {row['se']:.4f})"
                self.stdout.write(f"  {row['time']:>8g}  {row['survival']:.4f}{se}")
        test = found["logrank"]
        self.stdout.write(f"log-rank: chi2 {test['chi2']:.3f}, p {test['p']:.3g}" if test else "log-rank: én gruppe")


def result(waits: list[tuple[float, bool, str]]) -> dict[str, Any]:
    """The curves by group in the order of their names, and the test; `null` where there is nothing to say."""
    groups = sorted({group for _days, _happened, group in waits})
    curves = {}
    for name in groups:
        rows = [(days, happened) for days, happened, group in waits if group == name]
        drops = curve([days for days, _happened in rows], [happened for _days, happened in rows])
        curves[name] = [{"time": drop.time, "survival": drop.survival, "se": drop.se} for drop in drops]
    durations, happened, group = (list(column) for column in zip(*waits, strict=True))
    test = log_rank(durations, happened, group)
    return {"curves": curves, "logrank": {"chi2": test.chi2, "p": test.p} if test else None}
