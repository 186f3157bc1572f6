"""What the composition root lends to the pages: dotted paths in the settings, read once they are needed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


def hook(setting: str, default: Any = None) -> Any:
    """The setting itself, or what it names when it is a dotted path."""
    value = getattr(settings, setting, default)
    if isinstance(value, str) and "." in value and " " not in value:
        return import_string(value)
    return value


def answer(setting: str, default: Any = None) -> Any:
    """The setting's value; when it names a function, what the function answers now."""
    value = hook(setting, default)
    return value() if callable(value) else value


def address(*names: str) -> str:
    """The address of the first URL name that exists, or nothing."""
    for name in names:
        if name:
            try:
                return reverse(name)
            except NoReverseMatch:
                continue
    return ""


def sign_in_address() -> str:
    return address(getattr(settings, "SIKKERHEDSNET_SIGN_IN", ""), "access:sign_in", "access:login", "login")


def sign_out_address() -> str:
    return address(getattr(settings, "SIKKERHEDSNET_SIGN_OUT", ""), "access:sign_out", "access:logout", "logout")
