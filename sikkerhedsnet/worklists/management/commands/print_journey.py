"""`print_journey FILE`: the state diagrams of every step, printed from the tables the code moves by."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation

from sikkerhedsnet.core.states import mermaid

STEPS = (
    ("screening", "Trivselsvurdering", "wellbeing assessment"),
    ("concerns", "Bekymring", "concern"),
    ("meetings", "Samarbejdsmøde", "collaboration meeting"),
    ("plans", "Plan", "plan"),
    ("handover", "Overgang", "hand-over"),
    ("rights", "Anmodning om indsigt", "request for access"),
)
HEAD = """# The journey, step by step

Printed from the state tables by `./manage print_journey docs/journey.md`; a test compares the two.
"""


class Command(BaseCommand):
    help = "Skriver docs/journey.md ud fra tilstandstabellerne."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        parts = [HEAD]
        with translation.override("da"):
            for step, danish, english in STEPS:
                states = import_module(f"sikkerhedsnet.{step}.states")
                labels = import_module(f"sikkerhedsnet.{step}.labels")
                diagram = mermaid(states.TABLE, labels.STATE, labels.MOVE)
                parts.append(f"## {danish} ({english})\n\n```mermaid\n{diagram}```\n")
        options["file"].write_text("\n".join(parts))
