"""A plan reached through the real actions."""

from __future__ import annotations

from tests.plans.conftest import plan, table

__all__ = ["plan", "table"]
