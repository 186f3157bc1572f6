"""Broken glass with real transactions, as the served site has them: the middleware asks outside the page's own."""

from __future__ import annotations

import pytest

from sikkerhedsnet.glass import actions
from sikkerhedsnet.people.queries import contact_view
from tests.glass.test_breaking import asks, far
from tests.personas import NOW, TODAY, Town


@pytest.mark.slow
def test_a_protected_address_stays_protected_even_for_a_function_that_sees_them(committed_town: Town) -> None:
    town = committed_town
    child = far(town, protected_address=True)
    actions.break_glass(town.actor("sara"), asks(child), now=NOW)
    page = town.client("sara").get(f"/boern/{child.pk}/")
    assert page.status_code == 200
    text = page.content.decode()
    assert child.address not in text
    assert town.day_care.name not in text
    assert contact_view(page.wsgi_request.actor, child, TODAY).address.instead
    assert "Du har nødadgang til ét barn til kl." in text
