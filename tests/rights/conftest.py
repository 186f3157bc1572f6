"""A child with something of everything, and requests for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sikkerhedsnet.people.models import Child
from sikkerhedsnet.rights import actions
from sikkerhedsnet.rights.commands import Register
from sikkerhedsnet.rights.models import AccessRequest
from sikkerhedsnet.rights.states import Kind
from sikkerhedsnet.sharing.models import Disclosure, LegalBasis
from tests.personas import NOW, TODAY, Town


def parent_of(child: Child, number: int = 0) -> int:
    """The number of the child's first (or second) parent."""
    pk: int = child.custodies.order_by("id")[number].guardian_id
    return pk


def asked(
    town: Town, child: Child, *, key: str = "jonas", kind: Kind = Kind.DATA_ACCESS, number: int = 0,
    received_on: date = TODAY, now: datetime = NOW, **fields: Any,
) -> AccessRequest:  # fmt: skip
    """A request that has come, on the desk of the one who took it."""
    fields.setdefault("guardian_id", parent_of(child, number))
    return actions.register(town.actor(key), Register(child.pk, kind, received_on, **fields), now=now)


def passed_on(town: Town, child: Child, **fields: Any) -> Disclosure:
    """Something told on the telephone today, and the parents know it unless the fields say otherwise."""
    basis = LegalBasis.objects.get(municipality=town.municipality, key="duty")
    about = {
        "what": "phone", "content": "Fraværet", "to_name": "Lone Ppr", "to_service": "ppr", "purpose": "Hjælp",
        "basis": basis, "told": "told", "on": TODAY, "until": TODAY, "by": town.user("jonas"), "recorded_at": NOW,
    }  # fmt: skip
    about |= {"told_on": TODAY} if fields.get("told", "told") == "told" else {}
    return Disclosure.objects.create(child=child, **{**about, **fields})
