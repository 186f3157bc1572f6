"""What the municipality has chosen of periods for sharing."""

from __future__ import annotations

from .models import SharingSettings


def settings_of(municipality_id: int) -> SharingSettings:
    """The municipality's own periods, or the defaults (not saved) when it has chosen none."""
    found = SharingSettings.objects.filter(municipality_id=municipality_id).first()
    return found or SharingSettings(municipality_id=municipality_id, version=0)
