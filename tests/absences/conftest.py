"""A plan reached through the real actions."""

from __future__ import annotations

from tests.appointments.conftest import offered
from tests.meetings.conftest import concern, planned
from tests.plans.conftest import plan, table

__all__ = ["concern", "offered", "plan", "planned", "table"]
