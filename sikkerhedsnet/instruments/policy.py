"""Who may fill in which form, and who keeps the municipality's own versions; pure."""

from __future__ import annotations

from collections.abc import Collection

from sikkerhedsnet.access.actor import Actor
from sikkerhedsnet.access.roles import Permission
from sikkerhedsnet.core.verdicts import ALLOWED, Verdict, denied

from .definition import Definition


def functions_of(actor: Actor) -> frozenset[str]:
    """The functions the person holds today."""
    return frozenset(post.function for post in actor.posts)


def may_print(actor: Actor, form: Definition, certificates: Collection[str]) -> Verdict:
    """The empty form, for those whose function uses it, certified where it asks for it; also one for rounds and visits."""
    if not actor.has(Permission.INSTRUMENT_SEE) or not functions_of(actor) & form.functions:
        return denied("not_your_form")
    if form.needs_permission:
        return denied("no_permission_yet")
    if form.certificate and form.certificate not in certificates:
        return denied("not_certified")
    return ALLOWED


def may_fill(actor: Actor, form: Definition, certificates: Collection[str], months: int | None = None) -> Verdict:
    """Somebody in a function the form is for, certified where it asks for it; `months` is the child's age.

    Before birth the age is `UNBORN`; without one it is not asked about.
    """
    if form.answered_in_rounds and functions_of(actor) & form.functions:
        return denied("answered_in_rounds")
    verdict = may_print(actor, form, certificates)
    if not verdict:
        return verdict
    if months is not None and not form.fits_age(months):
        return denied("not_that_age")
    return ALLOWED


def may_see_form(actor: Actor, form: Definition) -> bool:
    """Whether the form's answers are for this person's function at all."""
    return bool(functions_of(actor) & form.seen_by)


def may_correct(actor: Actor, entered_by: int, form: Definition, certificates: Collection[str]) -> Verdict:
    """The one who wrote it, or a colleague who might have written it herself."""
    return ALLOWED if actor.id == entered_by else may_fill(actor, form, certificates)


def may_prepare(actor: Actor) -> Verdict:
    """The district facilitator."""
    return ALLOWED if actor.has(Permission.INSTRUMENT_KEEP) else denied("role")


def may_decide(actor: Actor, prepared_by: int) -> Verdict:
    """The chief, and never on a version the same person prepared."""
    if not actor.has(Permission.INSTRUMENT_APPROVE):
        return denied("role")
    return denied("own_version") if actor.id == prepared_by else ALLOWED


def may_act(actor: Actor, form: Definition, owner_id: int | None) -> Verdict:
    """The responsible person, and a colleague the form is for."""
    if actor.id == owner_id or functions_of(actor) & form.functions:
        return ALLOWED
    return denied("not_your_form")
