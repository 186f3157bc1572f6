"""`check_net [--json]`: every hole in the net; leaves 0 when there is none, 1 when there are holes."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from sikkerhedsnet.access.models import Municipality
from sikkerhedsnet.core import clock
from sikkerhedsnet.worklists.labels import HOLE
from sikkerhedsnet.worklists.queries import net


class Command(BaseCommand):
    help = "Finder hvert hul i nettet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="som JSON på standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        now = clock.now()
        nets = [net(pk, now) for pk in Municipality.objects.order_by("id").values_list("pk", flat=True)]
        holes = [hole for one in nets for hole in one.holes]
        if options["json"]:
            rows = [
                {
                    "kind": hole.kind,
                    "child": hole.child_id,
                    "what": str(hole.what),
                    "since": hole.since.isoformat(),
                    "who": str(hole.who),
                }
                for hole in holes
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2))
        else:
            for hole in holes:
                self.stdout.write(
                    f"{HOLE.get(hole.kind, hole.kind)}: {hole.what} ({hole.place or '-'}, siden {hole.since}; "
                    f"{hole.who} kan rette det)"
                )
            children, open_things = sum(n.children for n in nets), sum(n.open_things for n in nets)
            self.stdout.write(
                f"{len(holes)} huller." if holes else f"Nettet er helt. {children} børn, {open_things} åbne ting."
            )
        if holes:
            sys.exit(1)
