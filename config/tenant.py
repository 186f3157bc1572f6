"""What the pages outside sign-in may know of the installation."""

from __future__ import annotations

from sikkerhedsnet.access.models import Municipality


def is_demo() -> bool:
    """Whether any municipality here was made as a demo."""
    return Municipality.objects.filter(is_demo=True).exists()
