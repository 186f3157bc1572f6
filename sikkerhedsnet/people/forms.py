"""What a list of children is narrowed to, as it stands in the address."""

from __future__ import annotations

from django.http import QueryDict

from sikkerhedsnet.core.names import normalise_text
from sikkerhedsnet.web.forms import whole_number

from .queries import Wanted


def wanted(query: QueryDict) -> Wanted:
    """What `?q=&institution=&group=` asks for; what cannot be read narrows nothing."""
    return Wanted(
        text=normalise_text(query.get("q", ""))[:100],
        institution_id=whole_number(query.get("institution", "")),
        group_id=whole_number(query.get("group", "")),
    )
