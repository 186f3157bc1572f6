"""Who may see and keep consents, write down what was passed on, and look after the bases; pure."""

from __future__ import annotations

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied


def may_see(actor: Actor) -> Verdict:
    """Whoever works with the child sees what was agreed to and what was passed on."""
    return ALLOWED if actor.has(Permission.SHARING_SEE) else denied("role")


def may_pass_on(actor: Actor) -> Verdict:
    """Whoever passes something on writes it down; the duty to notify is everybody's own."""
    return may_see(actor)


def may_keep_consent(actor: Actor) -> Verdict:
    """Asking the family, taking a consent back for them and renewing it is for those who lead or treat."""
    return ALLOWED if actor.has(Permission.CONSENT_KEEP) else denied("consent_role")


def may_control(actor: Actor) -> Verdict:
    """The whole municipality's list, the bases and the periods are the data-protection officer's."""
    return ALLOWED if actor.has(Permission.SHARING_CONTROL) else denied("role")
