"""Danish words for a party's statement."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from .states import Capacity

CAPACITY = {
    Capacity.PARENT: _("forælder"),
    Capacity.YOUNG_PERSON: _("barnet eller den unge selv"),
    Capacity.REPRESENTATIVE: _("partsrepræsentant"),
}
