"""`retention [--json]`: what each rule would erase today, and what is held; a dry run, nothing is changed but that kinds
without a rule get their proposal."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.retention import queries
from sikkerhedsnet.retention.actions import ship_proposals
from sikkerhedsnet.retention.kinds import Kind
from sikkerhedsnet.retention.labels import KIND


class Command(BaseCommand):
    help = "Viser, hvad hver slettefrist ville slette i dag, og hvad der er slettestop for. Sletter intet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="som JSON på standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        found = []
        for municipality in Municipality.objects.order_by("code"):
            ship_proposals(municipality, now=now)
            run = queries.dry_run(municipality.pk, now)
            found.append((municipality, run))
        if options["json"]:
            data = [{"municipality": m.code, "rules": queries.as_rows(run.rules)} for m, run in found]
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=2))
            return
        for municipality, run in found:
            self.stdout.write(municipality.name)
            for one in run.rules:
                state = "bekræftet" if one.confirmed else "FORSLAG, sletter intet"
                self.stdout.write(
                    f"  {KIND[Kind(one.rule.kind)]}: {one.rule.period} ({state}). "
                    f"Forfaldne: {len(one.due)}, slettestop: {one.held}, bundet: {one.bound}."
                )
