"""What the frame around every page shows: who, where, which menu."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from . import hooks

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Link:
    """One item of the main menu, with its address found."""

    url: str
    label: str
    current: bool = False
    within: bool = False


@dataclass(frozen=True)
class Page:
    """The frame's values; every one is there, empty when nobody is signed in."""

    signed_in: bool = False
    user_name: str = ""
    function_label: str = ""
    municipality_name: str = ""
    place_label: str = ""
    is_demo: bool = False
    glass: tuple[Any, ...] = ()
    menu: tuple[Link, ...] = ()
    home_url: str = "/"
    sign_in_url: str = ""
    sign_out_url: str = ""
    account_url: str = ""
    other_language: str = ""
    other_language_name: str = ""
    language_url: str = ""
    next_url: str = "/"


def page(request: HttpRequest) -> dict[str, Any]:
    """`page` in every template; worked out when a template first asks, and never the cause of a failed page."""
    return {"page": SimpleLazyObject(lambda: page_for(request))}


def page_for(request: HttpRequest) -> Page:
    """The frame for this request."""
    actor = getattr(request, "actor", None)
    other, name = ("da", "Dansk") if (get_language() or "da").startswith("en") else ("en", "English")
    match = getattr(request, "resolver_match", None)
    return Page(
        signed_in=actor is not None,
        user_name=str(getattr(actor, "name", "") or ""),
        function_label=str(getattr(actor, "function_label", "") or ""),
        municipality_name=str(
            getattr(actor, "municipality_name", "") or _quietly("SIKKERHEDSNET_MUNICIPALITY_NAME", "")
        ),
        place_label=str(getattr(actor, "place_label", "") or ""),
        is_demo=bool(_quietly("SIKKERHEDSNET_IS_DEMO", False) if actor is None else getattr(actor, "is_demo", False)),
        glass=tuple(getattr(request, "glass", ())),
        menu=tuple(_links(_items(actor), match, request.path)) if actor is not None else (),
        sign_in_url=hooks.sign_in_address(),
        sign_out_url=hooks.sign_out_address(),
        account_url=hooks.address(getattr(settings, "SIKKERHEDSNET_ACCOUNT", "")),
        other_language=other,
        other_language_name=name,
        language_url=hooks.address("set_language"),
        next_url=request.get_full_path() if request.method in ("GET", "HEAD") else request.path,
    )


def _quietly(setting: str, default: Any) -> Any:
    try:
        return hooks.answer(setting, default)
    except Exception:
        log.exception("%s gave no answer", setting)
        return default


def _items(actor: Any) -> Iterable[Any]:
    ready = getattr(actor, "menu", None)
    if ready is not None:
        return tuple(ready)
    try:
        menu_for = hooks.hook("SIKKERHEDSNET_NAVIGATION")
        return tuple(menu_for(actor)) if callable(menu_for) else ()
    except Exception:
        log.exception("the menu could not be made")
        return ()


def _links(items: Iterable[Any], match: Any, path: str) -> Iterable[Link]:
    here = getattr(match, "view_name", None) or ""
    named = [(item.url_name, item.label) if hasattr(item, "url_name") else item for item in items]
    known = [(name, label, url) for name, label in named if (url := _address(name))]
    exact = any(name == here for name, _label, _url in known)
    nearest = "" if exact else _nearest([(name, url) for name, _label, url in known], here, path)
    for name, label, url in known:
        yield Link(url=url, label=str(label), current=here == name, within=name == nearest)


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _nearest(named: Sequence[tuple[str, str]], here: str, path: str) -> str:
    """The page whose address the path goes on from furthest, the front page only for its own step; else the step's first."""
    step = [name for name, _url in named if ":" in here and name.split(":")[0] == here.split(":")[0]]
    above = [(len(url), name) for name, url in named if path.startswith(url) and (url != "/" or name in step)]
    if above:
        return max(above)[1]
    return step[0] if step else ""
