"""Consents as families give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from sikkerhedsnet.people import actions as people
from sikkerhedsnet.people.models import Child, Relation
from sikkerhedsnet.sharing import actions
from sikkerhedsnet.sharing.commands import GiveConsent, Yes
from sikkerhedsnet.sharing.models import Consent
from sikkerhedsnet.sharing.states import Form, Service, Topic
from tests.personas import NOW, TODAY, Town
from tests.scans.sheets import document, written

PDF = written(document())


def holders(child: Child) -> tuple[int, ...]:
    return tuple(child.custodies.filter(has_custody=True).order_by("id").values_list("guardian_id", flat=True))


def a_yes(child: Child, **changes: Any) -> Yes:
    return Yes(**{"on": TODAY, "form": Form.DIGITAL, "guardian_ids": holders(child), **changes})


def a_consent(child: Child, **changes: Any) -> GiveConsent:
    """Both parents say yes to telling day care and PPR about how the child is doing."""
    yes = changes.pop("yes", None) or a_yes(child, **changes.pop("said", {}))
    fields: dict[str, Any] = {
        "receivers": (Service.DAY_CARE, Service.PPR),
        "topics": (Topic.DEVELOPMENT,),
        "purpose": "Finde ud af, hvad der hjælper.",
        "key": uuid4(),
        **changes,
    }
    return GiveConsent(child_id=child.pk, yes=yes, **fields)


@pytest.fixture
def child(town: Town) -> Child:
    """Freja; Jonas works with her."""
    found = town.children[0]
    adviser = Relation.Kind.ADVISER
    people.relate(town.actor("jonas"), found, town.user("jonas").pk, adviser, source="test", now=NOW)
    return found


@pytest.fixture
def give(town: Town, child: Child) -> Callable[..., Consent]:
    def make(**changes: Any) -> Consent:
        return actions.give_consent(town.actor("jonas"), a_consent(child, **changes), now=NOW)

    return make


@pytest.fixture
def consent(give: Callable[..., Consent]) -> Consent:
    return give()
