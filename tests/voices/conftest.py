from __future__ import annotations

from tests.meetings.conftest import concern, planned, running

__all__ = ["concern", "planned", "running"]
