"""A plan reached through the real actions."""

from __future__ import annotations

from tests.meetings.conftest import concern, planned
from tests.plans.conftest import plan, table

__all__ = ["concern", "plan", "planned", "table"]
