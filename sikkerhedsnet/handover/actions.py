"""What can be done with a hand-over, cut by side: writing, sending, receiving, and the municipality's rules."""

from __future__ import annotations

from .receiving import accept, close, name, read, send_back
from .ruling import change_rules
from .sealed import opened, seal
from .sending import consent_gone, correct, receipt, send, take_back, withdraw
from .subjects import add_subject, end_subject, word_subject
from .writing import begin, choose, go_through, leave_out, without_parents, write_part

__all__ = [
    "accept",
    "add_subject",
    "begin",
    "change_rules",
    "choose",
    "close",
    "consent_gone",
    "correct",
    "end_subject",
    "go_through",
    "leave_out",
    "name",
    "opened",
    "read",
    "receipt",
    "seal",
    "send",
    "send_back",
    "take_back",
    "withdraw",
    "without_parents",
    "word_subject",
    "write_part",
]
