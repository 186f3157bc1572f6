"""A worry that goes to another service is a crossing too, on the municipality's default, without a word more to write."""

from __future__ import annotations

import pytest

from sikkerhedsnet.sharing.models import Disclosure
from sikkerhedsnet.sharing.states import Told
from tests.concerns.conftest import Walk
from tests.personas import TODAY, Town


@pytest.mark.parametrize("suspicion", [False, True])
def test_from_day_care_to_the_adviser_it_is_written_down(town: Town, suspicion: bool) -> None:
    concern = Walk(town).raised(suspicion=suspicion)
    row = Disclosure.objects.get(what="concern")
    assert (row.concern_id, row.by_id, row.to_user_id) == (concern.pk, concern.raised_by_id, concern.owner_id)
    assert (row.basis.key, row.to_service, row.on) == ("concern", "social", TODAY)
    assert "bør kontrolleres" in row.basis.source_mark
    assert row.suspicion is suspicion and (row.told == Told.SUSPICION) is suspicion
    assert Disclosure.objects.visible_to(town.actor("maja")).filter(pk=row.pk).exists() is not suspicion
    page = town.client("mette").get(f"/bekymringer/{concern.pk}/sendt/").content.decode()
    assert "Bekymring til tidlig hjælp" in page
