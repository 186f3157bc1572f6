"""Who may take register files in; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_import(actor: Actor) -> Verdict:
    """The system administrator, for the own municipality."""
    return ALLOWED if actor.has(Permission.REGISTER_IMPORT) else denied("role")
