"""What happens to a plan: agreed at a meeting, its steps begun, done or dropped, followed up until it ends, and after."""

from __future__ import annotations

from .agreeing import agree_plan
from .coordinating import accept_role, ask_role, decline_role
from .goals import change_goal, see_sign
from .leveling import set_level, write_ladder
from .reviewing import hold_review
from .stepping import add_step, begin_step, finish_step
from .tagging import tag_parts
from .versions import agree_version
from .watching import look, reopen

__all__ = [
    "accept_role", "add_step", "agree_plan", "agree_version", "ask_role", "begin_step", "change_goal", "decline_role",
    "finish_step", "hold_review", "look", "reopen", "see_sign", "set_level", "tag_parts", "write_ladder",
]  # fmt: skip
